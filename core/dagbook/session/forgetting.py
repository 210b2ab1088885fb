"""Taking definitions away, by which no stored value is lost."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.live_definitions import LiveDefinitions
from dagbook.errors import UnknownAssetError
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.session.tombstones import Tombstones
from dagbook.storage.instance import DagsterInstance


class Removing(Protocol):
    """What noting a removal needs of a session."""

    @property
    def root(self) -> Path:
        """The store's folder."""

    @property
    def notebook(self) -> str:
        """Which notebook it is."""

    @property
    def instance(self) -> DagsterInstance:
        """What ran."""


class Forgetting(Removing, Protocol):
    """What forgetting needs of a session."""

    live: LiveDefinitions

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""

    def announce_definitions_changed(self) -> None:
        """Tell those who watch."""


def forget(session: Forgetting, name: str, origin: str = "") -> AssetKey:
    """Take the definition of an asset away, and return its key; what is stored of it stays.

    Args:
        session: What is live.
        name: The key, as `sales/orders`.
        origin: Who asks, such as "cell 7".

    Raises:
        UnknownAssetError: Nothing defines it.
    """
    key = AssetKey.from_user_string(name)
    if not session.live.forget(key):
        known = [each.to_user_string() for each in session.graph().order]
        raise UnknownAssetError(name, similar(name, known))
    note_removed(session, [key], origin)
    session.announce_definitions_changed()
    return key


def reset(session: Forgetting) -> tuple[AssetKey, ...]:
    """Take every definition away, and return whose; what is stored stays."""
    keys = tuple(session.live.snapshot().origins)
    session.live.clear()
    session.announce_definitions_changed()
    return keys


def note_removed(session: Removing, keys: Iterable[AssetKey], cell: str) -> None:
    """Note that *cell* removed *keys*: of those that have a history, a tombstone."""
    log = session.instance.event_log
    known = [key for key in keys if log.history(key, limit=1, wiped=True)]
    Tombstones(session.root).put(known, cell, session.notebook)
