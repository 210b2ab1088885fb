"""One look at everything that some functions reach."""

from collections.abc import Callable, Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from dagbook.authoring.source import CapturedSource
from dagbook.foundation.digest import digest
from dagbook.versions.classes import ClassNode
from dagbook.versions.content import Content, content_of, describe, is_definition
from dagbook.versions.facts import facts_of
from dagbook.versions.functions import ForeignNode, FunctionNode, wrapped_by
from dagbook.versions.ignoring import is_ignored, says_ignored
from dagbook.versions.modules import ModuleNode, find_module
from dagbook.versions.nodes import NOTHING, Node, Nodes, Summary, value_node
from dagbook.versions.packages import is_followed, origin_of, package_digest
from dagbook.versions.parts import Fingerprint, Part


class Check:
    """One moment at which fingerprints are asked for: each node and value is looked at once.

    Args:
        nodes: What is known from earlier moments.
    """

    __slots__ = ("_contents", "_nodes", "number")

    def __init__(self, nodes: Nodes) -> None:
        nodes.number += 1
        self._nodes = nodes
        self.number = nodes.number
        # The value is held as well: its id must not be given to another one meanwhile.
        self._contents: dict[int, tuple[Any, Content]] = {}

    def content(self, value: Any) -> Content:
        """Return what *value* holds now."""
        known = self._contents.get(id(value))
        if known is None:
            known = (value, content_of(value))
            self._contents[id(value)] = known
        return known[1]

    def node(self, value: Any, name: str) -> Node | None:
        """Return the node of what *name* means; None of what does not count."""
        if isinstance(value, FunctionType):
            return self.function(value)
        if isinstance(value, type):
            return self.class_(value)
        if isinstance(value, ModuleType):
            return self.package(value.__name__) or self.module_file(value.__name__)
        if is_definition(value):
            # An asset is no input by being named; calling it runs its function all the same.
            fn = getattr(value, "fn", None)
            return self.function(fn) if isinstance(fn, FunctionType) else None
        if isinstance(value, BuiltinFunctionType) and not is_followed(value):
            return self.package(str(value.__module__))
        return value_node(self, value, name, describe(value))

    def function(self, fn: FunctionType, captured: CapturedSource | None = None) -> Node:
        """Return the node of a function."""
        known = self._nodes.find(fn)
        if known is not None:
            return known
        module = fn.__globals__.get("__name__")
        if is_ignored(fn):
            return self._nodes.get(fn, lambda: Node(Part(fn.__qualname__, "ignored", "")))
        if isinstance(module, str) and origin_of(module) != "local":
            if wrapped_by(fn, self):
                return self._nodes.get(fn, lambda: ForeignNode(fn))
            return self.package(module) or NOTHING
        there = captured or self.captured(fn.__code__.co_filename)
        return self._nodes.get(fn, lambda: _function_node(fn, there))

    def revived(self, gone: Node, fn: FunctionType) -> Node | None:
        """Return *gone* as the node of *fn*, where that says the same as a function that is gone.

        Then nothing that reaches it has changed, however often a cell of helpers is run.
        """
        if (
            type(gone) is not FunctionNode
            # Who has looked at it in this moment saw nothing; it would be looked at too late.
            or gone.checked == self.number
            or gone.fn() is not None
            or self._nodes.find(fn) is not None
            or is_ignored(fn)
        ):
            return None
        there = self.captured(fn.__code__.co_filename)
        if says_ignored(facts_of(fn.__code__, there).source) or not gone.revive(fn, there, self):
            return None
        self._nodes.adopt(fn, gone)
        return gone

    def class_(self, cls: type) -> Node | None:
        """Return the node of a class; of an installed one that of its package."""
        if is_ignored(cls):
            return self._nodes.get(cls, lambda: Node(Part(cls.__qualname__, "ignored", "")))
        if not is_followed(cls):
            return self.package(cls.__module__)
        return self._nodes.get(cls, lambda: ClassNode(cls))

    def package(self, module_name: str) -> Node | None:
        """Return the node of an installed package; None of Python's own modules."""
        if origin_of(module_name) != "package":
            return None
        name, version, held = package_digest(module_name)
        named = self._nodes.named
        if (name, version) not in named:
            named[name, version] = Node(Part(name, "package", held, None, version))
        return named[name, version]

    def module_file(self, module_name: str) -> Node | None:
        """Return the node of a whole local module, imported or not."""
        key = ("module", module_name)
        known = self._nodes.named.get(key)
        if known is None:
            path = find_module(module_name)
            if path is None:
                return None
            known = self._nodes.named[key] = ModuleNode(module_name, path)
        return known

    def captured(self, filename: str) -> CapturedSource | None:
        """Return a capture of the file as it was when something in it was defined."""
        return self._nodes.captured.get(filename)

    def root(self, fn: Any, captured: CapturedSource | None) -> Node:
        """Return the node of what is asked about."""
        if isinstance(fn, FunctionType):
            known = self._nodes.find(fn)
            if known is not None:
                return known
        bare = captured is not None and captured.code is None
        if captured is not None and not bare:
            self._nodes.captured[captured.filename] = captured
        if isinstance(fn, FunctionType):
            return self.function(fn, captured if bare else None)
        if isinstance(fn, type):
            return self.class_(fn) or NOTHING
        return value_node(self, fn, getattr(fn, "__qualname__", type(fn).__qualname__), "")

    def fingerprint(self, root: Node, source: Callable[[], str | None]) -> Fingerprint:
        """Return the fingerprint of *root* with all it reaches, the known one if it still holds.

        Args:
            root: What is asked about.
            source: Finds the text of what the user wrote.
        """
        known = root.summary
        if (
            known is not None
            and self.still_holds(known)
            and not any(node.reworded > known.number for node in known.closure)
        ):
            return known.fingerprint
        places: dict[Node, int] = {root: 0}
        order = [root]
        tokens: list[str] = []
        for node in order:
            if node.checked != self.number:
                node.refresh(self)
                node.checked = self.number
            tokens.append(f"{node.part.kind} {node.part.digest} {len(node.links)}")
            for link in node.links:
                place = places.setdefault(link, len(order))
                if place == len(order):
                    order.append(link)
                tokens.append(str(place))
        value = digest((" ".join(tokens),)) if all(node.known for node in order) else None
        # Two readers of one global have a node each; a person is told of it once.
        parts = {(node.part.kind, node.part.name, node.part.digest): node.part for node in order}
        parts.pop((NOTHING.part.kind, NOTHING.part.name, NOTHING.part.digest), None)
        risks = dict.fromkeys(risk for node in order for risk in node.risks)
        found = Fingerprint(value, source(), tuple(parts.values()), tuple(risks))
        root.summary = Summary(order, found, self.number)
        return found

    def value(self, root: Node, source: Callable[[], str | None]) -> str | None:
        """Return the value of `fingerprint` alone, which other words leave as it is."""
        known = root.summary
        if known is not None and self.still_holds(known):
            return known.fingerprint.value
        return self.fingerprint(root, source).value

    def still_holds(self, known: Summary) -> bool:
        """Look at all that is reached, and return whether none of it has changed since."""
        return self.are_same(known.closure, known.number)

    def are_same(self, nodes: Iterable[Node], since: int) -> bool:
        """Look at *nodes*, each once, and return whether none has changed since the check *since*.

        All are looked at: what is not may be asked about next, in the same moment.
        """
        number, same = self.number, True
        for node in nodes:
            if node.checked != number:
                node.refresh(self)
                node.checked = number
            if node.changed > since:
                same = False
        return same


def _function_node(fn: FunctionType, captured: CapturedSource | None) -> Node:
    """Return the node of a function of the user's, unless a comment says that it does not count."""
    if says_ignored(facts_of(fn.__code__, captured).source):
        return Node(Part(fn.__qualname__, "ignored", ""))
    return FunctionNode(fn, captured)
