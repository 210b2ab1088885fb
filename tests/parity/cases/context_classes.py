"""Which class of context a function may ask for, and what it is told when it may not."""

from harness import Case

_ASSETS = """
import dagster as dg

got = []


@dg.asset
def a():
    return 1


{decorator}
def f(context: dg.{annotation}):
    got.append(type(context).__name__)
    {body}


{run}
RESULT = got
"""
_MATERIALIZED = "dg.materialize([a, f])"
_JOB = """@dg.job
def j():
    f()


j.execute_in_process()"""

_PLACES = {
    "asset": ("@dg.asset", "return 1", _MATERIALIZED),
    "multi_asset": ("@dg.multi_asset(specs=[dg.AssetSpec('f')])", "return None", _MATERIALIZED),
    "asset_check": (
        "@dg.asset_check(asset='a')",
        "return dg.AssetCheckResult(passed=True)",
        _MATERIALIZED,
    ),
    "op": ("@dg.op", "return 1", _JOB),
}
_WHERE = (
    ("asset", "AssetExecutionContext"),
    ("asset", "AssetCheckExecutionContext"),
    ("multi_asset", "AssetExecutionContext"),
    ("multi_asset", "AssetCheckExecutionContext"),
    ("asset_check", "AssetCheckExecutionContext"),
    ("asset_check", "AssetExecutionContext"),
    ("op", "OpExecutionContext"),
    ("op", "AssetExecutionContext"),
    ("op", "AssetCheckExecutionContext"),
)


def _source(place, annotation):
    decorator, body, run = _PLACES[place]
    return _ASSETS.format(decorator=decorator, annotation=annotation, body=body, run=run)


CASES = (
    *(
        Case(
            f"an {place} whose context is annotated with {annotation}",
            _source(place, annotation),
            culprit=annotation,
        )
        for place, annotation in _WHERE
    ),
    Case(
        "a refused annotation is the failure of the step, and not of the definition",
        """
import dagster as dg


@dg.asset
def a(context: dg.AssetCheckExecutionContext):
    return 1


@dg.asset
def b():
    return 1


result = dg.materialize([a, b], raise_on_error=False)
RESULT = [
    (each.step_key, each.event_type_value)
    for each in result.all_events
    if each.is_step_failure or each.is_step_success
]
""",
    ),
    Case(
        "helpers of a check ask for its context",
        """
import dagster as dg


def checked():
    return dg.AssetCheckExecutionContext.get().check_specs[0].name


@dg.asset
def a():
    return 1


@dg.asset_check(asset=a)
def is_one(context: dg.AssetCheckExecutionContext, a):
    context_is_it = dg.AssetCheckExecutionContext.get() is context
    return dg.AssetCheckResult(passed=context_is_it, metadata={"name": checked()})


result = dg.materialize([a, is_one])
[found] = result.get_asset_check_evaluations()
try:
    dg.AssetCheckExecutionContext.get()
except dg.DagsterInvariantViolationError:
    outside = "refused"
RESULT = found.passed, found.metadata["name"].value, outside
""",
    ),
)
