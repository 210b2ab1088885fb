"""Seeing what another kernel does on the same store."""

import threading

from dagbook import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session
from dagbook.session.store_watch import StoreWatch


@asset
def one(): ...


def test_what_another_session_runs_is_noticed_and_after_stop_nothing_is(tmp_path):
    mine, other = Session(tmp_path / ".dagbook"), Session(tmp_path / ".dagbook")
    other.live.put(Origin("cell", "cell 1"), Found((one,)))
    changed = threading.Event()
    watch = StoreWatch(mine, changed.set, 0.01)
    assert not changed.wait(0.1)
    other.materialize("one")
    assert changed.wait(10)
    watch.stop()
    mine.close()
    other.close()


def test_a_session_that_is_closed_is_watched_no_more(tmp_path):
    session = Session(tmp_path / ".dagbook")
    before = set(threading.enumerate())
    StoreWatch(session, lambda: None, 0.01)
    (thread,) = set(threading.enumerate()) - before
    session.close()
    thread.join(10)
    assert not thread.is_alive()
