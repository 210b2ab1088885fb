"""A key swapped for another with an equal body can keep its history."""

import re

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.session import renames
from dagbook.session.session import Session
from dagbook.storage.event_records import event_of


@pytest.fixture
def orders(cells):
    """An asset made twice, and what reads it."""
    cells.run("@asset\ndef orders():\n    return [N]", cell_id="a")
    cells.run("@asset\ndef total(orders):\n    return sum(orders)")
    for n in (1, 2):
        cells.run(f"N = {n}")
        cells.run("%materialize")
    return cells


SWAPPED = "@asset\ndef clean_orders():\n    return [N]"
OFFER = (
    "clean_orders has the body that orders had: "
    "%dagbook rename orders clean_orders keeps its history"
)


def swap(cells):
    return cells.run(SWAPPED, cell_id="a")


def test_a_swapped_key_is_offered_its_history_in_one_line(orders):
    assert OFFER in swap(orders).splitlines()


@pytest.mark.parametrize(
    "source",
    [
        "@asset\ndef clean_orders():\n    return [N, N]",
        "@asset\ndef orders():\n    return [N]\n@asset\ndef clean_orders():\n    return [N]",
        "x = 1",
    ],
)
def test_another_body_or_no_swap_is_offered_nothing(orders, source):
    assert "keeps its history" not in orders.run(source, cell_id="a")


def test_what_has_no_values_is_offered_nothing(cells):
    cells.run("@asset\ndef orders():\n    return [1]", cell_id="a")
    assert "keeps its history" not in cells.run(SWAPPED.replace("N", "1"), cell_id="a")


def test_the_command_moves_values_and_history(orders):
    swap(orders)
    said = orders.run("%dagbook rename orders clean_orders")
    assert said == "clean_orders has the history of orders: 2 materializations, 1 value"
    assert orders.value("load('clean_orders')") == [2]
    assert orders.badge("clean_orders").state == "fresh"
    assert [row.number for row in orders.session.history("clean_orders")] == [2, 1]
    assert orders.session.history("clean_orders")[0].defined_in == "cell 3"
    assert orders.run("%history clean_orders --restore 1")
    assert orders.value("load('clean_orders')") == [1]
    values = orders.session.root / "values"
    assert not any(each.is_file() for each in (values / "orders").rglob("*"))
    assert "There is no asset orders" in orders.fail("load('orders')")


def test_times_and_cells_stay(orders):
    before = orders.session.history("orders")
    swap(orders)
    orders.run("%dagbook rename orders clean_orders")
    after = orders.session.history("clean_orders")
    same = ("at", "seconds", "origin", "version", "fingerprint", "defined_in", "run_id")
    for name in same:
        assert [getattr(row, name) for row in after] == pytest.approx(
            [getattr(row, name) for row in before]
        )


def test_a_body_with_another_key_given_by_name_is_the_same_body(cells):
    cells.run("@asset(name='a')\ndef made():\n    return 1", cell_id="a")
    cells.run("%materialize")
    said = cells.run("@asset(key=['sales', 'b'])\ndef made():\n    return 1", cell_id="a")
    assert "%dagbook rename a sales/b keeps its history" in said
    cells.run("%dagbook rename a sales/b")
    assert cells.value("load('sales/b')") == 1


def test_partitions_move(cells):
    source = """
    @asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
    def sales(context):
        return context.partition_key
    """
    cells.run(source, cell_id="a")
    cells.run("%materialize")
    cells.run(source.replace("sales", "turnover"), cell_id="a")
    assert "2 values" in cells.run("%dagbook rename sales turnover")
    assert cells.value("load('turnover', 'all')") == {"eu": "eu", "us": "us"}
    assert cells.badge("turnover").state == "fresh"


def test_what_was_killed_in_between_is_finished_by_a_second_try(orders, monkeypatch):
    swap(orders)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(renames, "wipe", killed)
        with pytest.raises(KeyboardInterrupt):
            renames.rename(orders.session, "orders", "clean_orders")
    assert orders.value("load('orders')") == orders.value("load('clean_orders')") == [2]
    renames.rename(orders.session, "orders", "clean_orders")
    assert len(orders.session.history("clean_orders")) == 2
    assert orders.value("load('clean_orders')") == [2]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rename orders", "write %dagbook rename OLD NEW"),
        ("rename odrers clean_orders", "There is no asset odrers. Did you mean orders?"),
        ("rename total clean_orders", "A cell defines total, so its history is its own."),
        ("rename orders total", "total has values of its own."),
    ],
)
def test_mistakes_are_one_line(orders, line, said):
    swap(orders)
    text = orders.fail(f"%dagbook {line}").splitlines()[-1]
    assert text.startswith("UsageError: ")
    assert said in text


