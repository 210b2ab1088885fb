"""`%history`: comparing, restoring and showing what an asset was."""

import pytest

TABLES = """
import pandas as pd

@asset
def orders():
    return pd.DataFrame({"id": IDS, "price": PRICES})

@asset
def total(orders):
    return float(orders.price.sum())
"""


@pytest.fixture
def orders(cells):
    """A table made twice, and what reads it."""
    cells.run("IDS, PRICES = [1, 2, 3], [1.0, 2.0, 3.0]")
    cells.run(TABLES)
    cells.run("%materialize")
    cells.run("IDS, PRICES = [2, 3, 4], [2.5, 3.0, 4.0]")
    cells.run("%materialize")
    return cells


@pytest.fixture
def counts(cells):
    """A number made three times."""
    cells.run("@asset\ndef raw():\n    return N\n@asset\ndef twice(raw):\n    return raw * 2")
    for n in (1, 2, 3):
        cells.run(f"N = {n}")
        cells.run("%materialize")
    return cells


def test_each_materialization_has_a_number_and_the_cells_that_ran_and_defined_it(counts):
    heads, *rows = counts.run("%history raw").splitlines()
    assert heads.split()[:2] == ["#", "made"]
    assert "defined in" in heads
    assert [row.split()[0] for row in rows] == ["3", "2", "1"]
    assert "cell 9" in rows[0]
    assert all("cell 3" in row for row in rows)


def test_a_rerun_of_the_cell_is_what_defined_it_from_then_on(counts):
    counts.run("@asset\ndef raw():\n    return N + 1")
    counts.run("%materialize raw")
    told = counts.session.history("raw")
    assert [row.defined_in for row in told[:2]] == ["cell 10", "cell 3"]
    assert told[0].origin == "cell 11"


def test_tables_are_compared_by_rows_and_columns(orders):
    said = orders.run("%history orders --compare 1 2").splitlines()
    assert said[0].startswith("1, made ")
    assert said[2:] == [
        "rows matched by id: 1 added, 1 removed, 1 changed",
        "  column id: min 1 → 2, mean 2 → 3, max 3 → 4",
        "  column price: 1 value changed, min 1 → 2.5, mean 2 → 3.16667, max 3 → 4",
        "~ 2: price 2.0 → 2.5",
        "+ 4: id 4, price 4.0",
        "- 1: id 1, price 1.0",
    ]
    assert orders.run("%history orders --compare") == orders.run("%history orders --compare 1 2")


def test_the_key_can_be_named(orders):
    said = orders.run("%history orders --compare 1 2 --key price").splitlines()
    assert said[2] == "rows matched by price: 2 added, 2 removed, 0 changed"
    assert "rwa is no column of both tables" in orders.fail("%history orders --compare --key rwa")


def test_an_earlier_value_is_the_latest_again_and_nothing_runs(counts):
    before = len(counts.session.instance.event_log.steps(counts.session.history("raw")[0].run_id))
    said = counts.run("%history raw --restore 2").splitlines()
    assert said[0].startswith("raw is back to 2, made ")
    assert said[0].endswith("it is 4 now")
    assert said[1] == "twice is stale by that"
    assert counts.value("load('raw')") == 2
    assert counts.value("load('twice')") == 6
    assert counts.badge("twice").reasons == ("raw has a new value",)
    runs = counts.session.instance.event_log.runs()
    assert len(counts.session.instance.event_log.steps(runs[1].run_id)) == before


def test_a_restored_value_whose_code_changed_is_said_to_be_stale(counts):
    counts.run("N = 2")
    assert "raw is stale: what it is made from" not in counts.run("%history raw --restore 2")
    assert "raw is stale: what it is made from changed since" in counts.run(
        "%history raw --restore 1"
    )


def test_what_was_made_from_the_restored_value_is_fresh_again(counts):
    counts.run("N = 2")
    counts.run("%history raw --restore 2")
    counts.run("%history twice --restore 2")
    assert counts.badge("twice").state == counts.badge("raw").state == "fresh"
    assert counts.run("%materialize") == "All is current; there is nothing to do."


def test_a_restore_is_undone(counts):
    counts.run("%history raw --restore 1")
    counts.run("%undo raw")
    assert counts.value("load('raw')") == 3
    assert counts.badge("twice").state == "fresh"


def test_what_was_undone_can_be_restored(counts):
    counts.run("%undo raw")
    counts.run("%history raw --restore 3")
    assert counts.value("load('raw')") == 3
    assert counts.badge("twice").state == "fresh"


