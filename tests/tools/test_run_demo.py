"""The table that `make demo` prints is what the store holds."""

import pandas as pd
import pytest

from dagbook import AssetKey
from dagbook.model.records import Materialization, StepRecord


@pytest.fixture
def demo(tool, monkeypatch, tmp_path):
    demo = tool("run_demo")
    monkeypatch.setattr(demo, "STORE", tmp_path)
    return demo


def record(demo, asset, partition=None, *, version="1", rows=None):
    key, path, size = AssetKey(asset), None, None
    if rows is not None:
        path = f"{asset}-{partition}.parquet"
        pd.DataFrame({"number": range(rows)}).to_parquet(demo.STORE / path)
        size = 1000
    made = Materialization(key, partition, version=version, path=path, size_bytes=size)
    log = demo.SqliteEventLog(demo.STORE / "events.db")
    log.record_step(
        StepRecord(
            run_id="",
            step_key=asset,
            partition=partition,
            started_at=100.0,
            seconds=2.0,
            planned=(key,),
            materializations=(made,),
        )
    )
    log.close()


def test_an_assets_line_sums_its_partitions(demo, capsys):
    record(demo, "orders", "2013-01-01", rows=700)
    record(demo, "orders", "2013-01-02", rows=500)
    record(demo, "note")
    demo.print_table(demo.compare({}, demo.stored_now()))
    head, note, orders = capsys.readouterr().out.splitlines()
    assert head.split() == ["asset", "partitions", "rows", "time", "size"]
    assert note.split() == ["note", "2.0", "s", "new"]
    assert orders.split() == ["orders", "2", "1,200", "4.0", "s", "2.0", "kB", "2", "new"]


def test_new_is_what_was_not_there_before_by_its_version(demo):
    assert demo.stored_now() == {}
    record(demo, "orders", "2013-01-01")
    record(demo, "orders", "2013-01-02")
    before = demo.stored_now()
    assert demo.summary(demo.compare({}, before)) == "2 values are new."
    assert "nothing had to be made" in demo.summary(demo.compare(before, demo.stored_now()))
    record(demo, "orders", "2013-01-01", version="1")
    (made,) = demo.compare(before, demo.stored_now())
    assert (made.new, made.again) == (0, 1)
    assert demo.note(made) == "current, 1 made again"
    record(demo, "orders", "2013-01-02", version="2")
    (made,) = demo.compare(before, demo.stored_now())
    assert (made.new, made.again) == (1, 1)
