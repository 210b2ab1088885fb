"""`InMemoryIOManager`: the very object, for as long as the manager lives."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.execution.materialize import materialize
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.partitions.static import StaticPartitionsDefinition

ABC = StaticPartitionsDefinition(["a", "b", "c"])


@asset
def made():
    return [1]


@asset
def reads(made):
    made.append(2)
    return made


@asset(partitions_def=ABC)
def parts(context):
    return context.partition_key.upper()


@asset(partitions_def=ABC)
def same_part(parts):
    return parts


@asset
def report(parts):
    return parts


@pytest.fixture
def memory():
    return InMemoryIOManager()


def run(memory, *assets, **options):
    return materialize(list(assets), resources={"io_manager": memory}, **options)


def test_readers_get_the_very_object(memory):
    result = run(memory, made, reads)
    assert result.output_for_node("reads") is result.output_for_node("made")
    assert result.output_for_node("made") == [1, 2]


def test_values_stay_for_the_next_run_of_the_same_manager(memory):
    run(memory, made)
    assert run(memory, made, reads, selection=[reads]).output_for_node("reads") == [1, 2]
    with pytest.raises(KeyError):
        run(InMemoryIOManager(), made, reads, selection=[reads])


def test_partitions_are_kept_apart_and_read_together(memory):
    for key in "abc":
        result = run(memory, parts, same_part, partition_key=key)
        assert result.output_for_node("same_part") == key.upper()
    whole = run(memory, parts, report, selection=[report])
    assert whole.output_for_node("report") == {"a": "A", "b": "B", "c": "C"}


def test_what_was_kept_once_is_handed_on_whatever_partitions_are_read(memory):
    assert run(memory, parts, report, partition_key="b").output_for_node("report") == "B"
    with pytest.raises(KeyError):
        run(memory, parts, report, partition_key="c")
