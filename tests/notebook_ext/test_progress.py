from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import ClassVar

import pytest

from dagbook import StaticPartitionsDefinition, asset
from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import build_plan
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepOmitted,
    StepRetried,
    StepSkipped,
    StepStarted,
)
from dagbook.model.records import StepError, StepRecord
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.session.events import RunEnded, RunQueued, RunStarted, RunSummary
from dagbook_jupyter.progress import (
    MOST_LINES,
    DisplayScreen,
    LinesScreen,
    Progress,
    Row,
    closing_line,
    rows_text,
)

BAD = StepError("ValueError", "no")


@asset
def raw(): ...


@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
def orders(context, raw): ...


@dataclass
class FakeScreen:
    prints_rows: ClassVar = False
    shown: list = field(default_factory=list)
    rest: list = field(default_factory=list)

    def update(self, rows, _changed, rest=""):
        self.shown.append(rows_text(rows))
        self.rest.append(rest)

    def end(self, rows, closing):
        self.shown.append("\n".join([rows_text(rows), *closing]))

    def wait(self, text):
        self.shown.append(text)


@pytest.fixture
def run():
    graph = build_graph([raw, orders])
    all_of = orders.partitions_def.all_partitions()
    plan = build_plan(graph, {raw.key: None, orders.key: all_of})
    screen, said, now = FakeScreen(), [], [0.0]
    progress = Progress(screen, said.append, lambda: now[0])
    progress.on_event(RunStarted("r", plan))

    def ended(step, error=None, seconds=1.0):
        progress.on_event(StepStarted(step))
        record = SimpleNamespace(seconds=seconds)
        progress.on_event(StepEnded(step, SimpleNamespace(record=record, error=error), 1))

    def close(*notes):
        now[0] = 5.0
        progress.on_event(RunEnded(RunSummary(None, notes=notes)))

    return SimpleNamespace(
        steps=plan.steps,
        tell=progress.on_event,
        ended=ended,
        close=close,
        screen=screen,
        said=said,
        now=now,
        plan=plan,
    )


def lines(run):
    return [" ".join(line.split()) for line in run.screen.shown[-1].splitlines()]


def test_before_anything_ran_all_wait(run):
    assert lines(run) == ["raw ◷", "orders ◷"]


def test_what_runs_says_so(run):
    run.tell(StepStarted(run.steps[0]))
    assert lines(run) == ["raw ▶ running", "orders ◷"]


def test_the_next_attempt_says_which_it_is_and_why(run):
    run.tell(StepStarted(run.steps[0]))
    record = SimpleNamespace(error=StepError("ValueError", "no\nrows"), attempt=1, retry_in=3.0)
    run.tell(StepRetried(run.steps[0], SimpleNamespace(record=record), 1))
    assert lines(run)[0] == "raw ▶ running attempt 2 in 3.0 s after ValueError: no rows"
    run.ended(run.steps[0])
    assert lines(run)[0] == "raw ● 1.0 s"


def test_partitions_are_counted_and_their_times_added(run):
    run.ended(run.steps[0], seconds=0.25)
    run.ended(run.steps[1])
    run.ended(run.steps[2], seconds=2.0)
    assert lines(run) == ["raw ● 250 ms", "orders ▶ 2/3 3.0 s"]


def test_an_error_is_on_its_line_and_what_it_blocks_says_by_what(run):
    run.ended(run.steps[0], ValueError("no\nrows"))
    for step in run.steps[1:]:
        run.tell(StepBlocked(step, run.steps[0]))
    assert lines(run) == [
        "raw ✕ 1.0 s ValueError: no rows",
        "orders ○ not run because raw failed",
    ]
    run.close()
    assert lines(run)[-1] == "Nothing materialized in 5.0 s; raw failed; 1 asset not run."


def test_some_partitions_may_fail(run):
    run.ended(run.steps[0])
    run.ended(run.steps[1])
    run.ended(run.steps[2], ValueError("x"))
    run.ended(run.steps[3], KeyError("y"))
    assert lines(run)[1] == "orders ✕ 1/3 3.0 s 2 failed ValueError: x"


def test_what_was_current_after_all_says_so(run):
    run.tell(StepSkipped(run.steps[0]))
    assert lines(run)[0] == "raw ● current"
    for step in run.steps[1:]:
        run.ended(step)
    run.close()
    assert lines(run)[-1] == "3 partitions materialized in 5.0 s; 1 step current after all."


def test_what_an_optional_output_left_out_says_so(run):
    run.ended(run.steps[0])
    for step in run.steps[1:]:
        run.tell(StepOmitted(step))
    assert lines(run)[1] == "orders ○ not run, as an optional output was left out"


def test_an_interrupt_tells_what_is_left(run):
    run.ended(run.steps[0])
    run.ended(run.steps[1], KeyboardInterrupt())
    run.close()
    assert lines(run)[1] == "orders ✕ interrupted"
    assert lines(run)[-1] == "1 asset materialized in 5.0 s; interrupted, 3 steps not done."


