"""The kinds of events as plain text: what steps tell and records hold."""

from typing import Final

STEP_START: Final = "STEP_START"
STEP_RESTARTED: Final = "STEP_RESTARTED"
STEP_INPUT: Final = "STEP_INPUT"
STEP_OUTPUT: Final = "STEP_OUTPUT"
STEP_SUCCESS: Final = "STEP_SUCCESS"
STEP_FAILURE: Final = "STEP_FAILURE"
STEP_SKIPPED: Final = "STEP_SKIPPED"
STEP_UP_FOR_RETRY: Final = "STEP_UP_FOR_RETRY"
LOADED_INPUT: Final = "LOADED_INPUT"
HANDLED_OUTPUT: Final = "HANDLED_OUTPUT"
ASSET_MATERIALIZATION: Final = "ASSET_MATERIALIZATION"
ASSET_CHECK_EVALUATION: Final = "ASSET_CHECK_EVALUATION"
HOOK_COMPLETED: Final = "HOOK_COMPLETED"
HOOK_ERRORED: Final = "HOOK_ERRORED"
HOOK_SKIPPED: Final = "HOOK_SKIPPED"

LOGGED: Final = "logged"
"""What a `StepEvent` is about that user code logged: a result has it if the step succeeded."""
