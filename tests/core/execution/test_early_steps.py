"""Async steps begin together, and everything else about them is as if they had not."""

import asyncio
import logging
import sys
import threading
import time

import pytest

from dagbook import (
    AssetExecutionContext,
    AssetSpec,
    DagsterInstance,
    DagsterRunStatus,
    MaterializeResult,
    Output,
    RetryPolicy,
    asset,
    get_dagster_logger,
    job,
    materialize,
    materialize_to_memory,
    multi_asset,
    op,
)
from dagbook.execution import early_steps
from dagbook.execution.interrupts import UserCodeGate

WAIT = 20


class Meeting:
    """Lets *number* coroutines go on once all of them are there."""

    def __init__(self, number):
        self.number, self.there, self.all = number, 0, None

    async def reached(self):
        self.all = self.all or asyncio.Event()
        self.there += 1
        if self.there == self.number:
            self.all.set()
        await asyncio.wait_for(self.all.wait(), WAIT)


def story(result):
    kinds = ("STEP_START", "STEP_SUCCESS", "STEP_FAILURE", "STEP_UP_FOR_RETRY")
    return [
        (each.step_key, each.event_type_value)
        for each in result.all_events
        if each.event_type_value in kinds
    ]


def made_by(assets, running=False, **more):
    """Run *assets*, under a running loop where a notebook's cell would."""
    if not running:
        return materialize_to_memory(assets, **more)

    async def cell():
        return materialize_to_memory(assets, **more)

    return asyncio.run(cell())


@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_those_that_can_run_wait_together_and_end_in_order(running):
    meeting = Meeting(3)

    @asset
    async def a():
        await meeting.reached()
        return 1

    @asset
    def between():
        return 2

    @asset
    async def b():
        await meeting.reached()
        await asyncio.sleep(0.01)
        return 3

    @asset
    async def c():
        await meeting.reached()
        yield Output(4)

    @asset
    async def total(a, b, c, between):
        return a + b + c + between

    result = made_by([a, between, b, c, total], running)
    assert result.asset_value("total") == 10
    keys = ["a", "b", "between", "c", "total"]
    assert story(result) == [(key, kind) for key in keys for kind in ("STEP_START", "STEP_SUCCESS")]


def test_ops_wait_together_too():
    meeting = Meeting(2)

    @op
    async def one():
        await meeting.reached()
        return 1

    @op
    async def two():
        await meeting.reached()
        return 2

    @op
    def add(a, b):
        return a + b

    @job
    def numbers():
        add(one(), two())

    assert numbers.execute_in_process().output_for_node("add") == 3


@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_an_error_is_told_in_its_turn_and_blocks_what_it_would(running):
    meeting = Meeting(2)

    @asset
    async def a():
        await meeting.reached()
        await asyncio.sleep(0.01)
        return 1

    @asset
    async def b():
        await meeting.reached()
        raise SystemExit(3)

    @asset
    def after_a(a): ...

    @asset
    def after_b(b): ...

    result = made_by([a, b, after_a, after_b], running, raise_on_error=False)
    assert story(result) == [
        ("a", "STEP_START"),
        ("a", "STEP_SUCCESS"),
        ("b", "STEP_START"),
        ("b", "STEP_FAILURE"),
        ("after_a", "STEP_START"),
        ("after_a", "STEP_SUCCESS"),
    ]


@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_a_failure_that_ends_the_run_cancels_and_records_the_others(running):
    meeting, closed = Meeting(2), []

    @asset
    async def a():
        await meeting.reached()
        raise ValueError("spoilt")

    @asset
    async def b():
        try:
            await meeting.reached()
            await asyncio.sleep(3600)
        finally:
            closed.append("b")

    instance = DagsterInstance.ephemeral()
    with pytest.raises(ValueError, match="spoilt"):
        made_by([a, b], running, instance=instance)
    assert closed == ["b"]
    (last,) = instance.get_runs()
    assert last.status is DagsterRunStatus.FAILURE
    steps = instance.event_log.steps(last.run_id)
    assert [(each.step_key, each.canceled) for each in steps] == [("a", False), ("b", True)]


