"""Codes that a user says are equal for an asset, as event logs keep and tell them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import EllipsisType

from dagbook.model.asset_key import AssetKey


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That the difference between two codes of an asset does not matter.

    Args:
        key: The asset.
        partition: Of which partition; None means the whole asset.
        was: The fingerprint of the code that made values.
        now: The fingerprint of the code that would make the same.
        at: When that was said, seconds since the epoch.
        origin: Who said it, such as "cell 7".
        notebook: In which notebook.
    """

    key: AssetKey
    partition: str | None
    was: str
    now: str
    at: float = 0.0
    origin: str = ""
    notebook: str = ""

    def covers(self, partition: str | None) -> bool:
        """Return whether it is said of *partition*."""
        return self.partition is None or self.partition == partition


Acceptances = Mapping[AssetKey, tuple[Acceptance, ...]]
"""What is accepted by asset, the oldest first."""


def code_that_counts(
    accepted: Iterable[Acceptance], partition: str | None, was: str | None, now: str | None
) -> str | None:
    """Return the code that a value counts as made with: *now*, where the two are said to be equal.

    Args:
        accepted: What is accepted of the asset.
        partition: The partition that has the value, or None.
        was: The fingerprint of the code that made it.
        now: The fingerprint of the code there is.

    >>> said = [Acceptance(AssetKey("orders"), "eu", "1", "2")]
    >>> [code_that_counts(said, place, "1", "2") for place in ("eu", "us")]
    ['2', '1']
    """
    pair = {was, now}
    equal = any(each.covers(partition) and {each.was, each.now} == pair for each in accepted)
    return now if equal else was


def is_of(each: Acceptance, asset: AssetKey, partition: str | EllipsisType | None) -> bool:
    """Return whether *each* is of *asset*, and said of just *partition* unless all are meant."""
    return each.key == asset and partition in (..., each.partition)
