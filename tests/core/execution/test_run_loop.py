"""The run loop: order, records, what a failure blocks and what it does not."""

import traceback

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetOut
from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.execution.run_loop import StepEnded, StepStarted
from dagbook.model.asset_key import AssetKey
from dagbook.model.results import Output


def made(name, *deps, error=None):
    @asset(name=name, deps=list(deps))
    def fn():
        if error is not None:
            raise error
        return name

    return fn


def test_steps_run_each_after_what_it_needs_then_by_name(run):
    seen = run(made("d", "b", "c"), made("c", "a"), made("b", "a"), made("a"))
    assert seen.story == [f"{key} {word}" for key in "abcd" for word in ("starts", "ends")]
    assert seen.status == "SUCCESS"


def test_every_step_is_recorded_before_the_next_begins(run):
    ended, at_start = [], []

    def look(event):
        log = seen_instance[0]
        if isinstance(event, StepEnded):
            ended.append(event.step.key)
            assert log.step(event.event_id).step_key == event.step.key
        elif isinstance(event, StepStarted):
            at_start.append((event.step.key, list(ended)))
            assert {key.to_user_string() for key in log.asset_keys()} == set(ended)

    from dagbook.storage.instance import DagsterInstance

    instance = DagsterInstance.ephemeral()
    seen_instance = [instance.event_log]
    seen = run(made("a"), made("b", "a"), made("c", "b"), instance=instance, on_event=look)
    assert seen.error is None
    assert at_start == [("a", []), ("b", ["a"]), ("c", ["a", "b"])]


def test_a_failure_blocks_what_needs_it_and_nothing_else(run):
    broken = ValueError("b is broken")
    seen = run(
        made("a"),
        made("b", "a", error=broken),
        made("c", "b"),
        made("d", "c"),
        made("e", "a"),
    )
    assert seen.recorded == {"a": "ok", "b": "failed", "e": "ok"}
    blocked = {
        event.step.key: event.because.key for event in seen.events if "because" in dir(event)
    }
    assert blocked == {"c": "b", "d": "b"}
    assert seen.status == "FAILURE"
    assert seen.outcome.error is broken


def test_a_later_failure_does_not_take_the_place_of_the_first(run):
    first = ValueError("first")
    seen = run(made("a", error=first), made("b", error=KeyError("second")))
    assert seen.outcome.error is first
    assert seen.recorded == {"a": "failed", "b": "failed"}


class EmptyError(Exception):
    """An error that is false, as an empty collection is."""

    def __len__(self):
        return 0


def test_an_error_that_is_false_is_an_error(run):
    error = EmptyError()
    assert run(made("a", error=error), made("b", error=ValueError())).outcome.error is error
    assert run(made("a", error=error), raise_on_error=True).error is error


def test_raise_on_error_raises_the_users_own_exception_at_once_with_its_traceback(run):
    def helper():
        raise LookupError("mine")

    @asset
    def a():
        helper()

    seen = run(a, made("b"), raise_on_error=True)
    assert type(seen.error) is LookupError
    assert [frame.name for frame in traceback.extract_tb(seen.error.__traceback__)][-2:] == [
        "a",
        "helper",
    ]
    assert seen.error.__cause__ is None
    assert seen.recorded == {"a": "failed"}
    assert seen.status == "FAILURE"


def test_what_only_a_program_raises_is_a_failure_like_others(run):
    seen = run(made("a", error=SystemExit(3)), made("b"))
    assert seen.recorded == {"a": "failed", "b": "ok"}
    assert seen.error is None


class UnspeakableError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def test_an_error_whose_message_cannot_be_shown_is_still_recorded(run):
    seen = run(made("a", error=UnspeakableError()), made("b"))
    assert seen.recorded == {"a": "failed", "b": "ok"}
    step = next(s for s in seen.outcome.steps if s.error)
    assert step.error.error_class == "UnspeakableError"
    assert "cannot be shown" in step.error.message


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt], ids=lambda each: each.__name__)
def test_an_interrupt_ends_the_run_also_after_an_earlier_failure(run, interrupt):
    error = interrupt()
    seen = run(made("a", error=ValueError()), made("b", error=error), made("c"))
    assert seen.error is error
    assert seen.recorded == {"a": "failed", "b": "canceled"}
    assert seen.status == "CANCELED"


def test_what_reads_an_optional_output_that_was_left_out_does_not_run(run):
    @multi_asset(outs={"x": AssetOut(is_required=False), "y": AssetOut()})
    def both():
        yield Output(1, "y")

    @asset
    def reads_x(x): ...

    @asset
    def below(reads_x): ...

    @asset
    def reads_y(y):
        return y + 1

    seen = run(both, reads_x, below, reads_y)
    assert seen.story == [
        "both starts",
        "both ends",
        "reads_x omitted",
        "below omitted",
        "reads_y starts",
        "reads_y ends",
    ]
    assert seen.status == "SUCCESS"
    assert not seen.instance.has_asset_key(AssetKey("x"))


def test_an_output_yielded_before_a_late_error_is_kept(run):
    @multi_asset(outs={"x": AssetOut(), "y": AssetOut()})
    def both():
        yield Output(1, "x")
        raise ValueError("late")

    seen = run(both)
    assert seen.recorded == {"both": "failed"}
    assert seen.instance.get_latest_materialization_event(AssetKey("x"))
    assert not seen.instance.get_latest_materialization_event(AssetKey("y"))


def test_a_generator_is_closed_when_an_output_cannot_be_stored(run):
    closed = []

    class Refuses(IOManager):
        def handle_output(self, *_):
            raise OSError("disk full")

        def load_input(self, context): ...

    @asset
    def a():
        try:
            yield Output(1)
            yield Output(2)
        finally:
            closed.append(True)

    seen = run(a, resources={"io_manager": Refuses()})
    assert type(seen.outcome.error) is OSError
    assert closed == [True]


def test_nothing_starts_once_the_run_is_canceled_between_steps(run):
    done = []

    def look(event):
        if isinstance(event, StepEnded):
            done.append(event.step.key)

    seen = run(made("a"), made("b", "a"), on_event=look, is_canceled=lambda: bool(done))
    assert seen.story == ["a starts", "a ends"]
    assert seen.status == "CANCELED"


def test_a_step_that_is_current_when_its_turn_comes_is_skipped(run):
    seen = run(made("a"), made("b", "a"), is_current=lambda step: step.key == "b")
    assert seen.story == ["a starts", "a ends", "b skipped"]
    assert seen.status == "SUCCESS"
