"""What the page can ask to run, each way, with its plan and its config."""

import threading

import pytest

from dagbook.errors import DagsterInvalidInvocationError
from dagbook_jupyter.panel.messages import Materialize, ShowPlan
from dagbook_jupyter.panel.run_questions import ConfigErrors, ShowConfig
from dagbook_jupyter.panel.session_source import SessionSource

ASSETS = """
    from dagbook import Config

    BAD = set()

    class Depth(Config):
        depth: int = 3

    @asset
    def raw(): ...

    @asset
    def clean(raw, config: Depth):
        if "clean" in BAD:
            raise ValueError("bad")
        return config.depth

    @asset
    def report(clean): ...

    @asset
    def other(): ...
"""


@pytest.fixture
def source(cells):
    cells.run(ASSETS)
    return SessionSource(cells.session)


def plan(source, mode, keys=None, partitions=None):
    found = source.about_runs(ShowPlan(Materialize(keys, mode, partitions or {})))
    assert not found.problem, found.problem
    return [row.name for row in found.rows]


def run(source, cells, *what, **rest):
    """Run in the background and wait for the end."""
    ended = threading.Event()
    stop = cells.session.subscribe(lambda event: type(event).__name__ == "RunEnded" and ended.set())
    said = source.enqueue(*what, **rest)
    assert said is None, said
    assert ended.wait(30)
    stop()


def test_each_mode_runs_what_it_says(source, cells):
    cells.run("%materialize")
    assert plan(source, "selected", ("clean",)) == ["clean"]
    assert plan(source, "upstream", ("clean",)) == ["raw", "clean"]
    assert plan(source, "downstream", ("clean",)) == ["clean", "report"]
    assert plan(source, "stale", ("clean",)) == []
    assert plan(source, "stale") == []
    assert sorted(plan(source, "all")) == ["clean", "other", "raw", "report"]


def test_a_plan_says_how_many_steps_and_how_long(source, cells):
    before = source.about_runs(ShowPlan(Materialize(None, "all", {})))
    assert (before.steps, before.seconds) == (4, None)
    cells.run("%materialize")
    after = source.about_runs(ShowPlan(Materialize(None, "all", {})))
    assert after.seconds > 0
    assert after.longest_path[-1] == "report" or after.longest_path == ("other",)


def test_upstream_of_chosen_partitions_is_what_these_read(cells):
    cells.run("""
        days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-11")

        @asset(partitions_def=days)
        def hourly(): ...

        @asset(partitions_def=days)
        def daily(hourly): ...
    """)
    source = SessionSource(cells.session)
    found = source.about_runs(ShowPlan(Materialize(("daily",), "upstream", {"daily": ((2, 4),)})))
    assert [(row.name, row.steps) for row in found.rows] == [("hourly", 2), ("daily", 2)]
    found = source.about_runs(ShowPlan(Materialize(None, "all", {})))
    assert [(row.name, row.steps) for row in found.rows] == [("hourly", 10), ("daily", 10)]


def test_downstream_of_chosen_partitions_is_what_reads_these_and_can_run(cells):
    cells.run("""
        days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-11")

        @asset(partitions_def=days)
        def hourly(): ...

        @asset(partitions_def=days)
        def daily(hourly): ...

        @asset
        def total(daily): ...

        @asset
        def broken(daily, nowhere): ...
    """)
    cells.run("%materialize total")
    source = SessionSource(cells.session)
    chosen = {"hourly": ((2, 4),)}
    found = source.about_runs(ShowPlan(Materialize(("hourly",), "downstream", chosen)))
    assert [(row.name, row.steps) for row in found.rows] == [
        ("hourly", 2),
        ("daily", 2),
        ("total", 1),
    ]


def test_what_cannot_be_planned_says_why(source):
    found = source.about_runs(ShowPlan(Materialize(("nowhere",), "selected", {})))
    assert "nowhere" in found.problem
    assert found.steps == 0


def test_what_failed_is_run_again_with_what_it_held_back_and_nothing_else(source, cells):
    stop = source.subscribe(lambda _: None)
    cells.run("BAD.add('clean')")
    run(source, cells, None, "stale", {}, {})
    assert source.run_state().state == "failed"
    assert source.run_state().can_retry
    cells.run("BAD.clear()")
    assert plan(source, "failed") == ["clean", "report"]
    run(source, cells, None, "failed", {}, {})
    assert source.run_state().state == "success"
    assert not source.run_state().can_retry
    with pytest.raises(DagsterInvalidInvocationError, match="Nothing failed"):
        source.enqueue(None, "failed", {}, {})
    stop()


def test_a_new_panel_finds_what_failed_in_the_statuses(source, cells):
    cells.run("BAD.add('clean')")
    run(source, cells, None, "stale", {}, {})
    assert plan(SessionSource(cells.session), "failed") == ["clean"]


def test_config_of_the_form_reaches_the_function(source, cells):
    (form,) = source.about_runs(ShowConfig(("clean", "raw"))).steps
    assert (form.step, form.keys) == ("clean", ("clean",))
    assert [field.name for field in form.fields] == ["depth"]
    run(source, cells, ("clean",), "selected", {}, {}, config={"clean": {"depth": 8}})
    assert cells.session.load("clean") == 8


def test_config_that_does_not_fit_is_told_by_field_and_nothing_runs(source, cells):
    said = source.enqueue(("clean",), "selected", {}, {}, config={"clean": {"depth": "x"}})
    assert isinstance(said, ConfigErrors)
    assert list(said.errors["clean"]) == ["depth"]
    assert source.run_state() is None
