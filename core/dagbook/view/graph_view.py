"""What a person sees of the graph, as plain frozen values that become JSON as they are.

The same values feed the panel, `%assets`, the command line and the tests. Ranges are half-open
ordinals into the asset's partition keys, sorted, as everywhere (see `dagbook.partitions`).
"""

from dataclasses import dataclass
from typing import Literal

State = Literal["never", "fresh", "stale", "running", "queued", "failed", "partial", "problem"]
"""An asset's status as one word; `STATE_WORDS` has the words a person reads."""

STATE_WORDS: dict[State, str] = {
    "never": "never materialized",
    "fresh": "fresh",
    "stale": "stale",
    "running": "running",
    "queued": "waiting",
    "failed": "failed",
    "partial": "partly done",
    "problem": "problem",
}
STATE_GLYPHS: dict[State, str] = {
    "never": "○",
    "fresh": "●",
    "stale": "◐",
    "running": "▶",
    "queued": "◷",
    "failed": "✕",
    "partial": "◔",
    "problem": "⚠",
}

Ranges = tuple[tuple[int, int], ...]

FOLD_PREFIX = "//"
"""Begins the key of a folded group's card; no asset's key begins so."""


PartitionsKind = Literal["daily", "hourly", "weekly", "monthly", "keys", "grid"]
"""How partitions are drawn: by the calendar, key by key, or in two dimensions."""


@dataclass(frozen=True, slots=True)
class PartitionsView:
    """The partitions of an asset, without enumerating them where they are regular.

    Args:
        kind: The kinds of time have keys that arithmetic gives: `first` and those in `anchors` are
            given, and from each to the next every key is one step later than the one before. A
            "grid" has two `dimensions`. Any other partitions are "keys".
        count: How many there are now.
        first: The first key, or "" when there is none.
        last: The last key, or "".
        keys: All keys in order for kind "keys", unless they are too many; else empty.
        fmt: How the keys of a kind of time are written, as for `strftime`: any of `%Y`, `%m`,
            `%d`, `%H`, `%M` in this order. What follows a key so written tells apart the hours
            that clocks show twice.
        minutes: The step of kind "hourly".
        anchors: Ordinals and keys at which the step is another one, such as a day left out.
        dimensions: Of kind "grid": ordinals count row by row, a row for each key of the first, and
            a key is the dimensions' keys with `|` between them.
    """

    kind: PartitionsKind
    count: int
    first: str
    last: str
    keys: tuple[str, ...] = ()
    fmt: str = ""
    minutes: int = 60
    anchors: tuple[tuple[int, str], ...] = ()
    dimensions: "tuple[DimensionView, ...]" = ()


@dataclass(frozen=True, slots=True)
class DimensionView:
    """One of the two dimensions of a grid.

    Args:
        name: What it is called.
        partitions: Its own partitions; never a grid.
    """

    name: str
    partitions: PartitionsView


@dataclass(frozen=True, slots=True)
class Card:
    """An asset's place in the picture; what changes only with its definition.

    Args:
        key: The key as `sales/orders`; unique.
        name: Its last part.
        group: Group name, "default" when none was given.
        kinds: Such as "pandas" or "sql", in order.
        description: First as written, Markdown; "" when there is none.
        external: True for what is only referred to and not made here.
        deps: Keys it reads, in order.
        partitions: Its partitions, or None.
        origin: Where it is defined, such as "cell 7" or "module etl"; "" when unknown.
        problem: Why it cannot run as defined (unknown input, cycle), or None.
        observable: True for what is made elsewhere and looked at from here.
    """

    key: str
    name: str
    group: str
    kinds: tuple[str, ...]
    description: str
    external: bool
    deps: tuple[str, ...]
    partitions: PartitionsView | None
    origin: str
    problem: str | None
    observable: bool = False


CheckWord = Literal["not run", "passed", "warned", "failed"]


@dataclass(frozen=True, slots=True)
class CheckBadge:
    """How the checks of an asset stand.

    Args:
        state: The worst of them.
        passed: How many passed.
        total: How many there are.
        is_stale: Whether one was not run on what is there now, or not as it is now.
    """

    state: CheckWord
    passed: int
    total: int
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class StatusBadge:
    """An asset's status now; small, sent on every change.

    Args:
        state: One word.
        text: Words for a person, such as "31 of 365 days" or "stale: code changed".
        reasons: Why it is stale or failed, most important first.
        materialized: Which partitions have a value that counts (fresh or stale).
        stale: Which of these are stale.
        failed: Which failed last.
        running: Which run now.
        at: When it was last materialized, seconds since the epoch, or None.
        seconds: How long that took, or None.
        size_bytes: Size of the stored value or values, or None.
        is_rough: Whether the ranges are exact in number but not in place; see `dagbook.view.rough`.
        checks: How its checks stand; None without any.
    """

    state: State
    text: str
    reasons: tuple[str, ...] = ()
    materialized: Ranges = ()
    stale: Ranges = ()
    failed: Ranges = ()
    running: Ranges = ()
    at: float | None = None
    seconds: float | None = None
    size_bytes: int | None = None
    is_rough: bool = False
    checks: CheckBadge | None = None


@dataclass(frozen=True, slots=True)
class GraphView:
    """All cards, in topological order, then by key."""

    cards: tuple[Card, ...]
