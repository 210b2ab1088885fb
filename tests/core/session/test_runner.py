"""One run at a time: who waits, who is told what, and how runs are cancelled."""

import sys
import threading
import time

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetOut
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.errors import (
    DagsterExecutionInterruptedError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
)
from dagbook.execution.materialize import materialize_to_memory
from dagbook.execution.run_loop import StepBlocked
from dagbook.model.results import Output
from dagbook.session.events import RunEnded, RunQueued, RunStarted
from dagbook.session.planning import ConfirmationNeededError
from dagbook.session.runner import RunQueue

SECONDS = 20


class Watch:
    """Keeps what a session tells, in order."""

    def __init__(self, session):
        self.events = []
        self.stop = session.subscribe(self.events.append)

    @property
    def story(self):
        return [
            f"{type(each).__name__} {each.step.key}"
            if hasattr(each, "step")
            else type(each).__name__
            for each in self.events
        ]


class Slow:
    """An asset that begins, and ends when it is let go."""

    def __init__(self):
        self.begins, self.go = threading.Event(), threading.Event()

    def wait(self):
        self.begins.set()
        assert self.go.wait(SECONDS)


class Ending:
    """What a background run ended with."""

    def __init__(self):
        self.event, self.result = threading.Event(), None

    def __call__(self, result):
        self.result = result
        self.event.set()

    def wait(self):
        assert self.event.wait(SECONDS)
        return self.result


def spin():
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        pass
    raise AssertionError("nobody interrupted")


@asset
def one():
    return 1


@asset
def two(one):
    return one + 1


def test_those_who_watch_are_told_everything_in_order(notebook):
    notebook.define(one, two)
    watch = Watch(notebook.session)
    notebook.session.announce_definitions_changed()
    notebook.run()
    assert watch.story == [
        "DefinitionsChanged",
        "RunStarted",
        "StepStarted one",
        "StepEnded one",
        "StepStarted two",
        "StepEnded two",
        "RunEnded",
    ]
    watch.stop()
    notebook.run("one")
    assert len(watch.events) == 7


def test_a_listener_that_raises_is_logged_and_the_run_goes_on(notebook, caplog):
    notebook.define(one)

    def broken(event):
        raise RuntimeError(f"no {type(event).__name__}")

    notebook.session.subscribe(broken)
    watch = Watch(notebook.session)
    assert notebook.run() == ["one"]
    assert "no StepEnded" in caplog.text
    assert watch.story[-1] == "RunEnded"


def test_a_background_run_is_recorded_and_tells_how_it_went(notebook):
    notebook.define(one, two)
    ending = Ending()
    run_id = notebook.session.enqueue(on_end=ending)
    assert ending.wait().success
    assert notebook.session.instance.event_log.run(run_id).is_success
    assert notebook.session.load("two") == 2


def test_background_runs_go_one_after_the_other_in_the_order_they_came(notebook):
    running, most, order = [], [], []

    def made(name):
        @asset(name=name)
        def fn():
            running.append(name)
            most.append(len(running))
            order.append(name)
            running.remove(name)

        return fn

    names = list("dbca")
    notebook.define(*map(made, names))
    endings = []
    for name in names:
        endings.append(Ending())
        notebook.session.enqueue(name, on_end=endings[-1])
    assert all(each.wait().success for each in endings)
    assert order == names
    assert set(most) == {1}


def test_a_foreground_run_waits_for_the_background_and_says_so(notebook):
    slow, order = Slow(), []

    @asset
    def behind():
        slow.wait()
        order.append("behind")

    @asset
    def front():
        order.append("front")

    notebook.define(behind, front)
    ending = Ending()
    notebook.session.enqueue("behind", on_end=ending)
    assert slow.begins.wait(SECONDS)
    told = []

    def on_event(event):
        told.append(type(event))
        if isinstance(event, RunQueued):
            slow.go.set()

    notebook.session.materialize("front", on_event=on_event)
    assert order == ["behind", "front"]
    assert told[:2] == [RunQueued, RunStarted]
    assert ending.wait().success


