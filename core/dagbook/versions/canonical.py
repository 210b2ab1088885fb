"""The canonical text of a function: equal exactly when the meaning of its syntax tree is.

Left out are comments, formatting, docstrings and other statements without effect, annotations and
the names of locals. What is left is written in prefix notation with named fields and without empty
ones, so that a field which a newer Python adds does not count until it is used.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook.foundation.digest import digest
from dagbook.versions.scopes import Chain, Scope
from dagbook.versions.syntax import ROOT, annotation_chains, chain_of, constant_token, is_idle

SKIPPED = frozenset({"ctx", "kind", "type_comment", "type_params", "type_ignores"})
"""Fields that say nothing about what is computed."""

READS_LOCALS = frozenset({"locals", "eval", "exec", "vars", "dir", "_getframe", "currentframe"})
"""What reads locals by name, so that their names count."""

METHODS_READ_LOCALS = READS_LOCALS | {"query", "sql", "execute"}
"""As above, of methods: pandas' ``query`` and DuckDB's ``sql`` find the caller's frames by name."""


@dataclass(frozen=True, slots=True)
class Decorator:
    """One decorator of a function: what it is and what its expression reads."""

    root: Chain | None
    shape: str
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Canonical:
    """What a function's tree says.

    Args:
        shape: Digest of the canonical text.
        chains: Names read from outside, dotted, in order of first appearance.
        annotations: Names read by the annotations of the parameters.
        decorators: Innermost first.
        strings: String constants, for who looks for file names.
    """

    shape: str
    chains: tuple[Chain, ...]
    annotations: tuple[Chain, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    strings: tuple[str, ...] = ()


def canonical(node: ROOT) -> Canonical:
    r"""Return the canonical form of a function or class, without its own name.

    Raises:
        RecursionError: The tree is nested too deep to walk.

    >>> def shape(text):
    ...     return canonical(ast.parse(text).body[0]).shape
    >>> shape("def f(x):  # why\n    y = x\n    return y") == shape("def f(x): z = x; return z")
    True
    >>> shape("def f(x): return x + 1") == shape("def f(x): return x - 1")
    False
    """
    writer = _Writer()
    writer.definition(node)
    return Canonical(
        writer.shape(),
        writer.chains(),
        annotation_chains(node),
        () if isinstance(node, ast.Lambda) else tuple(map(_decorator, node.decorator_list[::-1])),
        tuple(writer.strings),
    )


def canonical_module(tree: ast.Module) -> Canonical:
    """Return the canonical form of a whole file, whose names are all kept."""
    writer = _Writer()
    writer.body(tree.body, Scope("class"))
    return Canonical(writer.shape(), writer.chains())


def _decorator(node: ast.expr) -> Decorator:
    """Return what one decorator says."""
    writer = _Writer()
    writer.walk(node, Scope("class"))
    return Decorator(
        chain_of(node.func if isinstance(node, ast.Call) else node), writer.shape(), writer.chains()
    )


class _Writer:
    """Writes one tree as tokens; names are filled in at the end, when all bindings are known."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.names: list[tuple[int, Scope, Chain]] = []
        self.strings: list[str] = []
        self.by_name = False

    def shape(self) -> str:
        """Return the digest of all that was written."""
        numbers: dict[tuple[int, str], str] = {}
        by_name = self.by_name or any(
            chain[0] in READS_LOCALS and scope.owner(chain[0]) is None
            for _, scope, chain in self.names
        )
        for place, scope, chain in self.names:
            name = chain[0]
            owner = scope.owner(name)
            if owner is None:
                token = f"global {name}"
            elif by_name or not owner.renames(name):
                token = f"name {name}"
            else:
                token = numbers.setdefault((id(owner), name), f"local {len(numbers)}")
            self.tokens[place] = token
        # Injective like a digest of the tokens one by one, and several times as quick.
        return digest((repr(list(map(len, self.tokens))), "".join(self.tokens)))

    def chains(self) -> tuple[Chain, ...]:
        """Return the names read from outside, each with the attributes taken of it."""
        found: dict[Chain, None] = {}
        for _, scope, chain in self.names:
            outside = scope.outside(chain)
            if outside is not None:
                found[outside] = None
        return tuple(found)

    def walk(self, node: ast.AST, scope: Scope) -> None:
        """Write *node*, whose names belong to *scope*."""
        special = SPECIAL.get(type(node))
        if special is None:
            self.plain(node, scope)
        else:
            special(self, node, scope)

    def plain(self, node: ast.AST, scope: Scope, skipped: frozenset[str] = SKIPPED) -> None:
        """Write a node that binds nothing: its type and its fields that are not empty."""
        tokens = self.tokens
        tokens.append("(" + type(node).__name__)
        for name in node._fields:
            if name in skipped:
                continue
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                tokens.append(name)
                special = SPECIAL.get(type(value))
                if special is None:
                    self.plain(value, scope)
                else:
                    special(self, value, scope)
            elif value is not None and value != []:
                tokens.append(name)
                self.value(value, scope)
        tokens.append(")")

    def value(self, value: Any, scope: Scope) -> None:
        """Write what one field holds."""
        if isinstance(value, ast.AST):
            self.walk(value, scope)
        elif not isinstance(value, list):
            self.tokens.append(f"={value}")
        elif isinstance(value[0], ast.stmt):
            self.body(value, scope)
        else:
            self.many(value, scope)

    def many(self, nodes: Sequence[Any], scope: Scope) -> None:
        """Write a list of nodes; a missing one (``**mapping`` in a dict) is written as such."""
        self.tokens.append(f"[{len(nodes)}")
        for node in nodes:
            if node is None:
                self.tokens.append("none")
            else:
                self.value(node, scope)

    def body(self, statements: Sequence[ast.stmt], scope: Scope) -> None:
        """Write a block without the statements that have no effect."""
        kept: list[ast.stmt] = []
        for each in statements:
            if isinstance(each, ast.AnnAssign) and each.value is None and scope.kind != "class":
                # It assigns nothing, and still makes the name a local.
                if isinstance(each.target, ast.Name):
                    scope.bind(each.target.id)
            elif not is_idle(each):
                kept.append(each)
        self.many(kept, scope)

    def bind(self, name: str, scope: Scope) -> None:
        """Write the name of something that is bound here."""
        scope.bind(name)
        self.mention((name,), scope)

    def mention(self, chain: Chain, scope: Scope) -> None:
        """Write a name, to be filled in at the end."""
        self.names.append((len(self.tokens), scope, chain))
        self.tokens.append("")

    def name(self, node: ast.Name, scope: Scope) -> None:
        """Write a name that is read, bound or deleted."""
        if isinstance(node.ctx, ast.Load):
            self.mention((node.id,), scope)
        else:
            self.bind(node.id, scope)

    def attribute(self, node: ast.Attribute, scope: Scope) -> None:
        """Write an attribute; of a dotted name the whole chain is remembered."""
        if node.attr in METHODS_READ_LOCALS:
            self.by_name = True
        chain = chain_of(node)
        if chain is None:
            self.plain(node, scope)
            return
        self.tokens.append(f"(Chain {len(chain)}")
        self.mention(chain, scope)
        self.tokens.extend(chain[1:])
        self.by_name = self.by_name or not METHODS_READ_LOCALS.isdisjoint(chain[1:])

    def constant(self, node: ast.Constant, _: Scope) -> None:
        """Write a constant with its type, which ``1 == True == 1.0`` would hide."""
        value = node.value
        if isinstance(value, str):
            self.strings.append(value)
        self.tokens.append(constant_token(value))

    def set_display(self, node: ast.Set, scope: Scope) -> None:
        """Write a set; one of constants alone has no order."""
        if all(isinstance(each, ast.Constant) for each in node.elts):
            values = [each.value for each in node.elts if isinstance(each, ast.Constant)]
            self.tokens.append(f"(Set {len(values)}")
            self.tokens.extend(sorted(map(constant_token, values)))
        else:
            self.plain(node, scope)

    def joined(self, node: ast.JoinedStr, scope: Scope) -> None:
        """Write an f-string, whose literal parts Pythons cut differently."""
        parts: list[ast.expr | str] = []
        for each in node.values:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                if parts and isinstance(parts[-1], str):
                    parts[-1] += each.value
                elif each.value:
                    parts.append(each.value)
            else:
                parts.append(each)
        self.tokens.append(f"(JoinedStr {len(parts)}")
        for part in parts:
            if isinstance(part, str):
                self.tokens.append(constant_token(part))
            else:
                self.walk(part, scope)

    def annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        """Write ``x: int = 1`` as ``x = 1``, save in a class, whose fields it may declare."""
        if scope.kind == "class" or node.value is None:
            self.plain(node, scope)
        else:
            self.plain(ast.Assign(targets=[node.target], value=node.value), scope)

    def walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        """Write ``(name := value)``, which binds outside of comprehensions."""
        self.tokens.append("(NamedExpr")
        self.bind(node.target.id, scope.outside_comprehensions())
        self.walk(node.value, scope)

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope
    ) -> None:
        """Write a comprehension, a scope of its own save for the first iterable."""
        inner = Scope("comprehension", scope)
        self.tokens.append(f"({type(node).__name__} {len(node.generators)}")
        for place, each in enumerate(node.generators):
            self.walk(each.iter, inner if place else scope)
            self.walk(each.target, inner)
            self.many(each.ifs, inner)
            self.tokens.append("async" if each.is_async else "sync")
        for name in ("key", "elt", "value"):
            if hasattr(node, name):
                self.walk(getattr(node, name), inner)

    def declared(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        """Note what ``global`` and ``nonlocal`` say; it shows where the names stand."""
        (scope.global_names if isinstance(node, ast.Global) else scope.outer_names).update(
            node.names
        )
        self.tokens.append("declared")

    def imported(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        """Write an import and what its names will mean."""
        origin = (node.module or "", node.level) if isinstance(node, ast.ImportFrom) else None
        self.tokens.append(f"({type(node).__name__} {origin} {len(node.names)}")
        for each in node.names:
            self.tokens.append(each.name)
            bound = each.asname or (each.name if origin else each.name.partition(".")[0])
            self.bind(bound, scope)
            if origin is None:
                scope.imports[bound] = (each.name if each.asname else bound, 0, None)
            else:
                scope.imports[bound] = (*origin, each.name)

    def definition(self, node: ROOT, scope: Scope | None = None) -> None:
        """Write a function or class; its name and decorators only inside another one."""
        outer = Scope("class") if scope is None else scope
        if isinstance(node, ast.ClassDef):
            self.class_definition(node, outer, nested=scope is not None)
            return
        inner = Scope("function", outer if scope is not None else None)
        self.tokens.append("(" + type(node).__name__)
        if scope is not None and not isinstance(node, ast.Lambda):
            self.bound_name(node.name, outer)
            self.many(node.decorator_list, outer)
        self.parameters(node.args, outer, inner, with_defaults=scope is not None)
        if isinstance(node, ast.Lambda):
            self.walk(node.body, inner)
        else:
            self.body(node.body, inner)

    def class_definition(self, node: ast.ClassDef, outer: Scope, *, nested: bool) -> None:
        """Write a class; of one that stands alone the decorators are told apart from its text."""
        self.tokens.append("(ClassDef")
        if nested:
            self.bound_name(node.name, outer)
            self.many(node.decorator_list, outer)
        self.many(node.bases, outer)
        self.many(node.keywords, outer)
        self.body(node.body, Scope("class", outer if nested else None))

    def bound_name(self, name: str, scope: Scope) -> None:
        """Bind the name of a nested definition; it stays, since ``__name__`` shows it."""
        scope.bind(name)
        scope.kept.add(name)
        self.mention((name,), scope)

    def parameters(
        self, arguments: ast.arguments, outer: Scope, inner: Scope, *, with_defaults: bool
    ) -> None:
        """Write names and kinds of parameters; defaults only where no value of them is at hand."""
        for kind in ("posonlyargs", "args", "vararg", "kwonlyargs", "kwarg"):
            found = getattr(arguments, kind)
            each: list[ast.arg] = found if isinstance(found, list) else [found] if found else []
            self.tokens.append(f"{kind} {len(each)}")
            for argument in each:
                inner.bind(argument.arg)
                inner.kept.add(argument.arg)
                self.tokens.append(argument.arg)
        if with_defaults:
            self.many(arguments.defaults, outer)
            self.many(arguments.kw_defaults, outer)

    def handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        """Write ``except Error as name``."""
        self.tokens.append("(ExceptHandler")
        self.many([] if node.type is None else [node.type], scope)
        self.optional(node.name, scope)
        self.body(node.body, scope)

    def pattern(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping, scope: Scope) -> None:
        """Write a pattern that binds a name."""
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        self.plain(node, scope, SKIPPED | {"name", "rest"})
        self.optional(name, scope)

    def optional(self, name: str | None, scope: Scope) -> None:
        """Bind a name that may be missing."""
        if name is None:
            self.tokens.append("none")
        else:
            self.bind(name, scope)


SPECIAL: dict[type[ast.AST], Callable[[_Writer, Any, Scope], None]] = {
    ast.Name: _Writer.name,
    ast.Attribute: _Writer.attribute,
    ast.Constant: _Writer.constant,
    ast.Set: _Writer.set_display,
    ast.JoinedStr: _Writer.joined,
    ast.AnnAssign: _Writer.annotated,
    ast.NamedExpr: _Writer.walrus,
    ast.ListComp: _Writer.comprehension,
    ast.SetComp: _Writer.comprehension,
    ast.DictComp: _Writer.comprehension,
    ast.GeneratorExp: _Writer.comprehension,
    ast.Global: _Writer.declared,
    ast.Nonlocal: _Writer.declared,
    ast.Import: _Writer.imported,
    ast.ImportFrom: _Writer.imported,
    ast.FunctionDef: _Writer.definition,
    ast.AsyncFunctionDef: _Writer.definition,
    ast.Lambda: _Writer.definition,
    ast.ClassDef: _Writer.definition,
    ast.ExceptHandler: _Writer.handler,
    ast.MatchAs: _Writer.pattern,
    ast.MatchStar: _Writer.pattern,
    ast.MatchMapping: _Writer.pattern,
}
"""Nodes that bind names or have more than one equal form; all others are written plainly."""
