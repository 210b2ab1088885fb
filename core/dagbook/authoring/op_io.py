"""`In`, `Out`, `DynamicOut`, `GraphIn`, `GraphOut`: what is said of the ends of ops and graphs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dagbook.authoring.asset_io import Nothing
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY
from dagbook.authoring.type_annotations import resolve_dagster_type
from dagbook.foundation.parameters import FLAG, TEXT, check_given, check_named, check_parameter
from dagbook.model.asset_key import AssetKey


class _NotGiven:
    """The absence of a default, where None would be one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Any = _NotGiven()

"""Stands for "nothing was said"."""


def _typed(_owner: str, _name: str, value: Any) -> None:
    """Raise unless *value* stands for a type."""
    resolve_dagster_type(value)


_IN = {
    "dagster_type": _typed,
    "description": TEXT,
    "metadata": check_named,
    "input_manager_key": TEXT,
}
_OUT = {"dagster_type": _typed, "is_required": FLAG, "io_manager_key": TEXT}


@dataclass(frozen=True, slots=True)
class In:
    """One input of an op.

    Args:
        dagster_type: Its type, in place of the parameter's annotation; `Nothing` for an input that
            is only a dependency and has no parameter.
        description: In Markdown.
        default_value: What it is when nothing is connected to it.
        metadata: For the IO manager that loads it.
        asset_key: The asset it is, or a function of the context that says so.
        asset_partitions: Which partitions of it, or a function of the context; only accepted.
        input_manager_key: The resource that loads it when nothing is connected to it.
    """

    dagster_type: Any = None
    description: str | None = None
    default_value: Any = NOT_GIVEN
    metadata: Mapping[str, Any] | None = None
    asset_key: AssetKey | Callable[[Any], AssetKey] | None = None
    asset_partitions: Any = None
    input_manager_key: str | None = None

    def __post_init__(self) -> None:
        given = {each: getattr(self, each) for each in _IN}
        check_given("In", _IN, given)
        if not callable(self.asset_key):
            check_parameter("In", "asset_key", self.asset_key, AssetKey)
        if not callable(self.asset_partitions):
            wanted = "a set of partition keys, or a function of the context"
            check_parameter("In", "asset_partitions", self.asset_partitions, set, wanted)


@dataclass(frozen=True)
class Out:
    """One output of an op.

    Args:
        dagster_type: Its type, in place of the return annotation.
        description: In Markdown.
        is_required: False when the op may leave it out.
        io_manager_key: The resource that stores it.
        metadata: For the IO manager that stores it.
        code_version: The user's version of the code that makes it.
    """

    dagster_type: Any = None
    description: str | None = None
    is_required: bool = True
    io_manager_key: str | None = None
    metadata: Mapping[str, Any] | None = None
    code_version: str | None = None

    is_dynamic: ClassVar[bool] = False

    def __post_init__(self) -> None:
        given = {each: getattr(self, each) for each in _OUT}
        check_given(type(self).__name__, _OUT, given)


@dataclass(frozen=True)
class DynamicOut(Out):
    """An output that has as many values as the run finds, each a `DynamicOutput`.

    In a graph, ``map`` runs what follows once for each value, and ``collect`` gathers a list.
    """

    is_dynamic: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphIn:
    """One input of a graph.

    Args:
        description: In Markdown.
    """

    description: str | None = None

    def __post_init__(self) -> None:
        check_parameter("GraphIn", "description", self.description, str, "text")


@dataclass(frozen=True, slots=True)
class GraphOut:
    """One output of a graph.

    Args:
        description: In Markdown.
    """

    description: str | None = None


@dataclass(frozen=True, slots=True)
class InputDefinition:
    """One input of a node, complete.

    Args:
        name: Its name.
        dagster_type: Its type, or None where nothing is said.
        description: In Markdown.
        default_value: What it is when nothing is connected to it, or `NOT_GIVEN`.
        metadata: For the IO manager that loads it.
        asset_key: The asset it is, or a function that says so.
        input_manager_key: The resource that loads it when nothing is connected to it.
    """

    name: str
    dagster_type: Any = None
    description: str | None = None
    default_value: Any = NOT_GIVEN
    metadata: Mapping[str, Any] = field(default_factory=dict)
    asset_key: Any = None
    input_manager_key: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether it is only a dependency: no value is passed."""
        return is_nothing(self.dagster_type)

    @property
    def has_default_value(self) -> bool:
        """Whether there is a value for it when nothing is connected to it."""
        return self.default_value is not NOT_GIVEN

    @property
    def key(self) -> AssetKey | None:
        """The asset it is, or None."""
        return self.asset_key if isinstance(self.asset_key, AssetKey) else None


@dataclass(frozen=True, slots=True)
class OutputDefinition:
    """One output of a node, complete; what `AssetOutput` is to an asset.

    Args:
        name: Its name, "result" for a single one.
        io_manager_key: The resource that stores it.
        is_required: False when the op may leave it out.
        nothing: Whether there is no value to store.
        dagster_type: Its type, or None where nothing is said.
        description: In Markdown.
        metadata: For the IO manager that stores it.
        code_version: The user's version of the code that makes it.
        is_dynamic: Whether it has as many values as the run finds.
        spec: The asset it is, where it makes one.
        is_check: Whether it is the result of a check of assets, which nobody stores.
    """

    name: str
    io_manager_key: str = DEFAULT_IO_MANAGER_KEY
    is_required: bool = True
    nothing: bool = False
    dagster_type: Any = None
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    code_version: str | None = None
    is_dynamic: bool = False
    spec: Any = None
    is_check: bool = False


def is_nothing(dagster_type: Any) -> bool:
    """Return whether *dagster_type* says that there is no value."""
    return dagster_type is Nothing or getattr(dagster_type, "is_nothing", False) is True


def input_of(name: str, said: In) -> InputDefinition:
    """Return the input *name* as *said*."""
    return InputDefinition(
        name,
        said.dagster_type,
        said.description,
        said.default_value,
        dict(said.metadata or {}),
        said.asset_key,
        said.input_manager_key,
    )


def output_of(name: str, said: Out, code_version: str | None) -> OutputDefinition:
    """Return the output *name* as *said*."""
    return OutputDefinition(
        name,
        said.io_manager_key or DEFAULT_IO_MANAGER_KEY,
        said.is_required,
        is_nothing(said.dagster_type),
        said.dagster_type,
        said.description,
        dict(said.metadata or {}),
        said.code_version or code_version,
        said.is_dynamic,
    )
