"""`ConfigurableResource` and `ConfigurableIOManager`: resources whose settings pydantic validates.

Loaded only when used, since pydantic takes longer to import than everything else here.
"""

from abc import abstractmethod
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from dagbook.authoring.building import build_init_resource_context
from dagbook.authoring.config import Config, as_fields_take, validate_last
from dagbook.authoring.config_errors import told_to_user
from dagbook.authoring.config_types import FieldOf, Record, field_as_implied
from dagbook.authoring.env_var import is_env_var, resolved_env_var
from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.io_manager_definition import IOManagerDefinition, checked_manager
from dagbook.authoring.required_resources import is_at_launch
from dagbook.authoring.resource_definition import ResourceDefinition
from dagbook.authoring.resource_settings import (
    HeldContext,
    nested_of,
    settings_as_config,
    settings_of,
    take_any_dependency,
)
from dagbook.authoring.resources import InitResourceContext
from dagbook.errors import (
    CheckError,
    DagsterInvalidConfigError,
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
)


def _is_known_later(value: Any) -> bool:
    """Return whether *value* is what no validator can judge: a variable, another resource."""
    return (
        is_env_var(value)
        or is_at_launch(value)
        or isinstance(value, (ConfigurableResource, ResourceDefinition))
    )


def _stays(value: Any, annotation: Any) -> bool:
    """Return whether *value* is what no validator can judge of a field with this *annotation*.

    In a notebook the class of a field may be an older self of the value's: of the same name.
    """
    if is_at_launch(value):
        return True
    wanted = [
        each
        for each in (annotation, *get_args(annotation))
        if isinstance(each, type) and issubclass(each, ConfigurableResource)
    ]
    if is_env_var(value):
        return not wanted
    names = {(each.__module__, each.__qualname__) for each in type(value).__mro__}
    return any(
        (each.__module__, each.__qualname__) in names and not isinstance(value, each)
        for each in wanted
    )


