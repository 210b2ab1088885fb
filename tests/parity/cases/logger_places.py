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


CASES = (
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
