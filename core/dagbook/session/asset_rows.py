"""The assets and how they stand, as plain rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dagbook.session.session import Session
from dagbook.view.check_words import check_marks
from dagbook.view.graph_view import GraphView, Ranges, State, StatusBadge


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset and how it stands.

    Args:
        key: As `sales/orders`.
        state: One word: "fresh", "stale", "never", "partial", "failed", "running", "problem", ...
        reasons: Why it is not fresh, most important first.
        group: Its group.
        kinds: Such as "pandas".
        deps: What it reads.
        partitions: How many partitions it has; None without partitions.
        done: How many of these have a value.
        materialized_at: Of the latest value, seconds since the epoch, or None.
        seconds: How long that took, or None.
        size_bytes: Of all that is stored, or None.
        defined_in: The cell, or "".
        checks: How its checks stand, such as "✓ 3" or "✗ no_nulls"; "" without any.
    """

    key: str
    state: State
    reasons: tuple[str, ...]
    group: str
    kinds: tuple[str, ...]
    deps: tuple[str, ...]
    partitions: int | None
    done: int | None
    materialized_at: float | None
    seconds: float | None
    size_bytes: int | None
    defined_in: str
    checks: str = ""


def selected_view(session: Session, selection: str | None) -> GraphView:
    """Return the cards of *selection*, or all of them.

    Raises:
        DagsterInvalidSubsetError: The selection cannot be read, or names no asset.
    """
    view = session.view()
    if selection is None:
        return view
    chosen = {key.to_user_string() for key in session.graph().select(selection)}
    return GraphView(tuple(card for card in view.cards if card.key in chosen))


def asset_rows(session: Session, selection: str | None = None) -> tuple[Asset, ...]:
    """Return every asset with its status, or those of *selection*, in topological order."""
    badges = session.badges()
    marks = check_marks(session.check_statuses())
    cards = selected_view(session, selection).cards
    return tuple(_asset(card.key, card, badges, marks) for card in cards)


def _asset(
    key: str, card: Any, badges: Mapping[str, StatusBadge], marks: Mapping[str, str]
) -> Asset:
    """Return the row of one card."""
    badge = badges[key]
    return Asset(
        key=key,
        state=badge.state,
        reasons=badge.reasons,
        group=card.group,
        kinds=card.kinds,
        deps=card.deps,
        partitions=card.partitions.count if card.partitions else None,
        done=_total(badge.materialized) if card.partitions else None,
        materialized_at=badge.at,
        seconds=badge.seconds,
        size_bytes=badge.size_bytes,
        defined_in=card.origin,
        checks=marks.get(key, ""),
    )


def _total(ranges: Ranges) -> int:
    """Return how many ordinals are in *ranges*."""
    return sum(stop - start for start, stop in ranges)
