"""`build_asset_context`: what an asset's function is told where a test calls it."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from dagbook.authoring.built_step import direct_call_lacks
from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.authoring.direct_step import DirectStep
from dagbook.authoring.partition_members import has_time_dimension, window_of_range
from dagbook.errors import CheckError, DagsterInvariantViolationError
from dagbook.foundation.parameters import check_named
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow


class _Unbound:
    """Stands for the definition of a context that is in no call: it has nothing."""

    op_name = "no asset"
    partitions_def = None

    def __getattr__(self, name: str) -> Any:
        # Displays, doctest and copying ask for private names, and expect nothing.
        if name.startswith("_"):
            raise AttributeError(name)
        raise direct_call_lacks(name)


_UNBOUND = _Unbound()


class DirectAssetExecutionContext(AssetExecutionContext):
    """An `AssetExecutionContext` outside a run; pass it as the first argument.

    What it was told during a call can be asked afterwards: `get_output_metadata`, `get_events`.

    Args:
        step: What it knows.
    """

    def __init__(self, step: DirectStep) -> None:
        super().__init__(step, _UNBOUND, ())
        self._direct = step
        self._plain: dict[tuple[str, str | None], Mapping[str, Any]] = {}

    def __enter__(self) -> Self:
        self._direct.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._direct.__exit__(kind, error, traceback)

    def bind(self, definition: Any, resources: Mapping[str, Any], config: Any) -> None:
        """Bind it to *definition* for a call; see `DirectStep.bind`."""
        self._direct.bind(definition, resources, config)
        self._definition = definition
        self._selected = definition.keys_in_order
        self._output_metadata, self._asset_metadata, self._plain = {}, {}, {}
        self._yielded = set()

    def unbind(self) -> None:
        """End the call; what was told stays."""
        self._direct.unbind()
        self._definition = _UNBOUND
        self._selected = ()

    @property
    def direct_step(self) -> DirectStep:
        """What it knows."""
        return self._direct

    @property
    def assets_def(self) -> Any:
        """The assets that are made.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if not self._direct.is_bound:
            raise direct_call_lacks("assets_def")
        return self._definition

    @property
    def has_assets_def(self) -> bool:
        """Whether assets are made.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if not self._direct.is_bound:
            raise direct_call_lacks("has_assets_def")
        return True

    @property
    def job_def(self) -> Any:
        """Raise: there is no job.

        Raises:
            DagsterInvalidPropertyError: Always.
        """
        raise direct_call_lacks("job_def")

    @property
    def partition_key(self) -> str:
        """The partition it was built for.

        Raises:
            CheckError: It was built for none, or for a range.
        """
        key = self._direct.partition_key
        if key is None:
            raise _for_none("partition_key")
        return key

    @property
    def has_partition_key_range(self) -> bool:
        """Whether it was built for a range."""
        return not self.has_partition_key and self._direct.key_range is not None

    @property
    def partition_key_range(self) -> PartitionKeyRange:
        """The partitions it was built for, as a range.

        Raises:
            CheckError: It was built for none.
        """
        key_range = self._direct.key_range
        if key_range is None:
            raise _for_none("partition_key_range")
        return key_range

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions it was built for, in order.

        Raises:
            CheckError: It was built for none.
            DagsterInvariantViolationError: The asset has no partitions.
        """
        if self._direct.key_range is None:
            raise _for_none("partition_keys")
        if self.assets_def.partitions_def is None:
            raise DagsterInvariantViolationError(
                "Cannot access partition_keys for a non-partitioned run: "
                f"{self.assets_def.op_name} has no partitions."
            )
        return list(self._direct.partition_keys)

    @property
    def partition_time_window(self) -> TimeWindow:
        """The time from the start of the first partition to the end of the last.

        Raises:
            CheckError: The asset has no partitions, or the context is for none.
            DagsterInvariantViolationError: They are not windows of time.
        """
        partitions_def = self.assets_def.partitions_def
        if partitions_def is None:
            raise _for_none("partition_time_window")
        if not has_time_dimension(partitions_def):
            raise DagsterInvariantViolationError(
                "Expected a TimeWindowPartitionsDefinition or MultiPartitionsDefinition with a "
                f"single time dimension, but {self.assets_def.op_name} has a "
                f"{type(partitions_def).__name__}."
            )
        return window_of_range(partitions_def, self.partition_key_range, self.describe_op())

    def asset_partitions_time_window_for_output(self, output_name: str = "result") -> TimeWindow:  # noqa: ARG002 - Dagster's parameter
        """Return `partition_time_window`."""
        return self.partition_time_window

    def asset_partition_key_for_output(self, output_name: str = "result") -> str:  # noqa: ARG002 - Dagster's parameter
        """Return `partition_key`."""
        return self.partition_key

    def add_output_metadata(
        self,
        metadata: Mapping[str, Any],
        output_name: str | None = None,
        mapping_key: str | None = None,
    ) -> None:
        """Add *metadata* to what is told of an output, once in a call.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
            DagsterInvariantViolationError: There is no such output, or it was told of already.
        """
        if not self._direct.is_bound:
            raise direct_call_lacks("add_output_metadata")
        name = self._output_named(output_name)
        if (name, mapping_key) in self._output_metadata:
            raise told_twice(self.describe_op(), name)
        super().add_output_metadata(metadata, name, mapping_key)
        self._plain[name, mapping_key] = metadata

    def get_output_metadata(
        self, output_name: str, mapping_key: str | None = None
    ) -> Mapping[str, Any] | None:
        """Return what `add_output_metadata` was given for an output; None for nothing."""
        return self._plain.get((output_name, mapping_key))

    def get_events(self) -> Sequence[Any]:
        """Return what `log_event` was given in the last call."""
        return self._direct.events


