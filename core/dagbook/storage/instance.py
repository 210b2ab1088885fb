"""`DagsterInstance`: a store as Dagster's API knows it."""

import os
import time
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self
from weakref import WeakSet

from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    StoreError,
)
from dagbook.foundation.not_yet import NotYet
from dagbook.foundation.parameters import check_required, list_of
from dagbook.model.asset_key import AssetKey
from dagbook.model.check_records import AssetCheckExecutionRecord, check_record
from dagbook.model.checks import AssetCheckEvaluation, AssetCheckKey, evaluation_to_plain
from dagbook.model.data_versions import CODE_VERSION_TAG, DATA_VERSION_TAG
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import Materialization, StepEvent, StepRecord
from dagbook.model.results import AssetMaterialization
from dagbook.model.user_events import OBSERVATION, AssetObservation, observation_to_plain
from dagbook.partitions.keys import check_partition_keys
from dagbook.storage.data_versions import tags_of
from dagbook.storage.event_log import EventLogStorage
from dagbook.storage.folders import log_in, remove_tree, temporary_folder
from dagbook.storage.instance_records import InstanceRecords
from dagbook.storage.instance_runs import InstanceRuns
from dagbook.storage.memory_event_log import MemoryEventLog
from dagbook.storage.views import EventLogEntry, materialization_entry


