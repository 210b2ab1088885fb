"""What a result answers of the events of its run alone."""

from collections.abc import Callable, Sequence
from typing import Any

from dagbook.errors import DagsterError
from dagbook.foundation.not_yet import NotYet
from dagbook.foundation.parameters import check_parameter
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.user_events import AssetObservation, ExpectationResult


class EventAnswers(NotYet):
    """The answers that need the events of a run and nothing else."""

    @property
    def all_events(self) -> list[DagsterEvent]:
        """Every event of the run, in Dagster's order."""
        raise NotImplementedError

    def filter_events(self, event_filter: Callable[[DagsterEvent], bool]) -> list[DagsterEvent]:
        """Return the events for which *event_filter* is true."""
        return [event for event in self.all_events if event_filter(event)]

    def events_for_node(self, node_name: str) -> list[DagsterEvent]:
        """Return the events of the node *node_name*: of a graph those of the ops in it.

        What ran for several values of a dynamic output is one node; what did not run has no events.
        """
        check_parameter("events_for_node", "node_name", node_name, str)
        inside = f"{node_name}."
        return [
            event
            for event in self.all_node_events
            if event.step_key is not None
            and (path := event.step_key.partition("[")[0])
            and (path == node_name or path.startswith(inside))
        ]

    @property
    def all_node_events(self) -> list[DagsterEvent]:
        """Every event of a step, in order."""
        return self.filter_events(lambda event: event.is_step_event)

    def get_run_success_event(self) -> DagsterEvent:
        """Return the event that says the run succeeded.

        Raises:
            DagsterError: It did not.
        """
        return self._only(DagsterEventType.RUN_SUCCESS)

    def get_run_failure_event(self) -> DagsterEvent:
        """Return the event that says the run failed.

        Raises:
            DagsterError: It did not.
        """
        return self._only(DagsterEventType.RUN_FAILURE)

    def _only(self, kind: DagsterEventType) -> DagsterEvent:
        """Return the first event of *kind*."""
        for event in self.all_events:
            if event.event_type is kind:
                return event
        raise DagsterError(
            f"No event of type DagsterEventType.{kind.value} found: the run ended with "
            f"{self.all_events[-1].event_type.value}."
        )

    def get_step_skipped_events(self) -> list[DagsterEvent]:
        """Return the events that say a step was left out."""
        return self.filter_events(lambda event: event.is_step_skipped)

    def get_asset_observation_events(self) -> list[DagsterEvent]:
        """Return the events that say an asset was observed."""
        return self.filter_events(lambda event: event.is_asset_observation)

    def get_asset_materialization_planned_events(self) -> list[DagsterEvent]:
        """Return the events that say an asset was to be made; a result has none, as in Dagster."""
        return self.filter_events(lambda event: event.is_asset_materialization_planned)

    def is_node_skipped(self, node_str: str) -> bool:
        """Return whether the step *node_str* was left out."""
        return any(event.is_step_skipped for event in self.events_for_node(node_str))

    def is_node_untouched(self, node_str: str) -> bool:
        """Return whether nothing happened to the step *node_str*."""
        return not self.events_for_node(node_str)

    def retry_attempts_for_node(self, node_str: str) -> int:
        """Return how often the step *node_str* was tried again."""
        return sum(event.is_step_restarted for event in self.events_for_node(node_str))

    def failure_data_for_node(self, node_str: str) -> Any:
        """Return why the step *node_str* failed, None when it did not."""
        for event in self.events_for_node(node_str):
            if event.is_step_failure:
                return event.step_failure_data
        return None

    def asset_observations_for_node(self, node_name: str) -> Sequence[AssetObservation]:
        """Return what the step *node_name* observed."""
        return [
            event.asset_observation_data.asset_observation
            for event in self.events_for_node(node_name)
            if event.is_asset_observation
        ]

    def expectation_results_for_node(self, node_str: str) -> Sequence[ExpectationResult]:
        """Return which expectations the step *node_str* looked at."""
        found: list[Any] = [
            event.step_expectation_result_data.expectation_result
            for event in self.events_for_node(node_str)
            if event.is_expectation_result
        ]
        return found
