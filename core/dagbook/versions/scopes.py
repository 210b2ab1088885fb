"""Which names are a function's own, so that renaming a local is no change."""

from dataclasses import dataclass, field
from typing import Literal

Chain = tuple[str, ...]
"""A dotted name, ``("np", "random", "rand")``. Of a name that a function imports itself the first
part is ``""``, then follow the module, its level as text and the attributes."""


@dataclass(slots=True, eq=False)
class Scope:
    """One scope while its tree is read.

    Args:
        kind: What it is; the names of a class are attributes, and so never renamed.
        parent: The scope around it; None around the definition that is asked about.
    """

    kind: Literal["function", "class", "comprehension"]
    parent: "Scope | None" = None
    bound: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    global_names: set[str] = field(default_factory=set)
    outer_names: set[str] = field(default_factory=set)
    imports: dict[str, tuple[str, int, str | None]] = field(default_factory=dict)

    def bind(self, name: str) -> None:
        """Note that *name* is assigned here."""
        self.bound.add(name)

    def outside_comprehensions(self) -> "Scope":
        """Return the scope that a walrus in this one binds in."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope

    def owner(self, name: str) -> "Scope | None":
        """Return the scope whose *name* is meant here, or None when it comes from outside."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.global_names:
                return None
            seen = scope.kind != "class" or scope is self
            if seen and name in scope.bound and name not in scope.outer_names:
                return scope
            scope = scope.parent
        return None

    def renames(self, name: str) -> bool:
        """Return whether *name*, one of this scope's own, may be called anything else."""
        return self.kind != "class" and name not in self.kept

    def outside(self, chain: Chain) -> Chain | None:
        """Return what *chain* reads from outside of the definition, or None when nothing."""
        owner = self.owner(chain[0])
        if owner is None:
            return chain
        imported = owner.imports.get(chain[0])
        if imported is None:
            return None
        module, level, attribute = imported
        return ("", module, str(level), *((attribute,) if attribute else ()), *chain[1:])
