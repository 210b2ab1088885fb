"""Parts of what a graph of ops makes, and ops that make nothing that is asked for."""

from harness import Case

BEGIN = """
from dagster import *
from typing import *

def evs(
    result,
    kinds=(
        "STEP_OUTPUT",
        "ASSET_CHECK_EVALUATION",
        "ASSET_MATERIALIZATION",
        "HANDLED_OUTPUT",
        "STEP_SUCCESS",
        "STEP_FAILURE",
        "STEP_SKIPPED",
        "LOADED_INPUT",
    ),
):
    return [
        (e.event_type_value, e.step_key)
        for e in result.all_events
        if e.event_type_value in kinds
    ]
"""

CASES = (
    Case(
        "ops that nothing needs do not run",
        BEGIN
        + """
@op
def one():
    return 1

@op
def two(x):
    return x + 1

@op
def three(x):
    return x + 2

@graph_multi_asset(outs={"u": AssetOut(), "v": AssetOut()}, can_subset=True)
def g():
    x = one()
    return {"u": two(x), "v": three(x)}

r = materialize([g], selection="u")
RESULT = evs(r), g.can_subset
""",
    ),
    Case(
        "an op is told which of its outputs are needed",
        BEGIN
        + """
@op(out={"p": Out(is_required=False), "q": Out(is_required=False)})
def pq(context):
    if "p" in context.selected_output_names:
        yield Output(1, "p")
    if "q" in context.selected_output_names:
        yield Output(2, "q")

@op
def two(x):
    return x + 1

@graph_multi_asset(outs={"u": AssetOut(), "v": AssetOut()}, can_subset=True)
def g():
    p, q = pq()
    return {"u": two(p), "v": q}

r = materialize([g], selection="u")
r2 = materialize([g], selection="v")
RESULT = evs(r), evs(r2), evs(materialize([g]))
""",
    ),
    Case(
        "an output that is not needed may not be given",
        BEGIN
        + """
@op(out={"p": Out(), "q": Out()})
def pq(context):
    return 1, 2

@op
def two(x):
    return x + 1

@graph_multi_asset(outs={"u": AssetOut(), "v": AssetOut()}, can_subset=True)
def g():
    p, q = pq()
    return {"u": two(p), "v": q}

r = materialize([g], selection="u")
RESULT = evs(r)
""",
        culprit="pq",
    ),
    Case(
        "a graph that cannot be split",
        BEGIN
        + """
@op
def one():
    return 1

@graph_multi_asset(outs={"u": AssetOut(), "v": AssetOut()})
def g():
    x = one()
    return {"u": x, "v": one()}

r = materialize([g], selection="u")
RESULT = evs(r)
""",
        culprit="u",
    ),
    Case(
        "a part of a graph that was never made cannot be read",
        BEGIN
        + """
@op
def one():
    return 1

@op
def two(b):
    return 1

@graph_multi_asset(outs={"u": AssetOut(), "v": AssetOut()}, can_subset=True)
def g():
    x = one()
    return {"u": x, "v": two(x)}

r = materialize([g], selection="v", raise_on_error=False)
RESULT = (
    evs(r),
    sorted(
        (k.to_user_string(), sorted(x.to_user_string() for x in v))
        for k, v in g.asset_deps.items()
    ),
)
""",
    ),
    Case(
        "from_graph makes parts",
        BEGIN
        + """
@op
def one():
    return 1

@op
def two(b):
    return 1

@graph(out={"u": GraphOut(), "v": GraphOut()})
def g():
    return {"u": one(), "v": two(one())}

a = AssetsDefinition.from_graph(g, can_subset=True)
RESULT = evs(materialize([a], selection="v")), a.can_subset
""",
    ),
    Case(
        "from_op makes parts",
        BEGIN
        + """
@op(out={"u": Out(is_required=False), "v": Out(is_required=False)})
def g(context):
    for n in sorted(context.selected_output_names):
        yield Output(1, n)

a = AssetsDefinition.from_op(g, can_subset=True)
RESULT = evs(materialize([a], selection="v"))
""",
    ),
    Case(
        "from_op makes all by default",
        BEGIN
        + """
@op(out={"u": Out(is_required=False), "v": Out(is_required=False)})
def g(context):
    for n in sorted(context.selected_output_names):
        yield Output(1, n)

a = AssetsDefinition.from_op(g)
RESULT = a.can_subset, evs(materialize([a]))
""",
    ),
    Case(
        "an op whose output goes nowhere is refused",
        BEGIN
        + """
@op
def one():
    return 1

@op
def eff(x):
    print(x)

@graph_asset
def a():
    x = one()
    eff(x)
    return x

RESULT = materialize([a]).success
""",
        culprit="eff",
    ),
    Case(
        "an op without outputs is refused in a graph of assets",
        BEGIN
        + """
@op
def one():
    return 1

@op(out={})
def eff(x):
    print(x)

@graph_asset
def a():
    x = one()
    eff(x)
    return x

RESULT = materialize([a]).success
""",
        culprit="eff",
    ),
    Case(
        "an op whose output goes nowhere is refused in a nested graph",
        BEGIN
        + """
@op
def one():
    return 1

@op
def eff(x):
    print(x)

@graph
def inner():
    x = one()
    eff(x)
    return x

@graph_asset
def a():
    return inner()

RESULT = materialize([a]).success
""",
        culprit="a.eff",
    ),
    Case(
        "an output of a nested graph that goes nowhere may not be made",
        BEGIN
        + """
@op
def one():
    return 1

@op
def two():
    return 1

@graph(out={"p": GraphOut(), "q": GraphOut()})
def inner():
    return {"p": one(), "q": two()}

@graph_asset
def a():
    p, q = inner()
    return p

RESULT = materialize([a]).success
""",
        culprit="two",
    ),
    Case(
        "an output that goes nowhere may not be made",
        BEGIN
        + """
@op(out={"p": Out(), "q": Out()})
def pq():
    return 1, 2

@graph_asset
def a():
    p, q = pq()
    return p

RESULT = materialize([a]).success
""",
        culprit="pq",
    ),
)
