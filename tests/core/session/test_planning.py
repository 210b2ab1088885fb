"""What a request makes run: selection times partitions, what is pulled in, when it is confirmed."""

from dataclasses import dataclass, replace

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import build_plan
from dagbook.authoring.asset_decorator import asset
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterInvalidSubsetError,
    DagsterUnknownPartitionError,
    UnknownAssetError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredMaterialization
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.session.planning import ConfirmationNeededError, plan_update, values_gone
from dagbook.status.asset_status import AssetStatus

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-06")
REGIONS = StaticPartitionsDefinition(["eu", "na"])


@asset(deps=["feed"])
def raw(): ...


@asset(partitions_def=DAYS)
def daily(raw): ...


@asset(partitions_def=DAYS)
def smooth(daily): ...


@asset
def report(smooth): ...


@asset(partitions_def=REGIONS)
def by_region(report): ...


GRAPH = build_graph([raw, daily, smooth, report, by_region])
ROW = StoredMaterialization(1, "r", 1.0, 2.0, "v", "c", (), None, None)


def status(key, total, made="", stale="", failed=""):
    return AssetStatus(
        AssetKey(key),
        total,
        OrdinalRanges.of(map(int, made)),
        OrdinalRanges.of(map(int, stale)),
        OrdinalRanges.of(map(int, failed)),
        latest=ROW if made else None,
    )


def statuses(**given):
    """Return the statuses of `GRAPH`: never made, but for *given*."""
    totals = {"raw": 1, "daily": 5, "smooth": 5, "report": 1, "by_region": 2}
    found = {AssetKey(key): status(key, n, *given.get(key, ())) for key, n in totals.items()}
    return found | {AssetKey("feed"): status("feed", 1, "0")}


def planned(plan):
    """Return the steps: `raw daily[1,2]`."""
    parts = {}
    for step in plan.steps:
        days = parts.setdefault(step.key, [])
        if step.partition_key is not None:
            days.append(step.partition_key.removeprefix("2024-01-0"))
    return " ".join(key + (f"[{','.join(days)}]" if days else "") for key, days in parts.items())


FRESH = {
    "raw": ("0",),
    "daily": ("01234",),
    "smooth": ("01234",),
    "report": ("0",),
    "by_region": ("01",),
}
MIXED = {
    "raw": ("0",),
    "daily": ("0123", "3", "4"),
    "smooth": ("012", "2"),
    "report": ("0", "0"),
    "by_region": ("0", "", "0"),
}


@dataclass(frozen=True, slots=True)
class Case:
    selection: object
    partitions: object
    state: dict
    expected: str
    id: str = ""


