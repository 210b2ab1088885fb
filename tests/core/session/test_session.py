"""The session: values that survive, loading them, and what is lost or damaged."""

import subprocess
import sys
import threading
from dataclasses import dataclass

import pandas as pd
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import (
    AssetNotMaterializedError,
    DagsterInvariantViolationError,
    DagsterUnknownPartitionError,
    StoreError,
    UnknownAssetError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.results import DataVersion, Output
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.session import Session
from dagbook.versions import check

REGIONS = StaticPartitionsDefinition(["eu", "na", "sa"])


@asset
def raw():
    return pd.DataFrame({"n": [1, 2, 3]})


@asset
def total(raw):
    return int(raw["n"].sum())


@asset(partitions_def=REGIONS)
def by_region(context, raw):
    return context.partition_key.upper()


@asset
def lock():
    return threading.Lock()


@asset
def reads_lock(lock):
    return lock.locked()


def files(notebook):
    values = notebook.session.root / "values"
    return sorted(path for path in values.rglob("*") if path.is_file())


def file_of(notebook, key):
    return next(path for path in files(notebook) if path.parent.name == key)


def test_nothing_runs_again_when_all_is_current(notebook):
    notebook.define(raw, total)
    assert notebook.run() == ["raw", "total"]
    summary = notebook.session.materialize()
    assert summary.nothing_to_do
    assert summary.success


def test_a_selection_runs_whatever_its_state_and_first_what_is_missing_above_it(notebook):
    notebook.define(raw, total)
    assert notebook.run("total") == ["raw", "total"]
    assert notebook.run("total") == ["total"]


def test_values_and_history_survive_a_restart(notebook, open_notebook):
    notebook.define(raw, total)
    notebook.run()
    again = open_notebook()
    assert again.session.load("total") == 6
    again.define(raw, total)
    assert again.run() == []
    assert again.state("total") == "fresh"
    pd.testing.assert_frame_equal(again.session.load("raw"), pd.DataFrame({"n": [1, 2, 3]}))


# -- load


@dataclass(frozen=True, slots=True)
class Load:
    id: str
    name: str
    partition_key: object
    value: object


LOADS = (
    Load("without partitions", "total", None, 6),
    Load("one partition", "by_region", "eu", "EU"),
    Load("a list", "by_region", ["na", "eu"], {"na": "NA", "eu": "EU"}),
    Load("a list of one", "by_region", ["na"], {"na": "NA"}),
    Load("all that there is", "by_region", "all", {"eu": "EU", "na": "NA"}),
    Load("not defined now", "gone", None, "gone"),
    Load("a partition of what is not defined now", "gone_by_region", "sa", "SA"),
    Load("all of what is not defined now", "gone_by_region", "all", {"sa": "SA"}),
)


@pytest.fixture
def filled(notebook):
    @asset
    def gone():
        return "gone"

    @asset(partitions_def=REGIONS)
    def gone_by_region(context):
        return context.partition_key.upper()

    notebook.define(raw, total, by_region, cell="kept")
    notebook.define(gone, gone_by_region, cell="removed")
    notebook.run("total or gone")
    notebook.run("by_region", "eu,na")
    notebook.run("gone_by_region", "sa")
    notebook.session.live.remove_cells(["removed"])
    return notebook


@pytest.mark.parametrize("case", LOADS, ids=lambda case: case.id)
def test_load_returns_what_is_stored(filled, case):
    assert filled.session.load(case.name, case.partition_key) == case.value


@dataclass(frozen=True, slots=True)
class Refused:
    id: str
    name: str
    partition_key: object
    error: type
    words: str


REFUSALS = (
    Refused("unknown", "totl", None, UnknownAssetError, "Did you mean total?"),
    Refused("never made", "by_region", "sa", AssetNotMaterializedError, "by_region[sa] has no"),
    Refused("no such partition", "by_region", "xx", DagsterUnknownPartitionError, "xx"),
    Refused("no partition said", "by_region", None, DagsterInvariantViolationError, "which part"),
    Refused("has no partitions", "total", "eu", DagsterInvariantViolationError, "not partitioned"),
    Refused("gone, never made", "gone_by_region", "eu", AssetNotMaterializedError, "[eu]"),
)


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.id)
def test_what_cannot_be_loaded_is_said_in_one_sentence_or_two(filled, case):
    with pytest.raises(case.error) as raised:
        filled.session.load(case.name, case.partition_key)
    assert case.words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_all_of_a_partitioned_asset_that_was_never_made_is_an_error(notebook):
    notebook.define(raw, by_region)
    with pytest.raises(AssetNotMaterializedError):
        notebook.session.load("by_region", "all")


