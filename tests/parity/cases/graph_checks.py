"""Checks that the ops of a graph of assets make."""

from harness import Case

BEGIN = """
import tempfile
from dagster import *

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

def evals(result):
    return [
        (e.asset_key.to_user_string(), e.check_name, e.passed, e.blocking)
        for e in result.get_asset_check_evaluations()
    ]
"""

CASES = (
    Case(
        "a check of a graph asset is an output of the graph",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "an output that is a check's and holds no result of one is no evaluation",
        BEGIN
        + """
@op(out={"result": Out(), "c": Out()})
def both():
    yield Output(1, "result")
    yield Output(AssetCheckResult(passed=False), "c")

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a", blocking=True)])
def a():
    x, c = both()
    return {"result": x, "a_c": c}

r = materialize([a], raise_on_error=False)
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "a blocking check of a graph asset fails its op and what is downstream",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 5, metadata={"x": x})

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a", blocking=True)])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

@asset
def b(a):
    return a

r = materialize([a, b], raise_on_error=False)
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "an op of a graph may yield the result of a check",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    yield AssetCheckResult(passed=x > 5, metadata={"x": x})

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a], raise_on_error=False)
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "an op that makes a check may return anything, which is no evaluation",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return x > 5

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a], raise_on_error=False)
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "a result of two checks has to say which",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@op
def chk2(x):
    return AssetCheckResult(passed=x > 4, severity=AssetCheckSeverity.WARN)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a"), AssetCheckSpec("d", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x), "a_d": chk2(x)}

r = materialize([a])
RESULT = (
    evs(r),
    evals(r),
    r.success,
    [(k.asset_key.to_user_string(), k.name) for k in sorted(a.check_keys)],
)
""",
        culprit="c",
    ),
    Case(
        "a check may come before the asset is made",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@op
def nxt(x):
    return x + 1

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": nxt(x), "a_c": chk(x)}

r = materialize([a])
RESULT = (
    evs(r),
    evals(r),
    r.success,
    [e.target_materialization_data is not None for e in r.get_asset_check_evaluations()],
)
""",
    ),
    Case(
        "a result of a check of another asset is refused",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0, asset_key="b", check_name="zz")

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
        culprit="b",
    ),
    Case(
        "a graph has to return the checks that it makes",
        BEGIN
        + """
@op
def one():
    return 1

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    return one()

RESULT = 1
""",
        culprit="a",
    ),
    Case(
        "a graph cannot check what it does not make",
        BEGIN
        + """
@op
def one():
    return 1

@graph_asset(check_specs=[AssetCheckSpec("c", asset="b")])
def a():
    return one()

RESULT = 1
""",
        culprit="b",
    ),
    Case(
        "a check is named once",
        BEGIN
        + """
@op
def one():
    return 1

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a"), AssetCheckSpec("c", asset="a")])
def a():
    return one()

RESULT = 1
""",
        culprit="c",
    ),
    Case(
        "a result of checks of several assets has to say of which",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_multi_asset(
    outs={"u": AssetOut(), "v": AssetOut()},
    check_specs=[AssetCheckSpec("c", asset="u"), AssetCheckSpec("d", asset="v")],
)
def a():
    x = one()
    y = one()
    return {"u": x, "v": y, "u_c": chk(x), "v_d": chk(y)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
        culprit="u",
    ),
    Case(
        "an output that is neither asset nor check is refused",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph(out={"result": GraphOut(), "c": GraphOut()})
def g():
    x = one()
    return {"result": x, "c": chk(x)}

a = AssetsDefinition.from_graph(
    g,
    keys_by_output_name={"result": AssetKey("a")},
    check_specs=[AssetCheckSpec("c", asset="a")],
)
r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
        culprit="g",
    ),
    Case(
        "from_graph takes checks by the names of outputs",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph(out={"result": GraphOut(), "a_c": GraphOut()})
def g():
    x = one()
    return {"result": x, "a_c": chk(x)}

a = AssetsDefinition.from_graph(
    g,
    keys_by_output_name={"result": AssetKey("a")},
    check_specs=[AssetCheckSpec("c", asset="a")],
)
r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "from_op takes no checks",
        BEGIN
        + """
@op(out={"result": Out(), "a_c": Out()})
def g():
    yield Output(1)
    yield AssetCheckResult(passed=True)

a = AssetsDefinition.from_op(
    g,
    keys_by_output_name={"result": AssetKey("a")},
    check_specs=[AssetCheckSpec("c", asset="a")],
)
r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
        culprit="check_specs",
    ),
    Case(
        "the output of a check has the whole key in its name",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_asset(key_prefix="p", check_specs=[AssetCheckSpec("c", asset=["p", "a"])])
def a():
    x = one()
    return {"result": x, "p__a_c": chk(x)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "a check that raises fails its op alone",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    raise ValueError("x")

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a], raise_on_error=False)
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "the result of a check is nothing that another op could read",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@op
def look(c):
    return str(type(c).__name__)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    c = chk(x)
    return {"result": look(c), "a_c": c}

r = materialize([a], raise_on_error=False)
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "a graph that cannot be split makes its checks always",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a], selection=AssetSelection.assets("a").without_checks())
RESULT = evs(r), evals(r), r.success
""",
        culprit="a",
    ),
    Case(
        "a check of a graph that cannot be split is not made alone",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a], selection=AssetSelection.checks(AssetCheckKey(AssetKey("a"), "c")))
RESULT = evs(r), evals(r), r.success
""",
        culprit="a",
    ),
    Case(
        "a nested graph may make the check",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph
def inner(x):
    return chk(x)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": inner(x)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "the result of a check is no output value",
        BEGIN
        + """
@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a])
RESULT = r.asset_value("a"), r.output_for_node("a.one"), str(r.output_for_node("a.chk"))[:20]
""",
    ),
    Case(
        "a check of a graph asset with partitions",
        BEGIN
        + """
p = StaticPartitionsDefinition(["x", "y"])

@op
def one():
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")], partitions_def=p)
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a], partition_key="x")
RESULT = evs(r), evals(r), r.success, [e.partition for e in r.get_asset_check_evaluations()]
""",
    ),
    Case(
        "a part that reads another part of the same graph reads it as stored",
        BEGIN
        + """
@op
def one():
    return 1

@op
def two(b):
    return b + 1

@graph_multi_asset(outs={"u": AssetOut(), "v": AssetOut()}, can_subset=True)
def g():
    x = one()
    return {"u": x, "v": two(x)}

with DagsterInstance.ephemeral() as i:
    io = FilesystemIOManager(base_dir=tempfile.mkdtemp())
    materialize([g], instance=i, resources={"io_manager": io})
    r = materialize(
        [g], selection="v", raise_on_error=False, instance=i, resources={"io_manager": io}
    )
    RESULT = evs(r), r.asset_value("v")
""",
    ),
    Case(
        "a part of a graph that can be split brings its checks",
        BEGIN
        + """
@op
def one(context):
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0, asset_key="u")

@op
def chk2(x):
    return AssetCheckResult(passed=x > 0, asset_key="v")

@graph_multi_asset(
    outs={"u": AssetOut(), "v": AssetOut()},
    can_subset=True,
    check_specs=[AssetCheckSpec("c", asset="u"), AssetCheckSpec("d", asset="v")],
)
def a():
    x = one()
    y = one()
    return {"u": x, "v": y, "u_c": chk(x), "v_d": chk2(y)}

r = materialize([a], selection="u")
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "checks of a part can be left out",
        BEGIN
        + """
@op
def one(context):
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0, asset_key="u")

