"""Looking at stored values: all of a few, of many some in turn."""

from hypothesis import given
from hypothesis import strategies as st

from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.looking import Look, Turns, finds_the_same

KEYS = [AssetKey(name) for name in "abcde"]
SIZES = st.lists(st.integers(0, 9), min_size=1, max_size=5).map(
    lambda sizes: dict(zip(KEYS, sizes, strict=False))
)


def places(spans):
    return [
        (key, at) for key, found in spans.items() for low, high in found for at in range(low, high)
    ]


@given(SIZES, st.integers(1, 50))
def test_in_as_many_turns_as_it_takes_every_value_is_looked_at(sizes, most):
    turns, look, total = Turns(), Look(most), sum(sizes.values())
    seen = [places(turns.spans(sizes, look)) for _ in range(-(-total // most))]
    assert all(len(each) == len(set(each)) == min(most, total) for each in seen)
    everything = {(key, at) for key, size in sizes.items() for at in range(size)}
    assert {place for each in seen for place in each} == everything


@given(SIZES, st.sampled_from(KEYS))
def test_what_is_named_is_looked_at_whole_beside_those_whose_turn_it_is(sizes, key):
    found = Turns().spans(sizes, Look(1, whole={key}))
    if key in sizes:
        assert {at for each, at in places(found) if each == key} == set(range(sizes[key]))
    assert sum(1 for each, _ in places(found) if each != key) <= 1


def looked_at(lost, spans, gone=()):
    """Return the answer of `finds_the_same` for five values, and which were looked at."""
    seen = []

    def is_there(partition):
        seen.append(partition)
        return partition not in gone

    ordinals = {key: at for at, key in enumerate("vwxyz")}
    return finds_the_same(ordinals, OrdinalRanges.of(lost), is_there, spans), "".join(seen)


def test_only_those_whose_turn_it_is_are_looked_at():
    assert looked_at([], [(1, 3)]) == (True, "wx")


def test_a_value_that_is_gone_is_found_when_it_is_its_turn():
    assert looked_at([], [(0, 2), (3, 5)], gone="y") == (False, "vwy")
    assert looked_at([], [(0, 2)], gone="y") == (True, "vw")


def test_while_one_is_lost_all_are_looked_at():
    assert looked_at([3], [], gone="y") == (True, "vwxyz")
    assert looked_at([3], []) == (False, "vwxy")
