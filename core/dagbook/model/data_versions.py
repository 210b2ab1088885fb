"""Dagster's data versions: the tags of materializations that hold them, and what they are of."""

from collections.abc import Mapping

from dagbook.model.asset_key import AssetKey

DATA_VERSION_TAG = "dagster/data_version"
CODE_VERSION_TAG = "dagster/code_version"
USER_PROVIDED_TAG = "dagster/data_version_is_user_provided"
INPUT_VERSION_TAG = "dagster/input_data_version/"
INPUT_POINTER_TAG = "dagster/input_event_pointer/"
PARTITION_TAG = "dagster/partition/"

INITIAL = "INITIAL"
"""The version of what was neither materialized nor observed, or without a version."""

UNKNOWN = "UNKNOWN"
"""A version that makes what is made of it unknown too."""

NO_POINTER = "NULL"
"""In place of the event of what was neither materialized nor observed."""

MOST_PARTITIONS = 100
"""From so many partitions on the newest materialization alone stands for all that is read."""


def digest_of(texts: tuple[str, ...]) -> str:
    """Return Dagster's digest of *texts*, one after the other.

    >>> digest_of(("a", "b"))[:8], digest_of(("ab",))[:8]
    ('fb8e20fc', 'fb8e20fc')
    """
    from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, for what few ask for

    return sha256("".join(texts).encode()).hexdigest()


def logical_version(code_version: str, inputs: Mapping[AssetKey, str]) -> str:
    """Return the data version of what *code_version* made of *inputs*, as Dagster computes it."""
    if UNKNOWN in inputs.values():
        return UNKNOWN
    return digest_of((code_version, *(inputs[key] for key in sorted(inputs, key=str))))


def version_tags(
    code_version: str,
    inputs: Mapping[AssetKey, tuple[str, int | None]],
    version: str,
    *,
    is_user_provided: bool,
) -> dict[str, str]:
    """Return the tags that say of what a materialization was made.

    Args:
        code_version: The user's, else the run's id.
        inputs: The data version of each asset it is made of, and the id of the event it is from.
        version: Its own data version.
        is_user_provided: Whether the user gave that.
    """
    tags = {CODE_VERSION_TAG: code_version}
    for key, (read, pointer) in inputs.items():
        name = key.to_user_string()
        tags[f"{INPUT_VERSION_TAG}{name}"] = read
        tags[f"{INPUT_POINTER_TAG}{name}"] = str(pointer) if pointer else NO_POINTER
    tags[DATA_VERSION_TAG] = version
    if is_user_provided:
        tags[USER_PROVIDED_TAG] = "true"
    return tags
