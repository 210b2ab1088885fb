"""Whatever is edited, run or lost: statuses from what is remembered are those from scratch."""

import linecache
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook import asset
from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.live_definitions import Found, LiveDefinitions, Origin
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepError, StoredFailure, StoredMaterialization
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.status.asset_status import StatusInputs
from dagbook.status.asset_statuses import asset_statuses
from dagbook.status.present import provenance_now
from dagbook.status.status_memory import StatusMemory
from dagbook.storage.accepted import Acceptance
from dagbook.storage.projection import Projection
from dagbook.versions.definition_version import PresentCode
from dagbook.versions.fingerprint import one_moment

COUNT = 5
PARTS = {
    "none": "None",
    "static": "StaticPartitionsDefinition(['a', 'b'])",
    "daily": "DailyPartitionsDefinition('2024-01-01')",
}
ASSETS = st.integers(0, COUNT - 1)
DIGITS = st.integers(0, 2)
CHANGES = st.one_of(
    st.tuples(
        st.just("define"),
        ASSETS,
        st.sets(ASSETS, max_size=2),
        st.sampled_from(sorted(PARTS)),
        DIGITS,
    ),
    st.tuples(st.just("remove"), ASSETS),
    st.tuples(st.just("helper"), DIGITS, DIGITS),
    st.tuples(st.just("number"), DIGITS),
    st.tuples(st.just("grow")),
    st.tuples(st.just("patch"), DIGITS),
    st.tuples(st.just("day")),
    st.tuples(st.just("make"), ASSETS, st.booleans()),
    st.tuples(st.just("wipe"), ASSETS),
    st.tuples(st.just("fail"), ASSETS),
    st.tuples(st.just("lose"), ASSETS),
    st.tuples(st.just("find"), ASSETS),
    st.tuples(st.just("observe"), ASSETS, DIGITS),
    st.tuples(st.just("accept"), ASSETS),
    st.tuples(st.just("bind"), DIGITS),
)


def key_of(number):
    return AssetKey(f"a{number}")


class World:
    """A notebook and its store, to be changed one step at a time."""

    def __init__(self):
        self.space = {
            "__name__": "__main__",
            "asset": asset,
            "StaticPartitionsDefinition": StaticPartitionsDefinition,
            "DailyPartitionsDefinition": DailyPartitionsDefinition,
        }
        self.live = LiveDefinitions()
        self.latest = Projection()
        self.failures = Projection()
        self.observed, self.accepted, self.lost = {}, {}, set()
        self.events = self.cells = 0
        self.now = datetime(2024, 1, 3, tzinfo=UTC)
        self.resources = {}
        self.graph, self.memory = None, StatusMemory()
        for digit in range(4):
            self.helper(digit, 0)
        self.number(0)
        self.run("SEEN = []")
        for number in range(COUNT):
            self.define(number, {number - 1} if number else set(), "none", number % 3)

    def run(self, text):
        self.cells += 1
        name = f"<incremental {self.cells}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec"), self.space)

    def define(self, number, deps, parts, digit):
        names = sorted({f"a{each}" for each in deps if each < number})
        self.run(
            f"@asset(name='a{number}', deps={names}, partitions_def={PARTS[parts]},\n"
            f"       required_resource_keys={{'limit'}} if {number == 1} else None)\n"
            f"def a{number}():\n    return h{digit}({number}) + NUMBER + len(SEEN)\n"
        )
        found = Found((self.space[f"a{number}"],))
        self.live.put(Origin(str(number), f"cell {number}"), found)

    def remove(self, number):
        self.live.remove_cells([str(number)])

    def helper(self, digit, body):
        self.run(f"def h{digit}(x):\n    return x + {body} + (h0(x) if x > 9 else 0)\n")

    def number(self, value):
        self.run(f"NUMBER = {value}")

    def grow(self):
        self.space["SEEN"].append(1)

    def patch(self, digit):
        self.space["h0"].__code__ = self.space[f"h{digit}"].__code__

    def day(self):
        self.now += timedelta(days=1)

    def make(self, number, is_new):
        key, graph, given = key_of(number), self.graph, self.given()
        if key not in graph:
            return
        statuses = asset_statuses(graph, given)
        node = graph.nodes[key]
        places = [None] if node.partitions_def is None else ["a", "b", "2024-01-01", "2024-01-02"]
        self.events += 1
        for place in places:
            if place is not None and not node.partitions_def.has_partition_key(place):
                continue
            was = provenance_now(graph, key, place, given, statuses)
            version = str(self.events) if is_new else "same"
            row = StoredMaterialization(
                self.events, "r", 1.0, 0.5, version, was.fingerprint, was.inputs, "x.pickle", 10
            )
            self.latest.put(key, place, row)
        self.failures.drop(key)

    def wipe(self, number):
        self.latest.drop(key_of(number))

    def fail(self, number):
        self.events += 1
        self.failures.put(
            key_of(number), None, StoredFailure(self.events, "r", 1.0, StepError("E", "no"))
        )

    def lose(self, number):
        self.lost.add(key_of(number))

    def find(self, number):
        self.lost.discard(key_of(number))

    def observe(self, number, digit):
        self.events += 1
        self.observed = {**self.observed, key_of(number): {None: (self.events, str(digit))}}

    def accept(self, number):
        key = key_of(number)
        row = self.latest.get(key, None)
        if key in self.graph and row is not None and row.fingerprint is not None:
            node, given = self.graph.nodes[key], self.given()
            now = given.code_fingerprint(node.definition, node.output)
            if now is not None:
                said = Acceptance(key, None, row.fingerprint, now)
                self.accepted = {**self.accepted, key: (said,)}

    def given(self):
        code = PresentCode(self.resources)
        return StatusInputs(
            self.latest.snapshot(),
            self.failures.snapshot(),
            code.version,
            lambda key, *_: key not in self.lost,
            observed=self.observed,
            accepted=self.accepted,
            watch=code,
        )

    def check(self):
        """Compare what is remembered with what is worked out from nothing."""
        live = self.live.snapshot()
        self.graph = build_graph(live.assets, live.resources, self.graph)
        fresh = build_graph(live.assets, live.resources)
        assert self.graph.order == fresh.order
        assert list(self.graph.nodes) == list(fresh.nodes)
        assert self.graph.parents == fresh.parents
        assert {key: set(each) for key, each in self.graph.children.items()} == {
            key: set(each) for key, each in fresh.children.items()
        }
        assert {key: str(node.problem) for key, node in self.graph.nodes.items()} == {
            key: str(node.problem) for key, node in fresh.nodes.items()
        }
        with one_moment():
            known = asset_statuses(self.graph, self.given(), self.memory)
            anew = asset_statuses(fresh, self.given())
        assert list(known) == list(anew)
        assert known == anew

    def bind(self, value):
        self.resources = {"limit": value}

    def step(self, what, *how):
        with partition_loading_context(self.now):
            getattr(self, what)(*how)
        with partition_loading_context(self.now):
            self.check()


