"""Partitions definitions, run by real Dagster and by dagbook."""

from dataclasses import dataclass
from datetime import UTC

import dagster
import pytest
from tests.parity.partition_cases import (
    BERLIN,
    FALL,
    FROM_ALL,
    NEW_YORK,
    Definition,
    at,
    cron,
    daily,
    hourly,
    monthly,
    outcome,
    static,
    weekly,
    windows,
)

from dagbook import errors, partitions

pytestmark = [
    pytest.mark.parity,
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"),
]


@dataclass(frozen=True)
class Case:
    """A definition, looked at from a moment."""

    name: str
    definition: Definition
    now: str = "2024-04-10T12:30:00+00:00"

    @property
    def moment(self):
        return at(self.now)


DEFINITIONS = [
    Case("daily", daily()),
    Case("daily, naive now", daily(), "2024-01-04T00:00:00"),
    Case("daily, naive now in a zone", daily(timezone=NEW_YORK), "2024-01-03T23:00:00"),
    Case("daily, just before an end", daily(), "2024-01-03T23:59:59.999999+00:00"),
    Case("daily, exactly at an end", daily(), "2024-01-04T00:00:00+00:00"),
    Case("daily, before the start", daily(), "2023-06-01T00:00:00+00:00"),
    Case("daily, during the first", daily(), "2024-01-01T08:00:00+00:00"),
    Case("daily since 1970", daily("1970-01-01"), "1975-01-01T00:00:00+00:00"),
    Case("daily before 1970", daily("1960-02-27"), "1960-03-05T00:00:00+00:00"),
    Case("daily over a leap day", daily("2024-02-27"), "2024-03-03T00:00:00+00:00"),
    Case("daily, start mid-day", daily(at("2024-01-01T05:00")), "2024-01-05T00:00:00+00:00"),
    Case(
        "daily, aware start loses its zone",
        daily(at("2024-01-01T05:00+00:00"), timezone=NEW_YORK),
        "2024-01-05T00:00:00+00:00",
    ),
    Case("daily at an hour", daily(hour_offset=16, minute_offset=15), "2024-01-05T16:15:00+00:00"),
    Case("daily at an hour, before", daily(hour_offset=16), "2024-01-05T15:59:00+00:00"),
    Case("daily, other format", daily("01/02/2024", fmt="%m/%d/%Y"), "2024-01-05T00:00:00+00:00"),
    Case(
        "daily, spring in New York",
        daily("2024-03-08", timezone=NEW_YORK),
        "2024-03-12T04:00:00+00:00",
    ),
    Case("daily, fall in New York", daily("2024-11-01", timezone=NEW_YORK), FALL),
    Case(
        "daily at a skipped time",
        daily("2024-03-08", timezone=NEW_YORK, hour_offset=2, minute_offset=30),
    ),
    Case(
        "daily at a repeated time",
        daily("2024-11-01", timezone=NEW_YORK, hour_offset=1, minute_offset=30),
        FALL,
    ),
    Case(
        "daily at a repeated time in Berlin",
        daily("2024-10-25", timezone=BERLIN, hour_offset=2),
        FALL,
    ),
    Case(
        "daily where midnight is skipped",
        daily("2018-11-01", timezone="America/Sao_Paulo"),
        "2018-11-08T00:00:00+00:00",
    ),
    Case("daily where midnight repeats", daily("2024-11-01", timezone="America/Havana"), FALL),
    Case("daily in Kathmandu", daily(timezone="Asia/Kathmandu"), "2024-01-04T18:14:59+00:00"),
    Case("daily in Sydney", daily("2024-04-04", timezone="Australia/Sydney")),
    Case("daily to an end", daily(end_date="2024-01-04")),
    Case("daily to an end not reached", daily(end_date="2025-01-01")),
    Case("daily to an end in a zone", daily(end_date="2024-03-20", timezone=BERLIN)),
    Case("daily to its start", daily(end_date="2024-01-01")),
    Case("daily to a time in a window", daily(end_date=at("2024-01-03T12:00"))),
    *(Case(f"daily, end offset {n}", daily(end_offset=n)) for n in (-3, -1, 1, 2, 30)),
    *(
        Case(f"daily, end offset {n}, at an end", daily(end_offset=n), "2024-01-04T00:00:00+00:00")
        for n in (-4, -3, -2, -1, 1, 2)
    ),
    *(
        Case(
            f"daily, end offset {n} and end",
            daily(end_offset=n, end_date="2024-01-06"),
            f"2024-01-0{d}T10:00:00+00:00",
        )
        for n, d in ((1, 4), (1, 5), (1, 6), (1, 8), (-1, 5), (-2, 8), (3, 2))
    ),
    *(
        Case(
            f"daily in the future, end offset {n}", daily(end_offset=n), "2023-12-30T12:00:00+00:00"
        )
        for n in (1, 2, 3)
    ),
    Case("hourly", hourly(), "2024-01-03T05:30:00+00:00"),
    Case("hourly past the hour", hourly(minute_offset=20), "2024-01-01T05:10:00+00:00"),
    Case(
        "hourly, spring in New York",
        hourly("2024-03-10-00:00", timezone=NEW_YORK),
        "2024-03-11T06:00:00+00:00",
    ),
    Case("hourly, fall in New York", hourly("2024-11-02-22:00", timezone=NEW_YORK), FALL),
    Case(
        "hourly, fall in Berlin",
        hourly("2024-10-26-22:00", timezone=BERLIN),
        "2024-10-28T04:00:00+00:00",
    ),
    Case(
        "hourly, fall, with offset in the key",
        hourly("2024-11-02-22:00-0400", timezone=NEW_YORK, fmt="%Y-%m-%d-%H:%M%z"),
        FALL,
    ),
    Case(
        "hourly past the hour, fall",
        hourly("2024-11-02-22:00", timezone=NEW_YORK, minute_offset=45),
        FALL,
    ),
    Case("hourly in Kolkata", hourly(timezone="Asia/Kolkata"), "2024-01-03T05:10:00+00:00"),
    Case(
        "hourly in St. John's, fall", hourly("2024-11-02-00:00", timezone="America/St_Johns"), FALL
    ),
    Case("hourly, end offset", hourly(end_offset=2), "2024-01-01T03:10:00+00:00"),
    Case("hourly to an end", hourly(end_date="2024-01-01-04:00")),
    Case(
        "hourly, hour before the day",
        hourly("05h 2024-01-01", fmt="%Hh %Y-%m-%d"),
        "2024-01-02T05:10:00+00:00",
    ),
    Case(
        "hourly, twelve-hour clock",
        hourly("2024-01-01 01 AM", fmt="%Y-%m-%d %I %p"),
        "2024-01-02T05:10:00+00:00",
    ),
    Case("weekly", weekly()),
    Case("weekly from a Sunday", weekly("2024-01-07")),
    Case("weekly on a day and hour", weekly(day_offset=3, hour_offset=9, minute_offset=30)),
    Case("weekly on day seven", weekly(day_offset=7)),
    Case("weekly in Berlin", weekly(timezone=BERLIN, day_offset=1)),
    Case("weekly at a skipped time", weekly("2024-03-01", timezone=NEW_YORK, hour_offset=2)),
    Case("weekly, end offset", weekly(end_offset=1)),
    Case("monthly", monthly()),
    Case("monthly from mid-month", monthly("2024-01-15")),
    Case("monthly on a day", monthly(day_offset=15, hour_offset=3)),
    Case("monthly on day zero", monthly(day_offset=0)),
    Case("monthly on the 31st", monthly(day_offset=31), "2025-02-10T00:00:00+00:00"),
    Case("monthly, short format", monthly("2024-01", fmt="%Y-%m")),
    Case("monthly in Berlin", monthly("2023-01-01", timezone=BERLIN, end_date="2024-01-01")),
    Case("monthly, end offset", monthly(end_offset=-1)),
    Case("every six hours", cron("0 */6 * * *"), "2024-01-04T13:00:00+00:00"),
    Case("every six hours, fall", cron("0 */6 * * *", "2024-11-01-00:00", timezone=NEW_YORK), FALL),
    Case("at two hours, spring", cron("0 2,3 * * *", "2024-03-08-00:00", timezone=NEW_YORK)),
    Case("at two hours, fall", cron("30 1,2 * * *", "2024-11-01-00:00", timezone=NEW_YORK), FALL),
    Case("every quarter", cron("0 0 1 */3 *", "2020-01-01", "%Y-%m-%d")),
    Case(
        "every fifteen minutes, fall",
        cron("*/15 * * * *", "2024-11-03-00:00", timezone=NEW_YORK),
        "2024-11-03T08:00:00+00:00",
    ),
    Case(
        "every fifteen minutes, spring",
        cron("*/15 * * * *", "2024-03-10-00:00", timezone=NEW_YORK),
        "2024-03-10T09:00:00+00:00",
    ),
    Case(
        "every half hour, starting late in the first",
        cron("0,30 * * * *", "2024-01-01-00:30"),
        "2024-01-03T03:00:00+00:00",
    ),
    Case("every seven minutes", cron("*/7 * * * *"), "2024-01-01T03:00:00+00:00"),
    Case("every minute", cron("* * * * *"), "2024-01-01T01:30:20+00:00"),
    Case(
        "minutes of the morning, fall",
        cron("0,30 * * * 0", "2024-11-01-00:00", timezone=NEW_YORK),
        FALL,
    ),
    Case("working days", cron("0 0 * * 1-5", "2024-01-01", "%Y-%m-%d")),
    Case("working days in Berlin", cron("30 2 * * 1-5", "2024-03-20", "%Y-%m-%d", timezone=BERLIN)),
    Case("some weekdays by name", cron("0 0 * * MON,WED,SUN", "2024-01-01", "%Y-%m-%d")),
    Case("last day of the month", cron("0 0 L * *", "2024-01-01", "%Y-%m-%d")),
    Case("second Tuesday", cron("0 0 * * 2#2", "2024-01-01", "%Y-%m-%d")),
    Case("a day or a weekday", cron("0 0 13 * 5", "2024-01-01", "%Y-%m-%d")),
    Case("cron alias", cron("@weekly", "2024-01-01", "%Y-%m-%d")),
    Case("end offset of a cron", cron("0 */6 * * *", end_offset=3), "2024-01-04T13:00:00+00:00"),
    Case("end of a cron", cron("0 */6 * * *", end="2024-01-02-07:00")),
    Case("no weekends", daily(exclusions=["0 0 * * 0", "0 0 * * 6"])),
    Case("no weekends, on one", daily(exclusions=["0 0 * * 6,0"]), "2024-01-07T12:00:00+00:00"),
    Case("no weekends, as one begins", daily(exclusions=["0 0 * * 6,0"]), "2024-01-06T00:00:00"),
    Case("without some days", daily(exclusions=[at("2024-01-02"), at("2024-01-05")])),
    Case("without the first", daily(exclusions=[at("2024-01-01")]), "2024-01-02T10:00:00+00:00"),
    Case(
        "without Mondays in Berlin", daily("2024-03-25", timezone=BERLIN, exclusions=["0 0 * * 1"])
    ),
    *(
        Case(f"no weekends, end offset {n}", daily(end_offset=n, exclusions=["0 0 * * 0,6"]), now)
        for n in (-2, -1, 1, 2)
        for now in ("2024-01-12T12:00:00+00:00", "2024-01-13T12:00:00+00:00")
    ),
    Case("hours without nights", hourly(exclusions=["0 0-7 * * *"]), "2024-01-03T09:30:00+00:00"),
    Case("daily, by its cron", daily(cron_schedule="30 4 * * *")),
    Case("hourly, by its cron", hourly(cron_schedule="15 * * * *"), "2024-01-03T05:30:00+00:00"),
    Case("weekly, by its cron", weekly(cron_schedule="0 0 * * 3")),
    Case("monthly, by its cron", monthly(cron_schedule="0 0 15 * *")),
    Case("daily, by the cron of another kind", daily(cron_schedule="0 */6 * * *")),
    Case("static", static("b", "a", "c")),
    Case("static, empty", static()),
    Case("static, odd characters", static("a b", "a,b", "a|b", "", "ü/ß")),
]


