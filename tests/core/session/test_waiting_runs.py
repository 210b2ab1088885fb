import threading

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.events import RunQueued
from dagbook.session.session import Session

LONG = 20.0


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path)
    yield session
    session.close()


def test_what_another_run_made_while_this_one_waited_is_no_longer_in_its_plan(session):
    started, waits = threading.Event(), threading.Event()

    @asset(code_version="1")
    def slow():
        started.set()
        waits.wait(LONG)
        return 1

    session.live.put(Origin("1", "cell 1"), Found((slow,)))
    first = threading.Thread(target=session.materialize)
    first.start()
    assert started.wait(LONG)

    def on_event(event):
        if isinstance(event, RunQueued):
            waits.set()

    summary = session.materialize(on_event=on_event)
    first.join(LONG)
    assert (summary.steps, summary.skipped) == ((), ())


def test_a_plan_is_made_once_when_nothing_has_to_be_waited_for(session, monkeypatch):
    @asset
    def quick():
        return 1

    session.live.put(Origin("1", "cell 1"), Found((quick,)))
    planned = []
    plan = session.plan

    def counted(*arguments, **options):
        planned.append(arguments)
        return plan(*arguments, **options)

    monkeypatch.setattr(session, "plan", counted)
    assert len(session.materialize().steps) == 1
    assert len(planned) == 1
