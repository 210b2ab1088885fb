"""Asking what a function is, with everything it reaches, at this moment.

::

    f() --own text--> shape        h() changes -> the value changes, and `changed_parts` says so
     |--names--> h(), LIMIT, pandas
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import FunctionType
from typing import Any

from dagbook.authoring.source import CapturedSource, source_text, unwrapped
from dagbook.versions.check import Check
from dagbook.versions.facts import facts_of
from dagbook.versions.functions import FunctionNode
from dagbook.versions.nodes import Node, Nodes
from dagbook.versions.parts import Fingerprint

Subject = tuple[Callable[..., Any], CapturedSource | None]
"""A function and what was captured of its source when it was defined."""


class Fingerprinter:
    """Answers quickly what it was asked before; it holds a memo and no truth."""

    def __init__(self) -> None:
        self._nodes = Nodes()
        self._lock = threading.RLock()
        self._check: Check | None = None

    def fingerprint(
        self, fn: Callable[..., Any], captured: CapturedSource | None = None
    ) -> Fingerprint:
        """Return what *fn* is now; see `fingerprint`."""
        node = self._nodes.find(fn)
        if isinstance(node, FunctionNode) and isinstance(fn, FunctionType):
            alone = node.alone(fn)
            if alone is not None:
                return alone
        with self._lock:
            check = self._check or Check(self._nodes)
            root = check.root(fn, captured)
            return check.fingerprint(root, lambda: own_text(fn, captured))

    def value(self, fn: Callable[..., Any], captured: CapturedSource | None = None) -> str | None:
        """Return the value of `fingerprint` alone."""
        with self._lock:
            check = self._check or Check(self._nodes)
            return check.value(check.root(fn, captured), lambda: own_text(fn, captured))

    def reached(
        self, fn: Callable[..., Any], captured: CapturedSource | None = None
    ) -> Sequence[Node]:
        """Return what the fingerprint of *fn* is made of; see `reached`."""
        with self._lock:
            check = self._check or Check(self._nodes)
            summary = check.root(fn, captured).summary
            return () if summary is None else summary.closure

    def number(self) -> int:
        """Return the number of this moment; it grows with each."""
        with self._lock:
            return self._nodes.number

    def are_same(self, nodes: Iterable[Node], since: int) -> bool:
        """Return whether none of *nodes* has changed since the moment *since*."""
        with self._lock:
            return (self._check or Check(self._nodes)).are_same(nodes, since)

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Look at each helper and value once for all that is asked inside; other threads wait."""
        with self._lock:
            before = self._check
            self._check = before or Check(self._nodes)
            try:
                yield
            finally:
                self._check = before


def own_text(fn: Callable[..., Any], captured: CapturedSource | None) -> str | None:
    """Return the text of the function that the user wrote, under wrappers and partials."""
    if captured is not None and captured.code is None:
        return source_text(captured)
    code = getattr(unwrapped(fn), "__code__", None)
    return None if code is None else facts_of(code, captured).source


_PROCESS = Fingerprinter()


def fingerprint(fn: Callable[..., Any], captured: CapturedSource | None = None) -> Fingerprint:
    """Return what *fn* is now: its own code and all it reaches.

    Comments, docstrings, formatting, annotations and names of locals do not count. Helpers in the
    notebook and in local modules are looked into, installed packages count by their version, and
    globals by what they hold. Names mean what they mean at the moment of asking.

    Args:
        fn: A function, lambda, partial, wrapper or any callable.
        captured: What `capture` returned when *fn* was defined; without it the file or cell is
            looked up as it is now.

    Returns:
        A fingerprint whose value is None when something that *fn* reads cannot be compared; then
        `risks` names it.

    Example:
        >>> def double(x):
        ...     return x + x
        >>> fingerprint(double).matches(fingerprint(double))
        True
    """
    return _PROCESS.fingerprint(fn, captured)


def code_version(fn: Callable[..., Any], captured: CapturedSource | None = None) -> str | None:
    """Return the value of `fingerprint` of *fn* alone, which is asked for more quickly."""
    return _PROCESS.value(fn, captured)


def fingerprints(subjects: Iterable[Subject]) -> tuple[Fingerprint, ...]:
    """Return the fingerprints of many functions at one moment, each shared helper looked at once.

    >>> fingerprints([(len, None)])[0].value == fingerprint(len).value
    True
    """
    with _PROCESS.one_moment():
        return tuple(_PROCESS.fingerprint(fn, captured) for fn, captured in subjects)


def one_moment() -> AbstractContextManager[None]:
    """Share one look at helpers and values between all `fingerprint` calls inside ``with``."""
    return _PROCESS.one_moment()


def reached(fn: Callable[..., Any], captured: CapturedSource | None = None) -> Sequence[Node]:
    """Return all that the fingerprint of *fn*, just asked for, is made of; for `are_same`."""
    return _PROCESS.reached(fn, captured)


def moment_number() -> int:
    """Return the number of this moment, which a later `are_same` takes."""
    return _PROCESS.number()


def are_same(nodes: Iterable[Node], since: int) -> bool:
    """Return whether the fingerprints that are made of *nodes* are those of the moment *since*.

    Each node is looked at once, however many fingerprints it is part of.

    >>> double = eval("lambda x: x + x", {"__name__": "a_notebook"})
    >>> known = fingerprint(double)
    >>> nodes, number = reached(double), moment_number()
    >>> same = are_same(nodes, number)
    >>> double.__defaults__ = (3,)
    >>> same, are_same(nodes, number)
    (True, False)
    """
    return _PROCESS.are_same(nodes, since)
