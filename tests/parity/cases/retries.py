"""Retries: who is tried again, how often, in which order; what becomes of what was made."""

from harness import Case

_TOLD = '''
import dagster as dg


def told(result):
    return [(each.event_type_value, each.step_key) for each in result.all_events if each.step_key]


def tried(**options):
    """The events of an asset that always fails so."""
    def decorate(fn):
        made = dg.asset(**options)(fn)
        return told(dg.materialize_to_memory([made], raise_on_error=False))
    return decorate
'''


def _case(name, source, **more):
    """A case that can list events."""
    return Case(name, _TOLD + source, **more)


CASES = (
    _case(
        "a step is tried as often as its policy says",
        """
@tried(retry_policy=dg.RetryPolicy(max_retries=2))
def orders(context):
    raise ValueError(context.retry_number)


RESULT = orders
""",
    ),
    _case(
        "no retries are a policy too",
        """
@tried(retry_policy=dg.RetryPolicy(max_retries=0))
def orders():
    raise ValueError("spoilt")


RESULT = orders
""",
    ),
    _case(
        "a step asks itself to be tried again, whatever its policy",
        """
@tried(retry_policy=dg.RetryPolicy(max_retries=9))
def orders():
    raise dg.RetryRequested(max_retries=1) from ValueError("spoilt")


RESULT = orders
""",
    ),
    _case(
        "a failure for good is not tried again",
        """
@tried(retry_policy=dg.RetryPolicy(max_retries=3))
def orders():
    raise dg.Failure("spoilt", allow_retries=False)


RESULT = orders
""",
    ),
    _case(
        "Dagster's own errors are not tried again",
        """
@tried(retry_policy=dg.RetryPolicy(max_retries=3))
def orders():
    raise dg.DagsterInvariantViolationError("spoilt")


RESULT = orders
""",
    ),
    _case(
        "a value of the wrong type is not tried again",
        """
@tried(retry_policy=dg.RetryPolicy(max_retries=3))
def orders() -> int:
    return "text"


RESULT = orders
""",
    ),
    _case(
        "what was made before a failure is made again",
        """
@dg.multi_asset(
    outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, retry_policy=dg.RetryPolicy(max_retries=1)
)
def both(context):
    yield dg.Output(1, "a")
    if context.retry_number == 0:
        raise ValueError("spoilt")
    yield dg.Output(2, "b")


result = dg.materialize_to_memory([both])
RESULT = [told(result), len(result.get_asset_materialization_events())]
""",
    ),
    _case(
        "while a step waits others run, and what needs it comes last",
        """
order = []


@dg.asset
def a(context):
    order.append(("a", context.retry_number))
    if context.retry_number < 2:
        raise dg.RetryRequested(max_retries=3, seconds_to_wait=0.2)


@dg.asset
def b():
    order.append("b")


@dg.asset(deps=[b])
def c():
    order.append("c")


@dg.asset(deps=[a])
def d():
    order.append("d")


result = dg.materialize_to_memory([a, b, c, d])
RESULT = [order, told(result)]
""",
    ),
    _case(
        "a step that does not wait stands at the end of the line",
        """
order = []


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def a(context):
    order.append("a")
    if context.retry_number == 0:
        raise ValueError("spoilt")


@dg.asset
def b():
    order.append("b")


@dg.asset
def c():
    order.append("c")


dg.materialize_to_memory([a, b, c])
RESULT = order
""",
    ),
    _case(
        "steps run in the order in which what they need is done",
        """
order = []


@dg.asset
def a():
    order.append("a")


@dg.asset
def b():
    order.append("b")


@dg.asset(deps=[b])
def c():
    order.append("c")


@dg.asset(deps=[a])
def d():
    order.append("d")


dg.materialize_to_memory([a, b, c, d])
RESULT = order
""",
    ),
    _case(
        "an IO manager's error is tried again",
        """
class Flaky(dg.IOManager):
    tries = 0

    def handle_output(self, context, obj):
        Flaky.tries += 1
        if Flaky.tries == 1:
            raise OSError("no disk")

    def load_input(self, context):
        return 1


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def orders():
    return 1


result = dg.materialize([orders], resources={"io_manager": Flaky()})
RESULT = told(result)
""",
    ),
    _case(
        "an IO manager may ask to be tried again",
        """
class Flaky(dg.IOManager):
    tries = 0

    def handle_output(self, context, obj): ...

    def load_input(self, context):
        Flaky.tries += 1
        if Flaky.tries == 1:
            raise dg.RetryRequested()
        return 1


@dg.asset
def orders():
    return 1


@dg.asset
def totals(orders):
    return orders


result = dg.materialize([orders, totals], resources={"io_manager": Flaky()})
RESULT = [told(result), result.output_for_node("totals")]
""",
    ),
    _case(
        "the caller is told that there are no retries left",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=2))
