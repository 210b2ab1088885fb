"""Plans: which steps, in which order, reading which partitions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.asset_graph import plan as plan_module
from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import build_plan
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn, AssetOut, AssetSpec
from dagbook.authoring.gathering import flatten_assets
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.errors import MissingUpstreamPartitionsError, UnknownInputAssetError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.partitions.time_window_mapping import TimeWindowPartitionMapping

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05")


@asset
def raw(): ...


@asset(partitions_def=DAYS)
def daily(raw): ...


@asset(partitions_def=DAYS)
def smooth(daily): ...


@asset
def report(smooth): ...


GRAPH = build_graph([report, smooth, daily, raw])


def steps(plan):
    return [(step.key, step.partition_key) for step in plan.steps]


def test_steps_come_level_by_level_then_by_partition():
    targets = {
        AssetKey("raw"): None,
        AssetKey("daily"): OrdinalRanges.of([0, 2]),
        AssetKey("smooth"): OrdinalRanges.of([2]),
        AssetKey("report"): None,
    }
    plan = build_plan(GRAPH, targets)
    assert steps(plan) == [
        ("raw", None),
        ("daily", "2024-01-01"),
        ("daily", "2024-01-03"),
        ("smooth", "2024-01-03"),
        ("report", None),
    ]
    assert [step.needs for step in plan.steps] == [(), (0,), (0,), (2,), (3,)]


def test_a_day_reads_its_day_and_an_unpartitioned_asset_reads_all():
    plan = build_plan(GRAPH, {AssetKey("smooth"): OrdinalRanges.of([1]), AssetKey("report"): None})
    smooth_step, report_step = plan.steps
    assert smooth_step.inputs[0].partition_keys == ("2024-01-02",)
    assert report_step.inputs[0].partition_keys == tuple(DAYS.get_partition_keys())


def test_a_multi_asset_is_one_step_however_many_of_its_assets_are_asked_for():
    @multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
    def both(): ...

    plan = build_plan(build_graph([both]), {AssetKey("a"): None, AssetKey("b"): None})
    assert [step.selected for step in plan.steps] == [(AssetKey("a"), AssetKey("b"))]


def test_an_asset_that_reads_its_day_before_needs_that_step():
    @asset(
        partitions_def=DAYS,
        ins={"total": AssetIn(partition_mapping=TimeWindowPartitionMapping(-1, -1))},
    )
    def total(total): ...

    plan = build_plan(build_graph([total]), {AssetKey("total"): OrdinalRanges.span(0, 3)})
    assert [step.needs for step in plan.steps] == [(), (0,), (1,)]
    assert plan.steps[0].inputs[0].partition_keys == ()


def test_a_problem_is_raised_when_its_asset_is_a_target():
    @asset
    def broken(nope): ...

    graph = build_graph([broken, raw])
    assert steps(build_plan(graph, {AssetKey("raw"): None})) == [("raw", None)]
    with pytest.raises(UnknownInputAssetError):
        build_plan(graph, {AssetKey("broken"): None})


def test_static_partitions_are_planned_in_their_order():
    @asset(partitions_def=StaticPartitionsDefinition(["z", "a", "m"]))
    def parts(): ...

    plan = build_plan(build_graph([parts]), {AssetKey("parts"): OrdinalRanges.span(0, 3)})
    assert [step.partition_key for step in plan.steps] == ["z", "a", "m"]


@multi_asset(
    specs=[AssetSpec("first"), AssetSpec("second", deps=["between"]), AssetSpec("third")],
    can_subset=True,
)
def several(): ...


@asset(deps=["first"])
def between(): ...


def parts(*keys):
    plan = build_plan(build_graph([several, between]), {AssetKey(key): None for key in keys})
    return [(step.key, [key.to_user_string() for key in step.selected]) for step in plan.steps]


def test_what_can_be_split_makes_only_what_is_asked_for():
    assert parts("first") == [("several", ["first"])]
    assert parts("third", "first") == [("several", ["first", "third"])]


def test_a_definition_is_split_where_another_comes_between():
    expected = [("several", ["first", "third"]), ("between", ["between"]), ("several", ["second"])]
    assert parts("first", "second", "third", "between") == expected


def test_a_definition_is_whole_where_nothing_of_the_run_comes_between():
    assert parts("first", "second") == [("several", ["first", "second"])]


LATER = DailyPartitionsDefinition("2024-01-03", end_date="2024-01-05")


@asset(partitions_def=LATER)
def late(): ...


@asset(partitions_def=DAYS)
def reads_late(late): ...


def test_partitions_that_read_what_does_not_exist_are_one_error_that_lists_it():
    graph = build_graph([late, reads_late])
    with pytest.raises(MissingUpstreamPartitionsError) as raised:
        build_plan(graph, {AssetKey("reads_late"): OrdinalRanges.span(0, 4)})
    assert raised.value.missing == ("2024-01-01", "2024-01-02")
    assert "reads_late reads partitions of late" in str(raised.value)


def test_they_can_be_left_out():
    graph = build_graph([late, reads_late])
    targets = {AssetKey("reads_late"): OrdinalRanges.span(0, 4)}
    plan = build_plan(graph, targets, leave_out_unmakeable=True)
    assert [step.partition_key for step in plan.steps] == ["2024-01-03", "2024-01-04"]


PARTS = StaticPartitionsDefinition(["a", "b"])
KINDS = ("plain", "plain", "partitioned", "view", "elsewhere", "several", "nothing passed")


def made(kind, number, inputs, deps):
    """Return a definition of *kind* that reads the assets of those numbers."""
    ins = {f"in_{one}": AssetIn(f"n{one}") for one in inputs}
    names = [f"n{one}" for one in deps]
    if kind == "elsewhere":
        return AssetSpec(f"n{number}", deps=[*names, *(f"n{one}" for one in inputs)])
    if kind == "several":
        specs = [AssetSpec(f"n{number}", deps=names), AssetSpec(f"other_{number}", deps=names)]
        return multi_asset(specs=specs, name=f"makes_{number}")(lambda: None)
    said = {"plain": {}, "partitioned": {"partitions_def": PARTS}, "view": {"is_virtual": True}}
    if kind not in said or kind == "view":
        deps, ins = [*names, *(f"n{one}" for one in inputs)], {}
    else:
        deps = names
    function = eval(f"lambda {', '.join(ins)}: None")
    return asset(name=f"n{number}", ins=ins, deps=deps, **said.get(kind, {}))(function)


@st.composite
def graphs(draw):
    """Definitions of all kinds, each reading some of those before, and which of them are run."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        before = st.lists(st.integers(0, number - 1), unique=True, max_size=3)
        reads = draw(before) if number else []
        split = draw(st.integers(0, len(reads)))
        kind = draw(st.sampled_from(KINDS))
        found.append(made(kind, number, reads[:split], reads[split:]))
    graph = build_graph(flatten_assets(found))
    chosen = [key for key in graph.order if draw(st.booleans())]
    return graph, {
        key: None if graph.nodes[key].partitions_def is None else OrdinalRanges.of([0, 1])
        for key in chosen
    }


@given(graphs())
def test_a_plain_step_is_planned_as_every_other(drawn):
    graph, targets = drawn
    plan = build_plan(graph, targets)
    plain, plan_module._plain_step = plan_module._plain_step, lambda *_given: None
    try:
        assert build_plan(graph, targets) == plan
    finally:
        plan_module._plain_step = plain