# -- lost and damaged values


def test_a_value_that_cannot_be_stored_stays_until_the_restart(notebook, open_notebook):
    notebook.define(lock, reads_lock)
    summary = notebook.session.materialize()
    assert summary.success
    assert ["lost at restart" in note for note in summary.notes] == [True]
    assert notebook.session.load("lock").locked() is False
    assert notebook.run() == []

    again = open_notebook()
    again.define(lock, reads_lock)
    with pytest.raises(AssetNotMaterializedError, match="lost when the kernel stopped"):
        again.session.load("lock")
    assert again.why("lock") == ("its value is gone and will be made again",)
    assert again.run() == ["lock", "reads_lock"]


def test_a_value_that_is_held_under_a_version_of_the_users_is_found_and_lost_like_others(
    notebook, open_notebook
):
    @asset
    def versioned():
        return Output(threading.Lock(), data_version=DataVersion("1"))

    notebook.define(versioned)
    assert notebook.run() == ["versioned"]
    assert notebook.session.load("versioned").locked() is False
    assert notebook.run() == []
    again = open_notebook()
    again.define(versioned)
    assert again.run() == ["versioned"]


def test_only_the_newest_of_the_values_that_are_held_stays_in_memory(notebook):
    notebook.define(lock)
    for _ in range(5):
        notebook.run("lock")
    assert len(notebook.session.tier) == 1
    assert notebook.session.load("lock").locked() is False


def delete(path):
    path.unlink()


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-10])


def flip(path):
    data = bytearray(path.read_bytes())
    data[20] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [delete, cut_short, flip], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("key", ["raw", "total"])
def test_a_file_that_is_gone_or_damaged_is_said_and_made_again(notebook, open_notebook, harm, key):
    notebook.define(raw, total)
    notebook.run()
    harm(file_of(notebook, key))
    again = open_notebook()
    again.define(raw, total)
    with pytest.raises(AssetNotMaterializedError) as raised:
        again.session.load(key)
    assert "Materialize it first" in str(raised.value)
    assert ("gone" in str(raised.value)) == (harm is delete)
    assert again.state(key) == "never"
    assert key in again.run()
    assert again.session.load("total") == 6
    assert again.state(key) == "fresh"
    assert again.run() == []


def test_a_file_that_is_cut_short_is_seen_without_reading_it(notebook):
    notebook.define(raw, total)
    notebook.run()
    cut_short(file_of(notebook, "raw"))
    notebook.session.tier.clear()
    assert notebook.state("raw") == "never"
    assert notebook.run() == ["raw"]


def test_what_reads_a_lost_value_is_brought_up_to_date_in_the_same_update(notebook):
    given = [1]

    @asset
    def source():
        return given[0]

    @asset
    def doubled(source):
        return source * 2

    notebook.define(source, doubled)
    notebook.run()
    given[0] = 5
    file_of(notebook, "source").unlink()
    assert notebook.run() == ["source", "doubled"]
    assert notebook.session.load("doubled") == 10


def test_a_lost_value_that_is_made_again_as_it_was_reruns_nothing_below(notebook):
    notebook.define(raw, total)
    notebook.run()
    file_of(notebook, "raw").unlink()
    assert notebook.why("total") == ("raw has no value any more",)
    assert notebook.run() == ["raw"]
    assert notebook.state("total") == "fresh"


# -- versions of values


