"""`build_op_context`: what an op is told when a unit test calls it."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from dagbook.authoring.built_step import BuiltStep, direct_call_lacks
from dagbook.authoring.direct_context import DirectAssetExecutionContext, told_twice
from dagbook.authoring.direct_step import DirectStep
from dagbook.authoring.op_context import OF_ASSETS, OpExecutionContext
from dagbook.authoring.op_invocation import checked_op_config
from dagbook.authoring.resource_definition import ResourceDefinition
from dagbook.authoring.resources import InitResourceContext, RunResources
from dagbook.errors import CheckError, DagsterInvalidInvocationError, DagsterInvalidPropertyError
from dagbook.foundation.parameters import TEXT, check_given, check_named, named_of, of_type
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.storage.instance import DagsterInstance


class _Unbound:
    """What a context knows of its op before it is passed to one."""

    op_name = "op"
    outputs = ()
    partitions_def = None
    assets_def = None
    job = None

    def __init__(self, op: Any = None, alias: str | None = None) -> None:
        self._op = op
        if op is not None:
            self.op_name = alias or op.name
            self.outputs = op.outputs

    @property
    def is_called(self) -> bool:
        """Whether it was passed to one."""
        return self._op is not None

    @property
    def op(self) -> Any:
        """The op.

        Raises:
            DagsterInvalidPropertyError: The context was passed to none yet.
        """
        if self._op is None:
            raise DagsterInvalidPropertyError(
                "The op_def property is not set on the context when a solid or op is directly "
                "invoked; it is known once the context was passed to an op."
            )
        return self._op


class DirectOpExecutionContext(OpExecutionContext):
    """What `build_op_context` returns.

    Args:
        step: What was given.
        resources: What is bound to each key.
        mapping_key: For which value of a dynamic output.
        definition: The op that it was passed to.
    """

    def __init__(
        self,
        step: BuiltStep,
        resources: RunResources,
        mapping_key: str | None = None,
        definition: Any = None,
    ) -> None:
        super().__init__(step, definition or _Unbound(), mapping_key)
        self._ready = resources
        self._built = step
        self._of_assets: DirectAssetExecutionContext | None = None
        self._plain: dict[tuple[str, str | None], Mapping[str, Any]] = {}

    def __enter__(self) -> Self:
        self._ready.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ready.__exit__(kind, error, traceback)

    def bound_to(self, op: Any, alias: str) -> "DirectOpExecutionContext":
        """Return the context for a call of *op*.

        Raises:
            DagsterInvalidConfigError: The config does not fit the op.
        """
        self._built.events, self._of_assets, self._plain = [], None, {}
        step = BuiltStep(
            run_id=self._built.run_id,
            step_key=alias,
            job_name=self._built.job_name,
            partition_keys=self._built.partition_keys,
            log=self._built.log,
            instance=self._built.instance,
            run_tags=self._built.run_tags,
            run_config=self._built.run_config,
            op_config=checked_op_config(op, self._built.op_config),
            op_def=op,
            resources=self._built.resources,
            events=self._built.events,
        )
        made = DirectOpExecutionContext(step, self._ready, self._mapping_key, _Unbound(op, alias))
        # What the op adds of metadata is asked of the context that the test made.
        made._plain = self._plain
        return made

    def for_assets(self) -> DirectAssetExecutionContext:
        """Return the same for a call of assets or a check; what that tells is asked of this."""
        built = self._built
        keys = built.partition_keys
        self._of_assets = DirectAssetExecutionContext(
            DirectStep(
                {
                    key: ResourceDefinition.hardcoded_resource(value)
                    for key, value in built.resources._asdict().items()
                },
                op_config=built.op_config,
                instance=built.instance,
                partition_key=keys[0] if len(keys) == 1 else None,
                partition_key_range=PartitionKeyRange(*keys) if len(keys) == 2 else None,  # noqa: PLR2004 - its ends
                run_tags=built.run_tags,
                mapping_key=self._mapping_key,
                builder="build_op_context",
            )
        )
        return self._of_assets

    def __getattr__(self, name: str) -> Any:
        if name == "get_asset_provenance":
            return self._step.asset_provenance
        told = {"is_subset", "selected_asset_check_keys"} if self._definition.is_called else set()
        if name in OF_ASSETS - told:
            raise direct_call_lacks(name)
        return super().__getattr__(name)

    @property
    def has_assets_def(self) -> bool:
        """Whether the op makes assets: it does not.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if not self._definition.is_called:
            raise direct_call_lacks("has_assets_def")
        return False

    @property
    def selected_asset_keys(self) -> frozenset[AssetKey]:
        """The assets that are made: none.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        return super().selected_asset_keys if self.has_assets_def else frozenset()

    @property
    def job_name(self) -> str:
        """Raise: there is no job.

        Raises:
            DagsterInvalidPropertyError: Always.
        """
        raise direct_call_lacks("job_name")

    @property
    def job_def(self) -> Any:
        """Raise: there is no job.

        Raises:
            DagsterInvalidPropertyError: Always.
        """
        raise direct_call_lacks("job_def")

    @property
    def run(self) -> Any:
        """Raise: there is no run.

        Raises:
            DagsterInvalidPropertyError: Always.
        """
        raise direct_call_lacks("run")

    @property
    def run_config(self) -> Mapping[str, Any]:
        """The config of the call.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if not self._definition.is_called:
            raise direct_call_lacks("run_config")
        return {"resources": {}, **super().run_config}

    @property
    def partition_key(self) -> str:
        """The partition it was built for.

        Raises:
            CheckError: It was built for none.
        """
        self._check_partitions("partition_key")
        return super().partition_key

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions it was built for.

        Raises:
            CheckError: It was built for none.
        """
        self._check_partitions("partition_keys")
        return super().partition_keys

    @property
    def partition_key_range(self) -> PartitionKeyRange:
        """The partitions it was built for, as a range.

        Raises:
            CheckError: It was built for none.
        """
        self._check_partitions("partition_key_range")
        return super().partition_key_range

    def _check_partitions(self, member: str) -> None:
        """Raise where it was built for no partition."""
        if not self._built.partition_keys:
            raise CheckError(
                f"Tried to access {member} for a non-partitioned run. Give build_op_context a "
                "partition_key."
            )

    def log_event(self, event: Any) -> None:
        """Keep *event* for `get_events`.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if not self._definition.is_called:
            raise direct_call_lacks("log_event")
        super().log_event(event)

    def get_events(self) -> Sequence[Any]:
        """Return what `log_event` was given in the last call."""
        return self._built.events if self._of_assets is None else self._of_assets.get_events()

    def get_output_metadata(
        self, output_name: str, mapping_key: str | None = None
    ) -> Mapping[str, Any] | None:
        """Return what `add_output_metadata` was given for an output in the last call."""
        if self._of_assets is not None:
            return self._of_assets.get_output_metadata(output_name, mapping_key)
        by_key: dict[Any, Any] = {
            key: each for (name, key), each in self._plain.items() if name == output_name
        }
        if mapping_key is None and by_key and None not in by_key:
            return by_key
        return by_key.get(mapping_key)

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
        if not self._definition.is_called:
            raise direct_call_lacks("add_output_metadata")
        name = self._output_named(output_name)
        if (name, mapping_key) in self._plain:
            raise told_twice(self.describe_op(), name)
        super().add_output_metadata(metadata, name, mapping_key)
        self._plain[name, mapping_key] = metadata


