"""The classes of plain config schemas: `Field`, `Shape`, `Selector`, `Array` and the like.

Each is a type of config that takes schemas, at any depth, where the type takes types.
"""

from collections.abc import Mapping, Sequence
from enum import Enum as PythonEnum
from enum import EnumMeta
from typing import Any

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_schemas import as_config_type, as_fields, is_plain_scalar
from dagbook.authoring.config_types import (
    MISSING,
    Choice,
    ConfigType,
    Either,
    FieldOf,
    ListOf,
    MapOf,
    Maybe,
    OneOf,
    Record,
    Scalar,
    field_as_implied,
    spelled,
)
from dagbook.authoring.env_var import is_env_var
from dagbook.errors import (
    CheckError,
    DagsterInvalidConfigError,
    DagsterInvalidDefinitionError,
    ParameterCheckError,
)
from dagbook.foundation.parameters import (
    FLAG,
    TEXT,
    check_given,
    check_parameter,
    of_type,
)

IntSource = Scalar("Int")
"""A whole number, or ``{"env": NAME}`` for one that the environment has when a run starts."""

StringSource = Scalar("String")
"""Text, or ``{"env": NAME}`` for one that the environment has when a run starts."""

BoolSource = Scalar("Bool")
"""True or False, or ``{"env": NAME}`` for one that the environment has when a run starts."""


class ConfigSchema:
    """A name for what may stand after ``config_schema=``, for documentation, as in Dagster."""

    def __init__(self) -> None:
        raise NotImplementedError(
            "ConfigSchema is a placeholder and should not be instantiated. Give a type, a Field, a "
            "dict or a list in its place."
        )


class Field(FieldOf):
    """A part of a schema with what can be said of it beside its type.

    Args:
        config: Its schema.
        default_value: What it is when it is not given, as it would be given; of an `Enum` the name.
        is_required: Whether it has to be given; by default unless it has a default, is a `Noneable`
            or has only fields that need not be given.
        description: In Markdown.
        is_secret: Whether its value is masked in messages.

    Raises:
        DagsterInvalidDefinitionError: The schema is none.
        ParameterCheckError: A required field has a default.
        DagsterInvalidConfigError: The default does not fit the schema.

    Example:
        >>> Field(int, default_value=3).is_required
        False
    """

    __slots__ = ("description",)

    def __init__(
        self,
        config: Any,
        default_value: Any = MISSING,
        is_required: bool | None = None,
        description: str | None = None,
        is_secret: bool = False,
    ) -> None:
        check_given("Field", _FIELD_RULES, locals())
        config_type = as_config_type(config, "Field")
        named = is_env_var(default_value)
        default = {"env": default_value.env_var_name} if named else default_value
        if default is not MISSING:
            _check_default(config_type, default, is_required)
        implied = field_as_implied(config_type)
        if is_required is None:
            required = implied.is_required and default is MISSING
            if default is MISSING and not implied.is_required:
                where = "the default of a Field"
                default = checked_config(config_type, implied.default, (), where, processed=False)
        else:
            required = is_required
        super().__init__(config_type, required, default, is_secret)
        object.__setattr__(self, "description", description)

    description: str | None

    @property
    def config_type(self) -> ConfigType:
        """The type of its value."""
        return self.type

    @property
    def default_provided(self) -> bool:
        """Whether it has a default."""
        return self.default is not MISSING

    @property
    def default_value(self) -> Any:
        """What it is when it is not given.

        Raises:
            CheckError: It has no default.
        """
        if self.default is MISSING:
            raise CheckError(
                "Asking for default value when none was provided. Look at default_provided first."
            )
        return self.default

    def __repr__(self) -> str:
        default = "@" if self.default is MISSING else self.default
        return f"Field({spelled(self.type)}, default={default}, is_required={self.is_required})"


