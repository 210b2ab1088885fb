"""Sizes, durations, moments and lists as a person reads them; every function is total."""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo

_SIZE_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_DURATION_UNITS = ((86_400, "d", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s"))
_THOUSAND = 1000
_ONE_DIGIT_BELOW = 9.95


def size(size_bytes: int) -> str:
    """Return *size_bytes* in decimal units with two or three digits.

    Args:
        size_bytes: Zero or more.

    Example:
        >>> [size(n) for n in (0, 999, 1_234_567, 999_999)]
        ['0 B', '999 B', '1.2 MB', '1.0 MB']
    """
    if size_bytes < _THOUSAND:
        return f"{size_bytes} B"
    value, unit = float(size_bytes), 0
    while round(value) >= _THOUSAND and unit < len(_SIZE_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    digits = 1 if value < _ONE_DIGIT_BELOW else 0
    return f"{value:.{digits}f} {_SIZE_UNITS[unit]}"


def duration(seconds: float) -> str:
    """Return how long *seconds* is, in at most two units.

    Args:
        seconds: Zero or more.

    Example:
        >>> [duration(s) for s in (0, 0.43, 4.21, 59.7, 125, 3_780, 187_200)]
        ['0 ms', '430 ms', '4.2 s', '1 min 0 s', '2 min 5 s', '1 h 3 min', '2 d 4 h']
    """
    if round(seconds * _THOUSAND) < _THOUSAND:
        return f"{round(seconds * _THOUSAND)} ms"
    if seconds < _ONE_DIGIT_BELOW:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for large, large_unit, small, small_unit in _DURATION_UNITS:
        if whole >= large:
            return f"{whole // large} {large_unit} {whole % large // small} {small_unit}"
    return f"{whole} s"


def duration_cell(seconds: float) -> str:
    """Return how long *seconds* is, as a column of a table has it: all that are short end together.

    Args:
        seconds: Zero or more.

    Example:
        >>> [duration_cell(s) for s in (0.004, 0.43, 4.21, 125)]
        ['  4 ms', '430 ms', ' 4.2 s', '2 min 5 s']
    """
    return f"{duration(seconds):>6}"


def moment(at: float, tz: tzinfo | None = None) -> str:
    """Return *at* to the minute, in *tz*.

    Args:
        at: Seconds since the epoch.
        tz: A time zone, or None for the machine's own.

    Example:
        >>> moment(1_795_343_460, UTC)
        '2026-11-22 10:31'
    """
    return datetime.fromtimestamp(at, UTC).astimezone(tz).strftime("%Y-%m-%d %H:%M")


def count(number: int, noun: str) -> str:
    """Return *number* of *noun*, with the plural's s.

    Example:
        >>> count(1, "asset"), count(1200, "asset")
        ('1 asset', '1,200 assets')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def one_line(text: str) -> str:
    r"""Return *text* without control characters and with every run of white space as one space.

    Example:
        >>> one_line("two\n  lines\x1b[0m")
        'two lines[0m'
    """
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def columns(text: str) -> int:
    """Return how many terminal columns *text* takes: two for wide letters, none for marks.

    Example:
        >>> columns("orders"), columns("注文")
        (6, 4)
    """
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def pad(text: str, width: int) -> str:
    """Return *text* filled with spaces on the right to *width* terminal columns."""
    return text + " " * (width - columns(text))
