"""What the runs of one step have in common, and as the JSON that is stored once of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import (
    ASSET_MATERIALIZATION,
    HANDLED_OUTPUT,
    LOADED_INPUT,
    STEP_INPUT,
    STEP_OUTPUT,
)
from dagbook.model.records import Parents


# Tuples, unlike dataclasses, are hashed in C: each recorded step looks its shape up by value.
class Kind(NamedTuple):
    """What the materializations of one asset have in common.

    Args:
        key: Which asset.
        fingerprint: Of its code.
        code_version: The user's.
        inputs: Keys of what it reads.
        path: Of its value, with marks in place of version and partition; None when it has none, or
            one of another form.
        parents: What it is made of, where `inputs` do not say it.
        dimensions: The names of those that its partition keys have.
    """

    key: AssetKey
    fingerprint: str | None
    code_version: str | None
    inputs: tuple[str, ...]
    path: str | None
    parents: Parents | None = None
    dimensions: tuple[str, ...] = ()


class Shape(NamedTuple):
    """What the runs of one step have in common."""

    step_key: str
    planned: tuple[AssetKey, ...]
    events: tuple[tuple[str, str | None, str | None], ...]
    kinds: tuple[Kind, ...]


def encode_shape(shape: Shape) -> str:
    """Return *shape* as JSON."""
    return to_json(
        [
            shape.step_key,
            [key.parts for key in shape.planned],
            shape.events,
            [_kind_to_plain(kind) for kind in shape.kinds],
        ]
    )


def decode_shape(text: str) -> Shape:
    """Return the shape that `encode_shape` wrote."""
    step_key, planned, *events, kinds = from_json(text)
    return Shape(
        step_key,
        tuple(map(AssetKey, planned)),
        tuple(map(tuple, events[0])) if len(events) == 1 else _events_of_old(*events),
        tuple(_kind_from_plain(*kind) for kind in kinds),
    )


def _kind_to_plain(kind: Kind) -> list[Any]:
    """Return *kind* as plain values; what nearly none says is left out where it is not said."""
    said = len(_SAID) - (kind.parents is None and not kind.dimensions) * 2
    return [kind.key.parts, *kind[1:said]]


_SAID = Kind._fields


def _kind_from_plain(
    key: Sequence[str],
    fingerprint: str | None,
    code_version: str | None,
    inputs: Sequence[str],
    path: str | None,
    parents: Sequence[Sequence[str]] | None = None,
    dimensions: Sequence[str] = (),
) -> Kind:
    """Return the kind that `_kind_to_plain` was given."""
    return Kind(
        AssetKey(key),
        fingerprint,
        code_version,
        tuple(inputs),
        path,
        None if parents is None else tuple((name, how) for name, how in parents),
        tuple(dimensions),
    )


def _events_of_old(
    loaded_inputs: Sequence[str], outputs: Sequence[tuple[str, Any, bool]]
) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return the events that a shape of the first form stands for."""
    events: list[tuple[str, str | None, str | None]] = []
    for name in loaded_inputs:
        events += [(LOADED_INPUT, name, None), (STEP_INPUT, name, None)]
    for name, key, handled in outputs:
        events.append((STEP_OUTPUT, name, None))
        if key is not None:
            events.append((ASSET_MATERIALIZATION, name, None))
        if handled:
            events.append((HANDLED_OUTPUT, name, None))
    return tuple(events)
