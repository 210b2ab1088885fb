"""The frames of a failure with their variables, as text: for where no debugger can be answered."""

import linecache
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from reprlib import Repr
from types import CodeType, FunctionType, ModuleType, TracebackType

from dagbook.view.humanize import one_line

MOST_FRAMES = 6
MOST_NAMES = 12
MOST_CHARACTERS = 100
_AROUND = 2
_UNSAID = (ModuleType, FunctionType, type)


def frames_text(trace: TracebackType, place_of: Callable[[str], str]) -> str:
    """Return the last frames of *trace*, the outermost first: code, and the values of variables.

    Args:
        trace: The user's frames.
        place_of: Returns the cell that a file name means, "" of other files.
    """
    frames = list(_frames(trace))
    left_out = len(frames) - MOST_FRAMES
    shown = [_frame_text(each, place_of) for each in frames[-MOST_FRAMES:]]
    if left_out > 0:
        shown.insert(0, f"({left_out} frames before these)")
    return "\n".join(shown)


def value_text(value: object) -> str:
    """Return *value* in a line: of a table or array its shape, of all else the beginning.

    >>> value_text([1, 2]), value_text("a" * 300)[:6], len(value_text("a" * 300))
    ('[1, 2]', "'aaaaa", 100)
    """
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"{type(value).__name__}, {' x '.join(f'{each:,}' for each in shape)}"
    short = Repr()
    short.maxstring = short.maxother = short.maxlong = MOST_CHARACTERS
    return one_line(short.repr(value))


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    """Yield the entries of *trace*, the outermost first."""
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _frame_text(trace: TracebackType, place_of: Callable[[str], str]) -> str:
    """Return one frame: where it is, the lines around, and its variables."""
    code, number = trace.tb_frame.f_code, trace.tb_lineno
    place = place_of(code.co_filename) or Path(code.co_filename).name
    # The body of a cell magic has no name of its own.
    function = "" if code.co_name.startswith("<module") else f", in {code.co_name}"
    head = f"{place}, line {number}{function}"
    lines = [*_source(code, number), *_variables(trace.tb_frame.f_locals)]
    return "\n".join((head, *(f"  {line}".rstrip() for line in lines)))


def _source(code: CodeType, number: int) -> list[str]:
    """Return the lines of *code* around line *number*, which is marked."""
    last = max(line for _, _, line in code.co_lines() if line is not None)
    first = max(number - _AROUND, code.co_firstlineno)
    lines = linecache.getlines(code.co_filename)[first - 1 : min(number + _AROUND, last)]
    around = textwrap.dedent("".join(lines)).splitlines()
    return [
        f"{'→' if first + at == number else ' '} {line}".rstrip() for at, line in enumerate(around)
    ]


def _variables(found: Mapping[str, object]) -> list[str]:
    """Return a line for each variable of a frame."""
    told = {
        name: value
        for name, value in found.items()
        if not name.startswith(("__", "@")) and not isinstance(value, _UNSAID)
    }
    lines = [f"{name} = {value_text(value)}" for name, value in list(told.items())[:MOST_NAMES]]
    more = len(told) - MOST_NAMES
    return [*lines, f"and {more} more"] if more > 0 else lines
