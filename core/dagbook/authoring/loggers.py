"""`logger` and what it makes: functions that set up a run's loggers; those that come along."""

import inspect
import json
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, overload

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_schema_types import Field
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import FieldOf, Record
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.not_yet import NotYet

InitLoggerFunction = Callable[["InitLoggerContext"], logging.Logger]

BUILTIN = "dagster.builtin"
"""The name of the logger that `get_dagster_logger` returns, as in Dagster."""


@dataclass(frozen=True, slots=True)
class InitLoggerContext(NotYet):
    """What a logger's function is told.

    Args:
        logger_config: What the run's config says to it.
        own_def: The logger.
        job_def: The job that runs, or None.
        run_id: The run's id.
    """

    logger_config: Any = None
    own_def: "LoggerDefinition | None" = None
    job_def: Any = None
    run_id: str | None = None

    @property
    def logger_def(self) -> "LoggerDefinition":
        """The logger.

        Raises:
            DagsterInvariantViolationError: The context was built and no logger called with it.
        """
        if self.own_def is None:
            raise DagsterInvariantViolationError(
                "UnboundInitLoggerContext has not been validated against a logger definition."
            )
        return self.own_def


def build_init_logger_context(logger_config: Any = None, job_def: Any = None) -> InitLoggerContext:
    """Return a context to call a logger with, as in a unit test.

    Args:
        logger_config: What a run's config would say to it.
        job_def: The job that runs.

    Example:
        >>> build_init_logger_context(logger_config={"log_level": "INFO"}).logger_config
        {'log_level': 'INFO'}
    """
    return InitLoggerContext(logger_config, None, job_def, "__EPHEMERAL_RUN_ID")


class LoggerDefinition:
    """A function that sets a logger up, and what config it takes; what `logger` returns.

    Args:
        logger_fn: Called with an `InitLoggerContext`; returns a `logging.Logger`.
        config_schema: What a run's config may say to it.
        description: In Markdown.
    """

    def __init__(
        self,
        logger_fn: InitLoggerFunction,
        config_schema: Any = None,
        description: str | None = None,
    ) -> None:
        if not callable(logger_fn):
            raise ParameterCheckError(
                f'Param "logger_fn" is not callable. Got {logger_fn!r}, type {type(logger_fn)}.'
            )
        self.logger_fn = logger_fn
        self.config_schema: FieldOf = as_field(config_schema)
        self.description = description
        self.__name__ = getattr(logger_fn, "__name__", "logger")

    def __repr__(self) -> str:
        return f"LoggerDefinition({self.__name__})"

    def __call__(self, *args: Any, **kwargs: Any) -> logging.Logger:
        """Call the function, as a unit test does, with `build_init_logger_context` or None.

        Raises:
            DagsterInvalidInvocationError: Not exactly one context was given.
            DagsterInvalidConfigError: Its config does not fit.
        """
        names = list(inspect.signature(self.logger_fn).parameters)
        if not args and not kwargs:
            raise DagsterInvalidInvocationError(
                f"Logger initialization function of {self.__name__} has context argument, but no "
                "context argument was provided when invoking."
            )
        if len(args) + len(kwargs) > 1 or (kwargs and names[:1] != list(kwargs)):
            raise DagsterInvalidInvocationError(
                f"Initialization of logger {self.__name__} received other arguments than its "
                f"context {names[0] if names else ''}."
            )
        context = args[0] if args else kwargs[names[0]]
        if context is None:
            context = build_init_logger_context()
        if not isinstance(context, InitLoggerContext):
            raise ParameterCheckError(
                f'Param "context" is not a UnboundInitLoggerContext. {self.__name__} got '
                f"{context!r} which is type {type(context)}."
            )
        given = {} if context.logger_config is None else {"config": context.logger_config}
        return self.set_up(replace(context, logger_config=self._checked(given)))

    def configured(
        self, config_or_config_fn: Any, config_schema: Any = None, description: str | None = None
    ) -> "LoggerDefinition":
        """Return the same logger with its config given.

        Args:
            config_or_config_fn: The config, or a function that makes it of the run's.
            config_schema: What the run may say, for such a function.
            description: In place of its own.

        Example:
            >>> quiet = colored_console_logger.configured({"log_level": "ERROR"})
            >>> quiet(build_init_logger_context()).level
            40
        """
        given = config_or_config_fn

        def set_up(context: InitLoggerContext) -> logging.Logger:
            said = given(context.logger_config) if callable(given) else given
            return self.set_up(replace(context, logger_config=self._checked({"config": said})))

        set_up.__name__ = self.__name__
        return LoggerDefinition(set_up, config_schema, description or self.description)

    def _checked(self, given: Mapping[str, Any]) -> Any:
        """Return the config in *given* as the function takes it.

        Raises:
            DagsterInvalidConfigError: It does not fit.
        """
        whole = checked_config(Record({"config": self.config_schema}), given, (), "logger")
        return whole.get("config")

    def set_up(self, context: InitLoggerContext) -> logging.Logger:
        """Return what the function makes of *context*, whose config is checked."""
        return self.logger_fn(replace(context, own_def=self))


