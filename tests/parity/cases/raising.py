"""What is raised in every possible place, and what is recorded of it."""

from harness import Case

_SHARED = """
import dagster as dg


def told(result):
    return [(e.event_type_value, e.step_key) for e in result.all_events]


def chain(error):
    out = []
    while error is not None:
        out.append(type(error).__name__)
        error = error.__cause__
    return out


def failures(result):
    out = []
    for e in result.all_events:
        if e.event_type_value in (
            "STEP_FAILURE",
            "RESOURCE_INIT_FAILURE",
            "HOOK_ERRORED",
            "PIPELINE_FAILURE",
            "STEP_UP_FOR_RETRY",
        ):
            d = e.event_specific_data
            err = getattr(d, "error", None)
            names = []
            while err is not None:
                names.append(err.cls_name)
                err = err.cause
            out.append(
                (
                    e.event_type_value,
                    e.step_key,
                    names,
                    getattr(getattr(d, "user_failure_data", None), "label", None),
                )
            )
    return out


def both(assets, **more):
    try:
        dg.materialize(assets, **more)
        raised = None
    except Exception as error:
        raised = chain(error)[:1]
    instance = dg.DagsterInstance.ephemeral()
    try:
        r = dg.materialize(assets, raise_on_error=False, instance=instance, **more)
        return {
            "raised": raised,
            "told": told(r),
            "fail": failures(r),
            "success": r.success,
            "status": r.dagster_run.status.value,
        }
    except Exception as error:
        runs = instance.get_runs()
        return {
            "raised": raised,
            "raised anyway": chain(error),
            "runs": [x.status.value for x in runs],
        }


class Bad(dg.IOManager):
    def __init__(self, where):
        self.where = where
        self.kept = {}

    def handle_output(self, context, obj):
        if self.where == "out":
            raise ValueError("out")
        self.kept[context.asset_key] = obj

    def load_input(self, context):
        if self.where == "in":
            raise ValueError("in")
        return self.kept[context.asset_key]


@dg.asset
def a():
    return 1


@dg.asset
def b(a):
    return a


@dg.asset
def beside():
    return 2
"""


def _case(name, source, **more):
    """A case with what all of them use."""
    return Case(name, _SHARED + source, **more)


