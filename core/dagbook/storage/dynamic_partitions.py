"""The table of dynamic partitions: the keys of each named definition, in the order added."""

from collections.abc import Iterable

from dagbook.storage.interning import Execute

_ADD = "INSERT OR IGNORE INTO dynamic_partitions (definition, partition) VALUES (?, ?)"
_DELETE = "DELETE FROM dynamic_partitions WHERE definition = ? AND partition = ?"
_READ = "SELECT partition FROM dynamic_partitions WHERE definition = ? ORDER BY id"


def add_dynamic_partitions(execute: Execute, name: str, keys: Iterable[str]) -> bool:
    """Add those of *keys* that are not there yet; return whether any was added."""
    return sum(execute(_ADD, (name, key)).rowcount for key in keys) > 0


def delete_dynamic_partition(execute: Execute, name: str, key: str) -> bool:
    """Delete one key; return whether it was there."""
    return bool(execute(_DELETE, (name, key)).rowcount)


def read_dynamic_partitions(execute: Execute, name: str) -> dict[str, None]:
    """Return the keys of one definition, in the order added."""
    return dict.fromkeys(key for (key,) in execute(_READ, (name,)).fetchall())
