"""`Session`: live definitions, the store and the run queue; what magics and the panel use."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from time import sleep, time
from typing import Any, TypeVar

from dagbook.asset_graph.check_plan import with_checks
from dagbook.asset_graph.graph import AssetGraph, build_graph
from dagbook.asset_graph.plan import ExecutionPlan
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetsDefinition
from dagbook.authoring.live_definitions import LiveDefinitions
from dagbook.authoring.own_resources import and_own_resources
from dagbook.authoring.run_config import as_run_config
from dagbook.errors import DagsterInvariantViolationError
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.log_lines import LogLine
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.keys import PartitionsRequest
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.activity import Activity
from dagbook.session.backfilling import NO_LIMITS, RunLimits, backfill_to_resume
from dagbook.session.checking import check_places
from dagbook.session.debugging import LastErrors
from dagbook.session.determinism import UNSTEADY, Unsteady
from dagbook.session.events import (
    DefinitionsChanged,
    LinesKept,
    RunEnded,
    RunQueued,
    RunSummary,
    SessionEvent,
    StatusesChanged,
)
from dagbook.session.history import HistoryRow, check_asked, history_rows
from dagbook.session.loading import load_stored
from dagbook.session.logs import read_lines
from dagbook.session.plan_summary import PlanSummary, summarize
from dagbook.session.planning import (
    ConfirmationNeededError,
    UpdatePlan,
    Wanted,
    plan_update,
    values_gone,
)
from dagbook.session.resource_sets import (
    DEFAULT_SET,
    OpenStore,
    ResourceSet,
    ResourceSets,
    open_store,
)
from dagbook.session.run_list import RunLine, RunLines
from dagbook.session.runner import RunQueue, Ticket
from dagbook.session.runs import RunDetails, run_details
from dagbook.session.settings import DEFAULTS, Settings
from dagbook.session.updating import run_update
from dagbook.session.why import Moment, Why, first_reason, grouped_reasons, why
from dagbook.session.wiping import (
    FindTargets,
    Stored,
    Target,
    UndoSummary,
    WipeSummary,
    keys_meant,
    undo,
    undo_targets,
    wipe,
    wipe_plan,
    wipe_targets,
)
from dagbook.status.asset_status import AssetStatus, StatusInputs
from dagbook.status.asset_statuses import asset_statuses
from dagbook.status.backfills import Backfill, left_of, read_backfills
from dagbook.status.check_status import CheckStatus, check_statuses
from dagbook.status.looking import AT_EACH_EVENT, IN_PASSING, WHEN_PLANNING, Look
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import PresentCode, code_with, version_with
from dagbook.versions.files import version_now
from dagbook.versions.fingerprint import one_moment
from dagbook.versions.parts import Fingerprint
from dagbook.versions.stored import unpack
from dagbook.view.badges import BadgeMemory, badges
from dagbook.view.cards import graph_view
from dagbook.view.check_words import check_badges
from dagbook.view.dot import Direction
from dagbook.view.graph_view import GraphView, StatusBadge
from dagbook.view.layout import Layout, layout

_LOG = logging.getLogger("dagbook")
BYTES_IN_MB = 1 << 20
_CONFIRM = DEFAULTS.confirm_steps, DEFAULTS.confirm_minutes

WAIT_SECONDS = 0.05
"""How often is looked whether a run has ended."""

Listener = Callable[[SessionEvent], None]
T = TypeVar("T")


class Session:
    """What one kernel holds; safe to use from any thread.

    Args:
        root: The store's folder; made when it is missing.
        notebook: Which notebook or program this is, for the records.

    Raises:
        StoreError: The folder cannot be used.
    """

    def __init__(self, root: Path, notebook: str = "") -> None:
        self.notebook = notebook
        self.settings = DEFAULTS
        self.live = LiveDefinitions()
        self.sets = ResourceSets(self._opened(root), self._opened)
        self.in_use = self.sets.find(DEFAULT_SET)
        self._store = self.sets.store_of(DEFAULT_SET)
        self._lock = threading.RLock()
        self._graph: tuple[int, AssetGraph] | None = None
        self._listeners: list[Listener] = []
        self._queue = RunQueue()
        self._activity = Activity()
        self._badges = BadgeMemory()
        self.errors = LastErrors()
        self._run_lines = RunLines()

    # -- which resources are used, and the store that goes with them

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

    # -- what is defined, and how it stands

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

    def _bound(
        self, definitions: Iterable[AssetsDefinition], live: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return *live* as the set that is used has it."""
        if self.in_use.is_default:
            return dict(live)
        stores = {output.io_manager_key for each in definitions for output in each.outputs}
        return self.in_use.over(live, self.io_manager, stores)

    def statuses(
        self, graph: AssetGraph | None = None, look: Look = IN_PASSING
    ) -> dict[AssetKey, AssetStatus]:
        """Return the status of every live asset, in topological order.

        Args:
            graph: What is live.
            look: How many stored values are looked at, to see whether they are still there.
        """
        with self.partitions_now(), one_moment():
            graph = graph or self.graph()
            return asset_statuses(graph, self._status_inputs(graph), self._store.memory, look)

    def check_statuses(self, graph: AssetGraph | None = None) -> dict[AssetCheckKey, CheckStatus]:
        """Return the status of every live check, by asset and name.

        Args:
            graph: What is live.
        """
        graph = graph or self.graph()
        if not graph.checks:
            return {}
        log = self.instance.event_log
        with self.partitions_now(), one_moment():
            code = version_with(self.resources(graph))
            return check_statuses(graph, log.all_latest(), log.latest_checks(), code)

    def _status_inputs(self, graph: AssetGraph) -> StatusInputs:
        """Return what the statuses of *graph* are worked out from."""
        log, code = self.instance.event_log, PresentCode(self.resources(graph))
        return StatusInputs(
            log.all_latest(),
            log.failures(),
            code.version,
            self.io_manager.has_value,
            cache(version_now),
            log.observed(),
            log.accepted(),
            code,
        )

    def why(self, name: str, partition_key: str | None = None) -> Why:
        """Return why an asset is as it is: what changed, with the diff, and where it begins.

        Args:
            name: The key, as `sales/orders`.
            partition_key: Which partition; the first that is not fresh by default.

        Raises:
            UnknownAssetError: Nothing defines it.
            DagsterUnknownPartitionError: It has no such partition.
            DagsterInvalidInvocationError: It has no partitions.
        """
        graph = self.graph()
        key = graph.node(AssetKey.from_user_string(name)).key
        with self.partitions_now(), one_moment():
            told = why(self._known(graph, Look(whole={key})), key, partition_key)
            if self._is_unsteady(key):
                return replace(told, risks=(*told.risks, f"{name} {UNSTEADY}"))
            return told

    def stale_keys(self) -> frozenset[AssetKey]:
        """Return which live assets are out of date, wholly or in part."""
        statuses = self.statuses(look=AT_EACH_EVENT)
        return frozenset([key for key, status in statuses.items() if status.stale])

    def stale_reasons(
        self, keys: Iterable[AssetKey]
    ) -> tuple[Mapping[str, tuple[AssetKey, ...]], tuple[AssetKey, ...]]:
        """Return why *keys* are out of date; see `grouped_reasons`."""
        with self.partitions_now(), one_moment():
            return grouped_reasons(self._known(self.graph(), IN_PASSING), keys)

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

    def _known(self, graph: AssetGraph, look: Look) -> Moment:
        """Return what is known of *graph* now."""
        given = self._status_inputs(graph)
        return Moment(
            graph,
            asset_statuses(graph, given, self._store.memory, look),
            given,
            code_with(self.resources(graph), at_one_moment=True),
            self._stored_code,
            self.place_of,
            self.notebook,
        )

    def plan_summary(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
    ) -> PlanSummary:
        """Return what `materialize` would run, why, and how long it takes; see `plan_update`."""
        graph = self.graph()
        named = _selected(graph, selection)
        asked = named if isinstance(selection, str) else named or graph.order
        with self.partitions_now(), one_moment():
            known = self._known(graph, replace(WHEN_PLANNING, whole=named))
            checks = self.check_statuses(graph)
            plan = plan_update(graph, known.statuses, selection, partitions, checks)
            return summarize(plan, tuple(asked), known.statuses, partial(first_reason, known))

    def place_of(self, _filename: str) -> str:
        """Return the cell that code is in, from what it calls its file; "" of other code."""
        return ""

    def _stored_code(self, code_version: str) -> Fingerprint | None:
        """Return what a code version was made of, None when nothing is stored of it."""
        found = self.instance.event_log.code(code_version)
        return None if found is None else unpack(found)

    def view(self) -> GraphView:
        """Return the cards of what is live."""
        with self.partitions_now():
            return graph_view(self.graph(), self.live.snapshot().origins)

    def badges(self, look: Look = IN_PASSING) -> Mapping[str, StatusBadge]:
        """Return the status of every live asset as a person sees it, by key as text.

        Args:
            look: How many stored values are looked at, to see whether they are still there.
        """
        graph = self.graph()
        with self.partitions_now():
            return badges(
                graph,
                self.statuses(graph, look),
                self._activity.running(),
                self._activity.queued(),
                check_badges(self.check_statuses(graph)),
                self._activity.attempts(),
                self._badges,
            )

    def layout(self, view: GraphView | None = None, direction: Direction = "LR") -> Layout | None:
        """Return where the cards lie, or None when no Graphviz engine works.

        Args:
            view: The cards; those of what is live by default.
            direction: "LR" draws upstream to the left, "TB" at the top.
        """
        return layout(view if view is not None else self.view(), direction=direction)

    def _is_unsteady(self, key: AssetKey) -> bool:
        """Return whether *key*, as it is defined now, made two different values of the same."""
        code = self.unsteady.code(key)
        return code is not None and key in self.graph() and self.code_versions([key])[key] == code

    # -- running

    def plan(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        force: bool = False,
    ) -> UpdatePlan:
        """Return what `materialize` would run; see `plan_update`."""
        graph = self.graph()
        with self.partitions_now():
            named = _selected(graph, selection)
            statuses = self.statuses(graph, replace(WHEN_PLANNING, whole=named))
            checks = self.check_statuses(graph)
            plan = plan_update(graph, statuses, selection, partitions, checks, force=force)
            latest = self.instance.event_log.all_latest()
            gone = values_gone(plan.execution, latest, self.io_manager.has_value)
            if gone:
                statuses = self.statuses(graph, replace(WHEN_PLANNING, whole=gone.union(named)))
                plan = plan_update(graph, statuses, selection, partitions, checks, force=force)
            return self._within_settings(plan)

    def _within_settings(self, plan: UpdatePlan) -> UpdatePlan:
        """Return *plan*, which is to be confirmed from the size on that the settings say."""
        told = self.settings
        if (told.confirm_steps, told.confirm_minutes) == _CONFIRM:
            return plan
        return replace(plan, most_steps=told.confirm_steps, most_seconds=60 * told.confirm_minutes)

    def partitions_now(self) -> AbstractContextManager[object]:
        """Return the context of one moment and this store, for whatever asks about partitions."""
        return partition_loading_context(dynamic_partitions_store=self.instance)

    def materialize(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        yes: bool = False,
        origin: str = "",
        on_event: Listener | None = None,
        limits: RunLimits = NO_LIMITS,
        force: bool = False,
        run_config: Any = None,
    ) -> RunSummary:
        """Run assets on this thread, and return how it went; a failure is in the summary.

        Args:
            selection: What to make; None for everything that is missing or stale.
            partitions: Which partitions; see `plan_update`.
            yes: Whether a large plan is confirmed.
            origin: Who asks, such as "cell 7".
            on_event: Called with everything that happens, on this thread.
            limits: When it stops, and the backfill that it goes on with.
            force: Whether what a failed blocking check blocks runs all the same.
            run_config: What the run sets of ops and resources: a `RunConfig`, or a dict.

        Raises:
            DagsterInvalidConfigError: The config does not fit what runs.
            ConfirmationNeededError: The plan is large and not confirmed.
            DagsterError: The request does not fit what is defined; see `plan_update`.
            KeyboardInterrupt: The run was interrupted; the store is consistent.
        """
        ended: list[RunSummary] = []
        config = as_run_config(run_config)

        def tell(event: SessionEvent) -> None:
            if on_event is not None:
                on_event(event)
            self._tell(event)

        def job(ticket: Ticket) -> None:
            with self.partitions_now():
                # What ran while this waited may have made some of it: then it is planned anew.
                same = moment == self.moment()
                current = (
                    plan if same else self._confirmed(selection, partitions, yes=yes, force=force)
                )
                if current.steps:
                    ended.append(run_update(self, current, ticket, origin, tell, limits, config))
                else:
                    ended.append(_nothing(current))
                    tell(RunEnded(ended[0]))

        moment = self.moment()
        plan = self._confirmed(selection, partitions, yes=yes, force=force)
        if not plan.steps:
            return _nothing(plan)
        self._queue.run_here(job, lambda ticket: tell(RunQueued(ticket.run_id, plan.execution)))
        return ended[0]

    def check(
        self,
        checks: Collection[AssetCheckKey],
        *,
        origin: str = "",
        on_event: Listener | None = None,
    ) -> RunSummary:
        """Run checks alone, on this thread, on what is stored now; see `materialize`.

        Of a partitioned check those partitions run that have a value.

        Args:
            checks: Which; each is live.
            origin: Who asks, such as "cell 7".
            on_event: Called with everything that happens, on this thread.

        Raises:
            DagsterInvalidSubsetError: A check is not live.
        """

        def tell(event: SessionEvent) -> None:
            if on_event is not None:
                on_event(event)
            self._tell(event)

        with self.partitions_now():
            graph = self.graph()
            targets = check_places(graph, self.instance.event_log.all_latest(), checks)
            steps = with_checks(graph, ExecutionPlan(()), targets)
            plan = UpdatePlan(graph, steps, {}, only_if_stale=False, estimated_seconds=None)
        ended: list[RunSummary] = []

        def job(ticket: Ticket) -> None:
            with self.partitions_now():
                ended.append(run_update(self, plan, ticket, origin, tell))

        self._queue.run_here(job, lambda ticket: tell(RunQueued(ticket.run_id, plan.execution)))
        return ended[0]

    def backfills(self) -> tuple[Backfill, ...]:
        """Return the backfills of this store, the newest first."""
        log = self.instance.event_log
        # Another kernel may have died since this session began.
        log.mark_abandoned()
        with self.partitions_now():
            return read_backfills(log.runs(), log.steps, self.graph(), log.all_latest(), time())

    def resume(
        self,
        backfill_id: str | None = None,
        *,
        budget_seconds: float | None = None,
        origin: str = "",
        on_event: Listener | None = None,
    ) -> RunSummary:
        """Run what a backfill wanted and nothing made since it began; see `materialize`.

        Args:
            backfill_id: Which; the newest that is not done by default.
            budget_seconds: After so long no further step begins.
            origin: Who asks, such as "cell 7".
            on_event: Called with everything that happens, on this thread.

        Raises:
            DagsterInvalidInvocationError: There is no such backfill, it runs, or it is done.
            UnknownAssetError: An asset of it is not defined in this kernel.
            DagsterUnknownPartitionError: An asset of it no longer has those partitions.
        """
        left, found = self._left(backfill_id)
        limits = RunLimits(budget_seconds, found)
        # However large, it was confirmed when it began.
        return self.materialize(
            list(left), left, yes=True, origin=origin, on_event=on_event, limits=limits
        )

    def enqueue_resume(
        self,
        backfill_id: str | None = None,
        *,
        budget_seconds: float | None = None,
        origin: str = "panel",
        on_end: Callable[[RunSummary | Exception], None] | None = None,
    ) -> str:
        """Have `resume` run in the background; return the run's id at once.

        Raises:
            DagsterError: As `resume`.
        """
        left, found = self._left(backfill_id)
        limits = RunLimits(budget_seconds, found)
        return self.enqueue(list(left), left, origin=origin, on_end=on_end, limits=limits)

    def _left(self, backfill_id: str | None) -> tuple[dict[AssetKey, OrdinalRanges], str]:
        """Return what a backfill wanted and nothing made since it began, and its id."""
        found = backfill_to_resume(self.backfills(), backfill_id)
        latest = self.instance.event_log.all_latest()
        with self.partitions_now():
            left = left_of(found.wanted, found.started_at, self.graph(), latest)
        return left, found.backfill_id

    def enqueue(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        origin: str = "panel",
        on_end: Callable[[RunSummary | Exception], None] | None = None,
        limits: RunLimits = NO_LIMITS,
        force: bool = False,
        on_event: Listener | None = None,
        run_config: Any = None,
    ) -> str:
        """Have assets run in the background; return the run's id at once.

        Args:
            selection: As in `materialize`.
            partitions: As in `materialize`.
            origin: Who asks.
            on_end: Called with how it went, or with what kept it from running.
            limits: When it stops, and the backfill that it goes on with.
            force: Whether what a failed blocking check blocks runs all the same.
            on_event: Called with everything that happens, on the thread where it does.
            run_config: As in `materialize`.
        """
        config = as_run_config(run_config)

        def tell(event: SessionEvent) -> None:
            if on_event is not None:
                on_event(event)
            self._tell(event)

        def job(ticket: Ticket) -> None:
            try:
                with self.partitions_now():
                    plan = self.plan(selection, partitions, force=force)
                    result: RunSummary | Exception = RunSummary(None)
                    if plan.steps and not ticket.canceled.is_set():
                        result = run_update(self, plan, ticket, origin, tell, limits, config)
                    else:
                        tell(RunEnded(RunSummary(None)))
            except Exception as error:  # noqa: BLE001 - handed to the one who asked; the thread goes on
                result = error
            if on_end is not None:
                on_end(result)

        return self._queue.enqueue(job).run_id

    def cancel(self, run_id: str | None = None) -> bool:
        """End the run *run_id*, or the one that runs now; return whether there was one."""
        return self._queue.cancel(run_id)

    def runs(self, limit: int = 20) -> tuple[RunLine, ...]:
        """Return the runs of the store, the newest first, at most *limit*."""
        return self._run_lines.newest(self.instance.event_log, limit)

    def run_details(self, beginning: str) -> RunDetails:
        """Return the run whose id begins so, and its steps.

        Raises:
            DagsterInvalidInvocationError: There is none, or there are several.
        """
        return run_details(self.instance.event_log, beginning, time())

    def active_runs(self) -> tuple[str, ...]:
        """Return the ids of the runs that run or wait, the one that runs first."""
        return self._queue.active()

    def wait(self, run_id: str | None = None) -> None:
        """Return when the run *run_id* ended, or all that run and wait; may be interrupted.

        Raises:
            DagsterInvariantViolationError: This thread is in a run: it would wait for itself.
        """
        if self._queue.is_mine():
            raise DagsterInvariantViolationError("The code of a run cannot wait for runs.")
        # An event or a lock would not see an interrupt on every platform.
        while run_id in (active := self._queue.active()) or (run_id is None and active):
            sleep(WAIT_SECONDS)

    @property
    def is_running(self) -> bool:
        """Whether a run runs now."""
        return self._queue.current is not None

    def moment(self) -> tuple[int, int]:
        """Return what differs once anything ran or was defined."""
        return self.instance.event_log.change_marker(), self.live.snapshot().version

    def _confirmed(
        self,
        selection: str | Sequence[AssetKey] | None,
        partitions: str | Wanted | None,
        *,
        yes: bool,
        force: bool = False,
    ) -> UpdatePlan:
        """Return the plan, unless it is large and not confirmed."""
        plan = self.plan(selection, partitions, force=force)
        question = plan.needs_confirmation
        if question and not yes:
            raise ConfirmationNeededError(question)
        return plan

    # -- values

    def load(self, name: str, partition_key: str | Sequence[str] | None = None) -> Any:
        """Return the stored value of an asset, also of one that this kernel does not define.

        Args:
            name: The key, as `sales/orders`.
            partition_key: Which partition; of several, or of all with "all", a dict comes back.

        Raises:
            UnknownAssetError: Nothing defines it and nothing is stored of it.
            AssetNotMaterializedError: It has no stored value.
        """
        graph = self.graph()
        with self.partitions_now():
            return load_stored(
                self.instance,
                self.io_manager,
                graph,
                self.resources(graph),
                AssetKey.from_user_string(name),
                partition_key,
            )

    def wipe_plan(
        self, selection: str | Sequence[AssetKey], partitions: PartitionsRequest | None = None
    ) -> WipeSummary:
        """Return what `wipe` would take."""
        with self.partitions_now():
            return wipe_plan(self._stored, self._targets(wipe_targets, selection, partitions))

    def wipe(
        self, selection: str | Sequence[AssetKey], partitions: PartitionsRequest | None = None
    ) -> WipeSummary:
        """Forget that assets were materialized, and free what their values take.

        Their history stays, marked as wiped. What another IO manager keeps stays where it is.

        Args:
            selection: Of which assets; one that nothing defines goes by its name.
            partitions: Which partitions, as `materialize` takes them; None means all.

        Returns:
            What went.

        Raises:
            DagsterError: The request does not fit what is there; see `wipe_targets`.
        """
        try:
            with self.partitions_now():
                return wipe(self._stored, self._targets(wipe_targets, selection, partitions))
        finally:
            self.announce_statuses_changed()

    def undo(
        self, selection: str | Sequence[AssetKey], partitions: PartitionsRequest | None = None
    ) -> UndoSummary:
        """Take the last materialization of assets back: the value before it is the latest again.

        Args:
            selection: Of which assets; one that nothing defines goes by its name.
            partitions: Which partitions, as `materialize` takes them; None means what the last run
                of each asset made.

        Returns:
            What was taken back, and what was not because the value before it is not there any more.

        Raises:
            DagsterError: The request does not fit what is there; see `undo_targets`.
        """
        try:
            with self.partitions_now():
                return undo(self._stored, self._targets(undo_targets, selection, partitions))
        finally:
            self.announce_statuses_changed()

    def history(
        self, name: str, partition_key: str | None = None, limit: int = 20
    ) -> tuple[HistoryRow, ...]:
        """Return the last materializations of an asset, newest first, wiped ones too.

        Args:
            name: The key, as `sales/orders`; also of one that nothing defines.
            partition_key: Which partition; None means all.
            limit: How many at most.

        Raises:
            UnknownAssetError: Nothing defines it and nothing is recorded of it.
            DagsterUnknownPartitionError: It has no such partition, and never had.
            DagsterInvalidInvocationError: It has no partitions.
        """
        log, key = self.instance.event_log, AssetKey.from_user_string(name)
        rows = history_rows(log, self.io_manager, key, partition_key, limit)
        if not rows:
            with self.partitions_now():
                check_asked(self.graph(), log, key, partition_key)
        return rows

    def logs(
        self,
        name: str | None = None,
        partition_key: str | None = None,
        *,
        run_id: str | None = None,
        level: str | int = 0,
        contains: str = "",
        after: int = 0,
        limit: int | None = 1000,
    ) -> tuple[LogLine, ...]:
        """Return what steps said, while they run too; see `read_lines`.

        Args:
            name: The key of what they made, as `sales/orders`; None means all.
            partition_key: For which partition; None means all.
            run_id: In which run; None means all.
            level: The lowest level, such as "warning".
            contains: Words in the line or its traceback.
            after: Only lines with a greater number.
            limit: How many at most: the newest.

        Raises:
            UnknownAssetError: Nothing defines it and nothing is recorded of it.
            DagsterUnknownPartitionError: It has no such partition, and never had.
            DagsterInvalidInvocationError: It has no partitions, or there is no such level.
        """
        log = self.instance.event_log
        key = None if name is None else AssetKey.from_user_string(name)
        found = read_lines(
            log.lines,
            run_id=run_id,
            asset=key,
            partition_key=partition_key,
            level=level,
            contains=contains,
            after=after,
            limit=limit,
        )
        if not found and key is not None:
            with self.partitions_now():
                check_asked(self.graph(), log, key, partition_key)
        return found

    @property
    def _stored(self) -> Stored:
        """Where values and their records are."""
        return Stored(self.instance.event_log, self.io_manager)

    def _targets(
        self,
        find: FindTargets,
        selection: str | Sequence[AssetKey],
        partitions: PartitionsRequest | None,
    ) -> tuple[Target, ...]:
        """Return what *find* finds in *selection* now."""
        graph, log = self.graph(), self.instance.event_log
        keys = keys_meant(graph, log, selection)
        return find(graph, self.statuses(graph), log, keys, partitions)

    # -- what runs see (`dagbook.execution.ambient.Ambient`)

    @property
    def default_io_manager(self) -> NotebookLocalIOManager:
        """What stores values when nothing is bound to ``io_manager``."""
        return self.io_manager

    def in_turn(self, run: Callable[[], T]) -> T:
        """Return what *run* returns, called when no other run runs; a line says when it waits.

        What the code of a run starts itself belongs to that run, and does not wait for it.
        """
        if self._queue.is_mine():
            return run()
        returned: list[T] = []
        self._queue.run_here(
            lambda _: returned.append(run()),
            lambda _: self._tell_note("Waiting for the run before this one to end."),
        )
        return returned[0]

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

    def replaced(self, graph: AssetGraph) -> frozenset[str]:
        """Return the keys at which the set in use has something else than cells define."""
        if self.in_use.is_default:
            return frozenset()
        owned = graph.bound_resources
        bound = self._bound(graph.definitions, owned)
        return frozenset(key for key, each in owned.items() if bound[key] is not each)

    def scratch_instance(self, replaced: Sequence[str]) -> DagsterInstance:
        """Return an instance for a run that replaces live resources; it is not recorded here."""
        self._tell_note(
            f"{', '.join(replaced)} replaced for this run: a scratch run, nothing is recorded."
        )
        return DagsterInstance.ephemeral()

    # -- watching

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call *listener* with everything that happens, on the thread where it does.

        Returns:
            What stops that.
        """
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def announce_definitions_changed(self) -> None:
        """Tell those who watch that cells changed what is defined."""
        self._tell(DefinitionsChanged())

    def announce_statuses_changed(self) -> None:
        """Tell those who watch that statuses may be others, as a cell ran."""
        self._tell(StatusesChanged())

    def announce_lines(self, assets: tuple[AssetKey, ...]) -> None:
        """Tell those who watch that lines of a step that makes *assets* can be read."""
        self._tell(LinesKept(assets))

    def _tell(self, event: SessionEvent) -> None:
        """Tell every listener of *event*."""
        self._activity.note(event)
        self.errors.note(event)
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(event)
            except Exception:  # noqa: BLE001 - who watches does not end a run; it is logged
                _LOG.exception("A listener of the session raised.")

    def _tell_note(self, text: str) -> None:
        """Say one line to the user."""
        print(text)  # noqa: T201 - a line for the cell that runs

    def close(self) -> None:
        """End what runs and close the store."""
        self._queue.close()
        self.sets.close()


def _selected(
    graph: AssetGraph, selection: str | Sequence[AssetKey] | None
) -> Collection[AssetKey]:
    """Return the assets that are named; none where everything is meant."""
    return graph.select(selection) if isinstance(selection, str) else selection or ()


def _nothing(plan: UpdatePlan) -> RunSummary:
    """Return the summary of *plan*, which has no steps."""
    return RunSummary(None, notes=tuple(each.text for each in plan.held))
