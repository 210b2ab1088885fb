"""Stored values as the panel shows them, read when they are asked for and never sent whole."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

from dagbook.errors import DagsterError
from dagbook.model.asset_key import AssetKey
from dagbook.session.session import Session
from dagbook.view.value_preview import preview
from dagbook_jupyter.panel.partition_answers import partitions_now
from dagbook_jupyter.panel.value_messages import ShownValue, ShowValue

LARGE_BYTES = 256_000_000
"""Before so much is read the person is asked."""


@dataclass(slots=True)
class _Held:
    """The value that was looked at last, so that its next page is not read anew."""

    of: tuple[str, str | None, int] | None = None
    value: Any = None


class Values:
    """Shows stored values of a session; any thread may ask.

    Args:
        session: The session.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._held = _Held()

    def show(self, wish: ShowValue) -> ShownValue:
        """Return what is shown of a value, or why nothing is."""
        key = AssetKey.from_user_string(wish.asset)
        partition_key = self._partition_key(key, wish.ordinal)
        stored = self._session.instance.event_log.latest_of(key, partition_key)
        if stored is None:
            return ShownValue(wish.asset, wish.ordinal, None, "It has no stored value yet.")
        size = stored.size_bytes
        if size is not None and size > LARGE_BYTES and not wish.confirmed:
            return ShownValue(wish.asset, wish.ordinal, None, "", size)
        of = (wish.asset, partition_key, stored.event_id)
        try:
            with self._lock:
                if self._held.of != of:
                    self._held = _Held(of, self._session.load(wish.asset, partition_key))
                value = self._held.value
            return ShownValue(wish.asset, wish.ordinal, preview(value, wish.page))
        except DagsterError as error:
            return ShownValue(wish.asset, wish.ordinal, None, str(error))
        except Exception as error:  # noqa: BLE001 - the user's IO manager may raise what it likes
            problem = f"It could not be read: {type(error).__name__}: {error}"
            return ShownValue(wish.asset, wish.ordinal, None, problem)

    def _partition_key(self, key: AssetKey, ordinal: int | None) -> str | None:
        """Return the key of the partition that is asked for."""
        graph = self._session.graph()
        partitions_def = graph.nodes[key].partitions_def if key in graph else None
        if partitions_def is None or ordinal is None:
            return None
        with partitions_now(self._session):
            return partitions_def.key_at(ordinal) if ordinal < partitions_def.count() else None
