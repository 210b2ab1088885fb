"""One word an asset, the most urgent; words and reasons a person can act on."""

from dataclasses import dataclass, field

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepError, StoredFailure, StoredMaterialization
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.status.asset_status import AssetStatus
from dagbook.status.staleness import StaleCause, StaleCauseCategory
from dagbook.view.badges import badge, badges


@asset(deps=["feed"])
def plain(): ...


@asset(partitions_def=DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05"))
def daily(): ...


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def lettered(): ...


@asset
def broken(plian): ...


GRAPH = build_graph([plain, daily, lettered, broken])
ROW = StoredMaterialization(7, "r", 100.0, 2.5, "v", "c", (), "values/x", 10)
FAILURE = StoredFailure(9, "r", 1.0, StepError("ValueError", "no such day"))
SILENT = StoredFailure(9, "r", 1.0, StepError("KeyboardInterrupt", ""))
CODE = StaleCause(AssetKey("plain"), StaleCauseCategory.CODE, "has a new code version")


def ranges(ordinals):
    return OrdinalRanges.of(map(int, ordinals))


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    key: str
    state: str
    text: str
    reasons: tuple = ()
    facts: dict = field(default_factory=dict)
    running: str = ""
    is_queued: bool = False


UNKNOWN = "broken takes plian, which nothing defines. Did you mean plain?"
CASES = (
    Case("never made", "plain", "never", ""),
    Case("fresh", "plain", "fresh", "", facts={"materialized": "0"}),
    Case(
        "stale",
        "plain",
        "stale",
        "",
        ("has a new code version",),
        {"materialized": "0", "stale": "0", "causes": (CODE,)},
    ),
    Case(
        "lost",
        "plain",
        "never",
        "value is gone",
        ("its value is gone and will be made again",),
        {"lost": "0"},
    ),
    Case(
        "failed, with an older value",
        "plain",
        "failed",
        "failed: ValueError",
        ("ValueError: no such day",),
        {"materialized": "0", "failed": "0", "failure": FAILURE},
    ),
    Case(
        "failed without a word",
        "plain",
        "failed",
        "failed: KeyboardInterrupt",
        ("KeyboardInterrupt",),
        {"failed": "0", "failure": SILENT},
    ),
    Case("a problem", "broken", "problem", UNKNOWN, (UNKNOWN,)),
    Case(
        "made elsewhere, never told of",
        "feed",
        "never",
        "external",
        facts={"materialized": "0", "is_known": False},
    ),
    Case(
        "made elsewhere, and told of",
        "feed",
        "fresh",
        "external",
        facts={"materialized": "0"},
    ),
    Case("runs", "plain", "running", "", facts={"materialized": "0"}, running="0"),
    Case("runs and waits", "plain", "running", "", running="0", is_queued=True),
    Case("waits", "plain", "queued", "", facts={"materialized": "0"}, is_queued=True),
    Case("days, some", "daily", "partial", "3 of 4 days", facts={"materialized": "013"}),
    Case("days, all", "daily", "fresh", "4 days", facts={"materialized": "0123"}),
    Case("days, none", "daily", "never", "0 of 4 days"),
    Case(
        "days in every state",
        "daily",
        "failed",
        "3 of 4 days, 2 stale, 1 failed",
        ("ValueError: no such day", "has a new code version"),
        {
            "materialized": "012",
            "stale": "12",
            "failed": "3",
            "failure": FAILURE,
            "causes": (CODE,),
        },
    ),
    Case(
        "all days, some stale",
        "daily",
        "stale",
        "4 days, 1 stale",
        facts={"materialized": "0123", "stale": "2"},
    ),
    Case("others", "lettered", "partial", "1 of 2 partitions", facts={"materialized": "1"}),
)
TOTALS = {"daily": 4, "lettered": 2}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_badge_says_the_most_urgent_and_why(case):
    node = GRAPH.nodes[AssetKey(case.key)]
    facts = {
        name: ranges(value) if isinstance(value, str) else value
        for name, value in case.facts.items()
    }
    status = AssetStatus(node.key, TOTALS.get(case.key, 1), **facts)
    found = badge(node, status, ranges(case.running), is_queued=case.is_queued)
    assert (found.state, found.text, found.reasons) == (case.state, case.text, case.reasons)


def test_only_partitions_are_shown_as_ranges():
    facts = {"materialized": ranges("013"), "stale": ranges("1"), "failed": ranges("2")}
    status = AssetStatus(AssetKey("daily"), 4, **facts)
    found = badge(GRAPH.nodes[AssetKey("daily")], status, ranges("3"))
    assert found.materialized == ((0, 2), (3, 4))
    assert (found.stale, found.failed, found.running) == (((1, 2),), ((2, 3),), ((3, 4),))
    single = AssetStatus(AssetKey("plain"), 1, ranges("0"), ranges("0"), ranges("0"))
    found = badge(GRAPH.nodes[AssetKey("plain")], single, ranges("0"))
    assert (found.materialized, found.stale, found.failed, found.running) == ((), (), (), ())


def test_when_and_how_long_are_those_of_the_latest():
    status = AssetStatus(AssetKey("plain"), 1, ranges("0"), latest=ROW, size_bytes=10)
    found = badge(GRAPH.nodes[AssetKey("plain")], status)
    assert (found.at, found.seconds, found.size_bytes) == (100.0, 2.5, 10)


def test_there_is_one_badge_an_asset_by_its_key_as_text():
    statuses = {key: AssetStatus(key, 1) for key in GRAPH.order}
    found = badges(GRAPH, statuses, {AssetKey("plain"): ranges("0")}, {AssetKey("daily")})
    states = {key: each.state for key, each in found.items()}
    assert states == {
        "broken": "problem",
        "daily": "queued",
        "feed": "never",
        "lettered": "never",
        "plain": "running",
    }


@pytest.mark.parametrize(("end", "text"), [("2024-01-02", "0 of 1 day"), ("2024-01-01", "0 days")])
def test_one_partition_is_one_day(end, text):
    @asset(partitions_def=DailyPartitionsDefinition("2024-01-01", end_date=end))
    def few(): ...

    node = build_graph([few]).nodes[AssetKey("few")]
    status = AssetStatus(AssetKey("few"), node.partitions_def.count())
    assert badge(node, status).text == text
