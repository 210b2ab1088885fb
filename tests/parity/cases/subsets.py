"""Multi-assets of which a run asks for some, internal dependencies, and what has no value."""

from harness import Case

_BASE = """
from dagster import (
    AssetIn, AssetKey, AssetOut, AssetSpec, MaterializeResult, Nothing, Output, asset, materialize,
    multi_asset,
)

seen = []


def said(result):
    return (
        result.success, [e.step_key for e in result.get_step_success_events()],
        [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()],
    )


@asset
def raw():
    return 1


@multi_asset(
    outs={name: AssetOut(is_required=False) for name in "abc"},
    can_subset=True,
    internal_asset_deps={
        "a": {AssetKey("raw")}, "b": {AssetKey("raw"), AssetKey("a")},
        "c": {AssetKey("a"), AssetKey("b")},
    },
)
def letters(context, raw):
    names = sorted(context.selected_output_names)
    seen.append((names, sorted(k.to_user_string() for k in context.selected_asset_keys)))
    for name in names:
        yield Output(f"{name}{raw}", name)


@asset
def after(a):
    return f"{a}!"


@multi_asset(
    specs=[AssetSpec("p"), AssetSpec("q", deps=["p"]), AssetSpec("r", skippable=True)],
    can_subset=True,
)
def said_only(context):
    for key in sorted(context.selected_asset_keys):
        yield MaterializeResult(asset_key=key, metadata={"is": key.to_user_string()})
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


CASES = (
    case(
        "internal dependencies are those of each asset",
        """
RESULT = {
    k.to_user_string(): sorted(each.to_user_string() for each in deps)
    for k, deps in letters.asset_deps.items()
}, letters.can_subset, raw.can_subset
""",
    ),
    case(
        "all outputs are selected by default",
        """
result = materialize([raw, letters, after])
RESULT = said(result), seen, result.output_for_node("after"), result.asset_value("c")
""",
    ),
    case(
        "one output is made alone",
        """
result = materialize([raw, letters, after], selection=["raw", "a", "after"])
RESULT = said(result), seen, result.output_for_node("after")
""",
    ),
    case(
        "outputs that read each other are made together or apart",
        """
RESULT = [said(materialize([raw, letters], selection=each)) for each in (
    ["raw", "b"], ["raw", "a", "c"], "*", "raw+",
)], seen
""",
    ),
    case(
        "specs are made in part",
        """
RESULT = [said(materialize([said_only], selection=each)) for each in (["q"], ["p", "r"], None)]
""",
    ),
    case(
        "a step that another asks for in between runs in two parts",
        """
@multi_asset(specs=[AssetSpec("x"), AssetSpec("z", deps=["y"])], can_subset=True)
def outer(context):
    seen.append(sorted(k.to_user_string() for k in context.selected_asset_keys))
    for key in context.selected_asset_keys:
        yield MaterializeResult(asset_key=key)

@asset(deps=["x"])
def y():
    seen.append("y")

result = materialize([outer, y])
RESULT = result.success, seen, said(result)[2]
""",
    ),
    case(
        "an output that is not selected is refused",
        """
@multi_asset(outs={"a": AssetOut(is_required=False), "b": AssetOut(is_required=False)},
             can_subset=True)
def both():
    yield Output(1, "a")
    yield Output(2, "b")

materialize([both], selection=["a"])
""",
        culprit='"b"',
    ),
    case(
        "a required output that is not selected is asked for",
        """
@multi_asset(outs={"a": AssetOut(), "b": AssetOut()}, can_subset=True)
def both(context):
    for name in context.selected_output_names:
        yield Output(name, name)

materialize([both], selection=["a"])
""",
        culprit='"b"',
    ),
    case(
        "a tuple is not taken where some are selected",
        """
@multi_asset(outs={"a": AssetOut(), "b": AssetOut()}, can_subset=True)
def both():
    return 1, 2

materialize([both], selection=["a"])
""",
        culprit='"b"',
    ),
    case(
        "a result that is not selected is refused",
        """
@multi_asset(specs=[AssetSpec("a"), AssetSpec("b")], can_subset=True)
def both():
    yield MaterializeResult(asset_key="a")
    yield MaterializeResult(asset_key="b")

materialize([both], selection=["b"])
""",
        culprit="a",
    ),
    case(
        "nothing is not returned where some may be left out",
        """
@multi_asset(specs=[AssetSpec("a"), AssetSpec("b")], can_subset=True)
def both(): ...

materialize([both])
""",
        culprit="both",
    ),
    case(
        "what cannot be split is not",
        """
@multi_asset(specs=[AssetSpec("a"), AssetSpec("b")])
def both(): ...

materialize([both], selection=["a"])
""",
        culprit="both",
    ),
    case(
        "internal dependencies of no output are refused",
        """
multi_asset(outs={"a": AssetOut()}, internal_asset_deps={"zz": {AssetKey("a")}})(lambda: 1)
""",
        culprit="zz",
        better="Dagster's own check error is one of definitions here",
        ours_raises="DagsterInvalidDefinitionError",
    ),
    case(
        "an internal dependency that is neither input nor output is refused",
        """
@multi_asset(outs={"a": AssetOut()}, internal_asset_deps={"a": {AssetKey("other")}})
def made():
    return 1
""",
        culprit="other",
        better="Dagster's own check error is one of definitions here",
        ours_raises="DagsterInvalidDefinitionError",
    ),
    case(
        "internal dependencies beside specs are refused",
        """
@multi_asset(specs=[AssetSpec("a")], internal_asset_deps={"a": {AssetKey("a")}})
def made(): ...
""",
        culprit="internal_asset_deps",
    ),
    case(
        "an input of type Nothing is a dependency alone",
        """
@asset(ins={"up": AssetIn("raw", dagster_type=Nothing)})
def down():
    return 4

result = materialize([raw, down])
RESULT = [k.path for k in down.dependency_keys], result.output_for_node("down"), said(result)
""",
    ),
    case(
        "an input of type Nothing has no parameter",
        """
@asset(ins={"up": AssetIn("raw", dagster_type=Nothing)})
def down(up): ...
""",
        culprit="up",
    ),
    case(
        "an output of type Nothing is not stored",
        """
@asset(dagster_type=Nothing)
def done():
    return None

@multi_asset(outs={"a": AssetOut(dagster_type=Nothing), "b": AssetOut()})
def half():
    return None, 2

def kinds(result):
    return [e.event_type_value for e in result.all_events
            if e.event_type_value in ("STEP_OUTPUT", "HANDLED_OUTPUT", "ASSET_MATERIALIZATION")]

RESULT = kinds(materialize([done])), kinds(materialize([half]))
""",
    ),
    case(
        "a value for an output of type Nothing is refused",
        """
@asset(dagster_type=Nothing)
def done():
    return 3

materialize([done])
""",
        culprit="done",
    ),
)
