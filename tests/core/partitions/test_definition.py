import pytest

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
)
from dagbook.partitions import (
    OrdinalRanges,
    PartitionKeyRange,
    PartitionsDefinition,
    StaticPartitionsDefinition,
)


class Colours(PartitionsDefinition[str]):
    """What a user writes: nothing but the keys."""

    def __init__(self, *keys):
        self.keys = keys

    def get_partition_keys(self, current_time=None, dynamic_partitions_store=None):  # noqa: ARG002 - Dagster's
        return list(self.keys)


KEYS = ("red", "green", "blue", "black")
BOTH = pytest.mark.parametrize(
    "made_of", [Colours, lambda *keys: StaticPartitionsDefinition(keys)], ids=["user's", "static"]
)


@BOTH
def test_giving_the_keys_is_enough_for_everything_else(made_of):
    colours = made_of(*KEYS)
    assert colours.count() == colours.get_num_partitions() == 4
    assert (colours.get_first_partition_key(), colours.get_last_partition_key()) == ("red", "black")
    assert [colours.ordinal(key) for key in (*KEYS, "pink")] == [0, 1, 2, 3, None]
    assert [colours.key_at(i) for i in range(4)] == list(KEYS)
    assert colours.subset_of(["black", "red", "black"]).ranges == ((0, 1), (3, 4))
    assert list(colours.keys_in(OrdinalRanges.of([-1, 3, 1, 9]))) == ["green", "black"]
    assert colours.has_partition_key("red")
    assert not colours.has_partition_key("pink")
    assert colours.all_partitions().ranges == ((0, 4),)
    assert str(colours) == "'red', 'green', 'blue', 'black'"
    colours.validate_partition_definition()
    colours.validate_partition_key("red")


@BOTH
def test_without_keys_there_is_no_first_and_no_last(made_of):
    nothing = made_of()
    assert nothing.get_first_partition_key() is nothing.get_last_partition_key() is None
    assert nothing.all_partitions() == OrdinalRanges.EMPTY
    with pytest.raises(DagsterUnknownPartitionError, match="there are no partitions yet"):
        nothing.validate_partition_key("red")


@BOTH
def test_an_unknown_key_is_answered_with_the_nearest_and_the_range(made_of):
    with pytest.raises(DagsterUnknownPartitionError) as caught:
        made_of(*KEYS).subset_of(["red", "blcak"])
    assert str(caught.value) == (
        "Could not find a partition with key `blcak`. Did you mean black? "
        "(the 4 partitions are red to black)"
    )


@BOTH
@pytest.mark.parametrize("ordinal", [-1, 4])
def test_a_place_that_does_not_exist_is_an_error(made_of, ordinal):
    with pytest.raises(DagsterUnknownPartitionError, match=f"number {ordinal}: the 4 partitions"):
        made_of(*KEYS).key_at(ordinal)


@BOTH
def test_ranges_of_keys_include_both_ends(made_of):
    colours = made_of(*KEYS)
    some = PartitionKeyRange("green", "blue")
    assert colours.subset_of_range(some).ranges == ((1, 3),)
    assert list(colours.get_partition_keys_in_range(some)) == ["green", "blue"]
    with pytest.raises(DagsterUnknownPartitionError, match="`pink`"):
        colours.subset_of_range(PartitionKeyRange("green", "pink"))
    with pytest.raises(DagsterInvalidInvocationError, match=r"Write green\.\.\.blue"):
        colours.subset_of_range(PartitionKeyRange("blue", "green"))


def test_two_lists_of_the_same_keys_are_one_definition():
    one, same = StaticPartitionsDefinition(["a"]), StaticPartitionsDefinition(["a"])
    assert one == same
    assert hash(one) == hash(same)
    assert one != StaticPartitionsDefinition(["b"])
    assert one != Colours("a")


def test_a_user_key_that_cannot_be_shown_is_refused_with_the_key():
    with pytest.raises(DagsterInvalidDefinitionError, match=r"'a\.\.\.b'"):
        StaticPartitionsDefinition(["x", "a...b"])


def test_a_message_about_very_many_keys_does_not_search_them_all():
    many = StaticPartitionsDefinition([f"key {i}" for i in range(5_001)])
    assert many.nearest_keys("kye 7") == ()
    assert StaticPartitionsDefinition(["key 7"]).nearest_keys("kye 7") == ("key 7",)
