"""The status of assets after runs, edits and losses, partition by partition."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepError, StoredFailure, StoredMaterialization
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.mapping import PartitionMapping, UpstreamPartitionsResult
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.status.asset_status import StatusInputs
from dagbook.status.asset_statuses import asset_statuses
from dagbook.status.input_versions import version_read
from dagbook.status.present import Present
from dagbook.status.staleness import StaleStatus
from dagbook.status.status_memory import StatusMemory

ABC = StaticPartitionsDefinition(["a", "b", "c"])
RAW, DAILY, TIDY, REPORT = (AssetKey(each) for each in ("raw", "daily", "tidy", "report"))
VERSIONS = st.sampled_from("12")
PLACES = st.one_of(
    st.tuples(st.sampled_from([DAILY, TIDY]), st.sampled_from("abc")),
    st.tuples(st.sampled_from([RAW, REPORT]), st.none()),
)
CHANGE = {
    "make": lambda world, key, partition, version: world.make(key, partition, version),
    "lose": lambda world, place, *_: world.lost.add(place),
    "find": lambda world, place, *_: world.lost.discard(place),
    "forget": lambda world, place, *_: world.latest.get(place[0], {}).pop(place[1], None),
    "fail": lambda world, place, *_: world.failures.update(
        {place[0]: {place[1]: StoredFailure(99, "r", 1.0, StepError("ValueError", "no"))}}
    ),
    "edit": lambda world, key, _, version: world.codes.update({key: version}),
}


@asset
def raw(): ...


@asset(partitions_def=ABC)
def daily(raw): ...


@asset(partitions_def=ABC)
def tidy(daily): ...


@asset
def report(tidy): ...


GRAPH = build_graph([raw, daily, tidy, report])


@dataclass
class World:
    """A store in which everything is current, to be changed by a case."""

    latest: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)
    failures: dict = field(default_factory=dict)
    lost: set = field(default_factory=set)
    events: int = 0

    def make(self, key, partition=None, version="1", code="code"):
        """Record a materialization as a run would, reading what is there now."""
        name = key.to_user_string()
        reads = {
            "raw": {},
            "daily": {RAW: None},
            "tidy": {DAILY: (partition,)},
            "report": {TIDY: tuple("abc")},
        }
        inputs = tuple(
            (up.to_user_string(), version_read(self.latest.get(up, {}), partitions))
            for up, partitions in reads[name].items()
        )
        self.events += 1
        row = StoredMaterialization(
            self.events, "run", 1.0 * self.events, 0.5, version, code, inputs, f"{name}.pickle", 10
        )
        self.latest.setdefault(key, {})[partition] = row

    def statuses(self, memory=None):
        given = StatusInputs(
            {key: dict(rows) for key, rows in self.latest.items()},
            {key: dict(rows) for key, rows in self.failures.items()},
            lambda _, output: self.codes.get(output.spec.key, "code"),
            lambda key, partition, _: (key, partition) not in self.lost,
        )
        return asset_statuses(GRAPH, given, memory)


@pytest.fixture
def world():
    return all_made()


def all_made():
    made = World()
    made.make(RAW)
    for key in (DAILY, TIDY):
        for partition in "abc":
            made.make(key, partition)
    made.make(REPORT)
    return made


def picture(world):
    """Return each asset's partitions: fresh, stale, lost, or - for never; x where it failed."""
    words = {}
    for key, status in world.statuses().items():
        letters = []
        for at in range(status.total):
            letter = "-"
            if at in status.materialized:
                letter = "s" if at in status.stale else "f"
            if at in status.lost:
                letter = "l"
            letters.append(letter + ("x" if at in status.failed else ""))
        words[key.to_user_string()] = "".join(letters)
    return words


def picture_of(raw="f", daily="fff", tidy="fff", report="f"):
    return {"raw": raw, "daily": daily, "tidy": tidy, "report": report}


def edit_code(world):
    world.codes[DAILY] = "new code"


def edit_top(world):
    world.codes[RAW] = "new code"


def rerun_one_equal(world):
    world.make(DAILY, "b")


def rerun_one_new(world):
    world.make(DAILY, "b", version="2")


def rerun_top_new(world):
    world.make(RAW, version="2")


def rerun_top_equal_after_an_edit(world):
    world.codes[RAW] = "new code"
    world.make(RAW, code="new code")


def forget_one(world):
    del world.latest[DAILY]["b"]


