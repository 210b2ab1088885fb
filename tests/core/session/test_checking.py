"""Checks of live assets: what runs them, what a failed one holds back, how they stand."""

import pytest

from dagbook import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    Config,
    MaterializeResult,
    Output,
    StaticPartitionsDefinition,
    asset,
    asset_check,
    multi_asset_check,
)
from dagbook.errors import DagsterAssetCheckFailedError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.session.checking import BlockedByCheckError
from dagbook.status.check_status import CheckState
from dagbook.storage.event_records import storage_id

ORDERS = AssetKey("orders")


def steps(summary):
    return [
        step.step_key if step.partition is None else f"{step.step_key}[{step.partition}]"
        for step in summary.steps
    ]


def orders_of(*rows):
    @asset
    def orders():
        return list(rows)

    return orders


@asset
def total(orders):
    return sum(orders)


@asset
def report(total):
    return f"{total} in all"


def positive(*, blocking=False, least=0):
    @asset_check(asset="orders", name="positive", blocking=blocking)
    def check(orders):
        return AssetCheckResult(passed=min(orders) >= least)

    return check


def status(notebook, name="positive", asset_key=ORDERS):
    return notebook.session.check_statuses()[AssetCheckKey(asset_key, name)]


def test_checks_of_an_asset_run_after_it(notebook):
    notebook.define(orders_of(1, 2), total, positive())
    assert notebook.run() == ["orders", "orders_positive", "total"]
    assert notebook.run() == []


def test_a_new_check_runs_alone_on_a_fresh_asset(notebook):
    notebook.define(orders_of(1, 2), total)
    notebook.run()
    notebook.define(positive())
    assert status(notebook).state is CheckState.NOT_RUN
    assert notebook.run() == ["orders_positive"]
    assert status(notebook).state is CheckState.PASSED
    assert notebook.run() == []


def test_an_edited_check_runs_alone_on_a_fresh_asset(notebook):
    notebook.define(orders_of(1, 2), cell="1")
    notebook.define(positive(), cell="2")
    notebook.run()

    @asset_check(asset="orders", name="positive")
    def edited(orders):
        return AssetCheckResult(passed=max(orders) < 2)

    notebook.define(edited, cell="2")
    assert status(notebook).is_stale
    assert notebook.run() == ["orders_positive"]
    assert status(notebook).state is CheckState.FAILED
    assert not status(notebook).is_stale


class Limit(Config):
    least: int = 1


@asset_check(asset="orders", name="limited")
def limited(config: Limit, orders):
    return AssetCheckResult(passed=min(orders) >= config.least)


def test_a_check_that_a_run_gave_other_config_is_made_again_by_the_next(notebook):
    notebook.define(orders_of(1, 2), limited)
    notebook.run()
    assert notebook.run() == []
    told = {"ops": {"orders_limited": {"config": {"least": 9}}}}
    notebook.session.materialize("orders", run_config=told)
    assert status(notebook, "limited").state is CheckState.FAILED
    assert status(notebook, "limited").is_stale
    assert notebook.run() == ["orders_limited"]
    assert status(notebook, "limited").state is CheckState.PASSED


def test_a_check_is_made_again_once_a_file_that_it_opens_by_name_changed(notebook, tmp_path):
    limits = tmp_path / "limits.txt"
    limits.write_text("1")

    @asset_check(asset="orders", blocking=True)
    def above(orders):
        return AssetCheckResult(passed=min(orders) >= int(limits.read_text()))

    notebook.define(orders_of(1, 2), above)
    notebook.run()
    assert notebook.run() == []
    limits.write_text("2")
    assert status(notebook, "above").is_stale
    assert steps(notebook.session.materialize()) == ["orders_above"]
    assert status(notebook, "above").blocks
    limits.unlink()
    assert status(notebook, "above").is_stale
    assert not status(notebook, "above").blocks


def test_a_check_of_a_file_that_holds_the_same_again_is_not_made_again(notebook, tmp_path):
    limits = tmp_path / "limits.txt"
    limits.write_text("1")

    @asset_check(asset="orders")
    def above(orders):
        return AssetCheckResult(passed=min(orders) >= int(limits.read_text()))

    notebook.define(orders_of(1, 2), above)
    notebook.run()
    limits.write_text("1")
    assert notebook.run() == []


