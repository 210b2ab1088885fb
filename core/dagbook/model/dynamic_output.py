"""`DynamicOutput`: one of the values of an output that has as many as the run finds."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from dagbook.errors import DagsterInvalidDefinitionError, ParameterCheckError
from dagbook.foundation.names import is_valid_name
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.model.results import DEFAULT_OUTPUT

T = TypeVar("T")


class DynamicOutput(Generic[T]):
    """One value of a dynamic output, with the key that names it.

    Args:
        value: The value that the IO manager stores.
        mapping_key: Its name among the values of the output; letters, digits and underscores. What
            runs for it has the key in its step's key: ``clean[first]``.
        output_name: Which output it is of; the single one by default.
        metadata: Of this value.

    Raises:
        DagsterInvalidDefinitionError: A mapping key that Dagster refuses.
        DagsterInvalidMetadata: A metadata value has no kind.

    Example:
        >>> DynamicOutput(3, mapping_key="first").mapping_key
        'first'
    """

    __slots__ = ("mapping_key", "metadata", "output_name", "value")

    data_version = None
    """A dynamic output is no asset and has none."""

    def __init__(
        self,
        value: T,
        mapping_key: str,
        output_name: str | None = DEFAULT_OUTPUT,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        for name, given in (("mapping_key", mapping_key), ("output_name", output_name)):
            if not isinstance(given, str) and (given is not None or name == "mapping_key"):
                raise ParameterCheckError(
                    f'Param "{name}" of DynamicOutput is not a str. Got {given!r} which is type '
                    f"{type(given).__name__}. Write {name}=str(...)."
                )
        if not is_valid_name(mapping_key):
            raise DagsterInvalidDefinitionError(
                f'"{mapping_key}" is not a valid name in Dagster. A mapping key is made of '
                "letters, digits and underscores."
            )
        self.value = value
        self.mapping_key = mapping_key
        self.output_name = output_name or DEFAULT_OUTPUT
        self.metadata = normalize_metadata(metadata)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DynamicOutput) and (
            self.value == other.value
            and self.mapping_key == other.mapping_key
            and self.output_name == other.output_name
            and self.metadata == other.metadata
        )

    def __repr__(self) -> str:
        return f"DynamicOutput({self.value!r}, mapping_key={self.mapping_key!r})"

    __hash__ = None  # type: ignore[assignment]  # equality is by value, which may not be hashable
