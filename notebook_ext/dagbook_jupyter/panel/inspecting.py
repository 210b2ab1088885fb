"""What happened to an asset, as the panel shows it: logs, history, numbers."""

import math
import re
from collections.abc import Callable, Iterable, Mapping

from dagbook.errors import DagsterError
from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LogLine
from dagbook.model.metadata import MetadataValue
from dagbook.model.records import Materialization
from dagbook.session.comparison_text import comparison_text
from dagbook.session.made_text import restored_text
from dagbook.session.restoring import compare_versions, restore
from dagbook.session.session import Session
from dagbook_jupyter.panel.inspect_messages import (
    MOST_LINES,
    MOST_ROWS,
    Compare,
    Compared,
    HistoryItem,
    InspectAnswer,
    InspectQuestion,
    LogRow,
    Numbers,
    Restore,
    ShowHistory,
    ShowLogs,
    ShownHistory,
    ShownLogs,
    ShownNumbers,
    ShowNumbers,
)
from dagbook_jupyter.panel.messages import Notice
from dagbook_jupyter.panel.partition_answers import partitions_now

MOST_POINTS = 400
"""Points of one plot; of more partitions the last."""

MOST_PLOTS = 12

_FILE = re.compile(r'^(\s*)File "([^"\n]+)", line', re.MULTILINE)


def inspect(session: Session, question: InspectQuestion) -> InspectAnswer | Notice:
    """Return what is asked about what happened."""
    match question:
        case Compare() | Restore():
            try:
                return _compare(session, question)
            except DagsterError as error:
                return Notice("error", str(error))
        case ShowLogs():
            return _logs(session, question)
        case ShowHistory():
            return _history(session, question)
        case ShowNumbers(asset):
            return _numbers(session, AssetKey.from_user_string(asset))


def _logs(session: Session, question: ShowLogs) -> ShownLogs:
    """Return what steps said."""
    key = AssetKey.from_user_string(question.asset) if question.asset else None
    lines = session.instance.event_log.lines.read(
        question.run_id or None, key, after=question.after, limit=MOST_LINES
    )
    rows = tuple(_row(line, session.place_of) for line in lines)
    return ShownLogs(question.asset, question.run_id, question.after, rows)


def _row(line: LogLine, place_of: Callable[[str], str]) -> LogRow:
    """Return *line* for the page."""
    partition = "" if line.partition_key is None else f"[{line.partition_key}]"
    return LogRow(
        line.number,
        line.at,
        line.level,
        line.text,
        line.source,
        line.step_key + partition,
        line.run_id,
        line.detail and in_cells(line.detail, place_of),
    )


def in_cells(traceback: str, place_of: Callable[[str], str]) -> str:
    """Return *traceback* with cells called what a person calls them.

    >>> in_cells('  File "/tmp/ipykernel_7/1.py", line 3, in f', lambda name: "cell 2")
    '  cell 2, line 3, in f'
    """

    def named(found: re.Match[str]) -> str:
        place = place_of(found[2])
        return f"{found[1]}{place}, line" if place else found[0]

    return _FILE.sub(named, traceback)


def _compare(session: Session, question: Compare | Restore) -> Compared | Notice:
    """Compare two values, or restore one."""
    name, partition = question.asset, question.partition
    if isinstance(question, Compare):
        old, new = question.old, question.new
        found = compare_versions(session, name, old, new, partition)
        return Compared(name, partition, old, new, tuple(comparison_text(found).splitlines()))
    if session.is_running:
        return Notice("warning", "A run is going on; restore when it has ended.")
    number = question.number
    done = session.in_turn(lambda: restore(session, name, number, partition, origin="panel"))
    return Notice("info", restored_text(done))


def _history(session: Session, question: ShowHistory) -> ShownHistory:
    """Return the materializations of an asset."""
    key = AssetKey.from_user_string(question.asset)
    partition: str | None = None
    graph = session.graph()
    partitions_def = graph.nodes[key].partitions_def if key in graph else None
    if partitions_def is not None and question.ordinal is not None:
        with partitions_now(session):
            known = question.ordinal < partitions_def.count()
            partition = partitions_def.key_at(question.ordinal) if known else None
    rows = session.history(question.asset, partition, MOST_ROWS)
    items = tuple(
        HistoryItem(
            row.number,
            row.restored_from,
            row.at,
            row.partition,
            row.run_id,
            row.origin,
            row.notebook,
            row.seconds,
            row.size_bytes,
            row.version,
            row.code_changed,
            row.is_current,
            row.is_wiped,
            row.has_value,
        )
        for row in rows
    )
    return ShownHistory(question.asset, question.ordinal, items)


def _numbers(session: Session, key: AssetKey) -> ShownNumbers:
    """Return how the numbers in the metadata of *key* went."""
    graph, log = session.graph(), session.instance.event_log
    partitions_def = graph.nodes[key].partitions_def if key in graph else None
    if partitions_def is None:
        newest = log.history(key, None, MOST_POINTS)
        points = [("", row.at, made) for row, made in reversed(newest)]
        return ShownNumbers(key.to_user_string(), "time", _lines(points))
    by_key = log.latest(key)
    with partitions_now(session):
        ordinals = partitions_def.ordinals_of([each for each in by_key if each is not None])
    last = sorted(ordinals, key=ordinals.__getitem__)[-MOST_POINTS:]
    latest = [(each, by_key[each]) for each in last]
    points = [(name, row.at, log.materialization(row.event_id, key, name)) for name, row in latest]
    return ShownNumbers(key.to_user_string(), "partitions", _lines(points))


def _lines(points: Iterable[tuple[str, float, Materialization]]) -> tuple[Numbers, ...]:
    """Return one line of each label that has several numbers."""
    found: dict[str, list[tuple[str, float, float]]] = {}
    for name, at, made in points:
        for label, number in _numbers_in(made.metadata).items():
            found.setdefault(label, []).append((name, at, number))
    several = [(label, each) for label, each in found.items() if len(each) > 1]
    return tuple(
        Numbers(label, *(tuple(part) for part in zip(*each, strict=True)))
        for label, each in several[:MOST_PLOTS]
    )


def _numbers_in(metadata: Mapping[str, MetadataValue]) -> dict[str, float]:
    """Return the finite numbers of *metadata* by label."""
    found: dict[str, float] = {}
    for label, value in metadata.items():
        if value.kind in ("int", "float"):
            try:
                number = float(value.value)
            except OverflowError:
                continue
            if math.isfinite(number):
                found[label] = number
    return found
