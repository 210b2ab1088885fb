"""What is there and what is missing of many assets with many partitions.

The size is that of one asset, in partitions. Two thirds of them are there. A time is that of one
asset, of those that a side has: Dagster has one, because it takes long to record what is there.
"""

import json
import sqlite3
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.timing import OneRound, Sample, timed

ASSETS = 200
ASSETS_OF_DAGSTER = 1


def _keys(size: int) -> list[str]:
    return [(date(2020, 1, 1) + timedelta(days=day)).isoformat() for day in range(size)]


def _there(size: int) -> list[str]:
    return _keys(size)[: size * 2 // 3]


def _assets(library: Any, size: int, number: int) -> list[Any]:
    end = (date(2020, 1, 1) + timedelta(days=size)).isoformat()
    days = library.DailyPartitionsDefinition("2020-01-01", end_date=end)

    def made(at: int) -> Any:
        deps = [f"asset_{at - 1}"] if at % 10 else []

        @library.asset(name=f"asset_{at}", partitions_def=days, deps=deps, code_version="1")
        def one() -> int:
            return 1

        return one

    return [made(at) for at in range(number)]


def _each(sample: Sample, number: int, **facts: float) -> Sample:
    return Sample(sample.wall / number, sample.cpu / number, facts)


def floor(size: int, folder: Path) -> OneRound:
    connection = sqlite3.connect(folder / "events.db", isolation_level=None)
    connection.execute("CREATE TABLE ran (id INTEGER PRIMARY KEY, name TEXT, partition TEXT)")
    connection.execute("CREATE INDEX by_name ON ran (name, partition)")
    rows = [(f"asset_{at}", key) for at in range(ASSETS) for key in _there(size)]
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO ran (name, partition) VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    keys = _keys(size)

    def work() -> None:
        there: dict[str, set[str]] = {}
        for name, partition in connection.execute("SELECT DISTINCT name, partition FROM ran"):
            there.setdefault(name, set()).add(partition)
        for found in there.values():
            assert len([key for key in keys if key not in found]) == size - size * 2 // 3

    return lambda _number: _each(timed(work), ASSETS)


def _stored(session: Any, assets: Sequence[Any], keys: Sequence[str]) -> None:
    """Record that *assets* were made for *keys*, each with a file of its own."""
    from dagbook.io_managers.paths import key_folder
    from dagbook.model.records import Materialization, StepRecord
    from dagbook.model.runs import DagsterRun, DagsterRunStatus

    log, version, value = session.instance.event_log, "0" * 32, b"x" * 64
    log.start_run(DagsterRun("r", "job", DagsterRunStatus.STARTED, {}, time.time()))
    for each in assets:
        reads = tuple((key.to_user_string(), version) for key in each.dependency_keys)
        folder, records = f"values/{key_folder(each.key.parts, None)}", []
        # A folder for each partition, as in a real store, would take long and say nothing.
        (session.root / folder).mkdir(parents=True)
        for key in keys:
            path = f"{folder}/{key}-{version}.pickle"
            (session.root / path).write_bytes(value)
            made = Materialization(
                each.key, key, version, "user:1", reads, path=path, size_bytes=len(value)
            )
            records.append(
                StepRecord("r", each.op.name, key, time.time(), 0.01, (each.key,), (made,))
            )
        log.record_steps(records)
    log.finish_run("r", DagsterRunStatus.SUCCESS, time.time())


def dagbook(size: int, folder: Path) -> OneRound:
    import dagbook as library
    from dagbook.authoring.live_definitions import Found, Origin
    from dagbook.session.session import Session

    assets = _assets(library, size, ASSETS)
    session = Session(folder / ".dagbook")
    session.live.put(Origin("cell", "cell 1"), Found(tuple(assets)))
    _stored(session, assets, _there(size))
    session.statuses()

    def work() -> None:
        for status in session.statuses().values():
            assert len(status.missing) == size - size * 2 // 3

    def one_round(_number: int) -> Sample:
        sample, nothing = timed(work), timed(lambda: session.plan(None, "stale"))
        return _each(sample, ASSETS, nothing=nothing.wall * 1000, all=sample.wall * 1000)

    return one_round


def dagster(size: int, folder: Path) -> OneRound:
    import dagster as library
    from dagster._core.storage.partition_status_cache import get_and_update_asset_status_cache_value

    home = folder / "home"
    home.mkdir()
    (home / "dagster.yaml").write_text(json.dumps({"telemetry": {"enabled": False}}))
    instance = library.DagsterInstance.from_config(str(home))
    assets = _assets(library, size, ASSETS_OF_DAGSTER)
    for each in assets:
        for key in _there(size):
            instance.report_runless_asset_event(
                library.AssetMaterialization(each.key, partition=key)
            )

    def work() -> None:
        for each in assets:
            found = get_and_update_asset_status_cache_value(instance, each.key, each.partitions_def)
            there = found.deserialize_materialized_partition_subsets(each.partitions_def)
            missing = there.get_partition_keys_not_in_subset(each.partitions_def)
            assert len(list(missing)) == size - size * 2 // 3

    work()
    return lambda _number: _each(timed(work), ASSETS_OF_DAGSTER)
