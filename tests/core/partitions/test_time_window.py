import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import moments, time_window_definitions

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
)
from dagbook.partitions import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    OrdinalRanges,
    PartitionKeyRange,
    TimeWindowPartitionsDefinition,
    clock,
    partition_loading_context,
)
from dagbook.partitions.key_format import KeyFormat

NEW_YORK = "America/New_York"
YEAR_2024 = DailyPartitionsDefinition("2024-01-01", end_date="2025-01-01")


@given(time_window_definitions())
def test_ordinals_and_keys_are_two_names_of_the_same_partitions(definition):
    keys = definition.get_partition_keys()
    count = definition.count()
    assert definition.keys_in(definition.all_partitions()) == keys
    assert [definition.key_at(i) for i in range(count)] == keys
    assert [definition.ordinal(key) for key in keys] == list(range(count))
    assert definition.subset_of(reversed(keys)) == OrdinalRanges.span(0, count)
    assert len(set(keys)) == count


@given(time_window_definitions())
def test_each_window_starts_where_the_one_before_ends(definition):
    windows = [definition.window_at(i) for i in range(min(definition.count(), 300))]
    for window, following in pairwise(windows):
        assert window.end.timestamp() == following.start.timestamp()
        assert window.start.timestamp() < window.end.timestamp()


@given(time_window_definitions(), moments())
def test_a_partition_exists_exactly_when_its_window_has_ended(definition, now):
    count = definition.count(now)
    last = min(now.timestamp(), definition.end_timestamp)
    assert count == 0 or definition.end_of(count - 1) <= last
    assert definition.end_of(count) > last


@given(time_window_definitions(), moments())
def test_every_moment_lies_in_the_window_that_is_said_to_hold_it(definition, moment):
    at = moment.timestamp()
    place = definition.last_up_to(at)
    assert definition.start_of(place) <= at < definition.start_of(place + 1)
    assert definition.first_from(at) == (place if definition.start_of(place) == at else place + 1)


@given(time_window_definitions(), st.data())
def test_keys_written_in_one_go_are_those_written_one_by_one(definition, data):
    count = definition.count()
    low = data.draw(st.integers(0, count))
    span = OrdinalRanges.span(low, data.draw(st.integers(low, count)))
    assert definition.keys_in(span) == [definition.key_at(i) for i in span]


@given(time_window_definitions())
def test_a_definition_survives_pickling(definition):
    again = pickle.loads(pickle.dumps(definition))
    assert again == definition
    assert hash(again) == hash(definition)
    assert again.get_partition_keys() == definition.get_partition_keys()


def test_a_skipped_hour_is_no_partition_and_a_repeated_one_is_two():
    spring = HourlyPartitionsDefinition("2024-03-10-00:00", timezone=NEW_YORK)
    fall = HourlyPartitionsDefinition("2024-11-03-00:00", timezone=NEW_YORK)
    assert not spring.has_partition_key("2024-03-10-02:00")
    assert fall.get_partition_keys()[1:4] == [
        "2024-11-03-01:00",
        "2024-11-03-01:00-0500",
        "2024-11-03-02:00",
    ]


def test_leap_day_partitions_last_until_the_next_leap_day():
    leap = TimeWindowPartitionsDefinition("2000-01-01", "%Y-%m-%d", cron_schedule="0 0 29 2 *")
    now = datetime(2013, 1, 1, tzinfo=UTC)
    assert leap.get_partition_keys(now) == ["2000-02-29", "2004-02-29", "2008-02-29"]
    assert leap.time_window_for_partition_key("2004-02-29").end.year == 2008


def test_the_same_ordinal_names_the_same_key_whatever_the_time_and_the_end():
    def key_of_ten(now, **facts):
        with partition_loading_context(now):
            return DailyPartitionsDefinition("2024-01-01", **facts).key_at(10)

    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert key_of_ten(datetime(2024, 2, 1, tzinfo=UTC)) == key_of_ten(later, end_offset=5)


def test_windows_that_are_excluded_have_no_ordinal_and_keep_their_time():
    weekdays = DailyPartitionsDefinition("2024-01-05", exclusions=["0 0 * * 6,0"])
    assert [weekdays.key_at(i) for i in (0, 1)] == ["2024-01-05", "2024-01-08"]
    assert weekdays.window_at(0).end == datetime(2024, 1, 6, tzinfo=UTC)
    assert not weekdays.has_partition_key("2024-01-06")


def test_excluding_every_window_is_an_error_that_says_so():
    with pytest.raises(DagsterInvalidDefinitionError, match="leaves no partition"):
        DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * *"])


def test_the_clock_has_one_source_that_tests_can_replace(monkeypatch):
    daily = DailyPartitionsDefinition("2024-01-01")
    for day in (3, 9, 5):
        now = datetime(2024, 1, day, tzinfo=UTC).timestamp()
        monkeypatch.setattr(clock, "now_timestamp", lambda now=now: now)
        assert daily.count() == day - 1
        assert clock.now_utc().day == day