def test_cancel_ends_user_code_of_a_background_run_and_the_next_one_works(notebook):
    begins = threading.Event()

    @asset
    def endless():
        begins.set()
        spin()

    notebook.define(endless, one)
    watch, ending = Watch(notebook.session), Ending()
    run_id = notebook.session.enqueue("endless or one", on_end=ending)
    assert begins.wait(SECONDS)
    assert notebook.session.is_running
    assert notebook.session.cancel(run_id)
    summary = ending.wait()
    assert isinstance(summary.error, DagsterExecutionInterruptedError)
    assert not summary.success
    assert notebook.session.instance.event_log.run(run_id).status.value == "CANCELED"
    assert watch.story[-1] == "RunEnded"
    assert "StepStarted one" not in watch.story
    assert notebook.session.badges()["endless"].state == "never"
    assert notebook.run("one") == ["one"]


def test_cancel_reaches_the_code_of_a_generator_and_keeps_what_it_yielded(notebook):
    begins = threading.Event()

    @multi_asset(outs={"x": AssetOut(), "y": AssetOut()})
    def endless():
        yield Output(1, "x")
        begins.set()
        spin()
        yield Output(2, "y")

    notebook.define(endless)
    ending = Ending()
    notebook.session.enqueue(on_end=ending)
    assert begins.wait(SECONDS)
    notebook.session.cancel()
    assert isinstance(ending.wait().error, DagsterExecutionInterruptedError)
    assert notebook.session.load("x") == 1
    assert notebook.state("y") == "never"


def test_cancel_from_another_thread_ends_a_foreground_run(notebook):
    begins = threading.Event()

    @asset
    def endless():
        begins.set()
        spin()

    def cancel():
        begins.wait()
        notebook.session.cancel()

    notebook.define(endless)
    other = threading.Thread(target=cancel)
    other.start()
    summary = notebook.session.materialize()
    other.join()
    assert isinstance(summary.error, DagsterExecutionInterruptedError)


def test_a_run_that_waits_can_be_cancelled_before_it_begins(notebook):
    slow = Slow()

    @asset
    def first():
        slow.wait()

    notebook.define(first, one)
    endings = Ending(), Ending()
    notebook.session.enqueue("first", on_end=endings[0])
    waiting = notebook.session.enqueue("one", on_end=endings[1])
    assert slow.begins.wait(SECONDS)
    assert notebook.session.cancel(waiting)
    slow.go.set()
    assert endings[0].wait().success
    endings[1].wait()
    assert notebook.state("one") == "never"
    assert notebook.session.instance.event_log.run(waiting) is None


def test_a_run_that_waits_for_the_foreground_can_be_cancelled(notebook):
    waiting = []

    @asset
    def front():
        waiting.append(notebook.session.enqueue("one", on_end=ending))
        time.sleep(0.05)  # the background thread is at the door by now, or comes to it later
        assert notebook.session.cancel(waiting[0])

    ending = Ending()
    notebook.define(front, one)
    assert notebook.run("front") == ["front"]
    ending.wait()
    assert notebook.state("one") == "never"


def test_there_may_be_nothing_to_cancel(notebook):
    assert not notebook.session.cancel()
    assert not notebook.session.cancel("no such run")


def test_what_keeps_a_background_run_from_running_is_handed_over(notebook):
    notebook.define(one)
    ending = Ending()
    notebook.session.enqueue("onee", on_end=ending)
    assert "Did you mean one?" in str(ending.wait())


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_whatever_a_background_run_raises_the_next_one_runs(notebook, error):
    @asset
    def fails():
        raise error

    notebook.define(fails, one)
    first, second = Ending(), Ending()
    notebook.session.enqueue("fails", on_end=first)
    notebook.session.enqueue("one", on_end=second)
    assert second.wait().success
    assert notebook.session.load("one") == 1


