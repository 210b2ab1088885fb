"""Steps of several partitions: how they are grouped, what they read and need."""

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.grouping import by_policy, one_each
from dagbook.asset_graph.plan import build_plan
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.partitions.time_window_mapping import TimeWindowPartitionMapping

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-09")


def ranges_planned(policy, made, *, grouping=by_policy):
    """Return the partitions of each step of an asset with *policy*, and what it reads."""

    @asset(partitions_def=DAYS)
    def source(): ...

    @asset(
        partitions_def=DAYS,
        backfill_policy=policy,
        ins={"source": AssetIn(partition_mapping=TimeWindowPartitionMapping(-1, 0))},
    )
    def averages(source): ...

    plan = build_plan(
        build_graph([source, averages]),
        {AssetKey("averages"): OrdinalRanges.of(made)},
        grouping=grouping,
    )
    return [
        ("".join(key[-1] for key in step.partition_keys), step.inputs[0].partition_keys)
        for step in plan.steps
    ]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (None, ["2", "3", "4", "6", "7"]),
        (BackfillPolicy.multi_run(), ["2", "3", "4", "6", "7"]),
        (BackfillPolicy.multi_run(2), ["23", "4", "67"]),
        (BackfillPolicy.single_run(), ["234", "67"]),
    ],
)
def test_a_backfill_policy_says_how_many_partitions_one_step_makes(policy, expected):
    assert [made for made, _ in ranges_planned(policy, [1, 2, 3, 5, 6])] == expected


def test_a_step_of_a_range_reads_what_each_of_its_partitions_reads():
    assert ranges_planned(BackfillPolicy.single_run(), [1, 2]) == [
        ("23", ("2024-01-01", "2024-01-02", "2024-01-03"))
    ]


def test_without_a_grouping_each_partition_has_a_step_whatever_the_policy_says():
    found = ranges_planned(BackfillPolicy.single_run(), [1, 2], grouping=one_each)
    assert [made for made, _ in found] == ["2", "3"]


def test_a_step_of_a_range_knows_what_each_partition_reads_and_needs_all_steps_before():
    @asset(partitions_def=DAYS)
    def source(): ...

    @asset(partitions_def=DAYS, backfill_policy=BackfillPolicy.single_run())
    def tidy(source): ...

    days = OrdinalRanges.span(0, 3)
    targets = {AssetKey("source"): days, AssetKey("tidy"): days}
    [*_, step] = build_plan(build_graph([source, tidy]), targets, grouping=by_policy).steps
    assert (step.partition_key, step.needs) == (None, (0, 1, 2))
    assert step.places == step.range_keys == ("2024-01-01", "2024-01-02", "2024-01-03")
    assert step.reads_by_key["2024-01-02"] == ((AssetKey("source"), ("2024-01-02",)),)


def test_what_reads_a_range_waits_for_its_one_step():
    @asset(partitions_def=DAYS)
    def source(): ...

    @asset(partitions_def=DAYS)
    def tidy(source): ...

    days = OrdinalRanges.span(0, 2)
    targets = {AssetKey("source"): days, AssetKey("tidy"): days}
    plan = build_plan(
        build_graph([source, tidy]),
        targets,
        grouping=lambda definition: None if definition.op_name == "source" else 1,
    )
    assert [(step.key, step.needs) for step in plan.steps] == [
        ("source", ()),
        ("tidy", (0,)),
        ("tidy", (0,)),
    ]


def test_of_two_dimensions_a_step_makes_regions_of_one_day():
    both = MultiPartitionsDefinition(
        {"day": DAYS, "region": StaticPartitionsDefinition(["eu", "na", "sa"])}
    )

    @asset(partitions_def=both, backfill_policy=BackfillPolicy.single_run())
    def sales(): ...

    wanted = both.subset_of(
        [f"2024-01-0{day}|{region}" for day in (1, 2) for region in ("eu", "na")]
    )
    plan = build_plan(build_graph([sales]), {AssetKey("sales"): wanted}, grouping=by_policy)
    assert [step.range_keys for step in plan.steps] == [
        ("2024-01-01|eu", "2024-01-01|na"),
        ("2024-01-02|eu", "2024-01-02|na"),
    ]