@op
def chk2(x):
    return AssetCheckResult(passed=x > 0, asset_key="v")

@graph_multi_asset(
    outs={"u": AssetOut(), "v": AssetOut()},
    can_subset=True,
    check_specs=[AssetCheckSpec("c", asset="u"), AssetCheckSpec("d", asset="v")],
)
def a():
    x = one()
    y = one()
    return {"u": x, "v": y, "u_c": chk(x), "v_d": chk2(y)}

r = materialize([a], selection=AssetSelection.assets("u").without_checks())
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "a check of a graph that can be split is made alone, of the stored value",
        BEGIN
        + """
@op
def one(context):
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0, asset_key="u")

@graph_multi_asset(
    outs={"u": AssetOut(), "v": AssetOut()},
    can_subset=True,
    check_specs=[AssetCheckSpec("c", asset="u")],
)
def a():
    x = one()
    return {"u": x, "v": one(), "u_c": chk(x)}

with DagsterInstance.ephemeral() as i:
    io = FilesystemIOManager(base_dir=tempfile.mkdtemp())
    materialize([a], instance=i, resources={"io_manager": io})
    r = materialize(
        [a],
        selection=AssetSelection.checks(AssetCheckKey(AssetKey("u"), "c")),
        instance=i,
        resources={"io_manager": io},
    )
    RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "an op that says it returns the result of a check",
        BEGIN
        + """
