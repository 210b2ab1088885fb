"""`Config` and `PermissiveConfig`: what a run may set, as classes that pydantic validates.

Loaded only when used, since pydantic takes longer to import than everything else here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from inspect import get_annotations, isclass
from types import NoneType
from typing import Any, ClassVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo

from dagbook.authoring.config_annotations import config_type_of, is_config_class
from dagbook.authoring.config_errors import told_to_user
from dagbook.authoring.config_types import (
    MISSING,
    Choice,
    ConfigType,
    FieldOf,
    Maybe,
    Record,
    field_as_implied,
)
from dagbook.authoring.env_var import is_env_var
from dagbook.errors import DagsterInvalidInvocationError


def validate_last(cls: type[BaseModel], stays: Callable[[Any, Any], bool]) -> None:
    """Have fields of *cls* take a value that *stays* as it is, unseen by the user's validators.

    To be called before pydantic builds the class: what is defined last is the outermost.

    Args:
        cls: The class.
        stays: Called with a value and the annotation of its field.
    """

    def keep(_: Any, value: Any, validate: Callable[[Any], Any], info: ValidationInfo) -> Any:
        annotation = cls.model_fields[str(info.field_name)].annotation
        return value if stays(value, annotation) else validate(value)

    annotations = {
        name: each
        for base in reversed(cls.__mro__)
        for name, each in get_annotations(base).items()
        if issubclass(base, BaseModel) and base is not BaseModel
    }
    # What tells the classes of a union apart is a literal, and pydantic takes no validator of it.
    names = [name for name, each in annotations.items() if "Literal[" not in str(each)]
    if names:
        validator = field_validator(*names, mode="wrap", check_fields=False)(classmethod(keep))
        setattr(cls, f"_late_in_{cls.__name__}", validator)


class Config(BaseModel):
    """What may be set for one run of an asset: its fields, with types and defaults.

    A parameter named ``config``, annotated with the class, takes an instance. A field may be an
    `EnvVar`; it is read when the run starts.

    Raises:
        pydantic.ValidationError: A field is missing or of the wrong type.
        DagsterInvalidInvocationError: A field is changed.

    Example:
        >>> class Window(Config):
        ...     days: int = 7
        >>> Window(days=3).days
        3
    """

    __dagbook_config__: ClassVar[bool] = True

    model_config = ConfigDict(
        frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True, extra="ignore"
    )

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**as_fields_take(type(self), data))
        except ValidationError as error:
            raise told_to_user(error, type(self)) from None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        validate_last(cls, lambda value, _: is_env_var(value))

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            raise DagsterInvalidInvocationError(
                f"'{type(self).__name__}' is a Pythonic config class and does not support item "
                f"assignment of {name}: it is frozen. Make a new one."
            )
        super().__setattr__(name, value)

    @model_validator(mode="before")
    @classmethod
    def _takes_choices(cls, given: Any) -> Any:
        """Take a field of a discriminated union also as config says it: ``{"cat": {...}}``."""
        for name, info in cls.model_fields.items():
            value = given.get(name) if info.discriminator and isinstance(given, dict) else None
            if isinstance(value, dict) and len(value) == 1:
                ((choice, facts),) = value.items()
                if choice in choices_of(info):
                    given = {**given, name: {**facts, info.discriminator: choice}}
        return given

    @classmethod
    def to_config_type(cls) -> Record:
        """Return what the class takes, as a type of config."""
        return record_of(cls)

    @classmethod
    def to_config_schema(cls) -> FieldOf:
        """Return what the class takes, as a ``config_schema``."""
        return field_as_implied(Record(cls.to_fields_dict(), record_of(cls).permissive))

    @classmethod
    def to_fields_dict(cls) -> dict[str, FieldOf]:
        """Return what each field takes by name, for a ``config_schema`` with more in it."""
        infos = {info.alias or name: info for name, info in cls.model_fields.items()}
        return {
            name: _with_default(field, infos[name]) for name, field in record_of(cls).fields.items()
        }


class PermissiveConfig(Config):
    """Config that takes any other entries beside its fields.

    Example:
        >>> PermissiveConfig(anything=1).anything
        1
    """

    model_config = ConfigDict(extra="allow")


def as_fields_take(cls: type[BaseModel], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return *data*, of which a *cls* is made, as pydantic takes it.

    As in Dagster, what may be None and has no default is None where nothing is said, and the name
    of a member of an enum means the member.
    """
    optional, enums = _special_fields(cls)
    made = {**optional, **data}
    for name in enums.keys() & data.keys():
        value, members = data[name], enums[name].__members__
        if isinstance(value, str) and value not in {each.value for each in members.values()}:
            made[name] = members.get(value, value)
    return made


