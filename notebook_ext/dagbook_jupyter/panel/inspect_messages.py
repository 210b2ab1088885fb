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

    number: int
    restored_from: int | None
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


@dataclass(frozen=True, slots=True)
class Compare:
    """Answer with what differs between two values of an asset, as `Compared`.

    Args:
        asset: Whose.
        partition: Of which partition, or None.
        old: The number of the one, as `HistoryItem` has it.
        new: The number of the other.
    """

    asset: str
    partition: str | None
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two values of an asset.

    Args:
        asset: As it was asked.
        partition: As it was asked.
        old: As it was asked.
        new: As it was asked.
        lines: What differs, in words; of texts a diff.
    """

    asset: str
    partition: str | None
    old: int
    new: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restore:
    """Make an earlier value of an asset its latest again; a notice says what came of it.

    Args:
        asset: Whose.
        partition: Of which partition, or None.
        number: Which, as `HistoryItem` has it.
    """

    asset: str
    partition: str | None
    number: int


InspectQuestion = ShowLogs | ShowHistory | ShowNumbers | Compare | Restore
InspectAnswer = ShownLogs | ShownHistory | ShownNumbers | Compared
INSPECT_ANSWERS: dict[type, str] = {
    ShownLogs: "logs",
    LinesCame: "lines",
    ShownHistory: "history",
    ShownNumbers: "numbers",
    Compared: "compared",
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


def _compare(content: Mapping[str, object]) -> Compare | None:
    match content:
        case {"asset": str(asset), "partition": str() | None as partition, "old": int(old)}:
            new = content.get("new")
            return Compare(asset, partition, old, new) if isinstance(new, int) else None
    return None


def _restore(content: Mapping[str, object]) -> Restore | None:
    match content:
        case {"asset": str(asset), "partition": str() | None as partition, "number": int(number)}:
            return Restore(asset, partition, number)
    return None


INSPECT_QUESTIONS: dict[str, Callable[[Mapping[str, object]], InspectQuestion | None]] = {
    "logs": _logs,
    "history": _history,
    "numbers": _numbers,
    "compare": _compare,
    "restore": _restore,
}
"""Reads a question of the page by its type; None when it is none."""
