from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import STORE, Store, multi_definitions, ordinal_ranges

from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    DagsterUnknownPartitionError,
)
from dagbook.partitions import (
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    HourlyPartitionsDefinition,
    MultiPartitionKey,
    MultiPartitionsDefinition,
    OrdinalRanges,
    PartitionKeyRange,
    StaticPartitionsDefinition,
    partition_loading_context,
)
from dagbook.partitions.key_sequence import KeySequence

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")
LETTERS = StaticPartitionsDefinition(["a", "b"])
FRUITS = DynamicPartitionsDefinition(name="fruits")
LETTER_DAYS = MultiPartitionsDefinition({"letter": LETTERS, "date": DAYS})
KEYS = [f"{day}|{letter}" for day, letter in product(DAYS.get_partition_keys(), "ab")]


@given(multi_definitions())
def test_keys_are_the_product_row_by_row_and_ordinals_count_them(definition):
    with partition_loading_context(dynamic_partitions_store=STORE):
        one, other = (each.partitions_def for each in definition.partitions_defs)
        expected = [
            f"{row}|{column}"
            for row in one.get_partition_keys()
            for column in other.get_partition_keys()
        ]
        keys = definition.get_partition_keys()
        assert keys == expected
        assert definition.count() == definition.get_num_partitions() == len(expected)
        assert [definition.ordinal(key) for key in keys] == list(range(len(keys)))
        assert [definition.key_at(place) for place in range(len(keys))] == keys
        assert definition.ordinals_of(keys) == {key: place for place, key in enumerate(keys)}
        for key in keys:
            assert definition.has_partition_key(key)
            assert MultiPartitionKey(key.keys_by_dimension) == key


@given(multi_definitions(), ordinal_ranges(30))
def test_the_keys_of_a_set_of_places_are_those_of_the_list(definition, subset):
    with partition_loading_context(dynamic_partitions_store=STORE):
        keys = definition.get_partition_keys()
        chosen = [key for place, key in enumerate(keys) if place in subset]
        assert definition.keys_in(subset) == chosen
        assert definition.subset_of(chosen) == subset & definition.all_partitions()


@given(multi_definitions(), ordinal_ranges(30))
def test_a_set_is_made_up_of_products_and_lies_in_the_product_of_its_projections(
    definition, subset
):
    with partition_loading_context(dynamic_partitions_store=STORE):
        subset &= definition.all_partitions()
        parts = [definition.product_of(block) for block in definition.blocks_of(subset)]
        assert sum(map(len, parts)) == len(subset)
        assert all(not part - subset for part in parts)
        around = definition.product_of({name: definition.projected(subset, name) for name in "xy"})
        assert not subset - around
        if len(parts) < 2:
            assert around == subset


@given(multi_definitions(), st.data())
def test_a_range_is_every_key_between_its_ends_in_both_dimensions(definition, data):
    with partition_loading_context(dynamic_partitions_store=STORE):
        keys = definition.get_partition_keys()
        if not keys:
            return
        ends = [data.draw(st.sampled_from(keys)).keys_by_dimension for _ in "se"]
        low, high = {}, {}
        for name, partitions_def in definition.partitions_defs:
            low[name], high[name] = sorted((end[name] for end in ends), key=partitions_def.ordinal)
        bounds = PartitionKeyRange(MultiPartitionKey(low), MultiPartitionKey(high))
        inside = [
            key
            for key in keys
            if all(
                each.partitions_def.ordinal(low[each.name])
                <= each.partitions_def.ordinal(key.keys_by_dimension[each.name])
                <= each.partitions_def.ordinal(high[each.name])
                for each in definition.partitions_defs
            )
        ]
        assert definition.get_partition_keys_in_range(bounds) == inside
        assert definition.keys_in(definition.subset_of_range(bounds)) == inside


def test_a_million_partitions_are_counted_and_found_without_listing_them(monkeypatch):
    hours = HourlyPartitionsDefinition("1990-01-01-00:00")
    many = MultiPartitionsDefinition({"hour": hours, "letter": LETTERS})
    monkeypatch.setattr(KeySequence, "__iter__", lambda _: pytest.fail("listed"))
    assert many.count() > 600_000
    assert many.key_at(5) == "1990-01-01-02:00|b"
    assert many.ordinal("1990-01-01-02:00|b") == 5
    assert many.has_partition_key("2020-02-29-05:00|a")
    assert not many.has_partition_key("2020-02-29-05:00|c")
    assert len(many.all_partitions() - many.product_of({"letter": LETTERS.subset_of("a")})) * 2 == (
        many.count()
    )


def test_a_moment_given_counts_for_both_dimensions():
    both = MultiPartitionsDefinition({"x": DailyPartitionsDefinition("2024-01-01"), "y": LETTERS})
    third = datetime(2024, 1, 3, tzinfo=UTC)
    assert both.count(third) == len(both.get_partition_keys(third)) == 4
    with partition_loading_context(third):
        assert both.get_last_partition_key() == "2024-01-02|b"


def test_a_dynamic_dimension_is_asked_of_the_store():
    both = MultiPartitionsDefinition({"fruit": FRUITS, "letter": LETTERS})
    store = Store(fruits=["fig"])
    assert both.get_partition_keys(dynamic_partitions_store=store) == ["fig|a", "fig|b"]
    with partition_loading_context(dynamic_partitions_store=store):
        store["fruits"].append("kiwi")
        assert both.ordinal("kiwi|b") == 3
    with pytest.raises(DagsterInvariantViolationError, match="'fruits' is not known here"):
        both.count()


