"""Dagster's layout of pickles: each reads what the other wrote."""

import pickle
import threading

import dagster
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.definitions import Definitions
from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.materialize import materialize
from dagbook.io_managers.atomic import HashingFile
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition

KEYS = ["a", "b/c", "/d", "../../e", "f g"]


def assets(library):
    """Return a plain asset, one with a path, and a partitioned one, made by *library*."""

    def one():
        return {"n": 1}

    def two():
        return [1, None, "x"]

    def parts(context):
        return context.partition_key

    def grid(context):
        return str(context.partition_key)

    definition = library.StaticPartitionsDefinition(KEYS)
    dimensions = {
        name: library.StaticPartitionsDefinition(keys)
        for name, keys in {"region": ["eu", "us"], "date": ["d1"]}.items()
    }
    return [
        library.asset(one),
        library.asset(key_prefix=["sales", "eu"])(two),
        library.asset(partitions_def=definition)(parts),
        library.asset(partitions_def=library.MultiPartitionsDefinition(dimensions))(grid),
    ]


class Ours:
    """dagbook under the names of Dagster's module."""

    asset = staticmethod(asset)
    StaticPartitionsDefinition = StaticPartitionsDefinition
    MultiPartitionsDefinition = MultiPartitionsDefinition


def tree(folder):
    """Return each file below *folder* with the value in it."""
    return {
        path.relative_to(folder).as_posix(): pickle.loads(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run_ours(folder):
    manager = PickledObjectFilesystemIOManager(folder)
    one, two, parts, grid = assets(Ours)
    materialize([one, two], resources={"io_manager": manager})
    for key in KEYS:
        materialize([parts], resources={"io_manager": manager}, partition_key=key)
    materialize([grid], resources={"io_manager": manager}, partition_key="d1|us")


def run_dagsters(folder):
    manager = dagster.FilesystemIOManager(base_dir=str(folder))
    one, two, parts, grid = assets(dagster)
    dagster.materialize([one, two], resources={"io_manager": manager})
    for key in KEYS:
        dagster.materialize([parts], resources={"io_manager": manager}, partition_key=key)
    dagster.materialize([grid], resources={"io_manager": manager}, partition_key="d1|us")


def test_the_files_are_those_that_dagster_writes(tmp_path):
    run_ours(tmp_path / "ours")
    run_dagsters(tmp_path / "theirs")
    assert tree(tmp_path / "ours") == tree(tmp_path / "theirs")
    assert set(tree(tmp_path / "ours")) >= {
        "one",
        "sales/eu/two",
        "parts/a",
        "parts/b/c",
        "grid/d1/us",
    }
    # Nothing left the folder.
    assert {path.name for path in tmp_path.iterdir()} == {"ours", "theirs"}


def test_each_library_reads_what_the_other_wrote(tmp_path):
    run_ours(tmp_path / "ours")
    run_dagsters(tmp_path / "theirs")
    theirs = dagster.Definitions(
        assets(dagster),
        resources={"io_manager": dagster.FilesystemIOManager(base_dir=str(tmp_path / "ours"))},
    )
    ours = Definitions(
        assets(Ours),
        resources={"io_manager": PickledObjectFilesystemIOManager(tmp_path / "theirs")},
    )
    for definitions in (ours, theirs):
        assert definitions.load_asset_value("one") == {"n": 1}
        assert definitions.load_asset_value(["sales", "eu", "two"]) == [1, None, "x"]
        for key in KEYS:
            assert definitions.load_asset_value("parts", partition_key=key) == key
        assert definitions.load_asset_value("grid", partition_key="d1|us") == "d1|us"


def test_several_partitions_come_as_a_dict(tmp_path):
    manager = PickledObjectFilesystemIOManager(tmp_path)
    bound = {"io_manager": manager}
    parts = assets(Ours)[2]

    @asset
    def report(parts):
        return parts

    for key in KEYS:
        materialize([parts], resources=bound, partition_key=key)
    result = materialize([parts, report], resources=bound, selection=[report])
    assert result.output_for_node("report") == {key: key for key in KEYS}


def test_a_value_that_cannot_be_pickled_is_named_and_nothing_is_written(tmp_path):
    @asset
    def lock():
        return threading.Lock()

    with pytest.raises(DagsterInvariantViolationError, match="the value of lock as a pickle"):
        materialize([lock], resources={"io_manager": PickledObjectFilesystemIOManager(tmp_path)})
    assert tree(tmp_path) == {}


def test_an_asset_that_becomes_partitioned_takes_the_place_of_its_file(tmp_path):
    manager = PickledObjectFilesystemIOManager(tmp_path)

    @asset(name="parts")
    def before():
        return 1

    materialize([before], resources={"io_manager": manager})
    materialize([assets(Ours)[2]], resources={"io_manager": manager}, partition_key="a")
    assert tree(tmp_path) == {"parts/a": "a"}


def test_the_folder_is_asked_for_when_it_is_first_needed(tmp_path):
    asked = []

    def folder():
        asked.append(True)
        return tmp_path

    manager = PickledObjectFilesystemIOManager(folder)
    assert asked == []
    materialize([assets(Ours)[0]], resources={"io_manager": manager})
    assert tree(tmp_path) == {"one": {"n": 1}}


def test_an_interrupt_while_a_value_is_written_leaves_the_one_before(tmp_path, monkeypatch):
    given = [1]

    @asset
    def number():
        return given[0]

    bound = {"io_manager": PickledObjectFilesystemIOManager(tmp_path)}
    materialize([number], resources=bound)
    given[0] = 2

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(HashingFile, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        materialize([number], resources=bound)
    assert tree(tmp_path) == {"number": 1}
