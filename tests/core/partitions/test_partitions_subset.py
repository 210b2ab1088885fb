import json
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import (
    STORE,
    Store,
    dynamic_definitions,
    multi_definitions,
    static_definitions,
    time_window_definitions,
)

from dagbook.errors import DagsterInvariantViolationError, DagsterUnknownPartitionError
from dagbook.partitions import (
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    MultiPartitionsDefinition,
    OrdinalRanges,
    PartitionKeyRange,
    PartitionsSubset,
    StaticPartitionsDefinition,
    partition_loading_context,
)

LATE = datetime(2040, 1, 1, tzinfo=UTC)
definitions = (
    static_definitions() | dynamic_definitions() | multi_definitions() | time_window_definitions()
)


@st.composite
def definitions_and_keys(draw):
    """A definition, and two sets of its keys."""
    definition = draw(definitions)
    with partition_loading_context(LATE, STORE):
        keys = definition.get_partition_keys()
    some = st.frozensets(st.sampled_from(keys), max_size=9) if keys else st.just(frozenset())
    return definition, draw(some), draw(some)


@given(definitions_and_keys())
def test_a_subset_is_the_set_of_its_keys(drawn):
    definition, one, other = drawn
    with partition_loading_context(LATE, STORE):
        left, right = map(definition.subset_with_partition_keys, (one, other))
        assert len(left) == len(one)
        assert left.is_empty == (not one)
        assert set(left.get_partition_keys()) == one
        for subset, keys in (
            (left | right, one | other),
            (left & right, one & other),
            (left - right, one - other),
            (left.with_partition_keys(other), one | other),
            (definition.empty_subset(), set()),
        ):
            assert subset == definition.subset_with_partition_keys(keys)
            assert set(subset.get_partition_keys()) == keys
        every = definition.get_partition_keys()
        assert {key for key in every if key in left} == one
        assert left.get_partition_keys_not_in_subset() == [key for key in every if key not in one]
        assert set(definition.subset_with_all_partitions().get_partition_keys()) == set(every)
        assert definition.subset_at(definition.subset_of(one)) == left


@given(definitions_and_keys())
def test_ranges_have_the_keys_of_the_subset_each_once(drawn):
    definition, keys, _ = drawn
    with partition_loading_context(LATE, STORE):
        ranges = definition.subset_with_partition_keys(keys).get_partition_key_ranges()
        inside = [key for each in ranges for key in definition.get_partition_keys_in_range(each)]
    assert sorted(inside) == sorted(keys)


@given(definitions_and_keys())
def test_text_and_pickle_give_back_the_same_subset(drawn):
    definition, keys, _ = drawn
    with partition_loading_context(LATE, STORE):
        subset = definition.subset_with_partition_keys(keys)
        assert definition.deserialize_subset(subset.serialize()) == subset
        if not isinstance(definition, DynamicPartitionsDefinition | MultiPartitionsDefinition):
            again = pickle.loads(pickle.dumps(subset))
            assert again.get_partition_keys() == subset.get_partition_keys()


def test_a_subset_of_two_dimensions_stays_the_same_while_they_grow():
    days = DailyPartitionsDefinition("2024-01-01")
    both = MultiPartitionsDefinition({"letter": StaticPartitionsDefinition("ab"), "zday": days})
    with partition_loading_context(datetime(2024, 1, 3, tzinfo=UTC)):
        subset = both.subset_with_partition_keys(["b|2024-01-02"])
    with partition_loading_context(datetime(2024, 1, 9, tzinfo=UTC)):
        assert subset.get_partition_keys() == ["b|2024-01-02"]
        assert "b|2024-01-02" in subset


def test_a_subset_of_dynamic_partitions_stays_the_same_while_others_go():
    store = Store(fruits=["fig", "pear"])
    with partition_loading_context(dynamic_partitions_store=store):
        subset = DynamicPartitionsDefinition(name="fruits").subset_with_partition_keys(["pear"])
        store["fruits"].remove("fig")
        assert subset.get_partition_keys() == ["pear"]
        assert subset.get_partition_keys_not_in_subset() == []
        store["fruits"].remove("pear")
        assert "pear" in subset
        assert subset.get_partition_key_ranges() == []


def test_static_subsets_may_have_keys_that_do_not_exist_and_windows_may_not():
    letters = StaticPartitionsDefinition("abc")
    subset = letters.subset_with_partition_keys(["c", "z", "a"])
    assert subset.get_partition_keys() == ["a", "c", "z"]
    assert subset.get_partition_keys_not_in_subset() == ["b"]
    assert subset.get_partition_key_ranges() == [("a", "a"), ("c", "c")]
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")
    assert days.subset_with_partition_keys(["2023-12-31", "2024-01-09"]).is_empty
    with pytest.raises(DagsterUnknownPartitionError, match="'z' does not match the format"):
        days.subset_with_partition_keys(["z"])


def test_operations_between_definitions_go_by_key():
    one, other = StaticPartitionsDefinition("abc"), StaticPartitionsDefinition("cbx")
    left = one.subset_with_partition_keys("ac")
    right = other.subset_with_partition_keys("cx")
    assert (left & right).get_partition_keys() == ["c"]
    assert (left | right).get_partition_keys() == ["a", "c", "x"]
    assert (left - right).get_partition_keys() == ["a"]
    assert left.get_partition_keys_not_in_subset(other) == ["b", "x"]
    assert 1 not in left


def test_a_range_of_keys_is_added_whole():
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")
    subset = days.empty_subset().with_partition_key_range(
        days, PartitionKeyRange("2024-01-03", "2024-01-05")
    )
    assert subset == days.subset_at(OrdinalRanges.span(2, 5))
    assert subset.empty_subset() == PartitionsSubset.create_empty_subset(days)


def test_a_text_of_another_version_is_refused():
    text = json.dumps({"version": 2, "subset": []})
    with pytest.raises(DagsterInvariantViolationError, match="version 2"):
        StaticPartitionsDefinition("a").deserialize_subset(text)
    days = DailyPartitionsDefinition("2024-01-01")
    assert days.deserialize_subset("[[1704067200, 1704153600]]").get_partition_keys() == [
        "2024-01-01"
    ]
    assert StaticPartitionsDefinition("a").deserialize_subset('["a"]').get_partition_keys() == ["a"]
