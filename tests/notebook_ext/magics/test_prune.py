"""`%prune` and `%dagbook ledger`: what is stored, what goes, and what never does."""

import os
import re
import time

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.model.asset_key import AssetKey
from dagbook.model.runs import DagsterRun
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.pruning import Limits, prune_plan
from dagbook.session.session import Session

DAY = 86_400.0


@pytest.fixture
def raw(cells):
    """An asset made three times; so many versions are kept anyway."""
    cells.run("@asset\ndef raw():\n    return 'x' * 1000 * N")
    for n in (1, 2, 3):
        cells.run(f"N = {n}")
        cells.run("%materialize")
    return cells


def files(cells):
    values = cells.session.root / "values"
    return sorted(path for path in values.rglob("*") if path.is_file())


def left_by_a_kill(cells, name="0000.pickle", age=60.0, folder="raw"):
    """Put a file where a run that was killed between rename and commit leaves one."""
    path = cells.session.root / "values" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 500)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_without_yes_it_says_what_would_go_and_nothing_does(raw):
    before = files(raw)
    said = raw.fail("%prune --keep 1")
    assert re.fullmatch(
        r"This would free 3\.\d kB: 2 files\.\n"
        r"  earlier versions: raw \(2 files, 3\.\d kB\)\n"
        r"Add --yes to remove them\.",
        said.partition(": ")[2],
    )
    assert files(raw) == before


def test_earlier_versions_go_and_the_latest_stays(raw):
    assert re.match(r"Freed 1\.\d kB: 1 file\.", raw.run("%prune --keep 2 --yes"))
    assert len(files(raw)) == 2
    assert re.match(r"Freed 2\.\d kB: 1 file\.", raw.run("%prune --keep 1 --yes"))
    assert raw.value("len(load('raw'))") == 3000
    assert raw.run("%prune --keep 1 --yes") == "Nothing to prune."


def test_the_history_stays_and_says_that_values_are_gone(raw):
    raw.run("%prune --keep 1 --yes")
    assert [row.has_value for row in raw.session.history("raw")] == [True, False, False]
    assert "stays as it is: the value before it is gone" in raw.run("%undo raw")


def test_by_age_nothing_younger_goes(raw, monkeypatch):
    assert raw.run("%prune --older-than 1h") == "Nothing to prune."
    now = time.time()
    monkeypatch.setattr("dagbook.session.pruning.time", lambda: now + 2 * DAY)
    assert "2 files" in raw.fail("%prune --older-than 1d")
    assert raw.run("%prune --older-than 3d") == "Nothing to prune."
    assert "1 file" in raw.fail("%prune --older-than 1d --keep 2")


def test_what_is_current_stays_after_a_restore_and_an_undo(raw):
    raw.run("%history raw --restore 1")
    raw.run("%prune --keep 1 --yes")
    assert raw.value("len(load('raw'))") == 1000
    assert len(files(raw)) == 1


def test_what_a_killed_run_left_goes_and_what_a_running_one_writes_stays(raw):
    left = left_by_a_kill(raw)
    nobodys = left_by_a_kill(raw, folder="never_recorded")
    temporary = left_by_a_kill(raw, name=".ab12.tmp")
    log = raw.session.instance.event_log
    log.start_run(DagsterRun("r", "job", started_at=time.time() - 30))
    writes = left_by_a_kill(raw, name="1111.pickle", age=10)
    assert raw.run("%prune") == "Nothing to prune."
    log.finish_run("r", raw.session.instance.event_log.runs()[1].status, time.time())
    said = raw.run("%prune --yes")
    assert "left by runs that were killed: 4 files, 2.0 kB" in said
    assert not any(each.exists() for each in (left, nobodys, temporary, writes))
    assert len(files(raw)) == 3


