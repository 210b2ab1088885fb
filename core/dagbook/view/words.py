"""An asset's status in words, the same in the picture, the table and the plain text."""

import re

from dagbook.view.graph_view import STATE_WORDS, Card, StatusBadge
from dagbook.view.humanize import one_line

_COUNTED = re.compile(r"^.*(?:\d|\ball) ")
"""What comes before the last words that are counted, as in "139 of 365 days, 1 failed"."""


def badge_of(card: Card, badge: StatusBadge | None) -> StatusBadge:
    """Return *badge*, or what is known of *card* without one."""
    if badge is not None:
        return badge
    if card.problem is not None:
        return StatusBadge("problem", card.problem)
    return StatusBadge("never", "")


def status_words(card: Card, badge: StatusBadge) -> str:
    """Return the status of *card* on one line; the state is always said.

    Example:
        >>> card = Card("orders", "orders", "default", (), "", False, (), None, "", None)
        >>> status_words(card, StatusBadge("stale", "31 of 365 days"))
        'stale (31 of 365 days)'
        >>> status_words(card, StatusBadge("stale", "stale: code changed"))
        'stale: code changed'
        >>> status_words(card, StatusBadge("failed", "ValueError: no rows"))
        'failed: ValueError: no rows'
        >>> status_words(card, StatusBadge("failed", "139 of 365 days, 1 failed"))
        '139 of 365 days, 1 failed'
    """
    if card.external and badge.state == "never":
        return "observable" if card.observable else "external"
    words, text = STATE_WORDS[badge.state], one_line(badge.text)
    if not text:
        return words
    said = (words, badge.state)
    if text.lower().startswith(said) or _COUNTED.sub("", text) in said:
        return text
    return f"{words}: {text}" if badge.state in {"failed", "problem"} else f"{words} ({text})"


def wordings(card: Card, badge: StatusBadge) -> tuple[str, ...]:
    """Return the status of *card* in ever fewer words, for where there is little room.

    The first is `status_words`; what the others leave out is said by a glyph beside them.

    Example:
        >>> card = Card("orders", "orders", "default", (), "", False, (), None, "", None)
        >>> wordings(card, StatusBadge("problem", "orders takes raw, which nothing defines."))
        ... # doctest: +NORMALIZE_WHITESPACE
        ('problem: orders takes raw, which nothing defines.',
         'takes raw, which nothing defines.')
    """
    words, text = status_words(card, badge), one_line(badge.text)
    if badge.state == "problem":
        return words, text.removeprefix(f"{card.key} ")
    if card.partitions is None or not text:
        return (words,)
    ranges = {"failed": badge.failed, "stale": badge.stale}.get(badge.state, ())
    count = sum(stop - start for start, stop in ranges)
    tally = f"{count:,} of {card.partitions.count:,} {badge.state}"
    return words, text, *([tally] if count else [])
