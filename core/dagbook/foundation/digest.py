"""Digests of text and bytes, length-prefixed so that no two different inputs join to the same."""

from collections.abc import Iterable

import xxhash


def digest(parts: Iterable[str | bytes]) -> str:
    """Return 32 hexadecimal digits (XXH3, 128 bits) over *parts*, each with its length before it.

    >>> digest(["ab", "c"]) == digest(["a", "bc"])
    False
    """
    state = xxhash.xxh3_128()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()
