import pytest

CLEAN = "def clean(x):\n    return x + 1"
TWO = """
@asset
def raw():
    return clean(1)

@asset
def orders(raw):
    return clean(raw)
"""
PARTITIONED = """
@asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def sales():
    return clean(1)
"""


@pytest.fixture
def changed(cells):
    """Two assets whose helper changed after they were made."""
    cells.run(CLEAN)
    cells.run(TWO)
    cells.run("%materialize")
    cells.run("def clean(x):\n    return 1 + x")
    assert cells.badge("orders").state == "stale"
    return cells


def test_an_accepted_change_makes_nothing_stale_and_runs_nothing(changed):
    before = changed.runs_of("orders")
    said = changed.run("%accept raw or orders")
    assert said.splitlines() == [
        "raw: accepted that `clean()` changed in cell 6",
        "orders: accepted that `clean()` changed in cell 6",
    ]
    assert changed.badge("raw").state == changed.badge("orders").state == "fresh"
    assert changed.run("%materialize") == "All is current; there is nothing to do."
    assert changed.runs_of("orders") == before


def test_what_reads_an_accepted_asset_is_no_longer_stale_by_it_and_else_says_why(changed):
    said = changed.run("%accept orders")
    assert said.splitlines()[1] == "  stale all the same: raw is stale"
    changed.run("%accept raw")
    assert changed.badge("orders").state == "fresh"


def test_why_shows_what_was_accepted_and_where(changed):
    changed.run("%accept raw")
    assert "accepted: `clean()` changed in cell 6 (said in cell 7)" in changed.run("%why raw")
    assert "accepted" not in changed.run("%why orders")


def test_it_is_taken_back(changed):
    changed.run("%accept raw+")
    assert changed.run("%accept raw --revoke") == (
        "raw: counts again that `clean()` changed in cell 6"
    )
    assert changed.badge("raw").reasons == ("has a new code version",)
    assert changed.run("%accept raw --revoke") == "raw: nothing was accepted"
    assert "accepted" not in changed.run("%why raw")


def test_the_next_change_counts_and_the_way_back_does_not(changed):
    changed.run("%accept raw or orders")
    changed.run("def clean(x):\n    return x + 2")
    assert changed.badge("raw").state == "stale"
    changed.run("def clean(x):\n    return 1 + x")
    assert changed.badge("raw").state == "fresh"
    changed.run(CLEAN)
    assert changed.badge("raw").state == "fresh"


def test_a_new_value_makes_stale_as_before(changed):
    changed.run("%accept raw or orders")
    changed.run("def clean(x):\n    return x + 5")
    changed.run("%materialize raw")
    assert changed.run("%accept orders").splitlines()[-1] == (
        "  stale all the same: raw has a new value"
    )


def test_some_partitions_of_an_asset(cells):
    cells.run(CLEAN)
    cells.run(PARTITIONED)
    cells.run("%materialize")
    cells.run("def clean(x):\n    return 1 + x")
    assert cells.run("%accept sales --partition eu") == (
        "sales[eu]: accepted that `clean()` changed in cell 6\n"
        "  stale all the same: has a new code version"
    )
    assert cells.badge("sales").stale == ((1, 2),)
    assert "of eu" in cells.run("%why sales")
    cells.run("%accept sales --partition eu --revoke")
    assert cells.badge("sales").stale == ((0, 2),)
    cells.run("%accept sales")
    assert cells.badge("sales").stale == ()
    assert cells.fail("%accept sales --partition eu --revoke").startswith(
        "UsageError: The change was accepted for all of sales. Revoke it for all"
    )


def test_it_stays_accepted_after_a_restart(changed):
    changed.run("%accept raw or orders")
    changed.run("%reload_ext dagbook")
    assert changed.badge("orders").state == "fresh"


def test_what_changed_is_known_after_further_edits(changed):
    changed.run("%accept raw")
    changed.run("def clean(x):\n    return 5 + x")
    changed.run("%accept raw")
    changed.run("def clean(x):\n    return 1 + x")
    assert "accepted: `clean()` changed" in changed.run("%why raw")


def test_code_that_cannot_be_compared_is_refused(cells):
    cells.run("lines = (str(n) for n in range(3))")
    cells.run("@asset\ndef raw():\n    return bool(lines)")
    cells.run("%materialize")
    assert "raw: its code cannot be compared" in cells.run("%accept raw")
    assert cells.badge("raw").state == "stale"


def test_nothing_to_accept_is_said(cells):
    cells.run("@asset\ndef raw():\n    return 1")
    cells.run("%materialize")
    assert cells.run("%accept raw") == (
        "raw: nothing to accept, its values are of the code there is"
    )


def test_from_python(changed):
    changed.run("from dagbook import live")
    [told] = changed.value("live.accept('raw').assets")
    assert told.changes == ("`clean()` changed in cell 6",)
    assert changed.badge("raw").state == "fresh"
    assert changed.value("live.accept('raw', revoke=True)").revoked
    assert changed.badge("raw").state == "stale"
