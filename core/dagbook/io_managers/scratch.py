"""`ScratchIOManager`: a run that must not touch real values keeps what it makes to itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.foundation.attributes import real_attribute
from dagbook.io_managers.in_memory import InMemoryIOManager


class ScratchIOManager(IOManager):
    """Keeps what a run makes in memory; what it did not make is read from the real manager.

    Args:
        real: What is bound otherwise; it is set up and torn down as ever, and never written to.
        made: What the run keeps, where several managers share it.
    """

    keeps_assets_alone: ClassVar[bool] = True
    """What ops hand on within one run stays in memory."""

    def __init__(self, real: Any, made: InMemoryIOManager | None = None) -> None:
        self._real = real
        self._made = made or InMemoryIOManager()

    @contextmanager
    def resource_for_execution(self, context: Any) -> Iterator["ScratchIOManager"]:
        """Yield the manager for one run, over the real one for that run."""
        enter = real_attribute(self._real, "resource_for_execution")
        if enter is None:
            yield ScratchIOManager(self._real, self._made)
        else:
            with enter(context) as real:
                yield ScratchIOManager(real, self._made)

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Keep *obj* for the run."""
        self._made.handle_output(context, obj)

    def load_input(self, context: InputContext) -> Any:
        """Return what the run made, else what is stored; both together for several partitions."""
        key, made = context.asset_key, self._made.values
        if not context.has_asset_partitions:
            return (self._made if (key, None) in made else self._real).load_input(context)
        partitions = context.asset_partition_keys
        here = [each for each in partitions if (key, each) in made]
        if not here:
            return self._real.load_input(context)
        values = {each: made[key, each] for each in here}
        stored = [each for each in partitions if each not in values]
        if stored:
            found = self._real.load_input(context.narrowed_to(stored))
            values |= {stored[0]: found} if len(stored) == 1 else found
        if len(partitions) == 1:
            return values[partitions[0]]
        return {each: values[each] for each in partitions if each in values}
