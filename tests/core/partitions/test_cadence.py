import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import CRONS, TIMEZONES, moments

from dagbook.partitions.cadence import cadence_for, ceil, last_ended

START = 1_700_000_000
REGULAR = ("7,40 * * * *", "0 2 * * *", "30 1 * * 0,3", "0 0 15 * *", "0 0 * * 6")
cadences = st.builds(
    cadence_for,
    st.sampled_from(CRONS + REGULAR),
    st.sampled_from(TIMEZONES),
    st.sampled_from(((), ("0 2 * * 2", "0 0 * * 1"))),
    st.just(START),
)


@given(cadences, st.integers(-50, 50))
def test_ticks_rise_and_each_moment_belongs_to_the_last_one_before(cadence, step):
    index = cadence.floor(START) + step
    tick, following = cadence.tick(index), cadence.tick(index + 1)
    assert tick < cadence.end(index) <= following
    assert cadence.floor(tick) == cadence.floor(following - 1) == index
    assert int(cadence.wall(index).timestamp()) == tick


@given(cadences, moments(2022, 2025))
def test_first_tick_from_and_last_window_ended_by_a_moment_are_the_nearest_ones(cadence, moment):
    at = moment.timestamp()
    first, ended = ceil(cadence, at), last_ended(cadence, at)
    assert cadence.tick(first - 1) < at <= cadence.tick(first)
    assert cadence.end(ended) <= at < cadence.end(ended + 1)


@given(st.sampled_from(TIMEZONES), moments(2022, 2025))
def test_without_its_excluded_ticks_a_schedule_is_the_schedule_of_the_others(timezone, moment):
    at = moment.timestamp()
    without = cadence_for("0 3 * * *", timezone, ("0 3 * * 1",), at)
    others = cadence_for("0 3 * * 0,2,3,4,5,6", timezone, (), at)
    assert without.tick(without.floor(at)) == others.tick(others.floor(at))


@pytest.mark.parametrize("excluded", [(), ("0 0 * * *",)])
def test_equal_cadences_are_equal_values(excluded):
    one, same = (cadence_for("0 */6 * * *", "UTC", excluded, START) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
