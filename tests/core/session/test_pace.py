"""How long the rest of a run takes."""

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.grouping import by_policy
from dagbook.asset_graph.plan import build_plan
from dagbook.authoring.asset_decorator import asset
from dagbook.execution.run_loop import StepBlocked, StepEnded, StepSkipped, StepStarted
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.pace import Pace

LETTERS = StaticPartitionsDefinition(list("abcd"))


@asset(partitions_def=LETTERS)
def raw(): ...


@asset(partitions_def=LETTERS, backfill_policy=BackfillPolicy.single_run())
def tidy(raw): ...


ALL = OrdinalRanges.span(0, 4)
PLAN = build_plan(
    build_graph([raw, tidy]), dict.fromkeys(map(AssetKey, ("raw", "tidy")), ALL), grouping=by_policy
)


class Run:
    """A run whose clock is set by hand."""

    def __init__(self, **expected):
        self.now = 0.0
        known = {AssetKey(key): seconds for key, seconds in expected.items()}
        self.pace = Pace(PLAN, known, lambda: self.now)

    def step(self, at, seconds):
        self.pace.note(StepStarted(PLAN.steps[at]))
        self.now += seconds
        self.pace.note(StepEnded(PLAN.steps[at], None, 1))

    @property
    def left(self):
        return self.pace.remaining_seconds()


def test_nothing_is_said_while_nothing_is_known():
    assert Run().left is None


def test_before_the_first_step_ends_past_durations_count():
    assert Run(raw=2.0, tidy=1.0).left == pytest.approx(12.0)


def test_what_never_ran_is_taken_to_be_as_quick_as_the_rest():
    assert Run(raw=2.0).left == pytest.approx(16.0)


def test_the_runs_own_pace_counts_more_than_the_past():
    run = Run(raw=2.0, tidy=1.0)
    run.step(0, 10.0)
    assert run.left == pytest.approx(3 * 10.0 + 4.0)
    run.step(1, 20.0)
    assert run.left == pytest.approx(2 * 15.0 + 4.0)


def test_a_running_step_counts_down_but_not_below_nothing():
    run = Run(raw=2.0, tidy=1.0)
    run.pace.note(StepStarted(PLAN.steps[0]))
    run.now = 1.5
    assert run.left == pytest.approx(10.5)
    run.now = 100.0
    assert run.left == pytest.approx(10.0)


def test_a_step_of_a_range_counts_as_many_partitions_as_it_makes():
    run = Run()
    for at in range(4):
        run.step(at, 1.0)
    assert (run.pace.left, run.left) == (4, pytest.approx(4.0))
    run.pace.note(StepStarted(PLAN.steps[4]))
    run.now += 3.0
    assert run.left == pytest.approx(1.0)


def test_what_is_left_out_takes_no_time():
    run = Run(raw=2.0, tidy=1.0)
    run.pace.note(StepSkipped(PLAN.steps[0]))
    run.pace.note(StepBlocked(PLAN.steps[1], PLAN.steps[0]))
    assert run.left == pytest.approx(8.0)
