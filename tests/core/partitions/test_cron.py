import re
from datetime import date

import pytest

from dagbook.partitions.cron import (
    DaysRule,
    IrregularRule,
    MinutesRule,
    MonthDayRule,
    irregular_year,
    parse_cron,
    repeats_every_hour,
)


@pytest.mark.parametrize(
    ("cron", "rule"),
    [
        ("5 * * * *", MinutesRule((5,))),
        ("0,30 * * * *", MinutesRule((0, 30))),
        ("* * * * *", MinutesRule(tuple(range(60)))),
        ("@hourly", MinutesRule((0,))),
        ("30 4 * * *", DaysRule(4, 30)),
        ("0 0 * * 7", DaysRule(0, 0, (0,))),
        ("0 0 * * FRI,mon", DaysRule(0, 0, (1, 5))),
        ("0 0 28 * *", MonthDayRule(0, 0, 28)),
    ],
)
def test_regular_schedules_are_recognised_however_they_are_written(cron, rule):
    assert parse_cron(cron) == rule


@pytest.mark.parametrize(
    "cron",
    [
        "0 0 29 * *",
        "0 0 L * *",
        "0 0 * * 1#2",
        "0 0 1 1 *",
        "* 5 * * *",
        "0 1-3 * * *",
        "0 0 5 * 1",
    ],
)
def test_schedules_that_do_not_come_at_even_steps_are_irregular(cron):
    assert parse_cron(cron) == IrregularRule(cron)


@pytest.mark.parametrize(
    "cron",
    ["0", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 30 2 *", "0 0 31 FEB *", "a b c d e"],
)
def test_what_never_ticks_or_cannot_be_read_is_refused(cron):
    with pytest.raises(ValueError, match=re.escape(cron)):
        parse_cron(cron)


@pytest.mark.parametrize(
    ("cron", "days"),
    [
        ("0 0 L * *", [(1, 31), (2, 29), (3, 31)]),
        ("0 0 * 3 5", [(3, 1), (3, 8), (3, 15)]),
        ("0 0 31 1,3 *", [(1, 31), (3, 31)]),
    ],
)
def test_an_irregular_year_has_the_days_that_the_schedule_names(cron, days):
    found = irregular_year(cron, 2024)
    assert found.days[:3] == tuple(date(2024, month, day) for month, day in days)
    assert all(day.year == 2024 for day in found.days)


def test_an_irregular_year_has_every_day_when_only_times_are_irregular():
    found = irregular_year("0,30 1-2 * * *", 2023)
    assert len(found.days) == 365
    assert found.times == ((1, 0), (1, 30), (2, 0), (2, 30))


def test_a_schedule_repeats_every_hour_when_it_names_no_hour():
    assert repeats_every_hour("0,30 * * * 1-5")
    assert repeats_every_hour("0 */1 1 * 1#1")
    assert not repeats_every_hour("0 1 * * 1-5")
    assert not repeats_every_hour("0 */6 * * *")
