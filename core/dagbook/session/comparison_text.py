"""What `Comparison` says, as text and as HTML that reads well without styles too. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from dagbook.session.comparison import (
    ColumnChange,
    Comparison,
    Entry,
    MappingChange,
    Numbers,
    Row,
    TableChange,
)
from dagbook.view.humanize import count

_COLOURS = {"+": "rgba(46,160,67,.2)", "-": "rgba(248,81,73,.2)"}
_PLACE = "their place"


def comparison_text(found: Comparison) -> str:
    """Return *found* as lines.

    Example:
        >>> print(comparison_text(Comparison("3", "3", True, old_version="1", new_version="2")))
        1: 3
        2: 3
        nothing differs
    """
    return "\n".join(lines_of(found))


def comparison_html(found: Comparison) -> str:
    """Return *found* as HTML, lines that are new or gone in colours."""
    rows = "".join(
        f'<span style="display:block;background:{_COLOURS.get(line.lstrip()[:1], "none")}">'
        f"{escape(line) or ' '}</span>"
        for line in lines_of(found)
    )
    return f'<pre class="dagbook-compare" style="margin:.3em 0">{rows}</pre>'


def lines_of(found: Comparison) -> list[str]:
    """Return *found* as lines; those of what is gone begin with - and of what is new with +."""
    lines = [f"{found.old_version}: {found.old}", f"{found.new_version}: {found.new}"]
    if found.table is not None:
        if not found.table.is_equal:
            return [*lines, *_table(found.table)]
    elif found.mapping is not None and not found.is_equal:
        return [*lines, *_mapping(found.mapping)]
    elif found.array is not None and not found.is_equal:
        changed = found.array.changed
        if changed is None:
            return [*lines, "their shapes differ"]
        by = "" if found.array.largest is None else f", by {_number(found.array.largest)} at most"
        return [*lines, f"{count(changed, 'place')} {_hold(changed)} something else{by}"]
    elif found.text is not None and found.text.diff:
        more = [f"{count(found.text.more, 'more line')}"] if found.text.more else []
        cut = ["only the first lines were compared"] if found.text.is_cut else []
        return [*lines, *found.text.diff.split("\n"), *more, *cut]
    equal = "nothing differs" if found.is_equal else "they write themselves alike, and may differ"
    cut = _cut(found.table) if found.table is not None else []
    return [*lines, equal, *cut]


def _table(table: TableChange) -> Iterator[str]:
    """Yield what differs between two tables."""
    by = ", ".join(table.matched_by) or _PLACE
    yield (
        f"rows matched by {by}: {table.added:,} added, {table.removed:,} removed, "
        f"{table.changed:,} changed"
    )
    yield from _cut(table)
    if table.is_reordered:
        yield "rows stand in another order"
    yield from (_column(each) for each in table.columns)
    yield from _rows("changed", table.changed, table.changed_rows)
    yield from _rows("added", table.added, table.added_rows)
    yield from _rows("removed", table.removed, table.removed_rows)


def _cut(table: TableChange) -> list[str]:
    """Return the line that says that only the first rows were compared, if so."""
    if table.compared_rows is None:
        return []
    return [f"only the first {table.compared_rows:,} rows of each were compared"]


def _column(column: ColumnChange) -> str:
    """Return what differs in one column."""
    if not column.old_dtype:
        return f"+ column {column.name} ({column.new_dtype})"
    if not column.new_dtype:
        return f"- column {column.name} ({column.old_dtype})"
    said = []
    if column.old_dtype != column.new_dtype:
        said.append(f"{column.old_dtype} → {column.new_dtype}")
    if column.changed:
        said.append(f"{count(column.changed, 'value')} changed")
    if column.old is not None and column.new is not None and column.old != column.new:
        said += _numbers(column.old, column.new)
    return f"  column {column.name}: {', '.join(said)}"


def _numbers(old: Numbers, new: Numbers) -> Iterator[str]:
    """Yield which of the numbers in short differ."""
    for word, was, now in (
        ("min", old.least, new.least),
        ("mean", old.mean, new.mean),
        ("max", old.most, new.most),
        ("missing", old.missing, new.missing),
    ):
        if was != now:
            yield f"{word} {_number(was)} → {_number(now)}"


def _number(number: float | None) -> str:
    """Return a number in few digits."""
    return "none" if number is None else f"{number:.6g}"


def _rows(word: str, total: int, rows: Sequence[Row]) -> Iterator[str]:
    """Yield rows of one kind, a line each."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    for row in rows:
        yield f"{signs[word]} {row.key}: {', '.join(_cells(row.cells))}"
    if total > len(rows):
        yield f"  and {total - len(rows):,} more {word}"


def _cells(cells: Iterable[Entry]) -> Iterator[str]:
    """Yield the cells of a row."""
    for cell in cells:
        both = cell.old and cell.new
        yield f"{cell.name} {f'{cell.old} → {cell.new}' if both else cell.old or cell.new}"


def _mapping(mapping: MappingChange) -> Iterator[str]:
    """Yield what differs between two dicts."""
    for sign, entries, total, word in (
        ("~", mapping.changed, mapping.changed_count, "changed"),
        ("+", mapping.added, mapping.added_count, "added"),
        ("-", mapping.removed, mapping.removed_count, "removed"),
    ):
        for each in entries:
            both = f"{each.old} → {each.new}"
            yield f"{sign} {each.name}: {both if sign == '~' else each.new or each.old}"
        if total > len(entries):
            yield f"  and {total - len(entries):,} more {word}"


def _hold(number: int) -> str:
    """Return the verb."""
    return "holds" if number == 1 else "hold"
