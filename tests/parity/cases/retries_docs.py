"""What Dagster's pages on retries, failures and hooks describe, written anew."""

from harness import Case

_HEAD = """
import dagster as dg

CALLS = []


def told(result):
    return [
        (each.event_type_value, each.step_key)
        for each in result.all_events
        if each.step_key and not each.event_type_value.startswith("RESOURCE")
    ]


def flaky(times, error=ConnectionError):
    CALLS.append("tried")
    if len(CALLS) <= times:
        raise error(f"attempt {len(CALLS)}")
    return len(CALLS)


def waits(result):
    return [
        round(each.event_specific_data.seconds_to_wait or 0, 3)
        for each in result.all_events
        if each.event_type_value == "STEP_UP_FOR_RETRY"
    ]

"""


def _case(name: str, body: str, culprit: str | None = None) -> Case:
    """A case that counts how often something was tried."""
    return Case(name, _HEAD + body, culprit)


CASES = (
    _case(
        "an op without a policy fails with its job",
        """
@dg.op
def fetched():
    return flaky(1)


@dg.job
def fetching():
    fetched()


fetching.execute_in_process()
""",
        culprit="attempt 1",
    ),
    _case(
        "an op with a policy is tried once more",
        """
@dg.op(retry_policy=dg.RetryPolicy())
def fetched():
    return flaky(1)


@dg.job
def fetching():
    fetched()


result = fetching.execute_in_process()
RESULT = told(result), result.output_for_node("fetched"), CALLS, waits(result)
""",
    ),
    _case(
        "a policy says how often and how long to wait, ever longer",
        """
POLICY = dg.RetryPolicy(max_retries=3, delay=0.01, backoff=dg.Backoff.EXPONENTIAL)
LINEAR = dg.RetryPolicy(max_retries=3, delay=0.01, backoff=dg.Backoff.LINEAR)
SAME = dg.RetryPolicy(max_retries=3, delay=0.01)


@dg.op
def fetched():
    return flaky(3)


found = []
for policy in (POLICY, LINEAR, SAME):
    CALLS.clear()

    @dg.job
    def fetching():
        fetched.with_retry_policy(policy)()

    result = fetching.execute_in_process()
    found.append((waits(result), len(CALLS)))
RESULT = found, [
    [round(policy.calculate_delay(attempt), 3) for attempt in (1, 2, 3)]
    for policy in (POLICY, LINEAR, SAME)
]
""",
    ),
    _case(
        "jitter stays within what was to be waited",
        """
found = []
for jitter, least, most in ((dg.Jitter.FULL, 0, 1), (dg.Jitter.PLUS_MINUS, 0, 2)):
    policy = dg.RetryPolicy(max_retries=20, delay=1, jitter=jitter)
    delays = [policy.calculate_delay(1) for _ in range(50)]
    found.append((all(least <= each <= most for each in delays), len(set(delays)) > 1))
RESULT = found
""",
    ),
    _case(
        "of a job all ops have its policy, but those that have their own, or were called with one",
        """
TRIED = []


@dg.op
def plain():
    TRIED.append("plain")
    raise ValueError("spoilt")


@dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
def own():
    TRIED.append("own")
    raise ValueError("spoilt")


@dg.job(op_retry_policy=dg.RetryPolicy(max_retries=2))
def tried():
    plain()
    own()
    own.with_retry_policy(dg.RetryPolicy(max_retries=3)).alias("called")()


result = tried.execute_in_process(raise_on_error=False)
RESULT = {name: TRIED.count(name) for name in ("plain", "own")}, sorted(
    (each.step_key, each.event_specific_data.error is not None)
    for each in result.all_events
    if each.event_type_value == "STEP_UP_FOR_RETRY"
)
""",
    ),
    _case(
        "an asset has a policy, and what reads it waits",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=2, delay=0))
def orders(context: dg.AssetExecutionContext):
    CALLS.append(context.op_execution_context.retry_number)
    if len(CALLS) < 3:
        raise TimeoutError("later")
    return CALLS