@pytest.mark.parametrize("where", ["waits", "works"])
@pytest.mark.parametrize("running", [False, True], ids=["no loop", "a running loop"])
def test_an_interrupt_cancels_all_of_them(run, running, where):
    meeting, gate, waits, closed = Meeting(2), UserCodeGate(), threading.Event(), []

    @asset
    async def a():
        try:
            await meeting.reached()
            await asyncio.sleep(3600)
        finally:
            closed.append("a")

    @asset
    async def b():
        try:
            await meeting.reached()
            waits.set()
            if where == "waits" or running:
                await asyncio.sleep(3600)
            end = time.monotonic() + WAIT
            while time.monotonic() < end:
                pass
        finally:
            closed.append("b")

    def interrupt():
        waits.wait()
        time.sleep(0.05)
        gate.interrupt()

    async def cell():
        return run(a, b, gate=gate)

    other = threading.Thread(target=interrupt)
    other.start()
    began = time.monotonic()
    found = asyncio.run(cell()) if running else run(a, b, gate=gate)
    other.join()
    assert time.monotonic() - began < WAIT / 2
    assert sorted(closed) == ["a", "b"]
    assert found.status == "CANCELED"
    assert found.recorded == {"a": "canceled", "b": "canceled"}


def test_one_that_is_tried_again_waits_with_others():
    meeting, tries = Meeting(2), []

    @asset(retry_policy=RetryPolicy(max_retries=1))
    async def a():
        tries.append("a")
        if len(tries) == 1:
            raise ValueError("spoilt")
        await meeting.reached()
        return 1

    @asset
    def first(): ...

    @asset(deps=[first])
    async def b():
        await meeting.reached()

    result = materialize_to_memory([a, first, b])
    assert result.success
    assert tries == ["a", "a"]
    assert ("a", "STEP_UP_FOR_RETRY") in story(result)


def test_what_is_said_and_read_is_that_of_the_step_which_does_it(tmp_path):
    meeting, seen = Meeting(2), []
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(name)

    def made(name):
        @asset(name=name)
        async def reads(context: AssetExecutionContext):
            await meeting.reached()
            seen.append(AssetExecutionContext.get().asset_key == context.asset_key)
            sys.stdout.write(f"printed by {name}\n")
            get_dagster_logger().info("logged by %s", name)
            text = (tmp_path / f"{name}.csv").read_text()
            return MaterializeResult(metadata={"read": text})

        return reads

    level = logging.getLogger("dagster.builtin").level
    with DagsterInstance.local_temp(str(tmp_path / "store")) as instance:
        result = materialize([made("a"), made("b")], instance=instance)
        steps = instance.event_log.steps(result.run_id)
        said = instance.event_log.lines.read(result.run_id)
    assert seen == [True, True]
    assert logging.getLogger("dagster.builtin").level == level
    for step in steps:
        files = [name for name, _ in step.materializations[0].inputs]
        assert files == [f"file:{tmp_path}/{step.step_key}.csv"]
    lines = {(each.step_key, each.text) for each in said}
    assert lines == {(name, f"{how} by {name}") for name in "ab" for how in ("printed", "logged")}


def test_no_more_than_a_bound_are_under_way(monkeypatch):
    monkeypatch.setattr(early_steps, "MOST", 3)
    now, most = [], []

    def made(number):
        @asset(name=f"a{number}")
        async def waits():
            now.append(number)
            most.append(len(now))
            await asyncio.sleep(0.01)
            now.remove(number)

        return waits

    assert materialize_to_memory([made(number) for number in range(8)]).success
    assert max(most) == 3


def test_a_step_is_as_long_as_it_took_and_not_as_its_turn_was_late():
    @asset
    async def a():
        await asyncio.sleep(0.2)

    @multi_asset(specs=[AssetSpec("b")])
    async def b():
        await asyncio.sleep(0)

    instance = DagsterInstance.ephemeral()
    result = materialize_to_memory([a, b], instance=instance)
    seconds = {each.step_key: each.seconds for each in instance.event_log.steps(result.run_id)}
    assert seconds["a"] >= 0.2
    assert seconds["b"] < 0.1
