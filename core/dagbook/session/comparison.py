"""What differs between two values, as plain frozen values that text and panel show."""

from dataclasses import dataclass, field

from dagbook.view.humanize import one_line

MOST_CHARACTERS = 60
"""A value is shown by so many characters."""


def shown(value: object) -> str:
    """Return *value* as Python writes it, on one line, cut where it is long.

    >>> shown("a"), len(shown("x" * 500))
    ("'a'", 60)
    """
    try:
        text = one_line(repr(value))
    except Exception as error:  # noqa: BLE001 - __repr__ is the user's, and may raise anything
        text = f"{type(value).__name__} ({type(error).__name__})"
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


@dataclass(frozen=True, slots=True)
class Entry:
    """One key, or one cell of a row, in both values; "" where it is not."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MappingChange:
    """What differs between two dicts.

    Args:
        added: The first keys that only the new one has.
        removed: The first keys that only the old one has.
        changed: The first keys with another value.
        added_count: How many were added in all.
        removed_count: How many were removed in all.
        changed_count: How many have another value in all.
    """

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    added_count: int = 0
    removed_count: int = 0
    changed_count: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers in short; None where there is no number."""

    least: float | None
    mean: float | None
    most: float | None
    missing: int


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that differs.

    Args:
        name: Its name.
        old_dtype: Its type in the old table; "" where it was not.
        new_dtype: Its type in the new table; "" where it is not.
        changed: In how many of the rows that both have it holds something else.
        old: Its numbers in short, of a column of numbers that both have.
        new: The same of the new table.
    """

    name: str
    old_dtype: str
    new_dtype: str
    changed: int = 0
    old: Numbers | None = None
    new: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row that differs.

    Args:
        key: What tells it from others: values of the key, or its place from 0.
        cells: Of a changed row the cells that differ; of another its first cells.
    """

    key: str
    cells: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What differs between two tables.

    Args:
        old_rows: How many rows the old one has.
        new_rows: How many the new one has.
        matched_by: The columns that tell which rows are the same; empty where their place does.
        added: How many rows only the new one has.
        removed: How many rows only the old one has.
        changed: How many rows hold something else.
        columns: The columns that differ.
        added_rows: The first of these rows.
        removed_rows: The first of these rows.
        changed_rows: The first of these rows.
        is_reordered: Whether the same rows stand in another order.
        compared_rows: Of how many rows of each this is said; None when of all.
    """

    old_rows: int
    new_rows: int
    matched_by: tuple[str, ...]
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: tuple[ColumnChange, ...] = ()
    added_rows: tuple[Row, ...] = ()
    removed_rows: tuple[Row, ...] = ()
    changed_rows: tuple[Row, ...] = ()
    is_reordered: bool = False
    compared_rows: int | None = None

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs, in what was compared."""
        counts = self.added or self.removed or self.changed or self.old_rows != self.new_rows
        return not (counts or self.columns or self.is_reordered)


@dataclass(frozen=True, slots=True)
class ArrayChange:
    """What differs between two arrays.

    Args:
        changed: How many places hold something else; None where the shapes differ.
        largest: The largest difference of two numbers, or None.
    """

    changed: int | None
    largest: float | None


@dataclass(frozen=True, slots=True)
class TextChange:
    """What differs between two values as text.

    Args:
        diff: The unified difference; "" where they write themselves alike.
        more: How many further lines it has.
        is_cut: Whether only the first lines of the values were compared.
    """

    diff: str
    more: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two values; one of the last four says it.

    Args:
        old: The old value in a few words.
        new: The new value in a few words.
        is_equal: Whether nothing differs, in what was compared.
        table: Of two tables.
        mapping: Of two dicts.
        array: Of two arrays.
        text: Of all else.
        old_version: What is compared, in words, such as "3, made 2026-11-22 10:31".
        new_version: The same of the new value.
    """

    old: str
    new: str
    is_equal: bool
    table: TableChange | None = None
    mapping: MappingChange | None = None
    array: ArrayChange | None = None
    text: TextChange | None = None
    old_version: str = field(default="")
    new_version: str = field(default="")
