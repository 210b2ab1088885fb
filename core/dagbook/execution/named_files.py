"""The files that a step is told of by name: in what is passed to it, and in what its code says.

What C++ readers open, such as Arrow's, Python does not see; mostly the path is one of these.
"""

import os
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PosixPath, PurePath, PurePosixPath, PureWindowsPath, WindowsPath
from types import CodeType, FunctionType
from typing import Any

from dagbook.authoring.source import unwrapped
from dagbook.versions.facts import facts_of
from dagbook.versions.packages import is_followed

_DATABASES = (".db", ".duckdb", ".sqlite", ".sqlite3")
"""Ends of files that many assets write to: a global that is one does not say who reads what."""

_NEVER = frozenset({int, float, bool, type(None)})
_PATHS = frozenset({PosixPath, PurePosixPath, PureWindowsPath, WindowsPath})
_LONGEST = 1_000
_MOST_FUNCTIONS = 100
_MOST_ITEMS = 1_000


def named_paths(fn: Any, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Yield texts that may be paths of files, some more than once.

    They are the texts and paths in *arguments*, one level deep; and of *fn*, and of the functions
    it names, the texts in the body, the globals, defaults and closures that are one, and these
    below a global path, as in ``FOLDER / "x.csv"``.

    Args:
        fn: The user's function.
        arguments: What is passed to it, by name.

    >>> sorted(named_paths(lambda: open("x.csv"), {"where": "y.csv", "number": 3}))
    ['x.csv', 'y.csv']
    """
    for value in arguments.values():
        if type(value) not in _NEVER:
            yield from _in_value(value)
    waiting, seen = [unwrapped(fn)], set[int]()
    while waiting and len(seen) < _MOST_FUNCTIONS:
        each = waiting.pop()
        if type(each) is FunctionType and id(each) not in seen:
            seen.add(id(each))
            literals, names = _said(each.__code__)
            yield from literals
            for value in _held(each, names):
                if type(value) is not FunctionType:
                    yield from _of_code(value, literals)
                elif is_followed(value):
                    waiting.append(value)


def _of_code(value: Any, literals: Iterable[str]) -> Sequence[str]:
    """Return the paths that a value is which code names, and those of *literals* below it."""
    kind = type(value)
    if kind is str:
        is_one = _may_be_path(value) and not value.endswith(_DATABASES)
        return (value,) if is_one else ()
    if kind in _PATHS and not value.name.endswith(_DATABASES):
        return (os.fspath(value), *(os.fspath(value / name) for name in literals))
    return ()


_Said = tuple[tuple[str, ...], tuple[str, ...]]
_MEMO: dict[int, tuple["weakref.ref[CodeType]", _Said]] = {}


def _said(code: CodeType) -> _Said:
    """Return the texts in *code* that may be paths, and the names it reads, found once."""
    known = _MEMO.get(id(code))
    if known is not None:
        return known[1]
    literals = tuple(dict.fromkeys(filter(_may_be_path, _literals(code))))
    said = literals, tuple(dict.fromkeys(chain[0] for chain in facts_of(code).tree.chains))
    key = id(code)
    _MEMO[key] = (weakref.ref(code, lambda _: _MEMO.pop(key, None)), said)
    return said


def _in_value(value: Any) -> Iterator[str]:
    """Yield the paths that a value passed to a step is, or has directly inside."""
    kind = type(value)
    if kind is str or isinstance(value, PurePath):
        inside: Iterable[Any] = (value,)
    elif kind in {list, tuple, set}:
        inside = value if len(value) <= _MOST_ITEMS else ()
    elif kind is dict:
        inside = value.values() if len(value) <= _MOST_ITEMS else ()
    elif hasattr(kind, "model_fields"):
        inside = vars(value).values()
    else:
        return
    for each in inside:
        if isinstance(each, PurePath):
            yield os.fspath(each)
        elif type(each) is str and _may_be_path(each):
            yield each


def _literals(code: CodeType) -> Iterator[str]:
    """Yield the texts in *code* and in the code inside it."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _literals(each)
        elif isinstance(each, str):
            yield each


def _held(fn: FunctionType, names: Iterable[str]) -> Iterator[Any]:
    """Yield what *names* mean in a function, its defaults, and what its closure holds."""
    if fn.__defaults__:
        yield from fn.__defaults__
    if fn.__kwdefaults__:
        yield from fn.__kwdefaults__.values()
    for cell in fn.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:
            # It is not assigned yet.
            continue
    own = fn.__globals__
    for name in names:
        if name in own:
            yield own[name]


def _may_be_path(text: str) -> bool:
    """Return whether *text* may be the path of a file."""
    return len(text) <= _LONGEST and ("." in text or "/" in text) and "\n" not in text