class ConfigurableResource(BaseModel):
    """A service for assets: its settings are the fields, its methods are what assets call.

    Instances are immutable. A setting may be an `EnvVar`, read when a run starts; a field may be
    another resource, set up before this one. Override `setup_for_execution` and
    `teardown_after_execution`, or `yield_for_execution`, for what has to be opened and closed once
    a run; keep it in private attributes (``_connection: Any = PrivateAttr()``).

    Raises:
        DagsterInvalidPythonicConfigDefinitionError: A setting has a type that config cannot say.
        pydantic.ValidationError: A setting is missing or of the wrong type; the message names
            each with the value got; what may be a secret, and what was read of the environment,
            is not shown.
        DagsterInvalidInvocationError: A setting is changed.

    Example:
        >>> class Warehouse(ConfigurableResource):
        ...     host: str
        ...     port: int = 5432
        >>> Warehouse(host="localhost").port
        5432
    """

    __dagbook_resource__: ClassVar[bool] = True

    model_config = ConfigDict(
        extra="ignore", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True
    )
    _dagbook_held: HeldContext = PrivateAttr(default_factory=HeldContext)

    @classmethod
    def __class_getitem__(cls, item: Any) -> Any:
        """Return the class: what `create_resource` makes is said for readers alone."""
        return cls

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**as_fields_take(type(self), data))
        except ValidationError as error:
            raise told_to_user(error, type(self)) from None
        settings_of(type(self))

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        take_any_dependency(cls)
        validate_last(cls, _stays)

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            raise DagsterInvalidInvocationError(
                f"'{type(self).__name__}' is a Pythonic resource and does not support item "
                f"assignment of {name}: its settings are frozen. Make a new one, or keep what "
                f"changes in a private attribute, _{name}."
            )
        super().__setattr__(name, value)

    @classmethod
    def configure_at_launch(cls, **kwargs: Any) -> "PartialResource":
        """Return the resource with settings that the run's config gives, and those given here."""
        return PartialResource(cls, kwargs)

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Open what the resource needs; called once a run, before its first use."""

    def teardown_after_execution(self, context: InitResourceContext) -> None:
        """Close what `setup_for_execution` opened; called once a run, also after a failure."""

    def create_resource(self, context: InitResourceContext) -> Any:  # noqa: ARG002 - for who overrides it
        """Return what assets get: the resource itself, unless a class says otherwise."""
        return self

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Generator[Any, None, None]:
        """Set up, yield what assets get, tear down."""
        self.setup_for_execution(context)
        try:
            yield self.create_resource(context)
        finally:
            self.teardown_after_execution(context)

    @contextmanager
    def resource_for_execution(self, context: InitResourceContext) -> Iterator[Any]:
        """Yield a copy of its own for one run, set up, so that runs do not share private state."""
        with ExitStack() as stack:
            late = {
                name: _at_start(value, context, stack, f"{type(self).__name__}.{name}")
                for name, value in self
                if _is_late(value)
            }
            ready = self._ready(late)
            told = context.replace_config(settings_as_config(ready))
            ready._dagbook_held = HeldContext(told)  # noqa: SLF001 - its own class
            yield stack.enter_context(ready.yield_for_execution(told))

    def _ready(self, late: Mapping[str, Any]) -> "ConfigurableResource":
        """Return a copy with *late* in it; what the environment said is validated as is the rest.

        Raises:
            pydantic.ValidationError: A validator of the class refuses it.
        """
        if not any(is_env_var(getattr(self, name)) for name in late):
            return self.model_copy(update=late)
        fields = type(self).model_fields
        said = self.model_fields_set | late.keys()
        given = {name: late.get(name, value) for name, value in self if name in said}
        return type(self)(**{fields[name].alias or name: value for name, value in given.items()})

    @contextmanager
    def process_config_and_initialize_cm(self) -> Iterator[Any]:
        """Yield what assets would get, set up as for a run; for scripts and tests."""
        with self.resource_for_execution(build_init_resource_context()) as resource:
            yield resource

    def process_config_and_initialize(self) -> Any:
        """Return what assets would get, of a resource that needs no tearing down.

        Raises:
            CheckError: It does; use `process_config_and_initialize_cm`.
        """
        _check_no_teardown(type(self), "process_config_and_initialize_cm")
        with self.process_config_and_initialize_cm() as resource:
            return resource

    @classmethod
    def from_resource_context(cls, context: InitResourceContext) -> Any:
        """Return what assets would get of the config of *context*; for ``@resource`` functions.

        Raises:
            CheckError: It needs tearing down; use `from_resource_context_cm`.
        """
        _check_no_teardown(cls, "from_resource_context_cm")
        with cls.from_resource_context_cm(context) as resource:
            return resource

    @classmethod
    @contextmanager
    def from_resource_context_cm(cls, context: InitResourceContext) -> Iterator[Any]:
        """Yield what assets would get of the config of *context*, and tear it down."""
        with cls(**(context.resource_config or {})).resource_for_execution(context) as resource:
            yield resource

    @classmethod
    def has_teardown(cls) -> bool:
        """Return whether the class says what to do when a run ends."""
        return (
            cls.yield_for_execution is not ConfigurableResource.yield_for_execution
            or cls.teardown_after_execution is not ConfigurableResource.teardown_after_execution
        )

    @classmethod
    def to_config_type(cls) -> Record:
        """Return what its settings may be, as a type of config."""
        return Record(settings_of(cls))

    @classmethod
    def to_config_schema(cls) -> FieldOf:
        """Return what its settings may be, as a ``config_schema``."""
        return field_as_implied(Record(settings_of(cls)))

    def get_resource_definition(self) -> ResourceDefinition:
        """Return the resource in Dagster's older form."""
        return _as_definition(self)

    def get_resource_context(self) -> InitResourceContext:
        """Return what the resource was told while it was set up, such as the run and its logger.

        Raises:
            CheckError: It is not set up.
        """
        return self._dagbook_held.told(type(self).__name__)

    def with_resource_context(self, resource_context: InitResourceContext) -> Self:
        """Return a copy that was told *resource_context*, for a test of its methods."""
        made = self.model_copy()
        made._dagbook_held = HeldContext(resource_context)  # noqa: SLF001 - its own class
        return made

    with_replaced_resource_context = with_resource_context

    @property
    def nested_resources(self) -> Mapping[str, Any]:
        """The resources inside it by field."""
        return {name: getattr(self, name) for name in nested_of(type(self))}

    def config_now(self) -> dict[str, Any]:
        """Return its settings as plain values, the environment read."""
        read = {name: resolved_env_var(each) for name, each in self if is_env_var(each)}
        return settings_as_config(self.model_copy(update=read))

    def config_field(self) -> FieldOf:
        """Return what the run's config may say to it: all its settings anew."""
        return FieldOf(Record(settings_of(type(self))), is_required=False)

    def with_config(self, config: Mapping[str, Any]) -> "ConfigurableResource":
        """Return the resource with the settings that the run's config gives."""
        nested = {name: value for name, value in self if name not in settings_of(type(self))}
        return type(self)(**nested, **config)

    def nested_resource_keys(self, bound: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the resources inside it that are set up apart."""
        return _keys_of_nested(type(self), dict(self), bound)


@dataclass(frozen=True, slots=True, eq=False)
class PartialResource:
    """A resource whose settings come with the run; what `configure_at_launch` returns.

    Args:
        resource_cls: The class.
        data: The settings that are known already.
    """

    __dagbook_at_launch__: ClassVar[bool] = True

    resource_cls: type[ConfigurableResource]
    data: Mapping[str, Any]

    def config_field(self) -> FieldOf:
        """Return what the run's config may say to it."""
        fields = {
            name: FieldOf(each.type, is_required=False) if name in self.data else each
            for name, each in settings_of(self.resource_cls).items()
        }
        return FieldOf(Record(fields), any(each.is_required for each in fields.values()))

    def with_config(self, config: Mapping[str, Any]) -> ConfigurableResource:
        """Return the resource with the settings that the run's config gives."""
        return self.resource_cls(**{**self.data, **config})

    def nested_resource_keys(self, bound: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the resources inside it that are set up apart."""
        return _keys_of_nested(self.resource_cls, self.data, bound)

    def resource_for_execution(self, context: InitResourceContext) -> Any:
        """Return what sets the resource up, without further settings."""
        return self.with_config({}).resource_for_execution(context)

    def get_resource_definition(self) -> ResourceDefinition:
        """Return the resource in Dagster's older form."""
        return _as_definition(self)


class ConfigurableIOManager(ConfigurableResource, IOManager):
    """An IO manager whose settings are fields, as those of a `ConfigurableResource`."""


class ConfigurableIOManagerFactory(ConfigurableResource):
    """Makes an IO manager of its settings when a run starts."""

    __dagbook_makes_io_manager__: ClassVar[bool] = True

    @abstractmethod
    def create_io_manager(self, context: InitResourceContext) -> IOManager:
        """Return the IO manager."""

    def create_resource(self, context: InitResourceContext) -> Any:
        """Return the IO manager, which is what is bound."""
        return checked_manager(self.create_io_manager(context), type(self).__name__)


def _check_no_teardown(cls: type[ConfigurableResource], instead: str) -> None:
    """Raise if *cls* has something to do when a run ends."""
    if cls.has_teardown():
        raise CheckError(
            f"Use {instead} for resources which have custom teardown behavior: {cls.__name__} "
            "overrides yield_for_execution or teardown_after_execution."
        )


def _as_definition(resource: "ConfigurableResource | PartialResource") -> ResourceDefinition:
    """Return what makes *resource*, with the settings that config gives."""

    def made(context: InitResourceContext) -> Iterator[Any]:
        told = resource.with_config(context.resource_config or {})
        with told.resource_for_execution(context) as ready:
            yield ready

    cls = getattr(resource, "resource_cls", type(resource))
    stores = issubclass(cls, (IOManager, ConfigurableIOManagerFactory))
    definition = (IOManagerDefinition if stores else ResourceDefinition)(
        made, resource.config_field()
    )
    definition.__name__ = cls.__name__
    return definition


def _keys_of_nested(
    cls: type, values: Mapping[str, Any], bound: Mapping[str, Any]
) -> Iterable[str]:
    """Yield the keys under which those of *values* are bound that cannot be set up inside *cls*.

    Raises:
        DagsterInvalidDefinitionError: One of them is bound to none.
    """
    for name, value in values.items():
        if is_at_launch(value):
            key = next((key for key, each in bound.items() if each is value), None)
            if key is None:
                raise DagsterInvalidDefinitionError(
                    f"Failed to resolve resource nested at {cls.__name__}.{name}. Any partially "
                    "configured, nested resources must be provided as a top level resource: bind "
                    "the same object to a key of its own."
                )
            yield key


def _is_late(value: Any) -> bool:
    """Return whether *value* becomes what it is when a run starts."""
    return _is_known_later(value) or isinstance(value, Config)


def _at_start(value: Any, context: InitResourceContext, stack: ExitStack, where: str) -> Any:
    """Return what *value*, the setting *where*, is when a run starts."""
    if is_env_var(value):
        try:
            return resolved_env_var(value)
        except DagsterInvalidConfigError as error:
            raise DagsterInvalidConfigError(f"{where}: {error}") from error
    if isinstance(value, Config):
        held = {name: each for name, each in value if _is_late(each)}
        late = {name: _at_start(each, context, stack, where) for name, each in held.items()}
        return value.model_copy(update=late) if late else value
    apart = is_at_launch(value) or isinstance(value, ResourceDefinition)
    shared = context.shared(value) if apart and context.shared is not None else None
    return (
        shared if shared is not None else stack.enter_context(value.resource_for_execution(context))
    )
