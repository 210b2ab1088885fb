"""A packed list is the list of what was added to it."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from dagbook.foundation import packed
from dagbook.foundation.packed import BLOCK, PackedList

values = st.one_of(st.integers(), st.text(), st.tuples(st.integers(), st.none()))


@given(st.lists(values, max_size=40), st.integers(1, 7), st.integers(-50, 50))
def test_it_answers_as_the_list_does(items, block, at):
    before, packed.BLOCK = packed.BLOCK, block
    try:
        made = PackedList(items)
        assert list(made) == items
        assert len(made) == len(items)
        assert made[at:] == items[at:]
        assert made[: len(items) // 2] == items[: len(items) // 2]
        if -len(items) <= at < len(items):
            assert made[at] == items[at]
    finally:
        packed.BLOCK = before


def test_what_cannot_be_pickled_is_held_as_it_is():
    odd = [lambda: 1]
    made = PackedList([odd, *range(BLOCK)])
    assert made[0] is odd


def test_few_items_are_the_objects_that_were_added():
    item = ("a",)
    assert PackedList([item, *range(BLOCK - 1)])[0] is item


def test_older_items_take_little_memory():
    tracemalloc.start()
    try:
        made = PackedList((number, f"step_{number}", float(number)) for number in range(10 * BLOCK))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(made) == 10 * BLOCK
    assert kept / len(made) < 60