ALL_DAYS = "[1,2,3,4,5]"
CASES = (
    Case(
        None, None, {}, f"raw daily{ALL_DAYS} smooth{ALL_DAYS} report by_region[eu,na]", "all new"
    ),
    Case(None, None, FRESH, "", "all fresh"),
    Case(None, None, MIXED, "daily[4,5] smooth[3,4,5] report by_region[na]", "what is not fresh"),
    Case(None, {}, MIXED, "daily[4,5] smooth[3,4,5] report by_region[na]", "no ordinals said"),
    Case(None, "missing", MIXED, "by_region[na] daily[5] smooth[4,5]", "missing"),
    Case(None, "stale", MIXED, "daily[4,5] smooth[3,4,5] report", "stale, and what it lacks"),
    Case(None, "failed", MIXED, "by_region[eu] daily[5]", "failed"),
    Case("raw", None, FRESH, "raw", "unpartitioned runs in any case"),
    Case("daily", None, FRESH, "", "partitioned runs what is not fresh"),
    Case("daily", None, MIXED, "daily[4,5]", "partitioned, mixed"),
    Case("daily", "2024-01-02", FRESH, "daily[2]", "one partition, whatever its state"),
    Case("daily", "2024-01-02...2024-01-04", FRESH, "daily[2,3,4]", "a range"),
    Case("daily", "2024-01-01,2024-01-04...2024-01-05", FRESH, "daily[1,4,5]", "a list"),
    Case("daily", " 2024-01-01 , 2024-01-03", FRESH, "daily[1,3]", "spaces"),
    Case("daily", "all", FRESH, f"daily{ALL_DAYS}", "all"),
    Case("daily", "missing", MIXED, "daily[5]", "missing of one"),
    Case("daily", "stale", MIXED, "daily[4]", "stale of one"),
    Case("daily", "failed", MIXED, "daily[5]", "failed of one"),
    Case("raw or daily", "2024-01-02", FRESH, "daily[2]", "a partition means the partitioned"),
    Case("raw or daily", None, FRESH, "raw", "mixed without a partition"),
    Case("raw or daily", "all", FRESH, f"raw daily{ALL_DAYS}", "mixed, all"),
    Case("daily", {AssetKey("daily"): OrdinalRanges.of([2])}, FRESH, "daily[3]", "ordinals"),
    Case([AssetKey("daily")], "2024-01-01", FRESH, "daily[1]", "keys"),
    Case("smooth", "2024-01-03", {}, "raw daily[3] smooth[3]", "missing upstream, mapped"),
    Case(
        "report",
        None,
        {"raw": ("0",), "daily": ("01234",), "smooth": ("0134",)},
        "smooth[3] report",
        "of all partitions the missing one",
    ),
    Case(
        "by_region", "eu", {}, f"raw daily{ALL_DAYS} smooth{ALL_DAYS} report by_region[eu]", "deep"
    ),
    Case("smooth", "2024-01-03", MIXED, "smooth[3]", "stale upstream is not missing"),
    Case("daily or smooth", "last 2", FRESH, "daily[4,5] smooth[4,5]", "the last ones"),
    Case(None, "failed", {"daily": ("0", "", "1")}, "raw daily[2]", "failed, and what it lacks"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_request_makes_exactly_this_run(case):
    plan = plan_update(GRAPH, statuses(**case.state), case.selection, case.partitions)
    assert planned(plan) == case.expected


@pytest.mark.parametrize(
    ("selection", "partitions", "left_out"),
    [
        (None, None, True),
        (None, {}, True),
        (None, "missing", True),
        (None, "stale", True),
        (None, "all", False),
        (None, "failed", False),
        ("daily", None, False),
        ("daily", "stale", False),
    ],
)
def test_only_a_general_update_leaves_out_what_is_current_after_all(
    selection, partitions, left_out
):
    plan = plan_update(GRAPH, statuses(**MIXED), selection, partitions)
    assert plan.only_if_stale == left_out


@asset
def orphan(rwa): ...


@asset
def below_orphan(orphan): ...


BROKEN = build_graph([raw, orphan, below_orphan])
NEVER = {key: status(key.to_user_string(), 1) for key in BROKEN.order}


def test_an_update_leaves_out_what_has_a_problem_and_what_reads_it():
    assert planned(plan_update(BROKEN, NEVER, None, None)) == "raw"


@dataclass(frozen=True, slots=True)
class Refused:
    id: str
    selection: object
    partitions: object
    error: type
    words: str


REFUSALS = (
    Refused("unknown asset", "dialy", None, UnknownAssetError, "Did you mean daily?"),
    Refused("unknown key", [AssetKey("dialy")], None, UnknownAssetError, "Did you mean daily?"),
    Refused("unknown partition", "daily", "2025-01-01", DagsterUnknownPartitionError, "2025-01-01"),
    Refused("no partitions", "raw", "2024-01-01", DagsterInvalidSubsetError, "raw is not part"),
    Refused("made elsewhere", "feed", None, DagsterInvalidSubsetError, "feed cannot be run"),
    Refused(
        "a range that ends before it starts",
        "daily",
        "2024-01-04...2024-01-02",
        DagsterInvalidInvocationError,
        "2024-01-04",
    ),
)


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.id)
def test_a_request_that_does_not_fit_is_refused_in_words(case):
    with pytest.raises(case.error) as raised:
        plan_update(GRAPH, statuses(), case.selection, case.partitions)
    assert case.words in str(raised.value)


@pytest.mark.parametrize("selection", ["orphan", "below_orphan"])
def test_a_selected_asset_with_a_problem_is_refused(selection):
    with pytest.raises(DagsterInvalidDefinitionError, match="rwa, which nothing defines"):
        plan_update(BROKEN, NEVER, selection, None)


# -- large plans

YEARS = DailyPartitionsDefinition("2020-01-01", end_date="2022-10-01")


@asset(partitions_def=YEARS)
def long(): ...


LONG = build_graph([long])


def long_plan(days, seconds=None):
    made = AssetStatus(AssetKey("long"), YEARS.count())
    if seconds is not None:
        made = replace(made, latest=replace(ROW, seconds=seconds))
    wanted = {AssetKey("long"): OrdinalRanges.span(0, days)}
    return plan_update(LONG, {AssetKey("long"): made}, "long", wanted)


@dataclass(frozen=True, slots=True)
class Large:
    days: int
    seconds: float | None
    words: str | None
    id: str


LARGE = (
    Large(1_000, None, None, "a thousand steps of unknown length"),
    Large(1_001, None, "This would run 1001 steps: long 1001. Add --yes to run them.", "too many"),
    Large(600, 1.0, None, "ten minutes"),
    Large(601, 1.0, "about 10 minutes", "more than ten minutes"),
    Large(1_001, 0.0, "1001 steps", "too many that take no time"),
)


@pytest.mark.parametrize("case", LARGE, ids=lambda case: case.id)
def test_a_large_plan_asks_first_and_says_how_large(case):
    question = long_plan(case.days, case.seconds).needs_confirmation
    assert (question is None) == (case.words is None)
    assert (case.words or "") in (question or "")


def test_a_large_plan_does_not_start_unconfirmed(notebook):
    ran = []

    @asset(partitions_def=YEARS)
    def many(context):
        ran.append(context.partition_key)

    notebook.define(many)
    with pytest.raises(ConfirmationNeededError, match=f"many {YEARS.count()}"):
        notebook.session.materialize("many")
    assert ran == []
    assert notebook.session.instance.event_log.runs() == ()


def test_a_plan_knows_which_values_it_reads_are_gone_and_leaves_out_what_it_makes():
    reads = build_plan(GRAPH, {AssetKey("smooth"): OrdinalRanges.of([1, 2])})
    latest = {AssetKey("daily"): dict.fromkeys(DAYS.get_partition_keys(), ROW)}
    gone = {"2024-01-02", "2024-01-05"}

    def has_value(_key, partition, _row):
        return partition not in gone

    assert values_gone(reads, latest, has_value) == {AssetKey("daily")}
    gone.remove("2024-01-02")
    assert values_gone(reads, latest, has_value) == set()
    gone.add("2024-01-02")
    both = {AssetKey(key): OrdinalRanges.of([1, 2]) for key in ("daily", "smooth")}
    assert values_gone(build_plan(GRAPH, both), latest, has_value) == set()
    assert values_gone(reads, {}, has_value) == set()
