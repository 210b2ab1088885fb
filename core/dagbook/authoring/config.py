"""`Config` and `PermissiveConfig`: what a run may set, as classes that pydantic validates.

Loaded only when used, since pydantic takes longer to import than everything else here.
"""

from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic.fields import FieldInfo

from dagbook.authoring.config_annotations import config_type_of, is_config_class
from dagbook.authoring.config_types import FieldOf, Maybe, Record
from dagbook.authoring.env_var import is_env_var
from dagbook.errors import DagsterInvalidInvocationError


def validate_last(cls: type[BaseModel], stays: Callable[[Any], bool]) -> None:
    """Have fields of *cls* take a value that *stays* as it is, unseen by the user's validators.

    To be called before pydantic builds the class: what is defined last is the outermost.
    """

    def keep(_: Any, value: Any, validate: Callable[[Any], Any]) -> Any:
        return value if stays(value) else validate(value)

    validator = field_validator("*", mode="wrap", check_fields=False)(classmethod(keep))
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

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        validate_last(cls, is_env_var)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in type(self).model_fields:
            raise DagsterInvalidInvocationError(
                f"'{type(self).__name__}' is a Pythonic config class and does not support item "
                f"assignment of {name}: it is frozen. Make a new one."
            )
        super().__setattr__(name, value)

    @classmethod
    def to_config_type(cls) -> Record:
        """Return what the class takes, as a type of config."""
        return record_of(cls)


class PermissiveConfig(Config):
    """Config that takes any other entries beside its fields.

    Example:
        >>> PermissiveConfig(anything=1).anything
        1
    """

    model_config = ConfigDict(extra="allow")


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
    config_type = config_type_of(info.annotation, where)
    if not info.is_required():
        return FieldOf(config_type, is_required=False)
    if is_config_class(info.annotation) and isinstance(config_type, Record):
        required = any(each.is_required for each in config_type.fields.values())
        return FieldOf(config_type) if required else FieldOf(config_type, False, {})
    return FieldOf(config_type, not isinstance(config_type, Maybe))


def as_config_dict(value: Any) -> Any:
    """Return *value*, an instance of a `Config` class or what one holds, as plain config.

    Environment variables are said by name, None stays out where it is a field's.
    """
    if is_env_var(value):
        return {"env": value.env_var_name}
    if isinstance(value, BaseModel):
        found = {name: getattr(value, name) for name in type(value).model_fields}
        found.update(value.model_extra or {})
        return {name: as_config_dict(each) for name, each in found.items() if each is not None}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dict):
        return {name: as_config_dict(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_config_dict(each) for each in value]
    return value
