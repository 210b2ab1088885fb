"""Assets whose backfill policy makes several partitions in one step, in a session."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.static import StaticPartitionsDefinition

LETTERS = StaticPartitionsDefinition(list("abcdef"))
FAILS: set[str] = set()
TIMES: dict[str, int] = {}


@asset(partitions_def=LETTERS, backfill_policy=BackfillPolicy.single_run(), code_version="1")
def raw(context):
    return {key: key * TIMES.get(key, 1) for key in context.partition_keys}


@asset(partitions_def=LETTERS, backfill_policy=BackfillPolicy.multi_run(2), code_version="1")
def tidy(context, raw):
    if FAILS.intersection(context.partition_keys):
        raise ValueError(", ".join(context.partition_keys))
    keys = context.partition_keys
    made = raw if len(keys) > 1 else {keys[0]: raw}
    return {key: value.upper() for key, value in made.items()}


@asset(partitions_def=LETTERS)
def each(tidy):
    return tidy * 2


@pytest.fixture(autouse=True)
def nothing_is_odd():
    FAILS.clear()
    TIMES.clear()


@pytest.fixture
def defined(notebook):
    notebook.define(raw, tidy, each)
    return notebook


def ran(summary):
    return [f"{step.step_key} {''.join(step.places)}" for step in summary.steps]


def test_each_asset_is_made_in_steps_of_as_many_partitions_as_its_policy_says(defined):
    summary = defined.session.materialize()
    assert ran(summary) == [
        "raw abcdef",
        *("tidy ab", "tidy cd", "tidy ef"),
        *(f"each {letter}" for letter in "abcdef"),
    ]
    assert defined.session.load("each", "all") == {key: key.upper() * 2 for key in "abcdef"}


def test_every_partition_has_its_own_value_file_and_row(defined):
    defined.session.materialize("raw")
    rows = defined.session.instance.event_log.latest(AssetKey("raw"))
    assert sorted(rows) == list("abcdef")
    assert len({row.path for row in rows.values()}) == 6
    assert defined.session.load("raw", "c") == "c"


def test_what_was_made_together_is_current_and_goes_stale_by_partition(defined):
    defined.session.materialize()
    assert defined.session.materialize().nothing_to_do
    defined.session.wipe("raw", "b")
    assert ran(defined.session.materialize()) == ["raw b"]
    statuses = defined.session.statuses()
    assert [str(status.stale) for status in statuses.values()] == ["", "", ""]


def test_another_value_of_one_partition_makes_only_what_reads_it_stale(defined):
    defined.session.materialize()
    TIMES["b"] = 3
    defined.session.materialize("raw", "b")
    stale = {key.to_user_string(): str(s.stale) for key, s in defined.session.statuses().items()}
    assert stale == {"raw": "", "tidy": "1", "each": "1"}
    assert ran(defined.session.materialize()) == ["tidy b", "each b"]
    assert defined.session.load("each", "b") == "BBBBBB"


def test_ranges_have_no_gaps_and_one_partition_is_a_range_too(defined):
    summary = defined.session.materialize("raw", "a,b,d,e,f")
    assert ran(summary) == ["raw ab", "raw def"]
    [step] = defined.session.materialize("raw", "c").steps
    assert (step.partition, step.range_keys) == (None, ("c",))
    assert defined.session.load("raw", "c") == "c"


def test_a_failed_range_fails_all_its_partitions_and_is_gone_on_with(defined):
    FAILS.add("d")
    summary = defined.session.materialize()
    assert [step.places for step in summary.steps if step.error] == [("c", "d")]
    failed = defined.session.statuses()[AssetKey("tidy")].failed
    assert str(failed) == "2-3"
    [backfill] = defined.session.backfills()
    assert (backfill.status, backfill.failed) == ("failed", ("tidy[c]", "tidy[d]"))
    assert (backfill.done, backfill.total) == (14, 18)
    FAILS.clear()
    assert ran(defined.session.resume()) == ["tidy cd", "each c", "each d"]
    assert defined.session.backfills()[0].status == "done"


def test_failed_partitions_of_a_range_run_again(defined):
    FAILS.add("d")
    defined.session.materialize()
    FAILS.clear()
    assert ran(defined.session.materialize("tidy", "failed")) == ["tidy cd"]


def test_one_value_for_a_range_is_refused_before_any_is_stored(notebook):
    @asset(partitions_def=LETTERS, backfill_policy=BackfillPolicy.single_run())
    def lump():
        return 5

    notebook.define(lump)
    error = notebook.session.materialize().error
    assert isinstance(error, DagsterInvariantViolationError)
    assert "lump made 6 partitions in one step and returned a int" in str(error)
    assert not notebook.session.statuses()[AssetKey("lump")].materialized


def test_all_partitions_of_a_range_run_at_the_same_time(defined):
    seen = []

    def listen(event):
        running = defined.session._activity.running().get(AssetKey("raw"))
        if running:
            seen.append(str(running))

    defined.session.subscribe(listen)
    defined.session.materialize("raw")
    assert set(seen) == {"0-5"}


def test_a_step_of_a_range_that_is_current_when_its_turn_comes_is_left_out(defined):
    defined.session.materialize()
    defined.session.wipe("raw", "c...d")
    summary = defined.session.materialize(None, None)
    assert ran(summary) == ["raw cd"]