def seen(library, case):
    """Return all that a definition says at a moment, as plain values."""
    definition = case.definition.made_by(library)
    with library.partition_loading_context(effective_dt=case.moment):
        keys = list(definition.get_partition_keys())
        facts = {
            "keys": keys,
            "by argument": list(definition.get_partition_keys(current_time=case.moment)),
            "count": definition.get_num_partitions(),
            "ends": (definition.get_first_partition_key(), definition.get_last_partition_key()),
            "has": [key for key in [*keys, *STRAYS] if definition.has_partition_key(key)],
            "str": str(definition),
            "repr": repr(definition).split(", exclusions=")[0],
        }
        if case.definition.kind == "Static":
            return facts
        windows = [definition.time_window_for_partition_key(key) for key in keys[:400]]
        edges = (definition.get_first_partition_window(), definition.get_last_partition_window())
        return facts | {
            "windows": [moments(window) for window in windows],
            "edges": [edge and moments(edge) for edge in edges],
            "next": [definition.get_next_partition_key(key) for key in (*keys[:3], *keys[-2:])],
            "around": [
                definition.get_partition_key_for_timestamp(case.moment.timestamp(), end_closed=shut)
                for shut in (False, True)
            ],
            "schedule": (definition.get_cron_schedule(), str(definition.schedule_type)),
            "start": definition.start.isoformat(),
            "end": definition.end and definition.end.isoformat(),
        }


