"""A whole run: resources around it, how it is recorded, interrupts wherever they come."""

import logging
from dataclasses import dataclass

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetOut
from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.errors import DagsterInvalidDefinitionError, DagsterResourceFunctionError
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.model.results import Output

LOG = []


class Logged(ConfigurableResource):
    """Logs what happens to it."""

    name: str

    def setup_for_execution(self, *_):
        LOG.append(f"{self.name} up")

    def teardown_after_execution(self, *_):
        LOG.append(f"{self.name} down")


class First(Logged): ...


class Second(Logged): ...


class BrokenAtStart(Logged):
    def setup_for_execution(self, *_):
        raise ConnectionError("no route")


class BrokenAtEnd(Logged):
    def teardown_after_execution(self, *_):
        raise ConnectionError("gone")


@pytest.fixture(autouse=True)
def _empty_log():
    LOG.clear()


@asset
def one(first: First):
    LOG.append("one")


@asset(deps=["one"])
def two(first: First, second: Second):
    LOG.append("two")


BOUND = {"first": First(name="first"), "second": Second(name="second")}
WHOLE = ["first up", "second up", "one", "two", "second down", "first down"]


def test_resources_are_set_up_once_a_run_and_torn_down_in_reverse_order(run):
    assert run(one, two, resources=BOUND).status == "SUCCESS"
    assert LOG == WHOLE


def test_a_resource_that_nothing_requires_is_never_set_up(run):
    run(one, resources={**BOUND, "third": Logged(name="third")})
    assert LOG == ["first up", "one", "first down"]


@pytest.mark.parametrize("error", [ValueError(), SystemExit(), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize("raise_on_error", [True, False])
def test_resources_are_torn_down_after_a_failure(run, error, raise_on_error):
    @asset
    def fails(first: First, second: Second):
        raise error

    run(fails, resources=BOUND, raise_on_error=raise_on_error)
    assert LOG == ["first up", "second up", "second down", "first down"]


def test_a_resource_that_cannot_be_set_up_fails_the_run_and_those_before_it_are_torn_down(run):
    bound = {"first": First(name="first"), "second": BrokenAtStart(name="second")}

    @asset
    def uses(first: First, second: BrokenAtStart): ...

    seen = run(uses, resources=bound)
    assert seen.error is None
    assert type(seen.outcome.error) is DagsterResourceFunctionError
    assert type(seen.outcome.error.user_exception) is ConnectionError
    assert seen.story == []
    assert seen.status == "FAILURE"
    assert LOG == ["first up", "first down"]
    raised = run(uses, resources=bound, raise_on_error=True).error
    assert type(raised) is DagsterResourceFunctionError
    assert type(raised.__cause__) is ConnectionError


def test_a_resource_that_fails_as_it_is_torn_down_is_logged_and_what_was_made_stays(run, caplog):
    @asset
    def uses(first: First, second: BrokenAtEnd):
        return 1

    bound = {"first": First(name="first"), "second": BrokenAtEnd(name="second")}
    with caplog.at_level(logging.ERROR, "dagbook"):
        seen = run(uses, resources=bound)
    assert seen.status == "SUCCESS"
    assert LOG == ["first up", "second up", "first down"]
    assert "ConnectionError: gone" in caplog.text


def test_a_resource_that_nothing_binds_is_named_before_anything_runs(run):
    seen = run(two, one, resources={"first": BOUND["first"], "secnd": BOUND["second"]})
    assert type(seen.error) is DagsterInvalidDefinitionError
    assert "'second'" in str(seen.error)
    assert "Did you mean secnd?" in str(seen.error)
    assert LOG == []
    assert seen.instance.event_log.runs() == ()


# -- interrupts


def interrupt():
    raise KeyboardInterrupt


class InterruptedIn(IOManager):
    """An IO manager with an interrupt at one place, the first time; else in memory."""

    def __init__(self, place):
        self.place, self.inner = place, InMemoryIOManager()

    def handle_output(self, context, obj):
        self.pass_by(f"before storing {context.asset_key.to_user_string()}")
        self.inner.handle_output(context, obj)
        self.pass_by(f"after storing {context.asset_key.to_user_string()}")

    def load_input(self, context):
        self.pass_by(f"loading {context.asset_key.to_user_string()}")
        return self.inner.load_input(context)

    def pass_by(self, place):
        if place == self.place:
            self.place = ""
            raise KeyboardInterrupt


@dataclass(frozen=True, slots=True)
class Point:
    """Where an interrupt comes, and how each step is recorded that began."""

    place: str
    recorded: dict

    @property
    def id(self):
        return self.place


POINTS = (
    Point("in a resource's set-up", {}),
    Point("in user code of raw", {"raw": "canceled"}),
    Point("before storing raw", {"raw": "canceled"}),
    Point("after storing raw", {"raw": "canceled"}),
    Point("loading raw", {"raw": "ok", "both": "canceled"}),
    Point("between two outputs", {"raw": "ok", "both": "canceled"}),
    Point("after storing y", {"raw": "ok", "both": "canceled"}),
    Point("in a resource's teardown", {"raw": "ok", "both": "ok"}),
    Point("nowhere", {"raw": "ok", "both": "ok"}),
)


class Places(ConfigurableResource):
    """Interrupts at a place of its own."""

    def setup_for_execution(self, *_):
        MANAGER[0].pass_by("in a resource's set-up")

    def teardown_after_execution(self, *_):
        MANAGER[0].pass_by("in a resource's teardown")


MANAGER = []


@asset
def raw(places: Places):
    MANAGER[0].pass_by("in user code of raw")
    return 1


@multi_asset(outs={"x": AssetOut(), "y": AssetOut()})
def both(raw):
    yield Output(raw, "x")
    MANAGER[0].pass_by("between two outputs")
    yield Output(raw, "y")


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.id)
def test_wherever_an_interrupt_comes_the_run_is_recorded_and_the_next_one_works(run, point):
    MANAGER[:] = [InterruptedIn(point.place)]
    bound = {"places": Places(), "io_manager": MANAGER[0]}
    seen = run(raw, both, resources=bound)
    canceled = point.place != "nowhere"
    assert isinstance(seen.error, KeyboardInterrupt) == canceled
    assert seen.status == ("CANCELED" if canceled else "SUCCESS")
    assert seen.recorded == point.recorded
    # What is recorded as made can be loaded: nothing is half there.
    for key in seen.instance.get_asset_keys():
        assert (key, None) in MANAGER[0].inner.values
    again = run(raw, both, resources=bound, instance=seen.instance)
    assert again.error is None
    assert again.recorded == {"raw": "ok", "both": "ok"}
    assert again.instance.event_log.failures() == {}
