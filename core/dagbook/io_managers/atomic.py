"""Files that are there whole or not at all, hashed while they are written."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import xxhash

_BUFFER_BYTES = 1 << 17
_TEMPORARY_SUFFIX = ".tmp"


class HashingFile:
    """A binary file to write to that knows the length and the hash of what it was given.

    It has the few methods that pickle, NumPy, Arrow and Polars call; closing is its maker's.

    Args:
        raw: The file below; open for binary writing, at its start.
    """

    closed = False

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._hash = xxhash.xxh3_128()
        self.size_bytes = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write *data*, a buffer of any item size; return its length in bytes."""
        view = memoryview(data)
        self._hash.update(view)
        self._raw.write(view)
        self.size_bytes += view.nbytes
        return view.nbytes

    def hexdigest(self) -> str:
        """Return the xxh3_128 of what was written since the start."""
        return self._hash.hexdigest()

    def restart(self) -> None:
        """Forget what was written, so that another format can be tried."""
        self._raw.seek(0)
        self._raw.truncate()
        self._hash.reset()
        self.size_bytes = 0

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.size_bytes

    def flush(self) -> None:
        """Do nothing: the file is complete only when its maker closes it."""

    def close(self) -> None:
        """Do nothing: libraries close what they are given, and the maker still renames it."""

    def readable(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return False: what was written is hashed."""
        return False


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file in its final place, and its length."""

    path: Path
    size_bytes: int


def write_atomically(folder: Path, fill: Callable[[HashingFile], str]) -> WrittenFile:
    """Write a file into *folder* so that a reader sees all of it or nothing.

    A file of the same name is replaced. Whatever *fill* raises, an interrupt too, leaves the folder
    as it was. Nothing is synced: what a power loss cuts short is found by its hash.

    Args:
        folder: Made, with its parents, when it is missing.
        fill: Writes the content and returns the file's final name, which may depend on the hash.

    Returns:
        Where the file is and how long it is.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     written = write_atomically(Path(folder), lambda file: f"{file.write(b'abc')}.bin")
        ...     (written.path.name, written.path.read_bytes())
        ('3.bin', b'abc')
    """
    temporary = folder / f".{os.urandom(8).hex()}{_TEMPORARY_SUFFIX}"
    try:
        with _open_new(temporary) as raw:
            file = HashingFile(raw)
            name = fill(file)
        final = folder / name
        temporary.replace(final)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return WrittenFile(final, file.size_bytes)


def sweep_temporaries(folder: Path, *, older_than_seconds: float = 3600.0) -> int:
    """Remove temporary files that a killed process left in *folder*; return how many there were.

    Args:
        folder: Only its own files are looked at, not those of folders in it.
        older_than_seconds: Younger ones may still be written by another kernel.
    """
    limit = time.time() - older_than_seconds
    removed = 0
    for path in folder.glob(f".*{_TEMPORARY_SUFFIX}"):
        with suppress(OSError):
            if path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
    return removed


def hash_file(path: Path) -> str:
    """Return the xxh3_128 of a file's bytes, as `HashingFile.hexdigest` gives it."""
    digest = xxhash.xxh3_128()
    buffer = memoryview(bytearray(_BUFFER_BYTES))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
    return digest.hexdigest()


def _open_new(path: Path) -> BinaryIO:
    """Open a file that must not exist, making its folder only when that is missing."""
    try:
        return path.open("xb", buffering=_BUFFER_BYTES)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb", buffering=_BUFFER_BYTES)
