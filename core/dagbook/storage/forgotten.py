"""Events of wipes and of what was taken back, as the JSON that is stored of them."""

from types import EllipsisType
from typing import NamedTuple

from dagbook.foundation.serdes import from_json
from dagbook.model.asset_key import AssetKey
from dagbook.storage.step_extras import escaped_json

_UNDONE = "u"


def encode_wipe(key: AssetKey, partition: str | EllipsisType | None) -> str:
    """Return the body of the event that says that *key*, or one partition of it, was wiped."""
    return escaped_json(
        [key.parts] if isinstance(partition, EllipsisType) else [key.parts, partition]
    )


def encode_undo(key: AssetKey, partition: str | None) -> str:
    """Return the body of the event that says that the newest of *key* was taken back."""
    return escaped_json([key.parts, partition, _UNDONE])


class Forgotten(NamedTuple):
    """What the event of a wipe, or of an undo, says.

    Args:
        key: Which asset.
        partition: Which partition of it, or all.
        newest_only: Whether only the newest is taken back.
    """

    key: AssetKey
    partition: str | EllipsisType | None
    newest_only: bool = False


def decode_forgotten(body: str) -> Forgotten:
    """Return what `encode_wipe` or `encode_undo` was given.

    >>> decode_forgotten(encode_undo(AssetKey("orders"), "a"))
    Forgotten(key=AssetKey(['orders']), partition='a', newest_only=True)
    """
    parts, *rest = from_json(body)
    return Forgotten(AssetKey(parts), rest[0] if rest else ..., rest[1:] == [_UNDONE])