def test_the_history_says_what_was_restored_and_who_computed_it(counts):
    counts.run("%history raw --restore 1")
    counts.run("%history raw --restore 3")
    counts.run("%history raw --restore 4")
    rows = counts.session.history("raw")
    assert [(row.number, row.restored_from) for row in rows[:3]] == [(6, 4), (5, 3), (4, 1)]
    assert rows[0].defined_in == "cell 3"
    assert rows[0].version == rows[-1].version
    assert "current, restored from 4" in counts.run("%history raw")


def test_a_restored_value_outlives_newer_ones_as_a_version_of_its_own(counts):
    counts.run("%history raw --restore 1")
    for n in (5, 6):
        counts.run(f"N = {n}")
        counts.run("%materialize")
    assert counts.run("%history raw --restore 1")
    assert counts.value("load('raw')") == 1


def test_other_kernels_see_what_was_restored(counts):
    counts.run("%history raw --restore 1")
    counts.run("%reload_ext dagbook")
    assert counts.value("load('raw')") == 1
    assert counts.session.history("raw")[0].restored_from == 1


def test_all_that_is_kept_of_one_is_shown(counts):
    said = counts.run("%history twice --show 2").splitlines()
    assert said[0].startswith("twice 2, made ")
    assert said[1:] == [
        "ran in: cell 7",
        "defined in: cell 3",
        "read: raw 2 (cell 3)",
        f"value: {counts.session.history('twice')[1].size_bytes} B",
        "source:",
        "  @asset",
        "  def twice(raw):",
        "      return raw * 2",
    ]


def test_partitions_have_numbers_of_their_own(cells):
    cells.run("N = 1")
    cells.run(
        """
        @asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
        def sales(context):
            return {"place": context.partition_key, "n": N}
        """
    )
    cells.run("%materialize")
    cells.run("N = 2")
    cells.run("%materialize sales --partition eu")
    assert cells.run("%history sales --compare --partition eu").splitlines()[2:] == ["~ 'n': 1 → 2"]
    assert cells.run("%history sales --restore 1 --partition eu").startswith(
        "sales[eu] is back to 1"
    )
    assert cells.value("load('sales', 'eu')") == {"place": "eu", "n": 1}
    assert "materialized once" in cells.fail("%history sales --compare --partition us")
    assert "Name one with --partition" in cells.fail("%history sales --compare")
    assert [row.number for row in cells.session.history("sales")] == [3, 2, 1, 1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("raw --restore 3", "3 is the latest of raw already."),
        ("raw --restore 7", "raw has 3 materializations, and 7 is none of them."),
        ("raw --restore 0", "raw has 3 materializations, and 0 is none of them."),
        ("raw --compare 1 9", "raw has 3 materializations, and 9 is none of them."),
        ("raw --compare 1", "--compare takes two numbers"),
        ("raw --compare 1 2 --restore 1", "--compare and --restore exclude each other"),
        ("rwa --compare 1 2", "There is no asset rwa. Did you mean raw?"),
        ("raw --restore 1 --partition x", "raw has none of that name"),
        ("raw --restore one", "--restore one: one is no whole number."),
    ],
)
def test_mistakes_are_one_line(counts, line, said):
    text = counts.fail(f"%history {line}")
    assert said in text
    assert text.startswith("UsageError: ")
    assert "\n" not in text


def test_a_value_that_is_gone_cannot_be_restored_or_compared(counts):
    for n in (4, 5):
        counts.run(f"N = {n}")
        counts.run("%materialize raw")
    assert "The value of 1 of raw is gone" in counts.fail("%history raw --restore 1")
    counts.session.tier.clear()
    assert "its file is gone" in counts.fail("%history raw --compare 1 5")


def test_what_another_io_manager_keeps_is_not_restored(cells):
    cells.run("N = 1")
    cells.run("kept = {}")
    cells.run(
        """
        class Mine(IOManager):
            def handle_output(self, context, obj):
                kept[0] = obj
            def load_input(self, context):
                return kept[0]

        @asset(io_manager_key="mine")
        def raw():
            return N

        defs = Definitions(assets=[raw], resources={"mine": Mine()})
        """
    )
    cells.run("%materialize raw")
    cells.run("%materialize raw")
    assert "dagbook does not keep 1 of raw" in cells.fail("%history raw --restore 1")
    assert "not kept by dagbook" in cells.fail("%history raw --compare 1 2")


def test_from_python(counts):
    counts.run("from dagbook import live")
    assert counts.value("live.compare('raw', 1, 3).text.diff").splitlines() == [
        "@@ -1 +1 @@",
        "-1",
        "+3",
    ]
    assert counts.value("live.restore('raw', 1).stale") == ("twice",)
    made = counts.value("live.materialization('raw')")
    assert (made.number, made.restored_from, made.defined_in) == (4, 1, "cell 3")
    assert made.ran_in == "dagbook.live"
