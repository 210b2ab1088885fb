"""Wiping and undoing: what is forgotten, what stays, what becomes stale, what others see."""

import os
import threading
import time

import pandas as pd
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import (
    AssetNotMaterializedError,
    DagsterInvalidInvocationError,
    DagsterInvalidSubsetError,
    DagsterUnknownPartitionError,
    UnknownAssetError,
)
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.events import StatusesChanged

REGIONS = StaticPartitionsDefinition(["eu", "na", "sa"])


def raw_giving(*values):
    given = iter(values)

    @asset(code_version="1")
    def raw():
        return next(given)

    return raw


@asset
def total(raw):
    return raw * 10


@asset(partitions_def=REGIONS)
def by_region(context):
    return context.partition_key.upper() * 100


def files(notebook):
    values = notebook.session.root / "values"
    return sorted(path for path in values.rglob("*") if path.is_file())


def made_twice(notebook):
    notebook.define(raw_giving(1, 2), total)
    notebook.run()
    notebook.run("raw")
    notebook.run("total")


def test_a_wiped_asset_has_no_value_and_frees_every_version_of_it(notebook):
    made_twice(notebook)
    session = notebook.session
    there = [path for path in files(notebook) if path.parent.name == "raw"]
    assert len(there) == 2
    expected = sum(path.stat().st_size for path in there)
    plan = session.wipe_plan("raw")
    assert [path for path in there if not path.exists()] == []
    gone = session.wipe("raw")
    assert gone == plan
    assert (gone.count, gone.size_bytes) == (1, expected)
    assert [path for path in there if path.exists()] == []
    assert notebook.state("raw") == "never"
    with pytest.raises(AssetNotMaterializedError, match="never materialized"):
        session.load("raw")
    assert session.load("total") == 20
    assert session.wipe("raw").assets == ()


def test_memory_forgets_what_was_wiped_and_keeps_the_rest(notebook):
    made_twice(notebook)
    assert len(notebook.session.tier) == 4
    notebook.session.wipe("raw")
    assert len(notebook.session.tier) == 2


def test_what_is_made_again_meanwhile_is_not_removed(notebook):
    made_twice(notebook)
    session, there = notebook.session, files(notebook)
    assert session.io_manager.forget(total.key, None) == 0
    assert files(notebook) == there
    session.instance.event_log.undo(total.key, None)
    # As of a kernel that has written the same value again and is about to record it.
    for path in there:
        os.utime(path, (time.time() + 1, time.time() + 1))
    assert session.io_manager.forget(total.key, None) == 0
    assert files(notebook) == there
    assert session.load("total") == 10


def test_downstream_of_a_wiped_asset_is_stale_with_the_reason(notebook):
    made_twice(notebook)
    notebook.session.wipe("raw")
    assert notebook.state("total") == "stale"
    assert notebook.why("total") == ("raw has no value any more",)


def test_an_asset_in_the_folder_of_a_wiped_one_keeps_its_values(notebook):
    @asset
    def a():
        return "outer"

    @asset(key_prefix="a")
    def b():
        return "inner"

    @asset(key_prefix=["a", "b"])
    def c():
        return "innermost"

    notebook.define(a, b, c)
    notebook.run()
    notebook.session.wipe("a")
    again = type(notebook.session)(notebook.session.root, "a.ipynb")
    assert (again.load("a/b"), again.load("a/b/c")) == ("inner", "innermost")
    again.close()


def test_some_partitions_are_wiped_and_the_others_stay(notebook):
    notebook.define(by_region)
    notebook.run("by_region", "all")
    gone = notebook.session.wipe("by_region", "eu,sa")
    assert [each.partitions for each in gone.assets] == [("eu", "sa")]
    assert gone.size_bytes > 200
    assert notebook.session.load("by_region", "all") == {"na": "NA" * 100}
    assert [path.parent.name for path in files(notebook)] == ["@na"]


