"""Virtual assets in a session: what reads one is judged by what stands behind it."""

import pytest

from dagbook.authoring.asset_check import asset_check
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.gathering import external_asset
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.model.asset_key import AssetKey
from dagbook.model.results import AssetCheckResult, MaterializeResult
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.checking import BlockedByCheckError

ABC = StaticPartitionsDefinition(["a", "b", "c"])


def table_of(text="1"):
    @asset
    def raw():
        return text

    @asset(deps=[raw])
    def table() -> None: ...

    return raw, table


@asset(is_virtual=True, deps=["table"])
def view() -> None: ...


@asset(is_virtual=True, deps=["view"])
def wider() -> None: ...


@asset(deps=["wider"])
def board():
    return 1


@asset
def report(board):
    return board


@pytest.fixture
def made(notebook):
    """A notebook with a chain of two views, all of it made."""
    notebook.define(*table_of(), cell="tables")
    notebook.define(view, wider, cell="views")
    notebook.define(board, report)
    notebook.run()
    assert notebook.run() == []
    return notebook


def reasons(notebook, key):
    return [each.splitlines()[0] for each in notebook.session.why(key).reasons]


def test_a_table_made_again_makes_stale_what_reads_it_through_views_and_no_view(made):
    made.run("table")
    states = {key: made.state(key) for key in ("table", "view", "wider", "board", "report")}
    assert states == {
        "table": "fresh",
        "view": "fresh",
        "wider": "fresh",
        "board": "stale",
        "report": "stale",
    }
    assert reasons(made, "board") == ["table has a new value"]
    assert made.run() == ["board"]
    assert made.run() == []


def test_what_is_stale_behind_views_is_named_as_the_root(made):
    made.define(*table_of("2"), cell="tables")
    assert made.state("view") == "fresh"
    assert reasons(made, "board") == ["table is stale, from raw on"]
    path = made.session.why("board").path
    assert [step.key.to_user_string() for step in path] == ["raw", "table", "board"]
    assert made.run() == ["raw", "table", "board"]


def test_the_code_of_a_view_behind_a_view_counts(made):
    @asset(name="view", is_virtual=True, deps=["table"])
    def edited() -> None:
        len("created otherwise")

    made.define(edited, wider, cell="views")
    assert reasons(made, "board") == ["view is stale"]
    assert made.run() == ["view", "board"]
    assert made.run() == []


def test_another_table_behind_a_view_counts(made):
    @asset(name="view", is_virtual=True, deps=["raw"])
    def other() -> None: ...

    made.define(other, wider, cell="views")
    assert "no longer depends on table" in reasons(made, "board")
    assert "has a new dependency raw" in reasons(made, "board")


def test_a_view_that_keeps_a_value_is_made_again_like_any_asset(notebook):
    def cell(number):
        @asset
        def numbers():
            return number

        return numbers

    @asset(is_virtual=True)
    def doubled(numbers):
        return numbers * 2

    @asset
    def total(doubled):
        return doubled

    notebook.define(cell(1), cell="numbers")
    notebook.define(doubled, total)
    notebook.run()
    notebook.define(cell(2), cell="numbers")
    assert notebook.run() == ["numbers", "doubled", "total"]
    assert notebook.session.load("total") == 4


def test_each_partition_is_judged_by_those_behind_its_own(notebook):
    @asset(partitions_def=ABC)
    def parts() -> None: ...

    @asset(partitions_def=ABC, is_virtual=True, deps=[parts])
    def thin() -> None: ...

    @asset(partitions_def=ABC, deps=[thin])
    def above():
        return 1

    @asset(is_virtual=True, deps=[parts])
    def union() -> None: ...

    @asset(deps=[union])
    def whole():
        return 1

    notebook.define(parts, thin, above, union, whole)
    notebook.run()
    notebook.run("parts", "b")
    stale = notebook.session.statuses()
    assert {key.to_user_string(): str(each.stale) for key, each in stale.items() if each.stale} == {
        "above": "1",
        "whole": "0",
    }
    assert sorted(notebook.run()) == ["above[b]", "whole"]
    assert notebook.run() == []


def test_what_is_missing_behind_a_view_made_elsewhere_is_made_first(notebook):
    shown = external_asset(AssetSpec("shown", is_virtual=True, deps=["table"]))

    @asset(deps=[shown])
    def page():
        return 1

    notebook.define(*table_of(), shown, page)
    assert notebook.run("page") == ["raw", "table", "page"]
    notebook.run("table")
    assert notebook.state("page") == "stale"


def test_a_check_of_a_view_is_stale_when_the_table_is_made_again(notebook):
    @asset_check(asset="view")
    def is_good():
        return AssetCheckResult(passed=True)

    notebook.define(*table_of(), view, is_good)
    notebook.run()
    (before,) = notebook.session.check_statuses().values()
    notebook.run("table")
    (after,) = notebook.session.check_statuses().values()
    assert (before.is_stale, after.is_stale) == (False, True)


def test_each_asset_of_one_function_is_judged_by_what_it_is_made_from_alone(notebook):
    @asset
    def other():
        return 1

    @multi_asset(specs=[AssetSpec("x", deps=["raw"]), AssetSpec("y", deps=["other", "x"])])
    def both():
        yield MaterializeResult("x")
        yield MaterializeResult("y")

    notebook.define(*table_of()[:1], other, both)
    notebook.run()
    assert notebook.run() == []
    log = notebook.session.instance.event_log
    read = {key: [name for name, _ in log.latest_of(AssetKey(key), None).inputs] for key in "xy"}
    assert read == {"x": ["raw"], "y": ["other", "x"]}


def test_a_table_that_its_asset_writes_itself_is_a_new_value_each_time(notebook):
    @asset
    def written():
        return None

    @asset(deps=[written])
    def reader():
        return 1

    notebook.define(written, reader)
    notebook.run()
    notebook.run("written")
    assert reasons(notebook, "reader") == ["written has a new value"]
    assert notebook.session.load("written") is None


def test_a_failed_blocking_check_holds_back_what_reads_the_table_through_a_view(made):
    @asset_check(asset="table", blocking=True)
    def is_good():
        return AssetCheckResult(passed=False)

    made.define(is_good)
    made.session.materialize("table")
    with pytest.raises(BlockedByCheckError, match="board is held back"):
        made.session.materialize("board")
