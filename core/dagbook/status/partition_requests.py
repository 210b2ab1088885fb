"""What a request for partitions means for each asset: states, the last ones, keys and ranges. Pure.

::

    "missing" | "last 7" | "A...B,C" | ["A", "B"]  ->  partitions_asked  ->  ordinals by asset
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvalidSubsetError,
    DagsterUnknownPartitionError,
    did_you_mean,
)
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition, describe_keys, unknown_partition
from dagbook.partitions.keys import PartitionKeyRange, PartitionsRequest
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import ONE, AssetStatus

STATES: Mapping[str, Callable[[AssetStatus], OrdinalRanges]] = {
    "all": lambda status: OrdinalRanges.span(0, status.total),
    "missing": lambda status: status.missing,
    "stale": lambda status: status.stale,
    "failed": lambda status: status.failed,
}
"""The words that mean partitions by their state."""

_LAST = re.compile(r"last\s+(-?\d+)")
_QUOTED = re.compile(r'"(.*)"', re.DOTALL)
_NO_RANGES = ("..", ":", "/")
"""What others write between the ends of a range."""


def as_key(text: str) -> str:
    """Return the request that means the partition *text*, though it be a word such as "all".

    >>> as_key("2013-01-01"), as_key("all"), as_key("last 7"), as_key("")
    ('2013-01-01', '"all"', '"last 7"', '""')
    """
    return f'"{text}"' if not text or _is_word(text) else text


def _is_word(text: str) -> bool:
    """Return whether *text* means partitions by their state or place."""
    return text in STATES or _LAST.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """What a request finds among the partitions of one asset.

    Args:
        subset: The ordinals.
        unknown: The parts of the request that mean nothing there, each with the error that says so.
    """

    subset: OrdinalRanges
    unknown: Mapping[str, DagsterUnknownPartitionError]


def partitions_asked(
    graph: AssetGraph,
    statuses: Mapping[AssetKey, AssetStatus],
    keys: Sequence[AssetKey],
    request: PartitionsRequest,
) -> dict[AssetKey, OrdinalRanges]:
    """Return which ordinals of each of *keys* a request means; assets of which none are left out.

    A state is that of each asset, those without partitions included. Partition keys are meant of
    the assets that have them; an asset with other partitions gets those that the others read.

    Args:
        graph: The assets.
        statuses: Their status now.
        keys: Which of them the request is about.
        request: What is asked for.

    Raises:
        DagsterInvalidSubsetError: Partition keys are asked for, but none of *keys* has partitions.
        DagsterUnknownPartitionError: No asset has such a partition.
        DagsterInvalidInvocationError: A range ends before it starts, too few are asked for, or it
            is no request.
    """
    if not isinstance(request, str | Iterable):
        raise DagsterInvalidInvocationError(
            f"Partitions are keys, a range or a word such as 'missing'; got {request!r}, of type "
            f"{type(request).__name__}. Write them as text."
        )
    if isinstance(request, str) and request in STATES:
        asked = {key: STATES[request](statuses[key]) for key in keys}
        return {key: subset for key, subset in asked.items() if subset}
    partitioned = {
        key: definition for key in keys if (definition := graph.nodes[key].partitions_def)
    }
    if not partitioned:
        names = ", ".join(key.to_user_string() for key in keys) or "nothing"
        raise DagsterInvalidSubsetError(
            f"Partitions {_words(request)} were asked for, but {names} is not partitioned. Leave "
            "them out."
        )
    found = {key: find_partitions(request, each) for key, each in partitioned.items()}
    unknown = [each.unknown for each in found.values()]
    for part, error in unknown[0].items():
        if all(part in each for each in unknown):
            raise error
    own = {key: each.subset for key, each in found.items() if each.subset}
    reads = _with_what_they_read(graph, own)
    return {key: reads[key] for key in partitioned if reads.get(key)}


def find_partitions(request: PartitionsRequest, partitions_def: PartitionsDefinition) -> Found:
    """Return what *request*, which names no state, finds among partitions.

    A text that is a key as a whole means that key, whatever is in it, and one in double quotes
    means the key between them, though it be a word such as "all". Of partitions of two
    dimensions ``date=A...B,region=us`` names keys by dimension; one that is left out, or ``*``,
    means all of it. ``last 7`` means the last seven, of two dimensions the last by time.

    Raises:
        DagsterInvalidInvocationError: A range ends before it starts or lacks an end, or fewer than
            one are asked for.
    """
    if request == "" and partitions_def.ordinal("") is None:
        raise DagsterInvalidInvocationError(
            f"No partition is named ({describe_keys(partitions_def)}). Name keys, or a range as in "
            "A...B; or leave the partitions out."
        )
    if isinstance(request, PartitionKeyRange):
        return _parts_found([f"{request.start}...{request.end}"], [request], partitions_def)
    if not isinstance(request, str):
        return _parts_found(list(request), list(request), partitions_def)
    quoted = _QUOTED.fullmatch(request)
    is_key = partitions_def.ordinal(request) is not None
    if is_key or quoted:
        key = quoted[1] if quoted and not is_key else request
        return _parts_found([request], [key], partitions_def)
    last = _LAST.fullmatch(request.strip())
    if last:
        return Found(_last(int(last[1]), partitions_def), {})
    if isinstance(partitions_def, MultiPartitionsDefinition) and "=" in request.partition(",")[0]:
        return _by_dimension(request, partitions_def)
    texts = request.split(",")
    return _parts_found(texts, [_key_or_range(text) for text in texts], partitions_def)


def single_key(text: str, partitions_def: PartitionsDefinition) -> str:
    """Return the key that *text* means: itself, or that of ``date=2013-01-01,region=us``.

    Raises:
        DagsterInvalidInvocationError: Several are meant, or there is no such dimension.
        DagsterUnknownPartitionError: A dimension has no such key.

    Example:
        >>> from dagbook.partitions.static import StaticPartitionsDefinition
        >>> regions, sizes = (StaticPartitionsDefinition(each) for each in (["us"], ["s", "l"]))
        >>> both = MultiPartitionsDefinition({"region": regions, "size": sizes})
        >>> single_key("size=s,region=us", both), single_key("us|l", both)
        ('us|s', 'us|l')
    """
    by_dimension = isinstance(partitions_def, MultiPartitionsDefinition) and "=" in text
    if not by_dimension or partitions_def.ordinal(text) is not None:
        return text
    subset = parse_partitions(text, partitions_def)
    if len(subset) != 1:
        raise DagsterInvalidInvocationError(
            f"{text} means {len(subset):,} partitions; name one key of each dimension."
        )
    return partitions_def.keys_in(subset)[0]


def parse_partitions(text: str, partitions_def: PartitionsDefinition) -> OrdinalRanges:
    """Return the ordinals that *text* means: keys and ranges ``A...B``, separated by commas.

    Raises:
        DagsterUnknownPartitionError: There is no such partition.
        DagsterInvalidInvocationError: A range ends before it starts.

    Example:
        >>> from dagbook.partitions.static import StaticPartitionsDefinition
        >>> letters = StaticPartitionsDefinition(["a", "b", "c", "d", "e"])
        >>> str(parse_partitions("a,c...d", letters)), str(parse_partitions("last 2", letters))
        ('0,2-3', '3-4')
    """
    found = find_partitions(text, partitions_def)
    for error in found.unknown.values():
        raise error
    return found.subset


def _key_or_range(text: str) -> str | PartitionKeyRange:
    """Return what one part of a text between commas is."""
    start, dots, end = text.strip().partition("...")
    if dots and not (start.strip() and end.strip()):
        raise DagsterInvalidInvocationError(
            f"The range {text.strip()} lacks an end. Write both, as in A...B, each included."
        )
    return PartitionKeyRange(start.strip(), end.strip()) if dots else start


def _parts_found(
    texts: Sequence[str],
    parts: Sequence[str | PartitionKeyRange],
    partitions_def: PartitionsDefinition,
) -> Found:
    """Return what *parts*, written as *texts*, find."""
    spans: list[tuple[int, int]] = []
    unknown: dict[str, DagsterUnknownPartitionError] = {}
    ordinals = partitions_def.ordinals_of(part for part in parts if isinstance(part, str))
    for part, text in zip(parts, texts, strict=True):
        try:
            if isinstance(part, PartitionKeyRange):
                spans += partitions_def.subset_of_range(part).ranges
            elif part in ordinals:
                spans.append((ordinals[part], ordinals[part] + 1))
            else:
                raise _unknown(partitions_def, part)
        except DagsterUnknownPartitionError as error:
            unknown[text] = error
    return Found(OrdinalRanges.from_ranges(spans), unknown)


def _unknown(partitions_def: PartitionsDefinition, part: str) -> DagsterUnknownPartitionError:
    """Return the error for *part*, which is no key: perhaps a range or a state was meant.

    >>> from dagbook.partitions.static import StaticPartitionsDefinition
    >>> print(_unknown(StaticPartitionsDefinition(["a", "b", "c"]), "a..c"))
    Could not find a partition with key `a..c`. A range is written a...c.
    >>> print(_unknown(StaticPartitionsDefinition(["a", "b"]), "misssing"))
    Could not find a partition with key `misssing`. Did you mean missing?
    >>> print(_unknown(StaticPartitionsDefinition(["a", "b"]), "all"))
    Could not find a partition with key `all`. As a word it is written --partitions all.
    """
    said = f"Could not find a partition with key `{part}`."
    if _is_word(part):
        option = f"--partitions {part}" if part in STATES else f"--{part}"
        return DagsterUnknownPartitionError(f"{said} As a word it is written {option}.")
    for sign in _NO_RANGES:
        start, found, end = (each.strip() for each in part.partition(sign))
        if found and None not in map(partitions_def.ordinal, (start, end)):
            return DagsterUnknownPartitionError(f"{said} A range is written {start}...{end}.")
    meant = () if partitions_def.nearest_keys(part) else similar(part, STATES, 1)
    if meant:
        return DagsterUnknownPartitionError(f"{said}{did_you_mean(meant)}")
    return unknown_partition(partitions_def, part)


def _last(number: int, partitions_def: PartitionsDefinition) -> OrdinalRanges:
    """Return the last *number* partitions; of two dimensions those last by time."""
    if number < 1:
        raise DagsterInvalidInvocationError(
            f"The last {number} partitions were asked for. Ask for one or more, as in last 7."
        )
    if (
        isinstance(partitions_def, MultiPartitionsDefinition)
        and partitions_def.has_time_window_dimension
    ):
        name, dimension = partitions_def.time_window_dimension
        return partitions_def.product_of({name: _last(number, dimension)})
    count = partitions_def.count()
    return OrdinalRanges.span(max(0, count - number), count)


def _by_dimension(text: str, partitions_def: MultiPartitionsDefinition) -> Found:
    """Return what ``date=A...B,region=us`` finds; keys after a comma are of the same dimension."""
    names = partitions_def.partition_dimension_names
    asked: dict[str, list[str]] = {}
    name = ""
    for part in text.split(","):
        head, equals, rest = part.partition("=")
        if equals and (head.strip() in names or not name):
            name = head.strip()
            if name not in names or name in asked:
                raise _wrong_dimension(text, name, names, asked)
        asked.setdefault(name, []).append(rest if equals and head.strip() == name else part)
    subsets: dict[str, OrdinalRanges] = {}
    for each, texts in asked.items():
        dimension = partitions_def.get_partitions_def_for_dimension(each)
        if texts == ["*"]:
            continue
        try:
            subsets[each] = parse_partitions(",".join(texts), dimension)
        except DagsterUnknownPartitionError as error:
            strange = next((one.partition("=")[0].strip() for one in texts[1:] if "=" in one), None)
            if strange is not None:
                raise _wrong_dimension(text, strange, names, asked) from None
            said = DagsterUnknownPartitionError(f"{each}: {error}")
            return Found(OrdinalRanges(), {text: said})
    return Found(partitions_def.product_of(subsets), {})


def _wrong_dimension(
    text: str, name: str, names: Sequence[str], asked: Collection[str]
) -> DagsterInvalidInvocationError:
    """Return the error for *name* before an equals sign in *text*."""
    wrong = f"{name} is named twice" if name in asked else f"There is no dimension {name!r}"
    return DagsterInvalidInvocationError(
        f"{text}: {wrong}.{did_you_mean(similar(name, names, 1)) if name not in asked else ''} "
        f"The dimensions are {' and '.join(names)}; name each once."
    )


def _with_what_they_read(
    graph: AssetGraph, own: Mapping[AssetKey, OrdinalRanges]
) -> dict[AssetKey, OrdinalRanges]:
    """Return *own*, and of every other asset upstream what these read of it, level by level."""
    found = dict(own)
    for key in reversed(graph.order):
        if key not in found:
            continue
        for parent in graph.parents[key]:
            if parent not in own:
                reads = partitions_read(graph, key, parent, found[key])
                found[parent] = found.get(parent, OrdinalRanges()) | reads
    return found


def partitions_read(
    graph: AssetGraph, key: AssetKey, parent: AssetKey, subset: OrdinalRanges
) -> OrdinalRanges:
    """Return which ordinals of *parent* the partitions *subset* of *key* read."""
    node, upstream = graph.nodes[key], graph.nodes[parent]
    if upstream.partitions_def is None:
        return ONE
    own = subset if node.partitions_def is not None else None
    mapping = graph.mapping(key, parent)
    return mapping.upstream_of(own, node.partitions_def, upstream.partitions_def).subset


def _words(request: PartitionsRequest) -> str:
    """Return *request* as text."""
    if isinstance(request, PartitionKeyRange):
        return f"{request.start}...{request.end}"
    return request if isinstance(request, str) else ", ".join(request)