class DagsterInstance(InstanceRuns, InstanceRecords, NotYet):
    """What ran and where values are kept. Made by `ephemeral`, `local_temp`, `from_store`, `get`.

    Args:
        event_log: What ran.
        root: The folder of the store; None means a temporary one, made when it is first needed and
            removed with the instance.
        ephemeral: Whether what ran is forgotten with the instance.

    Attributes:
        event_log: What ran.
        on_dynamic_partitions: Called after keys of dynamic partitions were added or deleted here;
            None for nobody.
        is_lent: Whether it is a session's: `dispose` leaves that open.
        pool_limits: How many steps of each pool may run at once, where that is limited.

    Example:
        >>> with DagsterInstance.ephemeral() as instance:
        ...     instance.get_asset_keys()
        []
    """

    of_kernel: ClassVar[Callable[[], "DagsterInstance"] | None] = None
    """Tells the instance of the session that runs in this process; None where none does."""

    def __init__(
        self, event_log: EventLogStorage, root: Path | None, *, ephemeral: bool = False
    ) -> None:
        self.event_log = event_log
        self._root = root
        self._ephemeral = ephemeral
        self._remove: Callable[[], object] | None = None
        self.on_dynamic_partitions: Callable[[], None] | None = None
        self.pool_limits: dict[str, int] = {}
        self.is_lent = False
        self._askers: WeakSet[Any] = WeakSet()

    @staticmethod
    def ephemeral(
        tempdir: str | None = None,
        preload: Any = None,  # noqa: ARG004 - Dagster's signature
        settings: Any = None,  # noqa: ARG004 - Dagster's signature
    ) -> "DagsterInstance":
        """Return an instance in memory.

        Args:
            tempdir: Where `storage_directory` is; by default in a temporary folder, which is made
                only when it is asked for.
            preload: Taken and ignored.
            settings: Taken and ignored: there is nothing to set.
        """
        root = None if tempdir is None else Path(tempdir)
        return DagsterInstance(MemoryEventLog(), root, ephemeral=True)

    @staticmethod
    def local_temp(
        tempdir: str | None = None,
        overrides: Any = None,  # noqa: ARG004 - Dagster's signature
    ) -> "DagsterInstance":
        """Return an instance with files in *tempdir*, or in a folder that goes with the instance.

        Args:
            tempdir: The folder.
            overrides: Taken and ignored: there is nothing to set.

        Raises:
            StoreError: *tempdir* cannot be written.
        """
        if tempdir is not None:
            return DagsterInstance.from_store(Path(tempdir))
        folder = temporary_folder()
        instance = DagsterInstance(log_in(folder), folder)
        instance._remove_at_end(folder)
        return instance

    @staticmethod
    def from_store(folder: str | Path, *, notebook: str = "") -> "DagsterInstance":
        """Return the instance over the store in *folder*, which is made when it is absent.

        Args:
            folder: The store, such as ``.dagbook`` beside a notebook.
            notebook: Which notebook or program writes, recorded with its runs.

        Raises:
            StoreError: *folder* is no folder, or cannot be written.
        """
        root = Path(folder).absolute()
        try:
            if not root.exists():
                root.mkdir(parents=True)
                # Only in a folder of our own making: elsewhere it would hide a user's files.
                (root / ".gitignore").write_text("*\n", encoding="utf-8")
        except OSError as exc:
            raise StoreError(str(root), exc.strerror or str(exc)) from exc
        if not root.is_dir():
            raise StoreError(str(root), "it is a file, not a folder")
        return DagsterInstance(log_in(root, notebook), root)

    @staticmethod
    def get() -> "DagsterInstance":
        """Return the instance that the environment names, else an ephemeral one.

        In a kernel with the extension loaded it is the session's, which stays open whatever is done
        with what is returned. Elsewhere ``DAGBOOK_HOME`` is the store itself. Else ``DAGSTER_HOME``
        has it in the folder ``dagbook``: what Dagster keeps there is left alone.

        Raises:
            DagsterInvariantViolationError: ``DAGSTER_HOME`` is no folder, or a relative path.
            StoreError: The folder cannot be written.
        """
        if DagsterInstance.of_kernel is not None:
            lent = object.__new__(DagsterInstance)
            vars(lent).update(vars(DagsterInstance.of_kernel()), is_lent=True)
            return lent
        home = os.environ.get("DAGBOOK_HOME")
        if home:
            return DagsterInstance.from_store(Path(home).expanduser())
        shared = os.environ.get("DAGSTER_HOME")
        if not shared:
            return DagsterInstance.ephemeral()
        folder = Path(shared).expanduser()
        if not folder.is_absolute() or not folder.is_dir():
            raise DagsterInvariantViolationError(
                f'$DAGSTER_HOME "{shared}" must be an absolute path to a directory that exists. '
                "Make it, or unset DAGSTER_HOME and set DAGBOOK_HOME."
            )
        return DagsterInstance.from_store(folder / "dagbook")

    def __reduce__(self) -> tuple[Any, ...]:
        if self._ephemeral:
            raise TypeError(
                "An ephemeral instance is in the memory of one process. Use instance_for_test() or "
                "DagsterInstance.local_temp()."
            )
        return DagsterInstance.from_store, (self.root_directory,)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dispose()

    def dispose(self) -> None:
        """Release the store, and remove its folder when that is a temporary one."""
        if self.is_lent:
            return
        for each in list(self._askers):
            each.ask()
        self.event_log.close()
        if self._remove is not None:
            self._remove()

    def ask_before_end(self, asker: Any) -> None:
        """Have the method `ask` of *asker* be called before the store is released."""
        self._askers.add(asker)

    @property
    def is_ephemeral(self) -> bool:
        """Whether what ran is forgotten with the instance."""
        return self._ephemeral

    @property
    def is_persistent(self) -> bool:
        """Whether what ran is on disk."""
        return not self._ephemeral

    @property
    def root_directory(self) -> str:
        """The folder of the store; of an ephemeral instance it is made when first asked for."""
        if self._root is None:
            self._root = temporary_folder()
            self._remove_at_end(self._root)
        return str(self._root)

    def storage_directory(self) -> str:
        """Return the folder in which `FilesystemIOManager` keeps values; it may not exist yet."""
        return os.path.join(self.root_directory, "storage")  # noqa: PTH118 - Dagster returns str

    def _remove_at_end(self, folder: Path) -> None:
        """Remove *folder* with the instance, at the latest when the program ends."""
        self._remove = weakref.finalize(self, remove_tree, folder)

    def all_asset_keys(self) -> list[AssetKey]:
        """Return the assets that something is known of, sorted."""
        return self.get_asset_keys()

    def get_asset_keys(
        self,
        prefix: Sequence[str] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> list[AssetKey]:
        """Return the assets that something is known of, sorted: made, failed, or observed.

        Args:
            prefix: Only keys that start with these parts.
            limit: At most so many.
            cursor: A key as `AssetKey.to_string` writes it; only what comes after it.
        """
        keys = [key for key in self._known_assets() if key.has_prefix(prefix or ())]
        if cursor is not None:
            keys = [key for key in keys if key.to_string() > cursor]
        return keys[:limit]

    def has_asset_key(self, asset_key: AssetKey) -> bool:
        """Return whether something is known of *asset_key*: made, failed, or observed."""
        check_required("has_asset_key", "asset_key", asset_key, AssetKey)
        return bool(self.event_log.latest(asset_key)) or asset_key in self._known_assets()

    def get_latest_materialization_event(self, asset_key: AssetKey) -> EventLogEntry | None:
        """Return the newest materialization of *asset_key*, of whichever partition, or None."""
        check_required("get_latest_materialization_event", "asset_key", asset_key, AssetKey)
        newest = self._newest(asset_key)
        if newest is None:
            return None
        event_id, step, place = newest
        run = self.event_log.run(step.run_id)
        tags = tags_of(self.event_log, event_id, step, place)
        made = step.materializations[place]
        return materialization_entry(step, made, None if run is None else run.job_name, tags)

    def _newest(self, key: AssetKey) -> tuple[int, StepRecord, int] | None:
        """Return event, step and place of the newest materialization of *key*."""
        latest = self.event_log.latest(key)
        if not latest:
            return None
        newest = max(stored.event_id for stored in latest.values())
        step = self.event_log.step(newest)
        for place in range(len(step.materializations) - 1, -1, -1):
            made = step.materializations[place]
            if made.key == key and made.partition in latest:
                return newest, step, place
        return None

    def get_latest_materialization_code_versions(
        self, asset_keys: Iterable[AssetKey]
    ) -> Mapping[AssetKey, str | None]:
        """Return the code version of the newest materialization of each key, or None.

        That is the user's, else the id of the run.
        """
        asked = "get_latest_materialization_code_versions"
        check_required(asked, "asset_keys", asset_keys, Iterable)
        keys = list(asset_keys)
        list_of(AssetKey)(asked, "asset_keys", keys)
        versions: dict[AssetKey, str | None] = {}
        for key in keys:
            newest = self._newest(key)
            tags = {} if newest is None else tags_of(self.event_log, *newest)
            versions[key] = tags.get(CODE_VERSION_TAG)
        return versions

    def get_materialized_partitions(self, asset_key: AssetKey) -> set[str]:
        """Return the partition keys of *asset_key* that have a materialization."""
        return {each for each in self.event_log.latest(asset_key) if each is not None}

    def get_latest_asset_check_evaluation_record(
        self, asset_check_key: AssetCheckKey
    ) -> AssetCheckExecutionRecord | None:
        """Return the last evaluation of a check, of whichever partition, or None."""
        newest = self.event_log.checks.history(asset_check_key, limit=1)
        return check_record(newest[0]) if newest else None

    def wipe_assets(self, asset_keys: Sequence[AssetKey]) -> None:
        """Forget what happened to *asset_keys*; stored values stay where they are.

        Raises:
            ParameterCheckError: *asset_keys* is no sequence of keys.
        """
        list_of(AssetKey)("wipe_assets", "asset_keys", asset_keys)
        for key in asset_keys:
            self.event_log.wipe(key)

    def wipe_asset_partitions(self, asset_key: AssetKey, partition_keys: Sequence[str]) -> None:
        """Forget that these partitions of *asset_key* were materialized."""
        for partition in partition_keys:
            self.event_log.wipe(asset_key, partition)

    def get_dynamic_partitions(self, partitions_def_name: str) -> Sequence[str]:
        """Return the keys of the dynamic partitions of this name, in the order added."""
        return self.event_log.dynamic.keys(partitions_def_name)

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Return whether the dynamic partitions of this name have *partition_key*."""
        return self.event_log.dynamic.has(partitions_def_name, partition_key)

    def add_dynamic_partitions(
        self, partitions_def_name: str, partition_keys: Sequence[str]
    ) -> None:
        """Add partitions to the dynamic ones of this name; those already there stay in place.

        Args:
            partitions_def_name: The name of the `DynamicPartitionsDefinition`.
            partition_keys: What to add, at the end, in this order.

        Raises:
            DagsterInvalidInvocationError: The name is none, or *partition_keys* is one string.
            DagsterInvalidDefinitionError: A key is no string, or contains ``...`` or a control
                character.

        Example:
            >>> with DagsterInstance.ephemeral() as instance:
            ...     instance.add_dynamic_partitions("fruits", ["pear", "apple"])
            ...     instance.add_dynamic_partitions("fruits", ["fig", "pear"])
            ...     instance.get_dynamic_partitions("fruits")
            ['pear', 'apple', 'fig']
        """
        if not isinstance(partitions_def_name, str):
            raise DagsterInvalidInvocationError(
                f"Dynamic partitions are kept by name; got {partitions_def_name!r}. "
                "Pass the name of the DynamicPartitionsDefinition."
            )
        if isinstance(partition_keys, str):
            raise DagsterInvalidInvocationError(
                f"partition_keys must be a list of strings; got the string {partition_keys!r}. "
                f"Write [{partition_keys!r}]."
            )
        keys = list(dict.fromkeys(partition_keys))
        check_partition_keys(keys)
        self.event_log.dynamic.add(partitions_def_name, keys)
        if self.on_dynamic_partitions is not None:
            self.on_dynamic_partitions()

    def delete_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> None:
        """Delete one of the dynamic partitions of this name, if it is there.

        What was materialized of it stays in the history.
        """
        self.event_log.dynamic.delete(partitions_def_name, partition_key)
        if self.on_dynamic_partitions is not None:
            self.on_dynamic_partitions()

    def report_runless_asset_event(
        self, asset_event: AssetMaterialization | AssetObservation | AssetCheckEvaluation
    ) -> None:
        """Record what happened to an asset by something else than a run.

        Args:
            asset_event: What was materialized or observed, or what a check found.

        Raises:
            DagsterInvariantViolationError: It is something else.
        """
        if isinstance(asset_event, AssetMaterialization):
            made = _runless(asset_event)
            step = StepRecord("", "", made.partition, time.time(), 0.0, (made.key,), (made,))
        elif isinstance(asset_event, AssetObservation):
            seen = StepEvent(OBSERVATION, None, observation_to_plain(asset_event))
            step = StepRecord("", "", None, time.time(), 0.0, (), events=(seen,))
        elif isinstance(asset_event, AssetCheckEvaluation):
            found = evaluation_to_plain(asset_event)
            told = StepEvent(ASSET_CHECK_EVALUATION, None, {"check": found})
            step = StepRecord("", "", asset_event.partition, time.time(), 0.0, (), events=(told,))
        else:
            raise DagsterInvariantViolationError(
                f"Received unexpected asset event type {asset_event}, expected "
                "AssetMaterialization, AssetObservation or AssetCheckEvaluation."
            )
        self.event_log.record_step(step)


def _runless(event: AssetMaterialization) -> Materialization:
    """Return what a materialization that no run made is recorded as."""
    import uuid  # noqa: PLC0415 - a tenth of what importing dagbook would cost

    tags = dict(event.tags)
    return Materialization(
        key=event.asset_key,
        partition=event.partition,
        # Nothing is known of the value, so that it equals no other.
        version=uuid.uuid4().hex,
        data_version=tags.pop(DATA_VERSION_TAG, None),
        code_version=tags.pop(CODE_VERSION_TAG, None),
        metadata=event.metadata,
        tags=tags,
        description=event.description,
    )
