"""Which checks a run makes, and for which partitions."""

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_check import asset_check, multi_asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_selection import AssetSelection
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.execution.check_selection import check_targets, checks_selected
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges

LETTERS = StaticPartitionsDefinition(["a", "b"])


@asset
def orders(): ...


@asset(partitions_def=LETTERS)
def by_letter(): ...


@asset_check(asset="orders")
def one(): ...


@asset_check(asset="by_letter", partitions_def=LETTERS)
def each(by_letter): ...


@multi_asset_check(
    specs=[AssetCheckSpec("x", asset="orders"), AssetCheckSpec("x", asset="by_letter")]
)
def both(): ...


GRAPH = build_graph([orders, by_letter, one, each])


def names(found):
    return sorted(key.to_user_string() for key in found)


def test_a_run_makes_the_checks_of_its_assets():
    assert names(checks_selected(GRAPH, None, [AssetKey("orders")])) == ["orders:one"]
    assert names(checks_selected(GRAPH, None, GRAPH.order)) == ["by_letter:each", "orders:one"]


def test_a_selection_says_which_checks_it_means():
    without = AssetSelection.all().without_checks()
    assert names(checks_selected(GRAPH, without, GRAPH.order)) == []
    assert names(checks_selected(GRAPH, AssetSelection.checks(one), [])) == ["orders:one"]


def test_a_function_that_makes_several_cannot_be_split():
    graph = build_graph([orders, by_letter, both])
    with pytest.raises(DagsterInvalidDefinitionError, match="both makes by_letter:x, orders:x"):
        checks_selected(graph, None, [AssetKey("orders")])


def test_a_check_of_partitions_is_made_for_those_of_its_asset_else_for_the_runs():
    key, ranges = AssetCheckKey(AssetKey("by_letter"), "each"), OrdinalRanges.of([1])
    assert check_targets(GRAPH, [key], {AssetKey("by_letter"): ranges}) == {key: ranges}
    alone = check_targets(GRAPH, [key], {}, "b")
    assert alone == {key: ranges}
    assert check_targets(GRAPH, [key], {}) == {key: None}