def moments(window):
    return tuple(at.astimezone(UTC).isoformat() for at in window)


STRAYS = (
    "2024-01-01",
    "2023-12-31",
    "2024-1-1",
    "20240101",
    "2024-W01-1",
    "2030-01-01",
    "2024-02-30",
    "2024-11-03-01:00-0500",
    "2024-01-01-00:00",
    "nonsense",
    "",
    "2024-01-07 ",
    "2024-01",
    "a",
    "z",
)


@pytest.mark.parametrize("case", DEFINITIONS, ids=lambda case: case.name)
def test_a_definition_says_what_dagster_says(case):
    assert seen(partitions, case) == seen(dagster, case)


def keys_in_range(start, end):
    return lambda lib: (
        static("a", "b").made_by(lib).get_partition_keys_in_range(lib.PartitionKeyRange(start, end))
    )


def days_in_range(start, end, end_date="2024-02-01"):
    return lambda lib: (
        daily(end_date=end_date)
        .made_by(lib)
        .get_partition_keys_in_range(lib.PartitionKeyRange(start, end))
    )


def fits(mapping, down, up):
    def check(lib):
        name, facts = mapping
        made = getattr(lib, f"{name}PartitionMapping")(**facts)
        made.validate_partition_mapping(up.made_by(lib), down.made_by(lib))

    return check


