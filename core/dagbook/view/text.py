"""The graph and its status without a picture: as text, and as the rows of `%assets`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from html import escape

from dagbook.view.aligned import aligned
from dagbook.view.graph_view import STATE_GLYPHS, Card, GraphView, Ranges, State, StatusBadge
from dagbook.view.humanize import columns, moment, one_line, pad, size
from dagbook.view.words import badge_of, status_words

_COLUMN_GAP = "  "
_WIDEST_TREE = 48
_NO_CHECKS: Mapping[str, str] = {}
HEADINGS = ("asset", "status", "partitions", "last run", "size", "checks")
_WHOLE = (2, 3, 4)
"""The columns that no narrow terminal cuts."""


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One line of `%assets`; what is unknown or does not apply is "".

    Args:
        asset: The key.
        state: The status as one word.
        status: The status in words, such as "stale (31 of 365 days)".
        partitions: How many have a value, such as "31/365".
        last_run: When it was last materialized, local time, such as "2026-11-22 10:31".
        size: Of what is stored, such as "1.2 MB".
        checks: How its checks stand, such as "✗ no_nulls blocks, ✓ 3".
    """

    asset: str
    state: State
    status: str
    partitions: str
    last_run: str
    size: str
    checks: str = ""


def to_text(view: GraphView, statuses: Mapping[str, StatusBadge]) -> str:
    r"""Return *view* as an indented tree with one line an asset.

    An asset stands under the dependency that is deepest in the graph; when it has others, all
    are listed after an arrow.

    Args:
        view: The cards.
        statuses: Their status by key; a card without one counts as never materialized.

    Example:
        >>> def card(key, *deps):
        ...     return Card(key, key, "default", (), "", False, deps, None, "", None)
        >>> view = GraphView((card("raw"), card("users"), card("orders", "raw", "users")))
        >>> badges = {"raw": StatusBadge("fresh", ""), "orders": StatusBadge("stale", "31 of 365")}
        >>> print(to_text(view, badges))
        raw        ● fresh
        users      ○ never materialized
        └─ orders  ◐ stale (31 of 365)  <- raw, users
    """
    if not view.cards:
        return "no assets yet"
    cards = {card.key: card for card in view.cards}
    tree = _tree(view)
    width = min(_WIDEST_TREE, max(columns(leaf.branch + one_line(leaf.key)) for leaf in tree))
    return "\n".join(
        _line(leaf, cards[leaf.key], badge_of(cards[leaf.key], statuses.get(leaf.key)), width)
        for leaf in tree
    )


def assets_table(
    view: GraphView,
    statuses: Mapping[str, StatusBadge],
    checks: Mapping[str, str] = _NO_CHECKS,
    *,
    tz: tzinfo | None = None,
) -> tuple[AssetRow, ...]:
    """Return a row for each asset, in the order of *view*.

    Args:
        view: The cards.
        statuses: Their status by key; a card without one counts as never materialized.
        checks: How the checks of each asset stand, by key; see `check_marks`.
        tz: The time zone of `AssetRow.last_run`, or None for the machine's own.

    Example:
        >>> card = Card("orders", "orders", "default", (), "", False, (), None, "", None)
        >>> assets_table(GraphView((card,)), {"orders": StatusBadge("fresh", "", size_bytes=1200)})
        (AssetRow(asset='orders', state='fresh', status='fresh', partitions='', last_run='',
        size='1.2 kB', checks=''),)
    """
    return tuple(
        _row(card, badge_of(card, statuses.get(card.key)), checks.get(card.key, ""), tz)
        for card in view.cards
    )


def _reasoned(card: Card, badge: StatusBadge) -> str:
    """Return the status of *card*, with its first reason where it is out of date for one."""
    words = status_words(card, badge)
    if badge.state != "stale" or not badge.reasons:
        return words
    return f"{words}: {one_line(badge.reasons[0])}"


