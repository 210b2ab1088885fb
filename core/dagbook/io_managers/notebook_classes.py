"""Classes that a notebook defines: found again, after a restart, by name and content."""

import enum
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

import xxhash

from dagbook.io_managers.canonical import canonical_bytes

_NOT_CONTENT = frozenset(
    {
        *("__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__slotnames__"),
        *("__firstlineno__", "__static_attributes__", "__annotations__", "__annotate__"),
        *("__annotate_func__", "__annotations_cache__", "__abstractmethods__", "_abc_impl"),
    }
)
"""What Python adds to a class on its own; annotations are looked at apart."""

_CO_HAS_DOCSTRING = 0x4000000
"""From Python 3.14 on, a function without a docstring has no None in its place."""


def is_notebook_class(value: Any) -> bool:
    """Return whether *value* is a class of ``__main__`` that its name can find."""
    return (
        isinstance(value, type)
        and value.__module__ == "__main__"
        and "<locals>" not in value.__qualname__
    )


def live_class(qualname: str) -> type | None:
    """Return the class that ``__main__`` has under *qualname* now, as ``Outer.Inner``."""
    found: Any = sys.modules.get("__main__")
    for name in qualname.split("."):
        found = getattr(found, name, None)
    return found if isinstance(found, type) else None


def fingerprint(cls: type) -> str:
    """Return a hash of what *cls* is made of: equal source gives equal hashes in every kernel.

    Bases, attributes, annotations and the code of methods count; docstrings, comments and where
    the class stands do not.
    """
    digest = xxhash.xxh3_128()
    for part in _class_parts(cls):
        encoded = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded))
        digest.update(encoded)
    return digest.hexdigest()


def _class_parts(cls: type) -> Iterator[str | bytes]:
    """Yield what tells one class from another."""
    yield from (cls.__qualname__, type(cls).__qualname__)
    for base in cls.__bases__:
        yield f"{base.__module__}.{base.__qualname__}"
        if is_notebook_class(base):
            yield fingerprint(base)
    with suppress(NameError):
        for name, annotation in (getattr(cls, "__annotations__", None) or {}).items():
            yield from ("annotation", name, _annotation_text(annotation))
    if issubclass(cls, enum.Enum):
        for member in cls:
            yield from ("member", member.name, *_value_parts(member.value))
    for name, value in sorted(cls.__dict__.items()):
        if name not in _NOT_CONTENT:
            yield from ("attribute", name, *_value_parts(value))


def _annotation_text(annotation: Any) -> str:
    """Return an annotation as text."""
    return annotation.__qualname__ if isinstance(annotation, type) else str(annotation)


def _value_parts(value: Any) -> Iterator[str | bytes]:
    """Yield what tells one attribute from another; of an unknown object, its type alone."""
    if isinstance(value, (staticmethod, classmethod)):
        yield type(value).__name__
        value = value.__func__
    if isinstance(value, property):
        for accessor in (value.fget, value.fset, value.fdel):
            yield from _value_parts(accessor)
    elif isinstance(value, cached_property):
        yield from _value_parts(value.func)
    elif isinstance(value, FunctionType):
        yield from _code_parts(value.__code__)
        for default in (value.__defaults__ or (), tuple((value.__kwdefaults__ or {}).items())):
            yield from _value_parts(default)
    elif isinstance(value, type):
        yield f"{value.__module__}.{value.__qualname__}"
    else:
        yield canonical_bytes(value) or type(value).__qualname__


def _code_parts(code: CodeType) -> Iterator[str | bytes]:
    """Yield what code does: not its file, its lines, nor its docstring."""
    yield from (code.co_name, code.co_code, str(code.co_flags), str(code.co_argcount))
    yield str((code.co_posonlyargcount, code.co_kwonlyargcount))
    for names in (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars):
        yield " ".join(names)
    for constant in code.co_consts[_has_docstring(code) :]:
        if isinstance(constant, CodeType):
            yield from _code_parts(constant)
        else:
            yield canonical_bytes(constant) or repr(constant)


def _has_docstring(code: CodeType) -> bool:
    """Return whether the first constant of *code* is its docstring."""
    if sys.version_info >= (3, 14):
        return bool(code.co_flags & _CO_HAS_DOCSTRING)
    named = not code.co_name.startswith("<")
    return named and bool(code.co_consts) and isinstance(code.co_consts[0], str)
