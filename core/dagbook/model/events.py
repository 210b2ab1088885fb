"""Dagster's event objects; `dagbook.model.event_views` and `run_views` make them of records."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dagbook.errors import CheckError
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.model.data_versions import CODE_VERSION_TAG, DATA_VERSION_TAG
from dagbook.model.records import Materialization, StepError
from dagbook.model.results import AssetMaterialization

_DEBUG, _ERROR = 10, 40
"""Levels of `logging`, which this need not load."""


class DagsterEventType(str, Enum):  # noqa: UP042 - Dagster's: str() of a member is not its value
    """The kinds of events, with Dagster's values."""

    STEP_OUTPUT = "STEP_OUTPUT"
    STEP_INPUT = "STEP_INPUT"
    STEP_FAILURE = "STEP_FAILURE"
    STEP_START = "STEP_START"
    STEP_SUCCESS = "STEP_SUCCESS"
    STEP_SKIPPED = "STEP_SKIPPED"
    STEP_WORKER_STARTING = "STEP_WORKER_STARTING"
    STEP_WORKER_STARTED = "STEP_WORKER_STARTED"
    RESOURCE_INIT_STARTED = "RESOURCE_INIT_STARTED"
    RESOURCE_INIT_SUCCESS = "RESOURCE_INIT_SUCCESS"
    RESOURCE_INIT_FAILURE = "RESOURCE_INIT_FAILURE"
    STEP_UP_FOR_RETRY = "STEP_UP_FOR_RETRY"
    STEP_RESTARTED = "STEP_RESTARTED"
    ASSET_MATERIALIZATION = "ASSET_MATERIALIZATION"
    ASSET_MATERIALIZATION_PLANNED = "ASSET_MATERIALIZATION_PLANNED"
    ASSET_FAILED_TO_MATERIALIZE = "ASSET_FAILED_TO_MATERIALIZE"
    ASSET_OBSERVATION = "ASSET_OBSERVATION"
    STEP_EXPECTATION_RESULT = "STEP_EXPECTATION_RESULT"
    ASSET_CHECK_EVALUATION_PLANNED = "ASSET_CHECK_EVALUATION_PLANNED"
    ASSET_CHECK_EVALUATION = "ASSET_CHECK_EVALUATION"
    ASSET_HEALTH_CHANGED = "ASSET_HEALTH_CHANGED"
    ASSET_WIPED = "ASSET_WIPED"
    RUN_ENQUEUED = "PIPELINE_ENQUEUED"
    RUN_DEQUEUED = "PIPELINE_DEQUEUED"
    RUN_STARTING = "PIPELINE_STARTING"
    RUN_START = "PIPELINE_START"
    RUN_SUCCESS = "PIPELINE_SUCCESS"
    RUN_FAILURE = "PIPELINE_FAILURE"
    RUN_CANCELING = "PIPELINE_CANCELING"
    RUN_CANCELED = "PIPELINE_CANCELED"
    RUN_SUSPENDED = "RUN_SUSPENDED"
    RUN_RESUMED = "RUN_RESUMED"
    OBJECT_STORE_OPERATION = "OBJECT_STORE_OPERATION"
    ASSET_STORE_OPERATION = "ASSET_STORE_OPERATION"
    LOADED_INPUT = "LOADED_INPUT"
    HANDLED_OUTPUT = "HANDLED_OUTPUT"
    ENGINE_EVENT = "ENGINE_EVENT"
    HOOK_COMPLETED = "HOOK_COMPLETED"
    HOOK_ERRORED = "HOOK_ERRORED"
    HOOK_SKIPPED = "HOOK_SKIPPED"
    ALERT_START = "ALERT_START"
    ALERT_SUCCESS = "ALERT_SUCCESS"
    ALERT_FAILURE = "ALERT_FAILURE"
    LOGS_CAPTURED = "LOGS_CAPTURED"
    FRESHNESS_STATE_EVALUATION = "FRESHNESS_STATE_EVALUATION"
    FRESHNESS_STATE_CHANGE = "FRESHNESS_STATE_CHANGE"
    CODE_LOCATION_UPDATED = "CODE_LOCATION_UPDATED"


