"""How errors look in a notebook: usage in one line, a failed asset from the user's cell on."""

import asyncio
import concurrent.futures
import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import IPython
from IPython.core.error import UsageError

from dagbook import authoring


def _folder(module: ModuleType) -> str:
    """Return the folder of the package *module*."""
    return str(Path(str(module.__file__)).parent)


_MACHINERY = (
    str(Path(_folder(authoring)).parent),
    str(Path(__file__).parent),
    # An async asset's coroutine runs in a loop of dagbook's.
    _folder(asyncio),
    _folder(concurrent.futures),
    # A resource's generator is entered as a context.
    str(contextlib.__file__),
)


Places = Callable[[BaseException], str]
"""Says where in the notebook the assets stand that an error names, "" for nowhere."""


class _FromUsersCode:
    """What IPython calls to render an exception: the traceback has the user's code alone."""

    __slots__ = ("_error", "_shell", "_traceback")

    def __init__(self, shell: Any, error: BaseException) -> None:
        self._shell = shell
        self._error = error
        # Taken now: raising the error again puts more frames in front of the user's.
        self._traceback = users_frames(error.__traceback__)

    def __reduce__(self) -> tuple[type, tuple[()]]:
        """Leave the shell behind when the user pickles the exception."""
        return _Nothing, ()

    def __call__(self) -> Sequence[str]:
        """Return the lines to show."""
        formatter = self._shell.InteractiveTB
        if self._traceback is None:
            return _without_frames(formatter, self._error)
        lines: Sequence[str] = formatter.structured_traceback(
            type(self._error), self._error, self._traceback, tb_offset=0
        )
        return lines


def _without_frames(formatter: Any, error: BaseException) -> Sequence[str]:
    """Return the lines for an error that no code of the user's raised; what it comes from may be.

    A resource's function that fails is such an error: the cause has the user's frames.
    """
    only: Sequence[str] = formatter.get_exception_only(type(error), error)
    cause = error.__cause__
    trace = None if cause is None else users_frames(cause.__traceback__)
    if trace is None:
        return only
    above = formatter.structured_traceback(type(cause), cause, trace, tb_offset=0)
    return [
        *above,
        "\nThe above exception was the direct cause of the following exception:\n",
        *only,
    ]


class CellSyntaxError(Exception):
    """The body of a cell magic is no Python; shown as IPython shows that of any cell.

    Args:
        shell: IPython's shell.
        error: What the compiler said.
    """

    def __init__(self, shell: Any, error: SyntaxError) -> None:
        super().__init__(str(error))
        # IPython shows every frame of a SyntaxError that is raised by what a cell calls.
        self._lines: Sequence[str] = shell.SyntaxTB.structured_traceback(type(error), error, [])

    def _render_traceback_(self) -> Sequence[str]:
        return self._lines


class _Nothing:
    """What is left of the above in another process."""

    def __call__(self) -> Sequence[str]:
        """Return no lines."""
        return []


def from_users_code(shell: Any, error: BaseException) -> BaseException:
    """Return *error* itself, which IPython will now show from the user's first frame on."""
    if not hasattr(error, "_render_traceback_"):
        error._render_traceback_ = _FromUsersCode(shell, error)  # type: ignore[attr-defined]  # IPython's protocol
    return error


def is_shown_from_users_code(error: BaseException) -> bool:
    """Return whether `from_users_code` was applied to *error*."""
    return isinstance(getattr(error, "_render_traceback_", None), _FromUsersCode)


def users_frames(trace: TracebackType | None) -> TracebackType | None:
    """Return *trace* with the user's frames alone, wherever between them dagbook's are."""
    own = (*_MACHINERY, _folder(IPython))
    frames = [
        each
        for each in _frames(trace)
        # What dataclasses generate has no file, but the module it is for.
        if not _file_of(each).startswith(own) and not _module_of(each).startswith("dagbook")
    ]
    rebuilt: TracebackType | None = None
    for each in reversed(frames):
        rebuilt = TracebackType(rebuilt, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return rebuilt


def show_error(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
    *,
    places: Places | None = None,
) -> Sequence[str]:
    """Show an error as IPython does, but without dagbook's frames where it went through them.

    Args:
        shell: IPython's shell.
        kind: The error's class.
        error: The error.
        trace: Its frames.
        tb_offset: How many of them IPython would leave out.
        places: Says where in the notebook the assets stand that an error names.
    """
    through = any(_file_of(each).startswith(_MACHINERY[:2]) for each in _frames(trace))
    if not through or hasattr(error, "_render_traceback_") or isinstance(error, UsageError):
        # No frame of the user's: the cell itself does not compile.
        running = users_frames(trace) is not None
        shell.showtraceback(
            (kind, error, trace), tb_offset=tb_offset, running_compiled_code=running
        )
        return []
    lines: Sequence[str] = shell.InteractiveTB.structured_traceback(
        kind, error, users_frames(trace), tb_offset=0
    )
    where = "" if places is None else places(error)
    if where:
        lines = [*lines, where]
    shell._showtraceback(kind, error, lines)  # noqa: SLF001 - what showtraceback itself ends in
    return lines


def attach(shell: Any, places: Places) -> Callable[[], None]:
    """Have *shell* show errors by `show_error`; return what takes that back."""
    before = shell.custom_exceptions, shell.CustomTB
    shell.set_custom_exc((Exception,), partial(show_error, places=places))

    def undo() -> None:
        shell.custom_exceptions, shell.CustomTB = before

    return undo


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    """Yield the entries of *trace*, the outermost first."""
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _file_of(trace: TracebackType) -> str:
    """Return the file of the code of one entry."""
    return trace.tb_frame.f_code.co_filename


def _module_of(trace: TracebackType) -> str:
    """Return the module of the code of one entry, "" where it has none."""
    return str(trace.tb_frame.f_globals.get("__name__", ""))
