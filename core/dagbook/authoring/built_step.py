"""`BuiltStep`: what contexts are given in place of a running step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from logging import Logger, getLogger
from typing import Any

from dagbook.authoring.resources import ScopedResources
from dagbook.errors import DagsterInvalidPropertyError


@dataclass(slots=True)
class BuiltStep:
    """What a context outside a run knows of its step (`StepServices`).

    Args:
        run_id: The run's id, or None.
        step_key: The step's key, or None.
        job_name: The job's name, or None.
        partition_keys: The partitions it is for.
        log: The logger.
        instance: The instance, or None.
        run_tags: The run's tags.
        run_config: The run's config.
        op_config: What the run's config says to the step.
        op_def: What is known of the step's function as an op.
        resources: By attribute.
        retry_number: How often the step was tried before.
        run: The run, or None.
        value_type: The type of the value that is loaded or stored, or None.
        events: What was told by `log_event`.
    """

    run_id: str | None = None
    step_key: str | None = None
    job_name: str | None = None
    partition_keys: Sequence[str] = ()
    log: Logger = field(default_factory=lambda: getLogger("dagbook"))
    instance: Any = None
    run_tags: Mapping[str, str] = field(default_factory=dict)
    run_config: Mapping[str, Any] = field(default_factory=dict)
    op_config: Any = None
    op_def: Any = None
    resources: Any = field(default_factory=lambda: ScopedResources({}))
    retry_number: int = 0
    run: Any = None
    value_type: Any = None
    events: list[Any] = field(default_factory=list)

    @property
    def partition_key(self) -> str | None:
        """The one partition it is for, or None."""
        return self.partition_keys[0] if len(self.partition_keys) == 1 else None

    def resource_config(self, key: str) -> Any:  # noqa: ARG002 - as a running step has it
        """Return None: nothing is configured."""
        return

    def output_config(self, name: str, op_name: str) -> None:  # noqa: ARG002 - as a running step has it
        """Return None: no other step is configured."""
        return

    def resources_of(self, key: str) -> Any:  # noqa: ARG002 - as a running step has it
        """Return the resources."""
        return self.resources

    def input_partitions(self, name: str) -> None:  # noqa: ARG002 - as a running step has it
        """Return None: nothing is read."""
        return

    def log_event(self, event: Any) -> None:
        """Keep *event*: nothing is recorded outside a run."""
        self.events.append(event)

    def dagster_type(self, *, of_input: str | None = None, output: str | None = None) -> Any:  # noqa: ARG002 - as a running step has it
        """Return the type that was given, or None."""
        return self.value_type

    def load_asset_value(self, key: Any, partition_key: str | None, python_type: Any) -> Any:  # noqa: ARG002 - as a running step has it
        """Raise: no assets are known.

        Raises:
            DagsterInvalidPropertyError: Always.
        """
        raise direct_call_lacks("load_asset_value")

    def asset_provenance(self, key: Any) -> None:  # noqa: ARG002 - as a running step has it
        """Return None: nothing was made."""
        return

    def set_data_version(self, key: Any, version: str) -> None:  # noqa: ARG002 - as a running step has it
        """Raise: nothing is made.

        Raises:
            DagsterInvalidPropertyError: Always.
        """
        raise direct_call_lacks("set_data_version")


def direct_call_lacks(member: str) -> DagsterInvalidPropertyError:
    """Return the error for a member of a context that only a run has.

    >>> print(direct_call_lacks("job_def"))
    context.job_def is not set on the context when an asset or op is directly invoked.
    """
    return DagsterInvalidPropertyError(
        f"context.{member} is not set on the context when an asset or op is directly invoked."
    )
