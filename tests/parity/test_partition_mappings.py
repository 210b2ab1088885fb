"""Partition mappings, run by real Dagster and by dagbook."""

from dataclasses import dataclass

import dagster
import pytest
from tests.parity.partition_cases import (
    BERLIN,
    FALL,
    FROM_ALL,
    NEW_YORK,
    Definition,
    at,
    cron,
    daily,
    hourly,
    monthly,
    static,
    weekly,
    windows,
)

from dagbook import partitions

pytestmark = [
    pytest.mark.parity,
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"),
]


@dataclass(frozen=True)
class Mapped:
    """Two definitions, a mapping between them, and keys to map."""

    name: str
    downstream: Definition | None
    upstream: Definition
    keys: tuple[str, ...]
    mapping: tuple[str, dict[str, object]] | None = None
    now: str = "2024-04-10T12:30:00+00:00"

    def mapping_made_by(self, library):
        if self.mapping is None:
            return None
        name, facts = self.mapping
        return getattr(library, f"{name}PartitionMapping")(**facts)


WORKDAYS = {"exclusions": ["0 0 * * 0,6"]}
MAPPINGS = [
    Mapped("daily to the same", daily(), daily(), ("2024-01-02", "2024-01-04")),
    Mapped("daily to later start", daily(), daily("2024-01-03"), ("2024-01-02", "2024-01-04")),
    Mapped("daily to earlier start", daily("2024-01-03"), daily(), ("2024-01-03", "2024-01-04")),
    Mapped(
        "daily to an ended one",
        daily(),
        daily(end_date="2024-02-01"),
        ("2024-01-31", "2024-02-01", "2024-02-02"),
    ),
    Mapped("daily to one with less", daily(end_offset=1), daily(), ("2024-04-09", "2024-04-10")),
    Mapped("daily to one not begun", daily(), daily("2025-01-01"), ("2024-01-02",)),
    Mapped(
        "missing allowed",
        daily(),
        daily("2024-01-03"),
        ("2024-01-02", "2024-01-04"),
        windows(allow_nonexistent_upstream_partitions=True),
    ),
    Mapped("day before", daily(), daily(), ("2024-01-02", "2024-01-04"), windows(-1, -1)),
    Mapped("day before the first", daily(), daily(), ("2024-01-01",), windows(-1, -1)),
    Mapped("this and day before", daily(), daily(), ("2024-01-01", "2024-01-04"), windows(-1, 0)),
    Mapped("day after", daily(), daily(), ("2024-01-01", "2024-04-09"), windows(0, 1)),
    Mapped("only the day after", daily(), daily(), ("2024-01-01",), windows(1, 1)),
    Mapped("week behind", daily(), daily(), ("2024-02-01",), windows(-6, 0)),
    Mapped(
        "offset, other start",
        daily(),
        daily("2024-01-10"),
        ("2024-01-09", "2024-01-11"),
        windows(-2, 0),
    ),
    Mapped("daily to hourly", daily(), hourly(), ("2024-01-01", "2024-01-03")),
    Mapped("daily to hourly, offset", daily(), hourly(), ("2024-01-03",), windows(-1, 0)),
    Mapped(
        "daily to hourly, spring",
        daily(timezone=NEW_YORK),
        hourly(timezone=NEW_YORK),
        ("2024-03-10",),
    ),
    Mapped(
        "daily to hourly, fall",
        daily(timezone=NEW_YORK),
        hourly(timezone=NEW_YORK),
        ("2024-11-03",),
        None,
        FALL,
    ),
    Mapped("hourly to daily", hourly(), daily(), ("2024-01-01-00:00", "2024-01-02-23:00")),
    Mapped(
        "hourly to daily, fall",
        hourly(timezone=BERLIN),
        daily(timezone=BERLIN),
        ("2024-10-27-02:00", "2024-10-27-02:00+0100", "2024-10-27-23:00"),
        None,
        FALL,
    ),
    Mapped("hourly to daily, today", hourly(), daily(), ("2024-04-10-03:00",)),
    Mapped("daily to hourly, starting late", daily(), hourly("2024-01-02-05:00"), ("2024-01-02",)),
    Mapped("daily to weekly", daily(), weekly(), ("2024-01-07", "2024-01-10", "2024-01-14")),
    Mapped("daily to weekly, before it starts", daily(), weekly("2024-02-01"), ("2024-02-05",)),
    Mapped("weekly to daily", weekly(), daily(), ("2024-01-07", "2024-01-21")),
    Mapped("weekly to daily, offset", weekly(), daily(), ("2024-01-21",), windows(-1, 0)),
    Mapped("monthly to daily", monthly(), daily(), ("2024-02-01",)),
    Mapped("daily to monthly", daily(), monthly(), ("2024-01-31", "2024-02-01")),
    Mapped("monthly to weekly", monthly(), weekly(), ("2024-02-01",)),
    Mapped("weekly to monthly", weekly(), monthly(), ("2024-01-28",)),
    Mapped("six hours to daily", cron("0 */6 * * *"), daily(), ("2024-01-02-06:00",)),
    Mapped("daily to six hours", daily(), cron("0 */6 * * *"), ("2024-01-02",)),
    Mapped("daily at another hour", daily(hour_offset=6), daily(), ("2024-01-02",)),
    Mapped("daily to another hour", daily(), daily(hour_offset=6), ("2024-01-05",)),
    Mapped("working days to daily", daily(**WORKDAYS), daily(), ("2024-01-05",)),
    Mapped(
        "daily to working days",
        daily(),
        daily(**WORKDAYS),
        ("2024-01-05", "2024-01-06", "2024-01-08"),
    ),
    Mapped("hourly to working days", hourly(), daily(**WORKDAYS), ("2024-01-05-03:00",)),
    Mapped(
        "working days, day before",
        daily(**WORKDAYS),
        daily(**WORKDAYS),
        ("2024-01-10",),
        windows(-1, 0),
    ),
    Mapped(
        "working days to daily, day before",
        daily(**WORKDAYS),
        daily(),
        ("2024-01-08", "2024-01-10"),
        windows(-1, -1),
    ),
    Mapped(
        "hourly to a day, from its end to its end",
        hourly(),
        daily(),
        ("2024-01-02-05:00",),
        windows(1, 0),
    ),
    Mapped(
        "working days over a weekend",
        daily(**WORKDAYS),
        daily(**WORKDAYS),
        ("2024-01-08",),
        windows(-1, -1),
    ),
    Mapped("inferred for static", static("a", "b", "c"), static("b", "c", "d"), ("a", "c")),
    Mapped("inferred for none", None, daily("2024-04-06"), ()),
    Mapped("identity", daily(), daily(), ("2024-01-04",), ("Identity", {})),
    Mapped(
        "identity, other start",
        daily(),
        daily("2024-01-03"),
        ("2024-01-02", "2024-01-04"),
        ("Identity", {}),
    ),
    Mapped("all", daily("2024-04-01"), daily("2024-04-03"), ("2024-04-05",), ("All", {})),
    Mapped("all of static", daily("2024-04-01"), static("a", "b"), ("2024-04-05",), ("All", {})),
    Mapped("last", daily("2024-04-01"), daily("2024-04-03"), ("2024-04-05",), ("Last", {})),
    Mapped("last of none", daily("2024-04-01"), daily("2025-04-03"), ("2024-04-05",), ("Last", {})),
    Mapped("last for none", None, static("a", "b"), (), ("Last", {})),
    Mapped(
        "specific",
        daily("2024-04-01"),
        static("a", "b", "c"),
        ("2024-04-05",),
        ("SpecificPartitions", {"partition_keys": ["c", "a"]}),
    ),
    Mapped(
        "specific days",
        static("x"),
        daily(),
        ("x",),
        ("SpecificPartitions", {"partition_keys": ["2024-01-03"]}),
    ),
    Mapped(
        "static",
        static("x", "y", "z"),
        static("a", "b", "c"),
        ("x", "z"),
        ("Static", {FROM_ALL: {"a": "x", "b": ["x", "y"], "c": {"z"}}}),
    ),
    Mapped(
        "static, unmapped",
        static("x", "y"),
        static("a", "b"),
        ("y",),
        ("Static", {FROM_ALL: {"a": "x"}}),
    ),
]


