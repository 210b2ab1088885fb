"""The memo of fingerprints: one node for each function, class or value that code reaches.

A node knows its own part and its links to other nodes. Asking again checks it by the identity of
what its names mean; only values that can change in place are digested again. `Node.changed` is the
number of the check that last found a difference, so that what is above a node can tell whether its
fingerprint must be put together anew; `Node.reworded` is that of the one that found it elsewhere,
or with other comments. A function defined anew alike takes over the node of the one that is gone.

::

    function --names--> function | class | value | package | module | missing name
    class    --members, bases-->   value --functions and classes inside-->
"""

import weakref
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any, Protocol

from dagbook.authoring.source import CapturedSource
from dagbook.foundation.digest import digest
from dagbook.versions.content import Content, is_definition, is_immutable
from dagbook.versions.parts import Fingerprint, Part

MISSING: Any = object()
"""Stands for what a name means that nothing defines."""


class Checking(Protocol):
    """One moment at which fingerprints are asked for: each node and value is looked at once."""

    number: int

    def content(self, value: Any) -> Content:
        """Return what *value* holds now."""

    def node(self, value: Any, name: str) -> "Node | None":
        """Return the node of what *name* means; None of what does not count."""

    def revived(self, gone: "Node", fn: FunctionType) -> "Node | None":
        """Return *gone* as the node of *fn*, where that says the same; its own function is gone."""

    def package(self, module_name: str) -> "Node | None":
        """Return the node of an installed package; None of Python's own modules."""

    def module_file(self, module_name: str) -> "Node | None":
        """Return the node of a whole module, loaded or not."""

    def captured(self, filename: str) -> CapturedSource | None:
        """Return a capture of the file as it was when something in it was defined."""


class Node:
    """One thing that code reaches.

    Args:
        part: What it holds itself, and what a person is told of it.
        links: What it reaches, in an order that the part's digest fixes.
        risks: What is not tracked, a sentence each.
        known: Whether the digest says what it is.
    """

    __slots__ = (
        "__weakref__",
        "changed",
        "checked",
        "known",
        "links",
        "part",
        "reworded",
        "risks",
        "summary",
    )

    def __init__(
        self,
        part: Part,
        links: tuple["Node", ...] = (),
        risks: tuple[str, ...] = (),
        *,
        known: bool = True,
    ) -> None:
        self.part = part
        self.links = links
        self.risks = risks
        self.known = known
        self.changed = 0
        self.reworded = 0
        self.checked = 0
        self.summary: Summary | None = None

    def refresh(self, check: Checking) -> None:
        """Bring part and links up to date; a node of what never changes has nothing to do."""

    def same(self, other: "Node") -> bool:
        """Return whether two nodes say the same."""
        return self.part == other.part and self.links == other.links and self.risks == other.risks

    def take(self, other: "Node", check: Checking) -> None:
        """Become what *other* says, and note whether that is a change."""
        if not self.same(other):
            self.part, self.links = other.part, other.links
            self.risks, self.known = other.risks, other.known
            self.changed = check.number


class Summary:
    """The fingerprint of one node with all it reaches, and when it was put together."""

    __slots__ = ("closure", "fingerprint", "number")

    def __init__(self, closure: list[Node], fingerprint: Fingerprint, number: int) -> None:
        self.closure = closure
        self.fingerprint = fingerprint
        self.number = number


NOTHING = Node(Part("", "ignored", ""))
"""The node of what does not count."""


class Nodes:
    """The nodes of all objects that are still alive."""

    def __init__(self) -> None:
        self.number = 0
        self.named: dict[tuple[str, str], Node] = {}
        # A capture is its definition's: of a cell that runs again the former text goes.
        self.captured: weakref.WeakValueDictionary[str, CapturedSource] = (
            weakref.WeakValueDictionary()
        )
        self._by_id: dict[int, tuple[weakref.ref[Any], Node]] = {}

    def find(self, value: Any) -> Node | None:
        """Return the node of *value*, or None when there is none yet."""
        known = self._by_id.get(id(value))
        return None if known is None else known[1]

    def get(self, value: Any, make: Callable[[], Node]) -> Node:
        """Return the node of *value*, made when there is none; it lives as long as *value*."""
        key = id(value)
        known = self._by_id.get(key)
        if known is not None:
            return known[1]
        node = make()
        self.adopt(value, node)
        return node

    def adopt(self, value: Any, node: Node) -> None:
        """Have *node*, whose own object is gone, stand for *value*."""
        key, by_id = id(value), self._by_id
        by_id[key] = (weakref.ref(value, lambda _: by_id.pop(key, None)), node)