def test_a_count_is_right_on_both_sides_of_a_tick_however_often_it_is_asked():
    daily = DailyPartitionsDefinition("2024-01-01", end_offset=1)
    tick, step = datetime(2024, 1, 5, tzinfo=UTC), timedelta(microseconds=1)
    for now, count in ((tick, 5), (tick - step, 4), (tick + step, 5), (tick - step, 4), (tick, 5)):
        assert daily.count(now) == count


def test_counting_testing_and_combining_never_list_the_keys(monkeypatch):
    def listed(*_):
        raise AssertionError("keys were listed")

    monkeypatch.setattr(KeyFormat, "keys", listed)
    minutes = TimeWindowPartitionsDefinition(
        "1990-01-01-00:00", "%Y-%m-%d-%H:%M", "2024-01-01-00:00", cron_schedule="* * * * *"
    )
    assert minutes.count() == 17_881_920
    assert minutes.ordinal("1991-01-01-00:01") == 525_601
    assert minutes.get_last_partition_key() == "2023-12-31-23:59"
    done = minutes.subset_of_range(PartitionKeyRange("1990-01-01-00:00", "2000-01-01-00:00"))
    assert len(done.complement(minutes.count())) == 17_881_920 - 5_258_881


def test_a_key_far_from_the_partitions_of_an_enumerated_schedule_costs_no_enumeration():
    seldom = TimeWindowPartitionsDefinition(
        "2024-01-01", "%Y-%m-%d", cron_schedule="0 0 1 */3 *", end="2024-12-31"
    )
    assert seldom.ordinal("0002-01-01") is None
    assert seldom.ordinal("9998-01-01") is None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (
            "2023-12-31",
            "Did you mean 2024-01-01? (the 366 partitions are 2024-01-01 to 2024-12-31)",
        ),
        ("2030-01-01", "Did you mean 2024-12-31?"),
        ("never", "`never`. (the 366 partitions"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_one_and_the_range(key, words):
    with pytest.raises(DagsterUnknownPartitionError) as caught:
        YEAR_2024.validate_partition_key(key)
    assert words in str(caught.value)
    with pytest.raises(DagsterUnknownPartitionError):
        YEAR_2024.subset_of(["2024-01-01", key])


@pytest.mark.parametrize("ordinal", [-1, 366])
def test_a_place_outside_the_partitions_has_no_key(ordinal):
    with pytest.raises(DagsterUnknownPartitionError, match="2024-01-01 to 2024-12-31"):
        YEAR_2024.key_at(ordinal)


def test_places_outside_the_partitions_are_left_out_of_keys():
    assert YEAR_2024.keys_in(OrdinalRanges.of([-1, 0, 365, 366])) == ["2024-01-01", "2024-12-31"]


def test_a_range_of_keys_is_one_range_of_ordinals():
    assert YEAR_2024.subset_of_range(PartitionKeyRange("2024-01-02", "2024-01-04")).ranges == (
        (1, 4),
    )


def test_a_reversed_range_says_how_to_write_it():
    with pytest.raises(DagsterInvalidInvocationError, match=r"2024-01-02\.\.\.2024-01-04"):
        YEAR_2024.subset_of_range(PartitionKeyRange("2024-01-04", "2024-01-02"))


@pytest.mark.parametrize("ends", [("2023-01-01", "2024-01-01"), ("2024-01-01", "2025-01-01")])
def test_a_range_with_an_unknown_end_is_refused(ends):
    with pytest.raises(DagsterUnknownPartitionError):
        YEAR_2024.subset_of_range(PartitionKeyRange(*ends))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"timezone": "Mars/Base"}, "no time zone 'Mars/Base'"),
        ({"start_date": "01/02/2024"}, "start date '01/02/2024' does not match the format"),
        ({"start_date": 2024}, "got 2024, a int"),
        ({"end_offset": "1"}, "end_offset must be an int"),
        ({"hour_offset": 24}, "invalid cron schedule '0 24"),
        ({"exclusions": [3]}, "got 3, a int"),
    ],
)
def test_a_definition_that_cannot_mean_anything_is_named_with_what_it_got(facts, words):
    with pytest.raises(DagsterInvalidDefinitionError) as caught:
        DailyPartitionsDefinition(**{"start_date": "2024-01-01", **facts})
    assert words in str(caught.value)


def test_regular_partitions_load_no_heavy_package():
    code = (
        "import sys\n"
        "from dagbook.partitions import *\n"
        "DailyPartitionsDefinition('2024-01-01', timezone='Europe/Berlin').get_partition_keys()\n"
        "WeeklyPartitionsDefinition('2024-01-01').count()\n"
        "print([m for m in ('croniter', 'numpy', 'pandas', 'pydantic') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("wrong", [{"timezone": "Europe/Nowhere"}, {"start_date": "01.02.2024"}])
def test_a_wrong_argument_is_told_without_what_the_standard_library_says_of_it(wrong):
    with pytest.raises(DagsterInvalidDefinitionError) as told:
        DailyPartitionsDefinition(**{"start_date": "2024-01-01", **wrong})
    assert told.value.__suppress_context__
