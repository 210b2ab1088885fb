"""Evaluations of checks: every event log answers alike, and so does one that is opened again."""

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import (
    AssetCheckEvaluation,
    AssetCheckEvaluationTargetMaterializationData,
    AssetCheckKey,
    evaluation_to_plain,
)
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import StepEvent, StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.storage.event_records import storage_id
from dagbook.storage.instance import DagsterInstance
from dagbook.storage.memory_event_log import MemoryEventLog
from dagbook.storage.sqlite_event_log import SqliteEventLog

KEYS = [AssetKey("orders"), AssetKey(["sales", "orders"])]
found = st.builds(
    AssetCheckEvaluation,
    st.sampled_from(KEYS),
    st.sampled_from(["a", "b"]),
    st.booleans(),
    st.just({"rows": 3}),
    partition=st.sampled_from([None, "0", "x"]),
)
steps = st.lists(st.lists(found, max_size=3), max_size=5)


def record(at, evaluations):
    events = [
        StepEvent(
            ASSET_CHECK_EVALUATION,
            each.check_name,
            {"check": evaluation_to_plain(each), "reads": f"r{at}", "code": "c"},
        )
        for each in evaluations
    ]
    return StepRecord("r1", "checks", None, float(at), 0.5, (), (), tuple(events))


def filled(log, told):
    log.start_run(DagsterRun("r1", "job", started_at=1.0))
    for at, evaluations in enumerate(told):
        log.record_step(record(at, evaluations))
    return log


def answers(log):
    latest = {key: dict(each) for key, each in log.checks.latest().items()}
    keys = [AssetCheckKey(key, name) for key in KEYS for name in ("a", "b")]
    histories = {
        (key, partition): log.checks.history(key, partition)
        for key in keys
        for partition in (..., None, "x")
    }
    return latest, histories


@settings(max_examples=25, deadline=None)
@given(steps)
def test_every_log_answers_as_the_records_say(told):
    latest = defaultdict(dict)
    for at, evaluations in enumerate(told):
        for each in evaluations:
            latest[each.asset_check_key][each.partition] = (at + 1, each)
    memory = answers(filled(MemoryEventLog(), told))
    assert {
        key: {place: (each.event_id, each.evaluation) for place, each in found.items()}
        for key, found in memory[0].items()
    } == latest
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.db"
        log = filled(SqliteEventLog(path), told)
        for (key, partition), history in answers(log)[1].items():
            ids = [each.event_id for each in history]
            assert ids == sorted(ids, reverse=True)
            assert sorted(map(repr, history)) == sorted(map(repr, memory[1][key, partition]))
        assert answers(log)[0] == memory[0]
        log.close()
        again = SqliteEventLog(path)
        assert answers(again)[0] == memory[0]
        again.close()


def test_the_latest_is_the_same_object_until_something_is_recorded():
    log = filled(SqliteEventLog(None), [[AssetCheckEvaluation(KEYS[0], "a", True)]])
    before = log.checks.latest()
    assert log.checks.latest() is before
    log.record_step(record(2, [AssetCheckEvaluation(KEYS[0], "a", False)]))
    (now,) = log.checks.latest()[AssetCheckKey(KEYS[0], "a")].values()
    assert not now.evaluation.passed


def test_what_the_step_itself_made_gets_the_id_of_its_place_in_the_event():
    target = AssetCheckEvaluationTargetMaterializationData(-3, "r1", 1.0)
    evaluation = AssetCheckEvaluation(KEYS[0], "a", True, target_materialization_data=target)
    log = filled(MemoryEventLog(), [[evaluation]])
    (stored,) = log.checks.history(AssetCheckKey(KEYS[0], "a"))
    number = stored.evaluation.target_materialization_data.storage_id
    assert number == storage_id(stored.event_id, 2)


def test_an_instance_answers_with_the_latest_record():
    log = filled(MemoryEventLog(), [[AssetCheckEvaluation(KEYS[0], "a", False)]])
    with DagsterInstance(log, None, ephemeral=True) as instance:
        record = instance.get_latest_asset_check_evaluation_record(AssetCheckKey(KEYS[0], "a"))
        assert (record.status.value, record.run_id, record.evaluation.passed) == (
            "FAILED",
            "r1",
            False,
        )
        assert (
            instance.get_latest_asset_check_evaluation_record(AssetCheckKey(KEYS[0], "z")) is None
        )
