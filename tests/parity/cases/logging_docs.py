"""What Dagster's pages on logging describe, written anew."""

from harness import Case

_HEAD = """
import json
import logging

import dagster as dg

LINES = []


class Keeps(logging.Handler):
    def emit(self, record):
        LINES.append((record.levelname, record.dagster_meta, record))


def said():
    return [
        (level, meta["orig_message"], meta["step_key"], meta["job_name"])
        for level, meta, _ in LINES
        if not meta.get("dagster_event")
    ]


@dg.logger(config_schema={"log_level": dg.Field(str, default_value="INFO"), "name": str},
           description="keeps lines")
def keeping(context):
    klass = logging.getLoggerClass()
    made = klass(context.logger_config["name"], level=context.logger_config["log_level"])
    made.addHandler(Keeps())
    return made

"""


def _case(name: str, body: str, culprit: str | None = None) -> Case:
    """A case with a logger that keeps what it is told."""
    return Case(name, _HEAD + body, culprit)


CASES = (
    _case(
        "a job of assets logs to a logger of one's own",
        """
@dg.asset
def stories(context: dg.AssetExecutionContext):
    context.log.debug("not told")
    context.log.info(f"got {3} stories")
    context.log.warning("one is long")
    return [1, 2, 3]


job = dg.define_asset_job("reading", config={
    "loggers": {"keeping": {"config": {"name": "stories"}}},
})
defs = dg.Definitions(assets=[stories], jobs=[job], loggers={"keeping": keeping})
defs.resolve_job_def("reading").execute_in_process()
RESULT = said()
""",
    ),
    _case(
        "a job of ops logs to a logger of one's own, at the level that the run says",
        """
@dg.op
def read(context):
    context.log.debug("begins")
    context.log.error("no page")


@dg.job(logger_defs={"keeping": keeping})
def reading():
    read()


for level in ("DEBUG", "ERROR"):
    reading.execute_in_process(
        run_config={"loggers": {"keeping": {"config": {"name": "a", "log_level": level}}}}
    )
RESULT = said()
""",
    ),
    _case(
        "a logger writes lines of one's own, of the fields of a record",
        """
class Commas(logging.Formatter):
    def format(self, record):
        meta = record.dagster_meta
        return ",".join(
            str(each) for each in (
                record.name, record.levelname, meta["job_name"], meta["op_name"],
                len(meta["run_id"]), meta["orig_message"],
            )
        )


WRITTEN = []


class Writes(logging.Handler):
    def emit(self, record):
        if not record.dagster_meta.get("dagster_event"):
            WRITTEN.append(self.format(record))


@dg.logger({"log_level": dg.Field(str, is_required=False, default_value="INFO")},
           description="commas")
def commas(context: dg.InitLoggerContext):
    made = logging.getLoggerClass()("dagster", level=context.logger_config["log_level"])
    handler = Writes()
    handler.setFormatter(Commas())
    made.addHandler(handler)
    return made


@dg.op
def read(context):
    context.log.info("got 500")


@dg.job(logger_defs={"commas": commas})
def reading():
    read()


reading.execute_in_process(run_config={"loggers": {"commas": {}}})
RESULT = WRITTEN
""",
    ),
    _case(
        "the logger of a nested function is had without a context",
        """
def deep():
    log = dg.get_dagster_logger()
    log.info("from %s", "below")
    dg.get_dagster_logger("elsewhere").warning("named")
    return log.name


@dg.asset
def stories():
    return deep()


job = dg.define_asset_job("reading", config={"loggers": {"keeping": {"config": {"name": "x"}}}})
defs = dg.Definitions(assets=[stories], jobs=[job], loggers={"keeping": keeping})
result = defs.resolve_job_def("reading").execute_in_process()
RESULT = said(), result.output_for_node("stories")
""",
    ),
    _case(
        "a logger of Python's is not heard",
        """
@dg.asset
def stories():
    logging.getLogger("mine").error("not told")
    return 1


job = dg.define_asset_job("reading", config={"loggers": {"keeping": {"config": {"name": "x"}}}})
defs = dg.Definitions(assets=[stories], jobs=[job], loggers={"keeping": keeping})
result = defs.resolve_job_def("reading").execute_in_process()
RESULT = said()
""",
    ),
    _case(
        "a record says who logged in which run",
        """
@dg.asset
def stories(context):
    context.log.info("told")
    return context.run_id


job = dg.define_asset_job(
    "reading", tags={"team": "news"},
    config={"loggers": {"keeping": {"config": {"name": "x"}}}},
)
defs = dg.Definitions(assets=[stories], jobs=[job], loggers={"keeping": keeping})
result = defs.resolve_job_def("reading").execute_in_process()
meta = next(meta for _, meta, _ in LINES if meta["orig_message"] == "told")
RESULT = (
    meta["run_id"] == result.run_id,
    meta["job_tags"].get("team"),
    [meta[name] for name in ("op_name", "step_key", "job_name", "resource_name")],
    isinstance(meta["log_message_id"], str),
    isinstance(meta["log_timestamp"], str),
)
""",
    ),
    _case(
        "events are told to a logger beside what user code says",
        """
@dg.asset
def stories():
    return 1


job = dg.define_asset_job(
    "reading", config={"loggers": {"keeping": {"config": {"name": "x", "log_level": "DEBUG"}}}}
)
defs = dg.Definitions(assets=[stories], jobs=[job], loggers={"keeping": keeping})
defs.resolve_job_def("reading").execute_in_process()
RESULT = [
    (level, meta["dagster_event"].event_type_value, meta["step_key"])
    for level, meta, _ in LINES
    if meta.get("dagster_event") and meta["dagster_event"].event_type_value.startswith("STEP")
]
""",
    ),
    _case(
        "a logger hears every event of a run, in words",
        """
import re


@dg.resource
def shelf(context):
    context.log.info("opened")
    yield 1
    context.log.info("closed")


@dg.asset(required_resource_keys={"shelf"})
def stories():
    return 1


@dg.asset
def told(stories):
    raise ValueError("spoilt")


def heard(*selection):
    LINES.clear()
    name = f"reading_{len(selection)}"
    job = dg.define_asset_job(name, selection=list(selection), config={
        "loggers": {"keeping": {"config": {"name": "x", "log_level": "DEBUG"}}}})
    defs = dg.Definitions(
        assets=[stories, told], jobs=[job], loggers={"keeping": keeping},
        resources={"shelf": shelf, "io_manager": dg.InMemoryIOManager()},
    )
    result = defs.resolve_job_def(name).execute_in_process(raise_on_error=False)
    words = [
        (record.levelname, meta["step_key"], record.msg.partition("\\n")[0])
        for _, meta, record in LINES
    ]
    return [
        (level, step, re.sub(r"in [\\d.]+m?s", "in a while", re.sub(r"pid: \\d+", "pid", re.sub(
            r"RUN - \\d+", "RUN", text.replace(result.run_id, "RUN")))))
        for level, step, text in words
    ]


RESULT = heard("stories"), heard("stories", "told")
""",
    ),
    _case(
        "the console's loggers take a level and a name",
        """
def described(definition):
    return definition.description


RESULT = [
    (type(each).__name__, described(each))
    for each in (dg.colored_console_logger, dg.json_console_logger)
]
""",
    ),
    _case(
        "a logger is tested with a context that is built",
        """
made = keeping(dg.build_init_logger_context(logger_config={"name": "a", "log_level": "WARNING"}))
RESULT = made.name, made.level, len(made.handlers)
""",
    ),
    _case(
        "a logger's config has to fit",
        """
@dg.op
def read():
    pass


@dg.job(logger_defs={"keeping": keeping})
def reading():
    read()


reading.execute_in_process(run_config={"loggers": {"keeping": {"config": {"level": "INFO"}}}})
""",
        culprit="level",
    ),
)
