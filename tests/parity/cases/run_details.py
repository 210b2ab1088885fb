"""What runs are asked with, and what they tell beside the order of events."""

from harness import Case

_SHARED = """
import dagster as dg


def told(result):
    return [(e.event_type_value, e.step_key) for e in result.all_events]


def attempt(f):
    try:
        r = f()
    except BaseException as e:
        return [type(e).__name__, str(e)[:100]]
    return [told(r), r.success] if hasattr(r, "all_events") else r


@dg.asset
def a():
    return 1


@dg.asset
def b(a):
    return a + 1
"""


def _case(name, source, **more):
    """A case with what all of them use."""
    return Case(name, _SHARED + source, **more)


CASES = (
    Case(
        "the set-up of resources is marked as a span of time",
        """
import dagster as dg


@dg.resource
def fine(_):
    return 1


@dg.resource
def broken(_):
    raise ValueError("set-up")


@dg.asset(required_resource_keys={"r"})
def a(): ...


def told(resource):
    result = dg.materialize([a], resources={"r": resource}, raise_on_error=False)
    events = [each for each in result.all_events if "RESOURCE" in each.event_type_value]
    return [
        (each.event_type_value, each.engine_event_data.marker_start)
        + (each.engine_event_data.marker_end,)
        for each in events
    ]


RESULT = told(fine), told(broken)
""",
    ),
    Case(
        "a result answers for graphs, for what ran several times, and for what did not run",
        """
import dagster as dg


@dg.op(out=dg.DynamicOut())
def numbers():
    for number in range(2):
        yield dg.DynamicOutput(number, str(number))


@dg.op
def kept(x):
    yield dg.AssetMaterialization("kept")
    yield dg.AssetObservation("kept")
    yield dg.Output(x)


@dg.graph
def inner(x):
    return kept(x)


@dg.op
def aside(): ...


@dg.job
def j():
    numbers().map(inner)
    aside()


@dg.op
def one():
    return 1


@dg.graph_asset
def made():
    return one()


def told(result, *names):
    return [
        [
            [(each.event_type_value, each.step_key) for each in result.events_for_node(name)],
            [result.is_node_success(name), result.is_node_failed(name)],
            [result.is_node_skipped(name), result.is_node_untouched(name)],
            [each.asset_key.path for each in result.asset_materializations_for_node(name)],
            [each.asset_key.path for each in result.asset_observations_for_node(name)],
            result.failure_data_for_node(name),
            result.retry_attempts_for_node(name),
        ]
        for name in names
    ]


RESULT = [
    told(j.execute_in_process(), "numbers", "inner", "inner.kept", "kept", "zz"),
    told(j.execute_in_process(op_selection=["aside"]), "aside", "inner"),
    told(dg.materialize([made]), "made", "made.one", "one"),
]
""",
    ),
    Case(
        "a failure says whose error it was, and where, frame by frame",
        """
import dagster as dg


@dg.op
def users():
    def deep():
        raise KeyError("x")

    deep()


@dg.op
def fails():
    raise dg.Failure("f")


@dg.op
def wrong() -> int:
    return "x"


@dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
def again():
    raise ValueError("y")


@dg.op
def asks():
    raise dg.RetryRequested(max_retries=0)


@dg.op
def leaves():
    raise SystemExit(1)


@dg.job
def j():
    users(), fails(), wrong(), again(), asks(), leaves()


failed = j.execute_in_process(raise_on_error=False).get_step_failure_events()
sources = [(each.step_key, each.step_failure_data.error_source.value) for each in failed]
[error] = [each.step_failure_data.error.cause for each in failed if each.step_key == "users"]
RESULT = sources, [each.partition(", in ")[2] for each in error.stack[-2:]]
""",
    ),
    Case(
        "a failed run says in a tag and at its end what failed it",
        """
import dagster as dg


@dg.resource
def broken(_):
    raise ValueError("set-up")


@dg.asset(required_resource_keys={"broken"})
def unable(): ...


@dg.asset
def bad():
    raise KeyError("x")


@dg.asset
def leaves():
    raise SystemExit(2)


@dg.success_hook
def hook(context):
    raise ValueError("hook")


@dg.asset(hooks={hook})
def hooked():
    return 1


def told(assets, **more):
    instance = dg.DagsterInstance.ephemeral()
    try:
        dg.materialize(assets, instance=instance, resources={"broken": broken}, **more)
    except BaseException:
        pass
    [run] = instance.get_runs()
    loud = []
    for each in instance.all_logs(run.run_id):
        event = each.dagster_event
        if event is None or each.level < 40:
            continue
        data = event.event_specific_data
        error = getattr(data, "error", None)
        reason = getattr(data, "failure_reason", None)
        # The order of resources is that of a set in Dagster; which hook it was dagbook says.
        is_plain = event.event_type_value not in ("RESOURCE_INIT_FAILURE", "HOOK_ERRORED")
        words = each.message if is_plain else ""
        loud.append([event.event_type_value, words, error and error.cls_name, str(reason)])
    kinds = [each.dagster_event.event_type_value for each in instance.all_logs(run.run_id)
             if each.dagster_event]
    return run.tags, run.status.value, loud, kinds[-2:]


RESULT = [
    told([assets], raise_on_error=raises)
    for assets in (bad, unable, hooked)
    for raises in (True, False)
] + [told([leaves])]
""",
    ),
    _case(
        "an output of an asset tells its metadata",
        """
@dg.asset
def u(context):
    context.add_output_metadata({"y": 2})
    return dg.Output(1, metadata={"x": 1})


@dg.multi_asset(outs={"p": dg.AssetOut(metadata={"d": 1}), "q": dg.AssetOut()})
def m():
    yield dg.Output(1, "p", metadata={"z": 1})
    yield dg.Output(2, "q")


r = dg.materialize_to_memory([u, m])
RESULT = [
    (e.step_key, {k: v.value for k, v in e.step_output_data.metadata.items()})
    for e in r.all_events
    if e.event_type_value == "STEP_OUTPUT"
]
""",
    ),
    _case(
        "a MaterializeResult tells its metadata",
        """
@dg.asset
def u():
    return dg.MaterializeResult(metadata={"x": 1})


@dg.asset
def v():
    return dg.MaterializeResult(metadata={"x": 1}, value=3)


r = dg.materialize_to_memory([u, v])
RESULT = [
    (
        e.step_key,
        e.event_type_value,
        {k: v.value for k, v in e.event_specific_data.metadata.items()},
    )
    for e in r.all_events
    if e.event_type_value in ("STEP_OUTPUT", "HANDLED_OUTPUT")
]
""",
    ),
    _case(
        "what is stored tells its path",
        """
r = dg.materialize([a, b], instance=dg.DagsterInstance.ephemeral())
RESULT = [
    (e.step_key, e.event_type_value, sorted(e.event_specific_data.metadata))
    for e in r.all_events
    if e.event_type_value in ("LOADED_INPUT", "HANDLED_OUTPUT")
]
""",
    ),
    _case(
        "an output of an op tells its metadata",
        """
@dg.op
def o(context):
    context.add_output_metadata({"y": 2})
    return dg.Output(1, metadata={"x": 1})


@dg.job
def j():
    o()


r = j.execute_in_process()
RESULT = [
    (e.step_key, {k: v.value for k, v in e.step_output_data.metadata.items()})
    for e in r.all_events
    if e.event_type_value == "STEP_OUTPUT"
]
""",
    ),
    _case(
        "tags of a run",
        """
r = dg.materialize([a], tags={"x": "y"})
RESULT = [
    r.dagster_run.tags,
    attempt(lambda: dg.materialize([a], tags={"x": 1})),
    attempt(lambda: dg.materialize([a], tags={"x": {"a": 1}})),
]
""",
    ),
    _case(
        "a selection in every form",
        """
RESULT = [
    attempt(
        lambda: sorted(
            e.asset_key.to_user_string()
            for e in dg.materialize(
                [a, b], selection=s, raise_on_error=False
            ).get_asset_materialization_events()
        )
    )
    for s in (
        "a",
        "a+",
        ["a"],
        [dg.AssetKey("a")],
        [a],
        dg.AssetSelection.assets("a"),
        "key:a",
        dg.AssetSelection.assets(a).downstream(),
    )
]
""",
    ),
    _case(
        "a run of nothing",
        """
RESULT = attempt(lambda: dg.materialize([]))
""",
    ),
    _case(
        "resources of every kind",
        """
@dg.asset(required_resource_keys={"n"})
def u(context):
    return context.resources.n


RESULT = [
    dg.materialize([u], resources={"n": 3}).output_for_node("u"),
    dg.materialize(
        [u], resources={"n": dg.ResourceDefinition.hardcoded_resource(4)}
    ).output_for_node("u"),
    dg.materialize_to_memory([u], resources={"n": {"x": 1}}).output_for_node("u"),
]
""",
    ),
    _case(
        "config in every form",
        """
class C(dg.Config):
    n: int = 1


@dg.asset
def u(config: C):
    return config.n


RESULT = [
    dg.materialize([u]).output_for_node("u"),
    dg.materialize([u], run_config=dg.RunConfig(ops={"u": C(n=3)})).output_for_node("u"),
    dg.materialize_to_memory(
        [u], run_config={"ops": {"u": {"config": {"n": 4}}}}
    ).output_for_node("u"),
    attempt(lambda: dg.materialize([u], run_config={"ops": {"zz": {}}}))[:1],
    attempt(lambda: dg.materialize([u], run_config={"execution": {"config": {}}}))[:1],
]
""",
    ),
    _case(
        "a spec beside assets",
        """
s = dg.AssetSpec("s")


@dg.asset(deps=["s"])
def u():
    return 1


RESULT = attempt(lambda: dg.materialize([u, s]))
""",
    ),
    _case(
        "a spec alone",
        """
RESULT = attempt(lambda: dg.materialize([dg.AssetSpec("s")]))
""",
    ),
    _case(
        "the members of a result",
        """
r = dg.materialize([a])
RESULT = [
    n
    for n in (
        "all_events",
        "all_node_events",
        "asset_check_evaluations",
        "asset_materializations_for_node",
        "asset_observations_for_node",
        "asset_value",
        "dagster_run",
        "events_for_node",
        "filter_events",
        "get_asset_check_evaluations",
        "get_asset_materialization_events",
        "get_asset_materialization_planned_events",
        "get_asset_observation_events",
        "get_failed_step_keys",
        "get_job_failure_event",
        "get_job_success_event",
        "get_run_failure_event",
        "get_run_success_event",
        "get_step_skipped_events",
        "get_step_success_events",
        "is_node_failed",
        "is_node_skipped",
        "is_node_success",
        "is_node_untouched",
        "job_def",
        "output_for_node",
        "output_value",
        "retry_attempts_for_node",
        "run_failure_data",
        "run_id",
        "success",
        "node_def",
        "dagster_run",
        "compute_node_event_dict",
        "get_step_failure_events",
    )
    if hasattr(r, n)
]
""",
    ),
    _case(
        "what materialize_to_memory does with an error",
        """
@dg.asset
def u():
    raise ValueError("x")


RESULT = [
    attempt(lambda: dg.materialize_to_memory([u])),
    attempt(lambda: dg.materialize_to_memory([u], raise_on_error=False)),
]
""",
    ),
    _case(
        "a check in an asset knows the event of what it checked",
        """
@dg.asset(check_specs=[dg.AssetCheckSpec("c", asset="u")])
def u():
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])


i = dg.DagsterInstance.ephemeral()
r = dg.materialize([u], instance=i)
e = r.get_asset_check_evaluations()[0]
RESULT = [
    e.target_materialization_data is not None and e.target_materialization_data.storage_id > 0,
    e.target_materialization_data and e.target_materialization_data.run_id == r.run_id,
]
""",
    ),
    _case(
        "a check knows the event of what it checked",
        """
@dg.asset_check(asset=a)
def c():
    return dg.AssetCheckResult(passed=True)


i = dg.DagsterInstance.ephemeral()
r = dg.materialize([a, c], instance=i)
e = r.get_asset_check_evaluations()[0]
RESULT = [
    e.target_materialization_data is not None and e.target_materialization_data.storage_id > 0,
    e.target_materialization_data and e.target_materialization_data.run_id == r.run_id,
]
""",
    ),
    _case(
        "a failed attempt tells nothing of what it logged",
        """
n = []


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def u(context):
    context.log_event(dg.AssetObservation("obs"))
    n.append(1)
    if len(n) == 1:
        raise ValueError("x")


r = dg.materialize([u])
RESULT = told(r)
""",
    ),
    _case(
        "a failed attempt tells what it yielded",
        """
n = []


@dg.multi_asset(
    outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, retry_policy=dg.RetryPolicy(max_retries=1)
)
def u(context):
    yield dg.Output(1, "x")
    n.append(1)
    if len(n) == 1:
        raise ValueError("x")
    yield dg.Output(1, "y")


r = dg.materialize([u])
RESULT = told(r)
""",
    ),
    _case(
        "a failed step tells nothing of what it logged, and the instance has it",
        """
@dg.asset
def u(context):
    context.log_event(dg.AssetObservation("obs"))
    context.log_event(dg.AssetMaterialization("mat"))
    raise ValueError("x")


i = dg.DagsterInstance.ephemeral()
r = dg.materialize([u], raise_on_error=False, instance=i)
RESULT = told(r) + [i.get_latest_materialization_event(dg.AssetKey("mat")) is not None]
""",
    ),
    _case(
        "a failed step tells of the events that it yielded",
        """
@dg.asset
def u(context):
    yield dg.AssetObservation("obs")
    yield dg.AssetMaterialization("mat")
    raise ValueError("x")


r = dg.materialize([u], raise_on_error=False)
RESULT = told(r)
""",
    ),
    _case(
        "materialize refuses what is of another type",
        """
RESULT = [
    attempt(lambda: dg.materialize([a], **given))[:1]
    for given in (
        {"tags": 3},
        {"tags": ["a"]},
        {"resources": 3},
        {"resources": {1: 2}},
        {"run_config": 3},
        {"instance": 3},
        {"partition_key": 3},
        {"raise_on_error": 3},
    )
] + [attempt(lambda: dg.materialize(each))[:1] for each in (a, None, "a", {a})]
""",
    ),
    _case(
        "materialize_to_memory refuses what is of another type",
        """
RESULT = [
    attempt(lambda: dg.materialize_to_memory([a], **given))[:1]
    for given in ({"tags": 3}, {"run_config": 3}, {"instance": 3})
] + [attempt(lambda: dg.materialize_to_memory(each))[:1] for each in (a, None, "a")]
""",
    ),
    _case(
        "planned checks are in the log of a run",
        """
@dg.asset_check(asset=a)
def c():
    return dg.AssetCheckResult(passed=True)


i = dg.DagsterInstance.ephemeral()
r = dg.materialize([a, c], instance=i)
RESULT = [
    (e.dagster_event.event_type_value, e.dagster_event.step_key)
    for e in i.all_logs(r.run_id)
    if e.dagster_event and "PLANNED" in e.dagster_event.event_type_value
]
""",
    ),
    _case(
        "a context annotated as something else is refused",
        """
def refused(decorate):
    def u(context: int): ...

    return attempt(lambda: decorate(u))[0]


RESULT = [refused(each) for each in (dg.asset, dg.op, dg.asset_check(asset=a))]
""",
    ),
    Case(
        "steps that are left out are among the events of the instance",
        """
import dagster as dg


@dg.multi_asset(outs={"a": dg.AssetOut(is_required=False), "b": dg.AssetOut()})
def ab():
    yield dg.Output(1, "b")


@dg.asset
def c(a): ...


@dg.asset
def d(c): ...


@dg.asset
def e(b): ...


@dg.op(out=dg.Out(is_required=False))
def none():
    yield from ()


@dg.op
def after(x): ...


@dg.graph_asset
def g():
    return after(none())


RESULT = []
for given in ([ab, c, d, e], [g]):
    instance = dg.DagsterInstance.ephemeral()
    result = dg.materialize(given, instance=instance, raise_on_error=False)
    steps = {"STEP_START", "STEP_SKIPPED", "STEP_SUCCESS", "STEP_FAILURE", "RUN_SUCCESS"}
    RESULT.append(
        [
            (each.dagster_event.event_type_value, each.step_key, each.dagster_event.message)
            for each in instance.all_logs(result.run_id)
            if each.is_dagster_event and each.dagster_event.event_type_value in steps
            if "SUCCESS" not in each.dagster_event.event_type_value
        ]
    )
""",
    ),
)