def test_each_check_of_a_function_is_of_the_files_read_before_it(notebook, tmp_path):
    names = ("one", "two")
    for each in names:
        (tmp_path / each).write_text("1")

    @multi_asset_check(specs=[AssetCheckSpec(each, asset="orders") for each in names])
    def both():
        for each in names:
            (tmp_path / each).read_text()
            yield AssetCheckResult(passed=True, check_name=each)

    notebook.define(orders_of(1), both)
    notebook.run()
    (tmp_path / "two").write_text("22")
    assert [status(notebook, each).is_stale for each in names] == [False, True]
    (tmp_path / "one").write_text("22")
    assert [status(notebook, each).is_stale for each in names] == [True, True]


LEAST = []


def test_a_check_whose_code_changed_while_it_ran_is_made_again(notebook):
    LEAST[:] = [0]

    @asset_check(asset="orders")
    def above(orders):
        enough = min(orders) >= LEAST[0]
        LEAST[:] = [5]
        return AssetCheckResult(passed=enough)

    notebook.define(orders_of(1, 2), above)
    notebook.run()
    assert status(notebook, "above").is_stale
    assert notebook.run() == ["orders_above"]
    assert status(notebook, "above").state is CheckState.FAILED
    assert not status(notebook, "above").is_stale


def test_a_check_is_of_another_value_once_the_asset_has_one(notebook):
    notebook.define(orders_of(1, 2), cell="1")
    notebook.define(positive(), cell="2")
    notebook.run()
    notebook.define(orders_of(-1, 2), cell="1")
    assert notebook.run() == ["orders", "orders_positive"]
    assert status(notebook).state is CheckState.FAILED


def test_a_check_of_what_came_out_equal_is_not_made_again(notebook):
    notebook.define(orders_of(1, 2), cell="1")
    notebook.define(positive(), cell="2")
    notebook.run()

    @asset
    def orders():
        rows = [1]
        return [*rows, 2]

    notebook.define(orders, cell="1")
    assert notebook.run() == ["orders"]


def test_a_failed_blocking_check_blocks_what_is_downstream_in_the_run(notebook):
    notebook.define(orders_of(-1), total, report, positive(blocking=True))
    summary = notebook.session.materialize()
    assert steps(summary) == ["orders", "orders_positive"]
    assert isinstance(summary.error, DagsterAssetCheckFailedError)
    assert [step.key for step, because in summary.blocked] == ["total", "report"]
    assert {because.key for step, because in summary.blocked} == {"orders_positive"}


def test_a_failed_blocking_check_blocks_later_runs_and_says_so(notebook):
    notebook.define(orders_of(-1), total, report, positive(blocking=True))
    notebook.session.materialize()
    summary = notebook.session.materialize()
    assert steps(summary) == []
    assert summary.notes[0] == (
        "total is held back: the blocking check orders:positive fails. Repair orders, or run it "
        "all the same with --force."
    )
    with pytest.raises(BlockedByCheckError, match="total is held back"):
        notebook.session.materialize("total")


def test_what_is_blocked_runs_when_it_is_forced(notebook):
    notebook.define(orders_of(-1), total, report, positive(blocking=True))
    notebook.session.materialize()
    summary = notebook.session.materialize("total+", force=True)
    assert (steps(summary), summary.error) == (["total", "report"], None)


def test_a_forced_run_goes_on_after_the_check_failed_in_it(notebook):
    notebook.define(orders_of(-1), total, positive(blocking=True))
    summary = notebook.session.materialize("orders+", force=True)
    assert steps(summary) == ["orders", "orders_positive", "total"]
    assert isinstance(summary.error, DagsterAssetCheckFailedError)


def test_a_repaired_asset_blocks_no_more(notebook):
    notebook.define(orders_of(-1), cell="1")
    notebook.define(total, report, positive(blocking=True), cell="2")
    notebook.session.materialize()
    notebook.define(orders_of(1), cell="1")
    assert notebook.run() == ["orders", "orders_positive", "total", "report"]


def test_a_passed_blocking_check_holds_nothing_back_later(notebook):
    notebook.define(orders_of(1), positive(blocking=True), cell="1")
    notebook.define(total, cell="2")
    notebook.run()
    assert notebook.run("total") == ["total"]


