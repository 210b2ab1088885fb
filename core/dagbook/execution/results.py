"""`ExecuteInProcessResult`: what a run made, as Dagster's class answers it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from dagbook.errors import DagsterInvariantViolationError, did_you_mean
from dagbook.execution.event_answers import EventAnswers
from dagbook.execution.run_outcome import RunOutcome
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.results import DEFAULT_OUTPUT, AssetMaterialization
from dagbook.model.runs import DagsterRun


class ExecuteInProcessResult(EventAnswers):
    """What `materialize` returns.

    Args:
        outcome: How the run ended.
        definitions: What it ran.
        by_partition: Whether what has partitions ran once for each of several.
        job: The job that ran, or None.
    """

    def __init__(
        self,
        outcome: RunOutcome,
        definitions: Sequence[Any],
        *,
        by_partition: bool = False,
        job: Any = None,
    ) -> None:
        self._outcome = outcome
        self._job = job
        self._by_partition = by_partition
        self._by_node: Mapping[str, Any] = {each.op_name: each for each in definitions}
        if outcome.records is not None:
            outcome.records.ask_before_end(self)

    @property
    def job_def(self) -> Any:
        """The job that ran; of a run without one what is known of it."""
        from dagbook.authoring.step_context import JobInRun  # noqa: PLC0415 - loaded by who asks for it

        return self._job or JobInRun(self.dagster_run.job_name)

    def __repr__(self) -> str:
        return f"ExecuteInProcessResult(success={self.success}, run_id={self.run_id!r})"

    @property
    def success(self) -> bool:
        """Whether every step succeeded."""
        return self.dagster_run.is_success

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.dagster_run.run_id

    @property
    def dagster_run(self) -> DagsterRun:
        """The run."""
        return self._outcome.run

    @cached_property
    def all_events(self) -> list[DagsterEvent]:
        """Every event of the run, in Dagster's order."""
        from dagbook.model.run_views import run_events  # noqa: PLC0415 - loaded by who asks for events

        told = self._outcome
        return list(
            run_events(told.run, told.steps, told.set_up, self._version_tags, in_result=True)
        )

    @cached_property
    def _version_tags(self) -> Sequence[Sequence[Mapping[str, str]]]:
        """The tags of what was materialized, those of data versions among them, by step."""
        records, steps = self._outcome.records, self._outcome.steps
        if records is None or not any(step.materializations for step in steps):
            return [()] * len(steps)
        return records.version_tags(steps)

    def ask(self) -> None:
        """Find out now what only the instance knows, because it ends."""
        _ = self._version_tags

    def is_node_success(self, node_str: str) -> bool:
        """Return whether the step *node_str* succeeded."""
        return any(event.is_step_success for event in self.events_for_node(node_str))

    def is_node_failed(self, node_str: str) -> bool:
        """Return whether the step *node_str* failed."""
        return any(event.is_step_failure for event in self.events_for_node(node_str))

    def get_asset_materialization_events(self) -> list[DagsterEvent]:
        """Return the events that say an asset was materialized."""
        return self.filter_events(lambda event: event.is_step_materialization)

    def get_asset_check_evaluations(self) -> Sequence[AssetCheckEvaluation]:
        """Return what the checks of the run found, in order."""
        kind = DagsterEventType.ASSET_CHECK_EVALUATION
        return [
            event.asset_check_evaluation_data
            for event in self.filter_events(lambda event: event.event_type is kind)
        ]

    def get_step_success_events(self) -> list[DagsterEvent]:
        """Return the events that say a step succeeded."""
        return self.filter_events(lambda event: event.is_step_success)

    def get_step_failure_events(self) -> list[DagsterEvent]:
        """Return the events that say a step failed."""
        return self.filter_events(lambda event: event.is_step_failure)

    def get_failed_step_keys(self) -> frozenset[str]:
        """Return the keys of the steps that failed."""
        return frozenset(
            event.step_key for event in self.get_step_failure_events() if event.step_key
        )

    def asset_materializations_for_node(self, node_name: str) -> Sequence[AssetMaterialization]:
        """Return what the step *node_name* materialized."""
        return [
            event.materialization
            for event in self.events_for_node(node_name)
            if event.materialization is not None
        ]

    def output_for_node(self, node_str: str, output_name: str = DEFAULT_OUTPUT) -> Any:
        """Return the value that the step *node_str* gave for *output_name*.

        Raises:
            DagsterInvariantViolationError: There is no such step or output, it made no value, or it
                ran for several partitions.
        """
        definition = self._definition(node_str)
        if self._by_partition and definition.partitions_def is not None:
            raise DagsterInvariantViolationError(
                f"{node_str} ran once a partition, so that it has no single value. Load the one of "
                "a partition: Definitions.load_asset_value(key, partition_key=...)."
            )
        names = [
            each.name for each in (*definition.outputs, *getattr(definition, "check_outputs", ()))
        ]
        if output_name not in names:
            raise DagsterInvariantViolationError(
                f"Output '{output_name}' was not found on node '{node_str}'. Its outputs are "
                f"{', '.join(names)}."
            )
        try:
            return self._outcome.values[node_str, output_name]
        except KeyError:
            raise DagsterInvariantViolationError(
                f"No outputs found for output '{output_name}' from node '{node_str}'."
            ) from None

    def output_value(self, output_name: str = DEFAULT_OUTPUT) -> Any:
        """Return the value of an output of the whole graph that ran.

        Raises:
            DagsterInvariantViolationError: It has no such output, or no value was made.
        """
        graph = getattr(self.job_def, "graph", None)
        names = [each.name for each in graph.outputs] if graph is not None else []
        if output_name not in names:
            raise DagsterInvariantViolationError(
                f"Attempted to retrieve top-level outputs for '{self.dagster_run.job_name}', which "
                f"has no output '{output_name}'; it has {', '.join(names) or 'none'}."
            )
        try:
            return self._outcome.values["", output_name]
        except KeyError:
            raise DagsterInvariantViolationError(
                f"No outputs found for output '{output_name}' of '{self.dagster_run.job_name}'."
            ) from None

    def asset_value(self, asset_key: CoercibleToAssetKey) -> Any:
        """Return the value that was made for an asset.

        Raises:
            DagsterInvariantViolationError: The run made no value for it.
        """
        key = AssetKey.from_coercible(asset_key)
        for node, definition in self._by_node.items():
            for output in definition.outputs:
                if output.spec is not None and output.spec.key == key:
                    return self.output_for_node(node, output.name)
        text = key.to_user_string()
        known = [
            one.to_user_string() for each in self._by_node.values() for one in each.keys_in_order
        ]
        near = similar(text, known)
        hint = did_you_mean(near)
        raise DagsterInvariantViolationError(f"This run did not make {text}.{hint}")

    def _definition(self, node: str) -> Any:
        """Return what the step *node* is."""
        try:
            return self._by_node[node]
        except KeyError:
            near = similar(node, self._by_node)
            hint = did_you_mean(near)
            raise DagsterInvariantViolationError(
                f"{self.dagster_run.job_name} has no op named {node}.{hint}"
            ) from None
