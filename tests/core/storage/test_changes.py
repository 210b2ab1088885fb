from itertools import permutations

import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.storage.accepted import Acceptance
from dagbook.storage.sqlite_event_log import SqliteEventLog

ORDERS = AssetKey("orders")

LOOKS = {
    "log": lambda log: log.latest_of(ORDERS, None).version,
    "dynamic": lambda log: log.dynamic.has("fruits", "fig"),
    "accepted": lambda log: len(log.accepted.all()),
}


def write(log: SqliteEventLog, version: str) -> None:
    log.start_run(DagsterRun(version, "job", started_at=1.0))
    made = Materialization(ORDERS, None, version)
    log.record_step(StepRecord(version, "orders", None, 1.0, 0.5, (ORDERS,), (made,)))


@pytest.mark.parametrize("order", list(permutations(LOOKS)))
def test_what_another_wrote_is_seen_by_every_part_whichever_looks_first(tmp_path, order):
    ours, theirs = (SqliteEventLog(tmp_path / "events.db") for _ in range(2))
    write(theirs, "v1")
    assert [LOOKS[each](ours) for each in LOOKS] == ["v1", False, 0]
    write(theirs, "v2")
    theirs.dynamic.add("fruits", ["fig"])
    theirs.accepted.put([Acceptance(ORDERS, None, "1", "2")])
    found = {each: LOOKS[each](ours) for each in order}
    assert found == {"log": "v2", "dynamic": True, "accepted": 1}
