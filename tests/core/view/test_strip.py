from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.graph_view import StatusBadge
from dagbook.view.strip import strip


@st.composite
def ranges(draw):
    cuts = sorted(draw(st.sets(st.integers(0, 60), max_size=12)))
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def statuses(draw):
    made, stale, failed, running = (draw(ranges()) for _ in range(4))
    return StatusBadge(
        "partial", "", materialized=made, stale=stale, failed=failed, running=running
    )


def ordinals(ranges, count):
    return {o for start, stop in ranges for o in range(start, stop) if o < count}


def expected(count, badge, most):
    """Return the state of each cell, partition by partition."""
    number = min(count, most)
    members = [[o for o in range(count) if o * number // count == c] for c in range(number)]
    made = ordinals(badge.materialized, count)
    for cell in members:
        worst = next(
            (
                state
                for state in ("running", "failed", "stale")
                if ordinals(getattr(badge, state), count) & set(cell)
            ),
            None,
        )
        have = len(made & set(cell))
        yield worst or {0: "missing", len(cell): "fresh"}.get(have, "some")


@given(st.integers(0, 60), statuses(), st.integers(1, 40))
def test_a_cell_has_the_worst_state_of_its_partitions(count, badge, most):
    shown = [s.state for s in strip(count, badge, most=most) for _ in range(s.start, s.stop)]
    assert shown == list(expected(count, badge, most))


@given(st.integers(0, 60), statuses(), st.integers(1, 40))
def test_spans_follow_each_other_and_neighbours_differ(count, badge, most):
    spans = strip(count, badge, most=most)
    assert all(a.stop == b.start and a.state != b.state for a, b in pairwise(spans))


def test_one_failure_in_a_million_is_seen():
    badge = StatusBadge("failed", "", materialized=((0, 10**6),), failed=((765_432, 765_433),))
    assert [(s.start, s.stop, s.state) for s in strip(10**6, badge)] == [
        (0, 153, "fresh"),
        (153, 154, "failed"),
        (154, 200, "fresh"),
    ]


def test_one_missing_in_a_million_is_seen():
    badge = StatusBadge("partial", "", materialized=((0, 10**6 - 1),))
    assert strip(10**6, badge)[-1].state == "some"
