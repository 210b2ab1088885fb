"""How a graph is arranged for the eye: folded groups, a focus, a path between two. Pure.

::

    GraphView -> arranged(view, Arrangement) -> Arranged: cards to lay out, some of them folds
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dagbook.view.dot import DEFAULT_GROUP, Direction
from dagbook.view.graph_view import FOLD_PREFIX, STATE_WORDS, Card, GraphView, State, StatusBadge
from dagbook.view.humanize import count
from dagbook.view.words import badge_of

FOLDS_ABOVE = 150
"""With more cards than this, groups are folded unless they were opened."""

URGENT_FIRST: tuple[State, ...] = (
    "problem",
    "failed",
    "running",
    "queued",
    "stale",
    "partial",
    "never",
    "fresh",
)
"""States in the order in which they deserve attention."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a person chose to see of a graph, and how.

    Args:
        direction: "LR" draws upstream to the left, "TB" at the top.
        folded: Groups that were folded.
        unfolded: Groups that were opened; they stay open in a large graph.
        focus: Keys around which all else is left out; empty for everything.
        upstream: How many steps up from the focus are shown; None for all.
        downstream: How many steps down; None for all.
        path: Whether of the neighbours only those on a path between the first and the last key of
            `focus` are shown.
    """

    direction: Direction = "LR"
    folded: tuple[str, ...] = ()
    unfolded: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    upstream: int | None = None
    downstream: int | None = None
    path: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """A group drawn as one card.

    Args:
        key: Of its card, `FOLD_PREFIX` and the group's name.
        name: The group's name.
        members: Keys of its assets, in the graph's order.
    """

    key: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """What is to be laid out.

    Args:
        view: The cards, those of folds among them at the place of their first member.
        folds: The groups that are folded.
        hidden: How many assets the focus leaves out.
        using: The set of resources that is used; "" of the one that cells define.
    """

    view: GraphView
    folds: tuple[Fold, ...]
    hidden: int
    using: str = ""


def arranged(view: GraphView, arrangement: Arrangement) -> Arranged:
    """Return *view* as *arrangement* has it.

    Args:
        view: The graph; keys and groups of *arrangement* that it does not have are passed over.
        arrangement: What to show.

    Example:
        >>> def card(key, *deps, group="default"):
        ...     return Card(key, key, group, (), "", False, deps, None, "", None)
        >>> view = GraphView((card("a"), card("b", "a", group="g"), card("c", "b", group="g")))
        >>> [each.key for each in arranged(view, Arrangement(folded=("g",))).view.cards]
        ['a', '//g']
        >>> arranged(view, Arrangement(focus=("a",), downstream=1)).hidden
        1
    """
    shown = _in_focus(view, arrangement)
    return Arranged(*_folded(shown, arrangement), hidden=len(view.cards) - len(shown.cards))


def fold_badge(members: Iterable[StatusBadge]) -> StatusBadge:
    """Return the status of a folded group: its most urgent state, and in reasons how many of each.

    Example:
        >>> fresh, stale = StatusBadge("fresh", ""), StatusBadge("stale", "")
        >>> fold_badge([fresh, stale, fresh])
        ... # doctest: +ELLIPSIS
        StatusBadge(state='stale', text='3 assets, 1 stale', reasons=('1 stale', '2 fresh'), ...)
    """
    found = list(members)
    tally = {state: sum(each.state == state for each in found) for state in URGENT_FIRST}
    states = [state for state in URGENT_FIRST if tally[state]]
    words = tuple(f"{tally[state]} {STATE_WORDS[state]}" for state in states)
    first = f"all {STATE_WORDS[states[0]]}" if len(states) == 1 else words[0]
    return StatusBadge(
        states[0],
        f"{count(len(found), 'asset')}, {first}",
        words,
        at=max((each.at for each in found if each.at is not None), default=None),
        size_bytes=sum(each.size_bytes or 0 for each in found) or None,
    )


def fold_badges(
    folds: Iterable[Fold], cards: Mapping[str, Card], statuses: Mapping[str, StatusBadge]
) -> dict[str, StatusBadge]:
    """Return the status of each of *folds* by the key of its card."""
    return {
        fold.key: fold_badge(_shown(cards[key], statuses.get(key)) for key in fold.members)
        for fold in folds
    }


def _shown(card: Card, badge: StatusBadge | None) -> StatusBadge:
    """Return *badge*; what is made elsewhere and never looked at asks for nothing."""
    found = badge_of(card, badge)
    return replace(found, state="fresh") if card.external and found.state == "never" else found


def _in_focus(view: GraphView, arrangement: Arrangement) -> GraphView:
    """Return the cards that the focus leaves."""
    there = {card.key for card in view.cards}
    focus = [key for key in arrangement.focus if key in there]
    if not focus:
        return view
    parents = {card.key: [dep for dep in card.deps if dep in there] for card in view.cards}
    children: dict[str, list[str]] = {key: [] for key in there}
    for key, deps in parents.items():
        for dep in deps:
            children[dep].append(key)
    if arrangement.path and len(focus) > 1:
        one, other = focus[0], focus[-1]
        down = _within([one], children, None) & _within([other], parents, None)
        back = _within([other], children, None) & _within([one], parents, None)
        kept = down | back | {one, other}
    else:
        kept = _within(focus, parents, arrangement.upstream)
        kept |= _within(focus, children, arrangement.downstream)
    return GraphView(tuple(card for card in view.cards if card.key in kept))


def _within(start: Iterable[str], ways: Mapping[str, list[str]], steps: int | None) -> set[str]:
    """Return what can be reached from *start* in at most so many *steps*, itself included."""
    seen = set(start)
    edge = list(seen)
    while edge and (steps is None or steps > 0):
        edge = [key for key in {to for each in edge for to in ways[each]} if key not in seen]
        seen.update(edge)
        steps = None if steps is None else steps - 1
    return seen


def _folded(view: GraphView, arrangement: Arrangement) -> tuple[GraphView, tuple[Fold, ...]]:
    """Return *view* with the folded groups as one card each."""
    members: dict[str, list[str]] = {}
    for card in view.cards:
        members.setdefault(card.group, []).append(card.key)
    by_itself = len(view.cards) > FOLDS_ABOVE and len(members) > 1
    focus = set(arrangement.focus)
    folds = {
        group: Fold(FOLD_PREFIX + group, group, tuple(keys))
        for group, keys in members.items()
        if group in arrangement.folded
        or (
            by_itself
            and group not in arrangement.unfolded
            and len(keys) > 1
            and focus.isdisjoint(keys)
        )
    }
    if not folds:
        return view, ()
    home = {key: fold.key for fold in folds.values() for key in fold.members}
    cards: dict[str, Card] = {}
    for card in view.cards:
        fold = folds.get(card.group)
        if fold is None:
            deps = dict.fromkeys(home.get(dep, dep) for dep in card.deps)
            cards[card.key] = replace(card, deps=tuple(deps))
        elif fold.key not in cards:
            cards[fold.key] = _card(fold, view, home)
    return GraphView(tuple(cards.values())), tuple(folds.values())


def _card(fold: Fold, view: GraphView, home: Mapping[str, str]) -> Card:
    """Return the card of a folded group: it reads what its members read of others."""
    inside = set(fold.members)
    reads = (dep for card in view.cards if card.key in inside for dep in card.deps)
    deps = dict.fromkeys(home.get(dep, dep) for dep in reads if dep not in inside)
    # The free group has no box: its fold stands among the others without one.
    return Card(fold.key, fold.name, DEFAULT_GROUP, (), "", False, tuple(deps), None, "", None)