def test_the_notebook_that_made_a_version_is_the_one_that_prunes_it(tmp_path):
    given = iter(range(5))

    @asset(code_version="1")
    def raw():
        return next(given)

    mine, other = (Session(tmp_path / ".dagbook", name) for name in ("a.ipynb", "b.ipynb"))
    for session, runs in ((mine, 2), (other, 1)):
        session.live.put(Origin("a", "cell 1"), Found((raw,)))
        for _ in range(runs):
            assert session.materialize("raw").error is None
    assert prune_plan(mine, Limits(keep=1)).files == 2
    theirs = prune_plan(other, Limits(keep=1))
    assert (theirs.files, theirs.others) == (0, 2)
    mine.close()
    other.close()


def test_values_of_an_asset_that_a_cell_removed_are_orphans(cells):
    cells.run("@asset\ndef old():\n    return 1\n@asset\ndef kept():\n    return 2", cell_id="a")
    cells.run("%materialize")
    assert cells.run("%prune --orphans") == "Nothing to prune."
    cells.run("@asset\ndef kept():\n    return 2", cell_id="a")
    assert "old, removed in cell 6: 1 file" in cells.fail("%prune --orphans")
    assert cells.run("%prune") == "Nothing to prune."
    cells.run("%prune --orphans --yes")
    assert "There is no asset old" in cells.fail("load('old')")
    assert cells.session.history("old")[0].is_wiped
    assert "removed in cell 6, history alone" in cells.run("%dagbook ledger")
    assert cells.value("load('kept')") == 2


def test_an_asset_that_is_defined_again_is_no_orphan(cells):
    cells.run("@asset\ndef old():\n    return 1", cell_id="a")
    cells.run("%materialize")
    cells.run("x = 1", cell_id="a")
    cells.run("%dagbook ledger")
    cells.run("@asset\ndef old():\n    return 1", cell_id="b")
    assert cells.run("%prune --orphans") == "Nothing to prune."
    cells.run("%dagbook forget old")
    assert "old, removed in cell" in cells.fail("%prune --orphans")


def test_after_a_restart_what_is_not_defined_yet_stays_unless_it_is_named(raw):
    raw.run("%reload_ext dagbook")
    raw.session.live.clear()
    assert raw.run("%prune --orphans --yes") == (
        "Nothing to prune.\nNo cell defines raw now; name them to remove their values."
    )
    assert len(files(raw)) == 3
    assert "raw, no cell defines it" in raw.fail("%prune raw --orphans")
    raw.run("%prune raw --orphans --yes")
    assert files(raw) == []


def test_only_what_is_selected_goes(raw):
    left_by_a_kill(raw)
    raw.run("@asset\ndef other():\n    return 1")
    assert raw.run("%prune other --keep 1") == "Nothing to prune."
    assert raw.run("%prune raw --keep 1 --yes").startswith("Freed 3.4 kB: 2 files.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--keep 0", "0 is no number from 1 on; the latest always stays"),
        ("--older-than soon", "soon is not an age; write 30d, 12h, 90m or 2w"),
        ("rwa", "There is no asset rwa. Did you mean raw?"),
    ],
)
def test_mistakes_are_one_line(raw, line, said):
    text = raw.fail(f"%prune {line}")
    assert said in text
    assert "\n" not in text


def test_the_ledger_lists_assets_versions_memory_and_what_is_lost_at_restart(raw):
    raw.run("@asset\ndef held():\n    return [get_ipython()]")
    raw.run("%materialize held")
    lines = raw.run("%dagbook ledger").splitlines()
    assert lines[0].split() == ["asset", "values", "files", "disk", "memory"]
    assert re.fullmatch(r"raw +1 +3 +6\.\d kB +\S+ \w+", lines[1])
    assert re.fullmatch(r"held +1 +0 +1 value lost at restart", lines[2])
    assert re.match(r"values 6\.\d kB on disk, ", lines[3])
    one = raw.run("%dagbook ledger raw").splitlines()
    assert [line.split()[0] for line in one[5:8]] == ["3", "2", "1"]
    assert one[5].endswith("current")
    assert "in memory, lost at restart" in raw.run("%dagbook ledger held")


