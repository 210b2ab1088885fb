from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.foundation.digraph import (
    ancestors,
    children_of,
    descendants,
    find_cycle,
    toposort,
    toposort_levels,
)


@st.composite
def graphs(draw, acyclic=False, max_size=9):
    nodes = draw(st.permutations(range(draw(st.integers(0, max_size)))))
    targets = st.integers(0, max_size)
    return {
        node: draw(st.lists(targets.filter(lambda t, n=node: t < n) if acyclic else targets))
        if not acyclic or node
        else []
        for node in nodes
    }


def is_cyclic(parents):
    inside = {n: [p for p in reads if p in parents] for n, reads in parents.items()}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError:
        return True
    return False


def steps_to_each_ancestor(parents, node):
    """The textbook way: one set per distance, until nothing is new."""
    at, seen = {node}, {}
    for distance in range(1, len(parents) + 1):
        at = {p for n in at for p in parents[n] if p in parents}
        for reached in at:
            seen.setdefault(reached, distance)
    return seen


@given(graphs(acyclic=True))
def test_toposort_holds_every_node_once_and_after_its_parents(parents):
    order = toposort(parents)
    assert sorted(order) == sorted(parents)
    place = {node: i for i, node in enumerate(order)}
    assert all(place[p] < place[n] for n in parents for p in parents[n] if p in parents)


@given(graphs(acyclic=True))
def test_a_level_is_one_more_than_the_highest_parent_and_keeps_the_input_order(parents):
    levels = toposort_levels(parents)
    level = {node: i for i, nodes in enumerate(levels) for node in nodes}
    for node, reads in parents.items():
        inside = [level[p] for p in reads if p in parents]
        assert level[node] == max(inside, default=-1) + 1
    rank = {node: i for i, node in enumerate(parents)}
    assert all(list(nodes) == sorted(nodes, key=rank.__getitem__) for nodes in levels)


@given(graphs())
def test_a_cycle_is_found_exactly_when_there_is_one_and_each_node_reads_the_next(parents):
    cycle = find_cycle(parents)
    assert (cycle is not None) == is_cyclic(parents)
    if cycle is not None:
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(b in parents[a] for a, b in pairwise(cycle))


@given(graphs())
def test_toposort_raises_with_the_cycle_exactly_when_there_is_one(parents):
    if (cycle := find_cycle(parents)) is None:
        assert len(toposort(parents)) == len(parents)
    else:
        with pytest.raises(CycleError) as error:
            toposort_levels(parents)
        assert error.value.args[1] == list(cycle)


@given(graphs(), st.sets(st.integers(0, 9)), st.none() | st.integers(0, 4))
def test_ancestors_are_what_one_to_depth_edges_reach(parents, starts, depth):
    expected = {
        node
        for start in starts & parents.keys()
        for node, distance in steps_to_each_ancestor(parents, start).items()
        if depth is None or distance <= depth
    }
    assert ancestors(parents, starts, depth) == expected


@given(graphs(), st.sets(st.integers(0, 9)), st.none() | st.integers(0, 4))
def test_descendants_are_the_ancestors_of_the_turned_graph(parents, starts, depth):
    turned = children_of(parents)
    assert descendants(parents, starts, depth) == ancestors(turned, starts, depth)


@given(graphs())
def test_children_turn_every_edge_between_nodes_once(parents):
    edges = [(p, n) for n in parents for p in dict.fromkeys(parents[n]) if p in parents]
    children = children_of(parents)
    assert list(children) == list(parents)
    assert sorted((p, n) for p, reads in children.items() for n in reads) == sorted(edges)


def test_a_chain_of_100_000_nodes_neither_recurses_nor_takes_squared_time():
    chain = {n: [n - 1] for n in range(100_000)}
    assert toposort(chain) == tuple(range(100_000))
    assert find_cycle(chain) is None
    assert len(ancestors(chain, [99_999])) == 99_999
    assert len(descendants(chain, [0], depth=50_000)) == 50_000
    assert find_cycle({**chain, 0: [99_999]}) == (0, *range(99_999, -1, -1))
