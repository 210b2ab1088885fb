"""`materialize` of several partitions: which run, in one run, and what the result answers."""

from dataclasses import dataclass

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.definitions import Definitions
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvalidSubsetError,
    DagsterInvariantViolationError,
    DagsterUnknownPartitionError,
)
from dagbook.execution.materialize import materialize
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
)
from dagbook.storage.instance import DagsterInstance

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05")
HOURS = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-01-05-00:00")
BAD = set()


@asset
def raw():
    return 1


@asset(partitions_def=DAYS)
def daily(context, raw):
    if context.partition_key in BAD:
        raise ValueError(context.partition_key)
    return context.partition_key


@asset(partitions_def=HOURS)
def hourly(context):
    return 1


@asset(partitions_def=DAYS)
def summed(hourly):
    return sum(hourly.values())


@pytest.fixture
def instance(tmp_path):
    with DagsterInstance.from_store(tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_bad():
    yield
    BAD.clear()


def days(result):
    """Return the days of `daily` that a run made, and whether `raw` ran."""
    events = result.get_asset_materialization_events()
    made = [event.partition for event in events if event.asset_key.to_user_string() == "daily"]
    ran_raw = any(event.asset_key.to_user_string() == "raw" for event in events)
    return "".join(key[-1] for key in made) + (" raw" if ran_raw else "")


@dataclass(frozen=True, slots=True)
class Case:
    request: object
    expected: str
    id: str


CASES = (
    Case(["2024-01-03", "2024-01-01"], "13 raw", "keys"),
    Case(PartitionKeyRange("2024-01-02", "2024-01-04"), "234 raw", "a range"),
    Case("2024-01-02...2024-01-03", "23 raw", "a range in text"),
    Case("all", "1234 raw", "all"),
    Case("missing", "34", "missing"),
    Case("failed", "3", "failed"),
    Case("stale", "12", "stale"),
    Case("last 1", "4 raw", "the last"),
    Case([], " raw", "none"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_several_partitions_are_one_run_with_one_step_each(case, instance):
    materialize([raw, daily], instance=instance, partition_keys=["2024-01-01", "2024-01-02"])
    BAD.add("2024-01-03")
    materialize([raw, daily], instance=instance, partition_key="2024-01-03", raise_on_error=False)
    BAD.clear()
    # raw was made anew for the third day: the first two are out of date.
    before = len(instance.get_runs())
    assert days(materialize([raw, daily], instance=instance, partition_keys=case.request)) == (
        case.expected
    )
    assert len(instance.get_runs()) == before + 1


def test_assets_with_other_partitions_run_those_that_are_read(instance):
    result = materialize([hourly, summed], instance=instance, partition_keys=["2024-01-02"])
    made = [event.partition for event in result.get_asset_materialization_events()]
    assert made == [*(f"2024-01-02-{hour:02}:00" for hour in range(24)), "2024-01-02"]
    definitions = Definitions([hourly, summed])
    value = definitions.load_asset_value("summed", instance=instance, partition_key="2024-01-02")
    assert value == 24


def test_the_result_has_no_single_value_of_what_ran_by_partition(instance):
    result = materialize([raw, daily], instance=instance, partition_keys="all")
    assert result.output_for_node("raw") == 1
    with pytest.raises(DagsterInvariantViolationError, match=r"daily ran once.*load_asset_value"):
        result.output_for_node("daily")
    with pytest.raises(DagsterInvariantViolationError, match="load_asset_value"):
        result.asset_value("daily")


def test_without_a_store_of_ones_own_all_is_missing():
    assert days(materialize([raw, daily], partition_keys="missing")) == "1234 raw"


@pytest.mark.parametrize(
    ("assets", "given", "error", "words"),
    [
        ([raw, daily], {"partition_keys": ["2025"]}, DagsterUnknownPartitionError, "`2025`"),
        ([raw], {"partition_keys": ["2024-01-01"]}, DagsterInvalidSubsetError, "raw is not part"),
        (
            [raw, daily],
            {"partition_keys": "all", "partition_key": "2024-01-01"},
            DagsterInvalidInvocationError,
            "exclude each other",
        ),
        (
            [raw, daily],
            {"partition_keys": PartitionKeyRange("2024-01-03", "2024-01-01")},
            DagsterInvalidInvocationError,
            "ends before it starts",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_runs(assets, given, error, words, instance):
    with pytest.raises(error, match=words):
        materialize(assets, instance=instance, **given)
    assert instance.get_runs() == []


@pytest.mark.parametrize(
    ("policy", "calls"),
    [
        (None, ["a", "b", "c"]),
        (BackfillPolicy.multi_run(2), ["ab", "c"]),
        (BackfillPolicy.single_run(), ["abc"]),
    ],
)
def test_several_partitions_are_made_as_the_backfill_policy_says(policy, calls):
    seen = []

    @asset(partitions_def=StaticPartitionsDefinition(list("abcd")), backfill_policy=policy)
    def ranged(context) -> None:
        seen.append("".join(context.partition_keys))

    result = materialize([ranged], partition_keys=PartitionKeyRange("a", "c"))
    made = result.asset_materializations_for_node("ranged")
    assert (seen, [each.partition for each in made]) == (calls, list("abc"))