def lose_one(world):
    world.lost.add((DAILY, "b"))


def lose_the_end(world):
    world.lost.add((REPORT, None))


def fail_one(world):
    world.failures[DAILY] = {"c": StoredFailure(99, "r", 1.0, StepError("ValueError", "no"))}


def unknown_partition(world):
    world.make(DAILY, "zzz")


def nothing(world):
    pass


@dataclass(frozen=True, slots=True)
class Case:
    change: object
    expected: dict

    @property
    def id(self):
        return self.change.__name__


CASES = (
    Case(nothing, picture_of()),
    Case(edit_code, picture_of(daily="sss", tidy="sss", report="s")),
    Case(edit_top, picture_of("s", "sss", "sss", "s")),
    Case(rerun_one_equal, picture_of()),
    Case(rerun_one_new, picture_of(tidy="fsf", report="s")),
    Case(rerun_top_new, picture_of("f", "sss", "sss", "s")),
    Case(rerun_top_equal_after_an_edit, picture_of()),
    Case(forget_one, picture_of(daily="f-f", tidy="fsf", report="s")),
    Case(lose_one, picture_of(daily="flf", tidy="fsf", report="s")),
    Case(lose_the_end, picture_of(report="l")),
    Case(fail_one, picture_of(daily="fffx")),
    Case(unknown_partition, picture_of()),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_changed_makes_stale_exactly_what_reads_it(world, case):
    case.change(world)
    assert picture(world) == case.expected


def test_the_root_of_being_stale_is_named_all_the_way_down(world):
    edit_top(world)
    statuses = world.statuses()
    reasons = {key.to_user_string(): status.causes[0].reason for key, status in statuses.items()}
    assert reasons == {
        "raw": "has a new code version",
        "daily": "raw is stale",
        "tidy": "daily is stale, from raw on",
        "report": "tidy is stale, from raw on",
    }


def test_what_is_stale_by_itself_is_its_own_root(world):
    edit_top(world)
    world.codes[TIDY] = "new code"
    assert world.statuses()[REPORT].causes[0].reason == "tidy is stale"


def test_nothing_made_is_all_missing():
    statuses = World().statuses()
    assert {status.stale_status for status in statuses.values()} == {StaleStatus.MISSING}
    assert [len(status.to_do) for status in statuses.values()] == [1, 3, 3, 1]


def test_sizes_add_up_and_the_newest_is_the_latest(world):
    status = world.statuses()[DAILY]
    assert status.size_bytes == 30
    assert status.latest is world.latest[DAILY]["c"]


def test_what_is_made_elsewhere_is_there_and_never_stale():
    @asset(deps=["feed"])
    def reads(): ...

    graph = build_graph([reads])
    given = StatusInputs({}, {}, lambda *_: None, lambda *_: False)
    status = asset_statuses(graph, given)[AssetKey("feed")]
    assert status.stale_status is StaleStatus.FRESH
    assert status.materialized == OrdinalRanges.span(0, 1)


@pytest.mark.parametrize("first", CASES, ids=lambda case: case.id)
@pytest.mark.parametrize("second", CASES, ids=lambda case: case.id)
def test_statuses_with_a_memory_are_those_without(world, first, second):
    memory = StatusMemory()
    for case in (Case(nothing, {}), first, second):
        if not (case.change is forget_one and "b" not in world.latest[DAILY]):
            case.change(world)
        assert world.statuses(memory) == world.statuses()


CHANGES = st.lists(
    st.one_of(
        st.tuples(
            st.just("make"), st.sampled_from([DAILY, TIDY]), st.sampled_from("abcz"), VERSIONS
        ),
        st.tuples(st.just("make"), st.sampled_from([RAW, REPORT]), st.none(), VERSIONS),
        st.tuples(
            st.sampled_from(["lose", "find", "forget", "fail"]), PLACES, st.just(""), VERSIONS
        ),
        st.tuples(st.just("edit"), st.sampled_from([DAILY, TIDY]), st.just(""), VERSIONS),
    ),
    max_size=8,
)


@given(CHANGES)
def test_after_any_changes_statuses_with_a_memory_are_those_without(changes):
    world, memory = all_made(), StatusMemory()
    for change, place, partition, version in changes:
        CHANGE[change](world, place, partition, version)
        assert world.statuses(memory) == world.statuses()


def test_one_partition_made_again_is_judged_alone(world, monkeypatch):
    memory = StatusMemory()
    world.statuses(memory)
    world.make(DAILY, "b", version="2")
    judged: list[str | None] = []
    at = Present.at

    def noted(present, partition):
        judged.append(partition)
        return at(present, partition)

    monkeypatch.setattr(Present, "at", noted)
    world.statuses(memory)
    # Those of tidy and report are looked at, as what they read is another.
    assert judged[:1] == ["b"]
    assert len([each for each in judged if each is not None]) == 1 + len("abc") + 1


def test_what_was_lost_and_is_there_again_is_not_lost(world):
    memory = StatusMemory()
    world.statuses(memory)
    lose_one(world)
    assert len(world.statuses(memory)[DAILY].lost) == 1
    world.lost.clear()
    assert world.statuses(memory) == world.statuses()


def test_only_what_changed_and_what_reads_it_is_worked_out_again(world):
    memory = StatusMemory()
    before = world.statuses(memory)
    world.codes[TIDY] = "new code"
    after = world.statuses(memory)
    assert [key for key in GRAPH.order if after[key] is not before[key]] == [TIDY, REPORT]


def test_a_memory_of_another_graph_is_forgotten():
    memory, key = StatusMemory(), AssetKey("letters")
    given = StatusInputs({key: {"a": row_of()}}, {}, lambda *_: "code", lambda *_: True)
    places = []
    for keys in ("abc", "cba"):

        @asset(partitions_def=StaticPartitionsDefinition(list(keys)))
        def letters(): ...

        statuses = asset_statuses(build_graph([letters]), given, memory)
        places.append(statuses[key].materialized.ranges)
    assert places == [((0, 1),), ((2, 3),)]


def asked_twice(graph, latest, change, **given):
    """Return the statuses of *graph* before and after *change*, with one memory."""
    memory = StatusMemory()
    inputs = StatusInputs(latest, {}, lambda *_: "code", lambda *_: True, **given)
    before = asset_statuses(graph, inputs, memory)
    change()
    return before, asset_statuses(graph, inputs, memory)


def row_of(*inputs):
    return StoredMaterialization(1, "run", 1.0, 0.5, "1", "code", inputs, "x.pickle", 10)


def test_a_file_that_changes_is_seen_with_a_memory():
    versions = {"file:/x.csv": "1"}
    before, after = asked_twice(
        build_graph([raw]),
        {RAW: {None: row_of(("file:/x.csv", "1"))}},
        lambda: versions.update({"file:/x.csv": "2"}),
        file_version=lambda name, _: versions[name],
    )
    assert (before[RAW].stale_status, after[RAW].stale_status) == (
        StaleStatus.FRESH,
        StaleStatus.STALE,
    )


def test_partitions_that_come_with_time_are_seen_with_a_memory():
    @asset(partitions_def=DailyPartitionsDefinition("2024-01-01"))
    def days(): ...

    memory, graph = StatusMemory(), build_graph([days])
    given = StatusInputs({}, {}, lambda *_: "code", lambda *_: True)
    totals = []
    for day in (3, 4):
        with partition_loading_context(datetime(2024, 1, day, tzinfo=UTC)):
            totals.append(asset_statuses(graph, given, memory)[AssetKey("days")].total)
    assert totals == [2, 3]


class Switched(PartitionMapping):
    """A user's mapping, which may do as it likes."""

    description = "Reads what it is told to."

    def __init__(self):
        self.reads = "a"

    def get_upstream_mapped_partitions_result_for_partitions(self, _down, _down_def, up, *_):
        return UpstreamPartitionsResult(
            up.subset_with_partition_keys([self.reads]), up.empty_subset()
        )

    def get_downstream_partitions_for_partitions(self, _up, _up_def, down, *_):
        return down.subset_with_all_partitions()


def test_a_mapping_of_the_users_is_asked_every_time():
    @asset(partitions_def=ABC)
    def letters(): ...

    mapping = Switched()

    @asset(ins={"letters": AssetIn(partition_mapping=mapping)})
    def one(letters): ...

    key = AssetKey("one")
    before, after = asked_twice(
        build_graph([letters, one]),
        {AssetKey("letters"): {"a": row_of()}, key: {None: row_of(("letters", "1"))}},
        lambda: setattr(mapping, "reads", "b"),
    )
    assert (before[key].stale_status, after[key].stale_status) == (
        StaleStatus.FRESH,
        StaleStatus.STALE,
    )
