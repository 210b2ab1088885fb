"""Everything that is no table and no array, pickled.

A file is the pickle of the value, which `pickle.load` reads, then the definitions of the
notebook's classes it is made of, then a table of contents. So the value's own bytes, and its hash,
do not change with each new kernel, as those of a class pickled by value would::

    pickle of the value | pickle of its classes | contents, JSON | length of contents | magic
"""

import io
import json
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import xxhash

from dagbook.io_managers.atomic import HashingFile
from dagbook.io_managers.canonical import canonical_hash
from dagbook.io_managers.notebook_classes import fingerprint, is_notebook_class, live_class
from dagbook.io_managers.problems import DamagedValueError, NotStorable

_PROTOCOL = 5
_END = struct.Struct("<I8s")
_MAGIC = b"dagbook1"


def notebook_class(qualname: str, content: str) -> type:
    """Stand in a pickle for the notebook's class *qualname* whose fingerprint is *content*.

    `read` finds the class by itself; this is what a bare `pickle.load` calls.

    Raises:
        AttributeError: ``__main__`` has no such class, or another one.
    """
    live = live_class(qualname)
    if live is None or fingerprint(live) != content:
        raise AttributeError(
            f"The value is made of {qualname}, which this notebook does not define as it was then. "
            "Run the cell that defines it, or materialize the asset again."
        )
    return live


def write(value: Any, file: HashingFile) -> str:
    """Pickle *value* and return its hash: canonical where there is one, else of its pickle.

    Raises:
        NotStorable: Neither pickle nor cloudpickle can.
    """
    classes = _pickle(value, file)
    payload_hash, payload_bytes = file.hexdigest(), file.size_bytes
    value_hash = canonical_hash(value) or payload_hash
    definitions = _definitions(classes)
    file.write(definitions)
    contents = {
        "value_hash": value_hash,
        "checksum": file.hexdigest(),
        "payload_bytes": payload_bytes,
        "definitions_bytes": len(definitions),
    }
    encoded = json.dumps(contents).encode()
    file.write(encoded)
    file.write(_END.pack(len(encoded), _MAGIC))
    return value_hash


def read(path: Path, expected_hash: str | None = None) -> Any:
    """Return the value in *path*, made of the live classes where they are as they were.

    Raises:
        DamagedValueError: The file is not whole, or its value has another hash.
    """
    data = memoryview(path.read_bytes())
    contents = _contents(data, path)
    payload = data[: contents.payload_bytes]
    stored = data[: contents.payload_bytes + contents.definitions_bytes]
    if xxhash.xxh3_128_hexdigest(stored) != contents.checksum:
        raise DamagedValueError(path, "its bytes are not those that were written")
    if expected_hash not in (None, contents.value_hash):
        raise DamagedValueError(path, f"it holds {contents.value_hash}, not {expected_hash}")
    return _Unpickler(payload, stored[contents.payload_bytes :]).load()


@dataclass(frozen=True, slots=True)
class _Contents:
    """The table of contents of a file."""

    value_hash: str
    checksum: str
    payload_bytes: int
    definitions_bytes: int


def _contents(data: memoryview, path: Path) -> _Contents:
    """Return the table of contents at the end of a file."""
    try:
        length, magic = _END.unpack(data[-_END.size :])
        if magic != _MAGIC:
            raise DamagedValueError(path, "it is cut short")
        return _Contents(**json.loads(bytes(data[-_END.size - length : -_END.size])))
    except (struct.error, json.JSONDecodeError, UnicodeDecodeError, TypeError) as exc:
        raise DamagedValueError(path, "it is cut short") from exc


@dataclass(slots=True)
class _References:
    """The notebook's classes that one pickle refers to, and their fingerprints."""

    classes: dict[str, type] = field(default_factory=dict)
    prints: dict[type, str] = field(default_factory=dict)

    def reduce(self, cls: type) -> tuple[Any, tuple[str, str]]:
        """Return what stands for *cls* in the pickle."""
        content = self.prints.get(cls)
        if content is None:
            content = self.prints[cls] = fingerprint(cls)
            self.classes[_class_id(cls.__qualname__, content)] = cls
        return notebook_class, (cls.__qualname__, content)


def _class_id(qualname: str, content: str) -> str:
    """Return the key of a class in the definitions."""
    return f"{qualname} {content}"


def _pickle(value: Any, file: HashingFile) -> Mapping[str, type]:
    """Pickle *value* into *file*, which is at its start; return the notebook's classes in it."""
    references = _References()
    try:
        _PlainPickler(file, references).dump(value)
    except (OSError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - any failure means that cloudpickle must try
        file.restart()
        references = _References()
        try:
            _cloud_pickler()(file, references).dump(value)
        except (OSError, MemoryError):
            raise
        except Exception as exc:
            raise NotStorable(f"{type(exc).__name__}: {exc}") from exc
    return references.classes


def _definitions(classes: Mapping[str, type]) -> bytes:
    """Return *classes* pickled by value; empty when there are none or one cannot be."""
    if not classes:
        return b""
    import cloudpickle  # noqa: PLC0415 - loaded only for what a notebook defines

    try:
        definitions: bytes = cloudpickle.dumps(dict(classes), protocol=_PROTOCOL)
    except Exception:  # noqa: BLE001 - the value is whole without: the notebook defines its classes
        return b""
    return definitions


class _ByValueError(Exception):
    """The value holds something that only cloudpickle stores."""


class _PlainPickler(pickle.Pickler):
    """Python's own pickler, with the notebook's classes by name and content."""

    def __init__(self, file: HashingFile, references: _References) -> None:
        super().__init__(file, protocol=_PROTOCOL)
        self._references = references

    def reducer_override(self, obj: Any) -> Any:
        """Reduce classes and functions of the notebook; called for no builtin value."""
        if isinstance(obj, type) and is_notebook_class(obj):
            return self._references.reduce(obj)
        if isinstance(obj, FunctionType) and obj.__module__ == "__main__":
            raise _ByValueError
        return NotImplemented


@cache
def _cloud_pickler() -> Any:
    """Return the pickler that stores by value what has no name, and notebook classes as above."""
    import cloudpickle  # noqa: PLC0415 - loaded only for what a notebook defines

    class CloudPickler(cloudpickle.Pickler):  # type: ignore[misc] # cloudpickle publishes no types
        def __init__(self, file: HashingFile, references: _References) -> None:
            super().__init__(file, protocol=_PROTOCOL)
            self._references = references

        def reducer_override(self, obj: Any) -> Any:
            if isinstance(obj, type) and is_notebook_class(obj):
                return self._references.reduce(obj)
            return super().reducer_override(obj)

    return CloudPickler


class _Unpickler(pickle.Unpickler):
    """Finds the notebook's classes live, else in the definitions stored beside the value."""

    def __init__(self, payload: memoryview, definitions: memoryview) -> None:
        super().__init__(io.BytesIO(payload))
        self._definitions = definitions
        self._stored: dict[str, type] | None = None

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Return a global; for what stands for a notebook's class, the method that finds it."""
        if module_name == __name__ and global_name == notebook_class.__name__:
            return self._notebook_class
        return super().find_class(module_name, global_name)

    def _notebook_class(self, qualname: str, content: str) -> type:
        """Return the live class of equal content, else the one that was stored."""
        live = live_class(qualname)
        if live is not None and fingerprint(live) == content:
            return live
        if self._stored is None:
            self._stored = pickle.loads(self._definitions) if self._definitions else {}  # noqa: S301 - the user's own store
        return self._stored.get(_class_id(qualname, content)) or notebook_class(qualname, content)
