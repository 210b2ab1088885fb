"""Values beside the notebook: whole or not there, whoever interrupts, whoever else writes."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn, AssetOut
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.errors import AssetNotMaterializedError
from dagbook.execution.materialize import materialize
from dagbook.io_managers import versions_kept
from dagbook.io_managers.atomic import HashingFile
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.model.results import MaterializeResult, Output
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.storage.instance import DagsterInstance
from dagbook.storage.sqlite_event_log import SqliteEventLog

ABC = StaticPartitionsDefinition(["a", "b", "c"])


class Store:
    """A store on disk, its manager, and runs in it."""

    def __init__(self, root):
        self.root = root
        self.instance = DagsterInstance.from_store(root)
        self.log = self.instance.event_log
        self.tier = MemoryTier(1 << 20)
        self.manager = NotebookLocalIOManager(root, self.log.latest_of, self.tier, self.history)

    def history(self, *arguments, **options):
        """Ask the log, which a test may have patched since."""
        return self.log.history(*arguments, **options)

    def run(self, *assets, **options):
        bound = {"io_manager": self.manager}
        return materialize(list(assets), instance=self.instance, resources=bound, **options)

    def load(self, key, partition=None):
        return self.manager.load(AssetKey.from_user_string(key), partition)

    @property
    def files(self):
        found = (self.root / "values").rglob("*")
        return sorted(path.relative_to(self.root).as_posix() for path in found if path.is_file())


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store")
    yield made
    made.instance.dispose()


@asset
def table():
    return pd.DataFrame({"n": [1, 2, 3]})


@asset(key_prefix=["sales"])
def number():
    return 7


@asset(partitions_def=ABC)
def parts(context):
    return context.partition_key * 2


@asset
def report(parts):
    return parts


def test_each_value_is_one_file_in_the_folder_of_its_key_named_by_its_hash(store):
    store.run(table, number)
    store.run(parts, partition_key="b")
    latest = {row.path for key in store.log.asset_keys() for row in store.log.latest(key).values()}
    assert set(store.files) == latest
    folders = sorted(path.rpartition("/")[0] for path in latest)
    assert folders == ["values/parts/@b", "values/sales/number", "values/table"]
    assert {Path(path).suffix for path in latest} == {".parquet", ".pickle"}


def test_equal_values_have_equal_versions_and_share_a_file(store):
    store.run(number)
    before = store.log.latest_of(AssetKey(["sales", "number"]), None)
    store.run(number)
    after = store.log.latest_of(AssetKey(["sales", "number"]), None)
    assert (before.version, before.path) == (after.version, after.path)
    assert before.event_id < after.event_id
    assert len(store.files) == 1


def test_several_partitions_come_as_a_dict_by_key(store):
    for key in "abc":
        store.run(parts, partition_key=key)
    result = store.run(parts, report, selection=[report])
    assert result.output_for_node("report") == {"a": "aa", "b": "bb", "c": "cc"}


def test_a_value_comes_from_the_file_when_memory_has_forgotten_it(store):
    store.run(table)
    store.tier.clear()
    pd.testing.assert_frame_equal(store.load("table"), pd.DataFrame({"n": [1, 2, 3]}))
    assert len(store.tier) == 1


@dataclass(frozen=True, slots=True)
class Missing:
    id: str
    make: object
    words: str


@asset
def told_only():
    return MaterializeResult(metadata={"rows": 1})


MISSING = (
    Missing("never made", None, "it was never materialized"),
    Missing("made without a value", told_only, "materialized without a value that dagbook stores"),
)


@pytest.mark.parametrize("case", MISSING, ids=lambda case: case.id)
def test_why_there_is_no_value_is_said(store, case):
    if case.make is not None:
        store.run(case.make)
    with pytest.raises(AssetNotMaterializedError, match=case.words):
        store.load("told_only")


def test_a_value_whose_class_is_gone_is_said_and_counts_as_lost(store, tmp_path, monkeypatch):
    (tmp_path / "shapes.py").write_text("class Shape:\n    pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import shapes  # a module of the test's own

    @asset
    def shape():
        return shapes.Shape()

    store.run(shape)
    row = store.log.latest_of(AssetKey("shape"), None)
    assert store.manager.has_value(AssetKey("shape"), None, row)
    store.tier.clear()
    monkeypatch.delitem(__import__("sys").modules, "shapes")
    (tmp_path / "shapes.py").unlink()
    with pytest.raises(AssetNotMaterializedError, match="cannot be read here"):
        store.load("shape")
    assert not store.manager.has_value(AssetKey("shape"), None, row)


# -- interrupts at every place where something is written


class Interrupted:
    """Calls what it takes the place of, and interrupts before or after, once."""

    def __init__(self, monkeypatch, owner, name, *, after):
        original = getattr(owner, name)
        self.armed = True

        def call(*arguments, **options):
            if self.armed and not after:
                self.armed = False
                raise KeyboardInterrupt
            found = original(*arguments, **options)
            if self.armed:
                self.armed = False
                raise KeyboardInterrupt
            return found

        monkeypatch.setattr(owner, name, call)


@dataclass(frozen=True, slots=True)
class Point:
    owner: object
    name: str
    after: bool

    @property
    def id(self):
        return f"{'after' if self.after else 'before'} {self.name}"


POINTS = [
    Point(owner, name, after)
    for owner, name in (
        (HashingFile, "write"),
        (Path, "replace"),
        (SqliteEventLog, "start_run"),
        (SqliteEventLog, "record_step"),
        (SqliteEventLog, "history"),
        (versions_kept, "scandir"),
        (Path, "unlink"),
    )
    for after in (False, True)
]


@multi_asset(outs={"x": AssetOut(), "y": AssetOut()})
def both():
    yield Output([GIVEN[0]], "x")
    yield Output({"n": GIVEN[0]}, "y")


@asset(ins={"x": AssetIn(), "y": AssetIn()})
def below(x, y):
    return x, y


GIVEN = [0]


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.id)
def test_wherever_an_interrupt_comes_what_is_recorded_is_whole(store, monkeypatch, point):
    # Enough versions that the interrupted run has an old one to remove.
    for GIVEN[0] in range(4):
        store.run(both, below)
    GIVEN[0] = 4
    interrupted = Interrupted(monkeypatch, point.owner, point.name, after=point.after)
    with pytest.raises(KeyboardInterrupt):
        store.run(both, below)
    assert not interrupted.armed
    store.tier.clear()
    for key in ("x", "y", "below"):
        assert store.manager.has_value(
            AssetKey(key), None, store.log.latest_of(AssetKey(key), None)
        )
    assert store.load("x")[0] in (3, 4)
    assert store.load("y")["n"] in (3, 4)
    assert not [path for path in store.files if path.endswith(".tmp")]
    assert {run.status.value for run in store.log.runs()} <= {"SUCCESS", "CANCELED"}

    monkeypatch.undo()
    store.run(both, below)
    store.tier.clear()
    assert store.load("below") == ([4], {"n": 4})
    assert store.log.runs(1)[0].is_success
    assert sqlite3.connect(store.root / "events.db").execute(
        "PRAGMA integrity_check"
    ).fetchone() == ("ok",)


def test_a_run_that_was_interrupted_is_recorded_as_canceled(store, monkeypatch):
    Interrupted(monkeypatch, HashingFile, "write", after=False)
    with pytest.raises(KeyboardInterrupt):
        store.run(number)
    assert store.log.runs(1)[0].status.value == "CANCELED"
    assert store.files == []


def test_what_a_killed_process_left_goes_with_old_versions_and_not_before(store):
    def make(value):
        @asset(name="counted")
        def counted():
            return value

        store.run(counted)

    make(0)
    folder = (store.root / store.files[0]).parent
    dead, live = folder / ".dead.tmp", folder / ".live.tmp"
    for each in (dead, live):
        each.write_bytes(b"half")
    os.utime(dead, (1e9, 1e9))
    make(1)
    make(2)
    assert dead.exists()
    make(3)
    assert [each.exists() for each in (dead, live)] == [False, True]
