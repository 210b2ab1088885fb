"""Where a function's text is: captured cheaply when it is defined, found and checked when asked.

`capture` runs at each decoration, so it parses nothing and copies nothing: it keeps the list of
lines that `linecache` holds at that moment, shared by all functions of one cell or file. After an
edit of the file `linecache` builds a new list; the captured one stays what it was.
"""

import ast
import gc
import linecache
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import CodeType
from typing import Any

LOCATABLE = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
"""The nodes that a function's code object can come from."""

FUTURE_FLAGS = 0x1FF0000
"""The bits of `co_flags` that `compile` takes back: those of ``from __future__ import``."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class CapturedSource:
    """What was known of a function's source when it was defined.

    Args:
        filename: What the code object calls its file; of a cell, IPython's name for it.
        firstlineno: Line of the first decorator or of the ``def``, from 1.
        lines: All lines of that file or cell as they were then; None when nothing knows them.
        code: The code object whose source this is; None when `lines` are all of the source.
    """

    filename: str
    firstlineno: int
    lines: Sequence[str] | None = field(repr=False)
    code: CodeType | None = field(default=None, repr=False)


def unwrapped(fn: Any) -> Any:
    """Return the function the user wrote, under partials, bound methods and `functools.wraps`.

    >>> unwrapped(partial(textwrap.dedent, "x")) is textwrap.dedent
    True
    """
    seen = set()
    while id(fn) not in seen:
        seen.add(id(fn))
        if isinstance(fn, partial):
            fn = fn.func
        elif (inner := getattr(fn, "__wrapped__", None)) is not None:
            fn = inner
        else:
            fn = getattr(fn, "__func__", fn)
    return fn


def capture(fn: Callable[..., Any]) -> CapturedSource | None:
    """Return where *fn*'s source is now, or None when *fn* has no code object.

    >>> capture(len) is None
    True
    """
    code = getattr(unwrapped(fn), "__code__", None)
    return capture_code(code) if isinstance(code, CodeType) else None


def capture_code(code: CodeType) -> CapturedSource:
    """Return where the source of *code* is now."""
    filename = code.co_filename
    linecache.checkcache(filename)
    lines = linecache.getlines(filename)
    return CapturedSource(filename, code.co_firstlineno, lines or None, code)


def from_text(text: str, filename: str, firstlineno: int = 1) -> CapturedSource:
    r"""Return a capture whose source is all of *text*, for functions made from a bare body.

    >>> source_text(from_text("return 1", "<cell>"))
    'return 1\n'
    """
    return CapturedSource(filename, firstlineno, tuple(text.splitlines(keepends=True)))


def source_text(captured: CapturedSource) -> str | None:
    """Return the text of the captured function with its decorators, dedented.

    Returns:
        The text, ending in a newline; None when it is not known, or when what stands at that place
        compiles to other code than the captured one.
    """
    if captured.lines is None:
        return None
    if captured.code is None:
        return textwrap.dedent("".join(captured.lines)).rstrip("\n") + "\n"
    node = locate(captured)
    return None if node is None else node_text(node, captured.lines)


def node_text(node: LOCATABLE | ast.ClassDef, lines: Sequence[str]) -> str:
    """Return the text of *node*: whole lines of a definition, the expression alone of a lambda."""
    if isinstance(node, ast.Lambda):
        return (ast.get_source_segment("".join(lines), node) or "lambda") + "\n"
    text = "".join(lines[first_line(node) - 1 : node.end_lineno])
    return textwrap.dedent(text).rstrip("\n") + "\n"


def first_line(node: LOCATABLE | ast.ClassDef) -> int:
    """Return the line a code object gives as its first: that of the first decorator, if any."""
    if isinstance(node, ast.Lambda) or not node.decorator_list:
        return node.lineno
    return min(node.lineno, node.decorator_list[0].lineno)


def locate(captured: CapturedSource) -> LOCATABLE | None:
    """Return the node that compiles to the captured code, or None when no node does.

    The place is tried first. Lines may have moved since (a file edited on disk and not loaded
    again), so then every definition of the same qualified name is tried.
    """
    code, lines = captured.code, captured.lines
    if code is None or lines is None:
        return None
    parsed = parse_lines(lines)
    if parsed is None:
        return None
    # Where a name is imported in the same unit, calls on it compile otherwise. Files are one unit,
    # and of a cell IPython makes one of each statement.
    for apart in (False, True):
        node = _node_in(parsed, captured.filename, code, apart=apart)
        if node is not None:
            return node
    return None


def _node_in(
    parsed: "ParsedFile", filename: str, code: CodeType, *, apart: bool
) -> LOCATABLE | None:
    """Return the node that compiles to *code*, in one unit with all others or by itself."""
    compiled = parsed.compiled(code.co_flags & FUTURE_FLAGS, filename, apart=apart)
    there = compiled.get((code.co_name, code.co_firstlineno), ())
    moved = (
        each
        for codes in compiled.values()
        for each in codes
        if each.co_qualname == code.co_qualname
    )
    for candidates in (there, moved):
        for candidate in candidates:
            if same_code(candidate, code):
                node = parsed.node_of(candidate)
                if node is not None:
                    return node
    return None


def same_code(one: CodeType, other: CodeType) -> bool:
    """Return whether two code objects do the same, wherever they stand."""
    return (
        one.co_code == other.co_code
        and one.co_names == other.co_names
        and one.co_varnames == other.co_varnames
        and one.co_freevars == other.co_freevars
        and one.co_cellvars == other.co_cellvars
        and one.co_flags == other.co_flags
        and one.co_argcount == other.co_argcount
        and one.co_posonlyargcount == other.co_posonlyargcount
        and one.co_kwonlyargcount == other.co_kwonlyargcount
        and len(one.co_consts) == len(other.co_consts)
        and all(map(_same_constant, one.co_consts, other.co_consts))
    )


def _same_constant(one: Any, other: Any) -> bool:
    """Return whether two constants are equal and of one type, nested code by `same_code`."""
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        return same_code(one, other)
    # repr tells 0.0 from -0.0 and finds nan equal to itself; of frozensets it has no one order.
    same = one == other if isinstance(one, frozenset) else repr(one) == repr(other)
    return type(one) is type(other) and same


class ParsedFile:
    """The syntax tree of one file or cell, and on demand what it compiles to."""

    __slots__ = ("_compiled", "_functions", "_lambdas", "lines", "tree")

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        # Trees have no cycles, and looking for some takes as long again as parsing.
        collecting = gc.isenabled()
        gc.disable()
        try:
            self.tree = ast.parse("".join(lines))
        finally:
            if collecting:
                gc.enable()
        self._functions: dict[tuple[str, int], LOCATABLE] | None = None
        self._lambdas: dict[int, list[ast.Lambda]] | None = None
        self._compiled: dict[tuple[int, bool], dict[tuple[str, int], list[CodeType]]] = {}

    def compiled(
        self, flags: int, filename: str, *, apart: bool = False
    ) -> dict[tuple[str, int], list[CodeType]]:
        """Return all code objects by name and first line; none when the text does not compile.

        Args:
            flags: Of the futures that count.
            filename: What the code objects name.
            apart: Whether each statement is compiled by itself.
        """
        if (flags, apart) not in self._compiled:
            found: dict[tuple[str, int], list[CodeType]] = {}
            body = self.tree.body
            units = [ast.Module([each], []) for each in body] if apart else [self.tree]
            for code in _compiled(units, filename, flags):
                found.setdefault((code.co_name, code.co_firstlineno), []).append(code)
            self._compiled[flags, apart] = found
        return self._compiled[flags, apart]

    def node_of(self, code: CodeType) -> LOCATABLE | None:
        """Return the node that *code*, one of `compiled`, was made from."""
        if code.co_name != "<lambda>":
            if self._functions is None:
                self._functions = {(n.name, first_line(n)): n for n in _functions(self.tree)}
            return self._functions.get((code.co_name, code.co_firstlineno))
        if self._lambdas is None:
            self._lambdas = {}
            for node in ast.walk(self.tree):
                if isinstance(node, ast.Lambda):
                    self._lambdas.setdefault(node.lineno, []).append(node)
        nodes = self._lambdas.get(code.co_firstlineno, ())
        spans = set(code.co_positions())
        for node in nodes:
            body = node.body
            place = (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset)
            if len(nodes) == 1 or place in spans:
                return node
        return next((node for node in nodes if _makes(node, code)), None)


def _makes(node: ast.Lambda, code: CodeType) -> bool:
    """Return whether *node* by itself compiles to *code*.

    Python 3.12 says no place of a lambda that returns a constant.
    """
    flags = code.co_flags & FUTURE_FLAGS
    whole = compile(ast.Expression(node), code.co_filename, "eval", flags, dont_inherit=True)
    return any(same_code(each, code) for each in _codes(whole))


def _compiled(units: Iterable[ast.Module], filename: str, flags: int) -> list[CodeType]:
    """Return all code of *units*; none when one of them does not compile."""
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        wholes = [compile(unit, filename, "exec", flags, dont_inherit=True) for unit in units]
    except (SyntaxError, ValueError, RecursionError):
        return []
    return [code for whole in wholes for code in _codes(whole)]


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield all functions, looking at statements only: expressions hold none."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending.extend(getattr(node, name, ()))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield *code* and all code inside it."""
    pending = [code]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(const for const in each.co_consts if isinstance(const, CodeType))


class _ById:
    """A list of lines as a key of the memo: by identity, kept alive by the memo itself."""

    __slots__ = ("lines",)

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.lines is other.lines

    def __hash__(self) -> int:
        return id(self.lines)


def parse_lines(lines: Sequence[str]) -> ParsedFile | None:
    """Return the tree of *lines*, parsed once for each list; None when they do not parse."""
    return _parse(_ById(lines))


@lru_cache(maxsize=256)
def _parse(key: _ById) -> ParsedFile | None:
    """Parse once."""
    try:
        return ParsedFile(key.lines)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
