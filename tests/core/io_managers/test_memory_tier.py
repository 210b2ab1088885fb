import threading

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dagbook.io_managers.memory_tier import Hit, MemoryTier

PLACE = ("orders", None, "v1")


def place(number):
    return ("orders", f"p{number}", "v1")


def test_the_least_recently_used_value_goes_first():
    tier = MemoryTier(max_bytes=2_500)
    for number in range(2):
        tier.put(place(number), bytes(1_000))
    tier.get(place(0))
    tier.put(place(2), bytes(1_000))
    assert [tier.get(place(number)) is not None for number in range(3)] == [True, False, True]


def test_a_value_too_large_is_not_kept_and_what_it_replaces_is_gone():
    tier = MemoryTier(max_bytes=1_000)
    assert tier.put(PLACE, b"old")
    assert not tier.put(PLACE, bytes(2_000))
    assert tier.get(PLACE) is None
    assert tier.nbytes == 0


def test_none_is_a_value():
    tier = MemoryTier(max_bytes=1_000)
    tier.put(PLACE, None)
    assert tier.get(PLACE) == Hit(None)


def test_what_cannot_be_lent_is_not_kept():
    tier = MemoryTier(max_bytes=1_000_000)
    assert not tier.put(PLACE, [object()])
    assert tier.get(PLACE) is None


def test_held_values_stay_whatever_else_is_put():
    tier = MemoryTier(max_bytes=100)
    lock = threading.Lock()
    tier.hold(PLACE, lock)
    for number in range(10):
        tier.put(place(number), b"x" * 40)
    assert tier.get(PLACE).value is lock
    assert tier.is_held(PLACE)
    tier.put(PLACE, 1)
    assert not tier.is_held(PLACE)
    tier.hold(PLACE, lock)
    tier.discard(PLACE)
    assert tier.get(PLACE) is None


def test_discarding_an_asset_forgets_its_versions_and_no_other_asset():
    tier = MemoryTier(max_bytes=10_000)
    places = [
        ("a", "x", "1"),
        ("a", "x", "2"),
        ("a", "y", "1"),
        ("a", None, "1"),
        ("a/x", None, "1"),
    ]
    for each in places:
        tier.put(each, 1)
    tier.hold(("a", "x", "3"), object())
    tier.discard_asset("a", "x")
    assert [tier.get(each) is not None for each in places] == [False, False, True, True, True]
    assert not tier.is_held(("a", "x", "3"))
    tier.discard_asset("a")
    assert [tier.get(each) is not None for each in places] == [False, False, False, False, True]
    tier.clear()
    assert (len(tier), tier.nbytes) == (0, 0)


def write_cell(frame):
    frame.loc[0, "a"] = 99


def write_column(frame):
    frame["a"] = 99


def write_label(frame):
    frame.index.name = frame.columns.name = "changed"
    frame.columns = ["x", "y", "z"]


def write_inplace(frame):
    frame.pop("b")
    frame.insert(0, "new", 1)


def write_attrs(frame):
    frame.attrs["x"] = 1


def write_text(frame):
    frame.loc[:, "s"] = "changed"


WRITES = [write_cell, write_column, write_label, write_inplace, write_attrs, write_text]


def make_frame():
    return pd.DataFrame({"a": [1, 2], "b": [0.5, None], "s": ["x", "y"]})


@pytest.mark.parametrize("write", WRITES)
def test_neither_producer_nor_consumer_of_a_frame_changes_what_another_sees(write):
    tier = MemoryTier(max_bytes=1_000_000)
    produced = make_frame()
    assert tier.put(PLACE, produced)
    first, second = (tier.get(PLACE).value for _ in range(2))
    assert np.shares_memory(first["a"].to_numpy(), second["a"].to_numpy())
    write(produced)
    write(first)
    for seen in (second, tier.get(PLACE).value):
        pd.testing.assert_frame_equal(seen, make_frame())
        assert seen.attrs == {}


MUTABLE = [
    (lambda: [1, [2]], lambda value: value[1].append(3)),
    (lambda: [1, 2], lambda value: value.append(3)),
    (lambda: ([1],), lambda value: value[0].append(3)),
    (lambda: {"a": {"b": 1}}, lambda value: value["a"].clear()),
    (lambda: {1, 2}, lambda value: value.add(3)),
    (lambda: bytearray(b"ab"), lambda value: value.append(3)),
    (lambda: np.arange(6).reshape(2, 3).T, lambda value: value.fill(0)),
    (
        lambda: pl.DataFrame({"a": [1, 2]}),
        lambda value: value.insert_column(0, pl.Series("b", [1, 2])),
    ),
    (lambda: pl.Series("a", [[1], [2]]), lambda value: value.append(pl.Series([[9]]))),
    (lambda: pl.Series("a", [1, 2]), lambda value: value.__setitem__(0, 9)),
    (lambda: pd.Series([1, 2], name="s"), lambda value: value.__setitem__(0, 9)),
]


@pytest.mark.parametrize(("make", "change"), MUTABLE)
def test_no_mutable_value_is_shared(make, change):
    tier = MemoryTier(max_bytes=1_000_000)
    produced, untouched = make(), repr(make())
    assert tier.put(PLACE, produced)
    first, second = (tier.get(PLACE).value for _ in range(2))
    assert type(first) is type(produced)
    change(produced)
    change(first)
    assert repr(first) != untouched
    assert repr(second) == repr(tier.get(PLACE).value) == untouched


def test_many_threads_may_put_get_and_discard():
    tier = MemoryTier(max_bytes=5_000)
    failures = []

    def work(seed):
        try:
            for step in range(300):
                where = place((seed + step) % 7)
                tier.put(where, bytes([seed]) * 900)
                found = tier.get(where)
                assert found is None or len(set(found.value)) == 1
                if step % 5 == 0:
                    tier.discard(where)
        except AssertionError as exc:
            failures.append(exc)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert 0 <= tier.nbytes <= 5_000
    tier.clear()
    assert tier.nbytes == 0


class TierMachine(RuleBasedStateMachine):
    """The tier never returns a value that was not the last put at its place."""

    def __init__(self):
        super().__init__()
        self.tier = MemoryTier(max_bytes=400)
        self.model = {}

    @rule(number=st.integers(0, 4), size=st.integers(0, 450))
    def put(self, number, size):
        self.model[number] = bytes(size)
        kept = self.tier.put(place(number), bytes(size))
        assert kept == (self.tier.get(place(number)) is not None)

    @rule(number=st.integers(0, 4))
    def get(self, number):
        found = self.tier.get(place(number))
        assert found is None or found.value == self.model[number]

    @rule(number=st.integers(0, 4))
    def discard(self, number):
        self.tier.discard(place(number))
        self.model.pop(number, None)
        assert self.tier.get(place(number)) is None

    @invariant()
    def stays_in_bounds(self):
        sizes = [kept.how.nbytes for kept in self.tier._kept.values()]
        assert self.tier.nbytes == sum(sizes) <= 400


test_the_tier_agrees_with_a_model = TierMachine.TestCase
