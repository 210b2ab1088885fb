"""What steps said, as lines of text."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from dagbook.model.log_lines import LogLine
from dagbook.view.humanize import columns, one_line, pad

_SOURCES = {"stdout": "print", "stderr": "stderr", "failure": "failed", "left out": ""}


def logs_text(lines: Sequence[LogLine], *, details: bool, tz: tzinfo | None = None) -> str:
    """Return *lines*, each with its time, its step and its level.

    Args:
        lines: In order.
        details: Whether tracebacks are shown too.
        tz: The time zone; the machine's by default.

    >>> from datetime import UTC
    >>> lines = [LogLine(0.0, 30, "no rows today", step_key="orders", partition_key="a")]
    >>> print(logs_text(lines, details=False, tz=UTC))
    00:00:00  orders[a]  WARNING  no rows today
    """
    if not lines:
        return "Nothing was said."
    names = [_step(line) for line in lines]
    words = [_SOURCES.get(line.source, line.level_name) for line in lines]
    width, level = max(map(columns, names)), max(map(columns, words))
    shown: list[str] = []
    for line, name, word in zip(lines, names, words, strict=True):
        at = datetime.fromtimestamp(line.at, tz).strftime("%H:%M:%S")
        head = f"{at}  {pad(name, width)}  {pad(word, level)}  "
        indent = " " * columns(head)
        first, *rest = line.text.splitlines() or [""]
        shown += [(head + first).rstrip(), *(indent + each for each in rest)]
        if details and line.detail:
            shown += [indent + each for each in line.detail.rstrip().splitlines()]
    return "\n".join(shown)


def _step(line: LogLine) -> str:
    """Return the step of a line, with its partition."""
    name = line.step_key
    return one_line(name if line.partition_key is None else f"{name}[{line.partition_key}]")
