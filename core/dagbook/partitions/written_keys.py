"""Writing the keys of many windows, where writing a row of them at once is cheaper than each."""

from collections.abc import Callable, Sequence

_ONE_RANGE = 2
"""How many bounds one range has."""
_GAPS = 4
"""Up to so many times as many keys as asked for are written, if that spares many small ranges."""
_RANGES = 256
"""So many ranges are written at a time, so that what is not asked for does not add up."""


def keys_at(write: Callable[[int, int], list[str]], first: int, bounds: Sequence[int]) -> list[str]:
    """Return the keys of the places in some ranges, in order.

    Args:
        write: Writes the keys of the windows from one number up to another.
        first: The number of the window at place 0.
        bounds: The start and end of each range of places in turn, rising.

    Example:
        >>> keys_at(lambda low, high: [f"k{each}" for each in range(low, high)], 10, (0, 2, 5, 6))
        ['k10', 'k11', 'k15']
    """
    if len(bounds) == _ONE_RANGE:
        return write(first + bounds[0], first + bounds[1])
    found: list[str] = []
    for at in range(0, len(bounds), 2 * _RANGES):
        part = bounds[at : at + 2 * _RANGES]
        ranges = zip(part[::2], part[1::2], strict=True)
        start, end = part[0], part[-1]
        if end - start < _GAPS * (sum(part[1::2]) - sum(part[::2])):
            # Writing all between the first and the last is cheaper than beginning so often.
            keys = write(first + start, first + end)
            for low, high in ranges:
                found += keys[low - start : high - start]
        else:
            for low, high in ranges:
                found += write(first + low, first + high)
    return found