@dataclass(frozen=True, slots=True)
class DagsterEvent(NotYet):
    """One event of a run.

    Args:
        event_type: Its kind.
        job_name: Of which job.
        step_key: Of which step, or None for the run itself.
        name: Of the input or output it is about, or None.
        materialization: What was materialized, for that kind alone.
        error: Why it failed, for failures alone.
        timestamp: Seconds since the epoch.
        check_evaluation: What a check found, for that kind alone.
        event_specific_data: What its kind says: see `dagbook.model.event_data`.
        message: What it says, in words.
    """

    event_type: DagsterEventType
    job_name: str
    step_key: str | None = None
    name: str | None = None
    materialization: AssetMaterialization | None = None
    error: StepError | None = None
    timestamp: float = 0.0
    check_evaluation: AssetCheckEvaluation | None = None
    event_specific_data: Any = None
    message: str | None = None

    @property
    def event_type_value(self) -> str:
        """The kind as text."""
        return self.event_type.value

    @property
    def asset_key(self) -> AssetKey | None:
        """Which asset it is about, or None."""
        about = self._about_asset()
        return None if about is None else about.asset_key

    @property
    def partition(self) -> str | None:
        """Which partition it is about, or None."""
        about = self._about_asset()
        return None if about is None else about.partition

    def _about_asset(self) -> Any:
        """Return what it says of an asset, or None."""
        if self.check_evaluation is not None:
            return self.check_evaluation
        observed = getattr(self.event_specific_data, "asset_observation", None)
        planned = self.event_specific_data if self.event_type in _PLANNED else None
        return self.materialization or observed or planned

    @property
    def asset_check_evaluation_data(self) -> AssetCheckEvaluation:
        """What a check found.

        Raises:
            CheckError: It is about something else.
        """
        kind = DagsterEventType.ASSET_CHECK_EVALUATION
        found: AssetCheckEvaluation = self._data("asset_check_evaluation_data", kind)
        return found

    def _data(self, name: str, *kinds: DagsterEventType) -> Any:
        """Return what an event of *kinds* says, for the property *name*.

        Raises:
            CheckError: It is of another kind.
        """
        if self.event_type not in kinds:
            raise CheckError(
                f"{name} was asked of an event of type {self.event_type.value}; it is in those of "
                f"type {', '.join(each.value for each in kinds)}."
            )
        return self.check_evaluation or self.event_specific_data

    @property
    def node_name(self) -> str | None:
        """Of which op, or None for the run itself."""
        return None if self.step_key is None else self.step_key.rsplit(".", 1)[-1]

    @property
    def is_job_event(self) -> bool:
        """Whether it belongs to the run as a whole."""
        return self.event_type.value.startswith("PIPELINE_")

    @property
    def is_step_event(self) -> bool:
        """Whether it tells how a step went; hooks and resources do not."""
        return self.step_key is not None and self.event_type not in _BESIDE_STEPS

    @property
    def step_kind_value(self) -> str | None:
        """What kind of step it tells of, ``COMPUTE``; None where it tells of none."""
        of_step = self.step_key is not None and self.event_type not in _BEFORE_STEPS
        return "COMPUTE" if of_step else None

    @property
    def is_failure(self) -> bool:
        """Whether a step or the run failed."""
        return self.event_type in _FAILURES

    @property
    def log_level(self) -> int:
        """At which level of `logging` loggers hear of it."""
        is_engine = self.event_type in _OF_ENGINE
        failed = is_engine and self.event_specific_data and self.event_specific_data.error
        is_bad = failed or self.is_failure or self.event_type is DagsterEventType.HOOK_ERRORED
        return _ERROR if is_bad else _DEBUG

    @property
    def is_step_start(self) -> bool:
        """Whether a step started."""
        return self.event_type is DagsterEventType.STEP_START

    @property
    def is_step_success(self) -> bool:
        """Whether a step succeeded."""
        return self.event_type is DagsterEventType.STEP_SUCCESS

    @property
    def is_step_failure(self) -> bool:
        """Whether a step failed."""
        return self.event_type is DagsterEventType.STEP_FAILURE

    @property
    def is_step_skipped(self) -> bool:
        """Whether a step was left out, because what it reads was not made."""
        return self.event_type is DagsterEventType.STEP_SKIPPED

    @property
    def is_step_up_for_retry(self) -> bool:
        """Whether a step failed and is tried again."""
        return self.event_type is DagsterEventType.STEP_UP_FOR_RETRY

    @property
    def is_step_restarted(self) -> bool:
        """Whether a step is tried again."""
        return self.event_type is DagsterEventType.STEP_RESTARTED

    @property
    def is_step_materialization(self) -> bool:
        """Whether an asset was materialized."""
        return self.event_type is DagsterEventType.ASSET_MATERIALIZATION

    @property
    def is_asset_materialization_planned(self) -> bool:
        """Whether an asset is to be materialized."""
        return self.event_type is DagsterEventType.ASSET_MATERIALIZATION_PLANNED

    @property
    def is_asset_observation(self) -> bool:
        """Whether an asset was observed."""
        return self.event_type is DagsterEventType.ASSET_OBSERVATION

    @property
    def is_expectation_result(self) -> bool:
        """Whether an expectation was looked at."""
        return self.event_type is DagsterEventType.STEP_EXPECTATION_RESULT

    @property
    def is_successful_output(self) -> bool:
        """Whether a step yielded an output."""
        return self.event_type is DagsterEventType.STEP_OUTPUT

    @property
    def is_handled_output(self) -> bool:
        """Whether an IO manager stored an output."""
        return self.event_type is DagsterEventType.HANDLED_OUTPUT

    @property
    def is_loaded_input(self) -> bool:
        """Whether an IO manager loaded an input."""
        return self.event_type is DagsterEventType.LOADED_INPUT

    @property
    def is_engine_event(self) -> bool:
        """Whether the engine did something."""
        return self.event_type is DagsterEventType.ENGINE_EVENT

    @property
    def is_resource_init_failure(self) -> bool:
        """Whether a resource could not be set up."""
        return self.event_type is DagsterEventType.RESOURCE_INIT_FAILURE

    @property
    def is_hook_event(self) -> bool:
        """Whether a hook was called."""
        return self.event_type in _HOOKS

    @property
    def is_hook_completed(self) -> bool:
        """Whether a hook was called and ended well."""
        return self.event_type is DagsterEventType.HOOK_COMPLETED

    @property
    def is_hook_errored(self) -> bool:
        """Whether a hook raised."""
        return self.event_type is DagsterEventType.HOOK_ERRORED

    @property
    def is_hook_skipped(self) -> bool:
        """Whether a hook had nothing to do."""
        return self.event_type is DagsterEventType.HOOK_SKIPPED

    @property
    def is_job_success(self) -> bool:
        """Whether a run succeeded; Dagster's older name of `is_run_success`."""
        return self.is_run_success

    @property
    def is_job_failure(self) -> bool:
        """Whether a run failed; Dagster's older name of `is_run_failure`."""
        return self.is_run_failure

    @property
    def is_alert_event(self) -> bool:
        """Whether an alert was sent: never here."""
        return self.event_type.value.startswith("ALERT_")

    @property
    def is_run_start(self) -> bool:
        """Whether a run started."""
        return self.event_type is DagsterEventType.RUN_START

    @property
    def is_run_success(self) -> bool:
        """Whether a run succeeded."""
        return self.event_type is DagsterEventType.RUN_SUCCESS

    @property
    def is_run_failure(self) -> bool:
        """Whether a run failed."""
        return self.event_type is DagsterEventType.RUN_FAILURE

    @property
    def step_output_data(self) -> Any:
        """An output that was yielded; raises `CheckError` for another kind."""
        return self._data("step_output_data", DagsterEventType.STEP_OUTPUT)

    @property
    def step_input_data(self) -> Any:
        """An input that was passed; raises `CheckError` for another kind."""
        return self._data("step_input_data", DagsterEventType.STEP_INPUT)

    @property
    def step_success_data(self) -> Any:
        """How long the step took; raises `CheckError` for another kind."""
        return self._data("step_success_data", DagsterEventType.STEP_SUCCESS)

    @property
    def step_failure_data(self) -> Any:
        """Why the step failed; raises `CheckError` for another kind."""
        return self._data("step_failure_data", DagsterEventType.STEP_FAILURE)

    @property
    def step_retry_data(self) -> Any:
        """Why the step is tried again, and when; raises `CheckError` for another kind."""
        return self._data("step_retry_data", DagsterEventType.STEP_UP_FOR_RETRY)

    @property
    def step_materialization_data(self) -> Any:
        """What was materialized; raises `CheckError` for another kind."""
        return self._data("step_materialization_data", DagsterEventType.ASSET_MATERIALIZATION)

    @property
    def asset_materialization_planned_data(self) -> Any:
        """What is to be materialized; raises `CheckError` for another kind."""
        return self._data(
            "asset_materialization_planned_data", DagsterEventType.ASSET_MATERIALIZATION_PLANNED
        )

    @property
    def asset_check_planned_data(self) -> Any:
        """The check that is to run; raises `CheckError` for another kind."""
        kind = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
        return self._data("asset_check_planned_data", kind)

    @property
    def asset_observation_data(self) -> Any:
        """What was observed; raises `CheckError` for another kind."""
        return self._data("asset_observation_data", DagsterEventType.ASSET_OBSERVATION)

    @property
    def step_expectation_result_data(self) -> Any:
        """Whether an expectation holds; raises `CheckError` for another kind."""
        return self._data("step_expectation_result_data", DagsterEventType.STEP_EXPECTATION_RESULT)

    @property
    def hook_errored_data(self) -> Any:
        """What the hook raised; raises `CheckError` for another kind."""
        return self._data("hook_errored_data", DagsterEventType.HOOK_ERRORED)

    @property
    def loaded_input_data(self) -> Any:
        """The input, and who loaded it; raises `CheckError` for another kind."""
        return self._data("loaded_input_data", DagsterEventType.LOADED_INPUT)

    @property
    def handled_output_data(self) -> Any:
        """The output, and who stored it; raises `CheckError` for another kind."""
        return self._data("handled_output_data", DagsterEventType.HANDLED_OUTPUT)

    @property
    def job_failure_data(self) -> Any:
        """Why the run failed; raises `CheckError` for another kind."""
        return self._data("job_failure_data", DagsterEventType.RUN_FAILURE)

    @property
    def engine_event_data(self) -> Any:
        """What the engine did; raises `CheckError` for another kind."""
        return self._data("engine_event_data", *_ENGINE)


