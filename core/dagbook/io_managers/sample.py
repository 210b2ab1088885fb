"""`SampleIOManager`: a scratch run that is fed the first rows of what it reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.io_managers.scratch import ScratchIOManager
from dagbook.model.asset_key import AssetKey

Seen = Callable[[AssetKey, str | None, Any], None]
"""Told of each value as it is made: the asset, its partition, the value."""


class SampleIOManager(IOManager):
    """Keeps what a run makes in memory, and hands on the first rows of it and of what is stored.

    Args:
        real: What is bound otherwise; it is read and never written to.
        made: What the run keeps, shared by all managers of the run.
        rows: How many rows are handed on; None for all.
        seen: Told of each value before anyone can change it.
    """

    def __init__(self, real: Any, made: InMemoryIOManager, rows: int | None, seen: Seen) -> None:
        self._scratch = ScratchIOManager(real, made)
        self._rows = rows
        self._seen = seen

    @contextmanager
    def resource_for_execution(self, context: Any) -> Iterator["SampleIOManager"]:
        """Yield the manager for one run, over the real one for that run."""
        with self._scratch.resource_for_execution(context) as scratch:
            inside = SampleIOManager(None, InMemoryIOManager(), self._rows, self._seen)
            inside._scratch = scratch
            yield inside

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Keep *obj* for the run."""
        partition = context.asset_partition_key if context.has_asset_partitions else None
        self._seen(context.asset_key, partition, obj)
        self._scratch.handle_output(context, obj)

    def load_input(self, context: InputContext) -> Any:
        """Return the first rows of what the run made or of what is stored."""
        found = self._scratch.load_input(context)
        if self._rows is None:
            return found
        if context.has_asset_partitions and isinstance(found, dict):
            return {key: first_rows(value, self._rows) for key, value in found.items()}
        return first_rows(found, self._rows)


def first_rows(value: Any, rows: int) -> Any:
    """Return the first *rows* of a table, an array, a list or a tuple; all of anything else.

    >>> first_rows([1, 2, 3], 2), first_rows("abc", 2)
    ([1, 2], 'abc')
    """
    if type(value) in {list, tuple}:
        return value[:rows]
    module, name = type(value).__module__.partition(".")[0], type(value).__name__
    if module == "pandas" and name in {"DataFrame", "Series"}:
        return value.iloc[:rows]
    if module == "numpy" and name == "ndarray" and value.ndim:
        return value[:rows]
    if module == "polars" and name in {"DataFrame", "Series", "LazyFrame"}:
        return value.head(rows)
    if module == "pyarrow" and name in {"Table", "RecordBatch", "ChunkedArray"}:
        return value.slice(0, rows)
    return value