@lru_cache(maxsize=256)
def _special_fields(cls: type[BaseModel]) -> tuple[dict[str, None], dict[str, type[Enum]]]:
    """Return the fields of *cls* that are None by default, and those that hold an enum's member."""
    fields = {info.alias or name: info for name, info in cls.model_fields.items()}
    optional = [
        name
        for name, info in fields.items()
        if info.is_required() and (NoneType in get_args(info.annotation) or _is_anything(info, cls))
    ]
    enums = {
        name: info.annotation
        for name, info in fields.items()
        if isclass(info.annotation) and issubclass(info.annotation, Enum)
    }
    return dict.fromkeys(optional), enums


def _is_anything(info: FieldInfo, cls: type[BaseModel]) -> bool:
    """Return whether a field of the `Config` class *cls* takes anything, None with it."""
    return info.annotation is Any and issubclass(cls, Config)


@lru_cache(maxsize=256)
def record_of(cls: type[BaseModel]) -> Record:
    """Return what the pydantic class *cls* takes, as a type of config."""
    return Record(
        {
            info.alias or name: field_of(info, f"{cls.__name__}.{name}")
            for name, info in cls.model_fields.items()
        },
        cls.model_config.get("extra") == "allow",
    )


def field_of(info: FieldInfo, where: str) -> FieldOf:
    """Return the pydantic field *info*, whose place is *where*, as a field of config."""
    if info.discriminator:
        config_type: ConfigType = Choice(
            {name: FieldOf(_without(each, info)) for name, each in choices_of(info).items()}
        )
    else:
        config_type = config_type_of(info.annotation, where)
    secret = bool(_extras(info).get("dagster__is_secret"))
    if not info.is_required():
        default = {"env": info.default.env_var_name} if is_env_var(info.default) else MISSING
        return FieldOf(config_type, False, default, secret)
    if is_config_class(info.annotation):
        return field_as_implied(config_type)
    optional = isinstance(config_type, Maybe)
    return FieldOf(config_type, not optional, None if optional else MISSING, secret)


def _with_default(field: FieldOf, info: FieldInfo) -> FieldOf:
    """Return *field* with the default of *info*, which otherwise the class itself fills in."""
    if field.is_required or field.default is not MISSING:
        return field
    default = as_config_dict(info.get_default(call_default_factory=True))
    fits = default is not None or isinstance(field.type, Maybe)
    return replace(field, default=default) if fits else field


def choices_of(info: FieldInfo) -> dict[str, type[BaseModel]]:
    """Return the classes of a discriminated union by the value that tells them apart."""
    return {
        str(value): each
        for each in get_args(info.annotation)
        for value in get_args(each.model_fields[info.discriminator].annotation)
    }


def _without(cls: type[BaseModel], info: FieldInfo) -> Record:
    """Return what *cls* takes beside what tells it from the other classes of the union *info*."""
    fields = record_of(cls).fields.items()
    return Record({name: each for name, each in fields if name != info.discriminator})


def _extras(info: FieldInfo) -> dict[str, Any]:
    """Return what else is said of the field *info*."""
    extra = info.json_schema_extra
    return extra if isinstance(extra, dict) else {}


def _as_chosen(value: Any, info: FieldInfo) -> Any:
    """Return *value*, of the field *info*, under the value that tells its class from others."""
    if not info.discriminator or not isinstance(value, BaseModel):
        return value
    facts = as_config_dict(value)
    return {str(facts.pop(info.discriminator)): facts}


def as_config_dict(value: Any) -> Any:
    """Return *value*, an instance of a `Config` class or what one holds, as plain config.

    Environment variables are said by name, None stays out where it is a field's.
    """
    if is_env_var(value):
        return {"env": value.env_var_name}
    if isinstance(value, BaseModel):
        found = dict(value.model_extra or {})
        for name, info in type(value).model_fields.items():
            found[info.alias or name] = _as_chosen(getattr(value, name), info)
        return {name: as_config_dict(each) for name, each in found.items() if each is not None}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dict):
        return {name: as_config_dict(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_config_dict(each) for each in value]
    return value
