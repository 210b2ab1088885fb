"""`%%asset_check`: asserts become checks, and show what breaks them."""

import pytest


@pytest.fixture
def orders(cells):
    cells.run(
        """
        import pandas as pd
        @asset
        def orders():
            return pd.DataFrame({"id": [1, 2, 2], "amount": [5.0, -1.0, 2.0]})
        """,
        "orders",
    )
    cells.run("@asset\ndef total(orders):\n    return float(orders.amount.sum())", "total")
    cells.run("%materialize")
    return cells


def test_each_assert_is_a_check_that_runs_at_once(orders):
    said = orders.run(
        """
        %%asset_check orders
        assert len(orders) == 3
        assert (orders.amount > 0).all(), "amounts are positive"
        """
    )
    assert said.splitlines() == [
        "checks orders:len_orders_is_3, orders:amounts_are_positive defined",
        "✓ len_orders_is_3",
        "✗ amounts_are_positive (1 row)",
        "    | row | id | amount |",
        "    | --- | --- | --- |",
        "    | 1 | 2 | -1.0 |",
    ]


def test_what_a_comprehension_binds_is_no_value_to_show(orders):
    said = orders.run("%%asset_check orders\nassert all(row > 1 for row in orders.amount)")
    assert "NameError" not in said
    assert "row =" not in said
    assert "orders.amount" in said or "orders =" in said


SHOWN = {
    "rows that are not unique": ("orders.id.is_unique", ["(2 rows)", "| 1 | 2 | -1.0 |"]),
    "rows that are null": ("orders.id.where(orders.id < 2).notna().all()", ["(2 rows)"]),
    "no rows but values": ("len(orders) > 5", ["len(orders) = 3"]),
    "the sum of a mask": ("(orders.amount < 0).sum() == 0", ["(1 row)", "-1.0"]),
    "not any": ("not (orders.amount < 0).any()", ["(1 row)", "-1.0"]),
    "what is raised": ("orders.nothing > 1", ["raised AttributeError"]),
}


@pytest.mark.parametrize(("test", "shown"), SHOWN.values(), ids=SHOWN)
def test_what_breaks_an_assertion_is_shown(orders, test, shown):
    said = orders.run(f"%%asset_check orders\nassert {test}")
    assert "✗" in said
    for each in shown:
        assert each in said


def test_lines_before_an_assert_are_run_and_other_assets_are_read(orders):
    said = orders.run(
        """
        %%asset_check orders
        whole = orders.amount.sum()
        assert whole == total, f"{whole} is not {total}"
        assert whole > 100, f"only {whole}"
        """
    )
    assert "✓" in said
    assert ": only 6.0" in said


AWAITING = """
%%asset_check total
import asyncio
async def later(value):
    await asyncio.sleep(0)
    return value
async def never():
    raise LookupError("nothing there")
limit = await later(9)
assert total < limit, "below the limit"
assert (await later(total)) > 6, "enough"
assert all([each async for each in None or numbers()]), "all"
assert await never(), "reached"
"""


def test_an_assertion_may_await(orders):
    orders.run("async def numbers():\n    yield 1\n    yield 0", "numbers")
    said = orders.run(AWAITING).splitlines()
    assert said[1:3] == ["✓ below_the_limit", "✗ enough"]
    assert "✗ all" in said
    assert "✗ reached: raised LookupError: nothing there" in said


PARTITIONED = """
days = StaticPartitionsDefinition(["mon", "tue"])

@asset(partitions_def=days)
def sales(context):
    return {"mon": 3, "tue": -1}[context.partition_key]
"""


def test_of_an_asset_with_partitions_each_is_checked_by_itself(cells):
    cells.run(PARTITIONED, "sales")
    cells.run("%materialize")
    said = cells.run("%%asset_check sales\nassert sales > 0, 'positive'")
    assert said.splitlines()[1:] == ["✓ positive[mon]", "✗ positive[tue]", "    sales = -1"]
    assert "1 step of checks run" in cells.run("%materialize sales --partitions mon")


def test_all_partitions_are_checked_at_once_when_that_is_asked_for(cells):
    cells.run(PARTITIONED, "sales")
    cells.run("%materialize")
    said = cells.run("%%asset_check sales --whole\nassert sum(sales.values()) == 2, 'sum'")
    assert said.splitlines()[1:] == ["✓ sum"]


def test_checks_run_again_when_the_asset_is_made(orders):
    orders.run("%%asset_check orders\nassert len(orders) == 3")
    orders.run("@asset\ndef orders():\n    return [1]", "orders")
    orders.run("%materialize orders")
    (status,) = orders.session.check_statuses().values()
    assert status.state.name == "FAILED"
    assert "✗ len_orders_is_3" in orders.run("%assets")


def test_a_cell_that_runs_again_replaces_its_checks(orders):
    orders.run("%%asset_check orders\nassert len(orders) == 3", "c")
    orders.run("%%asset_check orders\nassert len(orders) == 4", "c")
    assert [key.name for key in orders.session.check_statuses()] == ["len_orders_is_4"]


def test_a_blocking_check_holds_back_what_reads_the_asset(orders):
    said = orders.run("%%asset_check orders --blocking\nassert len(orders) == 4, 'four'")
    assert "✗ four" in said
    assert "total is held back" in orders.fail("%materialize total")
    assert orders.run("%materialize total --force")


def test_a_warning_is_one(orders):
    orders.run("%%asset_check orders --severity warn --blocking\nassert len(orders) == 4")
    (status,) = orders.session.check_statuses().values()
    assert (status.state.name, status.blocks) == ("WARNED", False)


def test_without_a_run_the_checks_wait_for_materialize(orders):
    said = orders.run("%%asset_check orders --no-run\nassert len(orders) == 3")
    assert "✓" not in said
    (status,) = orders.session.check_statuses().values()
    assert status.state.name == "NOT_RUN"
    orders.run("%materialize")
    (status,) = orders.session.check_statuses().values()
    assert status.state.name == "PASSED"


WRONG = {
    "no assert": ("%%asset_check orders\nlen(orders)", "no assert"),
    "no such asset": ("%%asset_check ordres\nassert True", "Did you mean orders"),
    "no asset": ("%%asset_check\nassert True", "asset_check? shows"),
    "no Python": ("%%asset_check orders\nassert (", "SyntaxError"),
}


@pytest.mark.parametrize(("cell", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_said(orders, cell, said):
    assert said in orders.fail(cell)


def test_an_error_outside_the_asserts_fails_the_cell(orders):
    assert "ZeroDivisionError" in orders.fail("%%asset_check orders\n1 / 0\nassert True")


def test_several_checks_of_one_cell_are_one_short_line_of_a_run(cells):
    cells.run("from dagbook import asset\n@asset\ndef rows():\n    return [1, 2]")
    cells.run("%%asset_check rows\nassert len(rows) > 1\nassert sum(rows) == 3")
    assert "2 checks of rows ● " in cells.run("%materialize")
