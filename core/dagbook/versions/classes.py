"""What a class is: its members, each function a node of its own, and its bases."""

import enum
import weakref
from collections.abc import Iterator
from operator import itemgetter
from types import FunctionType
from typing import Any

from dagbook.foundation.digest import digest
from dagbook.versions.facts import class_text
from dagbook.versions.nodes import NOTHING, Checking, Names, Node, value_node
from dagbook.versions.packages import OWN, origin_of
from dagbook.versions.parts import Part, Topic

KEPT = frozenset(
    {
        "__annotations__",
        "__dataclass_fields__",
        "__match_args__",
        "__private_attributes__",
        "__pydantic_fields__",
        "__slots__",
    }
)
"""Members with a name of Python's that say what the class is."""

GENERATED = ("__dataclass_fields__", "__attrs_attrs__", "_fields")
"""Members of classes whose methods are made from their fields."""


_MAKERS = frozenset({"collections", "dataclasses", "enum"})
"""Modules of Python whose own functions are made members of the user's classes."""


class ClassNode(Node):
    """A class of the user's."""

    __slots__ = ("cls", "members", "names", "text")

    def __init__(self, cls: type) -> None:
        super().__init__(Part(class_name(cls), "class", ""))
        self.cls = weakref.ref(cls)
        self.names = Names()
        self.members: tuple[str, ...] | None = None
        self.text: str | None = None

    def refresh(self, check: Checking) -> None:
        """Look at the members again; when one is another, read the class anew."""
        cls = self.cls()
        if cls is None:
            return
        members = tuple(vars(cls))
        if members == self.members and self.names.moved(check, vars(cls).get) == {}:
            return
        self.members = members
        self.names = Names()
        self.take(_read_class(cls, check, self.names), check)


def _read_class(cls: type, check: Checking, names: Names) -> Node:
    """Return the node that says what *cls* is now."""
    name = class_name(cls)
    own, links, risks = ["class"], list[Node](), list[str]()
    for base in (*cls.__bases__, type(cls)):
        own.append(f"base {base.__module__ if origin_of(base.__module__) != 'local' else ''}")
        links.append(check.node(base, base.__qualname__) or NOTHING)
    known = True
    for label, value in sorted(_members(cls), key=itemgetter(0)):
        member = value_node(check, value, f"{name}.{label}", "")
        names.note(None, label, vars(cls).get(label), f"{name}.{label}", member)
        own.extend((label, member.part.digest))
        links.extend(member.links)
        # Types that cannot be digested are told well enough by the source of what uses them.
        if label not in KEPT:
            risks.extend(member.risks)
            known = known and member.known
    where = cls.__module__
    part = Part(name, "class", digest(own), class_text(cls), where, _topic(cls))
    return Node(part, tuple(links), tuple(risks), known=known)


def _topic(cls: type) -> Topic:
    """Return what the class of a parameter belongs to."""
    if getattr(cls, "__dagbook_config__", False) is True:
        return "config"
    return "resource" if getattr(cls, "__dagbook_resource__", False) is True else "code"


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield the members that the user wrote, those of an enum by their values."""
    is_enum = False
    if issubclass(cls, enum.Enum):
        is_enum = True
        yield "__members__", {name: each.value for name, each in cls.__members__.items()}
    has_made = is_enum or any(hasattr(cls, name) for name in GENERATED)
    made: set[str] = set()
    for name, value in vars(cls).items():
        function = getattr(value, "__func__", value)
        if has_made and isinstance(function, FunctionType) and _is_generated(function):
            made.add(name)
        elif isinstance(function, FunctionType) and _package(function) in OWN:
            # What dagbook puts into a user's class is none of the user's code.
            continue
        elif isinstance(function, FunctionType) or _is_written(cls, name, value):
            yield name, value
    if made and not is_enum:
        # Which there are is what a decorator's options say: order=True, frozen=True.
        yield "made from fields", tuple(sorted(made - _NEWER))


def _package(function: FunctionType) -> str:
    """Return the package that *function* was written in."""
    return str(function.__globals__.get("__name__", "")).partition(".")[0]


_NEWER = frozenset({"__replace__"})
"""Methods that newer versions of Python make as well."""


def _is_written(cls: type, name: str, value: Any) -> bool:
    """Return whether a member that is no function says what the user wrote."""
    if issubclass(cls, enum.Enum) and (isinstance(value, cls) or name.startswith("_")):
        return False
    if type(value).__name__ == "_tuplegetter":
        return False
    if name == "__annotations__" and not value:
        # Python puts an empty one into the class as soon as anybody asks for it.
        return False
    hidden = name.startswith("__") and name.endswith("__")
    return name in KEPT or not (hidden or name.startswith("_abc_"))


def _is_generated(function: FunctionType) -> bool:
    """Return whether Python made *function* for a class, in each version in a way of its own."""
    inner = getattr(function, "__wrapped__", function)
    code = getattr(inner, "__code__", None)
    if code is None or code.co_filename.startswith(("<string>", "<attrs")):
        return code is not None
    return inner is function and function.__globals__.get("__name__") in _MAKERS


def class_name(cls: type) -> str:
    """Return the name of a class as a person knows it, with its module outside of notebooks."""
    name = cls.__qualname__.rpartition("<locals>.")[2]
    return name if cls.__module__ == "__main__" else f"{cls.__module__}.{name}"
