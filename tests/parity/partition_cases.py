"""Partitions definitions that real Dagster and dagbook can both make."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

at = datetime.fromisoformat
NEW_YORK = "America/New_York"
BERLIN = "Europe/Berlin"


FALL = "2024-11-05T00:00:00+00:00"


@dataclass(frozen=True)
class Definition:
    """A partitions definition that either library can make."""

    kind: str
    facts: dict[str, object] = field(default_factory=dict)

    def made_by(self, library):
        facts = dict(self.facts)
        if self.kind == "Multi":
            parts = facts["partitions_defs"].items()
            facts["partitions_defs"] = {name: part.made_by(library) for name, part in parts}
        return getattr(library, f"{self.kind}PartitionsDefinition")(**facts)


def daily(start="2024-01-01", **facts):
    return Definition("Daily", {"start_date": start, **facts})


def hourly(start="2024-01-01-00:00", **facts):
    return Definition("Hourly", {"start_date": start, **facts})


def weekly(start="2024-01-01", **facts):
    return Definition("Weekly", {"start_date": start, **facts})


def monthly(start="2024-01-01", **facts):
    return Definition("Monthly", {"start_date": start, **facts})


def cron(cron_schedule, start="2024-01-01-00:00", fmt="%Y-%m-%d-%H:%M", **facts):
    return Definition(
        "TimeWindow", {"cron_schedule": cron_schedule, "start": start, "fmt": fmt, **facts}
    )


def static(*keys):
    return Definition("Static", {"partition_keys": list(keys)})


FROM_ALL = "downstream_partition_keys_by_upstream_partition_key"


def windows(start=0, end=0, **facts):
    return ("TimeWindow", {"start_offset": start, "end_offset": end, **facts})


def dynamic(name):
    return Definition("Dynamic", {"name": name})


def multi(**dimensions):
    return Definition("Multi", {"partitions_defs": dimensions})


ADDED = {
    "fruits": ["pear", "apple", "fig"],
    "birds": ["wren", "owl"],
    "barred": ["wren", "a|b", "owl"],
    "none": [],
}
"""What `instance_of` keeps of dynamic partitions."""


@contextmanager
def instance_of(library):
    """Yield an instance of *library* that keeps `ADDED`."""
    with library.DagsterInstance.ephemeral() as instance:
        for name, keys in ADDED.items():
            instance.add_dynamic_partitions(name, keys)
        yield instance


def outcome(call, library):
    """Return what *call* gives, or the name of the error's class."""
    try:
        return call(library)
    except Exception as exc:  # noqa: BLE001 - any class is the answer here
        return type(exc).__name__
