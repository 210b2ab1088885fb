"""What a function reaches: the meaning of each of its names at the moment of asking."""

import builtins
import sys
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from types import CellType, FunctionType, MappingProxyType, ModuleType
from typing import Any

from dagbook.authoring.source import CapturedSource
from dagbook.foundation.digest import digest
from dagbook.versions.canonical import Canonical
from dagbook.versions.content import CODE_TYPES, is_immutable
from dagbook.versions.extensions import extensions
from dagbook.versions.facts import Facts, facts_of
from dagbook.versions.hidden import UNSEEN, hidden_read, looks_like_path
from dagbook.versions.nodes import (
    MISSING,
    NOTHING,
    Checking,
    Names,
    Node,
    Reading,
    is_stable,
    missing_node,
    ref_nodes,
)
from dagbook.versions.packages import OWN, is_followed, origin_of
from dagbook.versions.parts import Fingerprint, Part
from dagbook.versions.scopes import Chain


class FunctionNode(Node):
    """A function of the user's, with what its names mean."""

    __slots__ = ("captured", "code", "defaults", "fn", "held", "names", "tree")

    def __init__(self, fn: FunctionType, captured: CapturedSource | None) -> None:
        super().__init__(Part(function_name(fn), "function", ""))
        self.fn = weakref.ref(fn)
        self.captured = captured
        self.code: Any = None
        self.tree: Canonical | None = None
        self.defaults: tuple[Any, Any] = (None, None)
        self.held: tuple[str | None, str | None] = ("", "")
        self.names = Names()

    def refresh(self, check: Checking) -> None:
        """Look the names up again; when one means something else, read the function anew."""
        fn = self.fn()
        if fn is None:
            return
        # %autoreload replaces the code inside a function that stays the same object.
        if fn.__code__ is self.code and self.same_defaults(fn, check):
            moved = self.names.moved(check, fn.__globals__.get)
            if moved is not None and (not moved or self.move(moved, check)):
                return
        self.code = fn.__code__
        self.defaults = (fn.__defaults__, fn.__kwdefaults__)
        self.held = _held_by(self.defaults, check)
        self.names = Names()
        facts = facts_of(fn.__code__, self.captured)
        # What is read from cells of a closure is not read anew by another function.
        self.tree = facts.tree if fn.__closure__ is None else None
        reader = _FunctionReader(fn, facts, check, self.names)
        self.take(reader.node(), check)

    def alone(self, fn: FunctionType) -> Fingerprint | None:
        """Return the known fingerprint of *fn*, if all it names is the very same; None to look.

        Then it reaches nothing that could have changed in itself.
        """
        known, names = self.summary, self.names
        if known is None or fn.__code__ is not self.code or len(known.closure) > 1:
            return None
        if names.values or fn.__defaults__ or fn.__kwdefaults__ or self.defaults != (None, None):
            return None
        own = fn.__globals__.get
        for read, key, value in names.held:
            if (read or own)(key, MISSING) is not value:
                return None
        for read, key, ref, _ in names.refs:
            meant = ref()
            if meant is None or (read or own)(key, MISSING) is not meant:
                return None
        return known.fingerprint

    def move(self, moved: dict[int, Any], check: Checking) -> bool:
        """Link to what helpers of the same names are now, when nothing else can have changed."""
        links, names = list(self.links), self.names
        for number, value in moved.items():
            place = names.place(number)
            found = check.revived(links[place], value) or check.node(value, "")
            if not isinstance(found, FunctionNode):
                return False
            links[place] = found
        for number, value in moved.items():
            names.move(number, value)
        if any(new is not old for new, old in zip(links, self.links, strict=True)):
            self.links = tuple(links)
            self.changed = check.number
        return True

    def revive(self, fn: FunctionType, captured: CapturedSource | None, check: Checking) -> bool:
        """Stand for *fn*, where it says the same as the function that is gone.

        What its names mean now, and its defaults, `refresh` sees; cells of a closure it does not.
        """
        facts = facts_of(fn.__code__, captured)
        if (
            self.code is None
            or self.tree != facts.tree
            or facts.risk is not None
            or fn.__closure__ is not None
            or function_name(fn) != self.part.name
        ):
            return False
        self.fn, self.code, self.captured = weakref.ref(fn), fn.__code__, captured
        self.part = replace(self.part, source=facts.source, where=_where(fn, facts))
        self.reworded = check.number
        return True

    def same_defaults(self, fn: FunctionType, check: Checking) -> bool:
        """Return whether the defaults are the same objects, and hold the same."""
        if fn.__defaults__ is not self.defaults[0] or fn.__kwdefaults__ is not self.defaults[1]:
            return False
        if self.defaults == (None, None):
            return True
        plain = fn.__kwdefaults__ is None and is_immutable(fn.__defaults__)
        return plain or _held_by(self.defaults, check) == self.held


def _held_by(defaults: tuple[Any, Any], check: Checking) -> tuple[str | None, str | None]:
    """Return the digests of the defaults, positional and by keyword."""
    return check.content(defaults[0]).digest, check.content(defaults[1]).digest


