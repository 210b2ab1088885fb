import pickle
import tracemalloc
from itertools import pairwise
from sys import getsizeof

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ordinal_sets

from dagbook.partitions import OrdinalRanges


@given(ordinal_sets())
def test_a_set_of_ordinals_is_kept_whole_sorted_and_counted(plain):
    ranges = OrdinalRanges.of(sorted(plain, reverse=True))
    assert list(ranges) == sorted(plain)
    assert len(ranges) == len(plain)
    assert bool(ranges) == bool(plain)
    assert (ranges.first, ranges.last) == (min(plain, default=None), max(plain, default=None))


@given(ordinal_sets())
def test_ranges_are_sorted_and_neither_overlap_nor_touch(plain):
    flat = [bound for pair in OrdinalRanges.of(plain).ranges for bound in pair]
    assert all(low < high for low, high in pairwise(flat))


@given(ordinal_sets(), ordinal_sets())
def test_set_operations_are_those_of_plain_sets_and_equal_sets_are_equal_values(one, other):
    left, right = OrdinalRanges.of(one), OrdinalRanges.of(other)
    assert left | right == OrdinalRanges.of(one | other)
    assert left & right == OrdinalRanges.of(one & other)
    assert left - right == OrdinalRanges.of(one - other)
    assert (left == right) == (one == other)
    assert left != right or hash(left) == hash(right)


@given(ordinal_sets(), st.integers(-2, 65), st.integers(-2, 65))
def test_one_range_is_cut_out_of_a_set_from_either_side(plain, low, high):
    ranges, cut = OrdinalRanges.of(plain), OrdinalRanges.span(low, high)
    inside = OrdinalRanges.of(plain & set(range(low, high)))
    assert ranges & cut == cut & ranges == inside
    assert ranges - cut == OrdinalRanges.of(plain - set(range(low, high)))
    assert cut - ranges == OrdinalRanges.of(set(range(low, high)) - plain)


@given(ordinal_sets(), st.integers(0, 70))
def test_the_complement_is_what_is_missing_below_a_count(plain, count):
    expected = OrdinalRanges.of(set(range(count)) - plain)
    assert OrdinalRanges.of(plain).complement(count) == expected


@given(ordinal_sets())
def test_membership_is_that_of_the_plain_set(plain):
    ranges = OrdinalRanges.of(plain)
    assert {i for i in range(-2, 65) if i in ranges} == plain
    assert "0" not in ranges


@given(ordinal_sets())
def test_text_and_pickle_give_back_the_same_set(plain):
    ranges = OrdinalRanges.of(plain)
    assert OrdinalRanges.from_text(ranges.to_text()) == ranges
    assert pickle.loads(pickle.dumps(ranges)) == ranges


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_ranges_in_any_order_join_to_their_union(pairs):
    plain = {i for low, high in pairs for i in range(low, high)}
    assert OrdinalRanges.from_ranges(pairs) == OrdinalRanges.of(plain)


@given(ordinal_sets(), st.integers(-30, 30))
def test_shifting_moves_every_ordinal(plain, offset):
    moved = OrdinalRanges.of(plain).shift(offset)
    assert list(moved) == sorted(i + offset for i in plain)


def test_the_text_is_short_and_names_both_ends():
    assert OrdinalRanges.of([*range(32), 40, *range(55, 61)]).to_text() == "0-31,40,55-60"
    assert OrdinalRanges.EMPTY.to_text() == ""


@pytest.mark.parametrize("text", ["a", "1-", "1-b", ",", "1,,2"])
def test_text_that_is_no_ranges_is_refused(text):
    with pytest.raises(ValueError, match=r"invalid literal|ranges"):
        OrdinalRanges.from_text(text)


def test_an_empty_or_reversed_span_is_the_empty_set():
    assert OrdinalRanges.span(3, 3) == OrdinalRanges.span(4, 3) == OrdinalRanges.EMPTY


def test_a_million_ordinals_in_two_ranges_take_two_ranges():
    half = OrdinalRanges.span(0, 1_000_000) - OrdinalRanges.span(10, 999_990)
    assert half.ranges == ((0, 10), (999_990, 1_000_000))


def test_a_set_is_the_same_value_by_whatever_way_it_was_made_few_ranges_or_many():
    for count in range(1, 40):
        made = OrdinalRanges.of(range(0, 2 * count, 2))
        others = (
            OrdinalRanges(tuple(made.bounds)),
            OrdinalRanges.from_ranges(made.ranges),
            OrdinalRanges.span(0, 2 * count) - made.shift(1),
            made.complement(2 * count).complement(2 * count),
            (made | OrdinalRanges.span(99, 120)) - OrdinalRanges.span(99, 120),
        )
        for other in others:
            assert (other, hash(other), type(other.bounds)) == (
                made,
                hash(made),
                type(made.bounds),
            )


def test_many_ranges_take_eight_bytes_a_bound():
    many = OrdinalRanges.of(range(0, 20_000, 2))
    assert getsizeof(many.bounds) < 1.2 * 8 * len(many.bounds)
    tracemalloc.start()
    kept = many.complement(20_000)
    assert tracemalloc.get_traced_memory()[0] < 2 * 8 * len(kept.bounds)
    tracemalloc.stop()
