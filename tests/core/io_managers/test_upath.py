"""`UPathIOManager`: files of any kind, in any place."""

import asyncio

import pytest
from upath import UPath

from dagbook.authoring.building_contexts import build_input_context, build_output_context
from dagbook.errors import CheckError
from dagbook.io_managers.upath import UPathIOManager
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.partitions.static import StaticPartitionsDefinition

ABC = StaticPartitionsDefinition(["a", "b", "c"])


class TextIOManager(UPathIOManager):
    extension = ".txt"

    def dump_to_path(self, context, obj, path):  # noqa: ARG002 - its form
        path.write_text(str(obj))

    def load_from_path(self, context, path):  # noqa: ARG002 - its form
        return path.read_text()


class AsyncTextIOManager(TextIOManager):
    async def load_from_path(self, context, path):  # noqa: ARG002 - its form
        await asyncio.sleep(0)
        return path.read_text()


def stored(manager, **of):
    manager.handle_output(build_output_context(asset_key="letter", **of), of.get("partition_key"))


def read(first, last, **metadata):
    return build_input_context(
        asset_key="letter",
        asset_partitions_def=ABC,
        asset_partition_key_range=PartitionKeyRange(first, last),
        definition_metadata=metadata,
    )


@pytest.mark.parametrize("kind", [TextIOManager, AsyncTextIOManager])
def test_partitions_that_are_missing_and_may_be_are_left_out_each_under_its_own_key(kind, tmp_path):
    manager = kind(UPath(tmp_path))
    for key in "ac":
        stored(manager, partition_key=key)
    found = manager.load_input(read("a", "c", allow_missing_partitions=True))
    assert found == {"a": "a", "c": "c"}


def test_async_loads_work_where_a_loop_runs_already(tmp_path):
    manager = AsyncTextIOManager(UPath(tmp_path))
    for key in "ab":
        stored(manager, partition_key=key)

    async def as_in_a_kernel():
        return manager.load_input(read("a", "b"))

    assert asyncio.run(as_in_a_kernel()) == {"a": "a", "b": "b"}


def test_what_an_async_load_raises_in_a_kernel_reaches_the_caller(tmp_path):
    manager = AsyncTextIOManager(UPath(tmp_path))

    async def as_in_a_kernel():
        return manager.load_input(build_input_context(asset_key="never"))

    with pytest.raises(FileNotFoundError, match=r"never\.txt"):
        asyncio.run(as_in_a_kernel())


def test_values_go_to_any_file_system():
    manager = TextIOManager(UPath("memory://dagbook_upath_test"))
    stored(manager, partition_key="a", asset_partitions_def=ABC)
    assert manager.fs.cat("/dagbook_upath_test/letter/a.txt") == b"a"
    assert manager.load_input(read("a", "a")) == "a"


@pytest.mark.parametrize("key", ["/etc/passwd", "../up", "a/../../up", ".."])
def test_no_partition_leaves_the_folder_of_its_asset(key, tmp_path):
    manager = TextIOManager(UPath(tmp_path))
    stored(manager, partition_key=key)
    (written,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert written.resolve().is_relative_to((tmp_path / "letter").resolve())


def test_several_partitions_at_once_are_refused_by_name(tmp_path):
    context = build_output_context(
        asset_key="letter",
        asset_partitions_def=ABC,
        asset_partition_key_range=PartitionKeyRange("a", "b"),
    )
    with pytest.raises(CheckError, match="letter"):
        TextIOManager(UPath(tmp_path)).handle_output(context, {})


def test_a_plain_path_has_a_file_system_too(tmp_path):
    manager = TextIOManager(tmp_path)
    stored(manager, partition_key="a")
    assert manager.fs.exists(str(tmp_path / "letter" / "a.txt"))
    assert manager.storage_options == {}
