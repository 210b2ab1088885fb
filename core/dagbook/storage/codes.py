"""What a code fingerprint was made of, as event logs keep it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredCode:
    """What a fingerprint was made of.

    Args:
        plain: JSON's types alone.
        texts: What it has in common with others, in the order that *plain* counts on.
    """

    plain: Mapping[str, Any]
    texts: tuple[str, ...] = ()


ReadCode = Callable[[], StoredCode]
"""Tells what a fingerprint is made of; called only when that is not known to be stored."""