def test_a_request_by_state_takes_exactly_what_is_in_it(notebook):
    notebook.define(by_region)
    notebook.run("by_region", "eu,na")
    assert notebook.session.wipe("by_region", "missing").assets == ()
    assert notebook.session.wipe("by_region", "all").count == 2
    assert notebook.session.wipe("by_region", "all").count == 0


def test_no_partitions_are_not_all_of_them(notebook):
    notebook.define(by_region)
    notebook.run("by_region", "all")
    assert notebook.session.wipe("by_region", []).count == 0
    with pytest.raises(DagsterInvalidInvocationError, match="No partition is named"):
        notebook.session.wipe("by_region", "")
    assert len(notebook.session.load("by_region", "all")) == 3


@pytest.mark.parametrize("partitions", [None, "eu,na,sa"])
def test_an_interrupted_wipe_leaves_the_rest_for_the_next_try(notebook, monkeypatch, partitions):
    notebook.define(by_region)
    notebook.run("by_region", "all")
    session, forget = notebook.session, notebook.session.io_manager.forget
    seen = []
    session.subscribe(seen.append)

    def interrupted(key, partition):
        if partition == "na":
            raise KeyboardInterrupt
        return forget(key, partition)

    with monkeypatch.context() as patch:
        patch.setattr(session.io_manager, "forget", interrupted)
        with pytest.raises(KeyboardInterrupt):
            session.wipe("by_region", partitions)
    assert session.load("by_region", "all") == {"sa": "SA" * 100}
    assert seen == [StatusesChanged()]
    assert session.wipe("by_region", partitions).count == 1
    assert [path.parent.name for path in files(notebook)] == ["@na"]


def test_files_of_an_asset_that_another_io_manager_keeps_now_go_too(notebook):
    class Elsewhere(IOManager):
        def handle_output(self, _context, _obj):
            pass

        def load_input(self, _context):
            return "kept"

    notebook.define(asset(name="made")(lambda: 1), cell="cell 1")
    notebook.run()
    notebook.define(
        asset(name="made", io_manager_key="elsewhere")(lambda: 1),
        cell="cell 1",
        elsewhere=Elsewhere(),
    )
    notebook.run("made")
    assert files(notebook) != []
    notebook.session.wipe("made")
    assert files(notebook) == []


def test_a_wipe_clears_failures(notebook):
    @asset(partitions_def=REGIONS)
    def fails(context):
        raise ValueError(context.partition_key)

    notebook.define(fails)
    notebook.session.materialize("fails", "eu")
    assert notebook.session.wipe("fails", "failed").count == 0
    assert notebook.state("fails") == "never"


def test_what_is_held_in_memory_is_forgotten_too(notebook):
    @asset
    def lock():
        return threading.Lock()

    notebook.define(lock)
    notebook.run()
    assert len(notebook.session.tier) == 1
    notebook.session.wipe("lock")
    assert len(notebook.session.tier) == 0


def test_an_asset_that_no_cell_defines_any_more_is_wiped_by_its_name(notebook, open_notebook):
    made_twice(notebook)
    other = open_notebook().session
    assert other.wipe("raw").count == 1
    with pytest.raises(UnknownAssetError, match=r"There is no asset raw\."):
        other.load("raw")
    with pytest.raises(UnknownAssetError, match="Did you mean total"):
        other.wipe("totl")


def test_a_key_that_the_partitions_no_longer_have_can_be_wiped(notebook):
    notebook.define(by_region, cell="cell 1")
    notebook.run("by_region", "eu")

    @asset(name="by_region", partitions_def=StaticPartitionsDefinition(["na"]))
    def changed():
        return 1

    notebook.define(changed, cell="cell 1")
    with pytest.raises(DagsterUnknownPartitionError):
        notebook.session.wipe("by_region", "sa")
    assert notebook.session.wipe("by_region", "eu").count == 1
    assert files(notebook) == []


