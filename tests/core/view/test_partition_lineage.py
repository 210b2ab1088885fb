import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn
from dagbook.model.asset_key import AssetKey
from dagbook.partitions import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    OrdinalRanges,
    StaticPartitionMapping,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    WeeklyPartitionsDefinition,
)
from dagbook.view.partition_lineage import merged, related_partitions, with_readers

HOURS = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-02-01-00:00")
DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")
WEEKS = WeeklyPartitionsDefinition("2024-01-07", end_date="2024-02-04")
SETS = st.frozensets(st.integers(0, 60)).map(OrdinalRanges.of)


def related(graph, key, ordinal):
    reached = related_partitions(graph, AssetKey(key), ordinal)
    return {at.to_user_string(): subset.ranges for at, subset in reached.items()}


@pytest.fixture
def graph():
    @asset
    def settings(): ...

    @asset(partitions_def=HOURS)
    def hours(settings): ...

    @asset(partitions_def=DAYS)
    def days(hours): ...

    @asset(
        partitions_def=DAYS,
        ins={
            "totals": AssetIn(
                partition_mapping=TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
            )
        },
    )
    def totals(days, totals): ...

    @asset(partitions_def=WEEKS)
    def weeks(days): ...

    @asset
    def report(weeks): ...

    @asset(partitions_def=DAYS)
    def elsewhere(): ...

    return build_graph([settings, hours, days, totals, weeks, report, elsewhere])


def test_each_mapping_is_followed_up_and_down(graph):
    assert related(graph, "days", 8) == {
        "hours": ((192, 216),),
        "settings": ((0, 1),),
        "totals": ((8, 9),),
        "weeks": ((0, 1),),
        "report": ((0, 1),),
    }


def test_what_is_above_is_not_followed_down_again(graph):
    assert related(graph, "weeks", 1) == {
        "days": ((13, 20),),
        "hours": ((312, 480),),
        "settings": ((0, 1),),
        "report": ((0, 1),),
    }


def test_an_asset_that_reads_itself_lights_its_neighbours_but_not_the_whole_chain(graph):
    found = related(graph, "totals", 5)
    assert found["totals"] == ((4, 5), (6, 7))


def test_what_reads_an_asset_without_partitions_is_all_of_it():
    @asset(partitions_def=DAYS)
    def days(): ...

    @asset
    def model(days): ...

    @asset(partitions_def=WEEKS)
    def scores(model): ...

    found = related(build_graph([days, model, scores]), "days", 3)
    assert found == {"model": ((0, 1),), "scores": ((0, 4),)}


def test_a_day_in_no_week_has_none(graph):
    assert "weeks" not in related(graph, "days", 2)


def test_a_mapping_that_does_not_fit_is_left_out():
    @asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
    def up(): ...

    wrong = StaticPartitionMapping({"nothing": "x"})

    @asset(
        partitions_def=DAYS,
        ins={"up": AssetIn(partition_mapping=wrong)},
    )
    def down(up): ...

    assert related(build_graph([up, down]), "up", 0) == {}


@given(SETS, st.integers(1, 8))
def test_merging_covers_all_with_few_ranges_and_fills_the_narrowest_gaps(subset, most):
    drawn = merged(subset, most)
    assert not subset - drawn
    assert len(drawn.ranges) == min(len(subset.ranges), most)
    filled = [high - low for low, high in (drawn - subset).ranges]
    left = [
        high - low for low, high in drawn.complement(61).ranges[:-1] if low > (drawn.first or 0)
    ]
    assert not filled or not left or max(filled) <= min(left)


def test_what_reads_some_partitions_is_what_reads_each_of_them(graph):
    wanted = {AssetKey("days"): OrdinalRanges.of([0, 8])}
    found = {key.to_user_string(): subset for key, subset in with_readers(graph, wanted).items()}
    assert set(found) == {"days", "totals", "weeks", "report"}
    assert found["days"].ranges == ((0, 1), (8, 9))
    first, second = related(graph, "days", 0), related(graph, "days", 8)
    for name in ("totals", "weeks", "report"):
        each = {*first.get(name, ()), *second.get(name, ())}
        assert found[name] == OrdinalRanges.from_ranges(sorted(each))


def test_nothing_reads_what_is_not_wanted(graph):
    assert with_readers(graph, {AssetKey("report"): OrdinalRanges.span(0, 1)}) == {
        AssetKey("report"): OrdinalRanges.span(0, 1)
    }
