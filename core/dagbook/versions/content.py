"""What a value holds, as a digest: equal values give equal digests in every process.

Code inside a value (a function in a list, the class of an instance) is not digested here: it is
handed back as `Content.refs`, and the digest says where in the value each stands.
"""

import copyreg
import enum
import operator
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PosixPath, PurePosixPath, PureWindowsPath, WindowsPath
from pickle import whichmodule  # type: ignore[attr-defined]  # of the module, not its stub
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MappingProxyType,
    MethodType,
    ModuleType,
)
from typing import Any

import xxhash

from dagbook.foundation.digest import digest
from dagbook.versions import frames
from dagbook.versions.packages import OWN, origin_of
from dagbook.versions.syntax import constant_token

ATOMS: frozenset[type] = frozenset(
    {type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented)}
)
"""Types whose values are told by their text, and never change."""

CODE_TYPES: tuple[type, ...] = (FunctionType, type, ModuleType)
"""What carries code, and is therefore looked into instead of digested."""

WITHOUT_CONTENT: tuple[type, ...] = (
    type(threading.Lock()),
    type(threading.RLock()),
    threading.Event,
    threading.Condition,
    threading.Semaphore,
)
"""Types that carry nothing a result could depend on."""

MOST_ITEMS = 2_000_000
"""Items of containers that one check looks at; more would be felt."""


@dataclass(frozen=True, slots=True)
class Content:
    """What one value holds.

    Args:
        digest: 32 hexadecimal digits; None when the value cannot be told from another one.
        refs: Functions, classes and modules found inside, in the order the digest counts them.
        risks: What does not count or cannot be known, as the rest of a sentence whose first words
            name the value.
    """

    digest: str | None
    refs: tuple[Any, ...] = ()
    risks: tuple[str, ...] = ()


class _UnknownError(Exception):
    """A value that nothing tells from another one; the message is the rest of a sentence."""


def content_of(value: Any) -> Content:
    """Return what *value* holds.

    >>> content_of({3, 1, 2}) == content_of({1, 2, 3}), content_of([1]) == content_of([True])
    (True, False)
    >>> content_of(x for x in "ab").risks
    ('is a generator, which cannot be compared',)
    """
    reader = _Reader()
    try:
        found = reader.read(value)
    except _UnknownError as unknown:
        return Content(None, (), (*reader.risks, str(unknown)))
    except RecursionError:
        return Content(None, (), (*reader.risks, "is nested too deep to be compared"))
    return Content(found, tuple(reader.refs), tuple(dict.fromkeys(reader.risks)))


def is_immutable(value: Any) -> bool:
    """Return whether *value* is the same for as long as it is the same object.

    >>> is_immutable((1, "a")), is_immutable(([],))
    (True, False)
    """
    kind = type(value)
    if kind is tuple or kind is frozenset:
        return len(value) <= 100 and all(type(each) in ATOMS for each in value)  # noqa: PLR2004 - a long one is digested as quickly as looked through
    return kind in ATOMS or kind is BuiltinFunctionType


def is_definition(value: Any) -> bool:
    """Return whether *value* is one of dagbook's own definitions, which are nodes, not inputs."""
    module = type(value).__module__
    return module.startswith(("dagbook.authoring", "dagster."))


def describe(value: Any) -> str:
    """Return what to show of a value: numbers as they are, else the type, as it may be a secret.

    >>> describe(3), describe("hunter2"), describe([1, 2])
    ('3', 'str of 7', 'list of 2')
    """
    if value is None or type(value) in {bool, int, float}:
        return repr(value)
    if frames.is_tabular(value):
        return frames.describe(value)
    try:
        return f"{type(value).__name__} of {len(value)}"
    except Exception:  # noqa: BLE001 - __len__ is the user's, and may raise anything
        return type(value).__name__


