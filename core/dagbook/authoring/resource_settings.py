"""The settings of a resource's class: which its fields are, and what they say as plain values."""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from inspect import get_annotations
from types import NoneType
from typing import Annotated, Any, get_args

from pydantic import BaseModel

from dagbook.authoring.config import field_of
from dagbook.authoring.config_types import FieldOf
from dagbook.authoring.resource_definition import RESOURCE_DEPENDENCY
from dagbook.authoring.resources import InitResourceContext
from dagbook.errors import CheckError


@lru_cache(maxsize=256)
def settings_of(cls: type[BaseModel]) -> Mapping[str, FieldOf]:
    """Return the fields of *cls* that config can set: all but nested resources.

    Raises:
        DagsterInvalidPythonicConfigDefinitionError: One has a type that config cannot say.
    """
    return {
        info.alias or name: field_of(info, f"{cls.__name__}.{name}")
        for name, info in cls.model_fields.items()
        if not _takes_resource(info)
    }


@lru_cache(maxsize=256)
def nested_of(cls: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of *cls* that hold a resource, or may hold one."""
    return tuple(name for name, info in cls.model_fields.items() if _takes_resource(info))


def _takes_resource(info: Any) -> bool:
    """Return whether a field holds a resource, or may hold one, and no setting."""
    some = [each for each in get_args(info.annotation) if each is not NoneType]
    wanted = some[0] if len(some) == 1 and len(get_args(info.annotation)) > 1 else info.annotation
    mark = getattr(wanted, "__dagbook_resource__", False) is True
    return mark or RESOURCE_DEPENDENCY in info.metadata


def settings_as_config(resource: BaseModel) -> dict[str, Any]:
    """Return the settings of *resource* as plain values, as a run's config would say them."""
    nested = nested_of(type(resource))
    fields = type(resource).model_fields
    return {
        fields[name].alias or name: _plain(value)
        for name, value in resource
        if name in fields and name not in nested
    }


def _plain(value: Any) -> Any:
    """Return *value* as config has it once it is processed."""
    if isinstance(value, BaseModel):
        return {name: _plain(each) for name, each in value}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def take_any_dependency(cls: type[BaseModel]) -> None:
    """Have the `ResourceDependency` fields of *cls* take anything and be None by default.

    To be called before pydantic builds the class.
    """
    for name, annotation in get_annotations(cls).items():
        marks = getattr(annotation, "__metadata__", ())
        if RESOURCE_DEPENDENCY in marks or "ResourceDependency[" in str(annotation):
            cls.__annotations__[name] = Annotated[Any, RESOURCE_DEPENDENCY]
            if name not in cls.__dict__:
                setattr(cls, name, None)


class HeldContext:
    """What a resource was told while it was set up; no part of what it is equal to, or pickled."""

    __slots__ = ("context",)

    def __init__(self, context: InitResourceContext | None = None) -> None:
        self.context = context

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HeldContext)

    def __hash__(self) -> int:
        return hash(HeldContext)

    def __reduce__(self) -> tuple[type["HeldContext"], tuple[()]]:
        return HeldContext, ()

    def told(self, owner: str) -> InitResourceContext:
        """Return the context of a resource of the class *owner*.

        Raises:
            CheckError: It is not set up.
        """
        if self.context is None:
            raise CheckError(
                f"Attempted to get context before resource was initialized: {owner} is not set "
                "up. Inside a run it is; in a test use process_config_and_initialize() or "
                "with_resource_context(build_init_resource_context())."
            )
        return self.context
