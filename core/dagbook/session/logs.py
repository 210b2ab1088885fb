"""What steps said: read from the store by run, asset, level and words."""

import logging
from collections.abc import Iterable

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LineStore, LogLine

_WORDS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
}
LEVELS = tuple(_WORDS)
"""Names of levels, the lowest first."""


def level_of(level: str | int) -> int:
    """Return a level as a number.

    Args:
        level: Its name, in upper or lower case, or its number.

    Raises:
        DagsterInvalidInvocationError: There is no such level.

    Example:
        >>> level_of("warning"), level_of(25)
        (30, 25)
    """
    if isinstance(level, int):
        return level
    found = _WORDS.get(level.lower())
    if found is None:
        raise DagsterInvalidInvocationError(
            f"level={level!r} is no level. Levels are {', '.join(LEVELS)}, or numbers."
        )
    return found


def read_lines(
    store: LineStore,
    *,
    run_id: str | None = None,
    asset: AssetKey | None = None,
    partition_key: str | None = None,
    level: str | int = 0,
    contains: str = "",
    after: int = 0,
    limit: int | None = None,
) -> tuple[LogLine, ...]:
    """Return what steps said, in the order in which they said it, the newest *limit* lines.

    Args:
        store: Where it is kept.
        run_id: In which run; None means all.
        asset: What the steps made, or were to make; None means all.
        partition_key: For which partition; None means all.
        level: The lowest level.
        contains: Words in the line or its traceback, in upper or lower case.
        after: Only lines with a greater `LogLine.number`.
        limit: How many at most.

    Raises:
        DagsterInvalidInvocationError: There is no such level.
    """
    lowest = level_of(level)
    filtered = bool(lowest > 0 or contains or partition_key is not None)
    lines = store.read(run_id, asset, after=after, limit=None if filtered else limit)
    if not filtered:
        return lines
    found = tuple(_matching(lines, lowest, contains.lower(), partition_key))
    return found if limit is None else found[-limit:] if limit else ()


def _matching(
    lines: Iterable[LogLine], lowest: int, words: str, partition_key: str | None
) -> Iterable[LogLine]:
    """Yield those of *lines* that are wanted."""
    for line in lines:
        if line.level < lowest or partition_key not in (None, line.partition_key):
            continue
        if words in line.text.lower() or (line.detail and words in line.detail.lower()):
            yield line
