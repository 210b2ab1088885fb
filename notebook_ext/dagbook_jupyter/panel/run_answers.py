"""Answers about runs: the list of them, and one over time."""

from dataclasses import replace

from dagbook.errors import DagsterRunNotFoundError
from dagbook.session.run_list import MOST_NAMES, RunLine, RunLines, run_line
from dagbook.session.run_trace import stored_timeline
from dagbook.session.session import Session
from dagbook_jupyter.panel.following import RunFollower
from dagbook_jupyter.panel.run_questions import ShownRuns, ShownTimeline, WaitingRun


class RunAnswers:
    """What the page may ask about runs, of this kernel and others on the same store.

    Args:
        session: The session.
        follower: Knows the run that goes on here.
    """

    def __init__(self, session: Session, follower: RunFollower) -> None:
        self._session = session
        self._follower = follower
        self._lines: tuple[int, RunLines] | None = None

    def runs(self, limit: int) -> ShownRuns:
        """Return the newest runs, at most *limit*, and what waits here."""
        log = self._session.instance.event_log
        if self._lines is None or self._lines[0] != id(log):
            self._lines = id(log), RunLines()
        rows = self._lines[1].newest(log, limit)
        here = self._follower.live_run_id
        rows = tuple(self._planned(row) if row.run_id == here else row for row in rows)
        waiting = self._follower.waiting()
        return ShownRuns(
            rows,
            tuple(WaitingRun(run_id, what) for run_id, what in waiting.items()),
            is_all=len(rows) < limit,
            here=here,
        )

    def _planned(self, row: RunLine) -> RunLine:
        """Return the run that goes on here with what it is to make; its steps say what is made."""
        trace = self._follower.trace
        names = trace.names() if trace.run_id == row.run_id else ()
        if not names:
            return row
        more = max(0, len(names) - MOST_NAMES)
        return replace(row, what=names[:MOST_NAMES], more=more)

    def timeline(self, run_id: str) -> ShownTimeline:
        """Return a run over time; "" asks for the one that runs here, or ran last."""
        log, trace = self._session.instance.event_log, self._follower.trace
        wanted = run_id or trace.run_id
        if not wanted:
            newest = log.runs(1)
            wanted = newest[0].run_id if newest else ""
        try:
            run = log.run(wanted)
        except DagsterRunNotFoundError:
            run = None
        if run is None:
            return ShownTimeline(wanted, run_id, "canceled", 0.0, "", None)
        traced = wanted == trace.run_id
        steps = () if traced else log.steps(wanted)
        line = run_line(run, steps, self._follower.now())
        shown = (
            trace.timeline()
            if traced
            else stored_timeline(self._session.graph(), steps, run.started_at, line.seconds)
        )
        return ShownTimeline(wanted, run_id, line.state, run.started_at, run.origin, shown)
