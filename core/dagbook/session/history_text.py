"""What wipes, undos and the history of an asset say, as text and as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from html import escape

from dagbook.io_managers.notebook_local import value_told
from dagbook.session.history import HistoryRow
from dagbook.session.wiping import Undone, UndoSummary, Wiped, WipeSummary
from dagbook.view.aligned import aligned
from dagbook.view.humanize import count, duration_cell, moment, one_line, size

HEADINGS = ("#", "made", "partition", "by", "defined in", "took", "size", "value", "code", "")
_WHOLE = (0, 1, 5, 6, 7, 9)
"""The columns that no narrow terminal cuts."""
_LEAST = {2: 30}
"""A partition's key is what tells its row apart."""
_SPARED = (6, 4)
"""What goes where all of that does not fit: the size, then the cell."""

MOST_LISTED = 5
"""So many partitions of an asset are named one by one."""

_SHORT = 8


def wipe_text(summary: WipeSummary, *, done: bool) -> str:
    """Return what a wipe took, or would take, in words.

    Args:
        summary: What it takes.
        done: Whether it is gone already.

    Example:
        >>> plan = WipeSummary((Wiped("orders", ("a", "b"), 2, 1_200_000),))
        >>> print(wipe_text(plan, done=False))
        This would wipe orders[a, b]: 2 values, 1.2 MB. Add --yes to wipe them.
        >>> print(wipe_text(plan, done=True))
        wiped orders[a, b]: 2 values, 1.2 MB
    """
    if not summary.assets:
        return "Nothing is stored of this; there is nothing to wipe."
    what = ", ".join(_with_partitions(each) for each in summary.assets)
    much = f"{count(summary.count, 'value')}, {size(summary.size_bytes)}"
    lines = [
        f"wiped {what}: {much}"
        if done
        else f"This would wipe {what}: {much}. Add --yes to wipe them."
    ]
    elsewhere = ", ".join(each.key for each in summary.assets if each.elsewhere)
    if elsewhere:
        lines.append(f"What another IO manager keeps of {elsewhere} stays where it is.")
    return "\n".join(lines)


def undo_text(summary: UndoSummary, tz: tzinfo | None = None) -> str:
    """Return what an undo did, a line for each value, or for each asset where there are many.

    Example:
        >>> print(undo_text(UndoSummary((Undone("orders", None, 9.0),))))
        orders has no value now: there was none before
        >>> print(undo_text(UndoSummary((Undone("orders", "a", 9.0, 5.0, "it is gone"),))))
        orders[a] stays as it is: it is gone
    """
    if not summary.places:
        return "Nothing is stored of this; there is nothing to undo."
    by_asset: dict[str, list[Undone]] = {}
    for each in summary.places:
        by_asset.setdefault(each.key, []).append(each)
    lines: list[str] = []
    for key, places in by_asset.items():
        if len(places) <= MOST_LISTED:
            lines += (_undone_words(each, tz) for each in places)
        else:
            lines += _undone_counts(key, places)
    return "\n".join(lines)


def history_text(
    rows: Sequence[HistoryRow], tz: tzinfo | None = None, width: int | None = None
) -> str:
    """Return *rows* as aligned columns under headings; columns that are all empty are left out.

    Args:
        rows: The materializations.
        tz: Of the times; the machine's by default.
        width: So many columns the terminal has; None for any.
    """
    if not rows:
        return "It was never materialized."
    table = [HEADINGS, *(_cells(row, tz) for row in rows)]
    return "\n".join(aligned(table, width, _WHOLE, _LEAST, _SPARED))


def history_html(rows: Sequence[HistoryRow], tz: tzinfo | None = None) -> str:
    """Return *rows* as an HTML table that also reads well where styles are stripped."""
    if not rows:
        return "<p>It was never materialized.</p>"
    lines = [_cells(row, tz) for row in rows]
    shown = _shown(lines)
    left = 'style="text-align:left"'
    head = "".join(f"<th {left}>{HEADINGS[at]}</th>" for at in shown)
    body = "".join(
        "<tr>" + "".join(f"<td {left}>{escape(line[at])}</td>" for at in shown) + "</tr>\n"
        for line in lines
    )
    return (
        f'<table class="dagbook-history">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>"
    )


def _with_partitions(wiped: Wiped) -> str:
    """Return an asset with the partitions that go."""
    if not wiped.partitions:
        return wiped.key
    if len(wiped.partitions) <= MOST_LISTED:
        return f"{wiped.key}[{', '.join(wiped.partitions)}]"
    return f"{wiped.key} ({count(len(wiped.partitions), 'partition')})"


def _undone_words(undone: Undone, tz: tzinfo | None) -> str:
    """Return what became of one value."""
    name = undone.key if undone.partition is None else f"{undone.key}[{undone.partition}]"
    if undone.refused:
        return f"{name} stays as it is: {undone.refused}"
    if undone.back_to is None:
        return f"{name} has no value now: there was none before"
    return f"{name} is back to the value made {moment(undone.back_to, tz)}"


def _undone_counts(key: str, places: Iterable[Undone]) -> Iterator[str]:
    """Yield what became of many partitions of one asset."""
    said: dict[str, int] = {}
    for each in places:
        if each.refused:
            words = f"as they were: {each.refused}"
        elif each.back_to is None:
            words = "without a value now: there was none before"
        else:
            words = "back to the value before"
        said[words] = said.get(words, 0) + 1
    for words, number in said.items():
        yield f"{key}: {count(number, 'partition')} {words}"


def _cells(row: HistoryRow, tz: tzinfo | None) -> tuple[str, ...]:
    """Return one line of the table."""
    state = "current" if row.is_current else "wiped" if row.is_wiped else ""
    gone = "" if row.has_value else "value gone"
    restored = "" if row.restored_from is None else f"restored from {row.restored_from}"
    return (
        f"{row.number:,}" if row.number else "",
        moment(row.at, tz),
        "" if row.partition is None else one_line(row.partition),
        one_line(row.origin or row.notebook),
        one_line(row.defined_in),
        duration_cell(row.seconds),
        "" if row.size_bytes is None else size(row.size_bytes),
        one_line(value_told(row.version))[:_SHORT],
        "changed" if row.code_changed else "",
        ", ".join(part for part in (state, restored, gone) if part),
    )


def _shown(lines: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Return the columns in which some line says something."""
    return tuple(at for at in range(len(HEADINGS)) if any(line[at] for line in lines))
