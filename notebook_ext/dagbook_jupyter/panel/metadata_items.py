"""Entries of metadata as the page draws them."""

from dataclasses import dataclass
from typing import Any

from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.view.encode import to_json


@dataclass(frozen=True, slots=True)
class MetadataItem:
    """One entry of metadata.

    Args:
        label: Its name.
        kind: Dagster's word for its type: "int", "float", "text", "md", "url", "path", "json",
            "table", "timestamp", "bool", ...
        value: A string, number, boolean, or lists and dicts of these; for "table" a list of dicts.
    """

    label: str
    kind: str
    value: Any


def metadata_item(label: str, value: MetadataValue) -> MetadataItem:
    """Return one entry of metadata as the page draws it.

    >>> from dagbook.model.metadata import MetadataValue
    >>> metadata_item("rows", MetadataValue.int(3))
    MetadataItem(label='rows', kind='int', value=3)
    """
    plain = value.value
    if isinstance(plain, AssetKey):
        plain = plain.to_user_string()
    if value.kind == "json":
        return MetadataItem(label, "json", to_json(plain))
    return MetadataItem(label, value.kind, plain)