class _Reader:
    """Reads one value; `refs` and `risks` fill up on the way."""

    def __init__(self) -> None:
        self.refs: list[Any] = []
        self.risks: list[str] = []
        self.places: dict[int, int] = {}
        self.known: dict[int, str] = {}
        self.alive: list[Any] = []
        self.open: dict[int, int] = {}
        self.items = 0

    def read(self, value: Any) -> str:
        """Return the digest of *value*.

        Raises:
            _UnknownError: Nothing tells it from another value.
        """
        kind = type(value)
        if kind is str or kind is bytes:
            return digest(
                (kind.__name__, value.encode(errors="surrogatepass") if kind is str else value)
            )
        if kind in ATOMS:
            return digest((constant_token(value),))
        if isinstance(value, CODE_TYPES):
            return self.code(value)
        key = id(value)
        if key in self.known:
            return self.known[key]
        if key in self.open:
            return digest(("cycle", str(len(self.open) - self.open[key])))
        self.open[key] = len(self.open)
        try:
            found = digest(("value", *self.parts(value, kind)))
        finally:
            del self.open[key]
        # What __reduce_ex__ made lives only as long as it is held, and its id with it.
        self.alive.append(value)
        self.known[key] = found
        return found

    def parts(self, value: Any, kind: type) -> Iterable[str]:
        """Return the texts that tell a value: its type first."""
        for read in (_by_type, _by_nature, _by_reduction):
            parts = read(self, value, kind)
            if parts is not None:
                return parts
        raise _UnknownError(f"is a {kind.__name__}, which cannot be compared")

    def code(self, value: Any) -> str:
        """Return the place of code among `refs`; of code that is not followed also its name."""
        place = self.places.setdefault(id(value), len(self.refs))
        if place == len(self.refs):
            self.refs.append(value)
        module = value.__name__ if isinstance(value, ModuleType) else value.__module__
        if isinstance(module, str) and origin_of(module) != "local":
            return digest(("code", module, getattr(value, "__qualname__", "")))
        return digest(("ref", str(place)))

    def count(self, number: int) -> None:
        """Note that *number* more items are looked at."""
        self.items += number
        if self.items > MOST_ITEMS:
            raise _UnknownError(f"has more than {MOST_ITEMS:,} items, too many to compare")


_Parts = Iterable[str] | None


def _sequence(reader: _Reader, value: list[Any] | tuple[Any, ...]) -> _Parts:
    """Read a list or tuple; one of atoms alone at once."""
    reader.count(len(value))
    name = type(value).__name__
    if len(value) > 8 and set(map(type, value)) <= ATOMS:  # noqa: PLR2004 - short ones gain nothing
        return (name, "atoms", xxhash.xxh3_128(ascii(value).encode()).hexdigest())
    return (name, "items", *map(reader.read, value))


def _mapping(reader: _Reader, value: Any) -> _Parts:
    """Read a dict in its order, which a loop over it shows."""
    reader.count(len(value))
    return (
        type(value).__name__,
        *(reader.read(each) for pair in list(value.items()) for each in pair),
    )


def _set(reader: _Reader, value: set[Any] | frozenset[Any]) -> _Parts:
    """Read a set, whose order is that of no one."""
    reader.count(len(value))
    before = len(reader.refs)
    found = sorted(map(reader.read, value))
    if len(reader.refs) > before + 1:
        names = [getattr(each, "__qualname__", "") for each in reader.refs[before:]]
        if len(set(names)) < len(names) or "" in names:
            raise _UnknownError("is a set of functions that cannot be told apart")
        del reader.refs[before:]
        reader.places = {id(each): place for place, each in enumerate(reader.refs)}
        reader.known.clear()
        for each in sorted(value, key=_name_of):
            reader.read(each)
        found = sorted(map(reader.read, value))
    return (type(value).__name__, *found)


def _name_of(value: Any) -> str:
    """Return what orders functions and their instances alike in every process."""
    return f"{getattr(value, '__qualname__', type(value).__qualname__)} {describe(value)}"


def _builtin_function(reader: _Reader, value: Any) -> _Parts:
    """Read a function written in C, or a method of a C object: by name, and its object."""
    owner = value.__self__
    module = owner.__name__ if isinstance(owner, ModuleType) else value.__module__
    parts = ("builtin", str(module), value.__qualname__)
    if module is not None and (known := sys.modules.get(module)) is not None:
        reader.read(known)
    return parts if owner is None or isinstance(owner, ModuleType) else (*parts, reader.read(owner))


