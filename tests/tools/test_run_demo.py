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


def record(demo, asset, partition=None, *, at=100.0, rows=None):
    key, path, size = AssetKey(asset), None, None
    if rows is not None:
        path = f"{asset}-{partition}.parquet"
        pd.DataFrame({"number": range(rows)}).to_parquet(demo.STORE / path)
        size = 1000
    made = Materialization(key, partition, version="1", path=path, size_bytes=size)
    log = demo.SqliteEventLog(demo.STORE / "events.db")
    log.record_step(
        StepRecord(
            run_id="",
            step_key=asset,
            partition=partition,
            started_at=at,
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
    demo.print_table(demo.made_since(0))
    head, note, orders = capsys.readouterr().out.splitlines()
    assert head.split() == ["asset", "partitions", "rows", "time", "size"]
    assert note.split() == ["note", "2.0", "s", "made", "now"]
    assert orders.split() == ["orders", "2", "1,200", "4.0", "s", "2.0", "kB", "made", "now"]


def test_what_an_earlier_execution_made_is_current(demo):
    record(demo, "orders", "2013-01-01", at=100.0, rows=7)
    record(demo, "orders", "2013-01-02", at=300.0, rows=7)
    (made,) = demo.made_since(200.0)
    assert made.new == 1
    (made,) = demo.made_since(400.0)
    assert made.new == 0
    assert demo.cells(made)[-1] == "current"