def test_the_last_three_versions_of_each_partition_stay(notebook):
    given = [0]

    @asset
    def number():
        return given[0]

    @asset(partitions_def=REGIONS)
    def numbers():
        return given[0]

    notebook.define(number, numbers)
    for given[0] in range(6):
        notebook.run("number")
        notebook.run("numbers", "eu")
        notebook.run("numbers", "na" if given[0] < 2 else "sa")
    counts = {}
    for path in files(notebook):
        counts[path.parent.name] = counts.get(path.parent.name, 0) + 1
    assert counts == {"number": 3, "@eu": 3, "@na": 2, "@sa": 3}
    assert notebook.session.load("number") == 5
    history = notebook.session.instance.event_log.history(AssetKey("number"))
    kept = [(notebook.session.root / row.path).exists() for row, _ in history]
    assert kept == [True, True, True, False, False, False]


def test_a_version_that_comes_back_is_never_removed(notebook):
    given = [0]

    @asset
    def number():
        return given[0]

    notebook.define(number)
    for given[0] in (0, 1, 2, 0, 3, 0, 4, 0):
        notebook.run("number")
        notebook.session.tier.clear()
        assert notebook.session.load("number") == given[0]
    assert len(files(notebook)) == 3


# -- status


def test_statuses_look_at_a_value_once_however_many_assets_read_it(notebook, monkeypatch):
    rates = [1, 2, 3]

    @asset
    def first():
        return rates

    @asset
    def second():
        return rates

    notebook.define(first, second)
    notebook.run()
    looked_at = []
    read = check.content_of
    monkeypatch.setattr(
        check, "content_of", lambda value: (looked_at.append(value), read(value))[1]
    )
    assert len(notebook.session.statuses()) == 2
    assert len([each for each in looked_at if each is rates]) == 1


# -- the store


def test_a_store_that_cannot_be_made_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as raised:
        Session(tmp_path / "file" / ".dagbook")
    assert str(tmp_path / "file" / ".dagbook") in str(raised.value)
    assert "DAGBOOK_HOME" in str(raised.value)


def test_a_value_that_cannot_be_written_fails_its_step_and_nothing_else(notebook):
    @asset
    def beside():
        return 1

    notebook.define(raw, total, beside)
    (notebook.session.root / "values").mkdir()
    (notebook.session.root / "values" / "raw").write_text("a file is in the way")
    summary = notebook.session.materialize()
    assert type(summary.error) is StoreError
    assert [step.step_key for step in summary.failed] == ["raw"]
    assert [blocked.key for blocked, _ in summary.blocked] == ["total"]
    assert notebook.session.load("beside") == 1


PROGRAM = """
import sys
from pathlib import Path
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session
from dagbook.versions import check

session = Session(Path(sys.argv[1]), "b.ipynb")

def made(number):
    @asset(name=f"theirs_{number}")
    def theirs():
        return number
    return theirs

session.live.put(Origin("1", "cell 1"), Found(tuple(made(number) for number in range(10))))
summary = session.materialize()
assert summary.success and len(summary.steps) == 10
session.close()
"""


def test_two_processes_share_a_store(notebook):
    program = subprocess.Popen([sys.executable, "-c", PROGRAM, str(notebook.session.root)])
    notebook.define(raw, total)
    for _ in range(10):
        notebook.run("raw or total")
    assert program.wait(60) == 0
    assert [notebook.session.load(f"theirs_{n}") for n in range(10)] == list(range(10))
    assert notebook.session.load("total") == 6
    stored = notebook.session.instance.event_log.latest_of(AssetKey("theirs_1"), None)
    assert stored.notebook == "b.ipynb"


def test_two_sessions_in_threads_share_a_store(notebook, open_notebook):
    other = open_notebook("b.ipynb")
    errors = []

    def work(mine, name):
        @asset(name=name)
        def fn():
            return name

        mine.define(fn)
        try:
            for _ in range(15):
                mine.run(name)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            errors.append(error)

    threads = [
        threading.Thread(target=work, args=each) for each in ((notebook, "one"), (other, "two"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (notebook.session.load("two"), other.session.load("one")) == ("two", "one")
    assert len(notebook.session.instance.event_log.runs()) == 30
