"""What steps say is kept, may be read while they run, and is bounded."""

# ruff: noqa: T201 - what steps print is what is looked at

import logging
import sys
import threading

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.loggers import get_dagster_logger
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.errors import DagsterInvalidInvocationError, UnknownAssetError
from dagbook.execution import soon, step_lines
from dagbook.execution.listening import Tee
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.events import LinesKept
from dagbook.session.logs import level_of


def texts(lines):
    return [line.text for line in lines]


def failed(notebook, *arguments):
    summary = notebook.session.materialize(*arguments)
    assert summary.error is not None
    return summary


def test_logged_and_printed_lines_are_kept_in_order_with_level_and_source(notebook):
    @asset
    def talks(context):
        context.log.debug("one")
        print("two", end="")
        print(" halves")
        context.log.warning("three %s", "x")
        print("four", file=sys.stderr)
        get_dagster_logger("mine").info("five")

    notebook.define(talks)
    notebook.run()
    found = notebook.session.logs()
    assert [(each.level_name, each.source, each.text) for each in found] == [
        ("DEBUG", "log", "one"),
        ("INFO", "stdout", "two halves"),
        ("WARNING", "log", "three x"),
        ("INFO", "stderr", "four"),
        ("INFO", "log", "five"),
    ]
    assert {each.step_key for each in found} == {"talks"}
    assert [each.number for each in found] == sorted({each.number for each in found})


def test_what_handlers_print_of_a_message_is_not_said_twice(notebook, monkeypatch, capsys):
    @asset
    def talks(context):
        context.log.warning("three")
        get_dagster_logger("mine").warning("five")
        print("six", file=sys.stderr)

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    notebook.define(talks)
    notebook.run()
    assert texts(notebook.session.logs()) == ["three", "five", "six"]
    assert capsys.readouterr().err.split() == ["three", "five", "six"]


def test_prints_still_reach_the_screen_and_streams_are_put_back(notebook, capsys):
    before = sys.stdout

    @asset
    def talks():
        print("hello")
        assert isinstance(sys.stdout, Tee)
        assert not sys.stdout.isatty()

    notebook.define(talks)
    notebook.run()
    assert sys.stdout is before
    assert capsys.readouterr().out == "hello\n"


def test_what_other_threads_print_meanwhile_is_no_line_of_the_step(notebook):
    @asset
    def talks():
        other = threading.Thread(target=print, args=("elsewhere",))
        other.start()
        other.join()
        print("here")

    notebook.define(talks)
    notebook.run()
    assert texts(notebook.session.logs()) == ["here"]


def test_lines_are_found_by_asset_run_partition_level_and_words(notebook):
    @asset(partitions_def=StaticPartitionsDefinition(["eu", "na"]))
    def regions(context):
        context.log.info("rows of %s", context.partition_key)

    @multi_asset(specs=[AssetSpec("left"), AssetSpec("right")])
    def both(context):
        context.log.error("Both are empty")

    notebook.define(regions, both)
    run_id = notebook.session.materialize("regions").run.run_id
    notebook.run("left")
    session = notebook.session
    assert texts(session.logs("regions")) == ["rows of eu", "rows of na"]
    assert texts(session.logs("regions", "na")) == ["rows of na"]
    assert texts(session.logs(run_id=run_id)) == ["rows of eu", "rows of na"]
    assert texts(session.logs("left")) == texts(session.logs("right")) == ["Both are empty"]
    assert texts(session.logs(level="error")) == ["Both are empty"]
    assert texts(session.logs(contains="BOTH")) == ["Both are empty"]
    assert texts(session.logs(limit=1)) == ["Both are empty"]
    assert texts(session.logs(limit=1, level="info", contains="rows")) == ["rows of na"]
    first, *rest = session.logs()
    assert session.logs(after=first.number) == tuple(rest)


def test_a_failure_is_a_line_with_the_traceback_from_the_users_code_on(notebook):
    @asset
    def broken():
        print("before")
        raise ValueError("no rows")

    notebook.define(broken)
    failed(notebook)
    before, failure = notebook.session.logs("broken")
    assert before.text == "before"
    assert (failure.level_name, failure.source) == ("ERROR", "failure")
    assert failure.text == "ValueError: no rows"
    assert failure.detail.splitlines()[1].startswith(f'  File "{__file__}"')
    assert texts(notebook.session.logs(contains="raise ValueError")) == ["ValueError: no rows"]


def test_every_attempt_says_why_it_failed(notebook):
    @asset(retry_policy=RetryPolicy(1))
    def broken(context):
        print(f"attempt {context.retry_number}")
        raise ValueError("no rows")

    notebook.define(broken)
    failed(notebook)
    assert texts(notebook.session.logs()) == [
        "attempt 0",
        "ValueError: no rows (tried again in 0 s)",
        "attempt 1",
        "ValueError: no rows",
    ]


