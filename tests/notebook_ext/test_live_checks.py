"""Checks in cells: a cell owns them, and says what changed."""

import pytest


@pytest.fixture
def orders(cells):
    cells.run("@asset\ndef orders():\n    return [1, 2]", "orders")
    cells.run("%materialize")
    return cells


CHECK = """
@asset_check(asset=orders)
def some(orders):
    return AssetCheckResult(passed=len(orders) > {least})
"""


def checks(cells):
    return [key.to_user_string() for key in cells.session.check_statuses()]


def test_a_cell_with_a_check_says_so_and_runs_it_with_the_next_materialize(orders):
    assert orders.run(CHECK.format(least=1), "c") == "check orders:some defined"
    assert checks(orders) == ["orders:some"]
    said = orders.run("%materialize")
    assert "orders:some" in said
    assert "1 step of checks run" in said
    assert orders.run("%materialize") == "All is current; there is nothing to do."
    assert "✓ 1" in orders.run("%assets")


def test_a_rerun_replaces_the_check_and_an_edit_makes_it_run_again(orders):
    orders.run(CHECK.format(least=1), "c")
    orders.run("%materialize")
    assert orders.run(CHECK.format(least=5), "c") == "check orders:some defined"
    assert "1 stale" in orders.run("%assets")
    orders.run("%materialize")
    assert "✗ some" in orders.run("%assets")


def test_a_check_that_the_cell_no_longer_defines_is_removed(orders):
    orders.run(CHECK.format(least=1), "c")
    assert orders.run("pass", "c") == "check orders:some removed"
    assert checks(orders) == []


def test_a_check_of_one_key_in_another_cell_moves_there(orders):
    orders.run(CHECK.format(least=1), "a")
    orders.run(CHECK.format(least=5), "b")
    assert checks(orders) == ["orders:some"]
    orders.run("pass", "a")
    assert checks(orders) == ["orders:some"]


def test_checks_from_builders_and_definitions_are_live(orders):
    orders.run(
        "built = build_metadata_bounds_checks(assets=[orders], metadata_key='rows', min_value=1)"
    )
    orders.run(
        "apart = [asset_check(asset=orders, name='x')(lambda: AssetCheckResult(passed=True))]"
    )
    assert checks(orders) == ["orders:rows_bounds_check", "orders:x"]


def test_checks_inside_an_asset_come_with_it(cells):
    said = cells.run(
        """
        @asset(check_specs=[AssetCheckSpec("own", asset="orders")])
        def orders():
            return MaterializeResult(check_results=[AssetCheckResult(passed=True)])
        """
    )
    assert "check" not in said
    cells.run("%materialize")
    assert "✓ 1" in cells.run("%assets")


def test_materialize_in_python_runs_the_checks_it_is_given(orders):
    orders.run(CHECK.format(least=1), "c")
    orders.run("result = materialize([orders])")
    assert orders.value("len(result.get_asset_check_evaluations())") == 0
    orders.run("result = materialize([orders, some])")
    assert orders.value("len(result.get_asset_check_evaluations())") == 1
    assert "✓ 1" in orders.run("%assets")


def test_what_is_held_back_is_said(orders):
    orders.run("@asset\ndef total(orders):\n    return sum(orders)")
    orders.run(CHECK.format(least=9).replace("asset=orders", "asset=orders, blocking=True"), "c")
    assert "DagsterAssetCheckFailedError" in orders.fail("%materialize")
    said = orders.run("%materialize")
    assert said.startswith("total is held back: the blocking check orders:some fails.")
    assert "total" in orders.run("%materialize --force")
