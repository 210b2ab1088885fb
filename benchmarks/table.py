"""The table: one row a number, the sides beside each other, ratios, and whether aims are met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.rounds import Result
from benchmarks.workloads import SIDES, Row, Side, Workload

Clock = Literal["wall", "cpu"]
Line = tuple[str, ...]

HEAD: Line = ("work", "", "floor", "dagbook", "Dagster", "/floor", "/Dagster", "aim", "")
_NUMERIC = range(2, 7)


@dataclass(frozen=True, slots=True)
class Value:
    """What one cell shows, and what ratios are made of.

    Args:
        text: The cell.
        number: In the row's unit; None when there is none.
    """

    text: str
    number: float | None = None


def lines_of(workload: Workload, results: Mapping[Side, Result], clock: Clock) -> list[Line]:
    """Return the lines of *workload*; ratios and aims are those of *clock*."""
    return [_line(workload, row, results, clock) for row in workload.rows]


def _line(workload: Workload, row: Row, results: Mapping[Side, Result], clock: Clock) -> Line:
    values = {
        side: _value(row, results[side], workload.size_of(side), clock)
        if side in results
        else Value("-")
        for side in SIDES
    }
    ours = values["dagbook"].number
    return (
        row.title.format(size=f"{workload.size:,}"),
        row.unit,
        *(values[side].text for side in SIDES),
        _ratio(ours, values["floor"].number),
        _ratio(ours, values["dagster"].number),
        row.aim.words if row.aim else "",
        _verdict(row, values),
    )


def _value(row: Row, result: Result, size: int, clock: Clock) -> Value:
    if result.sample is None:
        return Value("fails")
    sample = result.sample
    if row.fact is not None:
        number = sample.facts.get(row.fact)
        return Value("-") if number is None else Value(_short(number * row.scale), number)
    factor = row.scale / (size if row.each else 1)
    wall, cpu = sample.wall * factor, sample.cpu * factor
    return Value(f"{_short(wall)} ({_short(cpu)})", wall if clock == "wall" else cpu)


def _short(number: float) -> str:
    """Return *number* with about three digits.

    >>> _short(1234.5), _short(12.345), _short(1.2345), _short(0.012345)
    ('1,234', '12.3', '1.23', '0.012')
    """
    if number >= 100:
        return f"{number:,.0f}"
    if number >= 10:
        return f"{number:.1f}"
    return f"{number:.2f}" if number >= 1 else f"{number:.3f}"


def _ratio(ours: float | None, other: float | None) -> str:
    if not ours or not other:
        return ""
    ratio = ours / other
    return f"{ratio:.2g}" if ratio >= 0.05 else f"1/{1 / ratio:.0f}"


def _verdict(row: Row, values: Mapping[Side, Value]) -> str:
    """Return "met" or "missed"; "" where there is no aim or nothing to compare with."""
    aim, ours = row.aim, values["dagbook"].number
    if aim is None:
        return ""
    if ours is None:
        return "missed"
    base = 1.0 if aim.of is None else values[aim.of].number
    if base is None:
        return ""
    return "met" if ours <= aim.most * base else "missed"


def as_text(lines: Iterable[Line]) -> str:
    """Return the lines as columns for a terminal."""
    rows = [HEAD, *lines]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    return "\n".join(_padded(row, widths) for row in rows)


def _padded(row: Line, widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if at in _NUMERIC else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def as_markdown(lines: Iterable[Line]) -> str:
    """Return the lines as a Markdown table."""
    rule = tuple("---:" if at in _NUMERIC else "---" for at in range(len(HEAD)))
    return "\n".join(f"| {' | '.join(row)} |" for row in (HEAD, rule, *lines))
