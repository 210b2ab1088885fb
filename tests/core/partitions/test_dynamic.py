import pytest
from tests.strategies import Store

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    DagsterUnknownPartitionError,
)
from dagbook.partitions import (
    DynamicPartitionsDefinition,
    OrdinalRanges,
    PartitionKeyRange,
    partition_loading_context,
)

FRUITS = DynamicPartitionsDefinition(name="fruits")


def test_keys_are_numbered_in_the_order_added_and_adding_moves_none():
    store = Store(fruits=["pear", "apple"])
    with partition_loading_context(dynamic_partitions_store=store):
        assert [FRUITS.ordinal(key) for key in ("pear", "apple", "fig")] == [0, 1, None]
        store["fruits"].append("fig")
        assert [FRUITS.ordinal(key) for key in ("pear", "apple", "fig")] == [0, 1, 2]
        assert FRUITS.count() == 3
        assert FRUITS.keys_in(OrdinalRanges.of([0, 2, 7])) == ["pear", "fig"]
        assert FRUITS.subset_of(["fig", "pear"]).ranges == ((0, 1), (2, 3))
        assert FRUITS.subset_of_range(PartitionKeyRange("apple", "fig")).ranges == ((1, 3),)
        with pytest.raises(DagsterUnknownPartitionError, match="Did you mean apple"):
            FRUITS.subset_of(["aple"])


def test_the_store_is_an_argument_or_that_of_the_nearest_context():
    with partition_loading_context(dynamic_partitions_store=Store(fruits=["far"])):
        assert FRUITS.get_partition_keys() == ["far"]
        with partition_loading_context(dynamic_partitions_store=Store(fruits=["near"])):
            assert FRUITS.get_partition_keys() == ["near"]
            assert FRUITS.has_partition_key("near")
            assert FRUITS.has_partition_key("here", dynamic_partitions_store=Store(fruits=["here"]))
            assert FRUITS.get_partition_keys(None, Store(fruits=["here"])) == ["here"]
        assert not FRUITS.has_partition_key("near")


def test_without_a_store_the_message_says_how_to_give_one():
    with pytest.raises(DagsterInvariantViolationError, match="partition_loading_context"):
        FRUITS.get_partition_keys()
    with pytest.raises(DagsterInvariantViolationError, match="'fruits' is not known here"):
        FRUITS.has_partition_key("apple")


class Named:
    name = "by name"


def test_a_function_gives_the_keys_and_is_told_the_time_that_was_asked_for():
    asked = []

    def keys(current_time):
        asked.append(current_time)
        return ["a", Named()]

    letters = DynamicPartitionsDefinition(keys)
    assert letters.get_partition_keys("some time") == ["a", "by name"]
    assert letters.has_partition_key("by name")
    assert not letters.has_partition_key("b")
    assert asked[0] == "some time"
    assert str(letters) == "'a', 'by name'"
    with pytest.raises(DagsterInvariantViolationError, match="have no name"):
        letters.build_add_request(["c"])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Must provide either partition_fn or name"),
        ({"name": "a", "partition_fn": list}, "Cannot provide both"),
        ({"name": 1}, "must be a string; got 1"),
        ({"partition_fn": "fruits"}, "must be a function; got 'fruits'"),
    ],
)
def test_keys_have_exactly_one_source(facts, words):
    with pytest.raises(DagsterInvalidDefinitionError, match=words):
        DynamicPartitionsDefinition(**facts)


def test_two_definitions_of_one_name_are_equal_and_one_in_a_set():
    same = DynamicPartitionsDefinition(name="fruits")
    assert {FRUITS, same, DynamicPartitionsDefinition(name="birds")} == {
        FRUITS,
        DynamicPartitionsDefinition(name="birds"),
    }
    assert str(FRUITS) == 'Dynamic partitions: "fruits"'
