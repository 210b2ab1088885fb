import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.partitions import (
    AllPartitionMapping,
    DailyPartitionsDefinition,
    IdentityPartitionMapping,
    LastPartitionMapping,
    OrdinalRanges,
    SpecificPartitionsPartitionMapping,
    StaticPartitionMapping,
    StaticPartitionsDefinition,
)

LETTERS = StaticPartitionsDefinition(["a", "b", "c", "d"])
DIGITS = StaticPartitionsDefinition(["1", "2", "3"])
SOME = OrdinalRanges.span(0, 1)


def test_identity_maps_by_key_and_names_what_upstream_lacks():
    up = StaticPartitionsDefinition(["d", "c", "x"])
    found = IdentityPartitionMapping().upstream_of(LETTERS.all_partitions(), LETTERS, up)
    assert up.keys_in(found.subset) == ["d", "c"]
    assert found.missing_keys == ("a", "b")
    back = IdentityPartitionMapping().downstream_of(up.all_partitions(), up, LETTERS)
    assert LETTERS.keys_in(back) == ["c", "d"]


def test_identity_of_one_definition_gives_the_set_itself():
    days = DailyPartitionsDefinition("1970-01-01")
    every_day = days.all_partitions()
    assert IdentityPartitionMapping().upstream_of(every_day, days, days).subset is every_day
    assert IdentityPartitionMapping().downstream_of(every_day, days, days) is every_day


def test_identity_without_downstream_partitions_says_what_to_use():
    with pytest.raises(DagsterInvariantViolationError, match="AllPartitionMapping"):
        IdentityPartitionMapping().upstream_of(None, None, LETTERS)


def test_all_is_needed_by_all_and_by_nothing_when_there_is_nothing():
    mapping = AllPartitionMapping()
    assert mapping.upstream_of(SOME, DIGITS, LETTERS).subset == LETTERS.all_partitions()
    assert mapping.downstream_of(SOME, LETTERS, DIGITS) == DIGITS.all_partitions()
    assert mapping.downstream_of(OrdinalRanges.EMPTY, LETTERS, DIGITS) == OrdinalRanges.EMPTY


def test_only_the_last_upstream_partition_leads_down():
    mapping = LastPartitionMapping()
    assert LETTERS.keys_in(mapping.upstream_of(None, None, LETTERS).subset) == ["d"]
    assert mapping.downstream_of(OrdinalRanges.of([3]), LETTERS, DIGITS) == DIGITS.all_partitions()
    assert mapping.downstream_of(OrdinalRanges.of([0, 1, 2]), LETTERS, DIGITS) == (
        OrdinalRanges.EMPTY
    )
    nothing = StaticPartitionsDefinition([])
    assert mapping.upstream_of(None, None, nothing).subset == OrdinalRanges.EMPTY
    assert mapping.downstream_of(OrdinalRanges.EMPTY, nothing, DIGITS) == OrdinalRanges.EMPTY


def test_specific_keys_that_do_not_exist_are_missing():
    mapping = SpecificPartitionsPartitionMapping(["z", "b"])
    found = mapping.upstream_of(None, None, LETTERS)
    assert (LETTERS.keys_in(found.subset), found.missing_keys) == (["b"], ("z",))
    assert mapping.downstream_of(OrdinalRanges.of([1]), LETTERS, DIGITS) == DIGITS.all_partitions()
    assert mapping.downstream_of(OrdinalRanges.of([0]), LETTERS, DIGITS) == OrdinalRanges.EMPTY


@given(st.dictionaries(st.sampled_from("abcd"), st.frozensets(st.sampled_from("123"))), st.data())
def test_a_static_mapping_is_a_relation_read_in_both_directions(table, data):
    mapping = StaticPartitionMapping(table)
    digit = data.draw(st.sampled_from("123"))
    ups = mapping.upstream_of(DIGITS.subset_of([digit]), DIGITS, LETTERS)
    assert set(LETTERS.keys_in(ups.subset)) == {up for up, down in table.items() if digit in down}
    letter = data.draw(st.sampled_from("abcd"))
    downs = mapping.downstream_of(LETTERS.subset_of([letter]), LETTERS, DIGITS)
    assert set(DIGITS.keys_in(downs)) == set(table.get(letter, ()))


def test_a_static_mapping_without_downstream_partitions_needs_nothing():
    mapping = StaticPartitionMapping({"a": "1"})
    assert mapping.upstream_of(None, None, LETTERS).subset == OrdinalRanges.EMPTY


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"z": "1"}, "mapping source partitions not in the upstream partitions definition: .'z'"),
        ({"a": "9"}, "mapping target partitions not in the downstream partitions definition: .'9'"),
    ],
)
def test_keys_that_a_definition_lacks_are_named(table, words):
    mapping = StaticPartitionMapping(table)
    with pytest.raises(ValueError, match=words):
        mapping.validate_partition_mapping(LETTERS, DIGITS)


def test_a_static_mapping_to_a_number_is_refused():
    with pytest.raises(DagsterInvalidDefinitionError, match="maps 'a' to 1, a int"):
        StaticPartitionMapping({"a": 1})


def test_mappings_with_equal_facts_are_equal():
    assert IdentityPartitionMapping() == IdentityPartitionMapping()
    assert hash(LastPartitionMapping()) == hash(LastPartitionMapping())
    assert IdentityPartitionMapping() != AllPartitionMapping()
