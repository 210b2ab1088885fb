"""What the page asks about the partitions of one asset, and what the kernel answers.

The page draws a million partitions of which it knows little; what it shows one by one it asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard, get_args

from dagbook.view.graph_view import Ranges, StatusBadge
from dagbook.view.rough import PlaceState


@dataclass(frozen=True, slots=True)
class ShowKeys:
    """Answer with the `Keys` of *asset* from *start* up to *stop*, every *step*-th of them."""

    asset: str
    start: int
    stop: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class FindKeys:
    """Answer with what is `Found` among the partitions of *asset* for *text*."""

    asset: str
    text: str


@dataclass(frozen=True, slots=True)
class ShowMapping:
    """Answer with what is `Mapped` to partition *ordinal* of *asset*."""

    asset: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class ShowWindow:
    """Answer with the exact status, a `Window`, of partitions whose badge is rough."""

    asset: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class ShowSubset:
    """Answer with the `Subset` of the partitions in one state, where the badge is rough."""

    asset: str
    state: PlaceState


PartitionQuestion = ShowKeys | FindKeys | ShowMapping | ShowWindow | ShowSubset


@dataclass(frozen=True, slots=True)
class Keys:
    """Partition keys of *asset*: that of ordinal *start* and of each *step*-th after it."""

    asset: str
    start: int
    step: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Which partitions of *asset* are found by *text*.

    Args:
        asset: The asset.
        text: What was asked for.
        ranges: The first of them.
        is_all: Whether there are no more.
    """

    asset: str
    text: str
    ranges: Ranges
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class Mapped:
    """What partition *ordinal* of *asset* is made from and what is made from it.

    Args:
        asset: The asset.
        ordinal: Its partition.
        partitions: For each other asset which ordinals; narrow gaps are filled where they are
            too many to draw.
        counts: For each how many they are, exactly.
    """

    asset: str
    ordinal: int
    partitions: Mapping[str, Ranges]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Window:
    """The exact status of the partitions of *asset* from *start* up to *stop*."""

    asset: str
    start: int
    stop: int
    badge: StatusBadge


@dataclass(frozen=True, slots=True)
class Subset:
    """All partitions of *asset* that are shown as *state*."""

    asset: str
    state: PlaceState
    ranges: Ranges


PartitionAnswer = Keys | Found | Mapped | Window | Subset

ANSWER_TYPES: dict[type, str] = {
    Keys: "keys",
    Found: "found",
    Mapped: "mapping",
    Window: "window",
    Subset: "subset",
}
QUESTION_TYPES = frozenset({"keys", "find", "mapping", "window", "subset"})
_STATES: tuple[PlaceState, ...] = get_args(PlaceState)


def question(content: Mapping[str, object]) -> PartitionQuestion | None:
    """Return what *content* asks, or None when it is no such question.

    >>> question({"type": "mapping", "asset": "orders", "ordinal": 3})
    ShowMapping(asset='orders', ordinal=3)
    """
    match content:
        case {"type": "find", "asset": str(asset), "text": str(text)}:
            return FindKeys(asset, text)
        case {"type": "mapping", "asset": str(asset), "ordinal": int(ordinal)} if ordinal >= 0:
            return ShowMapping(asset, ordinal)
        case {"type": "subset", "asset": str(asset), "state": state}:
            known = next((each for each in _STATES if each == state), None)
            return ShowSubset(asset, known) if known else None
        case {"asset": str(asset), "start": int(start), "stop": int(stop)} if 0 <= start <= stop:
            if content["type"] == "window":
                return ShowWindow(asset, start, stop)
            step = content.get("step", 1)
            return ShowKeys(asset, start, stop, step) if _is_step(step) else None
    return None


def _is_step(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and value > 0