def test_a_dimension_is_reached_by_its_name():
    assert LETTER_DAYS.partition_dimension_names == ["date", "letter"]
    assert LETTER_DAYS.get_partitions_def_for_dimension("letter") is LETTERS
    assert LETTER_DAYS.time_window_dimension == LETTER_DAYS.primary_dimension == ("date", DAYS)
    assert LETTER_DAYS.secondary_dimension == ("letter", LETTERS)
    assert LETTER_DAYS.time_window_partitions_def is DAYS
    second = OrdinalRanges.span(1, 2)
    assert LETTER_DAYS.keys_in(LETTER_DAYS.product_of({"date": second})) == KEYS[2:4]
    assert LETTER_DAYS.projected(LETTER_DAYS.subset_of(KEYS[3:4]), "letter") == second
    for ask in (
        lambda: LETTER_DAYS.get_partitions_def_for_dimension("day"),
        lambda: LETTER_DAYS.product_of({"day": second}),
        lambda: LETTER_DAYS.projected(OrdinalRanges.EMPTY, "day"),
        lambda: LETTER_DAYS.get_multipartition_keys_with_dimension_value("day", "a"),
    ):
        with pytest.raises(DagsterInvariantViolationError, match=r"'day': .* date and letter"):
            ask()


def test_keys_are_in_order_also_where_rows_with_equal_columns_are_apart():
    letters = StaticPartitionsDefinition("abc")
    pairs = MultiPartitionsDefinition({"x": letters, "y": letters})
    keys = ["a|b", "b|a", "c|b"]
    assert pairs.keys_in(pairs.subset_of(keys)) == keys


def test_the_dimension_by_time_is_primary_wherever_its_name_sorts():
    late = MultiPartitionsDefinition({"letter": LETTERS, "zday": DAYS})
    assert (late.primary_dimension.name, late.secondary_dimension.name) == ("zday", "letter")
    assert late.get_multipartition_keys_with_dimension_value("zday", "2024-01-02") == [
        "a|2024-01-02",
        "b|2024-01-02",
    ]
    assert late.get_multipartition_keys_with_dimension_value("letter", "b")[:1] == ["b|2024-01-01"]


@pytest.mark.parametrize(
    ("keys", "ranges"),
    [
        (["2024-01-01|a", "2024-01-01|b"], [("2024-01-01|a", "2024-01-01|b")]),
        (["2024-01-01|a", "2024-01-02|a"], [("2024-01-01|a", "2024-01-02|a")]),
        (
            ["2024-01-01|a", "2024-01-02|a", "2024-01-02|b", "2024-01-03|a"],
            [("2024-01-01|a", "2024-01-03|a"), ("2024-01-02|b", "2024-01-02|b")],
        ),
    ],
)
def test_ranges_run_along_the_dimension_with_more_keys(keys, ranges):
    assert LETTER_DAYS.key_ranges(LETTER_DAYS.subset_of(keys)) == ranges


def test_the_window_of_a_key_is_that_of_its_one_time_dimension():
    assert LETTER_DAYS.has_time_window_dimension
    window = LETTER_DAYS.time_window_for_partition_key("2024-01-02|a")
    assert window == DAYS.time_window_for_partition_key("2024-01-02")
    two = MultiPartitionsDefinition({"x": DAYS, "y": DAYS})
    none = MultiPartitionsDefinition({"x": LETTERS, "y": LETTERS})
    assert not none.has_time_window_dimension
    for definition, words in ((two, "among x and y; there are 2"), (none, "there are 0")):
        with pytest.raises(DagsterInvariantViolationError, match=words):
            definition.time_window_for_partition_key("2024-01-01|2024-01-01")


def test_an_unknown_key_is_answered_with_the_nearest_in_each_dimension():
    with pytest.raises(DagsterUnknownPartitionError) as caught:
        LETTER_DAYS.subset_of(["2024-01-02|b", "2024-01-09|b"])
    assert str(caught.value) == (
        "Could not find a partition with key `2024-01-09|b`. Did you mean 2024-01-03|b? "
        "(the 6 partitions are 2024-01-01|a to 2024-01-03|b)"
    )
    assert LETTER_DAYS.nearest_keys("2024-01-02") == ()
    with pytest.raises(DagsterUnknownPartitionError, match=r"but got 1: write date\|letter"):
        LETTER_DAYS.get_partition_key_from_str("2024-01-02")
    with pytest.raises(DagsterUnknownPartitionError, match="number 6: the 6 partitions"):
        LETTER_DAYS.key_at(6)
    with pytest.raises(DagsterInvalidInvocationError, match=r"Write a\.\.\.b"):
        LETTER_DAYS.subset_of_range(PartitionKeyRange("2024-01-01|b", "2024-01-02|a"))


def test_definitions_of_equal_dimensions_are_equal_in_whichever_order_they_are_given():
    same = MultiPartitionsDefinition({"date": DAYS, "letter": StaticPartitionsDefinition("ab")})
    other = MultiPartitionsDefinition({"date": DAYS, "letters": LETTERS})
    assert MultiPartitionsDefinition({"date": DAYS, "letter": LETTERS}) == LETTER_DAYS
    assert hash(LETTER_DAYS) == hash(MultiPartitionsDefinition({"date": DAYS, "letter": LETTERS}))
    assert LETTER_DAYS not in (other, same, DAYS)
