"""The graph is total: what is wrong is a value on its node, and stops nobody else."""

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetOut, AssetSpec
from dagbook.authoring.gathering import external_asset
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.errors import (
    CyclicAssetsError,
    UnknownAssetError,
    UnknownInputAssetError,
)
from dagbook.model.asset_key import AssetKey


def made(name, *reads, **options):
    source = f"def {name}({', '.join(reads)}): ..."
    scope = {}
    exec(source, scope)
    return asset(**options)(scope[name])


def names(keys):
    return [key.to_user_string() for key in keys]


def test_assets_come_after_what_they_read():
    graph = build_graph([made("c", "b"), made("b", "a"), made("a")])
    assert names(graph.order) == ["a", "b", "c"]


def test_an_unknown_input_is_a_problem_of_its_node_alone():
    graph = build_graph([made("raw_orders"), made("orders", "rwa_orders"), made("other")])
    problem = graph.nodes[AssetKey("orders")].problem
    assert isinstance(problem, UnknownInputAssetError)
    assert "raw_orders" in problem.suggestions
    assert graph.problem_of(AssetKey("other")) is None


def test_what_reads_a_problem_has_that_problem():
    graph = build_graph([made("a", "nope"), made("b", "a")])
    assert graph.nodes[AssetKey("b")].problem is None
    assert graph.problem_of(AssetKey("b")) is graph.nodes[AssetKey("a")].problem


def test_of_several_problems_upstream_the_first_in_order_is_told():
    graph = build_graph([made("z", "nope"), made("b", "nor"), made("m", "z", "b"), made("n", "m")])
    first = graph.nodes[next(key for key in graph.order if graph.nodes[key].problem)].problem
    assert first is not None
    assert graph.problem_of(AssetKey("m")) is graph.problem_of(AssetKey("n")) is first
    assert graph.problem_of(AssetKey("z")) is graph.nodes[AssetKey("z")].problem is not first


def test_a_cycle_is_a_problem_with_its_path_and_the_rest_is_sorted():
    graph = build_graph([made("a", "b"), made("b", "c"), made("c", "a"), made("d")])
    problem = graph.nodes[AssetKey("a")].problem
    assert isinstance(problem, CyclicAssetsError)
    assert problem.path[0] == problem.path[-1]
    assert set(problem.path) == {"a", "b", "c"}
    assert AssetKey("d") in graph.order
    assert graph.problem_of(AssetKey("d")) is None


def test_a_dependency_that_nobody_defines_is_external():
    graph = build_graph([made("a", deps=["elsewhere"])])
    assert graph.nodes[AssetKey("elsewhere")].is_external
    assert graph.problem_of(AssetKey("a")) is None


def test_an_unprefixed_name_means_the_one_of_its_group():
    graph = build_graph(
        [made("raw", key_prefix="src", group_name="g"), made("orders", "raw", group_name="g")]
    )
    assert graph.parents[AssetKey("orders")] == (AssetKey(["src", "raw"]),)


def test_selections_are_resolved_in_order():
    graph = build_graph([made("a"), made("b", "a"), made("c", "b"), made("d", "c")])
    assert names(graph.select("+c")) == ["b", "c"]
    assert names(graph.select("b+ and not d")) == ["b", "c"]


def test_an_unknown_key_is_named_with_those_that_look_alike():
    graph = build_graph([made("orders")])
    with pytest.raises(UnknownAssetError, match="Did you mean orders"):
        graph.node(AssetKey("order"))


def test_a_chain_of_twenty_thousand_is_no_problem():
    specs = [
        external_asset(AssetSpec(f"a{i}", deps=[f"a{i - 1}"] if i else [])) for i in range(20_000)
    ]
    graph = build_graph(specs)
    assert len(graph.ancestors([AssetKey("a19999")])) == 19_999


def test_a_step_that_cannot_be_split_does_not_read_what_is_made_of_it():
    def both(can_subset):
        @multi_asset(
            outs={"a": AssetOut(), "c": AssetOut()},
            deps=["b"],
            internal_asset_deps={"a": set(), "c": {AssetKey("b")}},
            can_subset=can_subset,
        )
        def m(): ...

        return build_graph([m, made("b", "a"), made("d")])

    found = both(can_subset=False)
    assert str(found.nodes[AssetKey("b")].problem) == (
        "These assets depend on themselves: m (which makes a, c together) -> b -> m (which makes "
        "a, c together). Remove one of these dependencies."
    )
    assert isinstance(found.nodes[AssetKey("c")].problem, CyclicAssetsError)
    assert found.nodes[AssetKey("d")].problem is None
    assert {node.problem for node in both(can_subset=True).nodes.values()} == {None}
