"""What is measured: sizes, rounds, units and aims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["floor", "dagbook", "dagster"]
SIDES: tuple[Side, ...] = ("floor", "dagbook", "dagster")
MODULES: Mapping[Side, str] = {
    "floor": "benchmarks.floor",
    "dagbook": "benchmarks.with_dagbook",
    "dagster": "benchmarks.with_dagster",
}


@dataclass(frozen=True, slots=True)
class Aim:
    """What dagbook should keep to.

    Args:
        words: As the table prints it.
        of: The side it is compared with; None compares the value itself.
        most: The largest ratio, or the largest value in the row's unit.
    """

    words: str
    of: Side | None
    most: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Args:
        title: What it says; ``{size}`` stands for the workload's.
        unit: Of the values.
        fact: Which fact of a sample it shows; None for its time.
        scale: What seconds, or the fact, are multiplied by.
        each: Whether a time is divided by the size.
        aim: What dagbook should keep to, or None.
    """

    title: str
    unit: str
    fact: str | None = None
    scale: float = 1.0
    each: bool = False
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """One piece of work, by each side that can do it.

    Args:
        name: As `--only` takes it; also the program's name.
        size: How many assets, partitions or frames.
        rows: What the table shows of it.
        rounds: How often each side measures it.
        sizes: Of sides that do less of it, because they are slow and the unit is one of many.
        sides: Who does it.
    """

    name: str
    size: int
    rows: tuple[Row, ...]
    rounds: int = 5
    sizes: Mapping[Side, int] = field(default_factory=dict)
    sides: tuple[Side, ...] = SIDES

    def size_of(self, side: Side) -> int:
        return self.sizes.get(side, self.size)


def _ms(title: str, aim: Aim | None = None, *, each: bool = False) -> Row:
    return Row(title, "ms", scale=1e3, each=each, aim=aim)


_TENTH = Aim("1/10 Dagster", "dagster", 0.1)
_PARTITION_AIM = Aim("1/100 Dagster", "dagster", 0.01)

WORKLOADS = (
    Workload(
        "import",
        1,
        (
            _ms("import asset, Definitions, materialize", Aim("0.2 Dagster", "dagster", 0.2)),
            Row("   memory of that process", "MB", "memory"),
            Row("   modules loaded", "", "modules"),
        ),
        rounds=7,
    ),
    Workload(
        "define",
        1_000,
        (
            _ms("define and resolve {size} assets", Aim("1/12 Dagster", "dagster", 1 / 12)),
            Row("   memory", "MB", "megabytes", aim=Aim("1/5 Dagster", "dagster", 0.2)),
        ),
        rounds=3,
    ),
    Workload(
        "chain",
        200,
        (
            Row(
                "chain of {size} in memory, an asset",
                "us",
                scale=1e6,
                each=True,
                aim=Aim("1/200 Dagster", "dagster", 0.005),
            ),
        ),
        rounds=3,
    ),
    Workload(
        "star",
        500,
        (_ms("1 -> {size} -> 1 in memory", Aim("1/200 Dagster", "dagster", 0.005)),),
        rounds=3,
    ),
    Workload(
        "frames",
        100,
        (
            _ms(
                "{size} frames 10,000 x 5 stored, a frame",
                Aim("floor", "floor", 1.0),
                each=True,
            ),
            Row("   file", "kB", "kilobytes"),
        ),
        rounds=3,
        sizes={"dagster": 15},
    ),
    Workload(
        "partitions",
        200,
        (
            _ms("{size} days, a run each, by session; a run", _PARTITION_AIM, each=True),
            Row("   database and logs, a partition", "B", "database", aim=_TENTH),
        ),
        rounds=3,
        sizes={"dagster": 10},
    ),
    Workload(
        "partitions_backfill",
        200,
        (
            _ms("{size} days as one backfill; a day", Aim("1 ms", None, 1.0), each=True),
            Row("   database and logs, a partition", "B", "database", aim=_TENTH),
        ),
        rounds=3,
        sizes={"dagster": 10},
    ),
    Workload(
        "partitions_step",
        200,
        (
            _ms("{size} days in one step, by its policy; a day", Aim("1 ms", None, 1.0), each=True),
            Row("   database and logs, a partition", "B", "database", aim=_TENTH),
        ),
        rounds=3,
        sizes={"dagster": 10},
    ),
    Workload(
        "statuses",
        1_000,
        (
            Row(
                "what is there and missing of {size} days, a day",
                "us",
                scale=1e6,
                each=True,
                aim=Aim("1/200 Dagster", "dagster", 0.005),
            ),
            Row("   of 200 assets together", "ms", "all", aim=Aim("20 ms", None, 20.0)),
            Row("   nothing to do in them", "ms", "nothing", aim=Aim("500 ms", None, 500.0)),
        ),
        rounds=3,
        sizes={"dagster": 200},
    ),
    Workload(
        "partitions_api",
        200,
        (
            _ms("{size} days, a run each, by materialize(); a run", _PARTITION_AIM, each=True),
            Row("   database and logs, a partition", "B", "database"),
        ),
        rounds=3,
        sizes={"dagster": 10},
        sides=("dagbook", "dagster"),
    ),
    Workload(
        "unchanged",
        1_000,
        (_ms("nothing changed, {size} assets", Aim("100 ms", None, 100.0)),),
        sides=("floor", "dagbook"),
    ),
    Workload(
        "tiny",
        50,
        (_ms("one tiny frame of {size} on disk, warm", Aim("20 ms", None, 20.0)),),
        rounds=9,
    ),
    Workload(
        "deep",
        5_000,
        (_ms("chain of {size} on disk and in memory", Aim("runs", None, float("inf"))),),
        rounds=1,
    ),
)


_DAYS_SINCE_1970 = 20_778
_HOURS_OF_TEN_YEARS = 87_648
_HOURS_OF_A_YEAR = 8_760


def _partition_work(name: str, title: str, size: int, rounds: int = 3) -> Workload:
    """Return work on partitions alone, with its time and its memory."""
    time = _ms(title, Aim("1/20 Dagster", "dagster", 0.05))
    return Workload(name, size, (time, Row("   memory", "MB", "megabytes", aim=_TENTH)), rounds)


PARTITION_WORKLOADS = (
    _partition_work("daily_keys", "{size} days: all keys, one by one", _DAYS_SINCE_1970),
    _partition_work("daily_members", "{size} days: 10,000 membership tests", _DAYS_SINCE_1970),
    _partition_work(
        "daily_subset", "{size} days: every second as a subset, and the others", _DAYS_SINCE_1970
    ),
    _partition_work("hourly_keys", "{size} hours: all keys, one by one", _HOURS_OF_TEN_YEARS),
    _partition_work("hourly_members", "{size} hours: 10,000 membership tests", _HOURS_OF_TEN_YEARS),
    _partition_work(
        "hourly_subset",
        "{size} hours: every second as a subset, and the others",
        _HOURS_OF_TEN_YEARS,
        rounds=1,
    ),
    _partition_work("mapping", "{size} hours, each to its day", _HOURS_OF_A_YEAR),
)
WORKLOADS += PARTITION_WORKLOADS

QUICK_SIZES = {
    "define": 100,
    "chain": 20,
    "frames": 5,
    "partitions": 10,
    "statuses": 50,
    "unchanged": 100,
    "daily": 1_000,
    "hourly": 2_400,
    "mapping": 240,
}
"""The sizes of `--quick`, where they differ; the partitions of both rows."""
