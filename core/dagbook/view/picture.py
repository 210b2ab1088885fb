"""The static picture: the panel's graph as one SVG file that needs nothing else.

It stays in the saved notebook, so it names no path, loads nothing and is the same bytes for the
same graph and status.
"""

import base64
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from itertools import islice

from dagbook.view.dot import CARD_PADDING, NAME_PX, shown_name
from dagbook.view.graph_view import (
    STATE_WORDS,
    Card,
    CheckBadge,
    CheckWord,
    GraphView,
    State,
    StatusBadge,
)
from dagbook.view.humanize import count, one_line
from dagbook.view.layout import PAD, EdgePath, GroupBox, Layout, NodeBox
from dagbook.view.metrics import ELLIPSIS, px, shorten, shorten_middle, text_width
from dagbook.view.strip import LEAST_BAR, CellState, Span, cells, strip
from dagbook.view.theme import BORDERED, style_sheet
from dagbook.view.words import badge_of, status_words, wordings

MOST_TOLD = 300
"""So many assets and edges are told in words: nobody listens to more, and notebooks keep them."""

_XMLNS = "http://www.w3.org/2000/svg"
_WORDS_PX = 11
_CHIP_PX = 10
_CHIP_PADDING = 5
_CHIP_GAP = 4
_GLYPH = 10
_STRIP_HEIGHT = 5
_SEPARATE_CELLS = 32
_CAPTION_HEIGHT = 26
_MIN_WIDTH = 240
_SUMMARY: tuple[State, ...] = (
    "problem",
    "failed",
    "running",
    "queued",
    "stale",
    "partial",
    "fresh",
    "never",
)
"""States in the order of how much they ask of the reader."""

# Drawn, since fonts differ in these glyphs' size and some turn the sign of danger into an emoji.
_RING = '<circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" stroke-width="1.4"/>'
_ICONS: dict[State, str] = {
    "never": _RING,
    "fresh": '<circle cx="5" cy="5" r="4.7"/>',
    "stale": f'{_RING}<path d="M5 1a4 4 0 0 0 0 8z"/>',
    "running": '<path d="M1.5.6v8.8L9.4 5z"/>',
    "queued": f'{_RING}<path d="M5 2.6V5l1.8 1.2" fill="none" stroke="currentColor"/>',
    "failed": '<path d="M1.4 1.4l7.2 7.2m0-7.2L1.4 8.6" stroke="currentColor" stroke-width="1.9"/>',
    "partial": f'{_RING}<path d="M5 5V1a4 4 0 0 1 4 4z"/>',
    "problem": '<path d="M5 .4L10 9.4H0zM4.4 3.4v2.9h1.2V3.4zm0 3.7v1.2h1.2V7.1z"'
    ' fill-rule="evenodd"/>',
}
_CHECK_SIGNS: dict[CheckWord, str] = {
    "passed": "M1.5 5.4L4 8l4.8-6",
    "failed": "M2 2l6 6m0-6L2 8",
    "warned": "M5 1v5m0 2.2v.4",
    "not run": "M5 1.2a3.8 3.8 0 1 0 .01 0",
}
_CHECK_STATES: dict[CheckWord, State] = {
    "passed": "fresh",
    "failed": "failed",
    "warned": "stale",
    "not run": "never",
}
_EYE = (
    '<path d="M.4 5C2 2.4 3.4 1.6 5 1.6S8 2.4 9.6 5C8 7.6 6.6 8.4 5 8.4S2 7.6.4 5z" fill="none"'
    ' stroke="currentColor" stroke-width="1.2"/><circle cx="5" cy="5" r="1.6"/>'
)
"""Stands for what is looked at from here and made elsewhere."""

