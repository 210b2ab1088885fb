"""Helpers whose changes do not matter, because their author says so."""

import re
from typing import Any, TypeVar

from dagbook.errors import DagsterInvalidDefinitionError

T = TypeVar("T")

_DEFINES = re.compile(r"\s*(async\s+)?def\s")
_COMMENT = re.compile(r"#\s*dagbook:\s*ignore[ -]changes\b")
_MARK = "__dagbook_ignore_changes__"


def ignore_changes(helper: T) -> T:
    """Mark a function or class as not counting: a change of it makes nothing stale.

    Args:
        helper: What assets call, as logging or plotting; put this decorator nearest to it.

    Returns:
        *helper* itself.

    Raises:
        DagsterInvalidDefinitionError: *helper* cannot be marked.

    >>> @ignore_changes
    ... def log(text):
    ...     print(text)
    >>> is_ignored(log)
    True
    """
    try:
        setattr(helper, _MARK, _identity(helper))
    except (AttributeError, TypeError) as exc:
        raise DagsterInvalidDefinitionError(
            f"@ignore_changes was given a {type(helper).__name__}, which cannot be marked. "
            "Give it a function or a class that is written in Python."
        ) from exc
    return helper


def is_ignored(value: Any) -> bool:
    """Return whether `ignore_changes` marked *value* itself.

    `functools.wraps` and subclasses take attributes over, so the mark says whose it is.
    """
    try:
        mark = vars(value).get(_MARK)
    except TypeError:
        return False
    return mark is not None and mark == _identity(value)


def says_ignored(source: str | None) -> bool:
    """Return whether a comment on the line of ``def`` says that changes do not count.

    >>> says_ignored("def log(text): print(text)  # dagbook: ignore changes")
    True
    """
    if source is None or "dagbook:" not in source:
        return False
    line = next((each for each in source.splitlines() if _DEFINES.match(each)), "")
    return _COMMENT.search(line) is not None


def _identity(value: Any) -> str:
    """Return what a wrapper of *value* does not have in common with it."""
    code = getattr(value, "__code__", None)
    return getattr(value, "__qualname__", "") if code is None else code.co_qualname
