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
    ("before", "fragment", "texts"),
    [
        ("%materialize sized --partition date=2013-01-03", "2013-01-03", ["2013-01-03"]),
        ("%materialize sized --partition date=2013-01-03,", "", ["size=", "2013-01-04"]),
        ("%materialize sized --partition date=2013-01-03,si", "si", ["size="]),
        ("%why sized --partition date=2013-01-03,size=", "", ["xl", "s"]),
        ("%plan sized --partitions date=2013-01-01...2013-01-02", "2013-01-02", ["2013-01-02"]),
        ("%materialize sized --partition si", "si", ["size="]),
        ("%materialize named --partition ", "", ["'q\"x'", '"a b"', "c"]),
        ("%materialize named --partition a", "a", ['"a b"']),
        ('%materialize named --partition "a', '"a', ['"a b"']),
        ("%materialize named --partition 'a ", "'a ", ['"a b"']),
        ("%materialize named --partitions c,a", "a", ["all", '"a b"']),
    ],
)
def test_keys_are_offered_by_dimension_and_as_they_are_typed(before, fragment, texts, shop):
    shop.run(
        "sizes = StaticPartitionsDefinition(['s', 'xl'])\n"
        "both = MultiPartitionsDefinition({'date': days, 'size': sizes})\n"
        "names = StaticPartitionsDefinition(['c', 'a b', 'q\"x'])\n"
        "@asset(partitions_def=both)\ndef sized(): ...\n"
        "@asset(partitions_def=names)\ndef named(): ..."
    )
    found = offered(shop, before)
    assert found[0] == fragment
    assert found[1][: len(texts)] == texts


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


@pytest.fixture
def folders(cells, tmp_path):
    for name in ("data", "dates", "other", "a b"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "inner").mkdir()
    for name in ("small.yaml", "large.json", "notes.txt", "data/day.yml"):
        (tmp_path / name).touch()
    cells.run("""
        from dagbook import RunConfig
        sizes = {"ops": {}}
        small_run = RunConfig()
        number = 3
        @asset
        def orders(): ...
        """)
    return cells


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ("%dagbook store ", ["move"]),
        ("%dagbook store move o", ["other/"]),
        ("%dagbook store move da", ["data/", "dates/"]),
        ("%dagbook store move data/", ["data/inner/"]),
        ("%dagbook store move .dag", [".dagbook/"]),
        ("%dagbook store move nowhere/x", []),
        ("%dagbook store move data more ", []),
        ("%dagbook rename orders o", ["orders"]),
        ("%dagbook forget orders o", []),
        ("%dagbook reset o", []),
        ("%materialize --run-config s", ["sizes", "small_run", "small.yaml"]),
        ("%materialize orders --run-config data/", ["data/inner/", "data/day.yml"]),
        ("%materialize --run-config=l", ["large.json"]),
    ],
)
def test_paths_and_configs_are_completed(before, texts, folders):
    found = offered(folders, before)[1]
    assert sorted(found) == sorted(texts)


@pytest.mark.parametrize(
    "before", ["%use --define test {'db': or", "%materialize --run-config {'a': or"]
)
def test_python_in_a_line_is_left_to_ipython(before, folders):
    assert offered(folders, before) is None
    assert "orders" in through_the_shell(folders, before)


def test_a_path_from_home_stays_as_it_is_typed(folders, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert offered(folders, "%dagbook store move ~/dat")[1] == ["~/data/", "~/dates/"]


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ("%%asset new --io-manager-key w", ["warehouse"]),
        ("%%asset new --resources warehouse,d", ["db"]),
        ("%%asset new --kinds p", ["pandas", "polars"]),
        ("%%asset new --kinds pandas,po", ["polars"]),
        ("%%asset new --owners a", ["ann@example.com"]),
        ("%%asset new --pool a", ["api"]),
        ("%%asset_check orders --severity w", ["warn"]),
        ("%logs --level w", ["warning"]),
        ("%materialize orders --last ", []),
    ],
)
def test_values_of_options_are_completed(before, texts, cells):
    cells.run("""
        @asset(kinds={"pandas"}, owners=["ann@example.com"], pool="api")
        def orders(): ...
        @asset(kinds={"polars"})
        def other(): ...
        defs = Definitions([orders, other], resources={"warehouse": IOManager, "db": 3})
        """)
    assert offered(cells, before)[1] == texts


def test_a_backfill_that_is_not_done_is_completed(cells):
    cells.run("""
        @asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
        def some(context):
            assert context.partition_key == "a"
        """)
    cells.fail("%materialize some --partitions all")
    (backfill,) = cells.session.backfills()
    assert offered(cells, "%materialize --resume ")[1] == [backfill.backfill_id]
