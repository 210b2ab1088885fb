"""Partitions definitions that real Dagster and dagbook can both make."""

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
        return getattr(library, f"{self.kind}PartitionsDefinition")(**self.facts)


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
