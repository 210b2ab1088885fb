"""The rules that Dagster has for tags of materializations and observations."""

from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.names import TAG_KEY, TAG_VALUE
from dagbook.foundation.parameters import check_named
from dagbook.model.data_versions import (
    CODE_VERSION_TAG,
    DATA_VERSION_TAG,
    INPUT_POINTER_TAG,
    INPUT_VERSION_TAG,
    PARTITION_TAG,
)

_ANY_TEXT = (
    CODE_VERSION_TAG,
    DATA_VERSION_TAG,
    "dagster/logical_version",
    "dagster/reporting_user",
)
_ANY_KEY = (INPUT_VERSION_TAG, INPUT_POINTER_TAG, "dagster/input_logical_version", PARTITION_TAG)


def check_event_tags(owner: str, _name: str, tags: Any) -> None:
    """Raise unless *tags* can be the tags of an event of an asset.

    Args:
        owner: Who is given them, such as ``Output``.
        tags: By name.

    Raises:
        ParameterCheckError: They are no mapping.
        CheckError: A key is no text.
        DagsterInvalidDefinitionError: A key or a value has a character that tags have not, or is
            too long. Tags of versions and partitions hold any text.

    Example:
        >>> check_event_tags("Output", "tags", {"team": "sales and more"})
        Traceback (most recent call last):
            ...
        dagbook.errors.DagsterInvalidDefinitionError: Output(tags=...): 'team': 'sales and more' \
is no valid tag. Keys and values have letters, digits, '_', '-' and '.', at most 63 of them; a key \
may have one namespace before a '/'.
    """
    check_named(owner, "tags", tags)
    for key, value in tags.items():
        if key in _ANY_TEXT or key.startswith(_ANY_KEY):
            continue
        if not (isinstance(value, str) and TAG_KEY.match(key) and TAG_VALUE.match(value)):
            raise DagsterInvalidDefinitionError(
                f"{owner}(tags=...): {key!r}: {value!r} is no valid tag. Keys and values have "
                "letters, digits, '_', '-' and '.', at most 63 of them; a key may have one "
                "namespace before a '/'."
            )
