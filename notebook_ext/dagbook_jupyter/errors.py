"""How errors look in a notebook: usage in one line, a failed asset from the user's cell on."""

from collections.abc import Sequence
from typing import Any

from dagbook.errors import DagsterError
from dagbook.execution.user_code import user_traceback


class _FromUsersCode:
    """What IPython calls to render an exception: the traceback begins in the user's code."""

    __slots__ = ("_error", "_shell", "_traceback")

    def __init__(self, shell: Any, error: BaseException) -> None:
        self._shell = shell
        self._error = error
        # Taken now: raising the error again puts dagbook's frames in front of the user's.
        self._traceback = user_traceback(error)

    def __reduce__(self) -> tuple[type, tuple[()]]:
        """Leave the shell behind when the user pickles the exception."""
        return _Nothing, ()

    def __call__(self) -> Sequence[str]:
        """Return the lines to show."""
        formatter = self._shell.InteractiveTB
        if is_message(self._error):
            only: Sequence[str] = formatter.get_exception_only(type(self._error), self._error)
            return only
        lines: Sequence[str] = formatter.structured_traceback(
            type(self._error), self._error, self._traceback, tb_offset=0
        )
        return lines


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


def is_message(error: BaseException) -> bool:
    """Return whether *error* is dagbook's own and no code of the user's has to do with it."""
    trace = user_traceback(error)
    return isinstance(error, DagsterError) and trace is error.__traceback__