_FAILURES = frozenset(
    {DagsterEventType.STEP_FAILURE, DagsterEventType.RUN_FAILURE, DagsterEventType.RUN_CANCELED}
)
_OF_ENGINE = frozenset({DagsterEventType.ENGINE_EVENT, DagsterEventType.RESOURCE_INIT_FAILURE})
_HOOKS = frozenset(
    {DagsterEventType.HOOK_COMPLETED, DagsterEventType.HOOK_ERRORED, DagsterEventType.HOOK_SKIPPED}
)
_PLANNED = frozenset(
    {
        DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
        DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
    }
)
_ENGINE = (
    DagsterEventType.ENGINE_EVENT,
    DagsterEventType.RESOURCE_INIT_STARTED,
    DagsterEventType.RESOURCE_INIT_SUCCESS,
    DagsterEventType.RESOURCE_INIT_FAILURE,
)
_BESIDE_STEPS = _HOOKS.union(_PLANNED, _ENGINE)
_BEFORE_STEPS = _PLANNED.union(_ENGINE)


def to_asset_materialization(
    made: Materialization, tags: Mapping[str, str] | None = None
) -> AssetMaterialization:
    """Return Dagster's view of a recorded materialization.

    Args:
        made: What is recorded.
        tags: Its tags, those of versions among them; None for what the record alone says of them.
    """
    if tags is None:
        tags = said_tags(made)
    told = AssetMaterialization(made.key, made.description, made.metadata, made.partition)
    # What is stored can be read, whatever rules tags have by now.
    object.__setattr__(told, "tags", dict(tags))
    return told


def said_tags(made: Materialization) -> dict[str, str]:
    """Return the tags of a materialization that its record alone says: those that were given."""
    tags = dict(made.tags)
    if made.data_version is not None:
        tags[DATA_VERSION_TAG] = made.data_version
    if made.code_version is not None:
        tags[CODE_VERSION_TAG] = made.code_version
    return tags
