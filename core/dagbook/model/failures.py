"""`Failure` and `RetryRequested`: what user code raises to say how a step ends."""

from collections.abc import Mapping
from typing import Any

from dagbook.errors import ParameterCheckError
from dagbook.foundation.parameters import check_parameter
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata


class Failure(Exception):  # noqa: N818 - Dagster's name
    """Raised by user code to fail a step, with metadata that is recorded.

    Args:
        description: What went wrong, in words.
        metadata: Recorded with the failure; plain values get the kind of their type.
        allow_retries: Whether the step's retry policy applies; False fails it for good.

    Example:
        >>> Failure("no rows", metadata={"rows": 0}).metadata
        {'rows': IntMetadataValue(value=0)}
    """

    def __init__(
        self,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        allow_retries: bool | None = None,
    ) -> None:
        check_parameter("Failure", "description", description, str)
        check_parameter("Failure", "allow_retries", allow_retries, bool)
        super().__init__(description)
        self.description = description
        self.metadata: Mapping[str, MetadataValue] = normalize_metadata(metadata)
        self.allow_retries = True if allow_retries is None else allow_retries


class RetryRequested(Exception):  # noqa: N818 - Dagster's name
    """Raised by user code to have its step run again.

    Args:
        max_retries: How often at most.
        seconds_to_wait: How long to wait before; other steps run meanwhile.

    Raises:
        ParameterCheckError: An argument is no number.
    """

    def __init__(self, max_retries: int | None = 1, seconds_to_wait: float | None = None) -> None:
        super().__init__()
        self.max_retries = number(max_retries, "max_retries", int)
        self.seconds_to_wait = (
            None if seconds_to_wait is None else number(seconds_to_wait, "seconds_to_wait", float)
        )


def number(value: Any, name: str, kind: type) -> Any:
    """Return *value*, given for the parameter *name*, if it is a number.

    Args:
        value: What was given.
        name: For which parameter.
        kind: ``int``, or ``float`` for both.

    Raises:
        ParameterCheckError: It is none.
    """
    if isinstance(value, int if kind is int else (int, float)):
        return value
    words = "an int" if kind is int else "an int or float"
    raise ParameterCheckError(
        f'Param "{name}" is not {words}. Got {value!r} which is type {type(value)}.'
    )