@overload
def logger(config_schema: InitLoggerFunction) -> LoggerDefinition: ...
@overload
def logger(
    config_schema: Any = None, description: str | None = None
) -> Callable[[InitLoggerFunction], LoggerDefinition]: ...
def logger(config_schema: Any = None, description: str | None = None) -> Any:
    """Make a logger for runs of a function that sets one up.

    Args:
        config_schema: What a run's config may say to it under ``loggers``. Without parentheses the
            function.
        description: In Markdown.

    Example:
        >>> @logger({"log_level": str})
        ... def quiet(context):
        ...     made = logging.Logger("quiet")
        ...     made.setLevel(context.logger_config["log_level"])
        ...     return made
        >>> quiet(build_init_logger_context(logger_config={"log_level": "ERROR"})).level
        40
    """
    if callable(config_schema) and not isinstance(config_schema, type):
        return LoggerDefinition(config_schema)
    return lambda fn: LoggerDefinition(fn, config_schema, description)


class JsonLogFormatter(logging.Formatter):
    """Writes each record as one JSON object of all its attributes."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as JSON; what JSON has not, as text."""
        return json.dumps(record.__dict__, sort_keys=True, default=str)


class _Plain(logging.Formatter):
    """Writes time, name, level and message, in colour by level where a terminal reads it."""

    _COLORS: Mapping[int, str] = {40: "31", 50: "31;1", 30: "33", 10: "32"}

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*."""
        line = super().format(record)
        color = self._COLORS.get(record.levelno) if sys.stderr.isatty() else None
        return f"\033[{color}m{line}\033[0m" if color else line


_FORM = "%(asctime)s - %(name)s - %(levelname)s - %(message)s"
_DATES = "%Y-%m-%d %H:%M:%S %z"


def _console(context: InitLoggerContext, formatter: logging.Formatter) -> logging.Logger:
    """Return a logger that writes to the standard error what *formatter* makes."""
    config = context.logger_config
    # Its own logger: that of another run of the same name may have other handlers and levels.
    made = logging.Logger(config["name"], level=_level(config["log_level"]))  # noqa: LOG001 - above
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    made.addHandler(handler)
    return made


def _level(name: str) -> Any:
    """Return the level called *name*, in upper or lower case, or its number in text."""
    return int(name) if name.isdigit() else name.upper()


def _console_schema() -> Any:
    """Return what may be said to a console logger."""
    return {
        "log_level": Field(str, is_required=False, default_value="INFO"),
        "name": Field(str, is_required=False, default_value="dagster"),
    }


colored_console_logger = LoggerDefinition(
    lambda context: _console(context, _Plain(_FORM, _DATES)),
    _console_schema(),
    "The default colored console logger.",
)
json_console_logger = LoggerDefinition(
    lambda context: _console(context, JsonLogFormatter()),
    _console_schema(),
    "A JSON-formatted console logger.",
)


def default_loggers() -> Mapping[str, LoggerDefinition]:
    """Return the loggers of a run that says nothing of its own."""
    return {"console": colored_console_logger}


def get_dagster_logger(name: str | None = None) -> logging.Logger:
    """Return a logger whose messages in a step go where ``context.log`` goes.

    Args:
        name: Of a logger below it.

    Example:
        >>> get_dagster_logger("orders").name
        'dagster.builtin.orders'
    """
    return logging.getLogger(f"{BUILTIN}.{name}" if name else BUILTIN)
