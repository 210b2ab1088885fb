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
    Case(
        "the definition that a function sees has the keys that are asked for, and every spec",
        """
import dagster as dg

seen = []


def look(context):
    made = context.assets_def
    seen.append((
        sorted(key.to_user_string() for key in made.keys),
        sorted(key.to_user_string() for key in made.keys_by_output_name.values()),
        sorted(spec.key.to_user_string() for spec in made.specs),
    ))


@dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
def two(context):
    look(context)
    for name in sorted(context.selected_output_names):
        yield dg.Output(1, name)


@dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
def of_graph():
    a, b = two()
    return {"a": a, "b": b}


@dg.multi_asset(
    specs=[dg.AssetSpec("p", skippable=True), dg.AssetSpec("q", skippable=True)], can_subset=True
)
def of_function(context):
    look(context)
    for key in sorted(context.selected_asset_keys):
        yield dg.MaterializeResult(asset_key=key)


events = [
    (event.event_type_value, event.step_kind_value)
    for event in dg.materialize([of_graph], selection="a").all_events
    if event.is_step_event
]
dg.materialize([of_graph])
dg.materialize([of_function], selection="p")
dg.materialize([of_function])
RESULT = seen, events
""",
    ),
    Case(
        "what outputs of a graph do not say, and where what is not said comes from",
        """
import dagster as dg


@dg.op(out=dg.Out(metadata={"x": 1}, description="of the output", code_version="v"))
def one():
    return 1


@dg.op(description="of the op")
def plain():
    return 1


@dg.graph_multi_asset(
    outs={"a": dg.AssetOut(group_name="x", io_manager_key="nowhere"), "b": dg.AssetOut()},
    group_name="y",
)
def several():
    return {"a": one(), "b": plain()}


@dg.graph_asset
def documented():
    "Of the function."
    return one()


@dg.graph_asset
def of_plain():
    "Of the function."
    return plain()


RESULT = [
    (
        spec.key.to_user_string(), spec.group_name, spec.code_version, dict(spec.metadata),
        spec.description,
    )
    for made in (several, documented, of_plain)
    for spec in sorted(made.specs, key=lambda spec: spec.key)
], dg.materialize([several]).success
""",
    ),
)
