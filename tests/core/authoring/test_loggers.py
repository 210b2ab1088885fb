"""Loggers: what sets them up, which config they take, what the console's write."""

import json
import logging

import pytest

from dagbook.authoring.loggers import (
    InitLoggerContext,
    JsonLogFormatter,
    LoggerDefinition,
    build_init_logger_context,
    colored_console_logger,
    default_loggers,
    get_dagster_logger,
    json_console_logger,
    logger,
)
from dagbook.errors import (
    DagsterInvalidConfigError,
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)


@logger({"level": str}, description="quiet")
def quiet(context):
    made = logging.Logger("quiet")  # noqa: LOG001 - what a user's function does
    made.setLevel(context.logger_config["level"])
    made.told = context
    return made


def config(**given):
    return build_init_logger_context(logger_config=given)


def test_a_logger_is_set_up_with_its_config_and_knows_itself():
    made = quiet(config(level="ERROR"))
    assert made.level == logging.ERROR
    assert made.told.logger_def is quiet


def test_a_logger_without_parentheses_takes_what_it_likes():
    @logger
    def plain(context):
        return logging.Logger(str(context.logger_config))  # noqa: LOG001 - a user's

    assert isinstance(plain, LoggerDefinition)
    assert plain(None).name == "None"


@pytest.mark.parametrize("given", [{}, {"level": 3}, {"level": "INFO", "more": 1}])
def test_config_that_does_not_fit_is_refused(given):
    with pytest.raises(DagsterInvalidConfigError):
        quiet(config(**given))


WRONG = {
    "nothing": (quiet, DagsterInvalidInvocationError),
    "two": (lambda: quiet(config(level="INFO"), 3), DagsterInvalidInvocationError),
    "another name": (lambda: quiet(other=config(level="INFO")), DagsterInvalidInvocationError),
    "no context": (lambda: quiet({"level": "INFO"}), ParameterCheckError),
    "no function": (lambda: LoggerDefinition("quiet"), ParameterCheckError),
}


@pytest.mark.parametrize(("call", "error"), WRONG.values(), ids=list(WRONG))
def test_a_logger_takes_one_context(call, error):
    with pytest.raises(error):
        call()


def test_a_built_context_belongs_to_no_logger_yet():
    with pytest.raises(DagsterInvariantViolationError, match="has not been validated"):
        _ = build_init_logger_context().logger_def
    assert build_init_logger_context(job_def="j").job_def == "j"


def test_config_is_given_once_or_made_of_the_runs():
    always = quiet.configured({"level": "ERROR"})
    assert always(build_init_logger_context()).level == logging.ERROR
    made = quiet.configured(
        lambda said: {"level": "DEBUG" if said["loud"] else "ERROR"}, {"loud": bool}, "by loudness"
    )
    assert made(config(loud=True)).level == logging.DEBUG
    assert (made.description, always.description) == ("by loudness", "quiet")
    with pytest.raises(DagsterInvalidConfigError):
        quiet.configured({"level": 3})(build_init_logger_context())


@pytest.mark.parametrize("definition", [colored_console_logger, json_console_logger])
def test_a_console_logger_has_dagsters_level_and_name(definition):
    plain = definition(build_init_logger_context())
    assert (plain.name, plain.level) == ("dagster", logging.INFO)
    told = definition(config(log_level="debug", name="mine"))
    assert (told.name, told.level) == ("mine", logging.DEBUG)


def test_two_runs_of_one_logger_do_not_share_handlers():
    first, second = (colored_console_logger(build_init_logger_context()) for _ in range(2))
    assert first is not second
    assert first.handlers[0] is not second.handlers[0]


def test_json_has_every_attribute_of_a_record():
    record = logging.LogRecord("n", 20, "p", 1, "hello", None, None)
    record.dagster_meta = {"step_key": "s", "odd": object}
    told = json.loads(JsonLogFormatter().format(record))
    assert (told["msg"], told["levelno"], told["dagster_meta"]["step_key"]) == ("hello", 20, "s")


def test_a_line_of_the_console_says_when_who_and_how_bad(capsys):
    colored_console_logger(build_init_logger_context()).warning("low milk")
    line = capsys.readouterr().err
    assert line.rstrip().endswith("dagster - WARNING - low milk")
    assert "\033" not in line


def test_a_run_that_says_nothing_logs_to_the_console():
    assert default_loggers() == {"console": colored_console_logger}


def test_loggers_below_dagsters_are_had_by_name():
    assert get_dagster_logger().name == "dagster.builtin"
    assert get_dagster_logger("a").parent in (get_dagster_logger(), get_dagster_logger().parent)
    assert InitLoggerContext(run_id="r").run_id == "r"
