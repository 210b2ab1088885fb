import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dagbook.partitions import OrdinalRanges
from dagbook.view.encode import to_json
from dagbook.view.graph_view import StatusBadge
from dagbook.view.rough import MOST_RANGES, cut_out, is_long, places_of, roughly
from dagbook.view.strip import strip

STATES = ("missing", "fresh", "stale", "failed", "running")
COUNT = 700


@st.composite
def badges(draw):
    sets = [
        OrdinalRanges.of(draw(st.frozensets(st.integers(0, COUNT - 1), max_size=400)))
        for _ in range(4)
    ]
    materialized, stale, failed, running = (each.ranges for each in sets)
    return StatusBadge("partial", "", (), materialized, stale, failed, running)


def numbers(badge, count):
    return [len(places_of(badge, state, count)) for state in STATES]


@given(badges())
def test_every_partition_is_shown_as_one_state(badge):
    places = [set(places_of(badge, state, COUNT)) for state in STATES]
    assert sum(map(len, places)) == COUNT
    assert set().union(*places) == set(range(COUNT))


@given(badges())
def test_told_roughly_each_state_is_as_many_in_every_bin(badge):
    rough = roughly(badge, COUNT, most=0)
    bounds = [-(-each * COUNT // 250) for each in range(251)]
    for start, stop in pairwise(bounds):
        parts = cut_out(badge, start, stop), cut_out(rough, start, stop)
        told, exact = ([len(places_of(part, state, COUNT)) for state in STATES] for part in parts)
        assert told == exact
    assert strip(COUNT, rough, most=250) == strip(COUNT, _as_shown(badge), most=250)


def _as_shown(badge):
    places = {state: places_of(badge, state, COUNT) for state in STATES}
    return StatusBadge(
        "partial",
        "",
        (),
        (places["fresh"] | places["stale"]).ranges,
        places["stale"].ranges,
        places["failed"].ranges,
        places["running"].ranges,
    )


def test_few_ranges_are_told_as_they_are():
    few = tuple((i * 3, i * 3 + 1) for i in range(MOST_RANGES))
    badge = StatusBadge("partial", "", materialized=few)
    assert roughly(badge, 1_000_000) is badge
    assert is_long(StatusBadge("partial", "", materialized=(*few, (9_000_000, 9_000_001))))


def test_a_million_partitions_in_half_a_million_ranges_are_a_small_message():
    alternate = tuple((i, i + 1) for i in range(0, 1_000_000, 2))
    badge = StatusBadge("partial", "", materialized=alternate, stale=alternate[:1000])
    rough = roughly(badge, 1_000_000)
    assert rough.is_rough
    assert len(json.dumps(to_json(rough))) < 20_000
    assert numbers(rough, 1_000_000) == [500_000, 499_000, 1000, 0, 0]
