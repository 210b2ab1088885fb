"""How many steps of a kind may run at once: by tag, as an executor's config says, and by pool."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Slot = tuple[str, ...]
"""What is limited: a tag, a tag with a value, or a pool."""


class StepLimits:
    """Which steps run, counted.

    Args:
        tag_limits: As in Dagster's config: ``key``, ``limit``, and ``value``, which is a text or
            ``{"applyLimitPerUniqueValue": True}``.
        instance: Whose pools count.
    """

    def __init__(self, tag_limits: Sequence[Mapping[str, Any]], instance: Any) -> None:
        self._tag_limits = tag_limits
        self._pools: Mapping[str, int] = instance.pool_limits
        self._running: Counter[Slot] = Counter()

    def admits(self, step: Any) -> bool:
        """Return whether *step* may run beside those that do."""
        return all(self._running[slot] < limit for slot, limit in self._slots(step))

    def take(self, step: Any) -> None:
        """Note that *step* runs."""
        self._running.update(slot for slot, _ in self._slots(step))

    def give(self, step: Any) -> None:
        """Note that *step* ended."""
        self._running.subtract(slot for slot, _ in self._slots(step))

    def _slots(self, step: Any) -> Iterator[tuple[Slot, int]]:
        """Yield what *step* takes one of, and how many there are."""
        op = step.definition.node_def
        tags: Mapping[str, str] = op.tags or {}
        for each in self._tag_limits:
            key, value = each["key"], each.get("value")
            if key not in tags:
                continue
            if isinstance(value, Mapping):
                yield ("tag", key, tags[key]), each["limit"]
            elif value is None or value == tags[key]:
                yield ("tag", key, value or ""), each["limit"]
        if op.pool in self._pools:
            yield ("pool", op.pool), self._pools[op.pool]
