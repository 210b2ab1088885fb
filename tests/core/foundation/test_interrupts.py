"""An interrupt from the keyboard waits for the end of the block, and is never lost."""

import signal
import threading

import pytest

from dagbook.foundation.interrupts import HeldInterrupts


def test_an_interrupt_comes_when_the_block_has_ended():
    seen = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - what happens before it is the claim
        with HeldInterrupts() as held:
            seen.append(held.is_waiting)
            signal.raise_signal(signal.SIGINT)
            seen.append(held.is_waiting)
        seen.append("not reached")
    assert seen == [False, True]


def test_without_an_interrupt_nothing_is_changed():
    before = signal.getsignal(signal.SIGINT)
    with HeldInterrupts():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_blocks_nest():
    seen = []
    with pytest.raises(KeyboardInterrupt), HeldInterrupts():  # noqa: PT012 - as above
        with HeldInterrupts():
            signal.raise_signal(signal.SIGINT)
        seen.append("the outer block goes on")
    assert seen == ["the outer block goes on"]


def test_an_error_of_the_block_is_the_context_of_the_interrupt():
    with pytest.raises(KeyboardInterrupt) as raised, HeldInterrupts():  # noqa: PT012 - as above
        signal.raise_signal(signal.SIGINT)
        raise ValueError("mine")
    assert type(raised.value.__context__) is ValueError


def test_in_other_threads_nothing_is_held():
    before, during = signal.getsignal(signal.SIGINT), []

    def work():
        with HeldInterrupts():
            during.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert during == [before]