class Names:
    """What some names mean, asked again cheaply.

    Stable meanings are compared by identity. Values that can change in place are held by no node
    (a frame must be free to go): each is read again and its content compared.
    """

    __slots__ = ("held", "refs", "values")

    def __init__(self) -> None:
        self.held: list[tuple[Reading, Any, Any]] = []
        self.refs: list[tuple[Reading, Any, weakref.ref[Any], int]] = []
        self.values: list[tuple[Reading, Any, str, Node]] = []

    def note(
        self, read: "Reading", key: Any, value: Any, name: str, node: Node | None, place: int = -1
    ) -> None:
        """Remember that *read* of *key* gave *value*, which *node* stands for.

        Args:
            read: How the name is read.
            key: By what.
            value: What it means now.
            name: What to call it.
            node: What stands for a value that can change in place; None when it does not count.
            place: Where among the links that node is, when nothing else depends on the name.
        """
        if is_stable(value):
            self.hold(read, key, value, place)
        elif node is not None:
            self.values.append((read, key, name, node))

    def hold(self, read: "Reading", key: Any, value: Any, place: int = -1) -> None:
        """Remember that *read* of *key* gave *value*, whose identity tells all; see `note`."""
        if value is not MISSING and not is_immutable(value):
            # Weak, or a recursive function would keep itself alive by its own node.
            try:
                self.refs.append((read, key, weakref.ref(value), place))
            except TypeError:
                self.held.append((read, key, value))
        else:
            self.held.append((read, key, value))

    def moved(self, check: Checking, own: "Read") -> dict[int, Any] | None:
        """Return which names mean another function now; None when more than that has changed.

        Args:
            check: The moment of asking.
            own: How names without a reading of their own are read. Held here, a namespace would
                keep its functions alive by their own nodes.
        """
        for read, key, value in self.held:
            if (read or own)(key, MISSING) is not value:
                return None
        moved: dict[int, Any] = {}
        for number, (read, key, ref, place) in enumerate(self.refs):
            value = (read or own)(key, MISSING)
            known = ref()
            if value is known and known is not None:
                continue
            if place < 0 or not isinstance(value, FunctionType):
                return None
            moved[number] = value
        for read, key, name, node in self.values:
            value = (read or own)(key, MISSING)
            if is_stable(value):
                return None
            now = check.node(value, name)
            if now is None or not node.same(now):
                return None
        return moved

    def place(self, number: int) -> int:
        """Return the place among the links of a name that `moved` found."""
        return self.refs[number][3]

    def move(self, number: int, value: Any) -> None:
        """Remember a new meaning, which `moved` found."""
        read, key, _, place = self.refs[number]
        self.refs[number] = (read, key, weakref.ref(value), place)


NOT_DEFINED = "which nothing defines now"
"""How a risk ends that is a name without a meaning."""

DIFFERENT = ", so it counts as different each time. Make it in the asset, or make it a resource"
"""What follows of a value that cannot be compared, and what to do."""

Read = Callable[[Any, Any], Any]
"""Reads a name: by a key, with what to return when nothing has it."""

Reading = Read | None
"""How a name is read; None of what its owner reads."""


def value_node(check: Checking, value: Any, name: str, where: str) -> Node:
    """Return the node of a value that is not code; its links are the code inside it."""
    content = check.content(value)
    known = content.digest is not None
    fix = "" if known else DIFFERENT
    risks = tuple(f"{name} {risk}{fix}" for risk in content.risks)
    held = content.digest or digest(("unknown",))
    return Node(
        Part(name, "value", held, None, where), ref_nodes(check, content), risks, known=known
    )


def ref_nodes(check: Checking, content: Content) -> tuple[Node, ...]:
    """Return the nodes of the code inside a value.

    What does not count has a place as well, so that places stay what the digest says.
    """
    found = (check.node(ref, getattr(ref, "__qualname__", "")) for ref in content.refs)
    return tuple(NOTHING if node is None else node for node in found)


def missing_node(name: str, reader: str) -> Node:
    """Return the node of a name that nothing defines now."""
    risk = f"{reader} reads {name}, {NOT_DEFINED}"
    return Node(Part(name, "missing", digest(("missing",))), (), (risk,))


def is_stable(value: Any) -> bool:
    """Return whether the identity of *value* tells all that no node of its own looks after."""
    return (
        value is MISSING
        or isinstance(value, (FunctionType, type, ModuleType, CodeType))
        or is_immutable(value)
        or is_definition(value)
    )
