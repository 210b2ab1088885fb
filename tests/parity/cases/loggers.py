"""Loggers: where messages go, what config says, calling them as a test does."""

from harness import Case

_HEARD = """
import logging

import dagster as dg

heard = []


class Ear(logging.Handler):
    def emit(self, record):
        heard.append((record.levelname, record.getMessage().rsplit(" - ", 1)[-1]))


@dg.logger({"log_level": dg.Field(str, default_value="INFO")}, description="an ear")
def ear(context):
    made = logging.Logger("ear")
    made.setLevel(context.logger_config["log_level"])
    made.addHandler(Ear())
    return made
"""


def _case(name, source, **more):
    """A case with a logger that remembers."""
    return Case(name, _HEARD + source, **more)


CASES = (
    _case(
        "a logger is called with the config of a context",
        """
loud = ear(dg.build_init_logger_context(logger_config={"log_level": "ERROR"}))
RESULT = [loud.level, ear(None).level, ear.description, loud.name]
""",
    ),
    _case("a logger needs a context", "ear()\n", culprit="context"),
    _case("a logger's context is one", "ear(3)\n", culprit="3"),
    _case(
        "a logger's config is checked when it is called",
        'ear(dg.build_init_logger_context(logger_config={"log_level": 3}))\n',
        culprit="log_level",
    ),
    _case(
        "a context that was built says what it was given",
        """
context = dg.build_init_logger_context(logger_config={"a": 1})
RESULT = [context.logger_config, context.job_def, context.run_id]
""",
    ),
    _case(
        "a context that was built belongs to no logger",
        "dg.build_init_logger_context().logger_def\n",
        culprit="logger",
    ),
    _case(
        "a logger's function is told of it",
        """
@dg.logger
def curious(context):
    heard.append((context.logger_def is curious, context.logger_config))
    return logging.getLogger("curious")


curious(dg.build_init_logger_context(logger_config={"a": 1}))
RESULT = [heard, curious.description, curious.logger_fn.__name__]
""",
    ),
    _case(
        "the console's loggers have levels and names",
        """
RESULT = [
    (made.name, made.level)
    for each in (dg.colored_console_logger, dg.json_console_logger)
    for made in (
        each(None),
        each(dg.build_init_logger_context(logger_config={"log_level": "debug", "name": "mine"})),
    )
] + [dg.colored_console_logger.description, dg.json_console_logger.description]
""",
    ),
    _case(
        "the JSON formatter writes what a record has",
        """
import json

record = logging.LogRecord("name", logging.INFO, "path.py", 3, "hello %s", ("you",), None)
written = json.loads(dg.JsonLogFormatter().format(record))
RESULT = {name: written[name] for name in ("name", "levelname", "levelno", "lineno", "msg")}
""",
    ),
    _case(
        "the console's logger takes config of a run",
        """
@dg.asset
def orders(context):
    context.log.info("quiet")


levels = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
RESULT = dg.materialize_to_memory([orders], run_config=levels).success
""",
    ),
    _case(
        "a run's config names no logger that is not there",
        """
@dg.asset
def orders(): ...


dg.materialize_to_memory([orders], run_config={"loggers": {"nope": {"config": {}}}})
""",
        culprit="nope",
    ),
    _case(
        "a run's config fits the logger",
        """
@dg.asset
def orders(): ...


odd = {"loggers": {"console": {"config": {"level": "INFO"}}}}
dg.materialize_to_memory([orders], run_config=odd)
""",
        culprit="level",
    ),
    _case(
        "get_dagster_logger has names",
        'RESULT = [dg.get_dagster_logger().name, dg.get_dagster_logger("orders").name]\n',
    ),
    _case(
        "context.log has every level",
        """
@dg.asset
def orders(context):
    for level in ("debug", "info", "warning", "error", "critical", "exception"):
        heard.append(callable(getattr(context.log, level)))
    heard.append(isinstance(context.log, logging.Logger))
    heard.append(type(context.log).__name__)


dg.materialize_to_memory([orders])
RESULT = heard
""",
    ),
    _case(
        "messages of a step reach the job's logger, at its level",
        """
@dg.op
def talk(context):
    context.log.debug("low")
    context.log.info("hello %s", "you")
    context.log.warning("careful")
    dg.get_dagster_logger("deep").error("from below")


@dg.job(logger_defs={"ear": ear})
def talking():
    talk()


talking.execute_in_process(run_config={"loggers": {"ear": {}}})
RESULT = heard
""",
    ),
    _case(
        "a logger that is not asked for hears nothing",
        """
@dg.op
def talk(context):
    context.log.warning("careful")


@dg.job(logger_defs={"ear": ear})
def talking():
    talk()


talking.execute_in_process()
RESULT = heard
""",
    ),
    _case(
        "messages begin with job, run and step, and carry the plain one",
        """
class Whole(logging.Handler):
    def emit(self, record):
        meta = record.dagster_meta
        whole = record.getMessage().replace(meta["run_id"], "RUN")
        heard.append((whole, meta["orig_message"], meta["step_key"], record.custom))


@dg.logger
def whole(context):
    made = logging.Logger("whole")
    made.setLevel("INFO")
    made.addHandler(Whole())
    return made


@dg.op
def talk(context):
    context.log.info("hello", extra={"custom": 5})


@dg.job(logger_defs={"whole": whole})
def talking():
    talk()


talking.execute_in_process(run_config={"loggers": {"whole": {}}})
RESULT = heard
""",
    ),
)
