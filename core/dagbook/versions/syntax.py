"""Small questions to a syntax tree."""

import ast
from typing import Any

from dagbook.foundation.digest import digest
from dagbook.versions.scopes import Chain

ROOT = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
"""What has a canonical text of its own."""


def chain_of(node: ast.AST) -> Chain | None:
    """Return ``a.b.c`` as a tuple, or None when *node* is anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else None


def annotation_chains(node: ROOT) -> tuple[Chain, ...]:
    """Return every dotted name in the annotations of the parameters, also of quoted ones."""
    if isinstance(node, (ast.Lambda, ast.ClassDef)):
        return ()
    found: dict[Chain, None] = {}
    arguments = node.args
    pending: list[ast.AST] = [
        each.annotation
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if each.annotation is not None
    ]
    while pending:
        each = pending.pop(0)
        if (chain := chain_of(each)) is not None:
            found[chain] = None
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            try:
                pending.append(ast.parse(each.value, mode="eval").body)
            except SyntaxError:
                continue
        else:
            pending.extend(ast.iter_child_nodes(each))
    return tuple(found)


def constant_token(value: Any) -> str:
    """Return a constant with its type.

    >>> constant_token(True), constant_token(1)
    ('bool True', 'int 1')
    """
    if isinstance(value, frozenset):
        return f"frozenset {digest(sorted(map(constant_token, value)))}"
    if isinstance(value, tuple):
        return f"tuple {digest(map(constant_token, value))}"
    # A lone surrogate is fine in a string and cannot be encoded.
    text = ascii(value)
    return f"{type(value).__name__} {text}"


def is_idle(statement: ast.stmt) -> bool:
    """Return whether a statement does nothing: ``pass``, ``...``, a docstring."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
