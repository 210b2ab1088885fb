"""`Soon`: what is asked for comes in its time, by one thread that leaves when there is no more."""

import sys
import threading
from time import monotonic

import pytest

from dagbook.execution import soon
from dagbook.execution.soon import Soon, due_in


def threads_named(name):
    return [each for each in threading.enumerate() if each.name == name]


def test_one_thread_calls_all_each_when_its_time_has_come():
    waiting, called, all_done = Soon("one"), {}, threading.Semaphore(0)
    asked = {}
    for seconds in (0.05, 0.01, 0.03):
        asked[seconds] = monotonic()

        def note(seconds=seconds):
            called[seconds] = monotonic()
            all_done.release()

        waiting.call(due_in(seconds, note))
    assert len(threads_named("one")) == 1
    for _ in asked:
        assert all_done.acquire(timeout=10)
    assert all(called[seconds] - at >= seconds for seconds, at in asked.items())
    waiting.end_if_idle()


def test_what_is_cancelled_is_not_called():
    waiting, done, other = Soon("cancelled"), [], threading.Event()
    due = due_in(0.01, lambda: done.append("cancelled"))
    waiting.call(due)
    waiting.cancel(due)
    waiting.cancel(due)
    waiting.call(due_in(0.02, other.set))
    assert other.wait(10)
    assert done == []
    waiting.end_if_idle()


def test_the_thread_ends_by_itself_and_another_one_comes(monkeypatch):
    monkeypatch.setattr(soon, "MOST_SECONDS", 0.01)
    waiting = Soon("again")
    for _ in range(2):
        done = threading.Event()
        waiting.call(due_in(0.0, done.set))
        assert done.wait(10)
        for thread in threads_named("again"):
            thread.join(10)
        assert threads_named("again") == []


def test_ending_it_leaves_no_thread_unless_something_waits():
    waiting, due = Soon("ended"), due_in(60, list)
    waiting.call(due)
    waiting.end_if_idle()
    assert len(threads_named("ended")) == 1
    waiting.cancel(due)
    waiting.end_if_idle()
    assert threads_named("ended") == []


@pytest.fixture
def switching():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching")
def test_nothing_is_lost_where_threads_end_and_start_all_the_time(monkeypatch):
    monkeypatch.setattr(soon, "MOST_SECONDS", 0.0)
    waiting, called = Soon("busy"), threading.Semaphore(0)
    for _ in range(300):
        waiting.call(due_in(0.0, called.release))
    for _ in range(300):
        assert called.acquire(timeout=10)
    waiting.end_if_idle()
