"""Answers about the partitions of one asset of a session."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import assert_never

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dynamic import DynamicPartitionsDefinition
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.session import Session
from dagbook.view.graph_view import StatusBadge
from dagbook.view.partition_lineage import merged, related_partitions
from dagbook.view.partition_search import find_partitions
from dagbook.view.rough import cut_out, places_of
from dagbook_jupyter.panel.partition_messages import (
    FindKeys,
    Found,
    Keys,
    Mapped,
    PartitionAnswer,
    PartitionQuestion,
    ShowKeys,
    ShowMapping,
    ShowSubset,
    ShowWindow,
    Subset,
    Window,
)

MOST_KEYS = 2_000
"""So many keys are said at once; the page asks again for more."""

MOST_RANGES = 1_000
"""So many ranges of one asset are said at once; a person cannot tell more apart."""

MOST_SELECTED_RANGES = 20_000
"""So many separate ranges can be selected by their state."""

_MOST_IN_WINDOW = 5_000


def partitions_now(session: Session) -> AbstractContextManager[object]:
    """Return the context of one moment and the session's store of dynamic partitions."""
    return partition_loading_context(dynamic_partitions_store=session.instance)


def answer(
    session: Session, question: PartitionQuestion, badges: Mapping[str, StatusBadge]
) -> PartitionAnswer | None:
    """Return the answer to *question*; None when there are no such partitions.

    Args:
        session: The session.
        question: What is asked.
        badges: The exact statuses.

    Raises:
        DagsterInvalidInvocationError: If too many separate ranges are asked for.
    """
    graph, key = session.graph(), AssetKey.from_user_string(question.asset)
    partitions_def = graph.nodes[key].partitions_def if key in graph else None
    if partitions_def is None:
        return None
    with partitions_now(session):
        match question:
            case ShowKeys():
                return _keys(partitions_def, question)
            case FindKeys(asset, text):
                ranges = find_partitions(partitions_def, text).ranges
                return Found(asset, text, ranges[:MOST_RANGES], len(ranges) <= MOST_RANGES)
            case ShowMapping():
                return _mapped(session, partitions_def, question)
            case ShowWindow(asset, start, stop):
                end = min(stop, start + _MOST_IN_WINDOW)
                return Window(asset, start, end, cut_out(badges[asset], start, end))
            case ShowSubset():
                return _subset(badges[question.asset], partitions_def, question)
            case _:
                assert_never(question)


def _keys(partitions_def: PartitionsDefinition, asked: ShowKeys) -> Keys:
    end = min(asked.stop, partitions_def.count(), asked.start + asked.step * MOST_KEYS)
    wanted = OrdinalRanges.of(range(asked.start, end, asked.step))
    return Keys(asked.asset, asked.start, asked.step, tuple(partitions_def.keys_in(wanted)))


def _mapped(
    session: Session, partitions_def: PartitionsDefinition, asked: ShowMapping
) -> Mapped | None:
    if asked.ordinal >= partitions_def.count():
        return None
    key = AssetKey.from_user_string(asked.asset)
    reached = related_partitions(session.graph(), key, asked.ordinal)
    by_name = {at.to_user_string(): subset for at, subset in reached.items()}
    return Mapped(
        asked.asset,
        asked.ordinal,
        {name: merged(subset, MOST_RANGES).ranges for name, subset in by_name.items()},
        {name: len(subset) for name, subset in by_name.items()},
    )


def _subset(badge: StatusBadge, partitions_def: PartitionsDefinition, asked: ShowSubset) -> Subset:
    places = places_of(badge, asked.state, partitions_def.count())
    ranges = places.ranges
    if len(ranges) > MOST_SELECTED_RANGES:
        raise DagsterInvalidInvocationError(
            f"The {len(places):,} {asked.state} partitions of {asked.asset} lie in {len(ranges):,} "
            "separate ranges, too many to select. Select a part of them, or name them to "
            "%materialize."
        )
    return Subset(asked.asset, asked.state, ranges)


def come_and_go(partitions_def: PartitionsDefinition | None) -> bool:
    """Return whether partitions are added and deleted by name, also in one of two dimensions."""
    if isinstance(partitions_def, MultiPartitionsDefinition):
        return any(come_and_go(each.partitions_def) for each in partitions_def.partitions_defs)
    return isinstance(partitions_def, DynamicPartitionsDefinition)