class _FunctionReader:
    """Reads one function once; `links` and `risks` fill up on the way."""

    def __init__(self, fn: FunctionType, facts: Facts, check: Checking, names: Names) -> None:
        self.fn = fn
        self.facts = facts
        self.check = check
        self.names = names
        self.name = function_name(fn)
        self.cells: dict[str, CellType] = dict(
            zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True)
        )
        self.links: list[Node] = []
        self.risks: list[str] = []
        self.known = True
        if facts.risk is not None:
            self.risks.append(
                f"{self.name}: {facts.risk}; its bytecode counts, which differs between Pythons"
            )

    def node(self) -> Node:
        """Return the node that says what the function is now."""
        tree = self.facts.tree
        own = [tree.shape, *self.defaults()]
        for chain in tree.chains:
            self.follow(chain)
        for cls, name, value, extension in extensions(self.fn.__code__):
            self.names.hold(vars(cls).get, name, value)
            self.links.append(self.check.node(extension, name) or NOTHING)
            own.append(f"{cls.__qualname__}.{name}")
        own.extend(self.decorators())
        for chain in tree.annotations:
            self.annotation(chain)
        where = _where(self.fn, self.facts)
        part = Part(self.name, "function", digest(own), self.facts.source, where)
        risks = tuple(dict.fromkeys(self.risks))
        return Node(part, tuple(self.links), risks, known=self.known)

    def defaults(self) -> Iterator[str]:
        """Yield what the defaults of the parameters are: values since the definition ran."""
        for kind, value in (
            ("defaults", self.fn.__defaults__),
            ("kwdefaults", self.fn.__kwdefaults__),
        ):
            if not value:
                yield kind
                continue
            content = self.check.content(value)
            if content.digest is None:
                self.known = False
            self.risks.extend(f"a default of {self.name} {risk}" for risk in content.risks)
            self.links.extend(ref_nodes(self.check, content))
            yield f"{kind} {content.digest}"

    def decorators(self) -> Iterator[str]:
        """Yield the decorators that no value shows: those of packages, with their arguments.

        One that registers an asset, and all above it, are not part of what runs. What the user's
        own decorators did is seen in the function they returned.
        """
        for decorator in self.facts.tree.decorators:
            root = MISSING if decorator.root is None else self.meaning(decorator.root)[0]
            if root is MISSING or not _is_foreign(root):
                continue
            if _module_of(root).partition(".")[0] in OWN:
                return
            for chain in decorator.chains:
                self.follow(chain)
            yield decorator.shape

    def follow(self, chain: Chain) -> None:
        """Link to what a dotted name means."""
        if chain[0] == "":
            self.imported(chain)
            return
        value, name = self.meaning(chain, len(self.links))
        if value is MISSING:
            self.links.append(missing_node(name, self.name))
            return
        self.links.append(self.check.node(value, name) or NOTHING)

    def meaning(self, chain: Chain, place: int = -1) -> tuple[Any, str]:
        """Return what a dotted name means, as far as modules go, and the name up to there."""
        read, key = self.root(chain[0])
        value = self.read(read, key)
        if value is MISSING:
            # Noted as missing: a global of that name would hide the builtin.
            self.names.note(read, key, value, chain[0], None)
            value = vars(builtins).get(chain[0], MISSING)
            if value is MISSING or isinstance(value, FunctionType):
                # Somebody may put one there, or another one.
                self.names.hold(vars(builtins).get, chain[0], value)
            self.look_for_hidden(value, chain)
            return value, chain[0]
        self.look_for_hidden(value, chain)
        return self.descend(read, key, value, chain, place)

    def look_for_hidden(self, root: Any, chain: Chain) -> None:
        """Note what reading *chain* depends on besides code."""
        risk = hidden_read(root, chain)
        if risk is UNSEEN and self.names_a_path():
            return
        if risk is not None:
            self.risks.append(f"{self.name} reads {'.'.join(chain)}: {risk}")

    def names_a_path(self) -> bool:
        """Return whether the body has the path of a file as text, or a global that is one."""
        tree = self.facts.tree
        held = (self.read(*self.root(chain[0])) for chain in tree.chains if chain[0])
        return any(map(looks_like_path, tree.strings)) or any(
            isinstance(each, PurePath) or (type(each) is str and looks_like_path(each))
            for each in held
        )

    def root(self, name: str) -> tuple[Reading, Any]:
        """Return how the first name of a chain is read: from the closure or the globals."""
        cell = self.cells.get(name)
        return (None, name) if cell is None else (_read_cell, cell)

    def read(self, read: Reading, key: Any) -> Any:
        """Return what a name means now."""
        return (read or self.fn.__globals__.get)(key, MISSING)

    def descend(
        self, read: Reading, key: Any, value: Any, chain: Chain, place: int = -1
    ) -> tuple[Any, str]:
        """Return the meaning of a chain whose first name means *value*."""
        name, module = chain[0], ""
        for at, attribute in enumerate(chain[1:], start=1):
            if not isinstance(value, ModuleType):
                break
            if origin_of(value.__name__) != "local":
                self.names.note(read, key, value, name, None)
                return self.put_into(value, chain[at:]) or value, name
            self.names.note(read, key, value, name, None)
            read, key, module = vars(value).get, attribute, value.__name__
            value = self.read(read, key)
            name = f"{module}.{attribute}"
        node = None if is_stable(value) else self.check.node(value, name)
        self.names.note(read, key, value, name, node, place)
        return value, name

    def put_into(self, package: ModuleType, names: Chain) -> FunctionType | type | None:
        """Return the user's own code that stands in a package under a dotted name; mostly None."""
        value: Any = package
        for name in names:
            if not isinstance(value, ModuleType):
                return None
            read = vars(value).get
            value = read(name, MISSING)
            if value is not MISSING and not callable(value) and not isinstance(value, ModuleType):
                return None
            self.names.hold(read, name, value)
        if isinstance(value, FunctionType):
            # By its globals: a wrapper has the name of what it wraps.
            own = origin_of(str(value.__globals__.get("__name__"))) == "local"
            return value if own else None
        return value if isinstance(value, type) and is_followed(value) else None

    def annotation(self, chain: Chain) -> None:
        """Link to a class that a parameter is only annotated with, when it says what is passed."""
        read, key = self.root(chain[0])
        value, _ = self.descend(read, key, self.read(read, key), chain)
        if isinstance(value, type) and is_followed(value) and _is_passed_in(value):
            self.links.append(self.check.node(value, value.__qualname__) or NOTHING)

    def imported(self, chain: Chain) -> None:
        """Link to a module that the body imports; one not loaded yet is read, never run."""
        module = chain[1]
        if chain[2] != "0":
            package = str(self.fn.__globals__.get("__package__") or "").split(".")
            base = package[: len(package) - int(chain[2]) + 1]
            module = ".".join([*base, module] if module else base)
        self.look_for_hidden(ModuleType(module), (module, *chain[3:]))
        node = self.check.package(module)
        if node is None and origin_of(module) == "local":
            node = self.check.module_file(module)
            if node is None:
                node = missing_node(module, self.name)
        self.links.append(node or NOTHING)


