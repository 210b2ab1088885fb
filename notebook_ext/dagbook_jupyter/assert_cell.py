"""The body of an `%%asset_check` cell: each `assert` of it becomes the result of a check. Pure."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook_jupyter.cell_body import Body, awaits

ASSERTED = "__dagbook_asserted__"
"""What the body calls the function that makes a result of an assertion."""

AWAITED = "__dagbook_awaited__"
"""What it calls the function that awaits a part of an assertion."""

_HOME = "dagbook.authoring.asserted"
_LATER = "__dagbook_later__"
_LONGEST = 60
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_SYMBOLS = {
    "==": " is ",
    "!=": " is not ",
    ">=": " at least ",
    "<=": " at most ",
    ">": " above ",
    "<": " below ",
    "%": " mod ",
    "~": " not ",
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """One `assert` of the cell.

    Args:
        name: What its check is called.
        text: What is asserted, as it is written.
        message: The message, where it is plain text.
    """

    name: str
    text: str
    message: str | None


def assertions(body: Body, text: str) -> tuple[Assertion, ...]:
    r"""Return the assertions at the top level of *body*, whose Python is *text*, in order.

    One is named by its message, else by what it says; names are unique.

    >>> from dagbook_jupyter.cell_body import read_body
    >>> text = "assert (a.x > 0).all()\nassert len(a) < 9, 'not too many'"
    >>> [each.name for each in assertions(read_body(text, "<cell>"), text)]
    ['a_x_above_0_all', 'not_too_many']
    """
    found: list[Assertion] = []
    taken: set[str] = set()
    for node in body.tree.body:
        if not isinstance(node, ast.Assert):
            continue
        said = ast.get_source_segment(text, node.test) or ast.unparse(node.test)
        message = node.msg.value if isinstance(node.msg, ast.Constant) else None
        message = message if isinstance(message, str) else None
        name = base = name_of(message or said)
        count = 1
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name)
        found.append(Assertion(name, " ".join(said.split()), message))
    return tuple(found)


def name_of(said: str) -> str:
    """Return *said* as a name.

    >>> name_of("(orders.amount > 0).all()"), name_of("Amounts are positive!")
    ('orders_amount_above_0_all', 'amounts_are_positive')
    """
    for symbol, word in _SYMBOLS.items():
        said = said.replace(symbol, word)
    name = _NOT_IN_NAMES.sub("_", said).strip("_").lower()[:_LONGEST].rstrip("_")
    return name if name and not name[0].isdigit() else f"check_{name}".rstrip("_")


def with_results(
    body: Body, found: Sequence[Assertion], asset: Sequence[str], severity: str
) -> Body:
    """Return *body* with each assertion in the place of a result that is yielded.

    Args:
        body: The cell's.
        found: Its assertions, in order.
        asset: The key of the asset, part by part.
        severity: "ERROR" or "WARN".
    """
    rest = iter(found)
    statements: list[ast.stmt] = [
        ast.ImportFrom(_HOME, [ast.alias("asserted", ASSERTED), ast.alias("awaited", AWAITED)], 0),
    ]
    for node in body.tree.body:
        if not isinstance(node, ast.Assert):
            statements.append(node)
            continue
        call = ast.Call(
            ast.Name(ASSERTED, ast.Load()),
            [
                ast.Constant(next(rest).name),
                ast.List([ast.Constant(part) for part in asset], ast.Load()),
                ast.Constant(severity),
                _given(node.test, statements),
                _given(node.msg, statements) if node.msg is not None else ast.Constant(None),
                _later(broken)
                if (broken := breaking(node.test)) and not awaits(broken)
                else ast.Constant(None),
                ast.List(
                    [
                        ast.Tuple([ast.Constant(ast.unparse(each)), _later(each)], ast.Load())
                        for each in _shown(node.test)
                        if not awaits(each)
                    ],
                    ast.Load(),
                ),
            ],
            [],
        )
        statements.append(ast.copy_location(ast.Expr(ast.Yield(call)), node))
    for statement in statements:
        ast.copy_location(statement, body.tree.body[0] if body.tree.body else statement)
    return Body(ast.Module(statements, []), body.free, body.is_async, is_generator=True)


def breaking(test: ast.expr) -> ast.expr | None:  # noqa: PLR0911 - one case for each way to say it
    """Return which rows break the assertion *test*, as an expression; None where it has no rows.

    >>> for text in ("(a.x > 0).all()", "not a.x.isna().any()", "a.x.isna().sum() == 0",
    ...              "a.x.is_unique", "len(a) > 2"):
    ...     found = breaking(ast.parse(text, mode="eval").body)
    ...     print(found and ast.unparse(found))
    ~(a.x > 0)
    a.x.isna()
    a.x.isna()
    a.x.duplicated(keep=False)
    None
    """
    match test:
        case ast.Call(ast.Attribute(rows, "all"), [], []):
            # Of all columns, then of all rows.
            inner = breaking(rows)
            return inner if inner is not None else ast.UnaryOp(ast.Invert(), rows)
        case ast.UnaryOp(ast.Not(), ast.Call(ast.Attribute(rows, "any"), [], [])):
            match rows:
                case ast.Call(ast.Attribute(inner_rows, "any"), [], []):
                    return inner_rows
            return rows
        case ast.Compare(
            ast.Call(ast.Attribute(rows, "sum"), [], []), [ast.Eq()], [ast.Constant(0)]
        ):
            return rows
        case ast.Attribute(values, "is_unique"):
            duplicated = ast.Attribute(values, "duplicated", ast.Load())
            return ast.Call(duplicated, [], [ast.keyword("keep", ast.Constant(False))])
        case ast.Call(ast.Name("bool"), [inner], []):
            return breaking(inner)
    return None


def _given(node: ast.expr, statements: list[ast.stmt]) -> ast.expr:
    """Return *node* as a function without arguments; one that awaits is awaited before.

    Args:
        node: A part of an assertion.
        statements: What runs before; a function that awaits *node* is added.
    """
    if not awaits(node):
        return _later(node)
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    # A lambda cannot await.
    function: Any = ast.AsyncFunctionDef(_LATER, nothing, [ast.Return(node)], [])
    if hasattr(ast, "TypeAlias"):
        function.type_params = []
    statements.append(ast.copy_location(function, node))
    name, later = (ast.Name(each, ast.Load()) for each in (AWAITED, _LATER))
    return ast.copy_location(ast.Await(ast.Call(name, [later], [])), node)


def _later(node: ast.expr) -> ast.expr:
    """Return *node* as a function without arguments, so that what it raises is told apart."""
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.copy_location(ast.Lambda(nothing, node), node)


def _shown(test: ast.expr) -> Iterator[ast.expr]:
    """Yield the pieces of *test* whose values are shown: what is compared, else names."""
    pieces: list[ast.expr] = []
    if isinstance(test, ast.Compare):
        pieces = [test.left, *test.comparators]
    called = {id(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    names = [
        node
        for node in ast.walk(test)
        if isinstance(node, ast.Name) and id(node) not in called and isinstance(node.ctx, ast.Load)
    ]
    # What a comprehension or a lambda binds has no value outside of it.
    seen = {
        node.id if isinstance(node, ast.Name) else node.arg
        for node in ast.walk(test)
        if isinstance(node, ast.arg)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }
    for each in (*(pieces if breaking(test) is None else ()), *names):
        text = ast.unparse(each)
        if text not in seen and not isinstance(each, ast.Constant):
            seen.add(text)
            yield each
