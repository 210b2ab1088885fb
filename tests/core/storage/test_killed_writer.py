import signal
import sqlite3
import subprocess
import sys

from dagbook.model.asset_key import AssetKey
from dagbook.model.runs import DagsterRunStatus
from dagbook.storage.sqlite_event_log import SqliteEventLog

WRITER = """
import sys
from pathlib import Path
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.storage.sqlite_event_log import SqliteEventLog

log = SqliteEventLog(Path(sys.argv[1]))
log.start_run(DagsterRun("r", "job", started_at=1.0))
key = AssetKey("orders")
at = 0
while True:
    many = tuple(Materialization(key, str(each), f"v{at}") for each in range(20))
    event = log.record_step(StepRecord("r", "orders", None, float(at), 0.5, (key,), many))
    print(event, flush=True)
    at += 1
"""


def test_a_killed_writer_loses_nothing_that_it_committed(tmp_path):
    path = tmp_path / "events.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    for _ in range(50):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    said = [int(line) for line in writer.stdout.read().split()]
    writer.stdout.close()
    writer.wait()

    log = SqliteEventLog(path)
    steps = log.steps("r")
    assert len(steps) >= max(said, default=50)
    assert all(len(step.materializations) == 20 for step in steps)
    latest = log.latest(AssetKey("orders"))
    assert {stored.event_id for stored in latest.values()} == {len(steps)}
    assert {stored.version for stored in latest.values()} == {f"v{len(steps) - 1}"}

    assert log.run("r").status is DagsterRunStatus.STARTED
    assert log.mark_abandoned() == ("r",)
    assert log.mark_abandoned() == ()
    assert log.run("r").status is DagsterRunStatus.FAILURE
    assert log.run("r").ended_at == len(steps) - 0.5
    log.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
