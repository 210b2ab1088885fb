"""A stored value as a person looks at it: a page of a table, a picture, a tree, or text.

Every preview is bounded, whatever the value: in rows, columns, characters, places of a tree.

::

    value -> preview(value, Page(...)) -> TablePreview | ImagePreview | TreePreview | TextPreview
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from dagbook.view.array_preview import array_preview
from dagbook.view.image_preview import image_preview
from dagbook.view.previews import (
    MOST_TEXT,
    Page,
    Preview,
    TextPreview,
    TreeNode,
    TreePreview,
    clipped,
    kind_of,
)
from dagbook.view.table_preview import table_preview

_MOST_CHILDREN = 100
_MOST_PLACES = 2_000
_DEEPEST = 6
_LONGEST_LEAF = 300
_PLAIN = (str, int, float, bool, type(None))


def preview(value: Any, page: Page = Page()) -> Preview:  # noqa: B008 - a frozen value
    """Return what is shown of *value*.

    Args:
        value: Anything; it is not changed.
        page: Of a table, which rows and in which order.

    Example:
        >>> preview({"rows": 3, "names": ["a", "b"]}).root.children[0]
        TreeNode(name='rows', text='3', kind='int', size=0, children=())
        >>> preview("three words").text
        'three words'
    """
    for look in (table_preview, array_preview, image_preview):
        found = look(value, page)
        if found is not None:
            return found
    if isinstance(value, str):
        return TextPreview("str", *clipped(value, MOST_TEXT), size=len(value))
    if isinstance(value, (Mapping, list, tuple, AbstractSet)) and value:
        places = [_MOST_PLACES]
        return TreePreview(kind_of(value), _node("", value, 0, places))
    return TextPreview(kind_of(value), *clipped(_shown(value), MOST_TEXT))


def _node(name: str, value: Any, depth: int, places: list[int]) -> TreeNode:
    """Return *value* as a place of a tree; *places* counts down how many are left."""
    places[0] -= 1
    kind = kind_of(value)
    if not isinstance(value, (Mapping, list, tuple, AbstractSet)) or isinstance(value, str):
        return TreeNode(name, clipped(_shown(value), _LONGEST_LEAF)[0], kind)
    children: list[TreeNode] = []
    if depth < _DEEPEST:
        for inner, part in _parts(value):
            if places[0] <= 0 or len(children) >= _MOST_CHILDREN:
                break
            children.append(_node(inner, part, depth + 1, places))
    return TreeNode(name, "", kind, len(value), tuple(children))


def _parts(value: Mapping[Any, Any] | Sequence[Any] | AbstractSet[Any]) -> Any:
    """Yield the parts of a container with their names."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield clipped(key if isinstance(key, str) else _shown(key), _LONGEST_LEAF)[0], part
    else:
        for place, part in enumerate(value):
            yield ("" if isinstance(value, AbstractSet) else str(place)), part


def _shown(value: Any) -> str:
    """Return *value* as it writes itself; what cannot be written says so."""
    if isinstance(value, str):
        return repr(value[:MOST_TEXT])
    if type(value) in _PLAIN:
        return repr(value)
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - the user's repr may raise what it likes
        return f"{kind_of(value)}, whose repr raised {type(error).__name__}: {error}"
