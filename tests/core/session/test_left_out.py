"""Partitions that are missing and cannot be made are not called current."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.errors import MissingUpstreamPartitionsError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.session.left_out import LeftOut
from dagbook.session.session import Session

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-16")
WEEKS = WeeklyPartitionsDefinition("2024-01-01", end_date="2024-01-30")


@asset(partitions_def=DAYS)
def daily():
    return 1


@asset(partitions_def=WEEKS)
def weekly(daily):
    return len(daily)


NOTE = (
    "2 partitions of weekly cannot be made: 2024-01-14 reads daily[2024-01-16], which does not "
    "exist."
)


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path)
    session.live.put(Origin("1", "cell 1"), Found((daily, weekly)))
    yield session
    session.close()


def test_they_are_told_to_who_names_the_asset(session):
    plan = session.plan("weekly")
    assert plan.left_out == (LeftOut(AssetKey("weekly"), 2, "2024-01-14", "daily", "2024-01-16"),)
    summary = session.materialize("weekly")
    assert summary.success
    assert summary.notes == (NOTE,)
    assert [each.partition for each in summary.steps][-1:] == ["2024-01-07"]


def test_a_bare_update_tells_it_only_where_there_is_nothing_else_to_do(session):
    assert session.materialize().notes == ()
    again = session.materialize()
    assert again.notes == (NOTE,)
    assert not again.nothing_to_do


def test_the_plan_names_them_instead_of_calling_them_current(session):
    session.materialize()
    summary = session.plan_summary()
    assert summary.current == ("daily",)
    assert summary.left_out == (NOTE,)


def test_what_is_named_partition_by_partition_is_an_error_as_before(session):
    with pytest.raises(MissingUpstreamPartitionsError, match="2024-01-16"):
        session.plan("weekly", "2024-01-14")


def test_nothing_is_left_out_where_all_can_be_made(session):
    assert session.plan("daily").left_out == ()
    assert session.plan("weekly", "2024-01-07").left_out == ()
