"""What a function returns or yields, beside what it says that it returns: in a run and called."""

from harness import Case

TWO = "@multi_asset(outs={'x': AssetOut(), 'y': AssetOut()})"
OPTIONAL = "@multi_asset(outs={n: AssetOut(is_required=False) for n in 'xy'})"
SPECS = "@multi_asset(specs=[AssetSpec('x'), AssetSpec('y')])"
SKIPPABLE = "@multi_asset(specs=[AssetSpec(n, skippable=True) for n in 'xy'])"


def case(body: str, returns: str = "", how: str = "@asset", culprit: str | None = None) -> Case:
    """Return a case of a function *body*, annotated with *returns*, decorated by *how*."""
    arrow = f" -> {returns}" if returns else ""
    return Case(
        f"{how} returns {returns}: {body}",
        f"""
from dagster import (
    AssetCheckResult, AssetMaterialization, AssetOut, AssetSpec, ExpectationResult,
    MaterializeResult, Output, asset, job, materialize, multi_asset, op,
)

{how}
def made(){arrow}:
    {body}

def in_run():
    if "{how}" == "@op":
        @job
        def alone():
            made()
        return alone.execute_in_process()
    return materialize([made])

def called():
    returned = made()
    return list(returned) if hasattr(returned, "__next__") else returned

def tried(act):
    try:
        return act()
    except Exception as error:
        FAILED.append(error)

FAILED = []
result, value = tried(in_run), tried(called)
if len(FAILED) == 1:
    RESULT = "fails in one way alone"
elif FAILED:
    raise FAILED[0]
else:
    kinds = ("STEP_OUTPUT", "ASSET_MATERIALIZATION", "HANDLED_OUTPUT")
    RESULT = [
        (each.event_type_value, each.asset_key.to_user_string() if each.asset_key else None)
        for each in result.all_events if each.event_type_value in kinds
    ]
""",
        culprit,
    )


FINE = tuple(
    case(*given)
    for given in (
        ("return Output(1)", "Output"),
        ("return Output(1)", "Output[int]"),
        ("return Output(1, 'result')",),
        ("return None", "None"),
        ("return None", "", "@asset(output_required=False)"),
        ("if False: yield", "", "@asset(output_required=False)"),
        ("return Output(1), Output(2)", "tuple[Output[int], Output[int]]", TWO),
        ("return 1, 2", "tuple[int, int]", TWO),
        ("return MaterializeResult('y'), MaterializeResult('x')", "", TWO),
        ("yield Output(1, 'y'); yield Output(2, 'x')", "", TWO),
        ("yield Output(1, 'x')", "", OPTIONAL),
        ("return 1, None", "", OPTIONAL),
        ("pass", "", SPECS),
        ("yield MaterializeResult('x')", "", SPECS),
        ("yield MaterializeResult('x')", "", SKIPPABLE),
        ("return Output(1)", "Output[int]", "@op"),
    )
)
REFUSED = tuple(
    case(*given, culprit)
    for given, culprit in (
        (("return Output(1)", "int", "@asset"), "result"),
        (("return Output(None)", "None", "@asset"), "result"),
        (("return 1", "Output", "@asset"), "result"),
        (("return 1", "Output[int]", "@asset"), "result"),
        (("return Output('x')", "Output[int]", "@asset"), "result"),
        (("return Output(1, 'other')", "", "@asset"), "other"),
        (("return AssetMaterialization('a')", "", "@asset"), "AssetMaterialization"),
        (("return ExpectationResult(True)", "", "@asset"), "ExpectationResult"),
        (("return Output(1, 'y'), Output(2, 'x')", "", TWO), "'y'"),
        (("return Output(1), Output(2)", "tuple[int, int]", TWO), "'x'"),
        (("return 1, 2", "tuple[Output[int], Output[int]]", TWO), "'x'"),
        (("return [1, 2]", "", TWO), "made"),
        (("return 1", "", TWO), "made"),
        (("return 1, 2, 3", "", TWO), "made"),
        (("return None", "", OPTIONAL), "made"),
        (("return 1", "", SPECS), "made"),
        (("return [MaterializeResult('x'), MaterializeResult('y')]", "", SPECS), "made"),
        (("pass", "", SKIPPABLE), "made"),
        (("return Output(1)", "int", "@op"), "result"),
        (("return 1", "Output[int]", "@op"), "result"),
        (("return AssetMaterialization('a')", "", "@op"), "AssetMaterialization"),
    )
)
CASES = (*FINE, *REFUSED)
