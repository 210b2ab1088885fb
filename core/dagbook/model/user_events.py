"""What user code may say happened: `AssetObservation`, `ExpectationResult`; to JSON and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dagbook.errors import ParameterCheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_tags import check_event_tags
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import (
    metadata_from_plain,
    metadata_to_plain,
    normalize_metadata,
)
from dagbook.model.results import AssetMaterialization

OBSERVATION = "ASSET_OBSERVATION"
EXPECTATION = "STEP_EXPECTATION_RESULT"
"""The kinds of these events, as in Dagster."""


@dataclass(frozen=True)
class AssetObservation:
    """The record that something was seen of an asset, or of a partition of it.

    Args:
        asset_key: Which asset.
        description: The user's words, or None.
        metadata: By label; plain values get the kind of their type.
        partition: The partition key, or None.
        tags: By name.

    Example:
        >>> AssetObservation("orders", metadata={"rows": 3}).metadata
        {'rows': IntMetadataValue(value=3)}
    """

    asset_key: AssetKey
    description: str | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    partition: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asset_key", AssetKey.from_coercible(self.asset_key))
        _check_text(self, "description", "partition")
        if self.tags:
            check_event_tags("AssetObservation", "tags", self.tags)
        object.__setattr__(self, "metadata", normalize_metadata(self.metadata))
        object.__setattr__(self, "tags", dict(self.tags or {}))

    def with_metadata(self, metadata: Mapping[str, Any] | None) -> "AssetObservation":
        """Return the same with *metadata* in place of its own."""
        return replace(self, metadata=metadata or {})

    @property
    def label(self) -> str:
        """The key's parts in one text."""
        return " ".join(self.asset_key.path)

    @property
    def data_version(self) -> str | None:
        """The version of the data that was seen, where the tags say it."""
        return self.tags.get("dagster/data_version")


@dataclass(frozen=True)
class ExpectationResult:
    """Whether what the user expected of the data holds.

    Args:
        success: Whether it holds.
        label: Its name; "result" where none is given.
        description: The user's words, or None.
        metadata: By label; plain values get the kind of their type.
    """

    success: bool
    label: str | None = None
    description: str | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.success, bool):
            raise ParameterCheckError(
                f"ExpectationResult.success is a bool; got {self.success!r} of type "
                f"{type(self.success).__name__}."
            )
        _check_text(self, "label", "description")
        object.__setattr__(self, "label", self.label or "result")
        object.__setattr__(self, "metadata", normalize_metadata(self.metadata))


def observation_to_plain(event: AssetObservation) -> dict[str, Any]:
    """Return *event* as plain values that JSON has; what is empty is left out."""
    plain = {
        "key": list(event.asset_key.parts),
        "description": event.description,
        "metadata": metadata_to_plain(event.metadata) if event.metadata else None,
        "partition": event.partition,
        "tags": dict(event.tags) or None,
    }
    return {name: value for name, value in plain.items() if value is not None}


def observation_from_plain(plain: Mapping[str, Any]) -> AssetObservation:
    """Return the observation of *plain*.

    >>> seen = AssetObservation(["a", "b"], partition="x", metadata={"rows": 3})
    >>> observation_from_plain(observation_to_plain(seen)) == seen
    True
    """
    seen = AssetObservation(
        AssetKey(plain["key"]),
        plain.get("description"),
        metadata_from_plain(plain.get("metadata") or {}),
        plain.get("partition"),
    )
    # What is stored can be read, whatever rules tags have by now.
    object.__setattr__(seen, "tags", plain.get("tags") or {})
    return seen


def expectation_to_plain(event: ExpectationResult) -> dict[str, Any]:
    """Return *event* as plain values that JSON has; what is empty is left out."""
    plain = {
        "success": event.success,
        "label": event.label,
        "description": event.description,
        "metadata": metadata_to_plain(event.metadata) if event.metadata else None,
    }
    return {name: value for name, value in plain.items() if value is not None}


def expectation_from_plain(plain: Mapping[str, Any]) -> ExpectationResult:
    """Return the expectation result of *plain*.

    >>> met = ExpectationResult(success=True, label="positive")
    >>> expectation_from_plain(expectation_to_plain(met)) == met
    True
    """
    return ExpectationResult(
        plain["success"],
        plain.get("label"),
        plain.get("description"),
        metadata_from_plain(plain.get("metadata") or {}),
    )


def check_user_event(event: Any, taken: tuple[type, ...], where: str) -> None:
    """Raise unless *event* is of a class that *where* takes.

    Raises:
        ParameterCheckError: Naming what was given.
    """
    if not isinstance(event, taken):
        raise ParameterCheckError(
            f"Unexpected event {event!r} of type {type(event).__name__}. {where} takes "
            f"{', '.join(each.__name__ for each in taken)}."
        )


USER_EVENTS = (AssetMaterialization, AssetObservation, ExpectationResult)
"""What an asset's function may log."""


def _check_text(event: object, *names: str) -> None:
    """Raise unless the attributes *names* of *event* are text or None.

    Raises:
        ParameterCheckError: Naming the attribute and what was given.
    """
    for name in names:
        value = getattr(event, name)
        if value is not None and not isinstance(value, str):
            raise ParameterCheckError(
                f"{type(event).__name__}.{name} is text; got {value!r} of type "
                f"{type(value).__name__}."
            )
