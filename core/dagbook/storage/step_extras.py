"""What is rarely asked of a step, as one text of its row: metadata, tags, data of events."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.metadata_forms import metadata_to_plain
from dagbook.model.records import Materialization, StepRecord


def encode_extra(step: StepRecord) -> str | None:
    """Return as JSON what is rarely asked of *step*, None when there is nothing."""
    extras: Any = [_extra_of(made) for made in step.materializations]
    if len(extras) > 1 and all(each == extras[0] for each in extras):
        extras = extras[:1]
    told = {at: each.data for at, each in enumerate(step.events) if each.data is not None}
    if told or step.attempt > 1 or step.partitions_read:
        extras = {"x": extras if any(extras) else None, "e": told, "n": step.attempt}
        if step.partitions_read:
            extras["r"] = step.partitions_read
    return escaped_json(extras) if any(extras) else None


class Extra(NamedTuple):
    """What is rarely asked of a step.

    Args:
        of_each: Of each materialization.
        told: Data of events, by their place.
        attempt: Which attempt it was.
        partitions_read: See `StepRecord`.
    """

    of_each: list[dict[str, Any]]
    told: dict[str, Any]
    attempt: int
    partitions_read: tuple[tuple[str, tuple[str, ...] | str], ...]


def decode_extra(extra: str | None, count: int) -> Extra:
    """Return what `encode_extra` wrote, of *count* materializations."""
    found = from_json(extra) if extra else None
    told, attempt = {}, 1
    read: Sequence[Any] = ()
    if isinstance(found, dict):
        told, attempt, read = found["e"], found["n"], found.get("r", ())
        found = found["x"]
    extras = found or [{}]
    return Extra(
        # Of many partitions that one step made, what is said of each is mostly the same.
        extras if len(extras) == count else extras * count,
        told,
        attempt,
        tuple((name, keys if isinstance(keys, str) else tuple(keys)) for name, keys in read),
    )


def _extra_of(made: Materialization) -> dict[str, Any]:
    """Return what is rarely asked of *made*, empty fields left out."""
    extra: dict[str, Any] = {}
    if made.metadata:
        extra["m"] = metadata_to_plain(made.metadata)
    if made.tags:
        extra["t"] = dict(made.tags)
    if made.data_version is not None:
        extra["d"] = made.data_version
    if made.description is not None:
        extra["w"] = made.description
    return extra


def escaped_json(value: Any) -> str:
    """Return *value* as JSON, lone surrogates escaped: odd file names have them, SQLite refuses."""
    text = to_json(value)
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()
