"""What arrives from the page, read: anything at all may.

`parse` turns it into one of the page messages or into a `BadMessage`, and never raises.
"""

from collections.abc import Callable, Mapping
from typing import get_args

from dagbook.view.graph_view import Ranges
from dagbook_jupyter.panel.graph_messages import GRAPH_QUESTIONS
from dagbook_jupyter.panel.inspect_messages import INSPECT_QUESTIONS
from dagbook_jupyter.panel.messages import (
    BadMessage,
    Cancel,
    Forget,
    Materialize,
    Mode,
    PageMessage,
    Ready,
    ShowDetails,
    ShowPlan,
)
from dagbook_jupyter.panel.partition_messages import QUESTION_TYPES, question
from dagbook_jupyter.panel.run_messages import parse_resume
from dagbook_jupyter.panel.run_questions import RUN_QUESTIONS, read_config
from dagbook_jupyter.panel.value_messages import show_value


def parse(content: object) -> PageMessage | BadMessage:
    """Return what the page asks for.

    Args:
        content: What arrived: any JSON value.

    Returns:
        A page message, or a `BadMessage` that says what is wrong.

    Example:
        >>> parse({"type": "materialize", "keys": ["orders"], "partitions": {"orders": [[3, 5]]}})
        ... # doctest: +ELLIPSIS
        Materialize(keys=('orders',), mode='selected', partitions={'orders': ((3, 5),)}, ...)
        >>> parse({"type": "dance"})
        BadMessage(reason="The panel sent a message of the unknown type 'dance'.")
    """
    if not isinstance(content, Mapping):
        return BadMessage(f"The panel sent a {type(content).__name__} instead of a message.")
    match content.get("type"):
        case "ready":
            return Ready()
        case "cancel" | "details" | "materialize" | "plan" | "forget" as wish:
            return _PARSERS[wish](content)
        case "resume":
            return parse_resume(content) or _bad("resume", "backfill", dict(content))
        case str(kind) if kind in QUESTION_TYPES or kind in _QUESTIONS:
            asked = {name: part for name, part in content.items() if name != "type"}
            read = _QUESTIONS.get(kind, question)
            return read(content) or _bad(kind, "question", asked)
        case other:
            return BadMessage(f"The panel sent a message of the unknown type {_shown(other)}.")


def _materialize(content: Mapping[str, object]) -> Materialize | BadMessage:
    keys, mode = content.get("keys"), content.get("mode", "selected")
    partitions = content.get("partitions")
    wanted = _texts(keys)
    if keys is not None and wanted is None:
        return _bad("materialize", "keys", keys)
    known_mode = next((each for each in get_args(Mode) if each == mode), None)
    if known_mode is None:
        return _bad("materialize", "mode", mode)
    chosen = _chosen(partitions)
    if isinstance(chosen, BadMessage):
        return chosen
    known = _counts(content.get("counts"))
    if known is None:
        return _bad("materialize", "counts", content.get("counts"))
    config = read_config(content.get("config"))
    if config is None:
        return _bad("materialize", "config", content.get("config"))
    confirmed = content.get("confirmed") is True
    return Materialize(wanted, known_mode, chosen, known, confirmed, config)


def _chosen(partitions: object) -> dict[str, Ranges] | BadMessage:
    """Return the ranges of each key."""
    if not isinstance(partitions, Mapping | None):
        return _bad("materialize", "partitions", partitions)
    chosen: dict[str, Ranges] = {}
    for key, value in (partitions or {}).items():
        ranges = _ranges(value)
        if not isinstance(key, str) or ranges is None:
            return _bad("materialize", f"partitions of {_shown(key)}", value)
        chosen[key] = ranges
    return chosen


def _plan(content: Mapping[str, object]) -> ShowPlan | BadMessage:
    wish = _materialize(content)
    return wish if isinstance(wish, BadMessage) else ShowPlan(wish)


def _cancel(content: Mapping[str, object]) -> Cancel | BadMessage:
    run_id = content.get("run_id")
    return Cancel(run_id) if isinstance(run_id, str | None) else _bad("cancel", "run", run_id)


def _forget(content: Mapping[str, object]) -> Forget | BadMessage:
    asset, how, confirmed = content.get("asset"), content.get("how"), content.get("confirmed")
    ranges, known = _ranges(content.get("ranges", ())), _counts(content.get("counts"))
    if not isinstance(asset, str):
        return _bad("forget", "asset", asset)
    if how not in ("wipe", "undo"):
        return _bad("forget", "how", how)
    # None and nothing left of odd ranges must not come to mean the whole asset.
    if ranges is None or (not ranges and content.get("ranges")):
        return _bad("forget", "ranges", content.get("ranges"))
    if known is None:
        return _bad("forget", "counts", content.get("counts"))
    return Forget(asset, "wipe" if how == "wipe" else "undo", ranges, known, confirmed is True)


def _details(content: Mapping[str, object]) -> ShowDetails | BadMessage:
    key = content.get("key")
    return ShowDetails(key) if isinstance(key, str) else _bad("details", "key", key)


_QUESTIONS: dict[str, Callable[[Mapping[str, object]], PageMessage | None]] = {
    **GRAPH_QUESTIONS,
    **RUN_QUESTIONS,
    **INSPECT_QUESTIONS,
    "value": show_value,
}
_PARSERS: dict[str, Callable[[Mapping[str, object]], PageMessage | BadMessage]] = {
    "details": _details,
    "materialize": _materialize,
    "plan": _plan,
    "cancel": _cancel,
    "forget": _forget,
}


def _counts(value: object) -> dict[str, int] | None:
    """Return numbers by key, or None if *value* is no such thing."""
    if not isinstance(value, Mapping | None):
        return None
    if not all(isinstance(n, int) for n in (value or {}).values()):
        return None
    return {str(key): n for key, n in (value or {}).items()}


def _texts(value: object) -> tuple[str, ...] | None:
    """Return the strings of a list, each once, or None if *value* is no list of strings."""
    if not isinstance(value, list | tuple):
        return None
    texts = tuple(item for item in value if isinstance(item, str))
    return tuple(dict.fromkeys(texts)) if len(texts) == len(value) else None


def _ranges(value: object) -> Ranges | None:
    """Return sorted, joined, non-empty half-open ranges, or None if *value* is no such thing."""
    if not isinstance(value, list | tuple):
        return None
    pieces: list[tuple[int, int]] = []
    for item in value:
        match item:
            case [int(start), int(stop)] if 0 <= start <= stop:
                pieces.append((start, stop))
            case _:
                return None
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(piece for piece in pieces if piece[0] < piece[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return tuple(joined)


def _bad(message: str, part: str, got: object) -> BadMessage:
    return BadMessage(f"The panel's {message} message has no usable {part}: it is {_shown(got)}.")


def _shown(value: object) -> str:
    text = repr(value)
    most = 60
    return text if len(text) <= most else text[:most] + "..."
