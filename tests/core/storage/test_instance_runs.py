from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.errors import DagsterRunNotFoundError
from dagbook.model.asset_key import AssetKey
from dagbook.model.events import DagsterEventType
from dagbook.model.records import Materialization, StepError, StepEvent, StepRecord
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.user_events import OBSERVATION, AssetObservation, observation_to_plain
from dagbook.storage.event_records import AssetRecordsFilter
from dagbook.storage.instance import DagsterInstance
from dagbook.storage.memory_event_log import MemoryEventLog
from dagbook.storage.runs_filter import RunsFilter
from dagbook.storage.sqlite_event_log import SqliteEventLog

KEYS = (AssetKey("x"), AssetKey("y"))


@pytest.fixture(params=[DagsterInstance.ephemeral, DagsterInstance.local_temp])
def instance(request):
    with request.param() as made:
        yield made


def made(run_id, key, at, partition=None, *, error=None):
    """Return the record of a step that made *key*, or failed to."""
    one = Materialization(key, partition, f"{run_id}{at}")
    return StepRecord(
        run_id,
        key.to_user_string(),
        partition,
        at,
        0.5,
        (key,),
        () if error else (one,),
        error=StepError("ValueError", error) if error else None,
    )


def test_runs_are_read_some_at_a_time(instance):
    for number in range(600):
        instance.event_log.start_run(DagsterRun(f"r{number}", "job", started_at=float(number + 1)))
    newest = instance.get_run_records(limit=2)
    assert [each.dagster_run.run_id for each in newest] == ["r599", "r598"]
    assert [run.run_id for run in instance.get_runs(cursor="r300", limit=1)] == ["r299"]
    assert instance.get_runs_count() == 600
    first = instance.get_runs(ascending=True, cursor="r300", limit=1)
    assert [run.run_id for run in first] == ["r301"]


def test_runs_are_sorted_by_a_field_of_their_records(instance):
    for run_id, at in (("a", 3.0), ("b", 1.0), ("c", 2.0)):
        instance.event_log.start_run(DagsterRun(run_id, "job", started_at=at))
    found = instance.get_run_records(order_by="start_time", ascending=True)
    assert [each.dagster_run.run_id for each in found] == ["b", "c", "a"]


def test_times_of_a_filter_without_a_zone_are_in_utc(instance):
    instance.event_log.start_run(DagsterRun("a", "job", started_at=1000.0))
    just_before = datetime.fromtimestamp(1000, UTC).replace(tzinfo=None) - timedelta(seconds=1)
    assert instance.get_runs_count(RunsFilter(created_after=just_before)) == 1
    assert instance.get_runs_count(RunsFilter(created_before=just_before)) == 0


def test_tags_of_an_unknown_run_are_refused(instance):
    with pytest.raises(DagsterRunNotFoundError, match="nope"):
        instance.add_run_tags("nope", {"a": "1"})
    with pytest.raises(DagsterRunNotFoundError, match="nope"):
        instance.get_run_stats("nope")


def test_config_that_json_cannot_say_is_left_out_of_what_is_kept(tmp_path):
    with DagsterInstance.from_store(tmp_path) as instance:
        run = DagsterRun("a", "job", started_at=1.0, run_config={"ops": object()})
        instance.event_log.start_run(run)
        assert instance.get_run_by_id("a").run_config == {}


def test_of_a_deleted_run_what_came_before_is_the_latest_again(instance):
    log = instance.event_log
    for run_id, at in (("r1", 1.0), ("r2", 2.0)):
        log.start_run(DagsterRun(run_id, "job", started_at=at))
        log.record_step(made(run_id, KEYS[0], at))
    log.record_step(made("r2", KEYS[1], 3.0, error="no"))
    instance.delete_run("r2")
    assert log.latest_of(KEYS[0], None).run_id == "r1"
    assert log.failures() == {}
    assert instance.get_asset_keys() == [KEYS[0]]
    assert log.steps("r2") == ()


