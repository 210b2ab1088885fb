import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepRecord
from dagbook.session.session import Session


@asset
def raw():
    return 1


@asset
def quick(raw):
    return 1


@asset
def slow(raw):
    return 1


@asset
def report(quick, slow):
    return 1


@multi_asset(specs=[AssetSpec("left"), AssetSpec("right")])
def both():
    return None


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path)
    session.live.put(Origin("1", "cell 1"), Found((raw, quick, slow, report, both)))
    yield session
    session.close()


def made(session, name, seconds):
    key = AssetKey(name)
    record = StepRecord(
        "", name, None, 1.0, seconds, (key,), (Materialization(key, None, "v", None),)
    )
    session.instance.event_log.record_step(record)


def test_the_longest_path_is_that_of_past_durations(session):
    for name, seconds in (("raw", 1.0), ("quick", 2.0), ("slow", 30.0), ("report", 4.0)):
        made(session, name, seconds)
    plan = session.plan_summary("*")
    assert plan.longest_path == ("raw", "slow", "report")
    assert plan.longest_seconds == 35.0
    assert plan.seconds == 37.0
    assert {row.name: row.seconds for row in plan.rows}["quick"] == 2.0


def test_assets_of_one_function_are_one_step(session):
    plan = session.plan_summary("left or right")
    assert plan.steps == 1
    assert [(row.name, row.steps) for row in plan.rows] == [("left", 1), ("right", 1)]
    assert plan.seconds is None


def test_the_summary_has_what_materialize_would_run(session):
    session.materialize("raw")
    plan = session.plan_summary()
    steps = {key.to_user_string() for step in session.plan().steps for key in step.selected}
    assert {row.name for row in plan.rows} == steps
    assert plan.current == ("raw",)