def made():
    """Return a world in which everything is current."""
    world = World()
    with partition_loading_context(world.now):
        world.check()
        for number in range(COUNT):
            world.make(number, False)
        world.check()
    return world


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANGES, max_size=14))
def test_after_any_edits_and_events_statuses_are_those_from_scratch(changes):
    world = made()
    for change in changes:
        world.step(*change)


STEPS = (
    ("define", 2, {1}, "none", 3),
    ("define", 2, {0, 1}, "none", 2),
    ("define", 2, set(), "none", 2),
    ("define", 2, {1}, "static", 2),
    ("define", 2, {1}, "daily", 2),
    ("define", 1, {0}, "daily", 1),
    ("remove", 0),
    ("remove", 2),
    ("helper", 2, 7),
    ("helper", 3, 7),
    ("number", 7),
    ("grow",),
    ("patch", 2),
    ("day",),
    ("make", 0, True),
    ("make", 1, False),
    ("make", 2, True),
    ("make", 3, False),
    ("wipe", 1),
    ("fail", 2),
    ("lose", 0),
    ("lose", 2),
    ("find", 2),
    ("observe", 0, 1),
    ("observe", 2, 1),
    ("accept", 2),
    ("bind", 7),
    ("bind", 8),
    ("define", 0, set(), "none", 0),
    ("find", 0),
)


@pytest.mark.parametrize("first", STEPS, ids=str)
def test_after_each_step_and_any_other_statuses_are_those_from_scratch(first):
    world = made()
    for second in STEPS:
        for step in (first, second, ("make", 2, False)):
            world.step(*step)


@pytest.mark.parametrize(
    "steps",
    [
        (("define", 2, {1}, "none", 3), ("make", 2, True), ("helper", 3, 7)),
        (("bind", 7), ("make", 1, True), ("bind", 8)),
    ],
    ids=["what a new definition calls", "what is bound to a key"],
)
def test_what_came_later_is_watched_as_well(steps):
    world = made()
    for step in steps:
        world.step(*step)


def judged_in(world, monkeypatch):
    """Return which assets the next pass judges."""
    seen = []
    judge = asset_statuses.__globals__["judged_status"]

    def noted(node, *rest):
        seen.append(node.key.to_user_string())
        return judge(node, *rest)

    monkeypatch.setitem(asset_statuses.__globals__, "judged_status", noted)
    asset_statuses(world.graph, world.given(), world.memory)
    return seen


def test_nothing_is_judged_when_nothing_happened(monkeypatch):
    assert judged_in(made(), monkeypatch) == []


def test_an_edit_that_makes_one_stale_judges_it_and_what_is_below(monkeypatch):
    world = made()
    world.define(3, {2}, "none", 1)
    live = world.live.snapshot()
    world.graph = build_graph(live.assets, live.resources, world.graph)
    assert judged_in(world, monkeypatch) == ["a3", "a4"]


def test_an_edited_helper_judges_what_calls_it_and_what_is_below(monkeypatch):
    world = made()
    world.helper(2, 7)
    assert judged_in(world, monkeypatch) == ["a2", "a3", "a4"]


def test_an_event_with_an_equal_value_judges_what_reads_it_and_no_more(monkeypatch):
    world = made()
    world.make(1, False)
    assert judged_in(world, monkeypatch) == ["a1", "a2"]


def test_a_cell_defined_anew_alike_judges_it_alone(monkeypatch):
    world = made()
    world.define(1, {0}, "none", 1)
    live = world.live.snapshot()
    world.graph = build_graph(live.assets, live.resources, world.graph)
    assert judged_in(world, monkeypatch) == ["a1"]


def test_the_nodes_of_what_was_not_defined_anew_are_the_same_objects():
    world = made()
    before = world.graph
    world.define(1, {0}, "none", 0)
    live = world.live.snapshot()
    after = build_graph(live.assets, live.resources, before)
    kept = [key.to_user_string() for key in after.order if after.nodes[key] is before.nodes[key]]
    assert kept == ["a0", "a2", "a3", "a4"]