_RULES = {
    "resources": check_named,
    "instance": of_type(DagsterInstance),
    "resources_config": named_of(Mapping),
    "partition_key": TEXT,
    "partition_key_range": of_type(PartitionKeyRange),
    "mapping_key": TEXT,
    "run_tags": check_named,
}


def build_op_context(
    resources: Mapping[str, Any] | None = None,
    op_config: Any = None,
    resources_config: Mapping[str, Any] | None = None,
    instance: DagsterInstance | None = None,
    config: Any = None,
    partition_key: str | None = None,
    partition_key_range: PartitionKeyRange | None = None,
    mapping_key: str | None = None,
    run_tags: Mapping[str, str] | None = None,
    event_loop: Any = None,
) -> DirectOpExecutionContext:
    """Return what an op is told, for calling it as a unit test does; a context manager too.

    Args:
        resources: What is bound to each key.
        op_config: The op's config.
        resources_config: The config of each resource, by key.
        instance: The instance; one in memory by default.
        config: The op's config; Dagster's other name of `op_config`.
        partition_key: For which partition.
        partition_key_range: For which partitions; not beside `partition_key`.
        mapping_key: For which value of a dynamic output.
        run_tags: The run's tags.
        event_loop: Accepted as Dagster's programs pass it.

    Raises:
        DagsterInvalidInvocationError: Both of two names of one thing were given.

    Example:
        >>> from dagbook.authoring.op_decorator import op
        >>> @op(config_schema={"by": int})
        ... def scale(context, number: int):
        ...     return number * context.op_config["by"]
        >>> scale(build_op_context(op_config={"by": 3}), 2)
        6
    """
    check_given("build_op_context", _RULES, locals())
    if op_config and config:
        raise DagsterInvalidInvocationError(
            "Attempted to invoke ``build_op_context`` with both ``op_config``, and its legacy "
            "version, ``config``. Please provide one or the other."
        )
    if partition_key is not None and partition_key_range is not None:
        raise DagsterInvalidInvocationError(
            "Attempted to invoke ``build_op_context`` with both ``partition_key`` and "
            "``partition_key_range``. Please provide one or the other."
        )
    chosen = instance if instance is not None else DagsterInstance.ephemeral()
    configs = {key: (each or {}).get("config") for key, each in (resources_config or {}).items()}
    ready = RunResources(dict(resources or {}), InitResourceContext("EPHEMERAL", chosen), configs)
    keys: tuple[str, ...] = ()
    if partition_key is not None:
        keys = (partition_key,)
    elif partition_key_range is not None:
        keys = (partition_key_range.start, partition_key_range.end)
    step = BuiltStep(
        run_id="EPHEMERAL",
        partition_keys=keys,
        instance=chosen,
        run_tags=dict(run_tags or {}),
        op_config=op_config if op_config is not None else config,
        resources=ready.scoped(resources or {}),
    )
    return DirectOpExecutionContext(step, ready, mapping_key)
