"""What page and kernel say about what happened to an asset: its logs, history and numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from dagbook.model.log_lines import Source

MOST_LINES = 10_000
"""Lines of one answer; the page asks for those after them."""

MOST_ROWS = 200
"""Materializations of one answer."""


@dataclass(frozen=True, slots=True)
class ShowLogs:
    """Answer with what steps said, as `ShownLogs`.

    Args:
        asset: The steps of which asset; "" for all of a run.
        run_id: Of which run; "" for all.
        after: Only lines with a greater number.
    """

    asset: str
    run_id: str
    after: int


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line; see `LogLine`.

    Args:
        number: Grows from line to line.
        at: When, seconds since the epoch.
        level: 10 is debug, 20 info, 30 warning, 40 error, 50 critical.
        text: What was said.
        source: "log", "stdout", "stderr", "failure" or "left out".
        step: Which step said it, with its partition.
        run_id: In which run.
        detail: A traceback, or None.
    """

    number: int
    at: float
    level: int
    text: str
    source: Source
    step: str
    run_id: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class ShownLogs:
    """What steps said.

    Args:
        asset: As it was asked.
        run_id: As it was asked.
        after: As it was asked.
        lines: The newest, in order.
    """

    asset: str
    run_id: str
    after: int
    lines: tuple[LogRow, ...]


@dataclass(frozen=True, slots=True)
class LinesCame:
    """Some step said something that can be asked for now."""


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """Answer with the materializations of an asset, as `ShownHistory`.

    Args:
        asset: Whose.
        ordinal: Of which partition; None for all.
    """

    asset: str
    ordinal: int | None


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One materialization; see `session.history.HistoryRow`."""

    at: float
    partition: str | None
    run_id: str
    origin: str
    notebook: str
    seconds: float
    size_bytes: int | None
    version: str
    code_changed: bool | None
    is_current: bool
    is_wiped: bool
    has_value: bool


@dataclass(frozen=True, slots=True)
class ShownHistory:
    """The materializations of an asset, newest first.

    Args:
        asset: Whose.
        ordinal: Of which partition; None for all.
        rows: The newest.
    """

    asset: str
    ordinal: int | None
    rows: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class ShowNumbers:
    """Answer with how the numbers in the metadata of an asset went, as `ShownNumbers`."""

    asset: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """How one number went.

    Args:
        label: Its label in the metadata.
        names: Of each point: its partition, or "".
        at: Of each point: when it was made, seconds since the epoch.
        values: Of each point: the number.
    """

    label: str
    names: tuple[str, ...]
    at: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ShownNumbers:
    """How the numbers in the metadata of an asset went.

    Args:
        asset: Whose.
        over: "partitions" in their order, or "time".
        lines: One of each label that has several numbers.
    """

    asset: str
    over: Literal["partitions", "time"]
    lines: tuple[Numbers, ...]


InspectQuestion = ShowLogs | ShowHistory | ShowNumbers
InspectAnswer = ShownLogs | ShownHistory | ShownNumbers
INSPECT_ANSWERS: dict[type, str] = {
    ShownLogs: "logs",
    LinesCame: "lines",
    ShownHistory: "history",
    ShownNumbers: "numbers",
}


def _logs(content: Mapping[str, object]) -> ShowLogs | None:
    match content.get("asset"), content.get("run_id"), content.get("after", 0):
        case str(asset), str(run_id), int(after) if after >= 0 and (asset or run_id):
            return ShowLogs(asset, run_id, int(after))
    return None


def _history(content: Mapping[str, object]) -> ShowHistory | None:
    match content.get("asset"), content.get("ordinal"):
        case str(asset), None:
            return ShowHistory(asset, None)
        case str(asset), int(ordinal) if ordinal >= 0:
            return ShowHistory(asset, int(ordinal))
    return None


def _numbers(content: Mapping[str, object]) -> ShowNumbers | None:
    asset = content.get("asset")
    return ShowNumbers(asset) if isinstance(asset, str) else None


INSPECT_QUESTIONS: dict[str, Callable[[Mapping[str, object]], InspectQuestion | None]] = {
    "logs": _logs,
    "history": _history,
    "numbers": _numbers,
}
"""Reads a question of the page by its type; None when it is none."""
