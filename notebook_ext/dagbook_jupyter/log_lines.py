"""What steps log, printed as they end: for ``--verbose``; %logs and the panel have it anyway."""

from collections.abc import Callable
from typing import Protocol

from dagbook.execution.run_loop import StepEnded
from dagbook.model.log_lines import LogLine
from dagbook.session.events import RunStarted, SessionEvent
from dagbook.session.logs_text import logs_text


class Logs(Protocol):
    """What is asked of the session."""

    def logs(
        self, *, run_id: str | None = None, after: int = 0, limit: int | None = 1000
    ) -> tuple[LogLine, ...]:
        """Return what steps said."""


class LogLines:
    """Follows one run, and prints what its steps logged; what they print is seen already.

    Args:
        session: Has the lines.
        say: Prints lines.
    """

    def __init__(self, session: Logs, say: Callable[[str], None]) -> None:
        self._session = session
        self._say = say
        self._run_id = ""
        self._after = 0

    def on_event(self, event: SessionEvent) -> None:
        """Print what was logged since the step before this one ended."""
        if isinstance(event, RunStarted):
            self._run_id = event.run_id
        elif isinstance(event, StepEnded):
            lines = self._session.logs(run_id=self._run_id, after=self._after, limit=None)
            self._after = max([self._after, *(line.number for line in lines)])
            logged = [line for line in lines if line.source == "log"]
            if logged:
                self._say(logs_text(logged, details=False))
