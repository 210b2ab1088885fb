"""What page and kernel say about stored values: looking at one, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from dagbook.view.previews import Page, Preview


@dataclass(frozen=True, slots=True)
class ShowValue:
    """Answer with what is shown of a stored value, as `ShownValue`.

    Args:
        asset: Whose value.
        ordinal: Of which partition; None of an asset without partitions.
        page: Of a table, which rows in which order.
        confirmed: Whether the person has seen how large it is.
    """

    asset: str
    ordinal: int | None
    page: Page
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ShownValue:
    """What is shown of a stored value.

    Args:
        asset: Whose value.
        ordinal: Of which partition.
        preview: What is shown; None when there is nothing to show.
        problem: Why there is nothing, in one sentence; "" when the person is asked first.
        size_bytes: Of what would have to be read, where the person is asked first.
    """

    asset: str
    ordinal: int | None
    preview: Preview | None
    problem: str = ""
    size_bytes: int | None = None


def show_value(content: Mapping[str, object]) -> ShowValue | None:
    """Return the wish that *content* is, or None when it is none."""
    asset, ordinal = content.get("asset"), content.get("ordinal")
    start, rows = content.get("start", 0), content.get("rows", Page().rows)
    sort = content.get("sort")
    if not isinstance(asset, str) or not _whole(start) or not _whole(rows):
        return None
    if (ordinal is not None and not _whole(ordinal)) or (sort is not None and not _whole(sort)):
        return None
    page = Page(_int(start), max(1, _int(rows)), _some(sort), content.get("descending") is True)
    return ShowValue(asset, _some(ordinal), page, content.get("confirmed") is True)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _some(value: object) -> int | None:
    return value if isinstance(value, int) else None
