"""Keys that look like a text that names none."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import takewhile


def keys_like(text: str, count: int, key_at: Callable[[int], str]) -> tuple[str, ...]:
    """Return the key that begins most like *text*, where that is half of it at least.

    Args:
        text: What is no key.
        count: How many keys there are, in the order of their texts; of others nothing may be found.
        key_at: Returns the key at a place.

    >>> days = [f"2024-01-{day:02}" for day in range(1, 11)]
    >>> keys_like("2024-01-33", len(days), days.__getitem__)
    ('2024-01-10',)
    >>> keys_like("yesterday", len(days), days.__getitem__)
    ()
    """
    place = bisect_left(range(count), text, key=key_at)
    near = [key_at(each) for each in (place, place - 1) if 0 <= each < count]
    best = max(near, key=lambda key: _alike(text, key), default="")
    return (best,) if 2 * _alike(text, best) > len(text) else ()


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    both = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
