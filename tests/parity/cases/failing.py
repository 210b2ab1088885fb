"""What fails, what it takes along, and what is tried again."""

from harness import Case

CASES = (
    Case(
        "a failing asset raises the user's own error",
        """
from dagster import asset, materialize


@asset
def boom():
    raise ValueError("spoilt milk")


materialize([boom])
RESULT = None
""",
        culprit="spoilt milk",
    ),
    Case(
        "a failing asset skips what is below and not what is beside",
        """
from dagster import asset, materialize

runs = []


@asset
def boom():
    raise ValueError("spoilt milk")


@asset
def below(boom):
    runs.append("below")


@asset(deps=[boom])
def ordered():
    runs.append("ordered")


@asset
def beside():
    runs.append("beside")


result = materialize([boom, below, ordered, beside], raise_on_error=False)
RESULT = {
    "success": result.success,
    "runs": runs,
    "status": result.dagster_run.status.value,
    "failed": [e.step_key for e in result.all_events if e.event_type_value == "STEP_FAILURE"],
    "skipped": [e.step_key for e in result.all_events if e.event_type_value == "STEP_SKIPPED"],
    "made": [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()],
}
""",
    ),
    Case(
        "a failing multi asset keeps what it yielded before",
        """
from dagster import AssetOut, Output, asset, materialize, multi_asset


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def both():
    yield Output(1, output_name="a")
    raise ValueError("half way")


result = materialize([both], raise_on_error=False)
RESULT = (
    result.success,
    [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()],
)
""",
    ),
    Case(
        "a failure's event tells the error",
        """
from dagster import asset, materialize


@asset
def boom():
    raise ValueError("spoilt milk")


result = materialize([boom], raise_on_error=False)
failure = result.failure_data_for_node("boom")
RESULT = (
    failure.error.cls_name,
    failure.error.cause.cls_name,
    "spoilt milk" in failure.error.cause.message,
)
""",
    ),
    Case(
        "Failure carries a description and metadata",
        """
from dagster import Failure, asset, materialize


@asset
def boom():
    raise Failure(description="no rows", metadata={"rows": 0})


materialize([boom])
RESULT = None
""",
        culprit="no rows",
    ),
    Case(
        "a retry policy tries again",
        """
from dagster import RetryPolicy, asset, materialize

tries = []


@asset(retry_policy=RetryPolicy(max_retries=2))
def flaky(context):
    tries.append(context.retry_number)
    if len(tries) < 3:
        raise ValueError("not yet")
    return len(tries)


RESULT = materialize([flaky]).output_for_node("flaky"), tries
""",
    ),
    Case(
        "RetryRequested tries again",
        """
from dagster import RetryRequested, asset, materialize

tries = []


@asset
def flaky():
    tries.append(1)
    if len(tries) < 2:
        raise RetryRequested(max_retries=3)
    return len(tries)


RESULT = materialize([flaky]).output_for_node("flaky")
""",
    ),
    Case(
        "a wrong return type is refused",
        """
from dagster import asset, materialize


@asset
def a() -> int:
    return "not a number"


materialize([a])
RESULT = None
""",
        culprit="a",
    ),
    Case(
        "a wrong input type is refused",
        """
from dagster import asset, materialize


@asset
def a():
    return "not a number"


@asset
def b(a: int):
    return a


materialize([a, b])
RESULT = None
""",
        culprit="a",
    ),
)
