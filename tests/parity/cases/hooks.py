"""Hooks: when they are called, what they are told, what becomes of their errors."""

from harness import Case

_HOOKED = """
import dagster as dg

calls = []


@dg.success_hook
def praise(context):
    calls.append(("praise", context.op.name))


@dg.failure_hook
def regret(context):
    calls.append(("regret", repr(context.op_exception)))


def told(result):
    return [(each.event_type_value, each.step_key) for each in result.all_events if each.step_key]
"""

_ASSETS = """
@dg.asset(hooks={praise, regret})
def orders():
    return 1


@dg.asset(hooks={praise, regret})
def totals(orders):
    raise KeyError("spoilt")
"""


def _case(name, source, **more):
    """A case that begins with two hooks."""
    return Case(name, _HOOKED + source, **more)


CASES = (
    _case(
        "each hook is called for its ending, and told as skipped for the other",
        _ASSETS
        + """
result = dg.materialize_to_memory([orders, totals], raise_on_error=False)
RESULT = [calls, sorted(each for each in told(result) if each[0].startswith("HOOK"))]
""",
    ),
    _case(
        "hooks come after the end of their step",
        _ASSETS
        + """
result = dg.materialize_to_memory([orders, totals], raise_on_error=False)
RESULT = [kind.split("_")[0] + kind[-7:] * (kind[:4] != "HOOK") for kind, _ in told(result)]
""",
    ),
    _case(
        "where the failure is raised hooks are not called for it",
        _ASSETS
        + """
try:
    dg.materialize_to_memory([orders, totals])
except KeyError:
    RESULT = calls
""",
    ),
    _case(
        "an attempt that is tried again has no hook called",
        """
@dg.asset(hooks={praise, regret}, retry_policy=dg.RetryPolicy(max_retries=2))
def orders(context):
    if context.retry_number < 2:
        raise KeyError("spoilt")


result = dg.materialize_to_memory([orders])
RESULT = [calls, sorted(told(result))]
""",
    ),
    _case(
        "out of retries a hook sees the error of the last attempt",
        """
@dg.asset(hooks={regret}, retry_policy=dg.RetryPolicy(max_retries=1))
def orders(context):
    raise KeyError(context.retry_number)


result = dg.materialize_to_memory([orders], raise_on_error=False)
RESULT = [calls, told(result)]
""",
    ),
    _case(
        "an error in a hook is told, and the run goes on",
        """
@dg.success_hook(name="broken")
def raises(context):
    raise ValueError("hook")


@dg.asset(hooks={raises})
def orders():
    return 1


@dg.asset
def totals(orders):
    return orders + 1


result = dg.materialize_to_memory([orders, totals])
(errored,) = [each for each in result.all_events if each.event_type_value == "HOOK_ERRORED"]
RESULT = [
    result.success,
    result.output_for_node("totals"),
    errored.is_hook_event,
    errored.step_key,
    errored.hook_errored_data.error.cls_name,
    errored.hook_errored_data.error.message,
]
""",
    ),
    _case(
        "a hook is told of its step",
        """
@dg.success_hook(required_resource_keys={"limit"})
def look(context):
    plain = {name: each.value for name, each in context.op_output_metadata["result"].items()}
    calls.append([
        context.job_name,
        len(context.run_id),
        context.step_key,
        context.op.name,
        context.op_exception,
        context.op_output_values,
        plain,
        context.resources.limit,
        sorted(context.required_resource_keys),
        context.hook_def.name,
        type(context.instance).__name__,
    ])


@dg.asset(hooks={look})
def orders(context):
    context.add_output_metadata({"added": 2})
    return dg.Output(5, metadata={"own": 1})


dg.materialize_to_memory([orders], resources={"limit": 7})
RESULT = calls
""",
    ),
    _case(
        "a hook sees the outputs that were yielded before a failure",
        """
@dg.failure_hook
def look(context):
    calls.append(context.op_output_values)


@dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, hooks={look})
def both():
    yield dg.Output(1, "a")
    raise KeyError("spoilt")


dg.materialize_to_memory([both], raise_on_error=False)
RESULT = calls
""",
    ),
    _case(
        "the resources of a hook have to be there",
        """
@dg.success_hook(required_resource_keys={"limit"})
def look(context): ...


@dg.asset(hooks={look})
def orders(): ...


dg.materialize_to_memory([orders])
""",
        culprit="limit",
    ),
    _case(
        "a hook that decorates an asset is put on it",
        """
@regret
@dg.asset
def orders():
    raise KeyError("spoilt")


dg.materialize_to_memory([orders], raise_on_error=False)
RESULT = [calls, [each.name for each in orders.hook_defs]]
""",
    ),
    _case(
        "a hook is called as a function in a test",
        """
@dg.failure_hook
def words(context):
    return str(context.op_exception) + str(context.resources.limit) + context.run_id


context = dg.build_hook_context(
    resources={"limit": 3}, run_id="one", job_name="j", op_exception=ValueError("spoilt")
)
RESULT = [words(context), words(context=context), context.job_name]
""",
    ),
    _case(
        "a hook without a context has nothing to ask for",
        """
@dg.success_hook
def words(context):
    return context.op_exception


RESULT = words(None)
""",
    ),
    *(
        _case(
            f"a context that was built has no {member}",
            f"dg.build_hook_context().{member}\n",
            culprit=member,
        )
        for member in (
            "job_name",
            "run_id",
            "hook_def",
            "op",
            "step_key",
            "op_config",
            "op_output_values",
            "op_output_metadata",
            "instance",
        )
    ),
    _case(
        "a hook is called with one context",
        "praise()\n",
        culprit="0 were provided",
    ),
    _case("a hook is called with a context", "praise(3)\n", culprit="HookContext"),
    _case(
        "a hook is called with its parameter's name",
        "praise(other=dg.build_hook_context())\n",
        culprit="other",
    ),
    _case(
        "what a hook uses is in the context that was built",
        """
@dg.success_hook(required_resource_keys={"limit"})
def look(context): ...


look(dg.build_hook_context())
""",
        culprit="limit",
    ),
    _case(
        "a resource that is torn down asks for a with statement",
        """
@dg.resource
def door(_):
    yield 1


dg.build_hook_context(resources={"door": door}).resources
""",
        culprit="with",
    ),
    _case(
        "in a with statement a resource is torn down",
        """
@dg.resource
def door(_):
    calls.append("open")
    yield 1
    calls.append("shut")


with dg.build_hook_context(resources={"door": door}) as context:
    calls.append(context.resources.door)
RESULT = calls
""",
    ),
    _case(
        "a hook's function takes a context",
        """
@dg.success_hook
def odd(): ...
""",
        culprit="odd",
    ),
    _case(
        "a hook has a name and knows its function",
        """
@dg.success_hook(name="Praise", required_resource_keys={"b", "a"})
def praising(_): ...


@dg.failure_hook("Regret", {"c"})
def regretting(context): ...


RESULT = [
    praising.name,
    sorted(praising.required_resource_keys),
    praising.decorated_fn.__name__,
    regretting.name,
    sorted(regretting.required_resource_keys),
    praise.name,
]
""",
    ),
)
