"""What a session has: its store, the definitions that are live, the resources they use."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from dagbook.asset_graph.graph import AssetGraph, build_graph
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetsDefinition
from dagbook.authoring.live_definitions import LiveDefinitions
from dagbook.authoring.own_resources import and_own_resources
from dagbook.errors import DagsterInvariantViolationError
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.session.determinism import Unsteady
from dagbook.session.needless import needless
from dagbook.session.resource_sets import (
    DEFAULT_SET,
    OpenStore,
    ResourceSet,
    ResourceSets,
    open_store,
)
from dagbook.session.runner import RunQueue
from dagbook.session.settings import DEFAULTS, Settings
from dagbook.session.watching import Watching
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import code_with, version_with
from dagbook.versions.fingerprint import one_moment

BYTES_IN_MB = 1 << 20


class Defined(Watching):
    """The store and the live definitions of one kernel; safe to use from any thread.

    Args:
        root: The store's folder; made when it is missing.
        notebook: Which notebook or program this is, for the records.

    Raises:
        StoreError: The folder cannot be used.
    """

    def __init__(self, root: Path, notebook: str = "") -> None:
        super().__init__()
        self.notebook = notebook
        self.settings = DEFAULTS
        self.live = LiveDefinitions()
        self.sets = ResourceSets(self._opened(root), self._opened)
        self.in_use = self.sets.find(DEFAULT_SET)
        self._store = self.sets.store_of(DEFAULT_SET)
        self._graph: tuple[int, AssetGraph] | None = None
        self._queue = RunQueue()

    @property
    def root(self) -> Path:
        """The folder of the store that is used now."""
        return self._store.root

    @property
    def instance(self) -> DagsterInstance:
        """What ran, in the store that is used now."""
        return self._store.instance

    @property
    def tier(self) -> MemoryTier:
        """What was just made."""
        return self._store.tier

    @property
    def io_manager(self) -> NotebookLocalIOManager:
        """What keeps values beside the notebook."""
        return self._store.io_manager

    @property
    def unsteady(self) -> Unsteady:
        """Which assets make another value each time."""
        return self._store.unsteady

    def _opened(self, root: Path, tier: MemoryTier | None = None) -> OpenStore:
        """Open the store in *root* for this session."""
        tier = tier or MemoryTier(self.settings.memory_mb * BYTES_IN_MB)
        store = open_store(root, self.notebook, tier)
        # Who adds partitions, a cell or the code of a run, changes what a panel draws.
        store.instance.on_dynamic_partitions = self.announce_definitions_changed
        store.io_manager.is_unsteady = self._is_unsteady
        self._apply_settings(store)
        return store

    def configure(self, settings: Settings) -> None:
        """Behave as *settings* say from now on."""
        with self._lock:
            self.settings = settings
            for store in self.sets.opened():
                self._apply_settings(store)

    def _apply_settings(self, store: OpenStore) -> None:
        """Have *store* keep as much as the settings say."""
        store.io_manager.kept_versions = self.settings.keep_versions
        store.tier.resize(self.settings.memory_mb * BYTES_IN_MB)

    def define_set(self, name: str, resources: Mapping[str, Any]) -> ResourceSet:
        """Define a set of resources that `use` switches to; see `ResourceSets.define`.

        Raises:
            DagsterInvalidDefinitionError: The name or the resources cannot be used.
            DagsterInvariantViolationError: The set is used, and something runs.
        """
        with self._lock:
            if name == self.in_use.name:
                self._check_idle(f"The resources of {name} cannot be used")
            made = self.sets.define(name, resources)
            used = name == self.in_use.name
        return self.use(name) if used else made

    def use(self, name: str) -> ResourceSet:
        """Have all that follows use the resources, values and statuses of a set.

        Args:
            name: Which; "default" for what cells define, and the real values.

        Raises:
            DagsterInvalidInvocationError: This kernel does not define it.
            DagsterInvariantViolationError: Something runs.
            StoreError: The folder of its values cannot be used.
        """
        with self._lock:
            found = self.sets.find(name)
            self._check_idle(f"The resources of {name} cannot be used")
            self._store, self.in_use = self.sets.store_of(name), found
        self.announce_definitions_changed()
        return found

    def move_store(self, new: Path) -> None:
        """Move the store with all of its sets to another folder, and go on there.

        Args:
            new: A folder that is not there yet, or is empty.

        Raises:
            DagsterInvariantViolationError: Something runs.
            DagsterError: It cannot be moved; see `dagbook.session.moving.move_store`.
        """
        with self._lock:
            self._check_idle("The store cannot be moved")
            try:
                self.sets.move(new.absolute())
            finally:
                self._store = self.sets.store_of(self.in_use.name)
        self.announce_definitions_changed()

    def _check_idle(self, refused: str) -> None:
        """Raise when something runs or waits: it would go on in another store."""
        if self._queue.is_busy:
            raise DagsterInvariantViolationError(
                f"{refused} while something runs. Wait for the run, or end it with %runs --cancel."
            )

    def graph(self) -> AssetGraph:
        """Return the graph of what is live; problems are values on its nodes."""
        with self._lock:
            snapshot = self.live.snapshot()
            known = self._graph
            if known is None or known[0] != snapshot.version:
                before = None if known is None else known[1]
                graph = build_graph(snapshot.assets, snapshot.resources, before)
                self._graph = known = snapshot.version, graph
            return known[1]

    def moment(self) -> tuple[int, int]:
        """Return what differs once anything ran or was defined."""
        return self.instance.event_log.change_marker(), self.live.snapshot().version

    def partitions_now(self) -> AbstractContextManager[object]:
        """Return the context of one moment and this store, for whatever asks about partitions."""
        return partition_loading_context(dynamic_partitions_store=self.instance)

    def live_assets(self) -> Sequence[AssetsDefinition]:
        """Return the assets that are live now."""
        return tuple(each for each in self.live.snapshot().assets if each.outputs)

    def live_resources(self) -> dict[str, Any]:
        """Return what is bound to each resource key now."""
        found = self.live.snapshot()
        return self._bound(found.assets, and_own_resources(found.assets, found.resources))

    def in_set(
        self, definitions: Sequence[AssetsDefinition], resources: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return *resources*, which *definitions* use, as the set that is used has them."""
        return self._bound(definitions, resources)

    def resources(self, graph: AssetGraph) -> dict[str, Any]:
        """Return what is bound to each resource key in a run of *graph*."""
        bound = self._bound(graph.definitions, graph.bound_resources)
        return {DEFAULT_IO_MANAGER_KEY: self.io_manager, **bound}

    def needless(self) -> dict[str, tuple[str, ...]]:
        """Return the keys of the set in use that nothing live needs; see `needless`."""
        graph = self.graph()
        return needless(self.in_use.resources, graph, self.resources(graph))

    def replaced(self, graph: AssetGraph) -> frozenset[str]:
        """Return the keys at which the set in use has something else than cells define."""
        if self.in_use.is_default:
            return frozenset()
        owned = graph.bound_resources
        bound = self._bound(graph.definitions, owned)
        return frozenset(key for key, each in owned.items() if bound[key] is not each)

    def _bound(
        self, definitions: Iterable[AssetsDefinition], live: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return *live* as the set that is used has it."""
        if self.in_use.is_default:
            return dict(live)
        stores = {output.io_manager_key for each in definitions for output in each.outputs}
        return self.in_use.over(live, self.io_manager, stores)

    @property
    def default_io_manager(self) -> NotebookLocalIOManager:
        """What stores values when nothing is bound to ``io_manager``."""
        return self.io_manager

    def scratch_instance(self, replaced: Sequence[str]) -> DagsterInstance:
        """Return an instance for a run that replaces live resources; it is not recorded here."""
        self._tell_note(
            f"{', '.join(replaced)} replaced for this run: a scratch run, nothing is recorded."
        )
        return DagsterInstance.ephemeral()

    def code_versions(self, keys: Iterable[AssetKey]) -> Mapping[AssetKey, str | None]:
        """Return the code version of each of *keys* now; None of what cannot be told."""
        graph = self.graph()
        with one_moment():
            version = version_with(self.resources(graph))
            nodes = {key: graph.node(key) for key in keys}
            return {key: version(node.definition, node.output) for key, node in nodes.items()}

    def risks(self, keys: Iterable[AssetKey]) -> Mapping[AssetKey, tuple[str, ...]]:
        """Return of each of *keys* what it depends on that is not tracked, a sentence each."""
        graph = self.graph()
        with one_moment():
            code_of = code_with(self.resources(graph), at_one_moment=True)
            nodes = {key: graph.nodes[key] for key in keys if key in graph}
            codes = {key: code_of(node.definition, node.output) for key, node in nodes.items()}
        return {key: code.risks if code else () for key, code in codes.items()}

    def _is_unsteady(self, key: AssetKey) -> bool:
        """Return whether *key*, as it is defined now, made two different values of the same."""
        code = self.unsteady.code(key)
        return code is not None and key in self.graph() and self.code_versions([key])[key] == code
