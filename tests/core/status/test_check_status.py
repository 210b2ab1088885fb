"""How a check stands, from its latest evaluation, what is there now, and its code."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_check import asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckEvaluation, AssetCheckKey, AssetCheckSeverity
from dagbook.model.records import StoredCheck, StoredMaterialization
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.status.check_status import CheckMemory, CheckState, check_statuses, reads_now

ORDERS = AssetKey("orders")
KEY = AssetCheckKey(ORDERS, "some")
WARN = AssetCheckSeverity.WARN


@asset
def orders(): ...


@asset_check(asset="orders", blocking=True)
def some(orders): ...


GRAPH = build_graph([orders, some])
MADE = StoredMaterialization(1, "r", 1.0, 0.1, "v1", "f", (), None, None)
LATEST = {ORDERS: {None: MADE}}


def stored(*, passed, severity=AssetCheckSeverity.ERROR, code="c", latest=LATEST):
    evaluation = AssetCheckEvaluation(ORDERS, "some", passed, severity=severity, blocking=True)
    reads = reads_now(GRAPH, GRAPH.checks[KEY], None, latest)
    return StoredCheck(2, "r", 2.0, evaluation, reads, code)


def status(found=None, latest=LATEST, code="c"):
    evaluations = {KEY: {None: found}} if found is not None else {}
    return check_statuses(GRAPH, latest, evaluations, lambda _definition, _output: code)[KEY]


STATES = {
    "passed": (stored(passed=True), CheckState.PASSED, False),
    "failed": (stored(passed=False), CheckState.FAILED, True),
    "warned": (stored(passed=False, severity=WARN), CheckState.WARNED, False),
}


@pytest.mark.parametrize(("found", "state", "blocks"), STATES.values(), ids=STATES)
def test_what_was_found_last_is_its_state_and_a_failure_blocks(found, state, blocks):
    now = status(found)
    assert (now.state, now.blocks, now.is_stale) == (state, blocks, False)


def test_never_run_it_is_due_once_its_asset_has_a_value():
    assert status().state is CheckState.NOT_RUN
    assert len(status().to_do) == 1
    assert not status(latest={}).to_do


OTHERS = {
    "another value": ({ORDERS: {None: replace(MADE, version="v2")}}, "c"),
    "other code": (LATEST, "d"),
    "code that cannot be told": (LATEST, None),
}


@pytest.mark.parametrize(("latest", "code"), OTHERS.values(), ids=OTHERS)
def test_of_something_else_it_is_stale_due_and_blocks_no_more(latest, code):
    now = status(stored(passed=False), latest, code)
    assert now.state is CheckState.FAILED
    assert (now.is_stale, len(now.to_do), now.blocks) == (True, 1, False)


def test_an_equal_value_made_again_leaves_it_current():
    again = {ORDERS: {None: replace(MADE, event_id=9, run_id="later")}}
    assert not status(stored(passed=True), again).is_stale


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def parts(): ...


@asset_check(asset="parts", additional_ins={"orders": AssetIn()})
def of_parts(parts, orders): ...


@asset(check_specs=[AssetCheckSpec("inside", asset="both")])
def both(): ...


@asset_check(asset="orders", name="some")
def some_again(orders):
    return orders


WORLD = (orders, parts, both, of_parts)
PARTS, BOTH = AssetKey("parts"), AssetKey("both")
ROWS = st.sampled_from("12").map(lambda version: replace(MADE, version=version))
EVENTS = st.sampled_from([1, 2])
STEPS = st.one_of(
    st.tuples(st.just("make"), st.sampled_from([ORDERS, BOTH]), st.none(), ROWS, EVENTS),
    st.tuples(st.just("make"), st.just(PARTS), st.sampled_from("ab"), ROWS, EVENTS),
    st.tuples(st.just("wipe"), st.sampled_from([ORDERS, BOTH, PARTS])),
    st.tuples(st.just("find"), st.booleans(), st.sampled_from("cd"), EVENTS),
    st.tuples(st.just("write"), st.sampled_from("12")),
    st.tuples(st.just("inside"), st.booleans(), EVENTS),
    st.tuples(st.just("code"), st.sampled_from(["c", "d", None])),
    st.tuples(st.just("define"), st.booleans(), st.booleans()),
)


class Checked:
    """A store and definitions, to be changed one step at a time."""

    def __init__(self):
        self.latest, self.found, self.told, self.text = {}, {}, "c", "1"
        self.graph, self.memory = build_graph((*WORLD, some)), CheckMemory()

    def make(self, key, partition, row, event):
        rows = {**self.latest.get(key, {}), partition: replace(row, event_id=event)}
        self.latest = {**self.latest, key: rows}

    def wipe(self, key):
        self.latest = {each: rows for each, rows in self.latest.items() if each != key}

    def find(self, passed, code, event):
        evaluation = AssetCheckEvaluation(ORDERS, "some", passed, blocking=True)
        reads = reads_now(self.graph, self.graph.checks[KEY], None, self.latest)
        files = (("file:/limits", self.text),)
        self.found = {
            **self.found,
            KEY: {None: StoredCheck(event, "r", 2.0, evaluation, reads, code, None, files)},
        }

    def inside(self, passed, event):
        key = AssetCheckKey(BOTH, "inside")
        evaluation = AssetCheckEvaluation(BOTH, "inside", passed)
        self.found = {**self.found, key: {None: StoredCheck(event, "r", 2.0, evaluation)}}

    def write(self, text):
        self.text = text

    def code(self, code):
        self.told = code

    def define(self, is_first, is_made):
        world = WORLD if is_made else WORLD[1:]
        self.graph = build_graph((*world, some if is_first else some_again), before=self.graph)

    def statuses(self, memory):
        return check_statuses(
            self.graph, self.latest, self.found, lambda *_: self.told, memory, lambda *_: self.text
        )


@given(st.lists(STEPS, max_size=10))
def test_statuses_with_a_memory_are_those_without(steps):
    world = Checked()
    for what, *how in (("code", "c"), *steps):
        getattr(world, what)(*how)
        assert world.statuses(world.memory) == world.statuses(None)


def test_what_nothing_touched_stays_the_same_object():
    world = Checked()
    before = world.statuses(world.memory)
    world.make(BOTH, None, MADE, 2)
    after = world.statuses(world.memory)
    # What has partitions is asked each time.
    assert [key.name for key in after if after[key] is not before[key]] == ["inside", "of_parts"]