def test_what_another_io_manager_keeps_is_told(notebook):
    class Elsewhere(IOManager):
        def handle_output(self, _context, _obj):
            pass

        def load_input(self, _context):
            return "kept"

    made = asset(name="made", io_manager_key="elsewhere")(lambda: 1)
    notebook.define(made, elsewhere=Elsewhere())
    notebook.run()
    notebook.run("made")
    [refused] = notebook.session.undo("made").refused
    assert "another IO manager" in refused.refused
    [wiped] = notebook.session.wipe("made").assets
    assert wiped.elsewhere


def test_an_undone_value_gives_way_to_the_one_before_it(notebook):
    made_twice(notebook)
    [undone] = notebook.session.undo("raw").undone
    assert undone.back_to < undone.made_at
    assert notebook.session.load("raw") == 1
    assert notebook.state("total") == "stale"
    assert notebook.why("total") == ("raw has a new value",)
    assert notebook.session.undo("total").undone
    assert notebook.state("total") == "fresh"
    assert notebook.session.load("total") == 10


def test_undone_again_nothing_is_left_and_then_nothing_happens(notebook):
    made_twice(notebook)
    notebook.session.undo("raw")
    [undone] = notebook.session.undo("raw").undone
    assert undone.back_to is None
    assert notebook.state("raw") == "never"
    assert notebook.session.undo("raw").places == ()


def test_a_value_that_was_removed_is_not_gone_back_to(notebook):
    made_twice(notebook)
    latest = notebook.session.instance.event_log.latest_of(total.key, None)
    for path in files(notebook):
        if path.parent.name == "total" and path.name not in latest.path:
            path.unlink()
    [refused] = notebook.session.undo("total").refused
    assert refused.refused == "the value before it is gone"
    assert notebook.session.load("total") == 20


def test_after_many_undos_the_value_gone_back_to_stays_when_new_ones_come(notebook):
    notebook.define(raw_giving(1, 2, 3, 4, 5, 6))
    for _ in range(3):
        notebook.run("raw")
    for _ in range(2):
        notebook.session.undo("raw")
    assert notebook.session.load("raw") == 1
    for _ in range(2):
        notebook.run("raw")
    for _ in range(2):
        notebook.session.undo("raw")
    assert notebook.session.load("raw") == 1


def test_without_partitions_the_last_run_of_a_partitioned_asset_is_undone(notebook):
    notebook.define(by_region)
    notebook.run("by_region", "all")
    notebook.run("by_region", "eu,na")
    assert [each.partition for each in notebook.session.undo("by_region").undone] == ["eu", "na"]
    assert notebook.state("by_region") == "fresh"
    assert [each.partition for each in notebook.session.undo("by_region", "sa").undone] == ["sa"]
    assert notebook.state("by_region") == "partial"


def test_two_sessions_on_one_store_agree(notebook, open_notebook):
    made_twice(notebook)
    other = open_notebook()
    other.define(raw_giving(9), total)
    assert other.session.load("raw") == 2
    notebook.session.undo("raw")
    assert other.session.load("raw") == 1
    assert other.why("total")[-1] == "raw has a new value"
    other.session.wipe("raw")
    for each in (notebook, other):
        assert each.state("raw") == "never"
        with pytest.raises(AssetNotMaterializedError):
            each.session.load("raw")


def test_frames_come_back_equal_after_an_undo_also_in_a_new_session(notebook, open_notebook):
    first = pd.DataFrame({"n": [1, 2]})
    notebook.define(raw_giving(first, first * 2))
    for _ in range(2):
        notebook.run("raw")
    notebook.session.undo("raw")
    for session in (notebook.session, open_notebook().session):
        pd.testing.assert_frame_equal(session.load("raw"), first)


def test_who_watches_is_told(notebook):
    made_twice(notebook)
    seen = []
    notebook.session.subscribe(seen.append)
    notebook.session.undo("raw")
    notebook.session.wipe("raw")
    assert seen == [StatusesChanged()] * 2


def test_what_is_only_referred_to_is_not_wiped(notebook):
    @asset(deps=["elsewhere"])
    def reads():
        return 1

    notebook.define(reads)
    with pytest.raises(DagsterInvalidSubsetError, match="elsewhere"):
        notebook.session.wipe("elsewhere")