def orders():
    raise ValueError("spoilt")


dg.materialize_to_memory([orders])
""",
        culprit="max_retries of 2",
    ),
    _case(
        "a failure's metadata is in its event, also after retries",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def orders():
    raise dg.Failure("spoilt", metadata={"rows": 3})


result = dg.materialize_to_memory([orders], raise_on_error=False)
data = result.get_step_failure_events()[0].step_failure_data
(again,) = [each for each in result.all_events if each.is_step_up_for_retry]
said = data.user_failure_data
RESULT = [
    said.label,
    said.description,
    {name: each.value for name, each in said.metadata.items()},
    data.error.message,
    data.error.cls_name,
    data.error.cause.cls_name,
    again.step_retry_data.seconds_to_wait,
    again.step_retry_data.error.cause.cls_name,
]
""",
    ),
    _case(
        "a delay is told with the event",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1, delay=0.05, backoff=dg.Backoff.LINEAR))
def orders():
    raise ValueError("spoilt")


result = dg.materialize_to_memory([orders], raise_on_error=False)
(again,) = [each for each in result.all_events if each.is_step_up_for_retry]
(restarted,) = [each for each in result.all_events if each.is_step_restarted]
RESULT = [again.step_retry_data.seconds_to_wait, restarted.message]
""",
    ),
    _case(
        "delays grow as the backoff says",
        """
linear = dg.RetryPolicy(max_retries=3, delay=2, backoff=dg.Backoff.LINEAR)
steep = dg.RetryPolicy(max_retries=3, delay=0.5, backoff=dg.Backoff.EXPONENTIAL)
flat = dg.RetryPolicy(max_retries=3, delay=4)
RESULT = [
    [each.calculate_delay(attempt) for attempt in (1, 2, 3)]
    for each in (linear, steep, flat, dg.RetryPolicy())
] + [linear.max_retries, linear.delay, linear.backoff.value, linear.jitter]
""",
    ),
    _case(
        "chance stays within its bounds",
        """
full = dg.RetryPolicy(delay=2, jitter=dg.Jitter.FULL)
around = dg.RetryPolicy(delay=2, backoff=dg.Backoff.LINEAR, jitter=dg.Jitter.PLUS_MINUS)
RESULT = [
    all(0 <= full.calculate_delay(3) <= 2 for _ in range(50)),
    all(4 <= around.calculate_delay(3) <= 8 for _ in range(50)),
]
""",
    ),
    _case(
        "a policy that is none is refused",
        """
@dg.asset(retry_policy=3)
def orders(): ...
""",
        culprit="retry_policy",
    ),
    _case(
        "a backoff needs a delay",
        "dg.RetryPolicy(backoff=dg.Backoff.LINEAR)\n",
        culprit="delay",
    ),
    _case("a jitter needs a delay", "dg.RetryPolicy(jitter=dg.Jitter.FULL)\n", culprit="delay"),
    _case("retries are counted", 'dg.RetryPolicy("x")\n', culprit="max_retries"),
    _case("a delay is a number", 'dg.RetryPolicy(1, "x")\n', culprit="delay"),
    _case("a request counts", 'dg.RetryRequested("x")\n', culprit="max_retries"),
    _case("a request waits", 'dg.RetryRequested(1, "x")\n', culprit="seconds_to_wait"),
    _case(
        "an interrupt ends the run, policy or not",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def orders(context):
    if context.retry_number == 0:
        raise KeyboardInterrupt
    return "tried again"


try:
    RESULT = dg.materialize_to_memory([orders]).output_for_node("orders")
except KeyboardInterrupt:
    RESULT = "ended"
""",
        better="who interrupts a kernel wants the run to end",
        ours="ended",
    ),
)
