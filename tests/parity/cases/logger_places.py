"""Whose loggers a run has, and who logs to them."""

from harness import Case

_SHARED = """
import dagster as dg, logging


def told(result):
    return [(e.event_type_value, e.step_key) for e in result.all_events]


class Keep(logging.Handler):
    def __init__(self, out):
        super().__init__()
        self.out = out

    def emit(self, record):
        self.out.append(
            record.getMessage().split(" - ", 3)[-1]
            if 0
            else (record.levelname, getattr(record, "dagster_meta", {}).get("orig_message"))
        )


def make(out, level="DEBUG", fails=None):
    @dg.logger
    def lg(_):
        if fails == "setup":
            raise ValueError("setup")
        l = logging.Logger("mine", level=level)
        h = Keep(out)
        if fails == "emit":

            def emit(record):
                raise ValueError("emit")

            h.emit = emit
        l.addHandler(h)
        return l

    return lg


def attempt(f):
    try:
        r = f()
    except BaseException as e:
        return [type(e).__name__, str(e)[:80], type(e.__cause__).__name__]
    return [told(r), r.success] if hasattr(r, "all_events") else r
"""


def _case(name, source, **more):
    """A case with what all of them use."""
    return Case(name, _SHARED + source, **more)


_HEARD = """
heard = []


class Ear(logging.Handler):
    def emit(self, record):
        event = record.dagster_meta["dagster_event"]
        said = event.event_type_value if event else record.dagster_meta["orig_message"]
        # What the file IO manager says of its paths is its own.
        if "ing file" not in said and "asset materialization" not in said:
            heard.append((said, record.dagster_meta["step_key"], record.levelname))


@dg.logger
def ear(_):
    made = logging.Logger("ear", level="DEBUG")
    made.addHandler(Ear())
    return made


TALK = {"loggers": {"ear": {}}}
"""