_BARS: Sequence[CellState] = ("missing", "some", "fresh", "stale", "failed", "running")
"""What is drawn later lies above, where bars are widened to be seen."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_svg(
    view: GraphView,
    layout: Layout,
    statuses: Mapping[str, StatusBadge],
    *,
    as_of: str,
    folds: Sequence[Card] = (),
) -> str:
    """Return the picture of *view* as an SVG document.

    Args:
        view: The cards.
        layout: Where they go, or what is shown in their place.
        statuses: Their status by key; a card without one counts as never materialized.
        as_of: When this was so, for a person; it is printed under the graph.
        folds: Cards of folded groups, whose status is in *statuses* too.

    Example:
        >>> svg = to_svg(GraphView(()), Layout(0, 0, (), (), ()), {}, as_of="2026-11-22 10:31")
        >>> "no assets yet" in svg, "as of 2026-11-22 10:31" in svg
        (True, True)
    """
    cards = {card.key: card for card in (*view.cards, *folds)}
    badges = {key: badge_of(card, statuses.get(key)) for key, card in cards.items()}
    summary, date = _summary(view, badges), f"as of {one_line(as_of)}"
    needed = text_width(summary + "    " + date, _WORDS_PX) + 2 * PAD
    width, height = max(layout.width, needed, _MIN_WIDTH), layout.height + _CAPTION_HEIGHT + PAD / 2
    shift = (width - layout.width) / 2
    w, h, right, baseline = map(px, (width, height, width - PAD, height - 11))
    parts = (
        f'<svg xmlns="{_XMLNS}" role="img" width="{w}" height="{h}" viewBox="0 0 {w} {h}">',
        f"<title>{_safe(f'Asset graph, {date}')}</title><style>{style_sheet()}</style>",
        _definitions(
            {badges[box.key].state for box in layout.nodes},
            looks=any(card.observable for card in cards.values()),
        ),
        f'<rect class="canvas" width="{w}" height="{h}" rx="8"/>',
        f'<g transform="translate({px(shift)} 0)">',
        *(_group(box) for box in layout.groups),
        *(_edge(edge) for edge in layout.edges),
        *(_card(cards[box.key], box, badges[box.key]) for box in layout.nodes),
        "</g>",
        f'<text class="caption" x="{PAD}" y="{baseline}">{_safe(summary)}</text>',
        f'<text class="caption" text-anchor="end" x="{right}" y="{baseline}">{_safe(date)}</text>',
        "</svg>\n",
    )
    return "\n".join(part for part in parts if part)


def alt_text(view: GraphView, statuses: Mapping[str, StatusBadge]) -> str:
    """Return the picture in words: every asset with its status, then every edge.

    Example:
        >>> raw = Card("raw", "raw", "default", (), "", False, (), None, "", None)
        >>> orders = Card("orders", "orders", "default", (), "", False, ("raw",), None, "", None)
        >>> alt_text(GraphView((raw, orders)), {"raw": StatusBadge("fresh", "")})
        'Asset graph of 2 assets. raw: fresh; orders: never materialized. Edges: raw to orders.'
    """
    if not view.cards:
        return "Asset graph without assets."
    states = _first(
        (
            f"{one_line(card.key)}: {status_words(card, badge_of(card, statuses.get(card.key)))}"
            for card in view.cards
        ),
        "; ",
    )
    arrows = _first(
        (f"{one_line(dep)} to {one_line(card.key)}" for card in view.cards for dep in card.deps),
        ", ",
    )
    edges = f"Edges: {arrows}." if arrows else "No edges."
    return f"Asset graph of {count(len(view.cards), 'asset')}. {states}. {edges}"


def _first(words: Iterator[str], between: str) -> str:
    """Return the first of *words* together, and how many more there are."""
    told = list(islice(words, MOST_TOLD))
    more = sum(1 for _ in words)
    return between.join((*told, f"and {more:,} more") if more else told)


def to_data_uri(svg: str) -> str:
    """Return *svg* as the source of an ``<img>``, which survives a notebook's sanitizer.

    Example:
        >>> to_data_uri("<svg/>")
        'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _summary(view: GraphView, badges: Mapping[str, StatusBadge]) -> str:
    if not view.cards:
        return "no assets yet"
    tally = Counter(badges[card.key].state for card in view.cards if not card.external)
    external = sum(card.external for card in view.cards)
    counted = [(tally[state], STATE_WORDS[state]) for state in _SUMMARY] + [(external, "external")]
    states = (f"{number} {words}" for number, words in counted if number)
    return " · ".join((count(len(view.cards), "asset"), *states))


def _definitions(used: Collection[State], *, looks: bool) -> str:
    icons = "".join(f'<g id="dgb-{s}">{icon}</g>' for s, icon in _ICONS.items() if s in used)
    icons += f'<g id="dgb-eye">{_EYE}</g>' if looks else ""
    return (
        '<defs><marker id="dgb-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7"'
        ' markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path class="tip" d="M0 .8L8 4 0 7.2z"/></marker>{icons}</defs>'
    )


def _group(box: GroupBox) -> str:
    label = shorten(one_line(box.name), box.w - 2 * PAD, _WORDS_PX, bold=True)
    return (
        f'<rect class="group" x="{px(box.x)}" y="{px(box.y)}" width="{px(box.w)}"'
        f' height="{px(box.h)}" rx="10"/>'
        f'<text class="label" x="{px(box.x + 14)}" y="{px(box.y + 18)}">{_safe(label)}</text>'
    )


def _edge(edge: EdgePath) -> str:
    return f'<path class="edge" d="{_safe(edge.path)}" marker-end="url(#dgb-tip)"/>'


def _card(card: Card, box: NodeBox, badge: StatusBadge) -> str:
    words = status_words(card, badge)
    inner = box.w - 2 * CARD_PADDING
    partitions = card.partitions.count if card.partitions else 0
    name_y, words_y = (22, 41) if partitions else (27, 46)
    border = f' b-{badge.state}" stroke-width="1.4' if badge.state in BORDERED else ""
    dashes = f' stroke-dasharray="{"7 3 2 3" if card.observable else "4 3"}"' * card.external
    eye = card.observable and badge.state == "never"
    reasons = [one_line(reason) for reason in badge.reasons]
    mark, mark_width = _checks(badge.checks, box.w - CARD_PADDING, name_y)
    name = _name(card, inner - mark_width)
    parts = (
        f'<g transform="translate({px(box.x)} {px(box.y)})">',
        f"<title>{_safe(chr(10).join((card.key, words, *reasons)))}</title>",
        f'<rect class="card{border}" width="{px(box.w)}" height="{px(box.h)}" rx="7"{dashes}/>',
        f'<text class="name" x="{CARD_PADDING}" y="{name_y}">{name}</text>',
        mark,
        _icon(badge.state, "eye" if eye else badge.state, words_y - 9),
        *_second_line(wordings(card, badge), card.kinds, inner, words_y),
        *(_bar(partitions, badge, inner) if partitions else ()),
        "</g>",
    )
    return "".join(parts)


