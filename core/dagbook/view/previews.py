"""What previews of values are made of: plain frozen values that become JSON as they are."""

from dataclasses import dataclass
from typing import Any, Literal

MOST_TEXT = 20_000
"""Characters of a text that are shown."""

MOST_ROWS = 200
"""Rows of a table that are shown at once."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a table is looked at.

    Args:
        start: The first row, from 0.
        rows: How many; at most `MOST_ROWS`.
        sort: The column by whose values rows are ordered, by its place; None for as they are.
        descending: Whether the largest come first.
    """

    start: int = 0
    rows: int = 50
    sort: int | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        name: Its name.
        dtype: Its type, in the library's words.
        nulls: How many values are missing, or None when counting would take too long.
        is_number: Whether it holds numbers.
    """

    name: str
    dtype: str
    nulls: int | None
    is_number: bool


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A page of a table.

    Args:
        kind: The value's type, such as "pandas.DataFrame".
        columns: Those that are shown.
        more_columns: How many are not.
        index: The names of the rows that are shown.
        rows: Their values as text, None for what is missing.
        start: The number of the first one, from 0.
        total: How many rows there are.
        sort: The column by which they are ordered, or None.
        descending: Whether the largest come first.
        note: What could not be done, or "".
    """

    kind: str
    columns: tuple[Column, ...]
    more_columns: int
    index: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    start: int
    total: int
    sort: int | None = None
    descending: bool = False
    note: str = ""
    form: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """A picture.

    Args:
        kind: The value's type.
        source: A data URI of a PNG, JPEG or SVG.
        text: The picture in words, such as "array of 28 x 28 float64".
    """

    kind: str
    source: str
    text: str
    form: Literal["image"] = "image"


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A place of a tree.

    Args:
        name: Its key or number in the place above.
        text: Its value as Python writes it; "" of a container.
        kind: The value's type.
        size: Of a container, how many parts it has; some may not be among `children`.
        children: Its parts.
    """

    name: str
    text: str
    kind: str
    size: int = 0
    children: "tuple[TreeNode, ...]" = ()


@dataclass(frozen=True, slots=True)
class TreePreview:
    """A mapping or sequence as a tree."""

    kind: str
    root: TreeNode
    form: Literal["tree"] = "tree"


@dataclass(frozen=True, slots=True)
class TextPreview:
    """A value as text.

    Args:
        kind: The value's type.
        text: As it is, or as it writes itself.
        is_clipped: Whether there is more.
        size: Of a string, its characters; else 0.
    """

    kind: str
    text: str
    is_clipped: bool
    size: int = 0
    form: Literal["text"] = "text"


Preview = TablePreview | ImagePreview | TreePreview | TextPreview


def kind_of(value: Any) -> str:
    """Return the type of *value* as a person writes it.

    >>> kind_of(3), kind_of(Page())
    ('int', 'previews.Page')
    """
    kind = type(value)
    module = kind.__module__.split(".")
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{module[0] if module[0] != 'dagbook' else module[-1]}.{kind.__qualname__}"


def clipped(text: str, most: int) -> tuple[str, bool]:
    """Return the beginning of *text*, and whether there is more.

    >>> clipped("abcdef", 3)
    ('abc', True)
    """
    return text[:most], len(text) > most