def test_lines_can_be_read_while_the_step_runs(notebook):
    seen, told = [], threading.Event()

    @asset
    def slow():
        print("begun")
        assert told.wait(10)
        seen.extend(texts(notebook.session.logs("slow")))

    def on_event(event):
        if isinstance(event, LinesKept):
            assert event.assets == (AssetKey("slow"),)
            told.set()

    notebook.session.subscribe(on_event)
    notebook.define(slow)
    notebook.run()
    assert seen == ["begun"]


def test_of_very_many_lines_the_first_and_the_last_stay_and_the_gap_is_said(notebook, monkeypatch):
    monkeypatch.setattr(step_lines, "KEPT_FIRST", 10)
    monkeypatch.setattr(step_lines, "KEPT_LAST", 10)
    monkeypatch.setattr(step_lines, "PIECE_SECONDS", 0.01)
    monkeypatch.setattr(soon, "MOST_SECONDS", 0.01)

    @asset
    def chatty():
        for number in range(100):
            if number % 5 == 4:
                # What was kept before this line is not what is waited for.
                kept.clear()
            print(number)
            if number % 5 == 4:
                assert kept.wait(10)

    kept = threading.Event()
    notebook.session.subscribe(lambda event: kept.set() if isinstance(event, LinesKept) else None)
    notebook.define(chatty)
    notebook.run()
    found = notebook.session.logs()
    assert texts(found)[:10] == [str(number) for number in range(10)]
    assert found[10].source == "left out"
    left = int(found[10].text.split()[0])
    assert 60 <= left <= 80
    assert texts(found)[11:] == [str(number) for number in range(10 + left, 100)]
    assert texts(notebook.session.logs(limit=3)) == ["97", "98", "99"]


def test_lines_are_stored_while_the_step_runs_also_where_the_time_of_the_first_comes_at_once(
    notebook, monkeypatch
):
    monkeypatch.setattr(step_lines.STORING, "call", lambda due: due[1]())

    @asset
    def slow():
        for number in range(3):
            print(number)
            seen.append(texts(notebook.session.logs("slow")))

    seen = []
    notebook.define(slow)
    notebook.run()
    assert seen == [["0"], ["0", "1"], ["0", "1", "2"]]


def test_a_burst_keeps_its_last_lines(notebook, monkeypatch):
    monkeypatch.setattr(step_lines, "KEPT_LAST", 10)
    monkeypatch.setattr(step_lines, "PIECE_SECONDS", 60)

    @asset
    def bursts():
        for number in range(100):
            print(number)

    notebook.define(bursts)
    notebook.run()
    found = texts(notebook.session.logs())
    assert found == ["90 lines are left out here", *(str(number) for number in range(90, 100))]


def test_a_bar_of_progress_is_one_line_and_long_lines_lose_their_middle(notebook):
    @asset
    def talks():
        for percent in range(0, 101, 10):
            print(f"\r{percent} %", end="")
        print()
        print("a" * 30_000)
        print("unended", end="")

    notebook.define(talks)
    notebook.run()
    bar, long, unended = texts(notebook.session.logs())
    assert bar == "100 %"
    assert len(long) < 10_100
    assert "20,000 characters" in long
    assert unended == "unended"


def test_a_deleted_run_takes_its_lines_along(notebook):
    @asset
    def talks():
        print("hello")

    notebook.define(talks)
    first = notebook.session.materialize().run.run_id
    notebook.session.materialize("talks")
    notebook.session.instance.event_log.delete_run(first)
    assert len(notebook.session.logs("talks")) == 1
    assert notebook.session.logs(run_id=first) == ()


def test_lines_outlive_the_kernel(notebook, open_notebook):
    @asset
    def talks():
        print("hello")

    notebook.define(talks)
    notebook.run()
    notebook.session.close()
    assert texts(open_notebook().session.logs("talks")) == ["hello"]


def test_an_asset_that_said_nothing_has_no_lines_and_an_unknown_one_is_an_error(notebook):
    @asset
    def silent():
        return 1

    notebook.define(silent)
    notebook.run()
    assert notebook.session.logs("silent") == ()
    with pytest.raises(UnknownAssetError, match="silent"):
        notebook.session.logs("silnt")


def test_a_level_is_a_name_or_a_number():
    assert [level_of("Debug"), level_of("CRITICAL"), level_of(25)] == [10, 50, 25]
    with pytest.raises(DagsterInvalidInvocationError, match="'loud' is no level"):
        level_of("loud")


def test_nobody_else_hears_more_of_dagsters_logger_than_before(notebook, caplog):
    @asset
    def talks():
        get_dagster_logger().info("quiet")
        get_dagster_logger().warning("loud")

    # Whoever imported Dagster before may have set what its loggers let through.
    caplog.set_level(logging.WARNING, "dagster")
    builtin = logging.getLogger("dagster.builtin")
    before = builtin.level, builtin.propagate, list(builtin.handlers)
    notebook.define(talks)
    notebook.run()
    assert texts(notebook.session.logs()) == ["quiet", "loud"]
    assert [each.message for each in caplog.records] == ["loud"]
    assert (builtin.level, builtin.propagate, list(builtin.handlers)) == before
