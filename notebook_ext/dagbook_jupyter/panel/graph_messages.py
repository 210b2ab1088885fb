"""What page and kernel say about the graph as a whole: choosing assets by words, and files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Format = Literal["svg", "png", "html", "mermaid", "dot"]
"""As what the graph is saved; a PNG is the SVG, which the page turns into pixels."""

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Choose:
    """Answer with the assets that a selection in words chooses, as `Chosen`.

    Args:
        text: What stands in the filter.
        cursor: Where the cursor is in it.
    """

    text: str
    cursor: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a selection in words chooses.

    Args:
        text: The words.
        keys: Of the assets, or None when the words cannot be read.
        problem: Why they cannot, or "".
        items: What could stand in place of `fragment`, best first.
        fragment: The unfinished word before the cursor.
    """

    text: str
    keys: tuple[str, ...] | None
    problem: str
    items: tuple[str, ...]
    fragment: str


@dataclass(frozen=True, slots=True)
class Export:
    """Answer with the graph as a file, as `Exported`."""

    format: Format


@dataclass(frozen=True, slots=True)
class Exported:
    """The graph as a file.

    Args:
        format: As what.
        name: The file's name.
        mime: Its media type.
        text: What is in it; of a PNG, the SVG to be turned into pixels.
    """

    format: Format
    name: str
    mime: str
    text: str


GraphQuestion = Choose | Export
GraphAnswer = Chosen | Exported
GRAPH_ANSWERS: dict[type, str] = {Chosen: "chosen", Exported: "exported"}


def _choose(content: Mapping[str, object]) -> Choose | None:
    match content.get("text"), content.get("cursor"):
        case str(text), int(cursor) if len(text) <= _LONGEST:
            return Choose(text, max(0, min(cursor, len(text))))
    return None


def _export(content: Mapping[str, object]) -> Export | None:
    wanted = content.get("format")
    for known in get_args(Format):
        if wanted == known:
            return Export(known)
    return None


GRAPH_QUESTIONS: dict[str, Callable[[Mapping[str, object]], GraphQuestion | None]] = {
    "choose": _choose,
    "export": _export,
}
"""Reads a question of the page by its type; None when it is none."""