def test_the_ledger_says_what_is_gone_elsewhere_and_unknown(raw):
    for path in files(raw):
        path.unlink()
    raw.session.tier.clear()
    assert "1 value gone, made again when asked for" in raw.run("%dagbook ledger")
    left_by_a_kill(raw, folder="never_recorded")
    assert "1 file, 500 B of nothing that is recorded" in raw.run("%dagbook ledger")


def test_an_empty_store_is_said(cells):
    assert cells.run("%dagbook ledger") == "Nothing is stored."


def test_partitions_keep_versions_of_their_own(cells):
    cells.run("N = 1")
    cells.run(
        """
        @asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
        def sales():
            return N
        """
    )
    cells.run("%materialize")
    cells.run("N = 2")
    cells.run("%materialize sales --partition eu")
    assert "1 file" in cells.fail("%prune --keep 1")
    cells.run("%prune --keep 1 --yes")
    assert cells.value("load('sales', 'all')") == {"eu": 2, "us": 1}


LETTERS = """
@asset(partitions_def=StaticPartitionsDefinition(list({keys!r})))
def letters(context):
    return context.partition_key * 100
"""


def test_values_of_partitions_that_there_are_no_more_go_with_orphans(cells):
    cells.run(LETTERS.format(keys="abcd"), "letters")
    cells.run("%materialize letters --partitions all")
    cells.run("%materialize letters --partition a --verbose")
    cells.run(LETTERS.format(keys="cde"), "letters")
    before = files(cells)
    assert cells.run("%prune") == "Nothing to prune."
    said = cells.fail("%prune --orphans")
    assert "  partitions that there are no more: letters (2 files, " in said
    assert files(cells) == before
    assert re.match(r"Freed \d+ B: 2 files\.", cells.run("%prune --orphans --yes"))
    assert len(files(cells)) == 2
    assert sorted(cells.value("load('letters', ['c', 'd'])")) == ["c", "d"]
    assert cells.run("%prune --orphans") == "Nothing to prune."
    cells.run(LETTERS.format(keys="abcd"), "letters")
    assert cells.run("%plan letters").splitlines()[1].endswith(": 2 missing")


def test_without_partitions_any_more_all_that_had_some_goes_and_the_value_stays(cells):
    cells.run(LETTERS.format(keys="ab"), "letters")
    cells.run("%materialize letters --partitions all")
    cells.run("@asset\ndef letters():\n    return 1", "letters")
    cells.run("%materialize letters")
    assert "letters (2 files" in cells.fail("%prune letters --orphans")
    cells.run("%prune letters --orphans --yes")
    assert len(files(cells)) == 1
    assert cells.value("load('letters')") == 1


def test_what_another_notebook_made_of_them_stays(tmp_path):
    one, two = (Session(tmp_path / "store", f"{name}.ipynb") for name in "ab")

    def define(session, keys):
        @asset(partitions_def=StaticPartitionsDefinition(list(keys)))
        def letters(context):
            return context.partition_key

        session.live.put(Origin("1", "cell 1"), Found((letters,)))

    define(one, "ab")
    one.materialize("letters", "all")
    define(two, "b")
    assert prune_plan(two, Limits(orphans=True)).gone == ()
    define(one, "b")
    assert [each.files for each in prune_plan(one, Limits(orphans=True)).gone] == [1]
    one.close()
    two.close()


def test_from_python(raw):
    raw.run("from dagbook import live")
    assert raw.value("live.prune(keep=1, dry_run=True).files") == 2
    assert len(files(raw)) == 3
    assert raw.value("live.prune('raw', keep=1).files") == 2
    [row] = raw.value("live.ledger('raw').rows")
    assert [each.number for each in row.versions] == [3]
    assert (row.key, row.files) == ("raw", 1)


def test_recorded_keys_are_those_of_wiped_assets_too(raw):
    raw.run("%wipe raw --yes")
    assert raw.session.instance.event_log.recorded_keys() == (AssetKey("raw"),)
