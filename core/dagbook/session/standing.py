"""How what is live stands: statuses, why, what a run would do, and all of it to be shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.run_config import as_run_config
from dagbook.execution.runs import RunPlan, checked
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.session.defined import Defined
from dagbook.session.determinism import UNSTEADY
from dagbook.session.plan_summary import PlanSummary, summarize
from dagbook.session.planning import (
    Wanted,
    plan_update,
)
from dagbook.session.why import Moment, Why, first_reason, grouped_reasons, why
from dagbook.status.asset_status import AssetStatus, StatusInputs
from dagbook.status.asset_statuses import asset_statuses
from dagbook.status.check_status import CheckStatus, check_statuses
from dagbook.status.input_versions import all_rows_read
from dagbook.status.looking import AT_EACH_EVENT, IN_PASSING, WHEN_PLANNING, Look
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


class Standing(Defined):
    """The statuses of one kernel's definitions; safe to use from any thread.

    Args:
        root: As of `Defined`.
        notebook: As of `Defined`.
    """

    def __init__(self, root: Path, notebook: str = "") -> None:
        super().__init__(root, notebook)
        self._badges = BadgeMemory()

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
            latest = all_rows_read(log.all_latest(), log.observed())
            found = log.checks.latest()
            memory = self._store.check_memory
            return check_statuses(graph, latest, found, code, memory, cache(version_now))

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
            log.accepted.all(),
            code,
        )

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

    def stale_keys(self) -> frozenset[AssetKey]:
        """Return which live assets are out of date, wholly or in part."""
        statuses = self.statuses(look=AT_EACH_EVENT)
        return frozenset([key for key, status in statuses.items() if status.stale])

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

    def stale_reasons(
        self, keys: Iterable[AssetKey]
    ) -> tuple[Mapping[str, tuple[AssetKey, ...]], tuple[AssetKey, ...]]:
        """Return why *keys* are out of date; see `grouped_reasons`."""
        with self.partitions_now(), one_moment():
            return grouped_reasons(self._known(self.graph(), IN_PASSING), keys)

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

    def _stored_code(self, code_version: str) -> Fingerprint | None:
        """Return what a code version was made of, None when nothing is stored of it."""
        found = self.instance.event_log.codes.get(code_version)
        return None if found is None else unpack(found)

    def place_of(self, _filename: str) -> str:
        """Return the cell that code is in, from what it calls its file; "" of other code."""
        return ""

    def plan_summary(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        force: bool = False,
        run_config: Any = None,
    ) -> PlanSummary:
        """Return what `materialize` would run, why, and how long it takes; see `plan_update`.

        Args:
            selection: What to make.
            partitions: Which partitions.
            force: Whether what a failed blocking check blocks counts all the same.
            run_config: What the run would set; it is checked as the run would check it.

        Raises:
            DagsterInvalidConfigError: The config does not fit what would run.
            DagsterError: The request does not fit what is defined; see `plan_update`.
        """
        config = as_run_config(run_config)
        graph = self.graph()
        named = selected(graph, selection)
        asked = named if isinstance(selection, str) else named or graph.order
        with self.partitions_now(), one_moment():
            known = self._known(graph, replace(WHEN_PLANNING, whole=named))
            checks = self.check_statuses(graph)
            plan = plan_update(graph, known.statuses, selection, partitions, checks, force=force)
            if config and plan.steps:
                resources, replaced = self.resources(graph), self.replaced(graph)
                checked(
                    RunPlan(
                        graph,
                        plan.execution,
                        self.instance,
                        resources,
                        run_config=config,
                        replaced=replaced,
                    )
                )
            return summarize(plan, tuple(asked), known.statuses, partial(first_reason, known))

    def view(self) -> GraphView:
        """Return the cards of what is live."""
        with self.partitions_now():
            return graph_view(self.graph(), self.live.snapshot().origins)

    def layout(self, view: GraphView | None = None, direction: Direction = "LR") -> Layout | None:
        """Return where the cards lie, or None when no Graphviz engine works.

        Args:
            view: The cards; those of what is live by default.
            direction: "LR" draws upstream to the left, "TB" at the top.
        """
        return layout(view if view is not None else self.view(), direction=direction)


def selected(graph: AssetGraph, selection: str | Sequence[AssetKey] | None) -> Collection[AssetKey]:
    """Return the assets that are named; none where everything is meant."""
    return graph.select(selection) if isinstance(selection, str) else selection or ()