@op
def one() -> int:
    return 1

@op
def chk(x: int) -> AssetCheckResult:
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
        better="Dagster checks the None that stands for the result against the annotation.",
        ours=(
            [
                ("STEP_OUTPUT", "a.one"),
                ("ASSET_MATERIALIZATION", "a.one"),
                ("HANDLED_OUTPUT", "a.one"),
                ("STEP_SUCCESS", "a.one"),
                ("LOADED_INPUT", "a.chk"),
                ("STEP_OUTPUT", "a.chk"),
                ("ASSET_CHECK_EVALUATION", "a.chk"),
                ("STEP_SUCCESS", "a.chk"),
            ],
            [("a", "c", True, False)],
            True,
        ),
    ),
    Case(
        "a result of a check in a tuple is told at its place",
        BEGIN
        + """
@op(out={"result": Out(), "c": Out()})
def both():
    return 1, AssetCheckResult(passed=False)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x, c = both()
    return {"result": x, "a_c": c}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "one op makes an asset and its check",
        BEGIN
        + """
@op(out={"result": Out(), "c": Out()})
def both():
    yield Output(1)
    yield AssetCheckResult(passed=False)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x, c = both()
    return {"result": x, "a_c": c}

r = materialize([a])
RESULT = (
    evs(r),
    evals(r),
    r.success,
    [e.target_materialization_data is not None for e in r.get_asset_check_evaluations()],
)
""",
    ),
    Case(
        "an op with several outputs returns them all",
        BEGIN
        + """
@op(out={"result": Out(), "c": Out()})
def both():
    return MaterializeResult(check_results=[AssetCheckResult(passed=True)])

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x, c = both()
    return {"result": x, "a_c": c}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
        culprit="both",
    ),
    Case(
        "an op of a graph asset may return a MaterializeResult",
        BEGIN
        + """
@op
def one():
    return MaterializeResult(metadata={"a": 1})

@graph_asset
def a():
    return one()

r = materialize([a])
RESULT = evs(r), r.success
""",
    ),
    Case(
        "a check is tried again as any op",
        BEGIN
        + """
n = []

@op
def one() -> int:
    return 1

@op(retry_policy=RetryPolicy(max_retries=2))
def chk(x):
    n.append(1)
    if len(n) < 2:
        raise ValueError()
    return AssetCheckResult(passed=x > 0)

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

r = materialize([a])
RESULT = evs(r), evals(r), r.success
""",
    ),
    Case(
        "a check says what it found",
        BEGIN
        + """
@op
def one() -> int:
    return 1

@op
def chk(x):
    return AssetCheckResult(passed=x > 0, metadata={"x": 1})

@graph_asset(check_specs=[AssetCheckSpec("c", asset="a", description="d")])
def a():
    x = one()
    return {"result": x, "a_c": chk(x)}

i = DagsterInstance.ephemeral()
r = materialize([a], instance=i)
ev = i.event_log_storage if False else None
e = r.get_asset_check_evaluations()[0]
RESULT = (
    e.metadata["x"].value,
    e.severity.value,
    sorted(a.check_specs_by_output_name) if hasattr(a, "check_specs_by_output_name") else 0,
)
""",
    ),
)