def dagster_maps(case, keys):
    """Return upstream keys, missing keys, downstream keys and the mapping, by Dagster."""
    up = case.upstream.made_by(dagster)
    down = case.downstream.made_by(dagster) if case.downstream else None
    mapping = dagster_infers(case.mapping_made_by(dagster), down, up)
    with dagster.partition_loading_context(effective_dt=at(case.now)):
        subset = down.subset_with_partition_keys(list(keys)) if down else None
        result = mapping.get_upstream_mapped_partitions_result_for_partitions(subset, down, up)
        back = (
            mapping.get_downstream_partitions_for_partitions(
                up.subset_with_partition_keys(result.partitions_subset.get_partition_keys()),
                up,
                down,
            ).get_partition_keys()
            if down
            else ()
        )
        return (
            sorted(result.partitions_subset.get_partition_keys()),
            sorted(result.required_but_nonexistent_partition_keys),
            sorted(back),
            (repr(mapping), mapping.description),
        )


def dagster_infers(mapping, down, up):
    from dagster._core.definitions.partitions.utils import infer_partition_mapping

    return infer_partition_mapping(mapping, down, up)


def dagbook_maps(case, keys):
    """Return upstream keys, missing keys, downstream keys and the mapping, by dagbook."""
    up = case.upstream.made_by(partitions)
    down = case.downstream.made_by(partitions) if case.downstream else None
    mapping = partitions.infer_partition_mapping(case.mapping_made_by(partitions), down, up)
    with partitions.partition_loading_context(effective_dt=at(case.now)):
        subset = down.subset_of(keys) if down else None
        result = mapping.upstream_of(subset, down, up)
        back = down.keys_in(mapping.downstream_of(result.subset, up, down)) if down else ()
        return (
            sorted(up.keys_in(result.subset)),
            sorted(result.missing_keys),
            sorted(back),
            (repr(mapping), mapping.description),
        )


@pytest.mark.parametrize("case", MAPPINGS, ids=lambda case: case.name)
def test_a_mapping_finds_what_dagster_finds_for_one_key_at_a_time(case):
    for key in case.keys or [None]:
        keys = () if key is None else (key,)
        assert dagbook_maps(case, keys) == dagster_maps(case, keys)


# Of a set that spans excluded windows Dagster maps the excluded time too; dagbook maps each key.
WHOLE = [case for case in MAPPINGS if "working days" not in case.name]


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.name)
def test_a_mapping_finds_what_dagster_finds_for_all_keys_at_once(case):
    assert dagbook_maps(case, case.keys) == dagster_maps(case, case.keys)
