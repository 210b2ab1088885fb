import gc
from pathlib import Path

import pytest

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    StoreError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.records import Materialization, StepRecord
from dagbook.model.results import AssetMaterialization
from dagbook.model.runs import DagsterRun
from dagbook.storage.instance import DagsterInstance

ORDERS = AssetKey(["sales", "orders"])


@pytest.fixture
def instance():
    with DagsterInstance.ephemeral() as instance:
        yield instance


def test_an_ephemeral_instance_makes_nothing_until_it_is_asked(monkeypatch):
    monkeypatch.setattr("tempfile.mkdtemp", lambda **_: pytest.fail("made a folder"))
    instance = DagsterInstance.ephemeral()
    assert instance.is_ephemeral
    assert not instance.is_persistent


@pytest.mark.parametrize("make", [DagsterInstance.ephemeral, DagsterInstance.local_temp])
def test_a_temporary_folder_goes_with_its_instance(make):
    instance = make()
    root = Path(instance.root_directory)
    assert root.is_dir()
    assert instance.storage_directory() == str(root / "storage")
    (root / "storage").mkdir()
    del instance
    gc.collect()
    assert not root.exists()


@pytest.mark.parametrize("make", [DagsterInstance.ephemeral, DagsterInstance.local_temp])
def test_a_given_folder_stays(make, tmp_path):
    with make(str(tmp_path)) as instance:
        assert instance.storage_directory() == str(tmp_path / "storage")
    assert tmp_path.is_dir()


def test_a_store_remembers(tmp_path):
    folder = tmp_path / "a" / ".dagbook"
    with DagsterInstance.from_store(folder) as instance:
        instance.report_runless_asset_event(AssetMaterialization(ORDERS))
    with DagsterInstance.from_store(folder) as instance:
        assert instance.get_asset_keys() == [ORDERS]
        assert instance.is_persistent


def test_a_store_of_our_making_is_ignored_by_git_and_no_other_folder_is(tmp_path):
    DagsterInstance.from_store(tmp_path / "new").dispose()
    assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"
    (tmp_path / "old").mkdir()
    DagsterInstance.from_store(tmp_path / "old").dispose()
    assert not (tmp_path / "old" / ".gitignore").exists()


def test_a_store_that_is_a_file_is_named(tmp_path):
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError, match="store cannot be used: it is a file, not a folder"):
        DagsterInstance.from_store(tmp_path / "store")
    with pytest.raises(StoreError, match="Not a directory"):
        DagsterInstance.from_store(tmp_path / "store" / "below")


def test_get_follows_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGBOOK_HOME", str(tmp_path / "home"))
    with DagsterInstance.get() as instance:
        assert instance.root_directory == str(tmp_path / "home")
    monkeypatch.delenv("DAGBOOK_HOME")
    assert DagsterInstance.get().is_ephemeral


def test_the_latest_event_is_dagsters_view(instance):
    instance.event_log.start_run(DagsterRun("r", "nightly"))
    made = Materialization(
        ORDERS,
        "b",
        "v",
        data_version="7",
        code_version="2",
        metadata={"rows": MetadataValue.int(3)},
        tags={"team": "x"},
    )
    other = Materialization(ORDERS, "a", "v")
    instance.event_log.record_step(
        StepRecord("r", "sales__orders", None, 1.0, 0.5, (), (other, made))
    )
    entry = instance.get_latest_materialization_event(ORDERS)
    assert (entry.run_id, entry.step_key, entry.job_name) == ("r", "sales__orders", "nightly")
    assert entry.timestamp == 1.5
    assert entry.message == "Materialized value sales orders."
    assert entry.asset_materialization == AssetMaterialization(
        ORDERS,
        metadata={"rows": MetadataValue.int(3)},
        partition="b",
        tags={"team": "x", "dagster/data_version": "7", "dagster/code_version": "2"},
    )
    assert instance.get_latest_materialization_code_versions([ORDERS, AssetKey("no")]) == {
        ORDERS: "2",
        AssetKey("no"): None,
    }
    instance.wipe_asset_partitions(ORDERS, ["b"])
    assert instance.get_latest_materialization_event(ORDERS).asset_materialization.partition == "a"


def test_what_was_never_made_is_none(instance):
    assert instance.get_latest_materialization_event(ORDERS) is None
    assert not instance.has_asset_key(ORDERS)
    assert instance.get_materialized_partitions(ORDERS) == set()
    assert instance.get_run_by_id("r") is None
    assert instance.get_runs() == []


def test_a_runless_event_keeps_all_that_was_said(instance):
    said = AssetMaterialization(
        ORDERS, "words", {"rows": 3}, "a", {"dagster/data_version": "7", "team": "x"}
    )
    instance.report_runless_asset_event(said)
    entry = instance.get_latest_materialization_event(ORDERS)
    assert entry.asset_materialization == said
    assert (entry.run_id, entry.step_key, entry.job_name) == ("", None, "")
    assert instance.get_materialized_partitions(ORDERS) == {"a"}
    instance.report_runless_asset_event(said)
    versions = {made.version for _, made in instance.event_log.history(ORDERS)}
    assert len(versions) == 2


def test_keys_are_found_by_prefix(instance):
    for key in (ORDERS, AssetKey("raw"), AssetKey(["sales", "items"])):
        instance.report_runless_asset_event(AssetMaterialization(key))
    assert instance.get_asset_keys(prefix=["sales"]) == [AssetKey(["sales", "items"]), ORDERS]
    assert instance.get_asset_keys(limit=1) == [AssetKey("raw")]
    instance.wipe_assets([ORDERS, AssetKey("raw")])
    assert instance.get_asset_keys() == [AssetKey(["sales", "items"])]
    assert not instance.has_asset_key(ORDERS)


def test_dynamic_partitions_outlive_the_instance_and_keep_their_order(tmp_path):
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        instance.add_dynamic_partitions("fruits", ["pear", "apple", "pear"])
        instance.add_dynamic_partitions("fruits", ["fig", "pear"])
        instance.delete_dynamic_partition("fruits", "apple")
        instance.delete_dynamic_partition("fruits", "never added")
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        assert instance.get_dynamic_partitions("fruits") == ["pear", "fig"]
        assert instance.has_dynamic_partition("fruits", "fig")
        assert not instance.has_dynamic_partition("fruits", "apple")
        assert instance.get_dynamic_partitions("birds") == []


def test_what_is_handed_out_of_dynamic_partitions_is_the_callers(instance):
    instance.add_dynamic_partitions("fruits", ["pear"])
    instance.get_dynamic_partitions("fruits").append("apple")
    assert instance.get_dynamic_partitions("fruits") == ["pear"]


@pytest.mark.parametrize(
    ("name", "keys", "error", "words"),
    [
        ("fruits", "pear", DagsterInvalidInvocationError, r"Write \['pear'\]"),
        ("fruits", ["a...b"], DagsterInvalidDefinitionError, r"'a\.\.\.b'"),
        ("fruits", ["a\tb"], DagsterInvalidDefinitionError, r"invalid substrings"),
        ("fruits", [1], DagsterInvalidDefinitionError, "got 1, a int"),
        (["fruits"], ["pear"], DagsterInvalidInvocationError, r"by name.*got \['fruits'\]"),
    ],
)
def test_a_dynamic_partition_that_cannot_be_named_is_refused(instance, name, keys, error, words):
    with pytest.raises(error, match=words):
        instance.add_dynamic_partitions(name, keys)
    assert instance.get_dynamic_partitions("fruits") == []