def build_asset_context(
    resources: Mapping[str, Any] | None = None,
    resources_config: Mapping[str, Any] | None = None,
    asset_config: Mapping[str, Any] | None = None,
    instance: Any = None,
    partition_key: str | None = None,
    partition_key_range: PartitionKeyRange | None = None,
    run_tags: Mapping[str, str] | None = None,
    event_loop: Any = None,  # noqa: ARG001 - Dagster's, for async resources
) -> DirectAssetExecutionContext:
    """Return what an asset's function is told, for a test that calls it.

    With resources that are torn down it has to be used as a context manager.

    Args:
        resources: What is bound to each key: the objects, or their definitions.
        resources_config: By key, what a run's config would say: ``{"config": ...}``.
        asset_config: What a run's config would say to the asset.
        instance: The instance; one in memory by default.
        partition_key: The partition it is for.
        partition_key_range: The partitions it is for; not beside `partition_key`.
        run_tags: The run's tags.
        event_loop: Accepted as Dagster's programs pass it.

    Raises:
        ParameterCheckError: An argument is of another type.
        CheckError: Both a partition and a range were given.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def orders(context, raw):
        ...     return [context.partition_key, *raw]
        >>> orders(build_asset_context(partition_key="2024-01-01"), [1, 2])
        ['2024-01-01', 1, 2]
    """
    check_named("build_asset_context", "run_tags", run_tags)
    return DirectAssetExecutionContext(
        DirectStep(
            resources,
            resources_config,
            asset_config,
            instance,
            partition_key,
            partition_key_range,
            run_tags,
        )
    )


def told_twice(op: str, output: str) -> DagsterInvariantViolationError:
    """Return the error for metadata of one output that is added in two calls."""
    return DagsterInvariantViolationError(
        f"In {op}, attempted to log metadata for output '{output}' more than once. Add all of it "
        "in one call."
    )


def _for_none(member: str) -> CheckError:
    """Return the error for a context that is for no partition."""
    return CheckError(
        f"Tried to access {member} for a non-partitioned run. Give build_asset_context a "
        "partition_key."
    )
