"""The keys of windows of time, written when they are read."""

from typing import Self

from dagbook.partitions.key_format import KeyFormat
from dagbook.partitions.key_sequence import KeySequence


class WindowKeys(KeySequence):
    """The keys of the windows from one number up to another.

    Args:
        form: How they are written.
        low: The number of the first window.
        high: The number after the last window's.
    """

    __slots__ = ("_form",)

    def __init__(self, form: KeyFormat, low: int, high: int) -> None:
        super().__init__(low, high)
        self._form = form

    def _write(self, low: int, high: int) -> list[str]:
        return self._form.keys(low, high)

    def _number(self, key: str) -> int | None:
        return self._form.index_within(key, self._low, self._high)

    def _part(self, low: int, high: int) -> Self:
        return type(self)(self._form, low, high)
