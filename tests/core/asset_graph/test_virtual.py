"""Views: what runs on both sides of one keeps its order, and is blocked through it."""

from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import build_plan
from dagbook.asset_graph.virtual import read_through_views
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.gathering import external_asset
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.execution.materialize import materialize
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges


@asset
def table(): ...


@asset(is_virtual=True, deps=[table])
def view(): ...


@asset(is_virtual=True, deps=[view, "elsewhere"])
def wider(): ...


@asset(deps=[wider])
def board(): ...


EVERY = [board, wider, view, table]
GRAPH = build_graph(EVERY)
BOTH = {board.key, table.key}


def test_views_are_looked_through_to_what_is_none():
    assert read_through_views(GRAPH, board.key, BOTH) == [table.key]


def test_a_view_that_runs_itself_is_not_looked_through():
    assert read_through_views(GRAPH, board.key, {*BOTH, wider.key}) == []


def test_what_does_not_run_is_not_read():
    assert read_through_views(GRAPH, board.key, {board.key}) == []


def test_a_table_between_ends_the_look():
    @asset(deps=[table])
    def solid(): ...

    @asset(is_virtual=True, deps=[solid])
    def thin(): ...

    @asset(deps=[thin])
    def top(): ...

    graph = build_graph([table, solid, thin, top])
    assert read_through_views(graph, top.key, {table.key, top.key}) == []


def test_what_reads_a_view_comes_after_what_the_view_reads():
    plan = build_plan(GRAPH, dict.fromkeys(BOTH))
    assert [step.key for step in plan.steps] == ["table", "board"]
    assert plan.steps[1].needs == (0,)


def test_a_view_of_partitions_is_read_after_each_of_them():
    @asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
    def parts(): ...

    @asset(is_virtual=True, deps=[parts])
    def union(): ...

    @asset(deps=[union])
    def above(): ...

    graph = build_graph([parts, union, above])
    plan = build_plan(graph, {parts.key: OrdinalRanges.of([0, 1]), above.key: None})
    assert plan.steps[-1].needs == (0, 1)


def test_what_one_function_makes_does_not_wait_for_itself_through_a_view():
    @multi_asset(specs=[AssetSpec("first"), AssetSpec("third", deps=["second"])], can_subset=True)
    def both(): ...

    second = external_asset(AssetSpec("second", deps=["first"], is_virtual=True))
    plan = build_plan(build_graph([both, second]), dict.fromkeys(both.keys))
    assert [(step.key, step.needs) for step in plan.steps] == [("both", ())]


def test_a_failure_blocks_what_reads_it_through_a_view():
    @asset(name="table")
    def broken():
        raise ValueError("spoilt")

    result = materialize(
        [broken, view, wider, board],
        selection=[AssetKey("table"), AssetKey("board")],
        raise_on_error=False,
    )
    assert [event.step_key for event in result.get_step_success_events()] == []


def test_views_that_meet_again_and_again_are_each_looked_through_once():
    above, every = [table], [table]
    for level in range(40):
        made = [asset(name=f"v{level}_{n}", is_virtual=True, deps=above)(lambda: 1) for n in "ab"]
        above, every = made, [*every, *made]
    top = asset(name="top", deps=above)(lambda: 1)
    graph = build_graph([*every, top])
    assert read_through_views(graph, top.key, {table.key, top.key}) == [table.key]
