"""Selections keep their meaning when they are written as text and read back."""

from hypothesis import given
from hypothesis import strategies as st

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_selection import AssetSelection
from dagbook.authoring.selection_nodes import keys_of

NAMES = tuple("abcdef")


def _asset(at, name):
    @asset(name=name, deps=NAMES[max(0, at - 2) : at], group_name=f"g{at % 2}")
    def made(): ...

    return made


GRAPH = build_graph([_asset(at, name) for at, name in enumerate(NAMES)])
leaves = st.one_of(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(
        lambda names: AssetSelection.assets(*names)
    ),
    st.lists(st.sampled_from(("g0", "g1")), min_size=1, max_size=2).map(
        lambda names: AssetSelection.groups(*names)
    ),
    st.just(AssetSelection.all()),
)
depths = st.none() | st.integers(1, 3)


def _combined(inner):
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda two: two[0] | two[1]),
        pairs.map(lambda two: two[0] & two[1]),
        pairs.map(lambda two: two[0] - two[1]),
        inner.map(AssetSelection.roots),
        inner.map(AssetSelection.sinks),
    )


selections = st.recursive(leaves, _combined, max_leaves=5)


def resolved(selection):
    return keys_of(selection.node, GRAPH, allow_missing=False)


@given(selections)
def test_text_that_is_read_back_selects_the_same(selection):
    assert resolved(AssetSelection.from_string(str(selection))) == resolved(selection)


@given(leaves, depths)
def test_what_is_upstream_reads_nothing_that_is_left_out(selection, depth):
    start = resolved(selection)
    assert start <= resolved(selection.upstream(depth)) <= resolved(selection.upstream())
    above = resolved(selection.upstream())
    assert all(up in above for key in above for up in GRAPH.parents[key])


@given(selections)
def test_every_asset_of_a_selection_is_below_a_root_and_above_a_sink(selection):
    keys = resolved(selection)
    below = resolved(selection.roots().downstream())
    above = resolved(selection.sinks().upstream())
    assert keys <= below
    assert keys <= above
    assert all(not GRAPH.ancestors([key]) & keys for key in resolved(selection.roots()))
    assert all(not GRAPH.descendants([key]) & keys for key in resolved(selection.sinks()))


@given(selections, selections)
def test_operators_are_those_of_sets(one, other):
    left, right = resolved(one), resolved(other)
    assert resolved(one | other) == left | right
    assert resolved(one & other) == left & right
    assert resolved(one - other) == left - right
