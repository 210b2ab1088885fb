"""Paths of partitions, which never leave the folder of their asset; Dagster's spelling."""

from typing import Any


def partition_path(folder: Any, partition: str) -> Any:
    """Return the path of *partition* in *folder*.

    >>> from pathlib import PurePosixPath
    >>> partition_path(PurePosixPath("/values"), "/a/../b")
    PurePosixPath('/values/%2Fa/%2E%2E/b')
    """
    if partition.startswith("/"):
        partition = "%2F" + partition[1:]
    return folder.joinpath(*("%2E%2E" if part == ".." else part for part in partition.split("/")))


def relative_parts(path: Any) -> tuple[str, ...]:
    """Return the parts of *path*; what was its root is spelt in the first.

    >>> from pathlib import PurePosixPath
    >>> relative_parts(PurePosixPath("/etc/hosts"))
    ('%2Fetc', 'hosts')
    """
    parts = tuple(part for part in path.parts if part != "/")
    if parts and path.is_absolute():
        return (f"%2F{parts[0]}", *parts[1:])
    return parts


def key_in_path(key: str) -> str:
    """Return a partition key as it stands in a path; its dimensions go by their names.

    >>> key_in_path("2024-01-01")
    '2024-01-01'
    """
    by_dimension = getattr(key, "keys_by_dimension", None)
    if by_dimension is None:
        return key
    return "/".join(by_dimension[name] for name in sorted(by_dimension))
