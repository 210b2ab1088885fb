"""How the checks of an asset stand, in a few words for a table or a card. Pure."""

from collections.abc import Mapping, Sequence

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.status.check_status import CheckState, CheckStatus
from dagbook.view.graph_view import CheckBadge, CheckWord

_MOST_NAMES = 2

GLYPHS = {
    CheckState.FAILED: "✗",
    CheckState.WARNED: "!",
    CheckState.PASSED: "✓",
    CheckState.NOT_RUN: "○",
}
"""What stands for each state, the worst first."""

WORDS: Mapping[CheckState, CheckWord] = {
    CheckState.FAILED: "failed",
    CheckState.WARNED: "warned",
    CheckState.NOT_RUN: "not run",
    CheckState.PASSED: "passed",
}
"""States in words, what asks most for a look first."""


def check_marks(statuses: Mapping[AssetCheckKey, CheckStatus]) -> dict[str, str]:
    """Return how the checks of each asset stand, by the asset's key as text.

    >>> from dagbook.model.asset_key import AssetKey
    >>> key = AssetCheckKey(AssetKey("orders"), "no_nulls")
    >>> check_marks({key: CheckStatus(key, CheckState.FAILED, blocking=False)})
    {'orders': '✗ no_nulls'}
    """
    by_asset: dict[str, list[CheckStatus]] = {}
    for key, status in statuses.items():
        by_asset.setdefault(key.asset_key.to_user_string(), []).append(status)
    return {asset: check_mark(found) for asset, found in by_asset.items()}


def check_badges(statuses: Mapping[AssetCheckKey, CheckStatus]) -> dict[AssetKey, CheckBadge]:
    """Return how the checks of each asset stand.

    >>> key = AssetCheckKey(AssetKey("orders"), "no_nulls")
    >>> check_badges({key: CheckStatus(key, CheckState.PASSED, blocking=False)})[key.asset_key]
    CheckBadge(state='passed', passed=1, total=1, is_stale=False)
    """
    by_asset: dict[AssetKey, list[CheckStatus]] = {}
    for key, status in statuses.items():
        by_asset.setdefault(key.asset_key, []).append(status)
    return {
        asset: CheckBadge(
            state=next(
                WORDS[state] for state in WORDS if any(each.state is state for each in found)
            ),
            passed=sum(each.state is CheckState.PASSED for each in found),
            total=len(found),
            is_stale=any(each.is_stale for each in found),
        )
        for asset, found in by_asset.items()
    }


def check_mark(found: Sequence[CheckStatus]) -> str:
    """Return how the checks *found* of one asset stand: what is wrong by name, the rest counted."""
    parts: list[str] = []
    for state, glyph in GLYPHS.items():
        those = [each for each in found if each.state is state]
        if not those:
            continue
        if state is CheckState.PASSED:
            parts.append(f"{glyph} {len(those)}")
        else:
            parts.append(f"{glyph} {_names(those)}")
    stale = sum(each.is_stale for each in found)
    if stale:
        parts.append(f"{stale} stale")
    return ", ".join(parts)


def _names(those: Sequence[CheckStatus]) -> str:
    """Return the names of *those*, the first few, and which of them block."""
    names = [f"{each.key.name}{' blocks' if each.blocks else ''}" for each in those[:_MOST_NAMES]]
    more = len(those) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