def test_the_tombstone_names_the_new_key(orders):
    swap(orders)
    orders.run("%dagbook rename orders clean_orders")
    assert re.search(
        r"orders +0 +0 +renamed to clean_orders, history alone", orders.run("%dagbook ledger")
    )


def test_what_another_notebook_made_is_renamed_there(orders):
    swap(orders)
    other = Session(orders.session.root, "other.ipynb")
    other.live.put(Origin("a", "cell 1"), Found((made_here,)))
    assert other.materialize("made_here").error is None
    other.close()
    with pytest.raises(DagsterInvalidInvocationError, match="made values of made_here"):
        renames.rename(orders.session, "made_here", "clean_orders")


@asset
def made_here():
    return 1


CHECKED = """
@asset(check_specs=[AssetCheckSpec("inside", asset="{0}")])
def {0}():
    yield Output([N])
    yield AssetCheckResult(passed=False, severity=AssetCheckSeverity.WARN)

@asset_check(asset={0}, blocking=True)
def alone():
    return AssetCheckResult(passed=N < 2)
"""


def states(cells):
    statuses = cells.session.check_statuses()
    return {
        key.name: (each.state.value, bool(each.to_do), each.blocks)
        for key, each in statuses.items()
    }


def told(log, name):
    return {
        key.name: [(each.at, each.evaluation.passed) for each in log.checks.history(key)]
        for key in log.checks.latest()
        if key.asset_key == AssetKey(name)
    }


def test_what_checks_found_moves_and_is_still_of_what_is_there(cells):
    cells.run("N = 1")
    cells.run(CHECKED.format("orders"), cell_id="a")
    cells.run("%materialize")
    cells.run("N = 2")
    cells.fail("%materialize")
    before = states(cells)
    assert before == {"inside": ("warned", False, False), "alone": ("failed", False, True)}
    log = cells.session.instance.event_log
    old = told(log, "orders")
    cells.run(CHECKED.format("clean_orders"), cell_id="a")
    assert states(cells)["alone"][0] == "not run"
    cells.run("%dagbook rename orders clean_orders")
    assert states(cells) == before
    moved = told(log, "clean_orders")
    assert moved == {name: [pytest.approx(each) for each in found] for name, found in old.items()}
    newest = log.latest_of(AssetKey("clean_orders"), None)
    latest = [
        each[None].evaluation.target_materialization_data
        for key, each in log.checks.latest().items()
        if key.asset_key == AssetKey("clean_orders")
    ]
    assert [event_of(each.storage_id) for each in latest] == [newest.event_id] * 2


def test_what_was_accepted_moves(cells):
    cells.run("@asset\ndef orders():\n    return 1", cell_id="a")
    cells.run("%materialize")
    cells.run("@asset\ndef orders():\n    return 1 + 0", cell_id="a")
    cells.run("%accept orders")
    assert cells.badge("orders").state == "fresh"
    cells.run("@asset\ndef clean_orders():\n    return 1 + 0", cell_id="a")
    cells.run("%dagbook rename orders clean_orders")
    assert cells.badge("clean_orders").state == "fresh"
    assert "counts again" in cells.run("%accept clean_orders --revoke")
    assert cells.badge("clean_orders").state == "stale"


def test_a_renamed_asset_keeps_dagsters_data_versions(orders):
    instance = orders.session.instance
    before = instance.get_latest_materialization_event(AssetKey("orders")).tags
    total = instance.get_latest_materialization_event(AssetKey("total")).tags
    swap(orders)
    orders.run("%dagbook rename orders clean_orders")
    instance.event_log.data_versions.clear()
    assert instance.get_latest_materialization_event(AssetKey("clean_orders")).tags == before
    assert instance.get_latest_materialization_event(AssetKey("total")).tags == total
    assert total["dagster/input_data_version/orders"] == before["dagster/data_version"]


def test_a_restored_value_has_the_data_version_it_had(orders):
    instance = orders.session.instance
    first = instance.fetch_materializations(AssetKey("orders"), limit=2).records[1]
    orders.run("%history orders --restore 1")
    now = instance.get_latest_materialization_event(AssetKey("orders"))
    assert now.tags == first.asset_materialization.tags