@dg.asset
def counted(orders):
    return len(orders)


result = dg.materialize([orders, counted])
RESULT = told(result), result.output_for_node("counted"), CALLS
""",
    ),
    _case(
        "a job of assets gives its policy to those that have none",
        """
TRIED = []


@dg.asset
def plain():
    TRIED.append("plain")
    raise ValueError("spoilt")


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=3))
def own():
    TRIED.append("own")
    raise ValueError("spoilt")


job = dg.define_asset_job("both", op_retry_policy=dg.RetryPolicy(max_retries=1))
defs = dg.Definitions(assets=[plain, own], jobs=[job])
result = defs.resolve_job_def("both").execute_in_process(raise_on_error=False)
RESULT = result.success, {name: TRIED.count(name) for name in ("plain", "own")}
""",
    ),
    _case(
        "code decides itself whether it is tried again, and after how long",
        """
class Answer(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


ANSWERS = [503, 429, 404]


@dg.op
def asked(context: dg.OpExecutionContext):
    try:
        raise Answer(ANSWERS[context.retry_number])
    except Answer as error:
        if error.code in (429, 503):
            wait = 0.01 if error.code == 429 else 0
            raise dg.RetryRequested(max_retries=5, seconds_to_wait=wait) from error
        raise


@dg.job
def asking():
    asked()


result = asking.execute_in_process(raise_on_error=False)
retries = [each for each in result.all_events if each.event_type_value == "STEP_UP_FOR_RETRY"]
RESULT = (
    told(result),
    waits(result),
    result.failure_data_for_node("asked").error.cls_name,
    result.failure_data_for_node("asked").error.cause.cls_name,
    [each.event_specific_data.error.cause.cls_name for each in retries],
)
""",
    ),
    _case(
        "a failure says in metadata what went wrong",
        """
import os


@dg.op
def listed():
    raise dg.Failure(
        description="no files",
        metadata={
            "path": dg.MetadataValue.path("/data"),
            "files": 0,
            "board": dg.MetadataValue.url("https://farm.example/board"),
        },
    )


@dg.job
def listing():
    listed()


result = listing.execute_in_process(raise_on_error=False)
data = result.failure_data_for_node("listed")
failure = data.user_failure_data
RESULT = (
    told(result),
    failure.description,
    {label: value.value for label, value in failure.metadata.items()},
    data.error.cls_name,
)
""",
    ),
    _case(
        "a failure for good passes by the policy",
        """
@dg.op(retry_policy=dg.RetryPolicy(max_retries=4))
def paid():
    CALLS.append("paid")
    raise dg.Failure("the card is gone", allow_retries=len(CALLS) < 2)


@dg.job
def paying():
    paid()


result = paying.execute_in_process(raise_on_error=False)
RESULT = told(result), CALLS
""",
    ),
    _case(
        "a message is sent when an op fails, another when it succeeds",
        """
class Messages:
    def __init__(self):
        self.sent = []

    def send(self, channel, text):
        self.sent.append((channel, text))


@dg.resource(config_schema={"token": str})
def messages(context):
    made.append(context.resource_config["token"])
    return box


made, box = [], Messages()


@dg.success_hook(required_resource_keys={"messages"})
def tell_success(context: dg.HookContext):
    context.resources.messages.send("#ok", f"{context.op.name} of {context.job_name} is done")


@dg.failure_hook(required_resource_keys={"messages"})
def tell_failure(context: dg.HookContext):
    context.resources.messages.send("#no", f"{context.op.name}: {context.op_exception}")


@dg.op
def good():
    return 1


@dg.op
def bad():
    raise KeyError("lost")


@dg.job(resource_defs={"messages": messages}, hooks={tell_failure})
def watched():
    good.with_hooks({tell_success})()
    bad()


result = watched.execute_in_process(
    run_config={"resources": {"messages": {"config": {"token": "abc"}}}}, raise_on_error=False
)
RESULT = sorted(box.sent), made, sorted(told(result))
""",
    ),
    _case(
        "what a hook is told",
        """
@dg.success_hook(required_resource_keys={"unit"})
def look(context):
    CALLS.append(
        (
            context.job_name,
            context.hook_def.name,
            context.op.name,
            context.op_config,
            dict(context.op_output_values),
            context.step_key,
            sorted(context.required_resource_keys),
            context.resources.unit,
            context.op_exception,
        )
    )


@dg.op(config_schema={"n": int}, out={"a": dg.Out(), "b": dg.Out()})
def two(context):
    return context.op_config["n"], "text"


@dg.job(hooks={look}, resource_defs={"unit": dg.ResourceDefinition.hardcoded_resource("kg")})
def watched():
    two()


watched.execute_in_process(run_config={"ops": {"two": {"config": {"n": 3}}}})
RESULT = CALLS
""",
    ),
    _case(
        "a failure hook looks at the failure's metadata",
        """
@dg.failure_hook
def look(context):
    error = context.op_exception
    if isinstance(error, dg.Failure):
        CALLS.append((error.description, {k: v.value for k, v in error.metadata.items()}))
    else:
        CALLS.append((type(error).__name__, str(error.__cause__)))


@dg.op
def failed():
    raise dg.Failure("spoilt", metadata={"rows": 3})


@dg.op
def raised():
    raise ValueError("two") from KeyError("one")


@dg.job(hooks={look})
def watched():
    failed()
    raised()


watched.execute_in_process(raise_on_error=False)
RESULT = sorted(CALLS)
""",
    ),
    _case(
        "a graph becomes a job for tests and a job for production, with other hooks",
        """
from unittest import mock


@dg.failure_hook(required_resource_keys={"chat"})
def tell(context):
    context.resources.chat.send(f"{context.op.name} failed")


@dg.op
def bad():
    raise ValueError("spoilt")


@dg.graph
def work():
    bad()


quiet, chat = mock.MagicMock(), mock.MagicMock()
testing = work.to_job(
    name="testing", hooks={tell},
    resource_defs={"chat": dg.ResourceDefinition.hardcoded_resource(quiet)},
)
production = work.to_job(name="production", hooks={tell}, resource_defs={"chat": chat})
for job in (testing, production):
    job.execute_in_process(raise_on_error=False)
RESULT = [
    [str(each) for each in box.send.call_args_list] for box in (quiet, chat)
]
""",
    ),
    _case(
        "a hook is tested like a function, with a context that is built",
        """
from unittest import mock


@dg.success_hook(required_resource_keys={"chat"})
def praise(context):
    context.resources.chat.send(f"{context.op.name}: well done")
    return "not seen"


@dg.failure_hook
def regret(context):
    CALLS.append((type(context.op_exception).__name__, context.op.name))


@dg.op
def bread():
    pass


chat = mock.MagicMock()
context = dg.build_hook_context(resources={"chat": chat}, op=bread)
praise(context)
regret(dg.build_hook_context(op=bread, op_exception=ValueError("a")))
RESULT = [str(each) for each in chat.send.call_args_list], CALLS
""",
    ),
    _case(
        "assets have hooks, alone and by their job",
        """
@dg.success_hook
def praise(context):
    CALLS.append(("praise", context.op.name, context.op_output_values.get("result")))


@dg.failure_hook
def regret(context):
    CALLS.append(("regret", context.op.name, str(context.op_exception)))


@dg.asset(hooks={praise})
def good():
    return 3


@dg.asset(deps=[good])
def bad():
    raise ValueError("spoilt")


job = dg.define_asset_job("watched", hooks={regret})
defs = dg.Definitions(assets=[good, bad], jobs=[job])
defs.resolve_job_def("watched").execute_in_process(raise_on_error=False)
RESULT = CALLS
""",
    ),
)
