"""Interrupts reach user code and nothing else, once, whatever the code does with them."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import pytest

from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution import interrupts
from dagbook.execution.interrupts import UserCodeGate


def spin(seconds=20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    raise AssertionError("nobody interrupted")


def swallow():
    try:
        spin()
    except BaseException:  # noqa: BLE001 - what user code may do
        return


def disguise():
    try:
        spin()
    except BaseException as error:
        raise ValueError("another error") from error


def finish_in_finally():
    try:
        spin()
    finally:
        sum(range(1000))


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    code: object


CASES = (
    Case("pure Python", spin),
    Case("swallows it", swallow),
    Case("makes another error of it", disguise),
    Case("cleans up", finish_in_finally),
)


class Thread:
    """Runs *code* inside a gate, and keeps what came out and what came after."""

    def __init__(self, gate, code):
        self.gate, self.code = gate, code
        self.inside = threading.Event()
        self.error = None
        self.stored = 0
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            with self.gate:
                self.inside.set()
                self.code()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.error = error
        # What stores: nothing may come here any more.
        for _ in range(20_000):
            self.stored += 1

    def __enter__(self):
        self.thread.start()
        assert self.inside.wait(10)
        return self

    def __exit__(self, *_):
        self.thread.join(10)
        assert not self.thread.is_alive()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_interrupt_raises_in_user_code_and_only_there(case):
    gate = UserCodeGate()
    with Thread(gate, case.code) as running:
        assert gate.interrupt()
    assert type(running.error) is DagsterExecutionInterruptedError
    assert running.stored == 20_000


def test_a_second_interrupt_adds_nothing():
    gate = UserCodeGate()
    with Thread(gate, spin) as running:
        assert [gate.interrupt(), gate.interrupt(), gate.interrupt()] == [True, False, False]
    assert running.stored == 20_000


def test_an_interrupt_between_two_pieces_of_user_code_stops_the_second():
    gate = UserCodeGate()
    with gate:
        pass
    assert not gate.interrupt()
    began = []
    with pytest.raises(DagsterExecutionInterruptedError), gate:
        began.append(True)
    assert began == []


def test_what_was_sent_and_has_not_come_is_taken_back_before_anything_is_stored(monkeypatch):
    sent = []
    monkeypatch.setattr(interrupts, "_set_async_exc", lambda _, kind: sent.append(kind))
    gate = UserCodeGate()
    with pytest.raises(DagsterExecutionInterruptedError), gate:
        gate.interrupt()
    assert [kind.value for kind in sent] == [
        DagsterExecutionInterruptedError,
        interrupts._WithdrawnError,
    ]


def test_user_code_that_ends_as_the_interrupt_comes_is_interrupted_before_anything_is_stored():
    late = []
    for _ in range(300):
        gate = UserCodeGate()
        done = threading.Event()

        def code(done=done):
            done.wait()

        with Thread(gate, code) as running:
            done.set()
            gate.interrupt()
        late.append(type(running.error))
        assert running.stored == 20_000
    assert set(late) <= {DagsterExecutionInterruptedError, type(None)}


def test_without_an_interrupt_errors_pass_as_they_are():
    error = ValueError("mine")
    with pytest.raises(ValueError, match="mine") as raised, UserCodeGate():
        raise error
    assert raised.value is error


TRACED = """
import sys, threading
from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.interrupts import UserCodeGate

gate = UserCodeGate()
try:
    with gate:
        gate._lock.acquire()
        gate._requested = True
        gate._lock.release()
except DagsterExecutionInterruptedError:
    pass

def traced():
    return 1

sys.settrace(lambda *_: None)
print(traced())
"""


def test_after_an_interrupt_that_came_too_late_a_debugger_still_works():
    done = subprocess.run(
        [sys.executable, "-c", TRACED], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "1\n"
