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
from dagbook.versions.packages import origin_of
from dagbook.versions.parts import Part, Topic

KEPT = frozenset(
    {
        "__annotations__",
        "__dataclass_fields__",
        "__private_attributes__",
        "__pydantic_fields__",
        "__slots__",
    }
)
"""Members with a name of Python's that say what the class is."""

GENERATED = ("__dataclass_fields__", "__attrs_attrs__", "_fields")
"""Members of classes whose methods are made from their fields."""


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
    if issubclass(cls, enum.Enum):
        yield "__members__", {name: each.value for name, each in cls.__members__.items()}
    generated = any(hasattr(cls, name) for name in GENERATED)
    for name, value in vars(cls).items():
        hidden = name.startswith("__") and name.endswith("__")
        function = getattr(value, "__func__", value)
        if isinstance(function, FunctionType):
            filename = function.__code__.co_filename
            if not (generated and filename.startswith(("<string>", "<attrs"))):
                yield name, value
        elif issubclass(cls, enum.Enum) and (isinstance(value, cls) or name.startswith("_")):
            continue
        elif name in KEPT or not (hidden or name.startswith("_abc_")):
            yield name, value


def class_name(cls: type) -> str:
    """Return the name of a class as a person knows it, with its module outside of notebooks."""
    name = cls.__qualname__.rpartition("<locals>.")[2]
    return name if cls.__module__ == "__main__" else f"{cls.__module__}.{name}"
