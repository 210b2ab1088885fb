"""A step record as one row of the event log, and back.

Runs of one asset differ in little: what they have in common (keys, names, the fingerprint, what is
read, the form of the path) is a `Shape`, stored once; the row holds the rest. Versions of 32
hexadecimal digits are stored as their bytes, one after the other.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dagbook.foundation.serdes import from_json
from dagbook.model.metadata_forms import metadata_from_plain
from dagbook.model.records import (
    InputVersions,
    Materialization,
    StepError,
    StepEvent,
    StepRecord,
)
from dagbook.partitions.multi_key import DELIMITER, MultiPartitionKey
from dagbook.storage.step_extras import decode_extra, encode_extra, escaped_json
from dagbook.storage.step_shapes import Kind, Shape

_DIGITS = 32
_VERSION, _PARTITION = "\x00", "\x01"
_AS_MADE = 1
"""In place of the partitions a step ran for: those that it made."""


class StepRow(NamedTuple):
    """What one step adds to its shape, as stored.

    Args:
        partition: The step's.
        started_at: Seconds since the epoch.
        seconds: How long it took.
        versions: Of each materialization its version, then those of its inputs, when all are of 32
            hexadecimal digits.
        size: Bytes of the only materialization's value.
        body: JSON of what the columns above and the shape cannot say, or None.
        extra: JSON of metadata, tags and the like, for each materialization, and of the data of
            events; or None.
        error: JSON of why it failed, or None.
    """

    partition: str | None
    started_at: float
    seconds: float
    versions: bytes | None
    size: int | None
    body: str | None
    extra: str | None
    error: str | None


class Made(NamedTuple):
    """What is asked of a materialization all the time, read without its metadata."""

    kind: Kind
    partition: str | None
    version: str
    inputs: InputVersions
    path: str | None
    size: int | None


def encode_step(step: StepRecord) -> tuple[Shape, StepRow]:
    """Return the shape and the row of *step*."""
    kinds: list[Kind] = []
    versions: list[str] = []
    odd_paths: dict[int, str] = {}
    for at, made in enumerate(step.materializations):
        path = None
        if made.path is not None:
            path = _path_form(made.path, made.version, made.partition)
            if path is None:
                odd_paths[at] = made.path
        names: tuple[str, ...] = ()
        versions.append(made.version)
        if made.inputs:
            names, read = zip(*made.inputs, strict=True)
            versions.extend(read)
        kinds.append(
            Kind(
                made.key,
                made.fingerprint,
                made.code_version,
                names,
                path,
                made.parents,
                _dimensions(made.partition),
            )
        )
    packed = _pack(versions)
    body = _body(step, kinds, versions if packed is None else None, odd_paths)
    distinct = tuple(kinds) if len(kinds) == 1 else tuple(dict.fromkeys(kinds))
    made_one = step.materializations[0] if len(kinds) == 1 else None
    return (
        Shape(
            step.step_key,
            step.planned,
            tuple([(each.kind, each.name, each.about) for each in step.events]),
            distinct,
        ),
        StepRow(
            step.partition,
            step.started_at,
            step.seconds,
            packed or None,
            made_one.size_bytes if made_one else None,
            escaped_json(body) if body else None,
            encode_extra(step),
            _error(step),
        ),
    )


def _body(
    step: StepRecord,
    kinds: Sequence[Kind],
    versions: Sequence[str] | None,
    odd_paths: dict[int, str],
) -> dict[str, Any]:
    """Return what columns and shape cannot say, by one letter each; mostly empty."""
    body: dict[str, Any] = {}
    if versions:
        body["v"] = versions
    if odd_paths:
        body["f"] = odd_paths
    if any(made.partition != step.partition for made in step.materializations):
        body["p"] = [made.partition for made in step.materializations]
    if step.range_keys:
        told = step.range_keys == tuple(dict.fromkeys(body.get("p", ())))
        body["r"] = _AS_MADE if told else step.range_keys
    if len(kinds) > 1:
        place = {kind: at for at, kind in enumerate(dict.fromkeys(kinds))}
        if len(place) < len(kinds) and not (len(place) == 1 and "p" in body):
            body["k"] = [place[kind] for kind in kinds]
        sizes = [made.size_bytes for made in step.materializations]
        if any(size is not None for size in sizes):
            body["s"] = sizes
    return body


def _error(step: StepRecord) -> str | None:
    """Return why *step* failed, as JSON."""
    if step.error is None and not step.canceled:
        return None
    why = step.error
    words = None if why is None else [why.error_class, why.message, why.traceback]
    if step.retry_in is not None:
        return escaped_json([words, step.canceled, step.retry_in])
    return escaped_json([words, step.canceled])


def decode_error(error: str | None) -> tuple[StepError | None, bool]:
    """Return why a step failed, and whether that is not for good.

    It is not when the step was interrupted, and when it was to be tried again.
    """
    why, canceled, retry_in = _decode_ending(error)
    return why, canceled or retry_in is not None


def _decode_ending(error: str | None) -> tuple[StepError | None, bool, float | None]:
    """Return why a step failed, whether it was interrupted, and when it was to be tried again."""
    if error is None:
        return None, False, None
    words, canceled, *retry = from_json(error)
    return None if words is None else StepError(*words), canceled, retry[0] if retry else None


def is_single(shape: Shape, body: str | None) -> bool:
    """Return whether a step made one thing that its columns say all of, as nearly all steps do."""
    return body is None and len(shape.kinds) == 1


def decode_single(
    kind: Kind, partition: str | None, versions: bytes
) -> tuple[str, InputVersions, str | None]:
    """Return version, inputs and path of what a step made, where `is_single`; it is hot."""
    digits = versions.hex()
    version = digits[:_DIGITS]
    inputs: InputVersions = ()
    if kind.inputs:
        starts = range(_DIGITS, len(digits), _DIGITS)
        inputs = tuple(zip(kind.inputs, [digits[at : at + _DIGITS] for at in starts], strict=True))
    path = kind.path
    if path is not None:
        path = _path_of(path, version, partition)
    return version, inputs, path


def decode_made(
    shape: Shape, partition: str | None, versions: bytes | None, size: int | None, body: str | None
) -> list[Made]:
    """Return what a step made, from its shape and the columns that say it."""
    if is_single(shape, body):
        (kind,) = shape.kinds
        return [Made(kind, partition, *decode_single(kind, partition, versions or b""), size)]
    more = from_json(body) if body else {}
    flat = iter(more.get("v") or _unpack(versions or b""))
    order = more.get("k")
    partitions = more.get("p")
    kinds = [shape.kinds[at] for at in order] if order else shape.kinds
    if partitions and len(kinds) == 1:
        kinds = kinds * len(partitions)
    odd_paths = more.get("f", {})
    sizes = more.get("s") or [size] * len(kinds)
    made: list[Made] = []
    for at, kind in enumerate(kinds):
        own = partitions[at] if partitions else partition
        version = next(flat)
        path = odd_paths.get(str(at))
        if kind.path is not None:
            path = _path_of(kind.path, version, own)
        inputs = tuple((name, next(flat)) for name in kind.inputs)
        made.append(Made(kind, own, version, inputs, path, sizes[at]))
    return made


def decode_range(body: str | None) -> tuple[str, ...]:
    """Return for which partitions a step ran, where they are several."""
    more = from_json(body) if body else {}
    keys = more.get("r", ())
    return tuple(dict.fromkeys(more["p"]) if keys == _AS_MADE else keys)


def decode_step(run_id: str, shape: Shape, row: StepRow) -> StepRecord:
    """Return the record that `encode_step` was given."""
    error, canceled, retry_in = _decode_ending(row.error)
    every = decode_made(shape, row.partition, row.versions, row.size, row.body)
    extra = decode_extra(row.extra, len(every))
    return StepRecord(
        run_id=run_id,
        step_key=shape.step_key,
        partition=row.partition,
        started_at=row.started_at,
        seconds=row.seconds,
        planned=shape.planned,
        materializations=tuple(map(_materialization, every, extra.of_each)),
        events=tuple(
            [
                StepEvent(kind, name, extra.told.get(str(at)), about)
                for at, (kind, name, about) in enumerate(shape.events)
            ]
        ),
        error=error,
        canceled=canceled,
        attempt=extra.attempt,
        retry_in=retry_in,
        range_keys=decode_range(row.body),
        partitions_read=extra.partitions_read,
    )


def _materialization(made: Made, extra: dict[str, Any]) -> Materialization:
    """Return the full record of *made*."""
    return Materialization(
        key=made.kind.key,
        partition=_partition(made),
        version=made.version,
        fingerprint=made.kind.fingerprint,
        inputs=made.inputs,
        data_version=extra.get("d"),
        code_version=made.kind.code_version,
        metadata=metadata_from_plain(extra.get("m", {})),
        tags=extra.get("t", {}),
        description=extra.get("w"),
        path=made.path,
        size_bytes=made.size,
        parents=made.kind.parents,
    )


def _partition(made: Made) -> str | None:
    """Return the partition key of *made*; one of several dimensions knows their names."""
    names = made.kind.dimensions
    parts = tuple((made.partition or "").split(DELIMITER)) if names else ()
    if not names or len(parts) != len(names):
        return made.partition
    return MultiPartitionKey.joined(names, parts)


def _dimensions(partition: str | None) -> tuple[str, ...]:
    """Return the names of the dimensions of a partition key; none where it has but one."""
    if isinstance(partition, MultiPartitionKey):
        return tuple(partition.keys_by_dimension)
    return ()


def _pack(versions: Sequence[str]) -> bytes | None:
    """Return *versions* as their bytes, or None unless each is 32 lowercase hexadecimal digits."""
    joined = "".join(versions)
    if len(joined) != _DIGITS * len(versions) or any(len(each) != _DIGITS for each in versions):
        return None
    try:
        packed = bytes.fromhex(joined)
    except ValueError:
        return None
    return packed if packed.hex() == joined else None


def _unpack(packed: bytes) -> list[str]:
    """Return the versions that `_pack` packed."""
    digits = packed.hex()
    return [digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS)]


def _path_form(path: str, version: str, partition: str | None) -> str | None:
    """Return *path* with marks for version and partition, None where they do not make it up."""
    form = path.replace(version, _VERSION)
    if partition is not None:
        parts = form.split("/")
        if partition not in parts:
            return None
        form = "/".join([_PARTITION if part == partition else part for part in parts])
    return form if form != path and _path_of(form, version, partition) == path else None


def _path_of(form: str, version: str, partition: str | None) -> str:
    """Return the path that `_path_form` gave *form* of."""
    if partition is not None:
        form = form.replace(_PARTITION, partition)
    return form.replace(_VERSION, version)
