import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import time_window_definitions

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    OrdinalRanges,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    TimeWindowPartitionsDefinition,
)
from dagbook.partitions.key_format import KeyFormat

IN_BERLIN = time_window_definitions(timezones=("Europe/Berlin",), longest_days=12)
JANUARY = DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")


def overlaps(one, place, other, its_place):
    return one.start_of(place) < other.end_of(its_place) and other.start_of(its_place) < one.end_of(
        place
    )


def some_place(data, definition):
    assume(definition.count())
    return data.draw(st.integers(0, definition.count() - 1))


@given(IN_BERLIN, IN_BERLIN, st.data())
def test_a_partition_needs_exactly_the_upstream_windows_that_overlap_its_own(down, up, data):
    place = some_place(data, down)
    found = TimeWindowPartitionMapping().upstream_of(OrdinalRanges.span(place, place + 1), down, up)
    expected = {i for i in range(up.count()) if overlaps(down, place, up, i)}
    assert set(found.subset) == expected
    covered = up.count() and (
        up.start_of(0) <= down.start_of(place) and up.end_of(up.count() - 1) >= down.end_of(place)
    )
    assert bool(found.missing_keys) == (not covered)


@given(IN_BERLIN, IN_BERLIN, st.data())
def test_the_way_down_is_the_way_up_reversed(down, up, data):
    place = some_place(data, up)
    mapping = TimeWindowPartitionMapping()
    found = mapping.downstream_of(OrdinalRanges.span(place, place + 1), up, down)
    assert set(found) == {i for i in range(down.count()) if overlaps(up, place, down, i)}


@given(IN_BERLIN, IN_BERLIN, st.integers(-2, 1), st.integers(0, 2), st.data())
def test_mapping_a_set_is_mapping_each_of_its_keys(down, up, start, length, data):
    mapping = TimeWindowPartitionMapping(start, start + length)
    places = data.draw(st.frozensets(st.integers(0, max(0, min(down.count(), 40) - 1))))
    places &= set(range(down.count()))
    whole = mapping.upstream_of(OrdinalRanges.of(places), down, up)
    parts = [mapping.upstream_of(OrdinalRanges.of([place]), down, up) for place in places]
    assert set(whole.subset) == {i for part in parts for i in part.subset}
    assert set(whole.missing_keys) == {key for part in parts for key in part.missing_keys}


@given(st.integers(-3, 3), st.integers(0, 3), st.integers(0, 30))
def test_offsets_count_windows_of_the_same_definition_and_stop_at_its_ends(start, length, place):
    end = start + length
    found = TimeWindowPartitionMapping(start, end).upstream_of(
        OrdinalRanges.span(place, place + 1), JANUARY, JANUARY
    )
    expected = {i for i in range(place + start, place + end + 1) if 0 <= i < 31}
    assert set(found.subset) == expected
    assert found.missing_keys == ()


@given(st.integers(-3, 3), st.integers(0, 3), st.integers(3, 27))
def test_offsets_lead_down_as_they_lead_up(start, length, place):
    mapping = TimeWindowPartitionMapping(start, start + length)
    one = OrdinalRanges.span(place, place + 1)
    users = {
        i
        for i in range(31)
        if place in mapping.upstream_of(OrdinalRanges.span(i, i + 1), JANUARY, JANUARY).subset
    }
    assert set(mapping.downstream_of(one, JANUARY, JANUARY)) == users


def test_excluded_time_inside_a_set_is_not_mapped():
    workdays = DailyPartitionsDefinition(
        "2024-01-01", end_date="2024-02-01", exclusions=["0 0 * * 0,6"]
    )
    friday_and_monday = workdays.subset_of(["2024-01-05", "2024-01-08"])
    found = TimeWindowPartitionMapping().upstream_of(friday_and_monday, workdays, JANUARY)
    assert JANUARY.keys_in(found.subset) == ["2024-01-05", "2024-01-08"]


def test_what_is_missing_is_named_unless_that_is_allowed():
    late = DailyPartitionsDefinition("2024-01-03", end_date="2024-01-30")
    every_day = JANUARY.all_partitions()
    found = TimeWindowPartitionMapping().upstream_of(every_day, JANUARY, late)
    assert found.missing_keys == ("2024-01-01", "2024-01-02", "2024-01-30", "2024-01-31")
    lenient = TimeWindowPartitionMapping(allow_nonexistent_upstream_partitions=True)
    assert lenient.upstream_of(every_day, JANUARY, late).missing_keys == ()
    assert lenient.upstream_of(every_day, JANUARY, late).subset == late.all_partitions()


def test_a_hundred_years_of_hours_map_to_days_without_listing_keys(monkeypatch):
    def listed(*_):
        raise AssertionError("keys were listed")

    monkeypatch.setattr(KeyFormat, "keys", listed)
    facts = {"timezone": "America/New_York"}
    hours = HourlyPartitionsDefinition("1920-01-01-00:00", end_date="2020-01-01-00:00", **facts)
    days = DailyPartitionsDefinition("1920-01-01", end_date="2020-01-01", **facts)
    mapping = TimeWindowPartitionMapping()
    assert mapping.upstream_of(hours.all_partitions(), hours, days).subset == days.all_partitions()
    assert mapping.downstream_of(days.all_partitions(), days, hours) == hours.all_partitions()


@pytest.mark.parametrize(
    ("down", "up", "words"),
    [
        (StaticPartitionsDefinition(["a"]), JANUARY, "Downstream partitions definition must be"),
        (JANUARY, StaticPartitionsDefinition(["a"]), "Upstream partitions definition must be"),
        (None, JANUARY, "Downstream partitions definition must be"),
        (
            DailyPartitionsDefinition("2024-01-01", timezone="Europe/Berlin"),
            JANUARY,
            "Timezones UTC and Europe/Berlin don't match",
        ),
    ],
)
def test_definitions_that_do_not_fit_are_refused(down, up, words):
    mapping = TimeWindowPartitionMapping()
    with pytest.raises(DagsterInvalidDefinitionError, match=words):
        mapping.validate_partition_mapping(up, down)
    with pytest.raises(DagsterInvalidDefinitionError, match=words):
        mapping.upstream_of(OrdinalRanges.span(0, 1), down, up)


def test_an_offset_that_is_no_number_is_refused():
    with pytest.raises(DagsterInvalidDefinitionError, match="start_offset must be an int"):
        TimeWindowPartitionMapping(start_offset="1")


def test_hours_of_a_night_schedule_belong_to_the_night_they_are_in():
    nights = TimeWindowPartitionsDefinition(
        "2024-01-01-00:00", "%Y-%m-%d-%H:%M", "2024-01-05-00:00", cron_schedule="0 6,22 * * *"
    )
    hours = HourlyPartitionsDefinition("2024-01-01-06:00", end_date="2024-01-03-00:00")
    five = hours.subset_of(["2024-01-02-05:00"])
    found = TimeWindowPartitionMapping().upstream_of(five, hours, nights)
    assert nights.keys_in(found.subset) == ["2024-01-01-22:00"]
