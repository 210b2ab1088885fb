"""Says which values are made again because their files are gone: moved, deleted, cut short."""

from collections.abc import Iterable, Iterator
from itertools import product

from dagbook.asset_graph.plan import PlannedStep
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.storage.event_log import EventLogStorage
from dagbook.view.humanize import count


def gone_notes(
    log: EventLogStorage, io_manager: NotebookLocalIOManager, steps: Iterable[PlannedStep]
) -> Iterator[str]:
    """Yield a line for each asset that *steps* make of which values are gone.

    Args:
        log: What was materialized.
        io_manager: What keeps the values.
        steps: What is about to run.
    """
    gone: dict[str, list[str | None]] = {}
    for step in steps:
        for key, partition in product(step.selected, step.places):
            row = log.latest_of(key, partition)
            if row is not None and not io_manager.has_value(key, partition, row):
                gone.setdefault(key.to_user_string(), []).append(partition)
    for name, places in gone.items():
        if len(places) == 1:
            place = name if places[0] is None else f"{name}[{places[0]}]"
            yield f"The value of {place} was gone: it is made again."
        else:
            much = count(len(places), "partition")
            yield f"The values of {much} of {name} were gone: they are made again."
