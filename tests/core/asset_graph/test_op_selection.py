"""Selecting ops of a graph in words."""

from dataclasses import dataclass

import pytest

from dagbook.asset_graph.op_selection import graph_subset
from dagbook.authoring.graph_decorator import graph
from dagbook.authoring.op_decorator import op
from dagbook.errors import DagsterInvalidSubsetError


@op
def one():
    return 1


@op
def double(number):
    return number * 2


@op
def total(numbers):
    return sum(numbers)


@graph
def quadruple(number):
    return double(double(number))


@graph
def whole():
    first = one()
    second = quadruple(first)
    return total([second, double.alias("last")(second)])


@dataclass(frozen=True)
class Case:
    name: str
    selection: tuple[str, ...]
    left: tuple[str, ...]


CASES = (
    Case("an op", ("one",), ("one",)),
    Case("all it takes from", ("*last",), ("last", "one", "quadruple")),
    Case("what it takes from directly", ("+last",), ("last", "quadruple")),
    Case("two steps up", ("++last",), ("last", "one", "quadruple")),
    Case("all that takes from it", ("quadruple*",), ("last", "quadruple", "total")),
    Case("what takes from it directly", ("one+",), ("one", "quadruple")),
    Case("several", ("one", "total"), ("one", "total")),
    Case("everything", ("*",), ("last", "one", "quadruple", "total")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_selection_leaves(case):
    assert tuple(sorted(graph_subset(whole, case.selection).node_dict)) == case.left


def test_an_op_of_a_graph_within_is_left_alone():
    left = graph_subset(whole, ["quadruple.double_2"])
    assert list(left.node_dict["quadruple"].definition.node_dict) == ["double_2"]


def test_of_a_list_what_is_left_is_taken():
    left = graph_subset(whole, ["total", "last"])
    (dependency,) = left.taken["total"].values()
    assert [each.node for each in dependency.get_node_dependencies()] == ["last"]


@pytest.mark.parametrize("selection", ["three", "one-", "one.two", ""])
def test_what_matches_nothing_is_refused(selection):
    with pytest.raises(DagsterInvalidSubsetError, match="No qualified ops"):
        graph_subset(whole, [selection])
