"""The events of runs: which there are, in which order, what each says."""

from harness import Case

_TOLD = '''
import re

import dagster as dg


def plain(text):
    """The words of an event without what differs from run to run."""
    text = re.sub(r"pid: \\d+", "pid", text or "")
    return re.sub(r"in [\\d.]+m?s", "in a while", text)


def told(result, words=True):
    return [
        (each.event_type_value, each.step_key, *([plain(each.message)] if words else []))
        for each in result.all_events
    ]
'''


def _case(name, source, **more):
    """A case that lists events."""
    return Case(name, _TOLD + source, **more)


CASES = (
    _case(
        "every event of a run that goes well, in words",
        """
@dg.asset
def orders() -> int:
    return 1


@dg.asset
def totals(orders: int):
    return orders + 1


RESULT = told(dg.materialize_to_memory([orders, totals]))
""",
    ),
    _case(
        "every event of a run that fails, in words",
        """
@dg.asset
def orders():
    raise ValueError("spoilt")


@dg.asset
def totals(orders): ...


@dg.asset
def beside():
    return 1


RESULT = told(dg.materialize_to_memory([orders, totals, beside], raise_on_error=False))
""",
    ),
    _case(
        "a run of one step says that its resources are the step's",
        """
@dg.asset
def orders():
    return 1


RESULT = told(dg.materialize_to_memory([orders]))
""",
    ),
    _case(
        "resources are named in order",
        """
class Limit(dg.ConfigurableResource):
    most: int = 3


@dg.asset
def orders(zebra: Limit, apple: Limit):
    return 1


@dg.asset
def totals():
    return 1


result = dg.materialize_to_memory(
    [orders, totals], resources={"zebra": Limit(), "apple": Limit()}
)
RESULT = told(result)[:5]
""",
    ),
    _case(
        "a resource that cannot be set up ends the run before its steps",
        """
@dg.resource
def broken(_):
    raise ValueError("spoilt")


@dg.asset(required_resource_keys={"broken"})
def orders():
    return 1


result = dg.materialize_to_memory(
    [orders], resources={"broken": broken}, raise_on_error=False
)
(failed,) = [each for each in result.all_events if each.is_resource_init_failure]
RESULT = [
    told(result, words=False),
    result.success,
    failed.is_failure,
    failed.engine_event_data.error is not None,
]
""",
    ),
    _case(
        "an instance in memory lists every event of a run, planned and of the engine, as they came",
        """
@dg.asset
def orders():
    return 1


@dg.asset_check(asset=orders)
def plausible(orders):
    return dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=orders)
def spoilt(orders):
    raise ValueError("spoilt")


@dg.asset
def totals(orders):
    return orders


with dg.DagsterInstance.ephemeral() as instance:
    result = dg.materialize(
        [orders, totals, plausible, spoilt], instance=instance, raise_on_error=False
    )
    RESULT = [
        (each.dagster_event_type.value, each.step_key, plain(each.dagster_event.message))
        for each in instance.all_logs(result.run_id)
        if each.is_dagster_event
    ]
""",
    ),
    _case(
        "an instance in memory knows what a resource raised that could not be set up or torn down",
        """
@dg.resource
def broken(_):
    raise ValueError("spoilt")


@dg.resource
def breaks(_):
    yield 1
    raise ValueError("too late")


@dg.asset(required_resource_keys={"db"})
def orders(): ...


def listed(instance, db):
    result = dg.materialize(
        [orders], instance=instance, resources={"db": db}, raise_on_error=False
    )
    return [
        (each.dagster_event_type.value, each.step_key)
        for each in instance.all_logs(result.run_id)
        if each.is_dagster_event
    ]


with dg.DagsterInstance.ephemeral() as instance:
    RESULT = [listed(instance, broken), listed(instance, breaks)]
""",
    ),
    _case(
        "an instance on disk lists every event of a run, planned and of the engine, as they came",
        """
@dg.asset
def orders():
    return 1


@dg.asset_check(asset=orders)
def plausible(orders):
    return dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=orders)
def spoilt(orders):
    raise ValueError("spoilt")


@dg.asset
def totals(orders):
    return orders


with dg.instance_for_test() as instance:
    result = dg.materialize(
        [orders, totals, plausible, spoilt], instance=instance, raise_on_error=False
    )
    RESULT = [
        (each.dagster_event_type.value, each.step_key, plain(each.dagster_event.message))
        for each in instance.all_logs(result.run_id)
        if each.is_dagster_event
    ]
""",
    ),
    _case(
        "an instance on disk knows what a resource raised that could not be set up or torn down",
        """
@dg.resource
def broken(_):
    raise ValueError("spoilt")


@dg.resource
def breaks(_):
    yield 1
    raise ValueError("too late")


@dg.asset(required_resource_keys={"db"})
def orders(): ...


def listed(instance, db):
    result = dg.materialize(
        [orders], instance=instance, resources={"db": db}, raise_on_error=False
    )
    return [
        (each.dagster_event_type.value, each.step_key)
        for each in instance.all_logs(result.run_id)
        if each.is_dagster_event
    ]


with dg.instance_for_test() as instance:
    RESULT = [listed(instance, broken), listed(instance, breaks)]
""",
    ),
    _case(
        "hooks are told after the steps that are left out because of their step",
        """
@dg.success_hook
def after(context): ...


@dg.op(out={"x": dg.Out(is_required=False), "y": dg.Out(is_required=False)})
def branch():
    yield dg.Output(1, "y")


@dg.op
def of_x(i): ...


@dg.op
def below(i): ...


@dg.op
def of_y(i): ...


@dg.job(hooks={after})
def branches():
    x, y = branch()
    below(of_x(x))
    of_y(y)


RESULT = told(branches.execute_in_process(), words=False)
""",
    ),
    _case(
        "an output left out skips what reads it, at once",
        """
@dg.multi_asset(outs={"a": dg.AssetOut(is_required=False), "b": dg.AssetOut()})
def both():
    yield dg.Output(1, "b")


@dg.asset
def reads_a(a): ...


@dg.asset
def below(reads_a): ...


@dg.asset
def reads_b(b): ...


result = dg.materialize_to_memory([both, reads_a, below, reads_b])
RESULT = [told(result, words=False), result.success]
""",
    ),
    _case(
        "an output yielded before an error stays told",
        """
@dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
def both():
    yield dg.Output(1, "a")
    raise ValueError("spoilt")


@dg.asset
def reads_a(a): ...


result = dg.materialize_to_memory([both, reads_a], raise_on_error=False)
RESULT = told(result, words=False)
""",
    ),
    _case(
        "resources are set up for a run, and hooks called for a step",
        """
@dg.success_hook
def praise(context): ...


@dg.asset(hooks={praise})
def orders():
    return 1


result = dg.materialize_to_memory([orders])
RESULT = [
    [(each.event_type_value, each.step_key, each.is_step_event) for each in result.all_events],
    [each.event_type_value for each in result.events_for_node("orders")],
    [each.event_type_value for each in result.all_node_events],
]
""",
    ),
    _case(
        "an IO manager is set up where there is nothing to store",
        """
CALLS = []


class Shelf(dg.ConfigurableIOManager):
    def setup_for_execution(self, context):
        CALLS.append("set up")

    def teardown_after_execution(self, context):
        CALLS.append("torn down")

    def handle_output(self, context, obj):
        CALLS.append("stored")

    def load_input(self, context):
        CALLS.append("read")


@dg.asset(io_manager_key="shelf")
def orders() -> None:
    CALLS.append("orders")


@dg.multi_asset(specs=[dg.AssetSpec("totals", deps=[orders]), dg.AssetSpec("sums")])
def both():
    CALLS.append("both")


@dg.op(out=dg.Out(dg.Nothing))
def swept():
    CALLS.append("swept")


@dg.job
def sweeping():
    swept()


runs = [
    dg.materialize([orders], resources={"shelf": Shelf()}),
    dg.materialize([both]),
    dg.materialize([orders, both], resources={"shelf": Shelf()}),
    sweeping.execute_in_process(),
]
RESULT = [CALLS, *(told(result) for result in runs)]
""",
    ),
    _case(
        "what an event is",
        """
@dg.asset
def orders() -> int:
    return 1


@dg.asset
def totals(orders):
    raise ValueError("spoilt")


FLAGS = (
    "is_step_event is_step_start is_step_success is_step_failure is_step_skipped "
    "is_step_up_for_retry is_step_restarted is_step_materialization is_asset_observation "
    "is_asset_materialization_planned is_expectation_result is_successful_output "
    "is_handled_output is_loaded_input is_engine_event is_resource_init_failure is_hook_event "
    "is_failure"
).split()
result = dg.materialize_to_memory([orders, totals], raise_on_error=False)
RESULT = [
    (each.event_type_value, [flag for flag in FLAGS if getattr(each, flag)])
    for each in result.all_events
]
""",
    ),
    _case(
        "what events say of outputs and inputs",
        """
@dg.asset(io_manager_key="special")
def orders() -> int:
    return 1


@dg.asset
def totals(orders: int):
    return 2


result = dg.materialize(
    [orders, totals],
    resources={"special": dg.InMemoryIOManager(), "io_manager": dg.InMemoryIOManager()},
)
by_kind = {}
for each in result.all_events:
    by_kind.setdefault(each.event_type_value, each)
out = by_kind["STEP_OUTPUT"].step_output_data
into = by_kind["STEP_INPUT"].step_input_data
stored = by_kind["HANDLED_OUTPUT"].event_specific_data
loaded = by_kind["LOADED_INPUT"].event_specific_data
RESULT = [
    (out.output_name, out.step_output_handle.step_key, out.type_check_data.success),
    (into.input_name, into.type_check_data.label),
    (stored.output_name, stored.manager_key),
    (loaded.input_name, loaded.manager_key, loaded.upstream_output_name, loaded.upstream_step_key),
    by_kind["STEP_SUCCESS"].step_success_data.duration_ms >= 0,
    by_kind["ASSET_MATERIALIZATION"].step_materialization_data.materialization.asset_key.path,
    by_kind["ASSET_MATERIALIZATION"].asset_key.path,
]
""",
    ),
    _case(
        "a failure says the user's error as its cause",
        """
@dg.asset
def orders():
    raise ValueError("spoilt")


result = dg.materialize_to_memory([orders], raise_on_error=False)
(failed,) = result.get_step_failure_events()
error = failed.step_failure_data.error
RESULT = [
    error.cls_name,
    error.message.strip(),
    error.cause.cls_name,
    error.cause.message,
    failed.step_failure_data.user_failure_data,
    result.get_failed_step_keys() == {"orders"},
]
""",
    ),
    _case(
        "a Failure says itself, and what the user said",
        """
@dg.asset
def orders():
    raise dg.Failure("spoilt", metadata={"rows": 3})


result = dg.materialize_to_memory([orders], raise_on_error=False)
data = result.get_step_failure_events()[0].step_failure_data
said = data.user_failure_data
RESULT = [
    data.error.cls_name,
    said.label,
    said.description,
    {name: each.value for name, each in said.metadata.items()},
]
""",
    ),
    _case(
        "data is asked of events of its kind",
        """
@dg.asset
def orders():
    return 1


result = dg.materialize_to_memory([orders])
result.all_events[0].step_materialization_data
""",
        culprit="PIPELINE_START",
    ),
    _case(
        "a result is asked for its steps and materializations",
        """
@dg.asset
def orders():
    return dg.Output(1, metadata={"rows": 3})


@dg.asset
def totals(orders):
    raise ValueError("spoilt")


result = dg.materialize_to_memory([orders, totals], raise_on_error=False)
RESULT = [
    [each.step_key for each in result.get_step_success_events()],
    [each.step_key for each in result.get_step_failure_events()],
    [each.asset_key.path for each in result.asset_materializations_for_node("orders")],
    len(result.get_asset_materialization_events()),
    result.is_node_success("orders"),
    result.is_node_failed("totals"),
    [each.event_type_value for each in result.filter_events(lambda e: e.is_loaded_input)],
    result.get_run_failure_event().event_type_value,
]
""",
    ),
    _case(
        "a run that failed has no success event",
        """
@dg.asset
def orders():
    raise ValueError("spoilt")


dg.materialize_to_memory([orders], raise_on_error=False).get_run_success_event()
""",
        culprit="PIPELINE_SUCCESS",
    ),
    _case(
        "a run that went well has a success event",
        """
@dg.asset
def orders():
    return 1


result = dg.materialize_to_memory([orders])
RESULT = [result.get_run_success_event().event_type_value, result.run_id != ""]
""",
    ),
    _case(
        "a result is asked what was left out, tried again and observed",
        """
@dg.multi_asset(outs={"a": dg.AssetOut(is_required=False), "b": dg.AssetOut()})
def both():
    yield dg.Output(1, "b")


@dg.asset
def reads_a(a): ...


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=2))
def flaky(context):
    if context.retry_number < 2:
        raise ValueError("not yet")
    context.log_event(dg.AssetObservation("elsewhere", metadata={"rows": 3}))
    context.log_event(dg.ExpectationResult(success=True, label="positive"))


@dg.asset
def fails():
    raise dg.Failure("spoilt")


result = dg.materialize_to_memory([both, reads_a, flaky, fails], raise_on_error=False)
RESULT = [
    [each.step_key for each in result.get_step_skipped_events()],
    (result.is_node_skipped("reads_a"), result.is_node_skipped("both")),
    (result.is_node_untouched("both"), result.retry_attempts_for_node("flaky")),
    [each.asset_key.path for each in result.asset_observations_for_node("flaky")],
    [each.label for each in result.expectation_results_for_node("flaky")],
    len(result.get_asset_observation_events()),
    len(result.get_asset_materialization_planned_events()),
    result.failure_data_for_node("fails").user_failure_data.description,
    result.failure_data_for_node("flaky"),
    {each.step_key for each in result.all_node_events} == {"both", "reads_a", "flaky", "fails"},
]
""",
    ),
)
