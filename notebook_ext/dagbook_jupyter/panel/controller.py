"""Between a session and a page, whatever hosts the page: widget, server, test.

Two kinds of threads meet here. The page's messages may arrive in a subshell's thread while a cell
runs, and the session reports changes from whichever thread runs assets. So messages only ask or
enqueue, a change is told by a thread of its own, and no lock is held while session or host are
called: theirs may be waited for by a thread that waits for ours.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dagbook.errors import DagsterError
from dagbook.view.encode import to_json
from dagbook.view.graph_view import StatusBadge
from dagbook_jupyter.panel.arrangement_message import arrangement_of
from dagbook_jupyter.panel.graph_messages import Choose, Export
from dagbook_jupyter.panel.inspect_messages import (
    Compare,
    InspectQuestion,
    LinesCame,
    Restore,
    ShowHistory,
    ShowLogs,
    ShowNumbers,
)
from dagbook_jupyter.panel.messages import (
    Ask,
    BadMessage,
    Cancel,
    Forget,
    KernelMessage,
    Materialize,
    Notice,
    PageMessage,
    Ready,
    ShowDetails,
    ShowPlan,
    StatusChanges,
    encode,
)
from dagbook_jupyter.panel.panel_session import Change, PanelSession
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.run_messages import Resume
from dagbook_jupyter.panel.run_questions import (
    ConfigErrors,
    RunQuestion,
    ShowConfig,
    ShowRuns,
    ShowTimeline,
)
from dagbook_jupyter.panel.value_messages import ShowValue

_LOG = logging.getLogger(__name__)

INTERVAL_SECONDS = 0.05
"""Least time between two messages about status: more often nobody can see."""

REST, LONGEST_REST_SECONDS = 9, 1.0
"""After telling, nine times as long as it took is the run's, but never more than a second."""

QUIET_SECONDS = 0.7
"""After this long without a change the statuses are kept in the widget's state too."""

_LIVE = frozenset({"queued", "running"})


Send = Callable[[dict[str, Any]], None]
"""Sends a custom message to every page."""

SetState = Callable[[str, Any], None]
"""Sets a trait (`graph`, `statuses`, `run`) that pages opened later see too."""

Later = Callable[[float, Callable[[], None]], None]
"""Calls a function after so many seconds, in some thread."""


def call_later(seconds: float, function: Callable[[], None]) -> None:
    """Call *function* in *seconds*, in a thread that does not keep the process alive."""
    timer = threading.Timer(seconds, function)
    timer.daemon = True
    timer.start()


@dataclass(slots=True)
class _Due:
    """What is to be told, and when it was last; guarded by the controller's lock."""

    changes: set[Change]
    telling: bool = False
    wake_at: float = float("inf")
    told_from: float = float("-inf")
    next_at: float = float("-inf")
    changed_at: float = float("-inf")
    settled: bool = True
    closed: bool = False


