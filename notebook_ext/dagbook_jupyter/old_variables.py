"""Says when a cell reads a variable that was loaded from an asset and is older than its value now.

::

    load("orders") ─> Loaded ── bound to a name by the cell ─> watched
    the next cell that reads the name, once the asset has another value ─> one line, once
"""

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from dagbook.io_managers.notebook_local import value_told
from dagbook.model.asset_key import AssetKey
from dagbook.storage.instance import DagsterInstance
from dagbook.view.humanize import moment
from dagbook_jupyter.cell_names import names_read

_SHARED_TYPES = (bool, int, float, complex, str, bytes, tuple, frozenset, type(None))
"""Types of which Python hands out one object for many equal values."""


class Loading(Protocol):
    """What is asked of the session."""

    @property
    def instance(self) -> DagsterInstance:
        """Where materializations are recorded."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A value that was loaded, and of which version.

    Args:
        value: The value.
        key: The asset.
        name: How to load it again, as Python.
        versions: The version of each partition that was loaded; of None without partitions.
    """

    value: Any
    key: AssetKey
    name: str
    versions: Mapping[str | None, str]


@dataclass(frozen=True, slots=True)
class _Watched:
    """A name that holds a loaded value; by identity, so that a large one is not kept alive."""

    identity: int
    key: AssetKey
    name: str
    versions: Mapping[str | None, str]


class OldVariables:
    """The names of a notebook that were loaded from assets.

    Args:
        session: Where assets are materialized.
        user_ns: The notebook's variables.
        say: Prints a line under the cell that runs.
    """

    def __init__(
        self, session: Loading, user_ns: Mapping[str, Any], say: Callable[[str], None]
    ) -> None:
        self._session = session
        self._user_ns = user_ns
        self._say = say
        self._in_cell = False
        self._loaded: list[Loaded] = []
        self._watched: dict[str, _Watched] = {}

    def loaded(self, value: Any, name: str, partition: str | Sequence[str] | None) -> None:
        """Note that *value* was loaded from an asset; between cells that is the panel's doing."""
        if not self._in_cell:
            return
        key = AssetKey.from_user_string(name)
        rows = self._session.instance.event_log.latest(key)
        places: Collection[str | None]
        if partition == "all" and None not in rows:
            places = list(rows)
        else:
            places = [partition] if isinstance(partition, str | None) else partition
        versions = {each: rows[each].version for each in places if each in rows}
        again = f'load("{name}")' if partition is None else f'load("{name}", {partition!r})'
        if versions:
            self._loaded.append(Loaded(value, key, again, versions))

    def before(self, text: str) -> None:
        """Say what the cell *text* reads that is older than the asset it was loaded from."""
        self._loaded.clear()
        self._in_cell = True
        if not self._watched:
            return
        for name in names_read(text) & self._watched.keys():
            watched = self._watched[name]
            if id(self._user_ns.get(name)) != watched.identity:
                del self._watched[name]
                continue
            newer = self._newer(watched)
            if newer is not None:
                # Once: who keeps the old value on purpose is not told again.
                del self._watched[name]
                self._say(
                    f"{name} holds an older value of {watched.key.to_user_string()}, materialized "
                    f"again {moment(newer)}: {name} = {watched.name} loads that."
                )

    def after(self, text: str, bound: Collection[str]) -> None:
        """Watch the names that the cell *text* has bound to what it loaded."""
        loaded, self._loaded = self._loaded, []
        self._in_cell = False
        for name in bound:
            self._watched.pop(name, None)
        if not loaded:
            return
        by_identity = {id(each.value): each for each in loaded}
        called = _bound_by_loading(text)
        for name in bound:
            found = by_identity.get(id(self._user_ns.get(name)))
            if found is None:
                continue
            if isinstance(found.value, _SHARED_TYPES) and name not in called:
                continue
            self._watched[name] = _Watched(id(found.value), found.key, found.name, found.versions)

    def _newer(self, watched: _Watched) -> float | None:
        """Return when the asset got another value than the one that is held; None when not."""
        rows = self._session.instance.event_log.latest(watched.key)
        times = [
            rows[each].at
            for each, version in watched.versions.items()
            if each in rows and value_told(rows[each].version) != value_told(version)
        ]
        return max(times, default=None)


def _bound_by_loading(text: str) -> frozenset[str]:
    """Return the names that *text* binds to what a call with load in its name returns."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            if "load" not in ast.unparse(node.value):
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update(each.id for each in targets if isinstance(each, ast.Name))
    # A magic binds its name by itself.
    if "load_asset" in text:
        found.update(_named_after_as(text))
    return frozenset(found)


def _named_after_as(text: str) -> list[str]:
    """Return what stands after ``--as`` in *text*."""
    words = text.replace("'", " ").replace('"', " ").replace(")", " ").split()
    return [after for word, after in pairwise(words) if word == "--as"]
