"""`NotebookLocalIOManager`: every value beside the notebook, one file a version.

::

    values/<key path>/<partition>/<hash>.parquet | .npy | .pickle
"""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import AssetNotMaterializedError, StoreError
from dagbook.io_managers.atomic import sweep_temporaries
from dagbook.io_managers.formats import read_value, write_value
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.io_managers.no_memory import NoMemory
from dagbook.io_managers.paths import key_folder
from dagbook.io_managers.problems import DamagedValueError, NotStorable
from dagbook.io_managers.ranges import value_of_each
from dagbook.io_managers.versions_kept import HistoryOf, outdated, recorded, value_files
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredMaterialization
from dagbook.storage.instance import DagsterInstance

KEPT_VERSIONS = 3
"""How many versions of a value stay by default, so that one can be undone or compared."""

HELD_PREFIX = "held:"
"""Starts the version of a value that no format can store and that lives in memory alone."""

NOTHING_PREFIX = "nothing:"
"""Starts the version of a value that is None: what made it may have written something elsewhere,
such as a table, so that an equal None proves nothing."""

_ALL = 1 << 62
"""As many materializations as there are."""

LatestOf = Callable[[AssetKey, str | None], StoredMaterialization | None]


@dataclass(frozen=True, slots=True)
class KeptValue:
    """What the manager tells the run of a value it stored.

    Args:
        version: Equal exactly when the stored value is.
        path: Its file relative to the store, or None when it is held in memory.
        size_bytes: Of the file, or None.
        note: A line for the user, "" when there is nothing to say.
        when_recorded: To be called once the value is recorded; it removes old versions.
    """

    version: str
    path: str | None
    size_bytes: int | None
    note: str = ""
    when_recorded: Callable[[], None] | None = None

    def of(self, _partition: str | None) -> "KeptValue":
        """Return what is told of a partition, which is the one that was stored."""
        return self


@dataclass(frozen=True, slots=True)
class KeptValues:
    """What the manager tells of the values of several partitions that one step made."""

    by_partition: Mapping[str, KeptValue]

    def of(self, partition: str | None) -> KeptValue:
        """Return what is told of one partition."""
        return self.by_partition[partition or ""]

    @property
    def note(self) -> str:
        """A line for the user, "" when there is nothing to say; the first says what all do."""
        return next((each.note for each in self.by_partition.values() if each.note), "")

    def when_recorded(self) -> None:
        """Remove what older versions of all of them left."""
        for each in self.by_partition.values():
            if each.when_recorded is not None:
                each.when_recorded()


