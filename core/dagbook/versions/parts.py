"""Fingerprints: what a function was made of at one moment, comparable with another moment."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dagbook.foundation.digest import digest

PartKind = Literal["function", "class", "value", "package", "module", "missing", "ignored"]
"""What a part is. A missing one is a name that nothing defines; an ignored one does not count."""


Topic = Literal["code", "config", "resource"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a function reaches, itself included.

    Args:
        name: As code names it: ``clean``, ``helpers.clean``, ``Loader.fetch``, ``LIMIT``.
        kind: What it is.
        digest: What it holds itself, without what it reaches in turn.
        source: Text of a function or class; None when not known, and of everything else.
        where: File and line of code, version of a package, a value in words.
        topic: What it belongs to: code, config or a resource.
    """

    name: str
    kind: PartKind
    digest: str
    source: str | None = None
    where: str = ""
    topic: Topic = "code"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a function is, with everything it reaches.

    Args:
        value: Equal exactly when all of it is; None is unequal to everything, also to None.
        source: The function's own text; None when not known.
        parts: The function first, then what it reaches, in the order of first use.
        risks: What is not tracked, a sentence each.
    """

    value: str | None
    source: str | None
    parts: tuple[Part, ...] = ()
    risks: tuple[str, ...] = ()

    def matches(self, other: "Fingerprint | None") -> bool:
        """Return whether both are known to be of the same code.

        >>> Fingerprint(None, None).matches(Fingerprint(None, None))
        False
        """
        return other is not None and self.value is not None and self.value == other.value


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs between two fingerprints.

    Args:
        what: Whether it is another one now, is reached for the first time, or no longer.
        old: What it was; None of an added part, save of a name that was missing.
        new: What it is; None of a removed part.
    """

    what: Literal["changed", "added", "removed"]
    old: Part | None
    new: Part | None

    @property
    def part(self) -> Part:
        """The part as it is now, or as it last was."""
        part = self.old if self.new is None else self.new
        if part is None:
            raise ValueError("a change has an old or a new part")
        return part

    def sentence(self) -> str:
        """Return the change in words, without a full stop.

        >>> Change("added", None, Part("clean", "function", "b")).sentence()
        '`clean()` is used now'
        """
        part = self.part
        name = f"`{part.name}()`" if part.kind == "function" else f"`{part.name}`"
        if self.what == "changed" and part.kind in {"package", "value"} and self.old is not None:
            if self.old.where != part.where:
                return f"{name} changed from {self.old.where} to {part.where}"
            return f"{name} changed ({part.where})"
        if part.kind == "missing":
            return f"{name} is not defined"
        if self.what == "added" and self.old is not None:
            return f"{name} is defined now"
        said = {"changed": "changed", "added": "is used now", "removed": "is not used any more"}
        return f"{name} {said[self.what]}"


def changed_parts(old: Fingerprint, new: Fingerprint) -> tuple[Change, ...]:
    """Return what differs between two fingerprints: changed parts, then added and removed ones.

    Returns:
        Nothing when no part differs, though `Fingerprint.value` may: two equal parts can have
        changed places.

    >>> one = Fingerprint("1", None, (Part("clean", "function", "a"),))
    >>> two = Fingerprint("2", None, (Part("clean", "function", "b"), Part("N", "value", "c")))
    >>> [change.sentence() for change in changed_parts(one, two)]
    ['`clean()` changed', '`N` is used now']
    """
    before, after = dict(_named(old)), dict(_named(new))
    # The asked function is the first part; a rename alone is told by whoever compares keys.
    changed = tuple(
        Change("changed", before[name], part)
        for name, part in after.items()
        if name in before and before[name].digest != part.digest
    )
    lost = {part.name: part for part in after.values() if part.kind == "missing"}
    found = {part.name: part for part in before.values() if part.kind == "missing"}
    added = tuple(
        Change("added", found.get(part.name), part)
        for name, part in after.items()
        if name not in before
    )
    removed = tuple(
        Change("removed", part, None)
        for name, part in before.items()
        # A name that was or is missing is told once, by what it is now.
        if name not in after and part.name not in lost and part.kind != "missing"
    )
    return changed + added + removed


def _named(fingerprint: Fingerprint) -> Iterator[tuple[tuple[str, str, int], Part]]:
    """Yield the parts by kind and name, several of one name by their order; the first by place."""
    seen: Counter[tuple[str, str]] = Counter()
    for place, part in enumerate(fingerprint.parts):
        if part.kind == "ignored":
            continue
        name = ("", "") if place == 0 else (part.kind, part.name)
        seen[name] += 1
        yield (*name, seen[name]), part


def text_key(text: str) -> str:
    """Return the key under which a source text is stored."""
    return digest((text,))


def source_texts(fingerprint: Fingerprint) -> dict[str, str]:
    """Return the texts that `to_plain` leaves out, by key: store each once.

    >>> list(source_texts(Fingerprint("1", "def f(): ...")).values())
    ['def f(): ...']
    """
    texts = [fingerprint.source, *(part.source for part in fingerprint.parts)]
    return {text_key(text): text for text in texts if text is not None}


def to_plain(fingerprint: Fingerprint) -> dict[str, Any]:
    """Return *fingerprint* as JSON's types, source texts by their keys.

    >>> to_plain(Fingerprint("1", None, (Part("N", "value", "c", None, "3"),)))
    {'value': '1', 'source': None, 'parts': [['N', 'value', 'c', None, '3']], 'risks': []}
    """
    return {
        "value": fingerprint.value,
        "source": None if fingerprint.source is None else text_key(fingerprint.source),
        "parts": [
            [
                part.name,
                part.kind,
                part.digest,
                None if part.source is None else text_key(part.source),
                part.where,
                *(() if part.topic == "code" else (part.topic,)),
            ]
            for part in fingerprint.parts
        ],
        "risks": list(fingerprint.risks),
    }


def from_plain(plain: Mapping[str, Any], texts: Mapping[str, str]) -> Fingerprint:
    """Return the fingerprint that `to_plain` wrote.

    Args:
        plain: What `to_plain` returned.
        texts: What `source_texts` returned, of this fingerprint or of many; a text that is not
            there reads as not known.

    >>> one = Fingerprint("1", "def f(): ...", (Part("f", "function", "a", "def f(): ..."),))
    >>> from_plain(to_plain(one), source_texts(one)) == one
    True
    """
    return Fingerprint(
        plain["value"],
        texts.get(plain["source"]),
        tuple(
            Part(name, kind, held, texts.get(source), where, *topic)
            for name, kind, held, source, where, *topic in plain["parts"]
        ),
        tuple(plain["risks"]),
    )
