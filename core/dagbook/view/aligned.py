"""Tables as text: aligned columns, which fit a terminal where one is said."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from dagbook.view.humanize import columns, pad

GAP = "  "
LEAST_WIDTH = 8
"""No cells are cut to less than that; a heading is, down to what stands under it."""


def aligned(
    rows: Sequence[Sequence[str]],
    width: int | None = None,
    whole: Collection[int] = (),
    least: Mapping[int, int] = MappingProxyType({}),
    spared: Sequence[int] = (),
) -> list[str]:
    """Return a line for each of *rows*, aligned; columns that are all empty are left out.

    Args:
        rows: Their cells; the first are the headings, which alone keep no column.
        width: So many columns the terminal has; the widest cells are cut to fit. None for any.
        whole: Which columns are never cut, counted from 0.
        least: To how much others are cut at most, in place of `LEAST_WIDTH`.
        spared: Which columns go, the first first, where all the others do not fit so.

    Example:
        >>> for line in aligned([("asset", "note", "size"), ("raw", "", "3 B")]):
        ...     print(line)
        asset  size
        raw    3 B
        >>> for line in aligned([("asset", "last"), ("a long name of an asset", "today")], 20):
        ...     print(line)
        asset          last
        a long name …  today
        >>> rows = [("asset", "size", "last"), ("a long name", "3 kB", "today")]
        >>> for line in aligned(rows, 20, whole=[0, 2], spared=[1]):
        ...     print(line)
        asset        last
        a long name  today
    """
    shown = [at for at in range(len(rows[0])) if any(row[at] for row in rows[1:])]
    widths = {at: max(columns(row[at]) for row in rows) for at in shown}
    if width is not None:
        narrow = {
            at: min(least.get(at, LEAST_WIDTH), max(columns(row[at]) for row in rows[1:]))
            for at in shown
            if at not in whole
        }
        for at in spared:
            taken = sum(narrow.get(each, widths[each]) for each in shown)
            if at in shown and taken + len(GAP) * (len(shown) - 1) > width:
                shown.remove(at)
        room = width - len(GAP) * (len(shown) - 1) - sum(widths[at] for at in shown if at in whole)
        widths |= _shrunk({at: widths[at] for at in shown if at not in whole}, narrow, room)
    return [
        GAP.join(pad(cut(row[at], widths[at]), widths[at]) for at in shown).rstrip() for row in rows
    ]


def cut(text: str, width: int) -> str:
    """Return *text*, which takes no more than *width* columns.

    >>> cut("carriers", 5), cut("carriers", 8)
    ('carr…', 'carriers')
    """
    if columns(text) <= width:
        return text
    kept = text
    while columns(kept) >= width:
        kept = kept[:-1]
    return f"{kept}…"


def _shrunk(widths: dict[int, int], least: dict[int, int], total: int) -> dict[int, int]:
    """Return *widths*, the widest narrower until they are *total* together or all are the least."""
    while sum(widths.values()) > total:
        wide = [at for at in widths if widths[at] > least[at]]
        if not wide:
            break
        widths[max(wide, key=lambda at: widths[at])] -= 1
    return widths