def test_a_blocking_check_that_failed_on_a_former_value_holds_nothing_back(notebook):
    notebook.define(orders_of(-1), cell="1")
    notebook.define(total, positive(blocking=True), cell="2")
    notebook.session.materialize()
    assert status(notebook).blocks
    notebook.define(orders_of(1), cell="1")
    with pytest.raises(BlockedByCheckError):
        notebook.session.materialize("total")
    notebook.run("orders")
    assert not status(notebook).blocks
    assert notebook.run("total") == ["total"]


def test_a_warning_and_a_check_that_does_not_block_hold_nothing_back(notebook):
    @asset_check(asset="orders", blocking=True)
    def odd():
        return AssetCheckResult(passed=False, severity=AssetCheckSeverity.WARN)

    notebook.define(orders_of(-1), total, positive(), odd)
    assert sorted(notebook.run()) == ["orders", "orders_odd", "orders_positive", "total"]
    assert notebook.run() == []
    assert status(notebook, "odd").state is CheckState.WARNED
    assert not status(notebook, "odd").blocks
    assert not status(notebook).blocks


def test_a_check_inside_an_asset_is_of_what_its_step_made(notebook):
    @asset(check_specs=[AssetCheckSpec("own", asset="orders", blocking=True)])
    def orders():
        yield Output([1])
        yield AssetCheckResult(passed=False)

    notebook.define(orders, total)
    summary = notebook.session.materialize()
    assert steps(summary) == ["orders"]
    assert status(notebook, "own").blocks
    assert notebook.state("orders") == "fresh"
    with pytest.raises(BlockedByCheckError, match="orders:own"):
        notebook.session.materialize("total")


def test_a_check_inside_an_asset_does_not_make_it_run_again(notebook):
    @asset(check_specs=[AssetCheckSpec("own", asset="orders")])
    def orders():
        return MaterializeResult(value=[1], check_results=[AssetCheckResult(passed=True)])

    notebook.define(orders)
    assert notebook.run() == ["orders"]
    assert notebook.run() == []
    assert status(notebook, "own").state is CheckState.PASSED


def test_checks_of_partitions_run_for_those_that_were_made(notebook):
    letters = StaticPartitionsDefinition(["a", "b", "c"])

    @asset(partitions_def=letters)
    def by_letter(context):
        return context.partition_key

    @asset_check(asset=by_letter, partitions_def=letters)
    def not_b(by_letter):
        return AssetCheckResult(passed=by_letter != "b")

    notebook.define(by_letter)
    notebook.run("by_letter", "a")
    notebook.define(not_b)
    assert notebook.run("by_letter", "b") == [
        "by_letter[b]",
        "by_letter_not_b[a]",
        "by_letter_not_b[b]",
    ]
    found = status(notebook, "not_b", AssetKey("by_letter"))
    assert (found.state, found.failed) == (CheckState.FAILED, {"b"})
    assert not found.to_do


def test_a_failed_partition_blocks_what_reads_it_alone(notebook):
    letters = StaticPartitionsDefinition(["a", "b"])

    @asset(partitions_def=letters)
    def by_letter(context):
        return context.partition_key

    @asset(partitions_def=letters)
    def after(by_letter):
        return by_letter * 2

    @asset_check(asset=by_letter, partitions_def=letters, blocking=True)
    def not_b(by_letter):
        return AssetCheckResult(passed=by_letter != "b")

    notebook.define(by_letter, after, not_b)
    summary = notebook.session.materialize()
    assert "after[a]" in steps(summary)
    assert "after[b]" not in steps(summary)
    assert [step.partition_key for step, _ in summary.blocked] == ["b"]


def test_the_history_of_a_check_outlives_the_kernel(notebook, open_notebook):
    notebook.define(orders_of(1), cell="1")
    notebook.define(positive(), cell="2")
    notebook.run()
    notebook.define(orders_of(-1), cell="1")
    notebook.run()
    again = open_notebook()
    log = again.session.instance.event_log
    history = log.checks.history(AssetCheckKey(ORDERS, "positive"))
    assert [each.evaluation.passed for each in history] == [False, True]
    target = history[0].evaluation.target_materialization_data
    assert target.storage_id < storage_id(history[0].event_id)


def test_a_check_whose_asset_was_never_made_is_not_run(notebook):
    notebook.define(orders_of(1), positive())
    assert not status(notebook).to_do
    assert status(notebook).state is CheckState.NOT_RUN
