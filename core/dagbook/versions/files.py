"""Versions of files that assets read: size and time, and what they hold where these differ."""

import os
from collections.abc import Callable
from functools import lru_cache
from stat import S_ISREG

import xxhash

from dagbook.foundation.digest import digest
from dagbook.model.records import FILE_INPUT, InputVersions

FileVersion = Callable[[str, str], str]
"""From a file's name among inputs, and the version that was read, to its version now."""

GONE = ""
"""The version of a file that is not there."""

_BLOCK = 1 << 20
Stamp = tuple[int, int]
"""Size, and time of the last change in nanoseconds."""


def stamp_of(path: str) -> Stamp | None:
    """Return size and time of a regular file; None of anything else."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a path object for each of many files takes longer
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns) if S_ISREG(status.st_mode) else None


def version_of(path: str, stamp: Stamp) -> str:
    """Return the version of the file *path*, whose size and time are *stamp*.

    A file that cannot be read has a version that no other has.

    >>> version_of(os.devnull, (0, 5))
    '0:5:99aa06d3014798d86001c324468d497f'
    """
    try:
        return f"{stamp[0]}:{stamp[1]}:{_content(path, *stamp)}"
    except OSError:
        return f"?{stamp[0]}:{stamp[1]}"


def version_now(name: str, was: str) -> str:
    """Return the version of a file now: *was* when it holds the same, whatever its time is.

    Args:
        name: Its name among inputs.
        was: The version that was read.
    """
    path = name.removeprefix(FILE_INPUT)
    if path.endswith(os.sep):
        return listing_version(path)
    stamp = stamp_of(path)
    if stamp is None:
        return GONE
    size, _, rest = was.partition(":")
    time, _, content = rest.partition(":")
    if (size, time) == (str(stamp[0]), str(stamp[1])):
        return was
    if size != str(stamp[0]):
        return f"{stamp[0]}:{stamp[1]}:"
    now = version_of(path, stamp)
    return was if now.rpartition(":")[2] == content else now


def listing_version(folder: str) -> str:
    """Return the version of what a folder lists: the names in it that are not hidden."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - as above
    except OSError:
        return GONE
    return digest([each for each in names if not each.startswith((".", "__pycache__"))])


def file_inputs(inputs: InputVersions) -> InputVersions:
    """Return those of *inputs* that are files; they are the last ones.

    >>> file_inputs((("orders", "1"), ("file:/x.csv", "2")))
    (('file:/x.csv', '2'),)
    """
    if not inputs or not inputs[-1][0].startswith(FILE_INPUT):
        return ()
    return tuple(each for each in inputs if each[0].startswith(FILE_INPUT))


@lru_cache(maxsize=4096)
def _content(path: str, _size: int, _time: int) -> str:
    """Return the digest of what a file holds, read once while its size and time stay."""
    hasher = xxhash.xxh3_128()
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as above
        while block := file.read(_BLOCK):
            hasher.update(block)
    return hasher.hexdigest()
