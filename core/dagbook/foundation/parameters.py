"""Whether arguments are of the types that Dagster takes, and how it is said that one is not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dagbook.errors import CheckError, ParameterCheckError


def check_parameter(
    owner: str, name: str, value: object, allowed: type | tuple[type, ...], wanted: str = ""
) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is None or one of *allowed*.

    Args:
        owner: Who takes it, such as ``AssetSpec``.
        name: The parameter.
        value: What was given.
        allowed: The types that fit.
        wanted: The types in words, by default their names.

    Raises:
        ParameterCheckError: Naming the parameter, the value and what fits.

    Example:
        >>> check_parameter("AssetSpec", "description", 3, str)
        Traceback (most recent call last):
            ...
        dagbook.errors.ParameterCheckError: AssetSpec(description=...) takes str; got 3 of type int.
    """
    if value is None or isinstance(value, allowed):
        return
    types = allowed if isinstance(allowed, tuple) else (allowed,)
    words = wanted or " or ".join(each.__name__ for each in types)
    raise ParameterCheckError(
        f"{owner}({name}=...) takes {words}; got {value!r} of type {type(value).__name__}."
    )


def check_texts(owner: str, name: str, value: Any) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is None or a list of text.

    Raises:
        ParameterCheckError: It is text or no sequence.
        CheckError: A member is no text.
    """
    if value is None:
        return
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ParameterCheckError(
            f"{owner}({name}=...) takes a list; got {value!r} of type {type(value).__name__}."
        )
    for each in value:
        if not isinstance(each, str):
            raise CheckError(
                f"{owner}({name}=...) is a list of text; got {each!r} of type "
                f"{type(each).__name__} in it."
            )


def check_named(owner: str, name: str, value: Any) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is None or a mapping by text.

    Raises:
        ParameterCheckError: It is no mapping.
        CheckError: A key is no text.
    """
    check_parameter(owner, name, value, Mapping, "a mapping")
    keys: Iterable[Any] = value or ()
    for key in keys:
        if not isinstance(key, str):
            raise CheckError(
                f"{owner}({name}=...) has text as keys; got {key!r} of type {type(key).__name__}."
            )
