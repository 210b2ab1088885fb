"""What a selection says, as frozen values, and how it prints in Dagster's syntax.

The parser (`dagbook.selection.parser`) makes these of text, `AssetSelection` of calls.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

FilterName = Literal["group", "kind", "owner", "is", "partitions"]
"""The filters that have one value; ``key:`` and ``tag:`` have values of their own."""


@dataclass(frozen=True, slots=True)
class All:
    """Every asset that can be materialized: ``*``."""


@dataclass(frozen=True, slots=True)
class Key:
    """The assets whose key, as `sales/orders`, is *pattern*; ``*`` in it is any text.

    Args:
        pattern: The key.
        bare: Whether it was written without ``key:``: to Dagster a name, which has to exist.
    """

    pattern: str
    bare: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """The assets whose attribute *name* has *value*; None is ``<null>``, no value at all."""

    name: FilterName
    value: str | None


@dataclass(frozen=True, slots=True)
class Tag:
    """The assets with the tag *key* of exactly this *value*."""

    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """What can be materialized and is not in *child*."""

    child: "Selection"


@dataclass(frozen=True, slots=True)
class And:
    """What is in each of *operands*, of which there is at least one."""

    operands: "tuple[Selection, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """What is in any of *operands*."""

    operands: "tuple[Selection, ...]"


@dataclass(frozen=True, slots=True)
class Subtract:
    """What is in *left* and not in *right*."""

    left: "Selection"
    right: "Selection"


@dataclass(frozen=True, slots=True)
class Upstream:
    """*child* and what it reads, *depth* levels up, or all the way for None."""

    child: "Selection"
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Downstream:
    """*child* and what reads it, *depth* levels down, or all the way for None."""

    child: "Selection"
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Roots:
    """What in *child* reads nothing else in *child*, directly or through others."""

    child: "Selection"


@dataclass(frozen=True, slots=True)
class Sinks:
    """What in *child* nothing else in *child* reads, directly or through others."""

    child: "Selection"


Selection: TypeAlias = (
    All | Key | Attribute | Tag | Not | And | Or | Subtract | Upstream | Downstream | Roots | Sinks
)
"""A selection that was read but not yet resolved against a graph."""


def to_text(selection: Selection) -> str:  # noqa: C901, PLR0911 - one case for each part
    """Return *selection* in Dagster's syntax, as Dagster prints it.

    Args:
        selection: What to print.

    Returns:
        Text that `dagster.AssetSelection.from_string` reads too.

    Example:
        >>> to_text(Or((Upstream(Key("orders"), 2), Attribute("group", "sales"))))
        '2+key:"orders" or group:"sales"'
    """
    match selection:
        case All():
            return "*"
        case Key(pattern):
            return f'key:"{pattern}"'
        case Attribute(name, value):
            return f'{name}:"{value}"' if value is not None else f"{name}:<null>"
        case Tag(key, value):
            return f'tag:"{key}"="{value}"' if value else f'tag:"{key}"'
        case Not(child):
            return f"not {_operand(child, _NOT)}"
        case And(operands):
            return " and ".join(_operand(each, _NOT) for each in operands)
        case Or(operands):
            return " or ".join(_operand(each, _AND) for each in operands)
        case Subtract(left, right):
            return f"{_operand(left, _NOT)} and not {_operand(right, _NOT)}"
        case Upstream(child, depth):
            return f"{_digits(depth)}+{_operand(child, _ATOM)}"
        case Downstream(child, depth):
            return f"{_operand(child, _ATOM)}+{_digits(depth)}"
        case Roots(child):
            return f"roots({to_text(child)})"
        case Sinks(child):
            return f"sinks({to_text(child)})"


_OR, _AND, _NOT, _TRAVERSAL, _ATOM = range(5)
_STRENGTH: dict[type, int] = {
    Or: _OR,
    And: _AND,
    Subtract: _AND,
    Not: _NOT,
    All: _TRAVERSAL,  # Dagster does not read +*
    Upstream: _TRAVERSAL,
    Downstream: _TRAVERSAL,
}


def _operand(selection: Selection, strength: int) -> str:
    """Return the text of *selection*, in parentheses if it binds less than *strength*."""
    text = to_text(selection)
    return text if _STRENGTH.get(type(selection), _ATOM) >= strength else f"({text})"


def _digits(depth: int | None) -> str:
    """Return how a number of levels is written; none for all."""
    return "" if depth is None else str(depth)
