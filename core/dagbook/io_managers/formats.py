"""Values on disk: which format suits a value, and files named by the value's hash.

*A round trip returns the equal value with the equal type, or another format is chosen*::

    value -> first format that accepts it -> <value hash><suffix> -> equal value
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagbook.io_managers import npy, parquet, pickling, polars_parquet
from dagbook.io_managers.atomic import HashingFile, hash_file, write_atomically
from dagbook.io_managers.problems import DamagedValueError


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One value in a file.

    Attributes:
        path: The file, named by the hash.
        format: `parquet`, `npy` or `pickle`.
        size_bytes: The length of the file.
        value_hash: Equal values have equal hashes as far as their stored bytes can show.
    """

    path: Path
    format: str
    size_bytes: int
    value_hash: str


@dataclass(frozen=True, slots=True)
class ValueFormat:
    """One way to keep values.

    Attributes:
        name: What a user sees.
        suffix: The end of its files' names, by which a reader finds the format.
        accepts: Whether a value comes back equal and of equal type.
        write: Writes such a value.
        read: Returns it.
    """

    name: str
    suffix: str
    accepts: Callable[[Any], bool]
    write: Callable[[Any, HashingFile], None]
    read: Callable[[Path], Any]


TABLE_FORMATS = (
    ValueFormat(
        "parquet",
        ".parquet",
        parquet.accepts_pandas,
        parquet.write_pandas,
        parquet.read_pandas,
    ),
    ValueFormat(
        "parquet",
        ".polars.parquet",
        polars_parquet.accepts,
        polars_parquet.write,
        polars_parquet.read,
    ),
    ValueFormat(
        "parquet",
        ".arrow.parquet",
        parquet.accepts_arrow,
        parquet.write_arrow,
        parquet.read_arrow,
    ),
    ValueFormat("npy", ".npy", npy.accepts, npy.write, npy.read),
)
"""Formats for the values they accept; everything else is pickled."""

PICKLE = "pickle"
PICKLE_SUFFIX = ".pickle"


def choose_format(value: Any) -> str:
    """Return the name of the format that *value* is kept in.

    Example:
        >>> choose_format({"a": [1, 2]})
        'pickle'
    """
    found = _table_format(value)
    return PICKLE if found is None else found.name


def write_value(value: Any, folder: Path) -> StoredValue:
    """Keep *value* in *folder*, in a file named by its hash; equal values share the file.

    The file is there whole or not at all, whatever happens meanwhile.

    Args:
        value: Anything.
        folder: Made when it is missing.

    Returns:
        Where it is and what its hash is.

    Raises:
        NotStorable: No format can keep the value.
        OSError: The file cannot be written.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     stored = write_value([1, 2], Path(folder))
        ...     (stored.format, stored.path.suffix, read_value(stored.path))
        ('pickle', '.pickle', [1, 2])
    """
    chosen = _table_format(value)
    value_hash, format_name = "", PICKLE

    def fill(file: HashingFile) -> str:
        nonlocal value_hash, format_name
        if chosen is not None and _try_table(chosen, value, file):
            value_hash, format_name = file.hexdigest(), chosen.name
            return value_hash + chosen.suffix
        value_hash = pickling.write(value, file)
        return value_hash + PICKLE_SUFFIX

    written = write_atomically(folder, fill)
    return StoredValue(written.path, format_name, written.size_bytes, value_hash)


def read_value(path: Path, *, expected_hash: str | None = None) -> Any:
    """Return the value that `write_value` kept in *path*.

    Args:
        path: The file; its name's end tells the format.
        expected_hash: The hash that was recorded; with it every damage is noticed, without it only
            what the format itself notices.

    Raises:
        DamagedValueError: The file is not what was written.
        FileNotFoundError: There is no such file.
    """
    suffix = path.name[path.name.find(".") :]
    if suffix == PICKLE_SUFFIX:
        return pickling.read(path, expected_hash)
    found = next((each for each in TABLE_FORMATS if each.suffix == suffix), None)
    if found is None:
        raise DamagedValueError(path, f"no format has files that end in {suffix}")
    if expected_hash is not None and hash_file(path) != expected_hash:
        raise DamagedValueError(path, "its bytes are not those that were written")
    return found.read(path)


def _table_format(value: Any) -> ValueFormat | None:
    """Return the format that accepts *value*, or None for pickle."""
    return next((each for each in TABLE_FORMATS if each.accepts(value)), None)


def _try_table(chosen: ValueFormat, value: Any, file: HashingFile) -> bool:
    """Write *value*; return False, with *file* at its start, for content the format refuses."""
    with suppress(ValueError, TypeError, NotImplementedError):
        chosen.write(value, file)
        return True
    file.restart()
    return False
