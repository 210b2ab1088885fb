"""What metadata says of tables: records, schemas, constraints, and where columns come from.

Names and fields are Dagster's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagbook.errors import CheckError, DagsterError, ParameterCheckError
from dagbook.foundation.parameters import check_named, check_text_by_text
from dagbook.model.asset_key import AssetKey


class DagsterInvalidMetadata(DagsterError):  # noqa: N818 - Dagster's name
    """A value that has no kind of metadata, or does not fit its kind."""


REQUIRED: Any = object()
"""Stands for an argument that has to be given, where a class it extends has one by default."""


def checked(owner: object, name: str, allowed: type | tuple[type, ...]) -> None:
    """Raise unless the attribute *name* of *owner* is one of *allowed*.

    Raises:
        ParameterCheckError: Naming the class, the field, the value and what fits.
        TypeError: It was not given, and has to be.
    """
    value = getattr(owner, name)
    if value is REQUIRED:
        raise TypeError(f"{type(owner).__name__}() missing 1 required argument: '{name}'")
    if not isinstance(value, allowed):
        types = allowed if isinstance(allowed, tuple) else (allowed,)
        words = " or ".join("None" if each is type(None) else each.__name__ for each in types)
        raise ParameterCheckError(
            f"{type(owner).__name__}({name}=...) takes {words}; got {value!r} of type "
            f"{type(value).__name__}."
        )


def checked_members(owner: object, name: str, values: Sequence[Any], allowed: type) -> list[Any]:
    """Return *values*, the field *name* of *owner*, as a list of *allowed*.

    Raises:
        CheckError: It is no sequence, or a member is something else.
    """
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise ParameterCheckError(
            f"{type(owner).__name__}({name}=...) takes a list of {allowed.__name__}; got "
            f"{values!r} of type {type(values).__name__}."
        )
    for each in values:
        if not isinstance(each, allowed):
            raise CheckError(
                f"{type(owner).__name__}({name}=...) takes a list of {allowed.__name__}; got "
                f"{each!r} of type {type(each).__name__} in it."
            )
    return list(values)


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One row of a table.

    Args:
        data: Text, numbers, booleans or None by column.

    Raises:
        CheckError: A cell is something else.

    Example:
        >>> TableRecord({"name": "ada", "orders": 3}).data["orders"]
        3
    """

    data: Mapping[str, str | int | float | bool | None]

    def __post_init__(self) -> None:
        checked(self, "data", Mapping)
        check_named("TableRecord", "data", self.data)
        for column, cell in self.data.items():
            if cell is not None and not isinstance(cell, (str, int, float, bool)):
                raise CheckError(
                    f"The cell {column!r} of a TableRecord is text, a number, a boolean or None; "
                    f"got {cell!r} of type {type(cell).__name__}. Convert it first, as by str()."
                )


@dataclass(frozen=True, slots=True)
class TableConstraints:
    """What holds for the rows of a table together.

    Args:
        other: Each constraint in words.
    """

    other: Sequence[str]

    def __post_init__(self) -> None:
        put = checked_members(self, "other", self.other, str)
        object.__setattr__(self, "other", put)


@dataclass(frozen=True, slots=True)
class TableColumnConstraints:
    """What holds for the cells of a column.

    Args:
        nullable: Whether a cell may be null.
        unique: Whether no two cells are equal.
        other: Further constraints in words.
    """

    nullable: bool = True
    unique: bool = False
    other: Sequence[str] = ()

    def __post_init__(self) -> None:
        checked(self, "nullable", bool)
        checked(self, "unique", bool)
        put = checked_members(self, "other", self.other or (), str)
        object.__setattr__(self, "other", put)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a schema.

    Args:
        name: Its name.
        type: The name of its type, as the table's own system calls it.
        description: In Markdown.
        constraints: What holds for its cells.
        tags: Text by text.
    """

    name: str
    type: str = "string"
    description: str | None = None
    constraints: TableColumnConstraints = None  # type: ignore[assignment]  # filled below
    tags: Mapping[str, str] = None  # type: ignore[assignment]  # filled below

    def __post_init__(self) -> None:
        put = object.__setattr__
        checked(self, "name", str)
        checked(self, "type", str)
        checked(self, "description", (str, type(None)))
        if self.constraints is None:
            put(self, "constraints", TableColumnConstraints())
        checked(self, "constraints", TableColumnConstraints)
        checked(self, "tags", (Mapping, type(None)))
        check_text_by_text("TableColumn", "tags", self.tags or {})
        put(self, "tags", dict(self.tags or {}))


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The columns of a table.

    Args:
        columns: In order.
        constraints: What holds for its rows together.

    Example:
        >>> [column.type for column in TableSchema.from_name_type_dict({"id": "int"}).columns]
        ['int']
    """

    columns: Sequence[TableColumn]
    constraints: TableConstraints = field(default_factory=lambda: TableConstraints([]))

    def __post_init__(self) -> None:
        put = checked_members(self, "columns", self.columns, TableColumn)
        object.__setattr__(self, "columns", put)
        if self.constraints is None:
            object.__setattr__(self, "constraints", TableConstraints([]))
        checked(self, "constraints", TableConstraints)

    @staticmethod
    def from_name_type_dict(name_type_dict: Mapping[str, str]) -> "TableSchema":
        """Return the schema of columns given as names of types by name."""
        return TableSchema([TableColumn(name, kind) for name, kind in name_type_dict.items()])


@dataclass(frozen=True, slots=True)
class TableColumnDep:
    """A column that another column is made of.

    Args:
        asset_key: The asset it is of; anything that means a key.
        column_name: Its name.
    """

    asset_key: AssetKey
    column_name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "asset_key", AssetKey.from_coercible(self.asset_key))


@dataclass(frozen=True, slots=True)
class TableColumnLineage:
    """Which columns each column is made of.

    Args:
        deps_by_column: By column; kept sorted by asset and name.

    Raises:
        CheckError: A column is named twice for one column.

    Example:
        >>> lineage = TableColumnLineage({"total": [TableColumnDep("orders", "amount")]})
        >>> lineage.deps_by_column["total"][0].asset_key
        AssetKey(['orders'])
    """

    deps_by_column: Mapping[str, Sequence[TableColumnDep]]

    def __post_init__(self) -> None:
        checked(self, "deps_by_column", Mapping)
        check_named("TableColumnLineage", "deps_by_column", self.deps_by_column)
        found: dict[str, list[TableColumnDep]] = {}
        for column, deps in self.deps_by_column.items():
            members = checked_members(self, "deps_by_column", deps, TableColumnDep)
            found[column] = sorted(members, key=lambda dep: (dep.asset_key, dep.column_name))
            if len(set(members)) < len(members):
                raise CheckError(
                    f"The deps for column `{column}` must be unique by asset key and column name; "
                    "name each once."
                )
        object.__setattr__(self, "deps_by_column", found)
