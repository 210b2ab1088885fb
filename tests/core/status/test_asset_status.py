"""The status of assets after runs, edits and losses, partition by partition."""

from dataclasses import dataclass, field

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepError, StoredFailure, StoredMaterialization
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import StatusInputs, asset_statuses
from dagbook.status.input_versions import version_read
from dagbook.status.staleness import StaleStatus

ABC = StaticPartitionsDefinition(["a", "b", "c"])
RAW, DAILY, TIDY, REPORT = (AssetKey(each) for each in ("raw", "daily", "tidy", "report"))


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

    def statuses(self):
        given = StatusInputs(
            self.latest,
            self.failures,
            lambda _, output: self.codes.get(output.spec.key, "code"),
            lambda key, partition, _: (key, partition) not in self.lost,
        )
        return asset_statuses(GRAPH, given)


@pytest.fixture
def world():
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