def _icon(state: State, name: str, y: int) -> str:
    return f'<g class="s-{state}"><use href="#dgb-{name}" x="{CARD_PADDING}" y="{y}"/>'


def _name(card: Card, width: float) -> str:
    """Return the name line: the key's path in a lighter weight, its last part in full weight."""
    shown = one_line(shown_name(card))
    path, slash, last = shown.rpartition("/")
    if text_width(shown, NAME_PX, bold=True) > width:
        # The last part tells assets apart best, so the path gives way first.
        path = ELLIPSIS if slash else ""
        last = shorten_middle(last, width - text_width(path + slash, NAME_PX), NAME_PX, bold=True)
    return (
        f'<tspan class="path">{_safe(path + slash)}</tspan>{_safe(last)}' if slash else _safe(last)
    )


def _checks(checks: CheckBadge | None, right: float, y: int) -> tuple[str, float]:
    """Return the mark of an asset's checks, ending at *right*, and the room that it takes."""
    if checks is None:
        return "", 0
    tally = f"{checks.passed}/{checks.total}"
    width = text_width(tally, _CHIP_PX)
    x, state = right - width - 14, _CHECK_STATES[checks.state]
    drawn = (
        f'<g class="s-{state}"><path transform="translate({px(x)} {y - 9})" fill="none"'
        f' stroke="currentColor" stroke-width="1.8" d="{_CHECK_SIGNS[checks.state]}"/>'
        f'<text class="words" text-anchor="end" x="{px(right)}" y="{y - 1}">{tally}</text></g>'
    )
    return drawn, width + 20


def _second_line(
    words: Sequence[str], kinds: tuple[str, ...], inner: float, y: int
) -> Iterator[str]:
    """Yield the status words, then as many kinds as fit beside them, at the right."""
    room = inner - _GLYPH - 5
    fitting = (each for each in words if text_width(each, _WORDS_PX) <= room)
    shown = next(fitting, "") or shorten(words[-1], room, _WORDS_PX)
    yield f'<text class="words" x="{CARD_PADDING + _GLYPH + 5}" y="{y}">{_safe(shown)}</text></g>'
    free = room - text_width(shown, _WORDS_PX) - 2 * _CHIP_GAP
    chips: list[tuple[str, float]] = []
    for kind in map(one_line, kinds):
        width = text_width(kind, _CHIP_PX) + 2 * _CHIP_PADDING
        if width > free:
            break
        free -= width + _CHIP_GAP
        chips.append((kind, width))
    right = CARD_PADDING + inner
    for kind, width in reversed(chips):
        yield (
            f'<rect class="pill" x="{px(right - width)}" y="{y - 11}" width="{px(width)}"'
            f' height="15" rx="4"/><text class="chip" text-anchor="middle"'
            f' x="{px(right - width / 2)}" y="{y}">{_safe(kind)}</text>'
        )
        right -= width + _CHIP_GAP


def _bar(count: int, badge: StatusBadge, inner: float) -> Iterator[str]:
    """Yield the bar of *count* partitions, one path a state."""
    number = cells(count, int(inner))
    spans = strip(count, badge, most=int(inner))
    paths: dict[CellState, list[str]] = {}
    for span in spans:
        paths.setdefault(span.state, []).extend(_rectangles(span, number, inner))
    yield f'<g transform="translate({CARD_PADDING} 50)">'
    for state in sorted(paths, key=_BARS.index):
        rectangles = paths[state]
        name = "track" if state == "missing" else f"f-{state}"
        yield f'<path class="{name}" d="{"".join(rectangles)}"/>'
    yield "</g>"


def _rectangles(span: Span, number: int, inner: float) -> Iterator[str]:
    """Yield *span* as path data: few cells stand apart, many run together."""
    if number > _SEPARATE_CELLS:
        least = 0.0 if span.state == "missing" else LEAST_BAR
        width = max(least, (span.stop - span.start) * inner / number)
        x = min(span.start * inner / number, inner - width)
        yield f"M{px(x)} 0h{px(width)}v{_STRIP_HEIGHT}h-{px(width)}z"
        return
    cell = (inner + 2) / number
    for place in range(span.start, span.stop):
        yield f"M{px(place * cell)} 0h{px(cell - 2)}v{_STRIP_HEIGHT}h-{px(cell - 2)}z"


def _safe(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
