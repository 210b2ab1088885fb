"""What a request for partitions means: states, the last ones, keys, ranges, dimensions."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvalidSubsetError,
    DagsterUnknownPartitionError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
)
from dagbook.status.asset_status import AssetStatus
from dagbook.status.partition_requests import find_partitions, parse_partitions, partitions_asked

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-06")
HOURS = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-01-06-00:00")
REGIONS = StaticPartitionsDefinition(["eu", "na", "us"])
BOTH = MultiPartitionsDefinition({"date": DAYS, "region": REGIONS})
KINDS = MultiPartitionsDefinition({"kind": StaticPartitionsDefinition("ab"), "region": REGIONS})
ODD = StaticPartitionsDefinition(["a,b", "a", "last 2", "x=1,y", "b"])


@dataclass(frozen=True, slots=True)
class Case:
    request: object
    partitions_def: object
    expected: tuple[str, ...]
    id: str


def both(*days, regions=("eu", "na", "us")):
    return tuple(f"2024-01-0{day}|{region}" for day in days for region in regions)


CASES = (
    Case("eu", REGIONS, ("eu",), "a key"),
    Case("eu,us", REGIONS, ("eu", "us"), "keys"),
    Case(" eu , us ", REGIONS, ("eu", "us"), "spaces"),
    Case("us,eu,us", REGIONS, ("eu", "us"), "in any order, twice"),
    Case("eu...na,us", REGIONS, ("eu", "na", "us"), "a range and a key"),
    Case(["us", "eu"], REGIONS, ("eu", "us"), "a list"),
    Case([], REGIONS, (), "an empty list"),
    Case(PartitionKeyRange("na", "us"), REGIONS, ("na", "us"), "a range as a value"),
    Case("last 2", REGIONS, ("na", "us"), "the last two"),
    Case("last 9", REGIONS, ("eu", "na", "us"), "more than there are"),
    Case("a,b", ODD, ("a,b",), "a key with a comma is that key"),
    Case("b,a", ODD, ("a", "b"), "else the comma separates"),
    Case("last 2", ODD, ("last 2",), "a key that reads like a request is that key"),
    Case("x=1,y", ODD, ("x=1,y",), "a key that reads like dimensions is that key"),
    Case(["a,b"], ODD, ("a,b",), "a key of a list is taken as it is"),
    Case("2024-01-02|us", BOTH, ("2024-01-02|us",), "a key of two dimensions"),
    Case("date=2024-01-02,region=us", BOTH, ("2024-01-02|us",), "by dimension"),
    Case("region=us,date=2024-01-02", BOTH, ("2024-01-02|us",), "in any order"),
    Case("date=2024-01-02...2024-01-03,region=*", BOTH, both(2, 3), "a range and all"),
    Case("date=2024-01-02", BOTH, both(2), "a dimension left out means all of it"),
    Case(
        "date=2024-01-02,2024-01-04,region=eu,us",
        BOTH,
        both(2, 4, regions=("eu", "us")),
        "lists within dimensions",
    ),
    Case("last 2", BOTH, both(4, 5), "of two dimensions the last by time"),
    Case("last 2", KINDS, ("b|na", "b|us"), "without time the last in order"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_request_means_exactly_these_partitions(case):
    found = find_partitions(case.request, case.partitions_def)
    assert tuple(case.partitions_def.keys_in(found.subset)) == case.expected
    assert found.unknown == {}


@pytest.mark.parametrize(
    ("text", "partitions_def", "error", "words"),
    [
        ("su", REGIONS, DagsterUnknownPartitionError, "`su`. (the partitions are "),
        ("eu,su", REGIONS, DagsterUnknownPartitionError, "`su`"),
        ("eu...su", REGIONS, DagsterUnknownPartitionError, "`su`"),
        ("us...eu", REGIONS, DagsterInvalidInvocationError, "Write eu...us"),
        ("last 0", REGIONS, DagsterInvalidInvocationError, "The last 0 partitions"),
        (
            "dat=2024-01-01",
            BOTH,
            DagsterInvalidInvocationError,
            "no dimension 'dat'. Did you mean date? The dim",
        ),
        ("region=us,region=eu", BOTH, DagsterInvalidInvocationError, "region is named twice"),
        ("date=2024-01-01,region=su", BOTH, DagsterUnknownPartitionError, "region: Could not"),
        ("date=2024-01-01,regoin=us", BOTH, DagsterInvalidInvocationError, "'regoin'. Did you me"),
        ('"all"', REGIONS, DagsterUnknownPartitionError, "it is written --partitions all."),
        ('"last 7"', REGIONS, DagsterUnknownPartitionError, "it is written --last 7."),
        ("", REGIONS, DagsterInvalidInvocationError, "No partition is named"),
        ('""', REGIONS, DagsterUnknownPartitionError, "key ``"),
        ("date=2024-01-01", REGIONS, DagsterUnknownPartitionError, "date=2024-01-01"),
    ],
)
def test_a_request_that_fits_nothing_says_what_does_not(text, partitions_def, error, words):
    with pytest.raises(error) as raised:
        parse_partitions(text, partitions_def)
    assert words in str(raised.value)


@given(st.sets(st.integers(0, 119)))
def test_the_text_of_a_subset_means_that_subset(ordinals):
    subset = OrdinalRanges.of(ordinals)
    ranges = HOURS.key_ranges(subset)
    if ranges:
        text = ",".join(f"{start}...{end}" for start, end in ranges)
        assert parse_partitions(text, HOURS) == subset


# -- several assets at once


@asset(partitions_def=HOURS)
def hourly(): ...


@asset(partitions_def=DAYS)
def between(hourly): ...


@asset(partitions_def=DAYS)
def daily(between): ...


@asset(partitions_def=REGIONS)
def by_region(): ...


@asset
def plain(daily): ...


GRAPH = build_graph([hourly, between, daily, by_region, plain])
STATUSES = {
    key: AssetStatus(key, node.partitions_def.count() if node.partitions_def else 1)
    for key, node in GRAPH.nodes.items()
}


def asked(selection, request):
    keys = [key for key in GRAPH.order if key.to_user_string() in selection.split()]
    found = partitions_asked(GRAPH, STATUSES, keys, request)
    return {key.to_user_string(): subset.to_text() for key, subset in found.items()}


@dataclass(frozen=True, slots=True)
class Mixed:
    selection: str
    request: object
    expected: dict
    id: str


MIXED = (
    Mixed("between daily", "2024-01-02", {"between": "1", "daily": "1"}, "both have the key"),
    Mixed(
        "hourly between", "2024-01-02", {"hourly": "24-47", "between": "1"}, "what the other reads"
    ),
    Mixed("hourly daily", "2024-01-02", {"hourly": "24-47", "daily": "1"}, "through one between"),
    Mixed("hourly daily", "2024-01-02-05:00", {"hourly": "29"}, "what is below is not asked for"),
    Mixed("daily by_region", "eu,2024-01-02", {"daily": "1", "by_region": "0"}, "a key of each"),
    Mixed("daily by_region", "2024-01-02", {"daily": "1"}, "no relation, no key: left out"),
    Mixed("daily plain", "2024-01-02", {"daily": "1"}, "without partitions: left out"),
    Mixed("daily plain", "all", {"daily": "0-4", "plain": "0"}, "a state is of all"),
    Mixed("hourly daily", "last 1", {"hourly": "119", "daily": "4"}, "the last of each"),
    Mixed("hourly daily", ["2024-01-01"], {"hourly": "0-23", "daily": "0"}, "a list"),
)


@pytest.mark.parametrize("case", MIXED, ids=lambda case: case.id)
def test_a_key_is_meant_of_those_that_have_it_and_of_what_they_read(case):
    assert asked(case.selection, case.request) == case.expected


def test_a_key_that_no_asset_has_is_refused_though_another_key_fits():
    with pytest.raises(DagsterUnknownPartitionError, match="`su`"):
        asked("daily by_region", "2024-01-02,su")


@pytest.mark.parametrize(
    "request_", ["2024-01-02", ["2024-01-02"], PartitionKeyRange("2024-01-02", "2024-01-03")]
)
def test_partitions_of_what_has_none_are_refused(request_):
    with pytest.raises(DagsterInvalidSubsetError, match=r"Partitions 2024-01-02.*plain is not"):
        asked("plain", request_)


def test_a_state_that_no_partition_has_asks_for_nothing():
    assert partitions_asked(GRAPH, STATUSES, [AssetKey("daily")], "failed") == {}


WORDS = StaticPartitionsDefinition(["all", "missing", "last 7", 'a "b"', "c"])


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("all", "0-4"),
        ('"all"', "0"),
        ("all,c", "0,4"),
        (["missing"], "1"),
        ('"missing"', "1"),
        ("last 7", "2"),
        ("last 2", "3-4"),
        ('a "b"', "3"),
        ('"c"', "4"),
    ],
)
def test_a_key_that_is_called_as_a_state_is_asked_for_in_quotes(request_, expected):
    @asset(partitions_def=WORDS)
    def odd(): ...

    graph = build_graph([odd])
    statuses = {AssetKey("odd"): AssetStatus(AssetKey("odd"), 5)}
    found = partitions_asked(graph, statuses, [AssetKey("odd")], request_)
    assert str(found[AssetKey("odd")]) == expected


def test_a_key_in_quotes_that_is_none_is_refused():
    with pytest.raises(DagsterUnknownPartitionError, match="`nope`"):
        asked("daily", '"nope"')


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("", r"No partition is named \(the 5 partitions are"),
        ("2024-01-02...", r"The range 2024-01-02\.\.\. lacks an end"),
        ("2024-01-01,...2024-01-02", r"The range \.\.\.2024-01-02 lacks an end"),
        ("2024-01-03...2024-01-02", "ends before it starts"),
    ],
)
def test_an_empty_open_or_reversed_range_is_refused(request_, said):
    with pytest.raises(DagsterInvalidInvocationError, match=said):
        asked("daily", request_)


def test_what_is_no_request_is_refused_in_words():
    with pytest.raises(DagsterInvalidInvocationError, match="got 3, of type int"):
        partitions_asked(GRAPH, STATUSES, [AssetKey("hourly")], 3)
