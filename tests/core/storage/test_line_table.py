"""Lines of steps in SQLite: the last of a step come with its record, and are never lost."""

import pytest

from dagbook.errors import DagsterRunNotFoundError
from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LogLine
from dagbook.model.records import Materialization, StepRecord
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.storage.sqlite_event_log import SqliteEventLog

ORDERS = AssetKey("orders")


@pytest.fixture
def log(tmp_path):
    log = SqliteEventLog(tmp_path / "events.db")
    log.start_run(DagsterRun("r", "job", started_at=1.0))
    yield log
    log.close()


def line(text, run_id="r"):
    return LogLine(1.0, 20, text, "log", run_id, "orders", None)


def record(run_id="r"):
    made = Materialization(ORDERS, None, "v")
    return StepRecord(run_id, "orders", None, 1.0, 0.5, (ORDERS,), (made,))


def stored(log):
    """Return what another connection reads."""
    other = SqliteEventLog(log._database.path)
    try:
        return [each.text for each in other.lines.read()], len(other.steps("r"))
    finally:
        other.close()


def transactions(log, monkeypatch):
    begun = []
    writing = log._database.writing

    def noted():
        begun.append(1)
        return writing()

    monkeypatch.setattr(log._database, "writing", noted)
    return begun


def test_the_last_lines_of_a_step_are_committed_with_its_record(log, monkeypatch):
    begun = transactions(log, monkeypatch)
    log.lines.put_later([line("one"), line("two")], [ORDERS])
    assert stored(log) == ([], 0)
    log.record_step(record())
    assert stored(log) == (["one", "two"], 1)
    assert len(begun) == 1
    assert [each.text for each in log.lines.read(asset=ORDERS)] == ["one", "two"]
    assert len(begun) == 1


def test_they_wait_for_the_next_record_where_one_fails(log):
    log.lines.put_later([line("one")], [ORDERS])
    with pytest.raises(DagsterRunNotFoundError):
        log.record_step(record("unknown"))
    assert stored(log) == ([], 0)
    log.record_step(record())
    assert stored(log) == (["one"], 1)


def test_whoever_reads_finds_them_before_that(log):
    log.lines.put_later([line("one")], [ORDERS])
    assert [each.text for each in log.lines.read()] == ["one"]
    log.record_step(record())
    assert stored(log) == (["one"], 1)


def test_the_end_of_a_run_stores_what_no_record_did(log):
    log.lines.put_later([line("one")], [ORDERS])
    log.finish_run("r", DagsterRunStatus.CANCELED, 2.0)
    assert stored(log) == (["one"], 0)


def test_what_is_said_meanwhile_waits_for_its_own_record(log, monkeypatch):
    log.lines.put_later([line("one")], [ORDERS])
    insert = log.lines._insert

    def meanwhile(execute, said):
        if len(log.lines._pending) == 1:
            log.lines.put_later([line("two")], [ORDERS])
        return insert(execute, said)

    monkeypatch.setattr(log.lines, "_insert", meanwhile)
    log.record_step(record())
    monkeypatch.undo()
    assert stored(log) == (["one"], 1)
    log.record_step(record())
    assert stored(log) == (["one", "two"], 2)