CASES = (
    _case(
        "loggers hear events when they happen, between what user code says",
        _HEARD
        + """
@dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
def p(context):
    context.log.info("in")
    heard.append("body")
    if context.retry_number == 0:
        raise ValueError("x")
    yield dg.AssetObservation("seen")
    context.log.info("mid")
    yield dg.Output(1)
    context.log.info("late")


@dg.op
def q(context, x: int):
    context.log.info("in q")
    context.log_event(dg.AssetMaterialization("logged"))
    context.log.info("late")
    return 1


@dg.job(logger_defs={"ear": ear})
def j():
    q(p())


j.execute_in_process(run_config=TALK)
RESULT = heard
""",
    ),
    _case(
        "loggers hear how a step ended before its hooks speak",
        _HEARD
        + """
@dg.success_hook
def done(context):
    context.log.info("hooked")


@dg.op
def p(context):
    context.log.info("in")


@dg.job(logger_defs={"ear": ear}, hooks={done})
def j():
    p()


j.execute_in_process(run_config=TALK)
RESULT = heard
""",
    ),
    _case(
        "loggers hear of steps that cannot run or are left out",
        _HEARD
        + """
@dg.op
def bad():
    raise ValueError("x")


@dg.op(out=dg.Out(is_required=False))
def maybe():
    if 0:
        yield dg.Output(1)


@dg.op
def below(x): ...


@dg.job(logger_defs={"ear": ear})
def j():
    below.alias("below_bad")(bad())
    below.alias("below_maybe")(maybe())


j.execute_in_process(run_config=TALK, raise_on_error=False)
RESULT = [each for each in heard if not each[0].startswith("Skipping step")]
""",
    ),
    _case(
        "loggers hear of the ops of a graph of assets",
        _HEARD
        + """
@dg.op
def p(context):
    context.log.info("in p")
    return 1


@dg.op
def q(context, x):
    context.log.info("in q")
    return 2


@dg.graph_asset
def g():
    return q(p())


jobs = [dg.define_asset_job("j", "*")]
defs = dg.Definitions(assets=[g], loggers={"ear": ear}, jobs=jobs)
defs.get_job_def("j").execute_in_process(run_config=TALK)
RESULT = [each for each in heard if each[0] != "ASSET_MATERIALIZATION_PLANNED"]
""",
    ),
    _case(
        "a logger that raises as it is set up",
        """
@dg.op
def o(): ...
@dg.job(logger_defs={"l": make([], fails="setup")})
def j():
    o()


RESULT = [
    attempt(lambda: j.execute_in_process(run_config={"loggers": {"l": {}}}, raise_on_error=r))
    for r in (True, False)
]
""",
    ),
    _case(
        "a logger that raises while it emits",
        """
@dg.op
def o(context):
    context.log.info("x")


@dg.job(logger_defs={"l": make([], fails="emit")})
def j():
    o()


RESULT = [
    attempt(lambda: j.execute_in_process(run_config={"loggers": {"l": {}}}, raise_on_error=r))
    for r in (True, False)
]
""",
    ),
    _case(
        "loggers of Definitions are those of a job of assets",
        """
out = []


@dg.asset
def a(context):
    context.log.info("hello")


defs = dg.Definitions(
    assets=[a], jobs=[dg.define_asset_job("j", "*")], loggers={"l": make(out, "INFO")}
)
r = defs.get_job_def("j").execute_in_process(run_config={"loggers": {"l": {}}})
RESULT = [o for o in out if o[0] == "INFO"]
""",
    ),
    _case(
        "loggers of Definitions are not used unasked",
        """
out = []


@dg.asset
def a(context):
    context.log.info("hello")


defs = dg.Definitions(
    assets=[a], jobs=[dg.define_asset_job("j", "*")], loggers={"l": make(out, "INFO")}
)
r = defs.get_job_def("j").execute_in_process()
RESULT = [o for o in out if o[0] == "INFO"]
""",
    ),
    _case(
        "loggers of Definitions are those of the job of all assets",
        """
out = []


@dg.asset
def a(context):
    context.log.info("hello")


defs = dg.Definitions(assets=[a], loggers={"l": make(out, "INFO")})
r = defs.resolve_implicit_global_asset_job_def().execute_in_process(
    run_config={"loggers": {"l": {}}}
)
RESULT = [o for o in out if o[0] == "INFO"]
""",
    ),
    _case(
        "materialize takes config of the console logger",
        """
@dg.asset
def a(context):
    context.log.info("hello")


RESULT = attempt(
    lambda: dg.materialize(
        [a], run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
    )
)
""",
    ),
    _case(
        "a job says which loggers it has",
        """
defs = dg.Definitions(assets=[], loggers={"l": make([])})


@dg.op
def o(): ...
@dg.job(logger_defs={"l": make([])})
def j():
    o()


@dg.job
def k():
    o()


d = dg.Definitions(jobs=[j, k], loggers={"m": make([])})
RESULT = [
    sorted(x.loggers) if x.loggers else x.loggers
    for x in (j, k, d.get_job_def("j"), d.get_job_def("k"))
] + [x.has_specified_loggers for x in (j, k, d.get_job_def("j"), d.get_job_def("k"))]
""",
    ),
    _case(
        "levels are numbers or names",
        """
out = []


@dg.op
def o(context):
    context.log.debug("d")
    context.log.info("i")
    context.log.warning("w")
    context.log.error("e")
    context.log.critical("c")
    context.log.info("%s and %d", "x", 3)
    context.log.log(logging.INFO, "l")
    context.log.log("INFO", "l2")
    try:
        1 / 0
    except ZeroDivisionError:
        context.log.exception("exc")


@dg.job(logger_defs={"l": make(out, "DEBUG")})
def j():
    o()


j.execute_in_process(run_config={"loggers": {"l": {}}})
RESULT = [o for o in out if o[1] and len(o[1]) < 12]
""",
    ),
    _case(
        "a hook logs",
        """
out = []


@dg.success_hook
def h(context):
    context.log.info("hooked")


@dg.op
def o(context): ...
@dg.job(logger_defs={"l": make(out, "DEBUG")}, hooks={h})
def j():
    o()


j.execute_in_process(run_config={"loggers": {"l": {}}})
RESULT = [o for o in out if o[0] == "INFO"]
""",
    ),
    _case(
        "a resource and an IO manager log",
        """
out = []


@dg.resource
def r(context):
    context.log.info("res")
    return 1


class M(dg.IOManager):
    def handle_output(self, context, obj):
        context.log.info("out")

    def load_input(self, context):
        context.log.info("in")


@dg.op(required_resource_keys={"r"})
def o(context):
    return 1


@dg.op
def p(context, x):
    return 1


@dg.job(logger_defs={"l": make(out, "INFO")}, resource_defs={"r": r, "io_manager": M()})
def j():
    p(o())


j.execute_in_process(run_config={"loggers": {"l": {}}})
RESULT = [o for o in out if o[0] == "INFO"]
""",
    ),
    _case(
        "get_dagster_logger reaches the run's loggers",
        """
out = []


@dg.op
def o():
    dg.get_dagster_logger().info("a")
    dg.get_dagster_logger("sub").warning("b")


@dg.job(logger_defs={"l": make(out, "INFO")})
def j():
    o()


j.execute_in_process(run_config={"loggers": {"l": {}}})
RESULT = [o for o in out]
""",
    ),
    _case(
        "a logger may be configured",
        """
@dg.logger(config_schema={"n": int}, description="d")
def l(c):
    return logging.Logger(str(c.logger_config["n"]))


k = l.configured({"n": 4})
RESULT = [k(dg.build_init_logger_context()).name, k.description]
""",
    ),
)