def test_another_process_sees_that_a_run_was_deleted(tmp_path):
    with (
        DagsterInstance.from_store(tmp_path) as one,
        DagsterInstance.from_store(tmp_path) as other,
    ):
        for run_id, at in (("r1", 1.0), ("r2", 2.0)):
            one.event_log.start_run(DagsterRun(run_id, "job", started_at=at))
            one.event_log.record_step(made(run_id, KEYS[0], at))
        assert other.event_log.latest_of(KEYS[0], None).run_id == "r2"
        one.delete_run("r2")
        assert other.event_log.latest_of(KEYS[0], None).run_id == "r1"
        assert [run.run_id for run in other.get_runs()] == ["r1"]


def test_an_observation_after_a_wipe_is_there(instance):
    def observe(number):
        data = observation_to_plain(AssetObservation("x", metadata={"n": number}))
        told = StepEvent(OBSERVATION, None, data)
        instance.event_log.record_step(StepRecord("", "", None, 1.0, 0.0, (), events=(told,)))

    observe(1)
    instance.wipe_assets([KEYS[0]])
    assert not instance.has_asset_key(KEYS[0])
    observe(2)
    found = instance.fetch_observations(KEYS[0], limit=5).records
    assert [each.asset_observation.metadata["n"].value for each in found] == [2]


def test_places_of_one_step_have_ids_of_their_own(instance):
    many = tuple(Materialization(KEYS[0], key, f"v{key}") for key in "abc")
    record = StepRecord("", "", None, 1.0, 0.5, (KEYS[0],), many, range_keys=("a", "b", "c"))
    instance.event_log.record_step(record)
    first = instance.fetch_materializations(KEYS[0], limit=2)
    rest = instance.fetch_materializations(KEYS[0], limit=2, cursor=first.cursor)
    found = [each.partition_key for each in (*first.records, *rest.records)]
    assert found == ["c", "b", "a"]


def test_a_run_that_goes_on_has_no_end(instance):
    instance.event_log.start_run(DagsterRun("a", "job", started_at=1.0))
    kinds = [entry.dagster_event_type for entry in instance.all_logs("a")]
    assert kinds == [DagsterEventType.RUN_START]
    assert instance.fetch_run_status_changes(DagsterEventType.RUN_SUCCESS, limit=1).records == []


_records = st.tuples(
    st.sampled_from(["r1", "r2", "r3"]),
    st.sampled_from(KEYS),
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, "no"]),
)
_deeds = st.lists(
    st.one_of(
        st.tuples(st.just("step"), _records),
        st.tuples(st.just("delete"), st.sampled_from(["r1", "r2", "r3", "r4"])),
        st.tuples(st.just("wipe"), st.sampled_from(KEYS)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(_deeds)
def test_both_logs_agree_on_deleted_runs(deeds):
    memory, sqlite = MemoryEventLog(), SqliteEventLog(None)
    for log in (memory, sqlite):
        for number, (deed, what) in enumerate(deeds, start=1):
            if deed == "delete":
                log.delete_run(what)
            elif deed == "wipe":
                log.wipe(what)
            else:
                run_id, key, partition, error = what
                if log.run(run_id) is None:
                    log.start_run(DagsterRun(run_id, "job", started_at=float(number)))
                log.record_step(made(run_id, key, float(number), partition, error=error))
    seen = []
    for log in (memory, sqlite):
        instance = DagsterInstance(log, None, ephemeral=True)
        seen.append(
            (
                {key: {at: row.version for at, row in log.latest(key).items()} for key in KEYS},
                [
                    [
                        (each.run_id, each.partition_key)
                        for each in instance.fetch_materializations(
                            AssetRecordsFilter(key), limit=99
                        ).records
                    ]
                    for key in KEYS
                ],
                [run.run_id for run in instance.get_runs()],
                [len(log.steps(f"r{number}")) for number in (1, 2, 3)],
            )
        )
    assert seen[0] == seen[1]


def test_a_run_that_ended_is_counted_once(instance):
    log = instance.event_log
    log.start_run(DagsterRun("a", "job", started_at=1.0))
    log.record_step(made("a", KEYS[0], 1.0))
    log.finish_run("a", DagsterRunStatus.SUCCESS, 2.0)
    [record] = instance.fetch_run_status_changes(DagsterEventType.RUN_SUCCESS, limit=5).records
    assert (record.run_id, record.timestamp) == ("a", 2.0)
    assert instance.get_run_record_by_id("a").end_time == 2.0
