"""`DagsterLogManager`: where the messages of a step go; the loggers of a run."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import FieldOf, Record
from dagbook.authoring.loggers import BUILTIN, InitLoggerContext, LoggerDefinition
from dagbook.execution.step_lines import unheard
from dagbook.model.events import DagsterEvent

_LOG = logging.getLogger("dagbook")


class DagsterLogManager(logging.Logger):
    """What ``context.log`` is: a logger that hands messages to the run's loggers.

    Without loggers of the run's own, messages go to Python's logger ``dagbook``.

    Args:
        loggers: The run's.
        tags: What is known of each message: ``run_id``, ``job_name``, ``step_key``.
    """

    def __init__(self, loggers: Sequence[logging.Logger], tags: Mapping[str, Any]) -> None:
        super().__init__("dagster")
        self.parent = _LOG
        self._loggers = loggers
        self._tags = dict(tags)
        self.before: Callable[[], None] | None = None

    def with_tags(self, **new_tags: str) -> "DagsterLogManager":
        """Return the same log manager with more that is known of each message."""
        made = DagsterLogManager(self._loggers, {**self._tags, **new_tags})
        made.handlers, made.before = self.handlers, self.before
        return made

    def log(self, level: int | str, msg: object, *args: object, **kwargs: Any) -> None:
        """Log *msg* at *level*, a number or a name."""
        super().log(level_of(level), msg, *args, **kwargs)

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - Python's name
        """Return whether anybody listens to *level*."""
        if self.level and level < self.level:
            return False
        return bool(self._loggers or self.handlers) or _LOG.isEnabledFor(level)

    def handle(self, record: logging.LogRecord) -> None:
        """Hand *record* on, with what is known of it: to its own handlers, and to loggers."""
        said = record.getMessage()
        if self.before is not None:
            self.before()
        if self._loggers:
            record.dagster_meta = _metadata(self._tags, said)
            resource = self._tags.get("resource_name")
            source = f"resource:{resource}" if resource else self._tags.get("job_name")
            known = (source, self._tags.get("run_id"), self._tags.get("step_key"), said)
            record.msg, record.args = " - ".join(str(each) for each in known if each), None
        else:
            record.dagster_meta = {**self._tags, "orig_message": said}
        for handler in self.handlers:
            if record.levelno >= handler.level:
                handler.handle(record)
        with unheard():
            for each in self._loggers or (_LOG,):
                record.name = each.name
                if each.isEnabledFor(record.levelno):
                    each.handle(record)


def _metadata(
    known: Mapping[str, Any], said: str | None, event: DagsterEvent | None = None
) -> dict[str, Any]:
    """Return what a record tells a logger of a run beside its message: every field of Dagster's.

    Args:
        known: Of where it was said: ``run_id``, ``job_name``, ``job_tags``, ``step_key`` and more.
        said: The message alone.
        event: What it tells, where no user code said it.
    """
    step_key = known.get("step_key")
    return {
        "job_name": None,
        "job_tags": {},
        "resource_fn_name": None,
        "resource_name": None,
        "run_id": None,
        "step_key": None,
        # Ops of graphs have a path, and those that run for values of an output its mapping key.
        "op_name": step_key and step_key.partition("[")[0].rpartition(".")[2],
        **known,
        "dagster_event": event,
        "dagster_event_batch_metadata": None,
        "log_message_id": str(uuid4()),
        "log_timestamp": datetime.now(UTC).replace(tzinfo=None).isoformat(),
        "orig_message": said,
    }


def level_of(level: int | str) -> int:
    """Return *level* as a number.

    >>> level_of("info"), level_of(30)
    (20, 30)
    """
    if isinstance(level, int):
        return level
    return int(logging.getLevelNamesMapping()[level.upper()])


def run_loggers(
    defined: Mapping[str, LoggerDefinition], given: Any, job_name: str, run_id: str
) -> tuple[logging.Logger, ...]:
    """Return the loggers that the config of a run asks for, set up.

    Args:
        defined: By key.
        given: What the run's config says under ``loggers``.
        job_name: The job's name.
        run_id: The run's id.

    Raises:
        DagsterInvalidConfigError: It names no logger, or does not fit one.
    """
    if not given:
        return ()
    entries = {
        key: FieldOf(Record({"config": each.config_schema}), is_required=False)
        for key, each in defined.items()
    }
    root = Record({"loggers": FieldOf(Record(entries), is_required=False)})
    whole = checked_config(root, {"loggers": given}, (), f"job {job_name}")["loggers"]
    return tuple(
        each.set_up(InitLoggerContext(whole[key].get("config"), run_id=run_id))
        for key, each in defined.items()
        if key in given
    )


def log_events(
    loggers: Sequence[logging.Logger],
    events: Iterable[DagsterEvent],
    run_id: str,
    tags: Mapping[str, str],
) -> None:
    """Hand *events* of a run with *tags* to *loggers*, as Dagster logs them."""
    for event in events:
        words = " - ".join(
            each
            for each in (
                event.job_name,
                run_id,
                str(os.getpid()),
                event.step_key,
                event.event_type.name,
                event.message,
            )
            if each
        )
        raised = getattr(event.event_specific_data, "error", None)
        words += f"\n\n{raised.to_string()}" if raised is not None else ""
        known = {"job_name": event.job_name, "step_key": event.step_key, "run_id": run_id}
        for each in loggers:
            meta = _metadata({**known, "job_tags": dict(tags)}, event.message, event)
            each.log(event.log_level, words, extra={"dagster_meta": meta})


_current: ContextVar[DagsterLogManager | None] = ContextVar("dagbook_log", default=None)


class _ToStep(logging.Handler):
    """Hands what `get_dagster_logger` gets to the step that runs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand *record* on."""
        manager = _current.get()
        if manager is not None:
            manager.handle(record)


_TO_STEP = _ToStep()
_levels: dict[DagsterLogManager, int] = {}
"""The level that was set before, by who captures now."""


@contextmanager
def capturing(manager: DagsterLogManager) -> Iterator[None]:
    """While it is open, `get_dagster_logger`'s messages go to *manager*."""
    builtin = logging.getLogger(BUILTIN)
    if _TO_STEP not in builtin.handlers:
        builtin.addHandler(_TO_STEP)
    if not _levels:
        _levels[manager] = builtin.level
        builtin.setLevel(builtin.level or logging.DEBUG)
    else:
        # Async steps overlap: who comes last puts back what was there before the first.
        _levels[manager] = next(iter(_levels.values()))
    token = _current.set(manager)
    try:
        yield
    finally:
        _current.reset(token)
        level = _levels.pop(manager)
        if not _levels:
            builtin.setLevel(level)