class NotebookLocalIOManager(IOManager):
    """Keeps values in the store beside the notebook, and hands on what was just made from memory.

    Args:
        root: The store's folder; values are below its ``values``.
        latest_of: Finds the latest materialization of an asset and partition.
        tier: The memory tier.
        history_of: Finds earlier materializations; without it every version stays.
        kept_versions: How many versions of a value stay.
    """

    keeps_assets_alone: ClassVar[bool] = True
    """What ops hand on within one run stays in memory."""

    def __init__(
        self,
        root: Path,
        latest_of: LatestOf,
        tier: MemoryTier,
        history_of: HistoryOf | None = None,
        kept_versions: int = KEPT_VERSIONS,
    ) -> None:
        self.root = root
        self._root_text = str(root)
        self.tier = tier
        self._latest_of = latest_of
        self._history_of = history_of
        self.kept_versions = kept_versions
        self.is_unsteady: Callable[[AssetKey], bool] = lambda _: False
        self._held: dict[tuple[str, str | None], str] = {}
        self._damaged: set[tuple[str, int]] = set()

    def __reduce__(self) -> tuple[Any, ...]:
        return manager_in_worker, (self._root_text,)

    def take_over(self, before: "NotebookLocalIOManager") -> None:
        """Hold what *before* holds in memory alone; both have the same memory tier."""
        self._held.update(before._held)  # noqa: SLF001 - of the same class

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Store *obj*: in a file, or in memory for the session when no format can keep it.

        Raises:
            StoreError: The folder cannot be written.
        """
        if not context.has_asset_partitions:
            context.stored = self._keep(context, None, obj)
            return
        keys = context.asset_partition_keys
        if context.has_partition_key:
            context.stored = self._keep(context, keys[0], obj)
            return
        values = value_of_each(context.asset_key.to_user_string(), keys, obj)
        context.stored = KeptValues(
            {key: self._keep(context, key, value) for key, value in values.items()}
        )

    def _keep(self, context: OutputContext, partition: str | None, obj: Any) -> KeptValue:
        """Store the value of one asset or partition, and return what is told of it."""
        key = context.asset_key
        name = key.to_user_string()
        folder = self.root / "values" / key_folder(key.parts, partition)
        try:
            stored = write_value(obj, folder)
        except NotStorable as why:
            version = f"{HELD_PREFIX}{context.run_id}:{context.step_key}:{partition}"
            self.tier.hold((name, partition, version), obj)
            note = (
                f"{name} returned a {type(obj).__name__}, which cannot be stored ({why.reason}). "
                "It stays in memory and is lost at restart. Give it an IO manager to keep it."
            )
            return KeptValue(
                version, None, None, note, partial(self._let_go, name, partition, version)
            )
        except OSError as why:
            raise StoreError(str(self.root), why.strerror or str(why)) from why
        self.tier.put((name, partition, stored.value_hash), obj)
        path = stored.path.relative_to(self.root).as_posix()
        # Of what differs from run to run an equal value proves nothing.
        unsteady = f":{context.run_id}" if self.is_unsteady(key) else ""
        version = f"{stored.value_hash}{unsteady}"
        if obj is None:
            version = f"{NOTHING_PREFIX}{context.run_id}:{context.step_key}"
        return KeptValue(
            version,
            path,
            stored.size_bytes,
            when_recorded=partial(self._tidy, key, partition, folder),
        )

    def load_input(self, context: InputContext) -> Any:
        """Return the value; a dict by partition key for several partitions.

        Raises:
            AssetNotMaterializedError: There is no value, or its file is gone or damaged.
        """
        if not context.has_asset_partitions:
            return self.load(context.asset_key, None)
        keys = context.asset_partition_keys
        if not keys:
            return None
        if len(keys) == 1:
            return self.load(context.asset_key, keys[0])
        return {key: self.load(context.asset_key, key) for key in keys}

    def load(self, key: AssetKey, partition: str | None) -> Any:
        """Return the latest value of one asset, or of one partition of it.

        Raises:
            AssetNotMaterializedError: There is no value, or its file is gone or damaged.
        """
        latest = self._latest_of(key, partition)
        if latest is None:
            raise AssetNotMaterializedError(key.to_user_string(), partition)
        return self.load_row(key, partition, latest)

    def load_row(self, key: AssetKey, partition: str | None, latest: StoredMaterialization) -> Any:
        """Return the value of a materialization, which may be an earlier one.

        Raises:
            AssetNotMaterializedError: Its file is gone or damaged.
        """
        name = key.to_user_string()
        value_id = _value_id(latest)
        hit = self.tier.get((name, partition, value_id))
        if hit is not None:
            return hit.value
        if latest.path is None:
            raise AssetNotMaterializedError(name, partition, _why_no_file(latest))
        try:
            value = read_value(self.root / latest.path, expected_hash=value_id)
        except FileNotFoundError as why:
            raise AssetNotMaterializedError(name, partition, "its file is gone") from why
        except Exception as why:
            self._damaged.add((latest.path, latest.event_id))
            raise AssetNotMaterializedError(name, partition, _why_not_read(why)) from why
        self._damaged.discard((latest.path, latest.event_id))
        self.tier.put((name, partition, value_id), value)
        return value

    def has_value(
        self, key: AssetKey, partition: str | None, latest: StoredMaterialization
    ) -> bool:
        """Return whether the value of *latest* can still be loaded; looks, does not read.

        A file of another size than was written is damaged, and so is one that `load` found to be.
        """
        if latest.path is None:
            place = (key.to_user_string(), partition, latest.version)
            return not latest.version.startswith(HELD_PREFIX) or self.tier.is_held(place)
        if self._damaged and (latest.path, latest.event_id) in self._damaged:
            return False
        try:
            # Asked of every stored value at every status, and making a Path takes longer than stat.
            size = os.stat(f"{self._root_text}/{latest.path}").st_size  # noqa: PTH116 - above
        except OSError:
            return False
        return latest.size_bytes in (None, size)

    def stored_bytes(self, key: AssetKey, partition: str | None) -> int:
        """Return how many bytes `forget` would free, were all of *partition* wiped."""
        return sum(_bytes_of(path) for path in self._recorded(key, partition, wiped_only=False))

    def forget(self, key: AssetKey, partition: str | None) -> int:
        """Remove what only wiped materializations refer to, in memory and on disk.

        Folders stay: that of an asset may hold another asset's.

        Returns:
            How many bytes of disk that freed.
        """
        name = key.to_user_string()
        self._let_go(name, partition, None)
        if self._history_of is None:
            return 0
        used = {_value_id(row) for row, _ in self._history_of(key, partition, _ALL)}
        for row, _ in self._history_of(key, partition, _ALL, wiped=True):
            if _value_id(row) not in used:
                self.tier.discard((name, partition, _value_id(row)))
        freed = 0
        for path in self._recorded(key, partition, wiped_only=True):
            nbytes = _bytes_of(path)
            with suppress(OSError):
                path.unlink()
                freed += nbytes
        return freed

    def _recorded(
        self, key: AssetKey, partition: str | None, *, wiped_only: bool
    ) -> Collection[Path]:
        """Return the files of one partition that are recorded; see `recorded`."""
        folder = self.root / "values" / key_folder(key.parts, partition)
        if self._history_of is None:
            return ()
        try:
            history = partial(self._history_of, key, partition)
            return recorded(value_files(folder), history, wiped_only=wiped_only)
        except OSError:
            return ()

    def _let_go(self, name: str, partition: str | None, version: str | None) -> None:
        """Forget the value that was held before *version*, which is None for a stored one."""
        before = self._held.pop((name, partition), None)
        if before is not None and before != version:
            self.tier.discard((name, partition, before))
        if version is not None:
            self._held[name, partition] = version

    def _tidy(self, key: AssetKey, partition: str | None, folder: Path) -> None:
        """Remove what older versions left, now that a newer one is recorded."""
        self._let_go(key.to_user_string(), partition, None)
        if self._history_of is None:
            return
        with suppress(OSError):
            files = value_files(folder)
            if len(files) > self.kept_versions:
                history = partial(self._history_of, key, partition)
                old = outdated(files, history, self.kept_versions)
                for file in old:
                    file.unlink()
                if old:
                    # Where a killed process left something, it goes with the next old version.
                    sweep_temporaries(folder)


def _bytes_of(path: Path) -> int:
    """Return how large a file is, 0 when it is gone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_kept_here(row: StoredMaterialization) -> bool:
    """Return whether dagbook keeps the value of *row* itself, in a file or in memory."""
    return row.path is not None or row.version.startswith(HELD_PREFIX)


