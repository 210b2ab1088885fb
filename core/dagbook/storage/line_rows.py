"""Lines that steps said as they are stored: some of one step in one packed row."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.log_lines import LogLine, Source

PLACES = 1 << 20
"""How many lines one piece may have; the place is the lower part of a line's number."""

_SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of one step, one after the other.

    Args:
        number: Grows with each piece of a store.
        run_id: In which run.
        step_key: In which step.
        partition_key: For which partition, or None.
        first: How many lines the step said before these.
        count: How many these are.
        body: The lines, packed.
    """

    number: int
    run_id: str
    step_key: str
    partition_key: str | None
    first: int
    count: int
    body: bytes

    @property
    def step(self) -> tuple[str, str, str | None]:
        """What said these lines."""
        return self.run_id, self.step_key, self.partition_key


def pack(lines: Sequence[LogLine]) -> bytes:
    """Return what `unpack` makes *lines* of."""
    rows = [
        [round(line.at, 3), line.level, line.text, _SOURCES.index(line.source), line.detail]
        for line in lines
    ]
    return zlib.compress(to_json(rows).encode("utf-8", "surrogatepass"))


def unpack(piece: Piece) -> Iterator[LogLine]:
    """Yield the lines of *piece*."""
    rows = from_json(zlib.decompress(piece.body).decode("utf-8", "surrogatepass"))
    for place, (at, level, text, source, detail) in enumerate(rows):
        number = piece.number * PLACES + place
        yield LogLine(at, level, text, _SOURCES[source], *piece.step, detail, number)


def lines_of(
    pieces: Iterable[Piece], after: int, limit: int | None, *, whole: bool
) -> tuple[LogLine, ...]:
    """Return the lines of *pieces*, which are in order; where some are left out a line says so.

    Args:
        pieces: Some that follow each other.
        after: Only lines with a greater number.
        limit: How many at most: the newest.
        whole: Whether the pieces of a step begin with its first that is kept.
    """
    found: list[LogLine] = []
    told: dict[tuple[str, str, str | None], int] = {}
    for piece in pieces:
        lines = [line for line in unpack(piece) if line.number > after]
        gone = piece.first - told.get(piece.step, 0 if whole else piece.first)
        told[piece.step] = piece.first + piece.count
        if gone > 0 and lines:
            found.append(_left_out(gone, lines[0]))
        found.extend(lines)
    return tuple(found if limit is None else found[-limit:] if limit else ())


def _left_out(count: int, before: LogLine) -> LogLine:
    """Return the line that says how many were not kept *before* one."""
    words = "1 line is" if count == 1 else f"{count:,} lines are"
    step = before.run_id, before.step_key, before.partition_key
    return LogLine(before.at, 20, f"{words} left out here", "left out", *step, None, before.number)
