"""What a cell's text binds: names, star imports, and imports from real Dagster."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True)
class CellNames:
    """What a cell's text binds when it runs.

    Args:
        bound: Names, those it imports included.
        imported: Of these, each name imported by ``from module import attribute``, with both.
        starred: Modules it imports ``*`` from.
        dagster: Its imports from real Dagster, as it should write them instead.
    """

    bound: frozenset[str] = frozenset()
    imported: tuple[tuple[str, str, str], ...] = ()
    starred: tuple[str, ...] = ()
    dagster: tuple[str, ...] = ()


def read_names(text: str) -> CellNames:
    r"""Return what the Python of *text* binds at its top level, in loops and branches too.

    >>> read_names("x = 1\nfor i in []: y = [z for z in []]\ndef f(): inner = 1").bound == {
    ...     "x", "i", "y", "f"}
    True
    >>> read_names("this is no Python").bound
    frozenset()
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return CellNames()
    bound: set[str] = set()
    imported: list[tuple[str, str, str]] = []
    starred: list[str] = []
    dagster: list[str] = []
    for node in _top_level(tree):
        bound.update(_bound_by(node))
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [alias for alias in node.names if alias.name != "*"]
            if len(names) < len(node.names):
                starred.append(node.module)
            imported.extend((each.asname or each.name, node.module, each.name) for each in names)
            if node.module == "dagster":
                dagster.append(ast.unparse(ast.ImportFrom("dagbook", node.names, 0)))
        elif isinstance(node, ast.Import):
            dagster.extend(
                "import dagbook" + (f" as {each.asname}" if each.asname else " as dagster")
                for each in node.names
                if each.name == "dagster"
            )
    return CellNames(frozenset(bound), tuple(imported), tuple(starred), tuple(dagster))


def names_read(text: str) -> frozenset[str]:
    r"""Return the names that the Python of *text* reads before it binds them itself.

    Functions and classes count as reading what they name.

    >>> sorted(names_read("a = 1\nb = a + c\nd += 1\nf(lambda: e)"))
    ['c', 'd', 'e', 'f']
    >>> sorted(names_read("df = df.head()")), sorted(names_read("df = load('x')\ndf.head()"))
    (['df'], ['load'])
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    read: set[str] = set()
    bound: set[str] = set()
    for statement in tree.body:
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Load() | ast.Del()) if name not in bound:
                    read.add(name)
                case ast.AugAssign(target=ast.Name(id=name)) if name not in bound:
                    read.add(name)
        bound.update(name for node in _top_level(statement) for name in _bound_by(node))
    return frozenset(read)


def _top_level(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of the cell's own scope."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, _COMPREHENSIONS):
            # Its targets are its own, while a := inside it binds the cell's name.
            pending.extend(each for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
        elif not isinstance(node, _SCOPES):
            pending.extend(ast.iter_child_nodes(node))


def _bound_by(node: ast.AST) -> Iterator[str]:
    """Yield the names that *node* itself binds."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (each.asname or each.name.partition(".")[0] for each in names)
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case _:
            return