def value_told(version: str) -> str:
    """Return what tells a value from another one by its *version*: a None is like any other.

    >>> value_told("nothing:1:table"), value_told("5a896f6d")
    ('None', '5a896f6d')
    """
    return "None" if version.startswith(NOTHING_PREFIX) else version


def holds_a_value(row: StoredMaterialization) -> bool:
    """Return whether dagbook keeps something of *row* that what reads it is made from."""
    return is_kept_here(row) and not row.version.startswith(NOTHING_PREFIX)


def _value_id(latest: StoredMaterialization) -> str:
    """Return the hash of the file of *latest*, or what it is held by in memory."""
    # The version may be the user's own; the file is named by its hash.
    return latest.version if latest.path is None else Path(latest.path).name.partition(".")[0]


def _why_not_read(error: Exception) -> str:
    """Return why the file of a value cannot be read, in words."""
    if isinstance(error, DamagedValueError):
        return f"its file is damaged ({error.reason})"
    return f"its file cannot be read here ({type(error).__name__}: {error})"


def _why_no_file(latest: StoredMaterialization) -> str:
    """Return why no file of the store holds the value of *latest*."""
    if latest.version.startswith(HELD_PREFIX):
        return "it was kept in memory and lost when the kernel stopped"
    return "it was materialized without a value that dagbook stores"


def manager_in_worker(root: str) -> NotebookLocalIOManager:
    """Return the manager of the store in *root* for another process.

    Values go through files alone; old versions are the kernel's to remove.
    """
    log = DagsterInstance.from_store(root).event_log
    return NotebookLocalIOManager(Path(root), log.latest_of, NoMemory())
