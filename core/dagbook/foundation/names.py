"""Names: which are allowed, and which look like one that was meant."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

VALID_NAME = re.compile(r"^[A-Za-z0-9_]+$")
"""What Dagster allows as a name of an op, an output, a group or a job."""


TAG_KEY = re.compile(r"^([A-Za-z0-9_.-]{1,63}/|dagster/kind/)?[A-Za-z0-9_.-]{1,63}$")
TAG_VALUE = re.compile(r"^[A-Za-z0-9_.-]{0,63}$")
"""What Dagster allows as key and value of a tag of an asset or its events."""


def is_valid_name(name: str) -> bool:
    """Return whether *name* has only letters, digits and underscores, and at least one.

    >>> is_valid_name("raw_orders"), is_valid_name("raw-orders")
    (True, False)
    """
    return VALID_NAME.fullmatch(name) is not None


def similar(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return up to *most* of *known* that look like *name*, best first.

    A name that differs in its prefix alone counts as alike, as in Dagster.

    >>> similar("rwa_orders", ["raw_orders", "customers"])
    ('raw_orders',)
    >>> similar("orders", ["sales/orders"])
    ('sales/orders',)
    """
    candidates: Sequence[str] = list(known)
    close = get_close_matches(name, candidates, n=most, cutoff=0.6)
    last = name.rsplit("/", 1)[-1]
    same_last = [each for each in candidates if each.rsplit("/", 1)[-1] == last]
    return tuple(dict.fromkeys([*close, *same_last]))[:most]
