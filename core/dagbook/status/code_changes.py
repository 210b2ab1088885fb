"""What changed between the code that made a value and the code there is now, in words. Pure."""

import difflib
from collections.abc import Callable, Mapping

from dagbook.model.asset_key import AssetKey
from dagbook.status.staleness import StaleCause, StaleCauseCategory
from dagbook.versions.definition_version import USER
from dagbook.versions.parts import Change, Fingerprint, Topic, changed_parts

PlaceOf = Callable[[str], str]
"""From what code calls its file to words such as "cell 7"; "" where there are none."""

_TOPICS: Mapping[Topic, StaleCauseCategory] = {
    "code": StaleCauseCategory.CODE,
    "config": StaleCauseCategory.CONFIG,
    "resource": StaleCauseCategory.RESOURCE,
}


def code_causes(
    key: AssetKey,
    was: str | None,
    old: Fingerprint | None,
    new: Fingerprint | None,
    place_of: PlaceOf = lambda _: "",
) -> tuple[StaleCause, ...]:
    """Return in what the code of *key* differs from the code that made its value.

    Args:
        key: The asset; it appears in every cause.
        was: The code version that is recorded with the value.
        old: What that was made of; None when nothing is stored of it.
        new: What the code is made of now.
        place_of: Tells where code is that has changed.

    Returns:
        A cause for each part that differs, with the diff of its source; one in general words where
        more is not known; nothing when both are the same.

    Example:
        >>> from dagbook.versions.parts import Part
        >>> def code(text):
        ...     return Fingerprint(text, text, (Part("orders", "function", text, text, "x:1"),))
        >>> old, new = code("return 1"), code("return 2")
        >>> [cause] = code_causes(AssetKey("orders"), "return 1", old, new, lambda _: "cell 7")
        >>> print(cause.reason, cause.detail, sep=chr(10))
        `orders()` changed in cell 7
        -return 1
        +return 2
    """
    now = None if new is None else new.value
    if was == now and now is not None:
        return ()
    known = None if was is None or now is None else _versions(was, now)
    if was is None:
        known = "what code made it is not known: it changed meanwhile, or cannot be compared"
    if now is None:
        known = "; ".join(("its code version is not known", *(new.risks if new else ())))
    if known is not None or old is None or new is None:
        return (_cause(key, known or "has a new code version"),)
    changes = changed_parts(old, new)
    if not changes:
        return (_cause(key, "its code changed"),)
    return tuple(
        _cause(key, _sentence(each, place_of), diff_of(each), _category(each)) for each in changes
    )


def _category(change: Change) -> StaleCauseCategory:
    """Return the kind of cause that *change* is."""
    if change.part.kind == "package":
        return StaleCauseCategory.PACKAGE
    return _TOPICS[change.part.topic]


def diff_of(change: Change) -> str:
    """Return the unified diff of the source of what changed; "" where none is to be shown."""
    old, new = change.old, change.new
    if old is None or new is None or old.source is None or new.source is None:
        return ""
    lines = difflib.unified_diff(old.source.splitlines(), new.source.splitlines(), lineterm="", n=3)
    # The two lines of file names say nothing here, and neither does a single place.
    hunks = list(lines)[2:]
    if sum(line.startswith("@@") for line in hunks) == 1:
        hunks = hunks[1:]
    return "\n".join(hunks)


def _sentence(change: Change, place_of: PlaceOf) -> str:
    """Return the change in words, with the place of code that is there."""
    said, part = change.sentence(), change.new
    if part is None or part.kind != "function" or change.what != "changed":
        return said
    place = place_of(part.where.rpartition(":")[0])
    return f"{said} in {place}" if place else said


def _versions(was: str, now: str) -> str | None:
    """Return the change in words where one of the two is the user's, else None."""
    if not was.startswith(USER) and not now.startswith(USER):
        return None
    old, new = was.removeprefix(USER), now.removeprefix(USER)
    if not now.startswith(USER):
        return f"its code_version {old} is gone"
    if not was.startswith(USER):
        return f"its code_version is {new} now"
    return f"its code_version changed from {old} to {new}"


def _cause(
    key: AssetKey,
    reason: str,
    detail: str = "",
    category: StaleCauseCategory = StaleCauseCategory.CODE,
) -> StaleCause:
    """Return a cause that lies in the code, or in what is counted with it."""
    return StaleCause(key, category, reason, detail=detail)
