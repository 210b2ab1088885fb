"""The floor: what a person would write by hand for the same effect, and nothing else."""

import graphlib
import inspect
import json
import pickle
import sqlite3
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import sources, statuses
from benchmarks.building import built
from benchmarks.imports import importing
from benchmarks.partitions import floor_programs
from benchmarks.timing import OneRound, Sample, timed

_ASSET = """
def asset(fn=None, **_):
    return fn if fn is not None else lambda fn: fn


def DailyPartitionsDefinition(*_, **__):
    return None
"""


class Record:
    """One table in SQLite: what ran, when, for how long."""

    def __init__(self, path: Path | None) -> None:
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None)
        if path is not None:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS ran (id INTEGER PRIMARY KEY, name TEXT, partition TEXT,"
            " at REAL, seconds REAL, metadata TEXT)"
        )

    def add(self, name: str, partition: str | None, at: float, seconds: float) -> None:
        """Insert one row; the insert is its own transaction."""
        self._connection.execute(
            "INSERT INTO ran (name, partition, at, seconds, metadata) VALUES (?, ?, ?, ?, ?)",
            (name, partition, at, seconds, json.dumps({"rows": 1})),
        )

    def close(self) -> None:
        """Have the journal written into the database, and let go of it."""
        self._connection.close()

    def latest(self) -> dict[str, int]:
        """Return the newest row's id of each name."""
        return dict(self._connection.execute("SELECT name, max(id) FROM ran GROUP BY name"))


def _functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return the asset functions of *module*."""
    prefixes = ("asset_", "frame_", "daily")
    return {name: each for name, each in vars(module).items() if name.startswith(prefixes)}


def _inputs(functions: dict[str, Callable[..., Any]]) -> dict[str, list[str]]:
    return {name: list(inspect.signature(fn).parameters) for name, fn in functions.items()}


def define(size: int, folder: Path) -> OneRound:
    source = sources.Source(sources.web(size), _ASSET, folder)

    def build() -> Any:
        functions = _functions(source.run())
        reads = _inputs(functions)
        return functions, reads, list(graphlib.TopologicalSorter(reads).static_order())

    return built(build)


def chain(size: int, folder: Path) -> OneRound:
    return _in_memory(sources.chain(size), folder)


def star(size: int, folder: Path) -> OneRound:
    return _in_memory(sources.star(size), folder)


def _in_memory(text: str, folder: Path) -> OneRound:
    """Return the measurement of the assets of *text*, values handed on in memory."""
    functions = _functions(sources.Source(text, _ASSET, folder).run())
    reads = _inputs(functions)

    def work() -> None:
        record = Record(None)
        values: dict[str, Any] = {}
        for name, fn in functions.items():
            at = time.time()
            values[name] = fn(*(values[each] for each in reads[name]))
            record.add(name, None, at, time.time() - at)

    return lambda _number: timed(work)


def frames(size: int, folder: Path) -> OneRound:
    module = sources.Source(sources.frames(size), _ASSET, folder).run()
    functions = _functions(module)
    record = Record(folder / "events.db")

    def work() -> None:
        for name, fn in functions.items():
            at = time.time()
            fn().to_parquet(folder / f"{name}-{module.ROUND}.parquet")
            record.add(name, None, at, time.time() - at)

    def one_round(number: int) -> Sample:
        module.ROUND = number
        sample = timed(work)
        size_bytes = sum(each.stat().st_size for each in folder.glob(f"*-{number}.parquet"))
        return Sample(sample.wall, sample.cpu, {"kilobytes": size_bytes / 1000 / size})

    return one_round


class _Context:
    def __init__(self, partition_key: str) -> None:
        self.partition_key = partition_key


def days(size: int, folder: Path) -> OneRound:
    fn = sources.Source(sources.days(size), _ASSET, folder).run().daily
    keys = [f"2024-01-{n:03d}" for n in range(size)]

    def one_round(number: int) -> Sample:
        own = folder / str(number)
        own.mkdir()
        record = Record(own / "events.db")

        def work() -> None:
            for key in keys:
                at = time.time()
                (own / f"{key}.pickle").write_bytes(pickle.dumps(fn(_Context(key))))
                record.add("daily", key, at, time.time() - at)

        sample = timed(work)
        record.close()
        return Sample(sample.wall, sample.cpu, {"database": database_bytes(own) / size})

    return one_round


def database_bytes(folder: Path) -> int:
    """Return the bytes of the SQLite files in *folder*."""
    return sum(each.stat().st_size for each in folder.glob("*.db*"))


def unchanged(size: int, folder: Path) -> OneRound:
    functions = _functions(sources.Source(sources.web(size), _ASSET, folder).run())
    record = Record(folder / "events.db")
    for name in functions:
        (folder / f"{name}.pickle").write_bytes(b"")
        record.add(name, None, 0.0, 0.0)
    codes = {name: fn.__code__.co_code for name, fn in functions.items()}

    def work() -> None:
        latest = record.latest()
        for name, fn in functions.items():
            assert name in latest
            assert fn.__code__.co_code == codes[name]
            assert (folder / f"{name}.pickle").exists()

    return lambda _number: timed(work)


def tiny(size: int, folder: Path) -> OneRound:
    module = sources.Source(sources.frames(size, rows=3), _ASSET, folder).run()
    [*_, fn] = _functions(module).values()
    record = Record(folder / "events.db")
    versions = count()

    def work() -> None:
        at = time.time()
        fn().to_parquet(folder / f"tiny-{next(versions)}.parquet")
        record.add("tiny", None, at, time.time() - at)

    work()

    def one_round(number: int) -> Sample:
        module.ROUND = number
        return timed(work)

    return one_round


PROGRAMS = {
    "import": importing("import sqlite3, json, inspect, dataclasses, pathlib, graphlib"),
    "define": define,
    "chain": chain,
    "star": star,
    "frames": frames,
    "partitions": days,
    "partitions_backfill": days,
    "partitions_step": days,
    "statuses": statuses.floor,
    "unchanged": unchanged,
    "tiny": tiny,
    "deep": chain,
    **floor_programs(),
}
