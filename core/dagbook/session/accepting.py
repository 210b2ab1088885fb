"""Saying that a change of code does not matter: the code there is counts as what made the values.

::

    values' codes != present code -> Acceptance (asset, partition, was, now) -> statuses
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import Any, Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.keys import PartitionsRequest
from dagbook.status.accepted_words import change_accepted
from dagbook.status.asset_status import AssetStatus
from dagbook.status.partition_requests import partitions_asked
from dagbook.storage.accepted import Acceptance
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import code_with
from dagbook.versions.parts import Fingerprint
from dagbook.versions.stored import pack, unpack

MOST_CHANGES = 5
"""So many changes of one asset are named."""


class Accepting(Protocol):
    """What accepting needs of a session."""

    @property
    def instance(self) -> DagsterInstance:
        """Where it is recorded."""

    @property
    def notebook(self) -> str:
        """Which notebook says so."""

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""

    def resources(self, graph: AssetGraph) -> dict[str, Any]:
        """Return what is bound to each resource key."""

    def statuses(self, graph: AssetGraph | None = None) -> Mapping[AssetKey, AssetStatus]:
        """Return the status of every live asset."""

    def partitions_now(self) -> Any:
        """Return the context of one moment."""

    def place_of(self, filename: str) -> str:
        """Return the cell that code is in."""

    def announce_statuses_changed(self) -> None:
        """Tell those who watch."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one asset.

    Args:
        key: As `sales/orders`.
        changes: In words, what does not count any more, or counts again.
        partitions: Of which partitions that was said; empty where it is of the whole asset.
        refused: Why nothing could be accepted; "" where something was, or nothing had to be.
        still: Why it is out of date all the same; "" when it is not.
    """

    key: str
    changes: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    refused: str = ""
    still: str = ""


@dataclass(frozen=True, slots=True)
class AcceptSummary:
    """What was accepted, or revoked.

    Args:
        assets: Each asset that was asked for, in topological order.
        revoked: Whether acceptances were taken back.
    """

    assets: tuple[Accepted, ...]
    revoked: bool = False


def accept(
    session: Accepting,
    selection: str | Sequence[AssetKey],
    partitions: PartitionsRequest | None = None,
    *,
    origin: str = "",
) -> AcceptSummary:
    """Have the code there is count as the one that made the values of assets.

    Only code is meant, with the resources and packages that count with it: a new value that an
    asset reads makes it stale as before.

    Args:
        session: Where.
        selection: Of which assets.
        partitions: Of which partitions, as `materialize` takes them; None means all.
        origin: Who says so, such as "cell 7".

    Raises:
        DagsterError: The request does not fit what is defined.
    """
    graph = session.graph()
    log = session.instance.event_log
    code_of = code_with(session.resources(graph), at_one_moment=True)
    found: dict[AssetKey, Accepted] = {}
    said: list[Acceptance] = []
    with session.partitions_now():
        for key, asked in _asked(session, graph, selection, partitions).items():
            node, name = graph.nodes[key], key.to_user_string()
            code = code_of(node.definition, node.output)
            refused = "" if node.is_external else _why_not(code)
            if node.is_external or refused or code is None:
                found[key] = Accepted(name, refused=refused or "it is made elsewhere")
                continue
            new = _new(session, key, asked, code, origin)
            if new:
                log.codes.put(code.value or "", lambda code=code: pack(code))  # type: ignore[misc]  # a default binds it
            said += new
            changes = _changes(session, key, new, code)
            places = tuple(dict.fromkeys(each.partition for each in new if each.partition))
            found[key] = Accepted(name, changes, places)
        log.accepted.put(said)
        session.announce_statuses_changed()
        return AcceptSummary(tuple(_still(session, found)))


def revoke(
    session: Accepting,
    selection: str | Sequence[AssetKey],
    partitions: PartitionsRequest | None = None,
) -> AcceptSummary:
    """Take back what was accepted of assets, so that the change counts again.

    Args:
        session: Where.
        selection: Of which assets.
        partitions: Of which partitions; None means all that was ever accepted of them.

    Raises:
        DagsterInvalidInvocationError: Of single partitions, where the whole asset was accepted.
        DagsterError: The request does not fit what is defined.
    """
    graph, log = session.graph(), session.instance.event_log
    found: dict[AssetKey, Accepted] = {}
    with session.partitions_now():
        code_of = code_with(session.resources(graph), at_one_moment=True)
        for key, asked in _asked(session, graph, selection, partitions).items():
            before = log.accepted.all().get(key, ())
            name = key.to_user_string()
            if asked is not None and any(each.partition is None for each in before):
                raise DagsterInvalidInvocationError(
                    f"The change was accepted for all of {name}. Revoke it for all, and accept it "
                    "for those partitions where it does not matter."
                )
            gone = [each for each in before if asked is None or each.partition in asked]
            for place in (...,) if asked is None else asked:
                log.accepted.revoke(key, place)
            node = graph.nodes[key]
            code = code_of(node.definition, node.output)
            places = tuple(dict.fromkeys(each.partition for each in gone if each.partition))
            found[key] = Accepted(name, _changes(session, key, gone, code), places)
        session.announce_statuses_changed()
        return AcceptSummary(tuple(_still(session, found)), revoked=True)


def _asked(
    session: Accepting,
    graph: AssetGraph,
    selection: str | Sequence[AssetKey],
    partitions: PartitionsRequest | None,
) -> dict[AssetKey, frozenset[str | None] | None]:
    """Return the partitions that are asked for of each asset; None where it is all of them."""
    keys = graph.select(selection) if isinstance(selection, str) else tuple(selection)
    if partitions is None or partitions == "all":
        return dict.fromkeys(keys)
    asked = partitions_asked(graph, session.statuses(graph), keys, partitions)
    return {
        key: None if definition is None else frozenset(definition.keys_in(subset))
        for key, subset in asked.items()
        for definition in (graph.nodes[key].partitions_def,)
    }


def _why_not(code: Fingerprint | None) -> str:
    """Return why no code can be said to be equal to *code*, "" when it can."""
    if code is None or code.value is None:
        risks = "; ".join(code.risks) if code else ""
        return f"its code cannot be compared{f' ({risks})' if risks else ''}"
    return ""


def _new(
    session: Accepting,
    key: AssetKey,
    asked: frozenset[str | None] | None,
    code: Fingerprint,
    origin: str,
) -> list[Acceptance]:
    """Return what is to be recorded of *key*: one for each code that made some of its values."""
    rows = session.instance.event_log.latest(key)
    now, at = code.value or "", time()
    pairs: dict[tuple[str | None, str], None] = {}
    for place, row in rows.items():
        if row.fingerprint not in (None, now) and (asked is None or place in asked):
            pairs[None if asked is None else place, str(row.fingerprint)] = None
    return [Acceptance(key, place, was, now, at, origin, session.notebook) for place, was in pairs]


def _changes(
    session: Accepting, key: AssetKey, said: Iterable[Acceptance], code: Fingerprint | None
) -> tuple[str, ...]:
    """Return in words what lies between the codes of *said*."""
    log = session.instance.event_log

    def stored(version: str) -> Fingerprint | None:
        found = log.codes.get(version)
        return None if found is None else unpack(found)

    found = [
        change_accepted(each, code, stored, session.place_of) for each in said if each.key == key
    ]
    return tuple(dict.fromkeys(found))[:MOST_CHANGES]


def _still(session: Accepting, found: Mapping[AssetKey, Accepted]) -> Iterable[Accepted]:
    """Yield *found*, each with why it is out of date all the same."""
    statuses = session.statuses()
    for key, each in found.items():
        status = statuses[key]
        still = status.causes[0].reason if status.stale and status.causes else ""
        yield Accepted(each.key, each.changes, each.partitions, each.refused, still)
