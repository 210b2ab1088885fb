"""The body of a `%%asset` cell: its free names, and the function that is made of it. Pure."""

import ast
import symtable
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
_AWAITS = ast.Await | ast.AsyncFor | ast.AsyncWith


@dataclass(frozen=True, slots=True)
class Body:
    """A cell's body, read.

    Args:
        tree: Its statements.
        free: Names that it reads and does not bind itself, in order of appearance; builtins too.
        is_async: Whether it awaits.
        is_generator: Whether it yields.
    """

    tree: ast.Module
    free: tuple[str, ...]
    is_async: bool
    is_generator: bool


def read_body(text: str, filename: str, flags: int = 0) -> Body:
    r"""Return the body whose Python is *text*.

    Args:
        text: The body, magics in it transformed.
        filename: For errors.
        flags: The compiler's, as earlier ``from __future__`` imports set them.

    Raises:
        SyntaxError: It is no Python.
        DagsterInvalidDefinitionError: It imports ``*``, which leaves open what its names mean.

    Example:
        >>> body = read_body("total = sum(o for o in orders)\ntotal / days", "<cell>")
        >>> body.free
        ('sum', 'orders', 'days')
    """
    flags |= ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(text, filename, "exec", flags, dont_inherit=True)
    own = list(_own_scope(tree))
    for node in own:
        if isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names):
            raise DagsterInvalidDefinitionError(
                f"from {node.module} import * cannot be in an asset's cell: what its names "
                "mean must be known. Import the names it uses, or import * in a cell of its own."
            )
    order = {
        node.id: None
        for node in sorted(_names(tree), key=lambda each: (each.lineno, each.col_offset))
    }
    # A walrus in a comprehension binds the body's name; the tables give it to the comprehension.
    walruses = {node.target.id for node in own if isinstance(node, ast.NamedExpr)}
    free = _free(symtable.symtable(text, filename, "exec")) - walruses
    return Body(
        tree,
        tuple(name for name in order if name in free),
        any(isinstance(node, _AWAITS) or _is_async_comprehension(node) for node in own),
        any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own),
    )


def make_function(
    name: str,
    body: Body,
    parameters: Sequence[str],
    filename: str,
    user_ns: dict[str, Any],
    flags: int = 0,
) -> Any:
    r"""Return a function of *parameters* that runs *body* and returns its last expression.

    Args:
        name: Its name.
        body: What it does.
        parameters: Their names.
        filename: What its code calls its file.
        user_ns: Its globals.
        flags: As in `read_body`.

    Example:
        >>> body = read_body("half = n / 2\nhalf + 1", "<cell>")
        >>> make_function("f", body, ["n"], "<cell>", {})(4)
        3.0
    """
    kind = ast.AsyncFunctionDef if body.is_async else ast.FunctionDef
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(each) for each in parameters],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    statements = list(body.tree.body)
    last = statements[-1] if statements else None
    if isinstance(last, ast.Expr) and not body.is_generator:
        statements[-1] = ast.copy_location(ast.Return(last.value), last)
    function: Any = kind(name, arguments, statements or [ast.Pass()], [])
    if hasattr(ast, "TypeAlias"):
        function.type_params = []
    function.lineno, function.col_offset = 1, 0
    module = ast.fix_missing_locations(ast.Module([function], []))
    made: dict[str, Any] = {}
    code = compile(module, filename, "exec", flags, dont_inherit=True)
    exec(code, user_ns, made)  # noqa: S102 - the user's own cell
    made_function = made[name]
    # Tracebacks look for the source of a function behind its "def", of which there is none.
    made_function.__code__ = made_function.__code__.replace(co_name="<module>")
    return made_function


def inputs_of(
    free: Sequence[str], own_name: str, live: Container[str], builtin_names: frozenset[str]
) -> tuple[str, ...]:
    """Return which of the *free* names are inputs: those of live assets, its own name never.

    >>> inputs_of(("pd", "orders", "len", "me"), "me", {"orders": 1, "me": 1}, frozenset({"len"}))
    ('orders',)
    """
    return tuple(
        name for name in free if name in live and name != own_name and name not in builtin_names
    )


def _own_scope(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of the body's own scope, comprehensions included."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _SCOPES):
            pending.extend(ast.iter_child_nodes(node))


def awaits(node: ast.AST) -> bool:
    """Return whether *node*, an expression, awaits something."""
    return any(
        isinstance(each, ast.Await) or _is_async_comprehension(each) for each in ast.walk(node)
    )


def _is_async_comprehension(node: ast.AST) -> bool:
    return isinstance(node, ast.comprehension) and bool(node.is_async)


def _names(tree: ast.AST) -> Iterator[ast.Name]:
    """Yield every name that is read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load | ast.Del):
            yield node


def _free(table: symtable.SymbolTable) -> frozenset[str]:
    """Return the names that the body reads and does not bind, those of inner functions included."""
    bound = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    read = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    pending = list(table.get_children())
    while pending:
        inner = pending.pop()
        pending.extend(inner.get_children())
        for symbol in inner.get_symbols():
            if symbol.is_referenced() and symbol.is_global():
                read.add(symbol.get_name())
    return frozenset(read - bound)
