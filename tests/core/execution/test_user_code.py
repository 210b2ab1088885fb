"""Async assets: awaited with and without a running loop, cleaned up when interrupted."""

import asyncio
import gc
import sys
import threading

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.interrupts import UserCodeGate
from dagbook.execution.materialize import materialize_to_memory
from dagbook.execution.user_code import call
from dagbook.model.results import Output


@asset
async def waited():
    await asyncio.sleep(0)
    return 42


@asset
async def yielded():
    await asyncio.sleep(0)
    yield Output(7)


@asset
def both(waited, yielded):
    return waited, yielded


def test_async_assets_are_awaited():
    assert materialize_to_memory([waited, yielded, both]).asset_value("both") == (42, 7)


def test_async_assets_run_under_a_running_loop():
    async def cell():
        return materialize_to_memory([waited, yielded, both]).asset_value("both")

    assert asyncio.run(cell()) == (42, 7)


@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_the_error_of_a_coroutine_is_the_users_own(running):
    error = LookupError("mine")

    async def fails():
        await asyncio.sleep(0)
        raise error

    async def cell():
        return call(fails, (), {})

    with pytest.raises(LookupError) as raised:
        asyncio.run(cell()) if running else call(fails, (), {})
    assert raised.value is error


@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_what_a_coroutine_leaves_open_is_closed_with_its_loop(running, caplog):
    closed = []

    async def left_open():
        try:
            await asyncio.sleep(3600)
        finally:
            closed.append("task")

    async def numbers():
        try:
            yield 1
            yield 2
        finally:
            closed.append("generator")

    async def careless():
        task = asyncio.ensure_future(left_open())
        await asyncio.sleep(0)
        async for _ in numbers():
            return task.done()
        return None

    async def cell():
        return call(careless, (), {})

    assert (asyncio.run(cell()) if running else call(careless, (), {})) is False
    gc.collect()
    assert sorted(closed) == ["generator", "task"]
    # asyncio logs what was destroyed while it was pending.
    assert caplog.text == ""


@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_a_coroutine_that_waits_is_interrupted_at_once_and_cleans_up(running):
    gate, waits, closed = UserCodeGate(), threading.Event(), []
    waiting = threading.get_ident()

    async def waits_long():
        try:
            waits.set()
            await asyncio.sleep(3600)
        finally:
            closed.append(True)

    async def cell():
        with gate:
            call(waits_long, (), {})

    def cancel():
        waits.wait()
        # Until the thread is inside the call in C from which nothing but a waker gets it.
        while sys._current_frames()[waiting].f_code.co_name not in ("wait", "select"):
            pass
        gate.interrupt()

    other = threading.Thread(target=cancel)
    other.start()
    if running:
        with pytest.raises(DagsterExecutionInterruptedError):
            asyncio.run(cell())
    else:
        with pytest.raises(DagsterExecutionInterruptedError), gate:
            call(waits_long, (), {})
    other.join()
    assert closed == [True]


def test_no_thread_is_left_behind():
    async def cell():
        for _ in range(5):
            call(waited.fn, (), {})
        return threading.active_count()

    before = threading.active_count()
    assert asyncio.run(cell()) == before