def test_a_step_that_starts_a_run_in_its_own_session_is_told_what_to_do(notebook):
    @asset
    def nested():
        notebook.session.materialize("one")

    notebook.define(nested, one)
    summary = notebook.session.materialize("nested")
    assert isinstance(summary.error, DagsterInvariantViolationError)
    assert "as an input" in str(summary.error)
    assert notebook.run("one") == ["one"]


def test_a_failure_is_in_the_summary_and_what_it_blocks(notebook):
    error = ValueError("mine")

    @asset
    def fails():
        raise error

    @asset
    def below(fails): ...

    notebook.define(fails, below, one)
    watch = Watch(notebook.session)
    summary = notebook.session.materialize()
    assert summary.error is error
    assert [step.step_key for step in summary.failed] == ["fails"]
    assert [(a.key, b.key) for a, b in summary.blocked] == [("below", "fails")]
    assert [type(e) for e in watch.events].count(StepBlocked) == 1
    assert notebook.session.load("one") == 1
    assert notebook.state("fails") == "failed"


def test_an_interrupt_is_raised_and_told_and_the_next_run_works(notebook):
    fails = [True]

    @asset
    def interrupted():
        if fails:
            raise KeyboardInterrupt

    notebook.define(interrupted)
    watch = Watch(notebook.session)
    with pytest.raises(KeyboardInterrupt):
        notebook.session.materialize()
    assert watch.story[-1] == "RunEnded"
    assert isinstance(watch.events[-1], RunEnded)
    assert not watch.events[-1].summary.success
    assert notebook.session.instance.event_log.runs(1)[0].status.value == "CANCELED"
    fails.clear()
    assert notebook.run() == ["interrupted"]


def test_closing_ends_what_runs_and_starts_nothing_more(notebook, open_notebook):
    begins = threading.Event()

    @asset
    def endless():
        begins.set()
        spin()

    other = open_notebook()
    other.define(endless, one)
    endings = Ending(), Ending()
    run_id = other.session.enqueue("endless", on_end=endings[0])
    other.session.enqueue("one", on_end=endings[1])
    assert begins.wait(SECONDS)
    other.session.close()
    assert isinstance(endings[0].wait().error, DagsterExecutionInterruptedError)
    assert not endings[1].event.is_set()
    assert notebook.session.instance.event_log.run(run_id).status.value == "CANCELED"


def test_what_waits_for_the_foreground_never_runs_once_the_queue_is_closed():
    queue, ran = RunQueue(), []

    def front(_):
        queue.enqueue(lambda _: ran.append("behind"))
        worker = queue._worker
        while sys._current_frames()[worker.ident].f_code.co_name != "_take_turn":
            time.sleep(0.001)
        queue.close()
        ran.append("front")

    def waited(_):
        raise AssertionError("nothing was before it")

    queue.run_here(front, waited)
    while queue._worker is not None:
        time.sleep(0.001)
    assert ran == ["front"]
    queue.run_here(lambda _: ran.append("after"), waited)
    assert ran == ["front", "after"]


def test_a_run_that_cannot_begin_ends_without_success(notebook):
    @asset(required_resource_keys={"db"})
    def needs(): ...

    notebook.define(needs)
    watch = Watch(notebook.session)
    with pytest.raises(DagsterInvalidDefinitionError, match="'db'"):
        notebook.session.materialize()
    summary = watch.events[-1].summary
    assert (summary.run, summary.success, summary.nothing_to_do) == (None, False, False)


def test_a_chain_of_five_thousand_runs(notebook):
    def link(at):
        if at == 0:

            @asset(name="link_0")
            def first():
                return 0

            return first
        namespace = {}
        exec(f"def link(link_{at - 1}):\n    return link_{at - 1} + 1", namespace)
        return asset(name=f"link_{at}")(namespace["link"])

    depth = 5_000
    notebook.define(*map(link, range(depth)))
    with pytest.raises(ConfirmationNeededError, match="This would run 5000 steps"):
        notebook.session.materialize()
    result = materialize_to_memory(notebook.session.live_assets())
    assert result.output_for_node(f"link_{depth - 1}") == depth - 1
    assert len(notebook.run(yes=True)) == depth
    assert notebook.run() == []