STATIC = ("Static", {FROM_ALL: {"a": "x"}})
CALLS = {
    "duplicate keys": lambda lib: static("a", "a").made_by(lib),
    "three dots": lambda lib: static("a...b").made_by(lib),
    "tab": lambda lib: static("a\tb").made_by(lib),
    "null": lambda lib: static("a\0").made_by(lib),
    "minute 77": lambda lib: daily(minute_offset=77).made_by(lib),
    "hour -1": lambda lib: daily(hour_offset=-1).made_by(lib),
    "weekday 8": lambda lib: weekly(day_offset=8).made_by(lib),
    "day 32": lambda lib: monthly(day_offset=32).made_by(lib),
    "bad cron": lambda lib: cron("every day").made_by(lib),
    "six fields": lambda lib: cron("0 0 * * * *").made_by(lib),
    "31 February": lambda lib: cron("0 0 31 2 *").made_by(lib),
    "bad exclusion": lambda lib: daily(exclusions=["never"]).made_by(lib),
    "coarse format": lambda lib: (
        hourly("2024-01-01", fmt="%Y-%m-%d").made_by(lib).validate_partition_definition()
    ),
    "fine format": lambda lib: daily().made_by(lib).validate_partition_definition(),
    "unknown end of range": keys_in_range("a", "z"),
    "reversed range": keys_in_range("b", "a"),
    "range": keys_in_range("a", "b"),
    "range of days": days_in_range("2024-01-30", "2024-01-31"),
    "reversed range of days": days_in_range("2024-01-30", "2024-01-03"),
    "range into the future": days_in_range("2100-01-01", "2100-01-03", None),
    "identity of two classes": fits(("Identity", {}), daily(), static("a")),
    "identity": fits(("Identity", {}), daily(), daily()),
    "windows downstream static": fits(windows(), static("a"), daily()),
    "windows upstream static": fits(windows(), daily(), static("a")),
    "windows of two zones": fits(windows(), daily(), daily(timezone=BERLIN)),
    "static of days": fits(STATIC, daily(), static("a")),
    "static from days": fits(STATIC, static("x"), daily()),
    "static, unknown source": fits(STATIC, static("x"), static("b")),
    "static, unknown target": fits(STATIC, static("y"), static("a")),
    "equal by parts": lambda lib: (
        daily().made_by(lib) == cron("0 0 * * *", "2024-01-01", "%Y-%m-%d").made_by(lib)
    ),
    "other end": lambda lib: daily().made_by(lib) == daily(end_date="2025-01-01").made_by(lib),
    "hash": lambda lib: len({daily().made_by(lib), daily().made_by(lib), weekly().made_by(lib)}),
    "equal static": lambda lib: static("a").made_by(lib) == static("a").made_by(lib),
    "list and tuple": lambda lib: (
        lib.StaticPartitionsDefinition(["a"]) == lib.StaticPartitionsDefinition(("a",))
    ),
    "static of text": lambda lib: list(lib.StaticPartitionsDefinition("abc").get_partition_keys()),
    "minute offset": lambda lib: weekly(minute_offset=5, hour_offset=3).made_by(lib).minute_offset,
    "hour offset": lambda lib: weekly(minute_offset=5, hour_offset=3).made_by(lib).hour_offset,
    "weekly day offset": lambda lib: weekly(day_offset=5).made_by(lib).day_offset,
    "monthly day offset": lambda lib: monthly(day_offset=5).made_by(lib).day_offset,
    "schedule at an hour": lambda lib: (
        daily(minute_offset=7).made_by(lib).get_cron_schedule(hour_of_day=2)
    ),
    "hourly at a minute": lambda lib: hourly().made_by(lib).get_cron_schedule(minute_of_hour=2),
    "weekly on a day": lambda lib: (
        weekly(hour_offset=7).made_by(lib).get_cron_schedule(day_of_week=2)
    ),
    "monthly on a day": lambda lib: (
        monthly(day_offset=7).made_by(lib).get_cron_schedule(hour_of_day=2)
    ),
    "range as a tuple": lambda lib: tuple(lib.PartitionKeyRange("a", "b")),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_gives_the_result_or_the_error_class_that_dagster_gives(name):
    assert outcome(CALLS[name], partitions) == outcome(CALLS[name], dagster)


LOOSER_IN_DAGSTER = {
    "unknown zone": (lambda lib: daily(timezone="Mars/Base").made_by(lib), "ZoneInfoNotFoundError"),
    "bad start": (lambda lib: daily("01/02/2024").made_by(lib), "ValueError"),
    "bad key": (lambda lib: daily().made_by(lib).time_window_for_partition_key("x"), "ValueError"),
    "no schedule": (
        lambda lib: Definition("TimeWindow", {"start": "2024-01-01", "fmt": "%Y-%m-%d"}).made_by(
            lib
        ),
        "CheckError",
    ),
    "a cron and an offset": (
        lambda lib: daily(cron_schedule="0 0 * * *", hour_offset=3).made_by(lib),
        "CheckError",
    ),
    "a monthly cron and a day": (
        lambda lib: monthly(cron_schedule="0 0 1 * *", day_offset=3).made_by(lib),
        "CheckError",
    ),
    "two schedules": (lambda lib: cron("0 0 * * *", hour_offset=3).made_by(lib), "CheckError"),
    "key is a number": (lambda lib: lib.StaticPartitionsDefinition([1]), "CheckError"),
    "keys are a number": (lambda lib: lib.StaticPartitionsDefinition(1), "ParameterCheckError"),
    "start is a date": (
        lambda lib: daily(at("2024-01-01").date()).made_by(lib),
        "ParameterCheckError",
    ),
    "hour of hourly": (lambda lib: hourly().made_by(lib).hour_offset, "CheckError"),
    "day of daily": (lambda lib: daily().made_by(lib).day_offset, "CheckError"),
    "hourly at an hour": (
        lambda lib: hourly().made_by(lib).get_cron_schedule(hour_of_day=2),
        "CheckError",
    ),
    "range before the start": (days_in_range("2023-01-01", "2024-01-01"), "CheckError"),
}


@pytest.mark.parametrize("name", LOOSER_IN_DAGSTER)
def test_where_dagster_lets_an_inner_error_through_dagbook_raises_one_of_the_tree(name):
    call, dagsters = LOOSER_IN_DAGSTER[name]
    assert outcome(call, dagster) == dagsters
    with pytest.raises(errors.DagsterError) as caught:
        call(partitions)
    if dagsters in {"ValueError", "ZoneInfoNotFoundError"}:
        assert dagsters in {base.__name__ for base in type(caught.value).__mro__}


def test_an_unknown_key_is_refused_with_the_same_class_and_first_words():
    case = static("red", "blue")
    with (
        dagster.partition_loading_context() as context,
        pytest.raises(dagster.DagsterUnknownPartitionError) as theirs,
    ):
        case.made_by(dagster).validate_partition_key("rde", context)
    with pytest.raises(errors.DagsterUnknownPartitionError) as ours:
        case.made_by(partitions).validate_partition_key("rde")
    assert str(ours.value).startswith(str(theirs.value))