_READERS: dict[type, Callable[[_Reader, Any], _Parts]] = {
    list: _sequence,
    tuple: _sequence,
    dict: _mapping,
    MappingProxyType: _mapping,
    set: _set,
    frozenset: _set,
    bytearray: lambda _, value: ("bytearray", xxhash.xxh3_128(bytes(value)).hexdigest()),
    BuiltinFunctionType: _builtin_function,
    MethodType: lambda reader, value: (
        "method",
        value.__func__.__name__,
        reader.read(value.__self__),
        reader.read(value.__func__),
    ),
    staticmethod: lambda reader, value: ("static", reader.read(value.__func__)),
    classmethod: lambda reader, value: ("class", reader.read(value.__func__)),
    property: lambda reader, value: (
        "property",
        *map(reader.read, (value.fget, value.fset, value.fdel)),
    ),
    # What they are rebuilt from, and in which module, differs between versions of Python.
    **dict.fromkeys(
        (PosixPath, PurePosixPath, PureWindowsPath, WindowsPath),
        lambda _, value: ("path", type(value).__name__, str(value)),
    ),
    CodeType: lambda reader, value: (
        "code",
        digest((value.co_code, repr(value.co_names))),
        *map(reader.read, value.co_consts),
    ),
}


def _by_type(reader: _Reader, value: Any, kind: type) -> _Parts:
    """Read a value of one of Python's own container types."""
    read = _READERS.get(kind)
    return None if read is None else read(reader, value)


def _by_nature(reader: _Reader, value: Any, kind: type) -> _Parts:
    """Read what is known by more than its type: tables, enum members, locks, definitions."""
    if frames.is_tabular(value):
        told = frames.parts(value, reader.read)
        if told.risk is not None:
            reader.risks.append(told.risk)
        return (kind.__module__, kind.__qualname__, *told.parts)
    if isinstance(value, enum.Enum):
        return ("enum", reader.code(kind), value.name)
    if isinstance(value, WITHOUT_CONTENT):
        return ("nothing", kind.__qualname__)
    if kind is object:
        return ("object",)
    if is_definition(value):
        return ("definition",)
    wrapped = vars(value).get("__wrapped__") if hasattr(value, "__dict__") else None
    # A cache around a function holds results, not meaning.
    return None if wrapped is None else ("wrapper", kind.__qualname__, reader.read(wrapped))


def _is_found(value: Any, name: str) -> bool:
    """Return whether *value* is what its module calls *name*; else that tells nothing of it."""
    owner = sys.modules.get(type(value).__module__)
    if owner is not None and vars(owner).get(name) is value:
        return True
    # As pickling finds it, by looking through all modules: of what does not say its own.
    owner = sys.modules.get(whichmodule(value, name))
    found: Any = owner
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is value


def _by_reduction(reader: _Reader, value: Any, kind: type) -> _Parts:
    """Read whatever pickles, by what it would be rebuilt from."""
    if kind.__name__ in {"Random", "Generator", "RandomState"} and kind.__module__.startswith(
        ("random", "numpy.random")
    ):
        reader.risks.append("is a random generator: its state changes with every use")
    try:
        registered = copyreg.dispatch_table.get(kind)
        reduced = value.__reduce_ex__(4) if registered is None else registered(value)
    except RecursionError:
        raise
    except TypeError as exc:
        raise _UnknownError(f"is a {kind.__name__}, which cannot be compared") from exc
    except Exception as exc:
        raise _UnknownError(
            f"cannot be compared: {kind.__name__} raises {type(exc).__name__} ({exc})"
        ) from exc
    if isinstance(reduced, str):
        # What can be called may be made of code that its name does not tell.
        if not callable(value) or _is_found(value, reduced):
            return ("global", kind.__module__, reduced)
        raise _UnknownError(f"is a {kind.__name__}, which cannot be compared")
    make, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    if isinstance(state, dict) and all(isinstance(name, str) for name in state):
        # Attributes have no order that code sees.
        state = dict(sorted(state.items(), key=operator.itemgetter(0)))
    return (
        "object",
        reader.read(kind) if kind.__module__.partition(".")[0] not in OWN else kind.__qualname__,
        reader.read(make),
        reader.read(arguments),
        reader.read(state),
        reader.read(None if items is None else list(items)),
        reader.read(None if pairs is None else list(pairs)),
    )
