"""What to type where the panel cannot be clicked: beside the static picture."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from dagbook.view.graph_view import Card, GraphView, State, StatusBadge
from dagbook.view.words import badge_of

_ASKING: tuple[State, ...] = ("failed", "stale", "partial", "never")
"""States in the order in which one of their assets is the example."""

_PLAIN = re.compile(r"[\w/.-]+")
"""What a magic reads as a name, without quotes."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line to type.

    Args:
        line: The magic.
        does: What it does, in a few words.
    """

    line: str
    does: str


def commands(view: GraphView, badges: Mapping[str, StatusBadge]) -> tuple[Command, ...]:
    """Return the lines that do by hand what the panel does by a click.

    They name assets of *view*: what asks for attention most comes first.

    Example:
        >>> raw = Card("raw", "raw", "default", (), "", False, (), None, "", None)
        >>> [each.line for each in commands(GraphView((raw,)), {"raw": StatusBadge("stale", "")})]
        ['%materialize', '%materialize raw', '%why raw', '%assets']
    """
    return tuple(_commands(view, badges))


def _commands(view: GraphView, badges: Mapping[str, StatusBadge]) -> Iterator[Command]:
    able = [card for card in view.cards if not card.external and _PLAIN.fullmatch(card.key)]
    states = {card.key: badge_of(card, badges.get(card.key)).state for card in able}
    asking = [card for state in _ASKING for card in able if states[card.key] == state]
    if asking:
        yield Command("%materialize", "brings all up to date")
    example = next(iter((*asking, *able)), None)
    if example is not None:
        yield from _about(example)
        yield Command("%assets", "is a table of all")


def _about(card: Card) -> Iterator[Command]:
    yield Command(f"%materialize {card.key}", "runs one")
    first = "" if card.partitions is None else card.partitions.first
    if _PLAIN.fullmatch(first):
        yield Command(f"%materialize {card.key} --partition {first}", "one partition of it")
    yield Command(f"%why {card.key}", "says why it is as it is")


def commands_text(found: tuple[Command, ...]) -> str:
    """Return *found* as lines under the graph as text; "" when there are none.

    >>> print(commands_text((Command("%assets", "is a table of all"),)))
    To type where nothing can be clicked:
      %assets  is a table of all
    """
    width = max((len(each.line) for each in found), default=0)
    lines = (f"  {each.line.ljust(width)}  {each.does}" for each in found)
    return "\n".join(("To type where nothing can be clicked:", *lines)) if found else ""


def commands_html(found: tuple[Command, ...]) -> str:
    """Return *found* as a paragraph under the picture; "" when there are none.

    >>> commands_html((Command("%assets", "is a table of all"),))
    '<p>To type where nothing can be clicked: <code>%assets</code> is a table of all.</p>'
    """
    if not found:
        return ""
    told = "; ".join(f"<code>{escape(each.line)}</code> {escape(each.does)}" for each in found)
    return f"<p>To type where nothing can be clicked: {told}.</p>"
