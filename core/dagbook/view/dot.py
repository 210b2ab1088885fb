"""The graph as DOT, of geometry alone, and where Graphviz is.

Graphviz only places boxes of given sizes and routes lines between them; cards are drawn by us.
So the DOT text holds no name and needs no quoting, and renaming an asset to one of the same width
meets the cache.
"""

import os
import shutil
import sysconfig
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

from dagbook.view.graph_view import FOLD_PREFIX, Card, GraphView
from dagbook.view.metrics import text_width

Direction = Literal["LR", "TB"]

CARD_HEIGHT = 64
CARD_MIN_WIDTH = 168
CARD_MAX_WIDTH = 280
FOLD_MIN_WIDTH = 216
CARD_PADDING = 12
NAME_PX = 13
DEFAULT_GROUP = "default"
MANY_CARDS = 300
"""Above this many cards speed matters more than the last crossing avoided."""
TOO_MANY_TO_ROUTE = 1000
"""Above this many cards edges are straight; nobody follows one that far."""

_GROUP_LABEL_PX = 10
_GROUP_MARGIN = 14
_PX_PER_INCH = 72
_WIDTH_STEP = 8
_NO_ENGINE = frozenset({"none", "off"})


def engines() -> tuple[str, ...]:
    """Return every Graphviz executable found, in the order to try them.

    What the environment variable ``DAGBOOK_DOT`` names ("none" means no engine at all), then the
    user's ``dot``, then the bundled ``graphviz-pure``.
    """
    chosen = os.environ.get("DAGBOOK_DOT", "")
    if chosen.lower() in _NO_ENGINE:
        return ()
    # A kernel often does not have its environment's scripts on PATH.
    folders = {sysconfig.get_path("scripts"), sysconfig.get_path("scripts", _user_scheme())}
    bundled = [shutil.which("graphviz-pure", path=folder) for folder in sorted(folders)]
    found = (
        shutil.which(str(Path(chosen).expanduser())) if chosen else None,
        shutil.which("dot"),
        shutil.which("graphviz-pure"),
        *bundled,
    )
    return tuple(dict.fromkeys(path for path in found if path))


def _user_scheme() -> str:
    return sysconfig.get_preferred_scheme("user")


def to_dot(view: GraphView, *, direction: Direction = "LR") -> str:
    """Return *view* as DOT: card ``i`` is the node ``n<i>``, the ``j``-th group ``cluster_<j>``.

    Args:
        view: The cards; edges to keys without a card are left out.
        direction: "LR" draws upstream to the left, "TB" at the top.

    Example:
        >>> from dagbook.view.graph_view import Card
        >>> def card(key, *deps):
        ...     return Card(key, key, "default", (), "", False, deps, None, "", None)
        >>> dot = to_dot(GraphView((card("raw"), card("orders", "raw", "unknown"))))
        >>> [line for line in dot.splitlines() if "->" in line]
        ['n0 -> n1;']
    """
    lines = ["digraph {", *_attributes(view, direction)]
    lines += [f"n{i} [width={_inches(card_width(c))}];" for i, c in enumerate(view.cards)]
    for number, group in enumerate(groups(view)):
        members = "; ".join(f"n{i}" for i, card in enumerate(view.cards) if card.group == group)
        # The blank label keeps the room in which we write the group's name.
        lines.append(f'subgraph cluster_{number} {{ label=" "; {members}; }}')
    lines += [f"n{source} -> n{target}{_loop(source, target)};" for source, target in edges(view)]
    lines.append("}")
    return "\n".join(lines) + "\n"


def groups(view: GraphView) -> tuple[str, ...]:
    """Return the names of the groups that are drawn as boxes, in order of first appearance.

    Assets without a group of their own stand free.
    """
    return tuple(dict.fromkeys(c.group for c in view.cards if c.group != DEFAULT_GROUP))


def edges(view: GraphView) -> tuple[tuple[int, int], ...]:
    """Return the edges that can be drawn, each once, as places in ``view.cards``."""
    places = {card.key: place for place, card in enumerate(view.cards)}
    return tuple(
        dict.fromkeys(
            (places[dep], place)
            for place, card in enumerate(view.cards)
            for dep in card.deps
            if dep in places
        )
    )


def shown_name(card: Card) -> str:
    """Return the name line of *card*: its whole key, as two assets may share a last part."""
    return card.name if card.key.startswith(FOLD_PREFIX) else card.key


def card_width(card: Card) -> int:
    """Return the width of *card* in px; it depends on the definition only, never on status."""
    wanted = text_width(shown_name(card), NAME_PX, bold=True) + 2 * CARD_PADDING
    stepped = -(-int(wanted) // _WIDTH_STEP) * _WIDTH_STEP
    least = FOLD_MIN_WIDTH if card.key.startswith(FOLD_PREFIX) else CARD_MIN_WIDTH
    return max(least, min(CARD_MAX_WIDTH, stepped))


def _attributes(view: GraphView, direction: Direction) -> tuple[str, ...]:
    cards = len(view.cards)
    tail, head = ("e", "w") if direction == "LR" else ("s", "n")
    room = "ranksep=0.7 nodesep=0.28" if direction == "LR" else "ranksep=0.55 nodesep=0.4"
    # Ranks by group give the tidier picture, but draw what lies between two assets of one group
    # beside them, so that edges turn back.
    ranks = " newrank=true" if _interleaved(view) else ""
    speed = " nslimit=2 nslimit1=2 mclimit=0.3" if cards > MANY_CARDS else ""
    lines = " splines=line" if cards > TOO_MANY_TO_ROUTE else ""
    label = f"labeljust=l fontsize={_GROUP_LABEL_PX}"
    return (
        f"graph [rankdir={direction} {room} margin={_GROUP_MARGIN} {label}{ranks}{speed}{lines}];",
        f'node [shape=box fixedsize=true label="" height={_inches(CARD_HEIGHT)}];',
        f"edge [dir=none tailport={tail} headport={head}];",
    )


def _interleaved(view: GraphView) -> bool:
    """Return whether some path leaves a group and comes back to it."""
    home = [c.key if c.group == DEFAULT_GROUP else ("group", c.group) for c in view.cards]
    sorter: TopologicalSorter[str | tuple[str, str]] = TopologicalSorter()
    for source, target in edges(view):
        if home[source] != home[target]:
            sorter.add(home[target], home[source])
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def _loop(source: int, target: int) -> str:
    """Return what an edge of a card to itself needs: no ports, or it would cross the card."""
    return ' [tailport="" headport=""]' if source == target else ""


def _inches(px: int) -> str:
    return f"{px / _PX_PER_INCH:.4f}"
