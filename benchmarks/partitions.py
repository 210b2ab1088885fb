"""Partitions without runs: keys, membership, subsets, a mapping; by either library's own API.

Each piece of work makes its definition anew, so that nothing is remembered from round to round.
"""

import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.timing import OneRound, Program, Sample, timed

MEMBERSHIPS = 10_000
"""How many keys are asked for, whatever the size."""

Work = Callable[[], object]
Make = Callable[[Any, int], Any]


def daily(library: Any, size: int) -> Any:
    end = date(1970, 1, 1) + timedelta(days=size)
    return library.DailyPartitionsDefinition("1970-01-01", end_date=end.isoformat())


def hourly(library: Any, size: int) -> Any:
    end = datetime(2014, 1, 1) + timedelta(hours=size)  # noqa: DTZ001 - wall time
    return library.HourlyPartitionsDefinition(
        "2014-01-01-00:00", end_date=end.strftime("%Y-%m-%d-%H:%M")
    )


def spread(keys: Sequence[str]) -> list[str]:
    """Return as many of *keys* as are asked for, from all over, again and again if they are few."""
    step = max(1, len(keys) // MEMBERSHIPS)
    return list(islice(cycle(keys[::step]), MEMBERSHIPS))


def measured(work: Work) -> OneRound:
    """Return the measurement of *work*: its time each round, its memory once."""
    memory: dict[str, float] = {}

    def one_round(_number: int) -> Sample:
        if not memory:
            tracemalloc.start()
            work()
            memory["megabytes"] = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
        sample = timed(work)
        return Sample(sample.wall, sample.cpu, memory)

    return one_round


def programs(library: Any) -> Mapping[str, Program]:
    """Return the programs of the workloads below, by one of the two libraries."""
    found: dict[str, Program] = {}
    for name, make in (("daily", daily), ("hourly", hourly)):
        found[f"{name}_keys"] = _program(library, make, _keys)
        found[f"{name}_members"] = _program(library, make, _members)
        found[f"{name}_subset"] = _program(library, make, _subset)
    found["mapping"] = lambda size, _folder: measured(_mapping(library, size))
    return found


def _program(library: Any, make: Make, work: Callable[[Callable[[], Any]], Work]) -> Program:
    return lambda size, _folder: measured(work(lambda: make(library, size)))


def _keys(make: Callable[[], Any]) -> Work:
    def work() -> None:
        for _key in make().get_partition_keys():
            pass

    return work


def _members(make: Callable[[], Any]) -> Work:
    keys = spread(make().get_partition_keys())

    def work() -> None:
        has = make().has_partition_key
        assert all(map(has, keys))

    return work


def _subset(make: Callable[[], Any]) -> Work:
    keys = list(make().get_partition_keys())

    def work() -> None:
        definition = make()
        subset = definition.subset_with_partition_keys(keys[::2])
        assert len(list(subset.get_partition_keys_not_in_subset(definition))) == len(keys) // 2

    return work


def _mapping(library: Any, size: int) -> Work:
    hours, days = hourly(library, size), library.DailyPartitionsDefinition("2014-01-01")
    subsets = [hours.subset_with_partition_keys([key]) for key in hours.get_partition_keys()]
    upstream = (
        library.TimeWindowPartitionMapping().get_upstream_mapped_partitions_result_for_partitions
    )

    def work() -> None:
        for subset in subsets:
            [_] = upstream(subset, hours, days).partitions_subset.get_partition_keys()

    return work


def _days(size: int) -> list[str]:
    return [(date(1970, 1, 1) + timedelta(days=day)).isoformat() for day in range(size)]


def _hours(size: int) -> list[str]:
    first = datetime(2014, 1, 1)  # noqa: DTZ001 - wall time
    return [(first + timedelta(hours=hour)).strftime("%Y-%m-%d-%H:%M") for hour in range(size)]


def _floor_members(keys_of: Callable[[int], list[str]], size: int) -> Work:
    keys = spread(keys_of(size))

    def work() -> None:
        there = frozenset(keys_of(size))
        assert all(map(there.__contains__, keys))

    return work


def _floor_subset(keys_of: Callable[[int], list[str]], size: int) -> Work:
    some = keys_of(size)[::2]

    def work() -> None:
        chosen = frozenset(some)
        assert len([key for key in keys_of(size) if key not in chosen]) == size // 2

    return work


def _floor_mapping(size: int) -> Work:
    hours = _hours(size)
    days = frozenset(hour[:10] for hour in hours)

    def work() -> None:
        assert all(hour[:10] in days for hour in hours)

    return work


def floor_programs() -> Mapping[str, Program]:
    """Return the same work written by hand with lists, sets and texts."""
    found: dict[str, Program] = {"mapping": lambda size, _: measured(_floor_mapping(size))}
    for name, keys_of in (("daily", _days), ("hourly", _hours)):
        found |= _floors(name, keys_of)
    return found


def _floors(name: str, keys_of: Callable[[int], list[str]]) -> Mapping[str, Program]:
    def keys(size: int, _folder: Path) -> OneRound:
        return measured(lambda: keys_of(size))

    return {
        f"{name}_keys": keys,
        f"{name}_members": lambda size, _: measured(_floor_members(keys_of, size)),
        f"{name}_subset": lambda size, _: measured(_floor_subset(keys_of, size)),
    }