class ForeignNode(Node):
    """A function of a package around code of the user's, as a cache or a dispatcher is."""

    __slots__ = ("fn",)

    def __init__(self, fn: FunctionType) -> None:
        name = f"{fn.__globals__.get('__name__')}.{fn.__code__.co_qualname}"
        super().__init__(Part(name, "value", digest(("wrapper", name)), None, name))
        self.fn = weakref.ref(fn)

    def refresh(self, check: Checking) -> None:
        """Look at what the function wraps now."""
        fn = self.fn()
        if fn is not None:
            package = check.package(str(fn.__globals__.get("__name__")))
            links = [check.node(own, own.__qualname__) for own in wrapped_by(fn, check)]
            self.take(Node(self.part, tuple(each or NOTHING for each in (*links, package))), check)


def wrapped_by(fn: FunctionType, check: Checking) -> tuple[FunctionType | type, ...]:
    """Return the code of the user's that a function of a package holds."""
    found: list[FunctionType | type] = []
    for value in (*fn.__dict__.values(), *map(_read_cell, fn.__closure__ or ())):
        if isinstance(value, (*CODE_TYPES, dict, list, tuple, MappingProxyType)):
            found.extend(
                ref
                for ref in check.content(value).refs
                if isinstance(ref, (FunctionType, type)) and is_followed(ref)
            )
    return tuple(found)


def function_name(fn: FunctionType) -> str:
    """Return the name of a function as a person knows it, with its module outside of notebooks.

    >>> function_name(function_name)
    'dagbook.versions.functions.function_name'
    """
    name = fn.__qualname__.rpartition("<locals>.")[2]
    module = fn.__globals__.get("__name__", "__main__")
    return name if module == "__main__" else f"{module}.{name}"


def _where(fn: FunctionType, facts: Facts) -> str:
    """Return where a function is defined: in a notebook the cell, else the module; and the line."""
    module = fn.__globals__.get("__name__", "__main__")
    return facts.where if module == "__main__" else f"{module}:{fn.__code__.co_firstlineno}"


def _read_cell(cell: CellType, default: Any = MISSING) -> Any:
    """Return what a closure's variable holds, or *default* before it is assigned."""
    try:
        return cell.cell_contents
    except ValueError:
        return default


def _module_of(value: Any) -> str:
    """Return the name of the module that *value* comes from."""
    if isinstance(value, ModuleType):
        return value.__name__
    module = getattr(value, "__module__", None)
    return module if isinstance(module, str) else type(value).__module__


def _is_foreign(value: Any) -> bool:
    """Return whether *value* comes from an installed package or from Python."""
    return origin_of(_module_of(value)) != "local"


def _is_passed_in(cls: type) -> bool:
    """Return whether an instance of *cls* is made for the function: a config, a resource."""
    pydantic = sys.modules.get("pydantic")
    return pydantic is not None and issubclass(cls, pydantic.BaseModel)
