"""Jobs of ops and of assets with all that they can say, and what they refuse."""

from harness import Case

BEGIN = """
from dagster import *

K = (
    "STEP_OUTPUT",
    "ASSET_CHECK_EVALUATION",
    "ASSET_MATERIALIZATION",
    "STEP_SUCCESS",
    "STEP_FAILURE",
    "STEP_SKIPPED",
    "ASSET_OBSERVATION",
    "STEP_EXPECTATION_RESULT",
    "HOOK_COMPLETED",
    "HOOK_SKIPPED",
    "STEP_UP_FOR_RETRY",
    "STEP_RESTARTED",
)

def evs(result):
    return [
        (e.event_type_value, e.step_key) for e in result.all_events if e.event_type_value in K
    ]
"""

CASES = (
    Case(
        "a job of assets with all that it can say",
        BEGIN
        + """
seen = []

@success_hook
def h(context):
    seen.append((context.op.name, context.step_key))

@asset
def a(context):
    seen.append(
        sorted(
            (k, v)
            for k, v in context.run_tags.items()
            if not k.startswith(".dagster") and not k.startswith("dagster/")
        )
        if hasattr(context, "run_tags")
        else None
    )
    return 1

j = define_asset_job(
    "j",
    selection="a",
    hooks={h},
    tags={"x": "1"},
    run_tags={"y": "2"},
    description="d",
    metadata={"m": 1},
    config={"execution": {}} if False else None,
    op_retry_policy=RetryPolicy(max_retries=1),
    owners=["a@b.com"],
)
d = Definitions(assets=[a], jobs=[j])
job = d.resolve_job_def("j")
r = job.execute_in_process()
RESULT = (
    evs(r),
    seen,
    sorted((k, v) for k, v in r.dagster_run.tags.items() if not k.startswith(".dagster")),
    job.description,
    {k: v.value for k, v in job.metadata.items()},
    job.owners,
)
""",
    ),
    Case(
        "the retry policy of a job of assets",
        BEGIN
        + """
n = []

@asset
def a():
    n.append(1)
    if len(n) < 2:
        raise ValueError()
    return 1

j = define_asset_job("j", selection="a", op_retry_policy=RetryPolicy(max_retries=1))
r = Definitions(assets=[a], jobs=[j]).resolve_job_def("j").execute_in_process()
RESULT = evs(r)
""",
    ),
    Case(
        "the config of a job of assets, and that of a run",
        BEGIN
        + """
class C(Config):
    x: int = 1

@asset
def a(config: C):
    return config.x

j = define_asset_job("j", selection="a", config=RunConfig(ops={"a": C(x=5)}))
job = Definitions(assets=[a], jobs=[j]).resolve_job_def("j")
RESULT = (
    job.execute_in_process().asset_value("a"),
    job.execute_in_process(run_config={"ops": {"a": {"config": {"x": 7}}}}).asset_value("a"),
)
""",
    ),
    Case(
        "ops by selection",
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
    return x + 1

@job
def j():
    three(two(one()))

def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

RESULT = [
    tr(lambda s=s: evs(j.execute_in_process(op_selection=s)))
    for s in (
        ["one"],
        ["*two"],
        ["one", "two"],
        ["two"],
        ["nope"],
        ["one*"],
        ["one+"],
        [],
        None,
        ["+three"],
        "one",
    )
]
""",
    ),
    Case(
        "ops of a nested graph by selection",
        BEGIN
        + """
@op
def one():
    return 1

@op
def two(x):
    return x + 1

@graph
def g():
    return two(one())

@job
def j():
    g()

def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

RESULT = [
    tr(lambda s=s: evs(j.execute_in_process(op_selection=s)))
    for s in (["g"], ["g.one"], ["g.two"], ["*g.two"])
]
""",
    ),
    Case(
        "mapping keys that are none",
        BEGIN
        + """
def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

def run(keys, out=DynamicOut()):
    @op(out=out)
    def d():
        for k in keys:
            yield DynamicOutput(1, mapping_key=k)

    @op
    def u(x):
        return x

    @job
    def j():
        d().map(u)

    return evs(j.execute_in_process())

RESULT = [
    tr(lambda k=k: run(k))
    for k in (["a", "a"], ["a b"], ["a-b"], [""], [3], [None], ["é"], ["1"], ["_"], ["a.b"], [])
]
""",
    ),
    Case(
        "what a dynamic output holds and refuses",
        BEGIN
        + """
def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

x = DynamicOutput(1, "k", "o", metadata={"a": 1})
RESULT = (
    x.value,
    x.mapping_key,
    x.output_name,
    {k: v.value for k, v in x.metadata.items()},
    str(tr(lambda: DynamicOutput(1))),
    str(tr(lambda: DynamicOutput(1, mapping_key="a", metadata=3) and 1)),
    str(tr(lambda: DynamicOutput(1, mapping_key="a", output_name=3) and 1)),
    x == DynamicOutput(1, "k", "o", metadata={"a": 1}),
)
""",
    ),
    Case(
        "a dynamic output is unpacked",
        BEGIN
        + """
@op(out=DynamicOut())
def d():
    yield DynamicOutput(1, mapping_key="a")

@op
def u(x):
    return x

@job
def j():
    u(d())

RESULT = 1
""",
        culprit="result",
    ),
    Case(
        "a dynamic output of a dynamic output is refused",
        BEGIN
        + """
@op(out=DynamicOut())
def d():
    yield DynamicOutput(1, mapping_key="a")

@op(out=DynamicOut())
def e(x):
    yield DynamicOutput(x, mapping_key="b")

@op
def u(x):
    return x

@job
def j():
    d().map(e).map(u)

RESULT = 1
""",
        culprit="e.result",
    ),
    Case(
        "a job whose config is mapped",
        BEGIN
        + """
@op(config_schema={"x": int})
def o(context):
    return context.op_config["x"]

@config_mapping(config_schema={"y": int})
def m(v):
    return {"ops": {"o": {"config": {"x": v["y"]}}}}

@job(config=m)
def j():
    o()

RESULT = (
    j.execute_in_process(run_config={"y": 4}).output_for_node("o"),
    j.config_mapping is not None,
)
""",
    ),
    Case(
        "config mappings that are none",
        BEGIN
        + """
@op(config_schema={"x": int})
def o(context):
    return context.op_config["x"]

@config_mapping
def m(v):
    return {"ops": {"o": {"config": {"x": v["y"]}}}}

@job(config=m)
def j():
    o()

def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

RESULT = (
    j.execute_in_process(run_config={"y": 4}).output_for_node("o"),
    tr(lambda: j.execute_in_process(run_config={})),
    tr(lambda: config_mapping(3) and 1),
    tr(lambda: ConfigMapping(config_fn=3) and 1),
)
""",
    ),
    Case(
        "a config mapping between classes",
        BEGIN
        + """
class S(Config):
    y: int

class T(Config):
    x: int

@op
def o(config: T):
    return config.x

@config_mapping
def m(v: S):
    return RunConfig(ops={"o": T(x=v.y)})

@job(config=m)
def j():
    o()

RESULT = j.execute_in_process(run_config={"y": 4}).output_for_node("o")
""",
    ),
    Case(
        "the config mapping of a graph in a job and of its own job",
        BEGIN
        + """
class T(Config):
    x: int

@op
def o(config: T):
    return config.x

@graph(
    config=ConfigMapping(
        config_schema={"y": int}, config_fn=lambda v: {"o": {"config": {"x": v["y"]}}}
    )
)
def g():
    return o()

@job
def j():
    g()

RESULT = (
    j.execute_in_process(run_config={"ops": {"g": {"config": {"y": 4}}}}).output_for_node(
        "g.o"
    ),
    g.to_job(name="q")
    .execute_in_process(run_config={"ops": {"config": {"y": 5}}})
    .output_for_node("o"),
)
""",
    ),
    Case(
        "retries and hooks of one use of an op",
        BEGIN
        + """
n = []

@failure_hook
def fh(context):
    n.append(("failed", context.step_key))

@success_hook
def sh(context):
    n.append(("ok", context.step_key))

k = []

@op
def one():
    k.append(1)
    if len(k) == 1:
        raise ValueError()
    return 1

@op
def bad(x):
    raise ValueError("v")

@job
def j():
    bad.with_hooks({fh})(one.with_retry_policy(RetryPolicy(max_retries=1)).with_hooks({sh})())

r = j.execute_in_process(raise_on_error=False)
RESULT = evs(r), n
""",
    ),
    Case(
        "a retry policy of the use of a graph",
        BEGIN
        + """
k = []

@op
def one():
    k.append(1)
    if len(k) == 1:
        raise ValueError()
    return 1

@graph
def g():
    return one()

@job
def j():
    g.with_retry_policy(RetryPolicy(max_retries=1))()

def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

RESULT = tr(lambda: evs(j.execute_in_process(raise_on_error=False)))
""",
    ),
    Case(
        "tags of one use of an op",
        BEGIN
        + """
@op(tags={"a": "1"})
def one(context):
    return 1

@job
def j():
    one.tag({"b": "2"})()

n = j.graph.node_named("one") if hasattr(j.graph, "node_named") else None
RESULT = dict(n.tags)
""",
    ),
    Case(
        "what ends of ops and graphs say",
        BEGIN
        + """
st = {}

class M(IOManager):
    def handle_output(self, context, obj):
        st[tuple(context.get_identifier())[1:]] = obj

    def load_input(self, context):
        return st[tuple(context.upstream_output.get_identifier())[1:]]

@op(out=Out(io_manager_key="m", metadata={"a": 1}, description="d"))
def one():
    return 1

@op
def two(x):
    return x + 1

@graph(ins={"q": GraphIn(description="in")}, out={"r": GraphOut(description="out")})
def g(q):
    return two(q)

@job(resource_defs={"m": IOManagerDefinition.hardcoded_io_manager(M())})
def j():
    g(one())

r = j.execute_in_process()
RESULT = (
    r.output_for_node("g", "r"),
    sorted(st.items()),
    [(i.name, i.description) for i in g.input_defs],
    [(o.name, o.description) for o in g.output_defs],
)
""",
    ),
    Case(
        "expectations that are yielded",
        BEGIN
        + """
@op
def one():
    yield ExpectationResult(success=True, label="l", description="d", metadata={"a": 1})
    yield ExpectationResult(success=False)
    yield Output(1)

@job
def j():
    one()

r = j.execute_in_process()
es = [
    e.event_specific_data.expectation_result
    for e in r.all_events
    if e.event_type_value == "STEP_EXPECTATION_RESULT"
]
RESULT = (
    evs(r),
    [
        (e.success, e.label, e.description, {k: v.value for k, v in e.metadata.items()})
        for e in es
    ],
    r.success,
)
""",
    ),
    Case(
        "an expectation that is logged",
        BEGIN
        + """
@op
def one(context):
    context.log_event(ExpectationResult(success=True, label="l"))
    return 1

@job
def j():
    one()

r = j.execute_in_process()
RESULT = (
    evs(r),
    [
        e.is_expectation_result
        for e in r.all_events
        if e.event_type_value == "STEP_EXPECTATION_RESULT"
    ],
)
""",
    ),
    Case(
        "expectations and type checks that are none",
        BEGIN
        + """
def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

RESULT = [
    tr(lambda: ExpectationResult(success=3) and 1),
    tr(lambda: ExpectationResult(success=True, label=3) and 1),
    tr(lambda: ExpectationResult(success=True, metadata=3) and 1),
    tr(lambda: ExpectationResult() and 1),
    tr(lambda: TypeCheck(success=3) and 1),
    tr(lambda: TypeCheck(True, description=3) and 1),
    tr(lambda: TypeCheck(True, metadata=3) and 1),
    ExpectationResult(True) == ExpectationResult(True),
    TypeCheck(True) == TypeCheck(True),
]
""",
    ),
    Case(
        "a job of ops by partition",
        BEGIN
        + """
p = StaticPartitionsDefinition(["x", "y"])

@op
def one(context):
    return context.partition_key, context.has_partition_key

@job(partitions_def=p)
def j():
    one()

def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

RESULT = (
    j.execute_in_process(partition_key="x").output_for_node("one"),
    tr(lambda: j.execute_in_process(partition_key="q")),
    tr(lambda: j.execute_in_process().output_for_node("one")),
    j.partitions_def is p,
)
""",
    ),
    Case(
        "values of the inputs of a graph",
        BEGIN
        + """
@op
def one(x: int):
    return x

@job(input_values={"x": 3} if False else None)
def j():
    one()

@graph
def g(x):
    return one(x)

def tr(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__

jj = g.to_job(input_values={"x": 4})
RESULT = (
    jj.execute_in_process().output_for_node("one"),
    jj.execute_in_process(input_values={"x": 5}).output_for_node("one"),
    tr(lambda: jj.execute_in_process(input_values={"x": "s"})),
    tr(lambda: g.to_job().execute_in_process(input_values={"zz": 5})),
    tr(lambda: g.to_job().execute_in_process()),
)
""",
    ),
)
