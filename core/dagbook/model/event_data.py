"""What the kinds of events say beside their names; the classes and fields are Dagster's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from dagbook.model.asset_key import AssetKey
from dagbook.model.results import AssetMaterialization
from dagbook.model.user_events import AssetObservation, ExpectationResult


@dataclass(frozen=True, slots=True)
class SerializableErrorInfo:
    """An exception as text.

    Args:
        message: Class and words, one line or more.
        stack: The lines of the traceback.
        cls_name: The exception's class.
        cause: What it was raised from, or None.
        context: What was being handled when it was raised, or None.
    """

    message: str
    stack: tuple[str, ...] = ()
    cls_name: str | None = None
    cause: "SerializableErrorInfo | None" = None
    context: "SerializableErrorInfo | None" = None

    def to_string(self) -> str:
        """Return all of it as one text."""
        more = (
            f"\nThe above exception was caused by:\n{self.cause.to_string()}" if self.cause else ""
        )
        trace = f"\nStack Trace:\n{''.join(self.stack)}" if self.stack else ""
        return f"{self.message}{trace}{more}"

    def __str__(self) -> str:
        return self.to_string()


@dataclass(frozen=True, slots=True)
class TypeCheckData:
    """What a type's check said of a value."""

    success: bool
    label: str
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepOutputHandle:
    """An output of a step."""

    step_key: str
    output_name: str = "result"
    mapping_key: str | None = None


@dataclass(frozen=True, slots=True)
class StepOutputData:
    """An output that was yielded."""

    step_output_handle: StepOutputHandle
    type_check_data: TypeCheckData
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def output_name(self) -> str:
        """The output's name."""
        return self.step_output_handle.output_name

    @property
    def mapping_key(self) -> str | None:
        """Of a dynamic output the value's key."""
        return self.step_output_handle.mapping_key


@dataclass(frozen=True, slots=True)
class StepInputData:
    """An input that was passed."""

    input_name: str
    type_check_data: TypeCheckData


@dataclass(frozen=True, slots=True)
class StepSuccessData:
    """How long a step took, in milliseconds."""

    duration_ms: float


@dataclass(frozen=True, slots=True)
class UserFailureData:
    """What a `Failure` said."""

    label: str
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepFailureData:
    """Why a step failed."""

    error: SerializableErrorInfo | None
    user_failure_data: UserFailureData | None = None
    error_source: "ErrorSource | None" = None


class ErrorSource(Enum):
    """Whose error it was, with Dagster's values."""

    FRAMEWORK_ERROR = "FRAMEWORK_ERROR"
    USER_CODE_ERROR = "USER_CODE_ERROR"
    UNEXPECTED_ERROR = "UNEXPECTED_ERROR"
    INTERRUPT = "INTERRUPT"


@dataclass(frozen=True, slots=True)
class StepRetryData:
    """Why a step is tried again, and after how many seconds."""

    error: SerializableErrorInfo | None
    seconds_to_wait: float | None = None


@dataclass(frozen=True, slots=True)
class StepMaterializationData:
    """What was materialized."""

    materialization: AssetMaterialization


@dataclass(frozen=True, slots=True)
class AssetObservationData:
    """What was observed."""

    asset_observation: AssetObservation


@dataclass(frozen=True, slots=True)
class StepExpectationResultData:
    """Whether an expectation holds."""

    expectation_result: ExpectationResult


@dataclass(frozen=True, slots=True)
class AssetMaterializationPlannedData:
    """What is to be materialized."""

    asset_key: AssetKey
    partition: str | None = None


@dataclass(frozen=True, slots=True)
class AssetCheckEvaluationPlanned:
    """A check that is to run."""

    asset_key: AssetKey
    check_name: str
    partition: str | None = None


@dataclass(frozen=True, slots=True)
class HandledOutputData:
    """An output that an IO manager stored."""

    output_name: str
    manager_key: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedInputData:
    """An input that an IO manager loaded."""

    input_name: str
    manager_key: str
    upstream_output_name: str | None = None
    upstream_step_key: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EngineEventData:
    """What the engine did."""

    metadata: Mapping[str, Any] = field(default_factory=dict)
    error: SerializableErrorInfo | None = None
    marker_start: str | None = None
    marker_end: str | None = None


@dataclass(frozen=True, slots=True)
class HookErroredData:
    """What a hook raised."""

    error: SerializableErrorInfo


class RunFailureReason(Enum):
    """Where a run failed, with Dagster's values."""

    RUN_EXCEPTION = "RUN_EXCEPTION"
    STEP_FAILURE = "STEP_FAILURE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class JobFailureData:
    """Why a run failed."""

    error: SerializableErrorInfo | None = None
    first_step_failure_event: Any = None
    failure_reason: RunFailureReason | None = None
