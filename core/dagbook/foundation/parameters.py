"""Whether arguments are of the types that Dagster takes, and how it is said that one is not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


def check_required(owner: str, name: str, value: object, *allowed: type) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is one of *allowed*.

    Raises:
        ParameterCheckError: Naming the parameter, the value and what fits.

    Example:
        >>> check_required("has_run", "run_id", None, str)
        Traceback (most recent call last):
            ...
        dagbook.errors.ParameterCheckError: has_run(run_id=...) takes str; got None.
    """
    if value is None:
        words = " or ".join(each.__name__ for each in allowed)
        raise ParameterCheckError(f"{owner}({name}=...) takes {words}; got None.")
    check_parameter(owner, name, value, allowed)


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


Rule = Callable[[str, str, Any], None]
"""Raises unless a value, given as a parameter of an owner, is of what the parameter takes."""


def of_type(*allowed: type, wanted: str = "") -> Rule:
    """Return the rule that a value is one of *allowed*.

    Args:
        allowed: The types.
        wanted: The types in words, by default their names.
    """

    def rule(owner: str, name: str, value: Any) -> None:
        check_parameter(owner, name, value, allowed, wanted)

    return rule


def list_of(*allowed: type, text: bool = False) -> Rule:
    """Return the rule that a value is a list of *allowed*.

    Args:
        allowed: The types of its members.
        text: Whether text is a list of them too.
    """

    def rule(owner: str, name: str, value: Any) -> None:
        if not isinstance(value, Sequence) or (isinstance(value, (str, bytes)) and not text):
            raise ParameterCheckError(
                f"{owner}({name}=...) takes a list; got {value!r} of type {type(value).__name__}."
            )
        check_members(owner, name, value, allowed)

    return rule


def check_set(owner: str, name: str, value: Any) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is a set of text.

    Raises:
        ParameterCheckError: It is no set.
        CheckError: A member is no text.
    """
    check_parameter(owner, name, value, (set, frozenset), "a set")
    check_members(owner, name, value, (str,))


def check_text_by_text(owner: str, name: str, value: Any) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is a mapping of text by text.

    Raises:
        ParameterCheckError: It is no mapping.
        CheckError: A key or value is no text.
    """
    check_named(owner, name, value)
    check_members(owner, name, value.values(), (str,))


def set_of(*allowed: type) -> Rule:
    """Return the rule that a value is a set of *allowed*.

    Args:
        allowed: The types of its members.
    """

    def rule(owner: str, name: str, value: Any) -> None:
        check_parameter(owner, name, value, (set, frozenset), "a set")
        check_members(owner, name, value, allowed)

    return rule


def named_of(*allowed: type) -> Rule:
    """Return the rule that a value is a mapping of *allowed* by text.

    Args:
        allowed: The types of its values.
    """

    def rule(owner: str, name: str, value: Any) -> None:
        check_named(owner, name, value)
        check_members(owner, name, value.values(), allowed)

    return rule


def of_class_named(wanted: str) -> Rule:
    """Return the rule that the class of a value, or one that it extends, is called *wanted*.

    It says what fits where the class cannot be imported: it is of a layer above, or of a part of
    Dagster's that is not offered here.

    Example:
        >>> of_class_named("FreshnessPolicy")("asset", "freshness_policy", "daily")
        Traceback (most recent call last):
            ...
        dagbook.errors.ParameterCheckError: asset(freshness_policy=...) takes FreshnessPolicy; ...
    """

    def rule(owner: str, name: str, value: Any) -> None:
        if not any(each.__name__ == wanted for each in type(value).__mro__):
            check_parameter(owner, name, value, (), wanted)

    return rule


def _flag(owner: str, name: str, value: Any) -> None:
    """Raise unless *value*, the parameter *name* of *owner*, is True or False."""
    if value is not True and value is not False:
        raise ParameterCheckError(
            f"{owner}({name}=...) takes True or False; got {value!r} of type "
            f"{type(value).__name__}."
        )


def check_members(owner: str, name: str, members: Iterable[Any], allowed: tuple[type, ...]) -> None:
    """Raise unless each of *members*, of the parameter *name* of *owner*, is one of *allowed*."""
    for each in members:
        if not isinstance(each, allowed):
            words = " or ".join(one.__name__ for one in allowed)
            raise CheckError(
                f"{owner}({name}=...) holds {words}; got {each!r} of type {type(each).__name__} in "
                "it."
            )


TEXT = of_type(str, wanted="text")
FLAG: Rule = _flag
"""True or False; None is neither."""
CONDITION = of_class_named("AutomationCondition")
FRESHNESS = of_class_named("FreshnessPolicy")


def check_given(owner: str, rules: Mapping[str, Rule], given: Mapping[str, Any]) -> None:
    """Raise unless what is *given* to *owner* is as *rules* say.

    Args:
        owner: Who takes it, such as ``asset``.
        rules: By parameter.
        given: By parameter, more than *rules* ask for; None fits all but a `FLAG`.

    Raises:
        ParameterCheckError: Naming the parameter, the value and what fits.
        CheckError: A member of a value does not fit.

    Example:
        >>> check_given("asset", {"description": TEXT}, {"description": 3})
        Traceback (most recent call last):
            ...
        dagbook.errors.ParameterCheckError: asset(description=...) takes text; got 3 of type int.
    """
    for name, rule in rules.items():
        value = given[name]
        if value is not None or rule is _flag:
            rule(owner, name, value)
