"""`DirectStep`: what stands in for a running step where a test calls a function itself.

The contexts that `build_asset_context`, `build_op_context` and `build_asset_check_context` return
are over one each. A call binds it to what is called, and unbinds it at the end.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from logging import Logger, getLogger
from types import TracebackType
from typing import Any, NoReturn, Self

from dagbook.authoring.built_step import direct_call_lacks
from dagbook.authoring.held_resources import HeldResources
from dagbook.authoring.step_context import keys_for
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    ParameterCheckError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.storage.instance import DagsterInstance

EPHEMERAL = "EPHEMERAL"
"""The run's id where a function is called directly, as in Dagster."""

_NO_CONFIG: Mapping[str, Any] = {}


class DirectStep:
    """What a context outside a run knows (`StepServices`).

    Args:
        resources: What is bound to each key.
        resources_config: By key, what a run's config would say: ``{"config": ...}``.
        op_config: What a run's config would say to the function.
        instance: The instance; one in memory by default.
        partition_key: The partition it is for.
        partition_key_range: The partitions it is for; not beside `partition_key`.
        run_tags: The run's tags.
        mapping_key: Which of a dynamic output it is for.
        builder: The function that makes the context, for errors.

    Raises:
        ParameterCheckError: An argument is of another type.
        CheckError: Both a partition and a range were given.
    """

    def __init__(
        self,
        resources: Mapping[str, Any] | None = None,
        resources_config: Mapping[str, Any] | None = None,
        op_config: Any = None,
        instance: Any = None,
        partition_key: str | None = None,
        partition_key_range: PartitionKeyRange | None = None,
        run_tags: Mapping[str, str] | None = None,
        mapping_key: str | None = None,
        builder: str = "build_asset_context",
    ) -> None:
        for name, value, wanted in (
            ("resources", resources, Mapping),
            ("resources_config", resources_config, Mapping),
            ("run_tags", run_tags, Mapping),
            ("instance", instance, DagsterInstance),
            ("partition_key", partition_key, str),
            ("partition_key_range", partition_key_range, PartitionKeyRange),
            ("mapping_key", mapping_key, str),
        ):
            if value is not None and not isinstance(value, wanted):
                raise ParameterCheckError(
                    f"{builder} takes as {name} a {wanted.__name__}; got {value!r} of type "
                    f"{type(value).__name__}."
                )
        if partition_key and partition_key_range:
            raise CheckError(
                f"Must supply at most one of partition_key or partition_key_range; got "
                f"{partition_key} and {partition_key_range.start} to {partition_key_range.end}."
            )
        self._given_instance = instance
        self._resources_config = resources_config or {}
        self.held = HeldResources(resources or {}, instance, self._resources_config, builder)
        self._op_config = op_config
        self._partition_key = partition_key
        self._key_range = partition_key_range
        self.run_tags: Mapping[str, str] = run_tags or {}
        self.mapping_key = mapping_key
        self.log: Logger = getLogger("dagbook")
        self.retry_number = 0
        self.events: list[Any] = []
        self._bound: Any = None
        self._bound_config: Any = None
        self._bound_resources: HeldResources | None = None

    def bind(self, definition: Any, resources: Mapping[str, Any], config: Any) -> None:
        """Bind it to *definition*, which is called with *resources* and *config* as arguments.

        Raises:
            DagsterInvalidInvocationError: It is bound already, or something was given twice.
        """
        if self._bound is not None:
            raise DagsterInvalidInvocationError(
                f"This context is currently being used to execute {self._bound.op_name}. The "
                f"context cannot be used to execute {definition.op_name} until "
                f"{self._bound.op_name} has finished executing."
            )
        if resources and self.held.bound:
            raise DagsterInvalidInvocationError(
                f"Cannot provide resources in both context and kwargs: {sorted(self.held.bound)} "
                f"and {sorted(resources)}."
            )
        if config is not None and self._op_config:
            raise DagsterInvalidInvocationError(
                "Cannot provide config in both context and kwargs; leave one of them out."
            )
        own = getattr(definition, "resource_defs", None) or {}
        for key in sorted(own):
            if key in self.held.bound:
                raise DagsterInvalidInvocationError(
                    f"Error when invoking {definition.op_name}: resource '{key}' provided on both "
                    "the definition and invocation context. Provide it on one of them."
                )
        if resources or own:
            self._bound_resources = HeldResources(
                {**own, **(resources or self.held.bound)}, self._given_instance
            )
            self._bound_resources.enter()
        self._bound = definition
        self._bound_config = self._op_config if config is None else config
        self.events = []

    def unbind(self) -> None:
        """End the call."""
        self._bound = None
        if self._bound_resources is not None:
            self._bound_resources.close()
            self._bound_resources = None

    def require(self, keys: Sequence[str], name: str) -> None:
        """Raise unless each of *keys*, which the op *name* requires, is there.

        Raises:
            DagsterInvalidDefinitionError: Naming the first that is not.
        """
        bound = (self._bound_resources or self.held).bound
        for key in keys:
            if key not in bound:
                raise DagsterInvalidDefinitionError(
                    f"resource with key '{key}' required by op '{name}' was not provided. Give it "
                    f"as an argument, or by build_asset_context(resources={{'{key}': ...}}); there "
                    f"are {sorted(bound)}."
                )

    def __enter__(self) -> Self:
        self.held.enter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.held.close()

    @property
    def is_bound(self) -> bool:
        """Whether it is bound to what is called."""
        return self._bound is not None

    @property
    def run_id(self) -> str:
        """A text that stands for no run."""
        return EPHEMERAL

    @property
    def step_key(self) -> str | None:
        """The name of what is called."""
        return None if self._bound is None else self._bound.op_name

    @property
    def job_name(self) -> NoReturn:
        """Raise: there is no job."""
        raise direct_call_lacks("job_name")

    @property
    def run(self) -> NoReturn:
        """Raise: there is no run."""
        raise direct_call_lacks("run")

    @property
    def partition_key(self) -> str | None:
        """The partition it is for, or None; as the definition makes it where one is bound."""
        if self._partition_key is None or self._bound is None:
            return self._partition_key
        keys = self._known_keys(PartitionKeyRange(self._partition_key, self._partition_key))
        return keys[0] if keys else self._partition_key

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions it is for, in order."""
        if self._key_range is None:
            key = self.partition_key
            return () if key is None else (key,)
        partitions_def = None if self._bound is None else self._bound.partitions_def
        with partition_loading_context(dynamic_partitions_store=self.instance):
            return keys_for(partitions_def, self._key_range)

    @property
    def key_range(self) -> PartitionKeyRange | None:
        """The partitions it is for, as a range; None for none."""
        if self._partition_key is not None:
            return PartitionKeyRange(self._partition_key, self._partition_key)
        return self._key_range

    def _known_keys(self, key_range: PartitionKeyRange) -> Sequence[str]:
        """Return the keys of *key_range* that the bound definition has."""
        partitions_def = self._bound.partitions_def
        if partitions_def is None:
            return ()
        with partition_loading_context(dynamic_partitions_store=self.instance):
            if not partitions_def.has_partition_key(key_range.start):
                return ()
            return keys_for(partitions_def, key_range)

    @property
    def resources(self) -> Any:
        """The resources by attribute."""
        held = self.held.resources
        return held if self._bound_resources is None else self._bound_resources.resources

    @cached_property
    def instance(self) -> Any:
        """The instance that was given, else one in memory."""
        return self._given_instance or DagsterInstance.ephemeral()

    @property
    def run_config(self) -> Mapping[str, Any]:
        """What a run's config would be."""
        ops = {self._bound.op_name: {"config": self.op_config}} if self._op_config else _NO_CONFIG
        return {**({"ops": ops} if ops else {}), "resources": self._resources_config}

    @property
    def op_config(self) -> Any:
        """What a run's config would say to the function."""
        return self._op_config if self._bound is None else self._bound_config

    @op_config.setter
    def op_config(self, config: Any) -> None:
        """Set what the function is told, checked."""
        self._bound_config = config

    @property
    def op_def(self) -> Any:
        """What is known of the function as an op."""
        if self._bound is None:
            raise direct_call_lacks("op_def")
        return getattr(self._bound, "node_def", self._bound)

    def resource_config(self, key: str) -> Any:
        """Return what a run's config would say to the resource *key*, or None."""
        return self._resources_config.get(key, {}).get("config")

    def output_config(self, name: str, op_name: str) -> None:  # noqa: ARG002 - as a running step has it
        """Return None: no other step is configured."""
        return

    def resources_of(self, key: str) -> Any:  # noqa: ARG002 - as a running step has it
        """Return the resources."""
        return self.resources

    def input_partitions(self, name: str) -> NoReturn:  # noqa: ARG002 - as a running step has it
        """Raise: what is read is passed by the caller."""
        raise direct_call_lacks("asset_partitions_for_input")

    def log_event(self, event: Any) -> None:
        """Keep *event* for `get_events`.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if self._bound is None:
            raise direct_call_lacks("log_event")
        self.events.append(event)

    def dagster_type(self, *, of_input: str | None = None, output: str | None = None) -> None:  # noqa: ARG002 - as a running step has it
        """Return None: values are passed by the caller."""
        return

    def load_asset_value(self, *_: Any) -> NoReturn:
        """Raise: no assets are known."""
        raise direct_call_lacks("load_asset_value")

    def set_data_version(self, *_: Any) -> NoReturn:
        """Raise: nothing is recorded."""
        raise direct_call_lacks("set_data_version")

    def asset_provenance(self, key: AssetKey) -> None:  # noqa: ARG002 - as a running step has it
        """Return None: nothing was made."""
        return