def table_text(rows: tuple[AssetRow, ...], width: int | None = None) -> str:
    """Return *rows* as aligned columns under headings; columns that are all empty are left out.

    Args:
        rows: The assets.
        width: So many columns the terminal has; None for any.
    """
    if not rows:
        return "no assets yet"
    return "\n".join(aligned([HEADINGS, *(_cells(row) for row in rows)], width, _WHOLE))


def table_html(rows: tuple[AssetRow, ...]) -> str:
    """Return *rows* as an HTML table that also reads well where styles are stripped."""
    if not rows:
        return "<p>no assets yet</p>"
    shown = _shown(rows)
    head = "".join(f'<th style="text-align:left">{HEADINGS[column]}</th>' for column in shown)
    body = "".join(
        f'<tr data-state="{row.state}">'
        + "".join(
            f'<td style="text-align:left">{escape(_cells(row)[column])}</td>' for column in shown
        )
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<table class="dagbook-assets">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>"
    )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A line of the tree: the lines drawn before it, the asset, and what it stands under."""

    branch: str
    key: str
    parent: str | None


def _tree(view: GraphView) -> list[_Leaf]:
    """Return each asset once, parents first."""
    children = _children(view)
    leaves: list[_Leaf] = []
    # A stack, as a chain may be longer than Python's recursion limit.
    stack = [(_Leaf("", key, None), "") for key in reversed(children.get(None, []))]
    while stack:
        leaf, indent = stack.pop()
        leaves.append(leaf)
        below = children.get(leaf.key, [])
        for child in reversed(below):
            bend, rest = ("└─ ", "   ") if child == below[-1] else ("├─ ", "│  ")
            stack.append((_Leaf(indent + bend, child, leaf.key), indent + rest))
    return leaves


def _children(view: GraphView) -> dict[str | None, list[str]]:
    """Return what stands under each asset: every asset once, under its deepest dependency."""
    place = {card.key: i for i, card in enumerate(view.cards)}
    depth: dict[str, int] = {}
    children: dict[str | None, list[str]] = {}
    for card in view.cards:
        # Only what comes before counts, so a cycle is cut where it closes.
        before = [d for d in card.deps if place.get(d, len(place)) < place[card.key]]
        parent = max(before, key=lambda d: (depth[d], place[d]), default=None)
        depth[card.key] = 0 if parent is None else depth[parent] + 1
        children.setdefault(parent, []).append(card.key)
    return children


def _line(leaf: _Leaf, card: Card, badge: StatusBadge, width: int) -> str:
    name = pad(leaf.branch + one_line(card.key), width)
    deps = tuple(dict.fromkeys(card.deps))
    said = deps in ((), (leaf.parent,))
    sources = "" if said else f"{_COLUMN_GAP}<- {', '.join(map(one_line, deps))}"
    return f"{name}{_COLUMN_GAP}{STATE_GLYPHS[badge.state]} {status_words(card, badge)}{sources}"


def _row(card: Card, badge: StatusBadge, checks: str, tz: tzinfo | None) -> AssetRow:
    return AssetRow(
        asset=one_line(card.key),
        state=badge.state,
        status=_reasoned(card, badge),
        partitions=f"{_total(badge.materialized)}/{card.partitions.count}"
        if card.partitions
        else "",
        last_run="" if badge.at is None else moment(badge.at, tz),
        size="" if badge.size_bytes is None else size(badge.size_bytes),
        checks=checks,
    )


def _total(ranges: Ranges) -> int:
    return sum(stop - start for start, stop in ranges)


def _cells(row: AssetRow) -> tuple[str, ...]:
    status = f"{STATE_GLYPHS[row.state]} {row.status}"
    return (row.asset, status, row.partitions, row.last_run, row.size, row.checks)


def _shown(rows: tuple[AssetRow, ...]) -> tuple[int, ...]:
    """Return the columns in which some row says something."""
    return tuple(i for i in range(len(HEADINGS)) if any(_cells(row)[i] for row in rows))