class Shape(Record):
    """A dict of named fields and no others.

    Args:
        fields: Schemas by name.
        description: In Markdown.
        field_aliases: By name, another that may be given in its place.

    Example:
        >>> Shape({"days": int}).fields["days"].is_required
        True
    """

    __slots__ = ("description",)
    description: str | None

    def __init__(
        self,
        fields: Mapping[str, Any],
        description: str | None = None,
        field_aliases: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(as_fields(fields), False, dict(field_aliases or {}))
        object.__setattr__(self, "description", description)


class Permissive(Record):
    """A dict of named fields beside which any others may stand, unchecked.

    Args:
        fields: Schemas by name.
        description: In Markdown.

    Example:
        >>> Permissive({"days": int}).permissive
        True
    """

    __slots__ = ("description",)
    description: str | None

    def __init__(
        self, fields: Mapping[str, Any] | None = None, description: str | None = None
    ) -> None:
        super().__init__(as_fields(fields or {}), True)
        object.__setattr__(self, "description", description)


class Selector(Choice):
    """A dict with exactly one of some named fields.

    Args:
        fields: Schemas by name.
        description: In Markdown.

    Example:
        >>> sorted(Selector({"csv": {"path": str}, "table": str}).fields)
        ['csv', 'table']
    """

    __slots__ = ("description",)
    description: str | None

    def __init__(self, fields: Mapping[str, Any], description: str | None = None) -> None:
        super().__init__(as_fields(fields))
        object.__setattr__(self, "description", description)


class Array(ListOf):
    """A list whose members have one schema.

    Args:
        inner_type: Of each member.

    Example:
        >>> Array(int).inner_type.name
        'Int'
    """

    __slots__ = ()

    def __init__(self, inner_type: Any) -> None:
        super().__init__(as_config_type(inner_type, "Array"))

    @property
    def inner_type(self) -> ConfigType:
        """The type of each member."""
        return self.item


class Noneable(Maybe):
    """A value of a schema, or None; it need not be given.

    Args:
        inner_type: Of the value.

    Example:
        >>> Field(Noneable(str)).default_value is None
        True
    """

    __slots__ = ()

    def __init__(self, inner_type: Any) -> None:
        super().__init__(as_config_type(inner_type, "Noneable"))

    @property
    def inner_type(self) -> ConfigType:
        """The type of a value that is not None."""
        return self.item


class Map(MapOf):
    """A dict with any keys of one single-valued type, and values of one schema.

    Args:
        key_type: Of each key: int, str, bool or float.
        inner_type: Of each value.
        key_label_name: What the keys are, in words.

    Example:
        >>> Map(str, int, "region").key_label_name
        'region'
    """

    __slots__ = ("key_label_name",)
    key_label_name: str | None

    def __init__(self, key_type: Any, inner_type: Any, key_label_name: str | None = None) -> None:
        check_parameter("Map", "key_label_name", key_label_name, str)
        key = as_config_type(key_type, "the keys of Map")
        if not is_plain_scalar(key):
            raise ParameterCheckError(
                f"Key type must be a scalar: Map's keys are int, str, bool or float; got "
                f"{key_type!r}."
            )
        super().__init__(key, as_config_type(inner_type, "Map"))
        object.__setattr__(self, "key_label_name", key_label_name)


class ScalarUnion(Either):
    """A single value, or a dict or list of another schema.

    Args:
        scalar_type: int, str, bool or float.
        non_scalar_schema: A dict, a `Shape`, `Selector` or `Array`.

    Example:
        >>> ScalarUnion(str, {"path": str}).scalar.name
        'String'
    """

    __slots__ = ()

    def __init__(self, scalar_type: Any, non_scalar_schema: Any) -> None:
        scalar = as_config_type(scalar_type, "the scalar of ScalarUnion")
        other = as_config_type(non_scalar_schema, "ScalarUnion")
        if not is_plain_scalar(scalar):
            raise ParameterCheckError(
                f"The scalar_type of ScalarUnion is int, str, bool or float; got {scalar_type!r}."
            )
        if not isinstance(other, (Record, Choice, ListOf)):
            raise ParameterCheckError(
                "The non_scalar_schema of ScalarUnion is a dict, Shape, Selector or Array; got "
                f"{non_scalar_schema!r}."
            )
        super().__init__(scalar, other)


class EnumValue:
    """One of the names of an `Enum`.

    Args:
        config_value: The name, as config gives it.
        python_value: What it stands for; the name itself by default.
        description: In Markdown.

    Example:
        >>> EnumValue("small", 10).python_value
        10
    """

    __slots__ = ("config_value", "description", "python_value")

    def __init__(
        self, config_value: str, python_value: Any = None, description: str | None = None
    ) -> None:
        if not isinstance(config_value, str):
            raise ParameterCheckError(
                f"The config_value of an EnumValue is text; got {config_value!r}."
            )
        self.config_value = config_value
        check_parameter("EnumValue", "description", description, str)
        self.python_value = config_value if python_value is None else python_value
        self.description = description


class Enum(OneOf):
    """One of some names, each standing for a value.

    Args:
        name: Of the type, for messages.
        enum_values: The names.

    Raises:
        CheckError: Two have the same name or stand for the same value.

    Example:
        >>> Enum("Size", [EnumValue("small", 10), EnumValue("large")]).config_values
        ['small', 'large']
    """

    __slots__ = ("enum_values",)
    enum_values: Sequence[EnumValue]

    def __init__(self, name: str, enum_values: Sequence[EnumValue]) -> None:
        if not isinstance(name, str):
            raise ParameterCheckError(f"Enum(name=...) takes text; got {name!r}.")
        check_parameter("Enum", "enum_values", enum_values, (list, tuple), "a list")
        for each in enum_values or ():
            if not isinstance(each, EnumValue):
                raise ParameterCheckError(
                    f"Enum {name} is made of EnumValue objects; got {each!r}."
                )
        names = [each.config_value for each in enum_values]
        values = {each.python_value for each in enum_values}
        if len(set(names)) < len(names) or len(values) < len(names):
            raise CheckError(
                f"Enum {name} has two EnumValue of the same name or value: {', '.join(names)}."
            )
        super().__init__(name, {each.config_value: each.python_value for each in enum_values})
        object.__setattr__(self, "enum_values", tuple(enum_values))

    @property
    def config_values(self) -> list[str]:
        """The names."""
        return list(self.values)

    @classmethod
    def from_python_enum(cls, enum: EnumMeta, name: str | None = None) -> "Enum":
        """Return the names of *enum*, each standing for its member."""
        members: list[Any] = list(enum)
        return cls(name or enum.__name__, [EnumValue(each.name, each) for each in members])

    @classmethod
    def from_python_enum_direct_values(cls, enum: EnumMeta, name: str | None = None) -> "Enum":
        """Return the names of *enum*, each standing for its member's value."""
        members: list[Any] = list(enum)
        return cls(name or enum.__name__, [EnumValue(each.name, each.value) for each in members])


def _check_default(config_type: ConfigType, default: Any, is_required: bool | None) -> None:
    """Raise if *default* cannot be that of a field of *config_type*."""
    if is_required:
        raise ParameterCheckError(
            f"required arguments should not specify default values; got default_value={default!r} "
            "beside is_required=True. Leave one of them out."
        )
    if callable(default):
        raise ParameterCheckError(
            f"default_value cannot be a callable; got {default!r}. Give what it returns."
        )
    if isinstance(config_type, OneOf) and isinstance(default, PythonEnum):
        raise DagsterInvalidDefinitionError(
            f"The default_value of the enum {config_type.name} is {default!r}, a member. Give its "
            f"name, one of {list(config_type.values)}."
        )
    try:
        checked_config(config_type, default, (), "the default_value of a Field", processed=False)
    except DagsterInvalidConfigError as error:
        raise DagsterInvalidConfigError(f"Invalid default_value for Field. {error}") from error


_FIELD_RULES = {
    "is_required": of_type(bool, wanted="True or False"),
    "description": TEXT,
    "is_secret": FLAG,
}