CASES = (
    _case(
        "an IO manager that raises as it stores",
        """
RESULT = both([a, b, beside], resources={"io_manager": Bad("out")})
""",
    ),
    _case(
        "an IO manager that raises as it loads",
        """
RESULT = both([a, b, beside], resources={"io_manager": Bad("in")})
""",
    ),
    _case(
        "a resource function that raises",
        """
@dg.resource
def r(_):
    raise ValueError("setup")


@dg.asset(required_resource_keys={"r"})
def u(): ...


RESULT = both([u, beside], resources={"r": r})
""",
    ),
    _case(
        "a resource class that raises as it is set up",
        """
class R(dg.ConfigurableResource):
    def setup_for_execution(self, context):
        raise ValueError("setup")


@dg.asset
def u(r: R): ...


RESULT = both([u, beside], resources={"r": R()})
""",
    ),
    _case(
        "a resource function that raises as it is torn down",
        """
@dg.resource
def r(_):
    yield 1
    raise ValueError("teardown")


@dg.asset(required_resource_keys={"r"})
def u(): ...


RESULT = both([u, beside], resources={"r": r})
""",
    ),
    _case(
        "a resource class that raises as it is torn down",
        """
class R(dg.ConfigurableResource):
    def teardown_after_execution(self, context):
        raise ValueError("teardown")


@dg.asset
def u(r: R): ...


RESULT = both([u, beside], resources={"r": R()})
""",
    ),
    _case(
        "a tear-down that raises belongs to the only step",
        """
class R(dg.ConfigurableResource):
    def teardown_after_execution(self, context):
        raise ValueError("teardown")


@dg.asset
def u(r: R): ...


RESULT = both([u], resources={"r": R()})
""",
    ),
    _case(
        "a tear-down that raises after a step failed",
        """
@dg.resource
def r(_):
    try:
        yield 1
    finally:
        raise ValueError("teardown")


@dg.asset(required_resource_keys={"r"})
def u():
    raise KeyError("x")


RESULT = both([u, beside], resources={"r": r})
""",
    ),
    _case(
        "a resource is torn down when one after it raises",
        """
seen = []


@dg.resource
def p(_):
    seen.append("up")
    yield 1
    seen.append("down")


@dg.resource(required_resource_keys={"p"})
def r(_):
    raise ValueError("setup")


@dg.asset(required_resource_keys={"r"})
def u(): ...


RESULT = both([u, beside], resources={"r": r, "p": p})
RESULT["seen"] = seen
""",
    ),
    _case(
        "a success hook that raises",
        """
@dg.success_hook
def h(context):
    raise ValueError("hook")


@dg.asset(hooks={h})
def u():
    return 1


@dg.asset
def d(u):
    return 1


RESULT = both([u, d])
""",
    ),
    _case(
        "a failure hook that raises",
        """
@dg.failure_hook
def h(context):
    raise ValueError("hook")


@dg.asset(hooks={h})
def u():
    raise KeyError("x")


RESULT = both([u])
""",
    ),
    _case(
        "a hook that raises what a resource is",
        """
@dg.success_hook(required_resource_keys={"r"})
def h(context):
    raise context.resources.r


@dg.asset(hooks={h})
def u():
    return 1


RESULT = both([u], resources={"r": dg.ResourceDefinition.hardcoded_resource(ValueError("x"))})
""",
    ),
    _case(
        "a check that raises",
        """
@dg.asset_check(asset=a)
def c():
    raise ValueError("check")


RESULT = both([a, b, c])
""",
    ),
    _case(
        "a blocking check that raises",
        """
@dg.asset_check(asset=a, blocking=True)
def c():
    raise ValueError("check")


RESULT = both([a, b, c])
""",
    ),
    _case(
        "a blocking check that fails",
        """
@dg.asset_check(asset=a, blocking=True)
def c():
    return dg.AssetCheckResult(passed=False)


RESULT = both([a, b, c])
""",
    ),
    _case(
        "a check that returns what is no result",
        """
@dg.asset_check(asset=a)
def c():
    return 5


RESULT = both([a, b, c])
""",
    ),
    _case(
        "a blocking check inside an asset that fails",
        """
@dg.asset(check_specs=[dg.AssetCheckSpec("c", asset="u", blocking=True)])
def u():
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=False)])


@dg.asset(deps=[u])
def d(): ...


RESULT = both([u, d])
""",
    ),
    _case(
        "an output of the wrong type",
        """
@dg.asset
def u() -> int:
    return "x"


@dg.asset
def d(u): ...


RESULT = both([u, d])
""",
    ),
    _case(
        "an input of the wrong type",
        """
@dg.asset
def u():
    return "x"


@dg.asset
def d(u: int): ...


RESULT = both([u, d])
""",
    ),
    _case(
        "a type whose check raises",
        """
def f(_, v):
    raise ValueError("type")


T = dg.DagsterType(f, name="T")


@dg.asset(dagster_type=T)
def u():
    return "x"


RESULT = both([u])
""",
    ),
    _case(
        "a type whose check returns what is no answer",
        """
T = dg.DagsterType(lambda _, v: "yes", name="T")


@dg.asset(dagster_type=T)
def u():
    return "x"


RESULT = both([u])
""",
    ),
    _case(
        "a type whose check says no",
        """
T = dg.DagsterType(lambda _, v: dg.TypeCheck(False, "no good", {"n": 1}), name="T")


@dg.asset(dagster_type=T)
def u():
    return "x"


RESULT = both([u])
""",
    ),
    _case(
        "an output yielded before a late error",
        """
@dg.multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
def m():
    yield dg.Output(1, "x")
    raise ValueError("late")


@dg.asset
def d(x):
    return x


RESULT = both([m, d])
""",
    ),
    _case(
        "an output that is yielded twice",
        """
@dg.multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
def m():
    yield dg.Output(1, "x")
    yield dg.Output(2, "x")


RESULT = both([m])
""",
    ),
    _case(
        "a Failure",
        """
@dg.asset
def u():
    raise dg.Failure("no", metadata={"n": 1})


RESULT = both([u, beside])
""",
    ),
    _case(
        "a Failure that is returned is a value",
        """
@dg.asset
def u():
    return dg.Failure("no")


RESULT = both([u])
""",
    ),
    _case(
        "RetryRequested from an error, more often than it may be",
        """
@dg.asset
def u():
    try:
        raise KeyError("k")
    except KeyError as e:
        raise dg.RetryRequested(max_retries=1) from e


RESULT = both([u])
""",
    ),
    _case(
        "RetryRequested from nothing, more often than it may be",
        """
@dg.asset
def u():
    raise dg.RetryRequested(max_retries=1)


RESULT = both([u])
""",
    ),
    _case(
        "a retry policy and an IO manager that cannot store",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def u():
    return 1


RESULT = both([u], resources={"io_manager": Bad("out")})
""",
    ),
    _case(
        "a retry policy and an IO manager that cannot load",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def u(a):
    return 1


RESULT = both([a, u], resources={"io_manager": Bad("in")})
""",
    ),
    _case(
        "a retry policy and a wrong type",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def u() -> int:
    return "x"


RESULT = both([u])
""",
    ),
    _case(
        "a Failure that allows no retries",
        """
@dg.asset(retry_policy=dg.RetryPolicy(max_retries=3))
def u():
    raise dg.Failure("x", allow_retries=False)


RESULT = both([u])
""",
    ),
    _case(
        "SystemExit fails its step alone",
        """
@dg.asset
def u():
    raise SystemExit(3)


try:
    dg.materialize([u, beside], raise_on_error=False)
    RESULT = "went on"
except BaseException as e:
    RESULT = type(e).__name__
""",
    ),
    _case(
        "config that does not fit",
        """
class C(dg.Config):
    n: int


@dg.asset
def u(config: C): ...


RESULT = both([u])
""",
    ),
    _case(
        "a resource that nothing binds",
        """
@dg.asset(required_resource_keys={"zz"})
def u(): ...


RESULT = both([u])
""",
    ),
    _case(
        "a resource that is not required",
        """
@dg.asset
def u(context):
    context.resources.zz


RESULT = both([u])
""",
    ),
    _case(
        "an async asset that raises",
        """
@dg.asset
async def u():
    raise ValueError("async")


RESULT = both([u, beside])
""",
    ),
    _case(
        "an error of Dagster's that the user raises",
        """
@dg.asset
def u():
    raise dg.DagsterInvariantViolationError("mine")


RESULT = both([u, beside])
""",
    ),
    _case(
        "an IO manager that raises as it is set up",
        """
@dg.io_manager
def im(_):
    raise ValueError("setup")


RESULT = both([a, b], resources={"io_manager": im})
""",
    ),
    _case(
        "a run in a run",
        """
@dg.asset
def u():
    return dg.materialize([a]).success


RESULT = both([u])
""",
    ),
    _case(
        "an error of two lines",
        """
@dg.asset
def u():
    raise Exception("a\\nb")


RESULT = both([u])
""",
    ),
    _case(
        "a group of errors",
        """
@dg.asset
def u():
    raise ExceptionGroup("g", [ValueError("1")])


RESULT = both([u])
""",
    ),
)