class PanelController:
    """Keeps one panel equal to its session, at most twenty times a second.

    Args:
        session: Where the truth is.
        send: To the page, as it is said.
        set_state: To the page, and kept.
        on_quiet: Called when no run is live and changes have ceased, once they are all told.
        clock: Seconds, monotonic.
        later: How to wait.
    """

    def __init__(
        self,
        session: PanelSession,
        send: Send,
        set_state: SetState,
        *,
        on_quiet: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        later: Later = call_later,
    ) -> None:
        self._session = session
        self._send = send
        self._set_state = set_state
        self._on_quiet = on_quiet
        self._clock = clock
        self._later = later
        self._lock = threading.Lock()
        self._due = _Due(set())
        self._version = 0
        self._told: Mapping[str, StatusBadge] = {}
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Tell the page everything, and from now on every change."""
        self._due.telling, self._due.told_from = True, self._clock()
        self._unsubscribe = self._session.subscribe(self.changed)
        self._tell_graph()
        self._settle()
        self._tell_run()
        self._told_now()
        self._pump()

    def close(self) -> None:
        """Hear and say nothing more."""
        with self._lock:
            self._due.closed = True
        self._unsubscribe()

    def changed(self, change: Change) -> None:
        """Note that something changed; it is told as soon as the interval allows."""
        if change == "lines":
            # They come in pieces already, and change no status.
            self._later(0, partial(self._guarded, partial(self._say, LinesCame())))
            return
        ended = change == "run" and not self._is_live()
        with self._lock:
            due, now = self._due, self._clock()
            if ended:
                # The rest is the run's; there is none any more, and how it went is waited for.
                due.next_at = min(due.next_at, due.told_from + INTERVAL_SECONDS)
            due.changes.add(change)
            due.changed_at = now
            due.settled = False
            # Who tells now looks again afterwards.
            if not due.telling and not due.closed:
                self._wait(due.next_at - now)

    def arrange(self, content: object) -> None:
        """Draw the graph as the page wants it arranged; what is no arrangement is passed over."""
        if self._session.arrange(arrangement_of(content)):
            self.changed("graph")

    def on_message(self, content: object) -> None:
        """Do what the page asks. What goes wrong becomes a notice: nobody catches errors here."""
        message = parse(content)
        try:
            if isinstance(message, BadMessage):
                self._say(Notice("error", message.reason))
            else:
                self._serve(message)
        except DagsterError as error:
            self._say(Notice("error", str(error)))
        except Exception as error:  # noqa: BLE001 - a comm thread's error would vanish
            self._say(Notice("error", f"{type(error).__name__}: {error}"))

    def _serve(self, message: PageMessage) -> None:
        match message:
            case Ready():
                self._say(StatusChanges(self._session.statuses()))
                self._tell_run()
            case Cancel(run_id):
                self._session.cancel(run_id)
                self.changed("run")
            case ShowDetails(key):
                self._answer(self._session.details(key))
            case Materialize(keys, mode, partitions, counts, confirmed, config):
                said = self._session.enqueue(
                    keys, mode, partitions, counts, confirmed=confirmed, config=config
                )
                self._ask(said, "materialize", message)
                self.changed("run")
            case Resume():
                self._session.resume(message)
            case (
                ShowValue()
                | ShowPlan()
                | ShowRuns()
                | ShowTimeline()
                | ShowConfig()
                | ShowLogs()
                | ShowHistory()
                | ShowNumbers()
                | Compare()
                | Restore()
            ):
                # Reading may take long, and the next message is not to wait for it.
                self._later(0, partial(self._guarded, partial(self._show, message)))
            case Choose():
                self._answer(self._session.choose(message))
            case Export(file_format):
                self._answer(self._session.export(file_format))
            case Forget():
                self._ask(self._session.forget(message), "forget", message)
            case _:
                self._answer(self._session.about_partitions(message))

    def _show(self, wish: ShowValue | InspectQuestion | RunQuestion | ShowPlan) -> None:
        if isinstance(wish, ShowValue):
            self._say(self._session.show_value(wish))
        elif isinstance(wish, ShowLogs | ShowHistory | ShowNumbers | Compare | Restore):
            self._say(self._session.inspect(wish))
        else:
            self._say(self._session.about_runs(wish))

    def _answer(self, message: KernelMessage | None) -> None:
        """Say *message*; a selection may outlive its asset, and the page shows what it has."""
        if message is not None:
            self._say(message)

    def _ask(
        self, said: Ask | Notice | ConfigErrors | None, kind: str, message: PageMessage
    ) -> None:
        """Say what is *said*; yes to a question sends *message*, a *kind*, again, confirmed."""
        if isinstance(said, Ask):
            said = replace(said, wish={"type": kind, **to_json(message), "confirmed": True})
        self._answer(said)

    def _say(self, message: KernelMessage) -> None:
        self._send(encode(message))

    def _pump(self) -> None:
        """Tell what is due, or see to it that it will be told; one thread tells at a time."""
        while True:
            with self._lock:
                due, now = self._due, self._clock()
                if due.telling or due.closed:
                    return
                wait = due.next_at - now
                quiet = due.changed_at + QUIET_SECONDS - now
                settle = not due.changes and not due.settled and quiet <= 0
                if not settle and (not due.changes or wait > 0):
                    self._wait(wait if due.changes else quiet)
                    return
                changes = frozenset(due.changes)
                due.changes.clear()
                due.telling, due.told_from = True, now
                due.settled = due.settled or settle
            self._guarded(self._quiet if settle else partial(self._tell, changes))
            self._told_now()

    def _guarded(self, step: Callable[[], None]) -> None:
        """Do *step*; say a failure where the person looks. The next change is told again."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it
            try:
                self._say(Notice("error", f"The panel is behind: {type(error).__name__}: {error}"))
            except Exception:  # noqa: BLE001 - the host may fail in any way; it is logged
                _LOG.exception("The panel is behind, and its page cannot be told.")

    def _told_now(self) -> None:
        with self._lock:
            due, now = self._due, self._clock()
            due.telling = False
            rest = min(REST * (now - due.told_from), LONGEST_REST_SECONDS)
            due.next_at = now + max(INTERVAL_SECONDS, rest)

    def _wait(self, seconds: float) -> None:
        """Come back in *seconds*, unless someone does by then or all is told."""
        at = self._clock() + seconds
        if self._due.wake_at <= at or (not self._due.changes and self._due.settled):
            return
        self._due.wake_at = at
        self._later(max(seconds, 0.001), self._wake)

    def _wake(self) -> None:
        with self._lock:
            self._due.wake_at = float("inf")
        self._pump()

    def _tell(self, changes: frozenset[Change]) -> None:
        if "graph" in changes:
            self._tell_graph()
        self._tell_statuses()
        if "run" in changes:
            self._tell_run()

    def _tell_graph(self) -> None:
        self._version += 1
        arranged = self._session.arranged()
        self._set_state(
            "graph",
            {
                "cards": to_json(self._session.graph_view().cards),
                "layout": to_json(self._session.layout()),
                "folds": to_json(arranged.folds),
                "hidden": arranged.hidden,
                "using": arranged.using,
                "version": self._version,
            },
        )

    def _tell_statuses(self) -> None:
        now = self._session.statuses()
        # Most are the objects of the last time, which is seen at once.
        changes = {
            key: badge
            for key, badge in now.items()
            if (told := self._told.get(key)) is not badge and told != badge
        }
        self._told = dict(now)
        if changes:
            self._say(StatusChanges(changes))

    def _quiet(self) -> None:
        """Keep the statuses, unless it is quiet only because one step takes long."""
        if not self._is_live():
            self._settle()
            self._on_quiet()

    def _is_live(self) -> bool:
        run = self._session.run_state()
        return run is not None and run.state in _LIVE

    def _settle(self) -> None:
        self._told = dict(self._session.statuses())
        self._set_state("statuses", to_json(self._told))

    def _tell_run(self) -> None:
        self._set_state("run", to_json(self._session.run_state()))
