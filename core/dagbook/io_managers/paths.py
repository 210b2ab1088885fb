"""Where a key's values are: folders that no two keys share, on any file system.

A name of lower case letters, digits, ``_``, ``-`` and ``.`` is its own folder. Otherwise::

    EWR          EWR~7               which letters are upper case, as bits: EWR and ewr differ
    2024|NYC     2024%7cNYC~e0       other characters, as their UTF-8 bytes
    con          %63on               names that Windows keeps for itself
    (long)       (its start)~~(hash) names over 120 bytes

Letters, digits and ``_`` alone make a key part, anything else a partition; what would be taken for
the other is marked: key part ``a-b`` as ``+a-b``, partition ``us`` as ``@us``.
"""

import re
from hashlib import blake2b
from pathlib import Path

MAX_COMPONENT_BYTES = 120
"""Well below the 255 bytes of common file systems: encrypted and synced folders allow fewer."""

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
_KEY_PART = re.compile(r"[A-Za-z0-9_]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_KEPT_BYTES = 80
_HASH_BYTES = 16


def key_folder(parts: tuple[str, ...], partition: str | None) -> Path:
    """Return the folder of an asset's values, relative to the folder of all values.

    Different keys and partitions have different folders, also where case does not count, and no
    folder lies outside. A folder may hold another asset's folder: `a` holds that of `a/b`.

    Args:
        parts: The parts of the asset key; at least one.
        partition: The partition key; None for an asset without partitions.

    Returns:
        A relative path of at most 120 ASCII bytes a component.

    Raises:
        ValueError: There are no parts.

    Example:
        >>> key_folder(("sales", "orders"), "2013-01-01").as_posix()
        'sales/orders/2013-01-01'
        >>> key_folder(("Orders",), "us").as_posix()
        'Orders~1/@us'
    """
    if not parts:
        raise ValueError("An asset key has at least one part, got none.")
    folders = [_component(part, "" if _KEY_PART.fullmatch(part) else "+") for part in parts]
    if partition is not None:
        folders.append(_component(partition, "@" if _KEY_PART.fullmatch(partition) else ""))
    return Path(*folders)


def _component(name: str, mark: str) -> str:
    """Return the folder name for *name*: injective, also with all letters in lower case."""
    escaped = mark + _escaped(name)
    upper = sum(1 << bit for bit, letter in enumerate(escaped) if letter.isupper())
    full = f"{escaped}~{upper:x}" if upper else escaped
    if len(full) <= MAX_COMPONENT_BYTES:
        return full
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES)
    return f"{escaped[:_KEPT_BYTES]}~~{digest.hexdigest()}"


def _escaped(name: str) -> str:
    """Return *name* in plain characters; ``%`` for the empty name."""
    if not name:
        return "%"
    data = name.encode("utf-8", "surrogatepass")
    hide_first = data[0] == ord(".") or _RESERVED.fullmatch(name) is not None
    hide_last = data[-1] == ord(".")
    last = len(data) - 1
    return "".join(
        chr(byte)
        if byte in _PLAIN and not (index == 0 and hide_first) and not (index == last and hide_last)
        else f"%{byte:02x}"
        for index, byte in enumerate(data)
    )