def test_notes_stand_before_the_closing_line(run):
    for step in run.steps:
        run.ended(step)
    run.close("raw is kept in memory")
    assert lines(run)[2:] == [
        "raw is kept in memory",
        "1 asset and 3 partitions materialized in 5.0 s.",
    ]


def test_verbose_names_each_step(run):
    run.ended(run.steps[0])
    run.ended(run.steps[1], ValueError("x"))
    assert run.said == ["raw ● 1.0 s", "orders[a] ✕ 1.0 s"]


def test_a_run_that_waits_says_so(run):
    run.tell(RunQueued("r", None))
    assert run.screen.shown[-1] == "Waiting for the run that runs now."


def test_of_many_rows_those_done_are_counted_and_the_rest_is_bounded():
    done = [Row(f"d{n}", False, 1, 1) for n in range(100)]
    waiting = [Row(f"w{n}", False, 1) for n in range(5)]
    text = rows_text([*done, *waiting]).splitlines()
    assert len(text) == MOST_LINES + 1
    assert text[0] == "45 assets done"
    assert text[-1].startswith("w4")
    text = rows_text([Row(f"w{n}", False, 1) for n in range(100)]).splitlines()
    assert text[-1] == "and 40 assets more"


def test_many_failures_are_named_up_to_a_point():
    rows = [Row(f"f{n}", False, 1, failed=1) for n in range(20)]
    assert "f5 failed" in closing_line(rows, 1.0)
    assert "f6" not in closing_line(rows, 1.0)


def test_a_terminal_gets_each_row_once_when_it_has_ended():
    said = []
    screen = LinesScreen(said.append)
    row, other = Row("raw", False, 1), Row("orders", False, 1)
    screen.update([row, other], None)
    row.running = other.running = True
    screen.update([row, other], row)
    screen.update([row, other], other)
    row.done = 1
    screen.update([row, other], row)
    screen.end([row, other], ["closing"])
    assert said == ["raw    ● 0 ms", "closing"]


def test_an_output_is_updated_in_place_and_not_too_often(monkeypatch):
    shown, now = [], [0.0]

    class Handle:
        def display(self, bundle, **_):
            shown.append(("new", bundle["text/plain"]))

        def update(self, bundle, **_):
            shown.append(("again", bundle["text/plain"]))

    monkeypatch.setattr("dagbook_jupyter.progress.DisplayHandle", Handle)
    screen = DisplayScreen(lambda: now[0])
    row = Row("raw", False, 1)
    screen.update([row], row)
    screen.update([row], row)
    now[0] = 0.2
    screen.update([row], row)
    screen.end([row], ["closing"])
    assert [kind for kind, _ in shown] == ["new", "again", "again"]
    assert shown[-1][1].endswith("closing")


def test_how_a_cells_run_ended_is_printed_for_front_ends_that_update_nothing(monkeypatch):
    shown, said = [], []

    class Handle:
        def display(self, bundle, **_):
            shown.append(bundle["text/plain"])

        update = display

    monkeypatch.setattr("dagbook_jupyter.progress.DisplayHandle", Handle)
    screen = DisplayScreen(lambda: 0.0, said.append)
    row = Row("raw", False, 1)
    screen.update([row], row)
    screen.end([row], ["closing", "how to go on"])
    assert said == ["closing", "how to go on"]
    assert "closing" not in shown[-1]


def test_how_much_is_left_and_how_long_it_takes_is_said_while_it_runs(run):
    run.tell(RunStarted("r", run.plan, {raw.key: 60.0, orders.key: 10.0}))
    assert run.screen.rest[-1] == "4 left, about 1 min 30 s"
    run.tell(StepStarted(run.steps[0]))
    run.now[0] += 20.0
    run.tell(
        StepEnded(
            run.steps[0], SimpleNamespace(record=SimpleNamespace(seconds=20.0), error=None), 1
        )
    )
    assert run.screen.rest[-1] == "3 left, about 30 s"
    for step in run.steps[1:]:
        run.ended(step)
    assert run.screen.rest[-1] == ""


def test_the_rest_stands_below_the_rows(monkeypatch):
    shown = []

    class Handle:
        def display(self, bundle, **_):
            shown.append(bundle["text/plain"])

    monkeypatch.setattr("dagbook_jupyter.progress.DisplayHandle", Handle)
    row = Row("orders", partitioned=True, total=9, done=1)
    DisplayScreen(lambda: 0.0).update([row], row, "8 left, about 2 min 0 s")
    assert shown[0].splitlines() == [row.text(6), "8 left, about 2 min 0 s"]


def test_partitions_that_failed_are_named_at_the_end(run):
    failed = [
        StepRecord("r", "orders", None, 0.0, 1.0, (orders.key,), error=BAD, range_keys=("a", "b")),
        StepRecord("r", "orders", "c", 0.0, 1.0, (orders.key,), error=BAD),
    ]
    of_backfill = DagsterRun("r", "job", DagsterRunStatus.FAILURE, {"dagster/backfill": "x"})
    run.tell(RunEnded(RunSummary(of_backfill, tuple(failed), error=ValueError("no"))))
    assert lines(run)[-2:] == [
        "Failed: orders[a], orders[b], orders[c].",
        "%materialize --resume runs what is left.",
    ]
