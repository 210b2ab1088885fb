from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import TIMEZONES, moments

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.time_zone import both_moments, comes_again, get_zone, resolve

walls = moments().map(lambda moment: moment.replace(tzinfo=None))
zones = st.sampled_from(TIMEZONES).map(get_zone)


@given(walls, zones)
def test_what_comes_of_a_wall_time_is_on_the_clock(wall, zone):
    moment = resolve(wall, zone, any_hour=True)
    shown = moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    moments_shown = both_moments(wall, zone)
    assert shown == wall if moments_shown else wall - timedelta(hours=1) <= shown
    assert not moments_shown or moment == moments_shown[-1]


@given(moments(), zones)
def test_a_moment_is_among_those_at_which_clocks_show_its_wall_time(moment, zone):
    local = moment.astimezone(zone)
    found = both_moments(local.replace(tzinfo=None), zone)
    assert local.timestamp() in [at.timestamp() for at in found]
    assert comes_again(local) == (len(found) == 2 and local.timestamp() == found[1].timestamp())


def test_a_skipped_time_exists_at_no_moment_and_a_repeated_one_at_two():
    berlin = get_zone("Europe/Berlin")
    skipped = datetime(2024, 3, 31, 2, 30, tzinfo=UTC).replace(tzinfo=None)
    repeated = datetime(2024, 10, 27, 2, 30, tzinfo=UTC).replace(tzinfo=None)
    assert both_moments(skipped, berlin) == ()
    assert len(both_moments(repeated, berlin)) == 2


@pytest.mark.parametrize("name", ["Mars/Base", "../etc/passwd", "", "Europe"])
def test_an_unknown_zone_is_named(name):
    with pytest.raises(DagsterInvalidDefinitionError) as caught:
        get_zone(name)
    assert f"There is no time zone {name!r}" in str(caught.value)
