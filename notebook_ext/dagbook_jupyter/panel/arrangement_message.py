"""How the page wants the graph arranged: what a front end's state says, read without trust."""

from collections.abc import Mapping

from dagbook.view.arrangement import Arrangement

_MOST_STEPS = 1_000


def arrangement_of(content: object) -> Arrangement:
    """Return the arrangement that *content* is; what of it cannot be used is left as it is usual.

    Args:
        content: What the page keeps: any JSON value.

    Example:
        >>> arrangement_of({"direction": "TB", "focus": ["orders"], "upstream": 1})
        ... # doctest: +ELLIPSIS
        Arrangement(direction='TB', ..., focus=('orders',), upstream=1, downstream=None, path=False)
        >>> arrangement_of(["TB"]) == Arrangement()
        True
    """
    if not isinstance(content, Mapping):
        return Arrangement()
    return Arrangement(
        direction="TB" if content.get("direction") == "TB" else "LR",
        folded=_texts(content.get("folded")),
        unfolded=_texts(content.get("unfolded")),
        focus=_texts(content.get("focus")),
        upstream=_steps(content.get("upstream")),
        downstream=_steps(content.get("downstream")),
        path=content.get("path") is True,
    )


def _texts(value: object) -> tuple[str, ...]:
    """Return the strings of a list, each once."""
    items = value if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(each for each in items if isinstance(each, str)))


def _steps(value: object) -> int | None:
    """Return a number of steps; None for no limit."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return max(0, min(value, _MOST_STEPS))
