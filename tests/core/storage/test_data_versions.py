"""Dagster's data versions, derived from what is recorded."""

from dataclasses import replace
from hashlib import sha256

import pytest

from dagbook import (
    AssetDep,
    DagsterInstance,
    DailyPartitionsDefinition,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    asset,
    materialize,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import ASSET_MATERIALIZATION
from dagbook.model.records import LISTED, OWN, Materialization, StepEvent, StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.storage.data_versions import data_version, tags_of, tags_of_step
from dagbook.storage.event_records import storage_id
from dagbook.storage.memory_event_log import MemoryEventLog
from dagbook.storage.sqlite_event_log import SqliteEventLog

A, B = AssetKey("a"), AssetKey("b")
VERSION, INPUT = "dagster/data_version", "dagster/input_data_version/a"
POINTER = "dagster/input_event_pointer/a"
LOGS = [MemoryEventLog, lambda: SqliteEventLog(None)]


def hexed(*texts):
    return sha256("".join(texts).encode()).hexdigest()


def made(key, reads=(), partition=None, **more):
    inputs = tuple((each.to_user_string(), "x") for each in reads)
    return Materialization(key, partition, "v", inputs=inputs, **more)


def step(*materializations, run_id="r", partition=None, **more):
    events = tuple(StepEvent(ASSET_MATERIALIZATION, "result") for _ in materializations)
    keys = tuple(each.key for each in materializations)
    return StepRecord(run_id, "s", partition, 1.0, 0.5, keys, materializations, events, **more)


@pytest.fixture(params=LOGS, ids=["memory", "sqlite"])
def log(request):
    log = request.param()
    for run_id in ("r", "r1", "r2"):
        log.start_run(DagsterRun(run_id, "job"))
    yield log
    log.close()


def version(log, event_id, place=0):
    return data_version(log, event_id, log.step(event_id), place)


@pytest.mark.parametrize("length", [5_000])
def test_a_chain_may_be_deep(log, length):
    keys = [AssetKey(f"a{at}") for at in range(length)]
    reads = [(), *((key,) for key in keys)]
    ids = log.record_steps([step(made(key, up)) for key, up in zip(keys, reads, strict=False)])
    expected = hexed("r")
    for _ in range(length - 1):
        expected = hexed("r", expected)
    assert version(log, ids[-1]) == expected


def test_what_was_read_is_as_it_was_then(log):
    first = log.record_step(step(made(A), run_id="r1"))
    reader = log.record_step(step(made(B, [A])))
    before = tags_of(log, reader, log.step(reader), 0)
    log.record_step(step(made(A), run_id="r2"))
    log.data_versions.clear()
    assert tags_of(log, reader, log.step(reader), 0) == before
    assert before[INPUT] == hexed("r1")
    assert before[POINTER] == str(storage_id(first))
    log.undo(A, None)
    log.wipe(A)
    log.data_versions.clear()
    assert tags_of(log, reader, log.step(reader), 0) == before


def test_of_a_deleted_run_what_was_read_stays_known_and_is_not_read_any_more(log):
    log.record_step(step(made(A), run_id="r1"))
    log.record_step(step(made(A, code_version="2"), made(B), made(A), run_id="r2"))
    reader = log.record_step(step(made(B, [A])))
    before = tags_of(log, reader, log.step(reader), 0)
    assert before[INPUT] == hexed("r2")
    log.delete_run("r2")
    log.data_versions.clear()
    assert tags_of(log, reader, log.step(reader), 0) == before
    later = log.record_step(step(made(B, [A])))
    assert tags_of(log, later, log.step(later), 0)[INPUT] == hexed("r1")


def test_what_was_wiped_before_its_run_was_deleted_is_as_it_was(log):
    log.record_step(step(made(A), run_id="r1"))
    log.wipe(A)
    reader = log.record_step(step(made(B, [A])))
    log.delete_run("r1")
    assert tags_of(log, reader, log.step(reader), 0)[INPUT] == "INITIAL"


@pytest.mark.parametrize("forget", ["undo", "wipe"])
def test_what_was_taken_back_before_is_not_read(log, forget):
    log.record_step(step(made(A), run_id="r1"))
    log.record_step(step(made(A), run_id="r2"))
    log.undo(A, None) if forget == "undo" else log.wipe(A)
    reader = log.record_step(step(made(B, [A])))
    tags = tags_of(log, reader, log.step(reader), 0)
    assert tags[INPUT] == (hexed("r1") if forget == "undo" else "INITIAL")


@pytest.mark.parametrize("partition", [None, "x"])
def test_what_another_made_while_a_step_ran_was_not_read(log, partition):
    parents = None if partition is None else (("a", OWN),)
    first = replace(made(A, partition=partition), version="first")
    log.record_step(step(first, run_id="r1", partition=partition))
    later = step(replace(first, version="later"), run_id="r2", partition=partition)
    log.record_step(replace(later, started_at=5.0))
    reading = made(B, [A], partition=partition, parents=parents)
    read = log.record_step(
        replace(
            step(replace(reading, inputs=(("a", "first"),)), partition=partition),
            started_at=2.0,
            seconds=9.0,
        )
    )
    tags = tags_of(log, read, log.step(read), 0)
    assert tags[INPUT] == (hexed("r1") if partition is None else hexed(hexed("r1")))


def test_a_clock_that_went_back_leaves_the_newest_the_newest(log):
    log.record_step(step(replace(made(A), version="old"), run_id="r1"))
    newest = step(replace(made(A), version="new"), run_id="r2")
    log.record_step(replace(newest, started_at=500.0))
    reads = made(B, [A])
    for version in ("new", "of no one"):
        reads = replace(reads, inputs=(("a", version),))
        read = log.record_step(replace(step(reads), started_at=2.0))
        assert tags_of(log, read, log.step(read), 0)[INPUT] == hexed("r2")


def test_a_range_lists_what_is_within_it(log):
    days = ("2024-01-01", "2024-01-02", "2024-01-05")
    for day in days:
        log.record_step(step(made(A, partition=day), run_id="r1", partition=day))
    read = made(B, [A], parents=(("a", LISTED),))
    reader = log.record_step(step(read, partitions_read=(("a", "2024-01-02...2024-01-06"),)))
    tags = tags_of(log, reader, log.step(reader), 0)
    assert tags[INPUT] == hexed(hexed("r1"), hexed("r1"))


def test_of_several_of_one_step_the_last_before_is_read(log):
    one = step(made(A, code_version="1"), made(A, code_version="2"), made(B, [A]), made(A))
    event = log.record_step(one)
    tags = tags_of_step(log, event, log.step(event))[2]
    assert (tags[INPUT], tags[POINTER]) == (hexed("2"), str(storage_id(event, 1)))


def test_what_is_not_recorded_yet_leaves_nothing_behind(log):
    log.record_step(step(made(A), run_id="r1"))
    unrecorded = step(made(A, code_version="2"), made(B, [A]))
    told = tags_of_step(log, None, unrecorded)
    assert told[1][INPUT] == hexed("2")
    assert list(log.data_versions.values()) in ([], [hexed("r1")])


def graph():
    @asset
    def a():
        return 1

    @asset(code_version="2")
    def b(a):
        return a

    return [a, b]


def test_nothing_is_looked_for_in_a_run(monkeypatch):
    asked = []
    monkeypatch.setattr(MemoryEventLog, "made_before", lambda *given: asked.append(given) or {})
    with DagsterInstance.ephemeral() as instance:
        result = materialize(graph(), instance=instance)
        assert result.success
        assert result.output_for_node("b") == 1
        assert not asked
        result.get_asset_materialization_events()
        assert asked
        del result


def test_a_file_says_what_memory_says(tmp_path):
    told = []
    for instance in (DagsterInstance.ephemeral(), DagsterInstance.local_temp(str(tmp_path))):
        with instance:
            run_id = "0e0f3a3c-7f2e-4a57-a9b3-0c6f5c1e7a11"
            instance.event_log.start_run(DagsterRun(run_id, "job"))
            for each in (made(A), made(B, [A], code_version="2")):
                instance.event_log.record_step(step(each, run_id=run_id))
            told.append(instance.get_latest_materialization_event(B).tags)
    with DagsterInstance.local_temp(str(tmp_path)) as again:
        told.append(again.get_latest_materialization_event(B).tags)
    assert told[0] == told[1] == told[2]
    assert told[0][VERSION] == hexed("2", hexed(run_id))


def test_a_result_tells_after_its_instance_ended(tmp_path):
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        result = materialize(graph(), instance=instance)
        stored = instance.get_latest_materialization_event(B).tags
    assert result.asset_materializations_for_node("b")[0].tags == stored


def test_a_window_of_days_is_recorded_as_its_ends():
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")
    week = TimeWindowPartitionMapping(start_offset=-6, end_offset=0)

    @asset(partitions_def=days)
    def a() -> None: ...

    @asset(partitions_def=days, deps=[AssetDep(a, partition_mapping=week)])
    def b() -> None: ...

    @asset(deps=[a])
    def month() -> None: ...

    with DagsterInstance.ephemeral() as instance:
        materialize([a, b], instance=instance, partition_key="2024-01-20")
        materialize([a, month], instance=instance, selection=["month"])
        steps = [
            each
            for run in instance.event_log.runs()
            for each in instance.event_log.steps(run.run_id)
        ]
    assert {each.step_key: each.partitions_read for each in steps} == {
        "a": (),
        "b": (("a", "2024-01-14...2024-01-20"),),
        "month": (("a", "2024-01-01...2024-01-31"),),
    }


def test_the_usual_records_say_no_more_than_before():
    letters = StaticPartitionsDefinition(["x", "y"])

    @asset
    def a() -> None: ...

    @asset(deps=[a])
    def b() -> None: ...

    @asset(partitions_def=letters)
    def c() -> None: ...

    @asset(partitions_def=letters, deps=[c])
    def d() -> None: ...

    with DagsterInstance.ephemeral() as instance:
        runs = [materialize([a, b], instance=instance)]
        runs.append(materialize([c, d], instance=instance, partition_key="x"))
        steps = [each for run in runs for each in instance.event_log.steps(run.run_id)]
    assert [each.partitions_read for each in steps] == [()] * 4
    said = [each.materializations[0].parents for each in steps]
    assert said == [None, None, None, (("c", "="),)]
