import pytest
from IPython.core.completer import provisionalcompleter

from dagbook_jupyter.completion import completions
from dagbook_jupyter.magics.table import MAGICS


@pytest.fixture
def shop(cells):
    cells.run(
        "days = DailyPartitionsDefinition('2013-01-01', '2013-01-05')\n"
        "@asset(group_name='sales')\ndef raw_orders(): ...\n"
        "@asset(partitions_def=days, group_name='sales')\ndef orders(raw_orders): ...\n"
        "@asset\ndef other(): ..."
    )
    return cells


def offered(cells, before):
    found = completions(cells.notebook, MAGICS, before)
    return None if found is None else (found[0], list(found[1]))


@pytest.mark.parametrize(
    ("before", "fragment", "some"),
    [
        ("%materialize o", "o", ["orders", "other"]),
        ("  %materialize +ord", "ord", ["orders"]),
        ("x = %materialize oth", "oth", ["other"]),
        ("%materialize group:", "", ["default", "sales"]),
        ("%materialize orders ", "", ["and", "or"]),
        ("%materialize --yes o", "o", ["orders", "other"]),
        ("%materialize --p", "--p", ["--partition", "--partitions"]),
        ("%materialize orders -", "-", ["--partition", "--yes"]),
        ("%materialize orders --partition ", "", ["2013-01-04", "2013-01-01"]),
        ("%materialize orders --partition 2013-01-03", "2013-01-03", ["2013-01-03"]),
        ("%materialize --partition=2013-01-02", "2013-01-02", ["2013-01-02"]),
        ("%materialize orders --partitions ", "", ["all", "missing", "stale", "failed"]),
        ("%materialize orders --partitions 2013-01-01...2013-01-02", "2013-01-02", ["2013-01-02"]),
        ("%assets raw", "raw", ["raw_orders"]),
        ("%lineage +oth", "oth", ["other"]),
        ("%load_asset o", "o", ["orders", "other"]),
        ("%load_asset orders --partition 2013-01-01", "2013-01-01", ["2013-01-01"]),
        ("%dagbook f", "f", ["forget"]),
        ("%dagbook forget o", "o", ["orders", "other"]),
        ("%%asset new --partitions d", "d", ["daily:", "days"]),
        ("%%asset new --group s", "s", ["sales"]),
        ("%%asset new --deps orders,o", "o", ["orders", "other"]),
        ("%%asset new --r", "--r", ["--run"]),
    ],
)
def test_offered_are(before, fragment, some, shop):
    found = offered(shop, before)
    assert found[0] == fragment
    assert set(some) <= set(found[1])
    assert all(text.startswith(fragment) for text in found[1])


@pytest.mark.parametrize(
    "before", ["materialize o", "%%materialize o", "%asset x", "%timeit o", "%materialize", "o", ""]
)
def test_elsewhere_nothing_is_offered(before, shop):
    assert offered(shop, before) is None


def test_only_the_newest_of_many_partitions_are_offered(cells):
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition([str(n) for n in range(9000)]))\n"
        "def many(): ..."
    )
    keys = offered(cells, "%materialize many --partition ")[1]
    assert len(keys) == 500
    assert keys[0] == "8999"


def through_the_shell(cells, line):
    with provisionalcompleter():
        return [each.text for each in cells.shell.Completer.completions(line, len(line))]


def test_the_shell_offers_them_alone(shop):
    assert through_the_shell(shop, "%materialize --partitions") == ["--partitions"]
    assert through_the_shell(shop, "x = %assets oth") == ["other"]


def test_a_line_of_python_still_completes(shop):
    assert "raw_orders" in through_the_shell(shop, "raw_")


def test_half_typed_text_never_raises(shop):
    for text in (
        "%materialize orders and ( --partition ",
        '%materialize key:"',
        "%load_asset --partition ",
    ):
        through_the_shell(shop, text)


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ("%accept or", ["orders"]),
        ("%prune or", ["orders"]),
        ("%prune --o", ["--older-than", "--orphans"]),
        ("%history orders --re", ["--restore"]),
        ("%dagbook le", ["ledger"]),
        ("%dagbook rename or", ["orders"]),
    ],
)
def test_what_keeps_house_is_completed(cells, before, texts):
    cells.run("@asset\ndef orders():\n    return 1")
    assert completions(cells.notebook, MAGICS, before)[1] == texts
