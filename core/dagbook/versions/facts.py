"""What a code object says by itself: its shape, and the names it reads from outside.

From the syntax tree where the source is known, else from the bytecode. Asked once for each code
object; nothing here depends on what the names mean.
"""

import ast
import dis
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from dagbook.authoring.source import (
    CapturedSource,
    capture_code,
    locate,
    node_text,
    parse_lines,
    source_text,
)
from dagbook.foundation.digest import digest
from dagbook.versions.canonical import Canonical, canonical
from dagbook.versions.scopes import Chain
from dagbook.versions.syntax import ROOT


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one code object.

    Args:
        tree: Shape, names read, decorators and annotations.
        source: Text of the definition, dedented; None when not known.
        where: File or cell and line.
        risk: What could not be known, without the name of the function; None when all is.
    """

    tree: Canonical
    source: str | None
    where: str
    risk: str | None = None


def facts_of(code: CodeType, captured: CapturedSource | None = None) -> Facts:
    """Return the facts of *code*, computed once.

    Args:
        code: Of a function, lambda, coroutine or generator.
        captured: Where its source was when it was defined; what `linecache` holds now without it.
    """
    known = _MEMO.get(id(code))
    if known is not None:
        return known[1]
    facts = _facts(code, captured)
    key = id(code)
    _MEMO[key] = (weakref.ref(code, lambda _: _MEMO.pop(key, None)), facts)
    return facts


# By identity: equal code objects of two files are one key of a dict, and hashing one takes long.
_MEMO: dict[int, tuple["weakref.ref[CodeType]", Facts]] = {}


def _facts(code: CodeType, captured: CapturedSource | None) -> Facts:
    """Compute the facts of *code* from where it was captured, else from where it is now."""
    where = f"{code.co_filename}:{code.co_firstlineno}"
    if captured is not None and captured.code is None:
        tree = _from_body(code, captured)
        if tree is not None:
            return Facts(tree, source_text(captured), f"{captured.filename}:{captured.firstlineno}")
    for there in _places(code, captured):
        node = locate(there)
        tree = None if node is None else _canonical(node)
        if node is not None and tree is not None and there.lines is not None:
            return Facts(tree, node_text(node, there.lines), where)
    return Facts(_from_bytecode(code), None, where, "its source is not known")


def _places(code: CodeType, captured: CapturedSource | None) -> Iterator[CapturedSource]:
    """Yield the texts that *code* may be found in, the captured one of its file first."""
    if captured is not None and captured.filename == code.co_filename:
        yield CapturedSource(code.co_filename, code.co_firstlineno, captured.lines, code)
    yield capture_code(code)


def _from_body(code: CodeType, captured: CapturedSource) -> Canonical | None:
    """Return the canonical form of a function whose body is all of the captured text."""
    parsed = None if captured.lines is None else parse_lines(captured.lines)
    if parsed is None:
        return None
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(arg=name) for name in code.co_varnames[: _parameter_count(code)]],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    body = ast.FunctionDef(
        name=code.co_name, args=arguments, body=parsed.tree.body, decorator_list=[]
    )
    return _canonical(body)


def class_text(cls: type) -> str | None:
    """Return the text of *cls*, found through its methods; None when none of them tells."""
    for value in vars(cls).values():
        code = getattr(getattr(value, "__func__", value), "__code__", None)
        if not isinstance(code, CodeType) or not code.co_qualname.startswith(cls.__qualname__):
            continue
        there = capture_code(code)
        method = locate(there)
        parsed = None if there.lines is None else parse_lines(there.lines)
        if method is None or parsed is None or there.lines is None:
            continue
        for node in ast.walk(parsed.tree):
            if isinstance(node, ast.ClassDef) and node.name == cls.__name__ and method in node.body:
                return node_text(node, there.lines)
    return None


def _canonical(node: ROOT) -> Canonical | None:
    """Return the canonical form, or None of a tree too deep to walk."""
    try:
        return canonical(node)
    except RecursionError:
        return None


def _from_bytecode(code: CodeType) -> Canonical:
    """Return what the bytecode says; equal within one version of Python."""
    return Canonical(
        digest(_code_tokens(code)), tuple(dict.fromkeys(_bytecode_chains(code, code.co_freevars)))
    )


def _code_tokens(code: CodeType) -> Iterator[str | bytes]:
    """Yield what makes two code objects do the same."""
    yield "code"
    yield code.co_code
    for names in (code.co_names, code.co_freevars, code.co_varnames[: _parameter_count(code)]):
        yield repr(names)
    yield f"{code.co_argcount} {code.co_posonlyargcount} {code.co_kwonlyargcount} {code.co_flags}"
    for const in code.co_consts:
        yield from _code_tokens(const) if isinstance(const, CodeType) else (_constant(const),)


def _parameter_count(code: CodeType) -> int:
    """Return how many of the local names are parameters."""
    stars = bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)
    return code.co_argcount + code.co_kwonlyargcount + stars


def _constant(value: Any) -> str:
    """Return a constant as text, a frozenset in an order of its own."""
    if isinstance(value, frozenset):
        return f"frozenset {sorted(map(repr, value))}"
    return f"{type(value).__name__} {value!r}"


def _bytecode_chains(code: CodeType, free: tuple[str, ...]) -> Iterator[Chain]:
    """Yield the dotted names that *code* and the code inside it read from outside."""
    chain: Chain = ()
    for each in dis.get_instructions(code):
        if chain and each.opname in {"LOAD_ATTR", "LOAD_METHOD"}:
            chain = (*chain, each.argval)
            continue
        if chain:
            yield chain
        outside = each.opname in {"LOAD_GLOBAL", "LOAD_NAME"} or (
            each.opname in {"LOAD_DEREF", "LOAD_CLASSDEREF"} and each.argval in free
        )
        chain = (each.argval,) if outside else ()
    if chain:
        yield chain
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _bytecode_chains(const, free)
