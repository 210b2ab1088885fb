"""One run at a time: on the caller's thread, or one after the other in the background."""

import logging
import threading
import uuid
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field

from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.interrupts import UserCodeGate
from dagbook.foundation.interrupts import HeldInterrupts

_LOG = logging.getLogger("dagbook")
_CLOSING_SECONDS = 5.0
_TURN_SECONDS = 0.1
_FOREVER = -1.0


@dataclass(slots=True)
class Ticket:
    """One run that waits or runs.

    Args:
        run_id: The run's id.
        gate: Where it may be interrupted.
        canceled: Set when it is to end.
    """

    run_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    gate: UserCodeGate = field(default_factory=UserCodeGate)
    canceled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """End the run: before its next step, and in the user code that runs now."""
        self.canceled.set()
        self.gate.interrupt()


class RunQueue:
    """Lets one run go at a time; the others wait in the order in which they came."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._current: Ticket | None = None
        self._owner: int | None = None
        self._waiting: deque[tuple[Ticket, Callable[[Ticket], None]]] = deque()
        self._waiting_here: list[Ticket] = []
        self._worker: threading.Thread | None = None
        self._closed = False

    @property
    def current(self) -> Ticket | None:
        """The run that runs now."""
        return self._current

    @property
    def is_busy(self) -> bool:
        """Whether a run runs or waits."""
        return self._current is not None or bool(self._waiting)

    def waiting(self) -> tuple[str, ...]:
        """Return the ids of the runs that wait: those of callers, then of the background."""
        return self._standing()[1]

    def active(self) -> tuple[str, ...]:
        """Return the ids of the runs that run or wait, the one that runs first."""
        current, waiting = self._standing()
        return (*(() if current is None else (current.run_id,)), *waiting)

    def _standing(self) -> tuple[Ticket | None, tuple[str, ...]]:
        """Return the run that runs and the ids of those that wait, as of one moment."""
        with self._guard:
            current = self._current
            # The one whose turn it is stays among them for a moment.
            waiting = (*self._waiting_here, *(each for each, _ in self._waiting))
            return current, tuple(each.run_id for each in waiting if each is not current)

    def is_mine(self) -> bool:
        """Whether this thread is in the run that runs now."""
        return self._owner == threading.get_ident()

    def run_here(self, job: Callable[[Ticket], None], on_wait: Callable[[Ticket], None]) -> None:
        """Run *job* on this thread when it is its turn.

        Args:
            job: The run.
            on_wait: Called first when another run has to end before.

        Raises:
            DagsterInvariantViolationError: This thread is in a run: it would wait for itself.
        """
        ticket = Ticket()
        if self.is_mine():
            raise DagsterInvariantViolationError(
                "A run cannot be started, and waited for, by the code of a run. Read the other "
                "asset as an input; it is made before."
            )
        try:
            if not self._take_turn(ticket, 0.0):
                self._wait(ticket, on_wait)
            job(ticket)
        finally:
            self._end_turn(ticket)

    def _wait(self, ticket: Ticket, on_wait: Callable[[Ticket], None]) -> None:
        """Wait until *ticket* is the run that runs, seen by those who ask what waits."""
        with self._guard:
            self._waiting_here.append(ticket)
        try:
            on_wait(ticket)
            # A plain acquire cannot be interrupted on every platform; a timed one can.
            while not self._take_turn(ticket, _TURN_SECONDS):
                pass
        finally:
            with self._guard:
                self._waiting_here.remove(ticket)

    def _take_turn(self, ticket: Ticket, seconds: float) -> bool:
        """Make *ticket* the run that runs, if no other ends within *seconds* that does."""
        with HeldInterrupts():
            taken = self._turn.acquire(timeout=seconds)
            if taken:
                self._current, self._owner = ticket, threading.get_ident()
            return taken

    def _end_turn(self, ticket: Ticket) -> None:
        """Let the next run go, if *ticket* is the run that runs."""
        with HeldInterrupts():
            if self._current is ticket:
                self._current = self._owner = None
                self._turn.release()

    def enqueue(self, job: Callable[[Ticket], None]) -> Ticket:
        """Have *job* run on the session's one background thread when it is its turn."""
        ticket = Ticket()
        # A copied context keeps prints with the cell that asked for the run.
        context = copy_context()

        def in_context(ticket: Ticket) -> None:
            context.run(job, ticket)

        with self._guard:
            self._waiting.append((ticket, in_context))
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="dagbook-runs", daemon=True)
                self._worker.start()
        return ticket

    def cancel(self, run_id: str | None = None) -> bool:
        """End a run: *run_id*, or the one that runs now; return whether there was one."""
        with self._guard:
            tickets = [ticket for ticket, _ in self._waiting]
        current = self._current
        if current is not None:
            tickets.insert(0, current)
        for ticket in tickets:
            if run_id is None or ticket.run_id == run_id:
                ticket.cancel()
                return True
        return False

    def close(self) -> None:
        """End what runs, and start nothing more; wait a moment for a background run."""
        self._closed = True
        with self._guard:
            self._waiting.clear()
            worker = self._worker
        self.cancel()
        if worker is not None and worker.ident == self._owner != threading.get_ident():
            worker.join(_CLOSING_SECONDS)

    def _work(self) -> None:
        """Run what waits, then end the thread."""
        while True:
            with self._guard:
                if not self._waiting or self._closed:
                    self._worker = None
                    return
                ticket, job = self._waiting[0]
            # It stays among those that wait until it is its turn, so that it can be cancelled.
            self._take_turn(ticket, _FOREVER)
            with self._guard:
                wanted = bool(self._waiting) and self._waiting[0][0] is ticket
                if wanted:
                    self._waiting.popleft()
            try:
                if wanted:
                    job(ticket)
            except BaseException:  # noqa: BLE001 - whatever it is, it is logged
                # The thread goes on: what waits behind this run has nothing to do with it.
                _LOG.exception("A background run ended with an error that nobody took.")
            finally:
                self._end_turn(ticket)
