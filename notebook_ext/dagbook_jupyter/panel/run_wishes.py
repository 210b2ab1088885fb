"""What the page wants to run: in keys and ordinals, planned, or queued."""

from collections.abc import Mapping

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.virtual import is_view
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.errors import DagsterError, DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.planning import Wanted
from dagbook.session.session import Session
from dagbook.status.asset_status import ONE
from dagbook.status.partition_requests import partitions_read
from dagbook.view.config_form import errors_in, form_of
from dagbook.view.partition_lineage import with_readers
from dagbook_jupyter.panel.following import RunFollower
from dagbook_jupyter.panel.messages import Materialize
from dagbook_jupyter.panel.partition_answers import partitions_now
from dagbook_jupyter.panel.run_questions import (
    Config,
    ConfigErrors,
    ConfigForm,
    Planned,
    StepForm,
)

MOST_ROWS = 12
"""So many assets of a plan are shown to the page."""

Request = tuple[list[AssetKey] | None, Wanted]
"""Assets, None for all, and which ordinals of each; as `Session.plan` takes them."""


class RunWishes:
    """Turns what the page asks for into requests of the session.

    Args:
        session: The session.
        follower: Knows what failed last.
    """

    def __init__(self, session: Session, follower: RunFollower) -> None:
        self._session = session
        self._follower = follower

    def request(self, wish: Materialize) -> Request:
        """Return what *wish* asks for.

        Raises:
            DagsterInvalidInvocationError: Nothing failed that could be run again.
        """
        graph = self._session.graph()
        keys = None if wish.keys is None else [AssetKey.from_user_string(key) for key in wish.keys]
        wanted: dict[AssetKey, OrdinalRanges] = {
            AssetKey.from_user_string(key): OrdinalRanges.from_ranges(ranges)
            for key, ranges in wish.partitions.items()
        }
        if wish.mode == "stale" and keys:
            statuses = self._session.statuses()
            return keys, {key: statuses[key].to_do for key in keys} | wanted
        if wish.mode == "upstream" and keys:
            with partitions_now(self._session):
                return _with_upstream(graph, self._chosen(graph, keys, wanted))
        if wish.mode == "downstream" and keys:
            with partitions_now(self._session):
                return _with_downstream(graph, self._chosen(graph, keys, wanted))
        if wish.mode == "all":
            with partitions_now(self._session):
                return _everything(graph)
        return self._failed(graph) if wish.mode == "failed" else (keys, wanted)

    def _chosen(self, graph: AssetGraph, keys: list[AssetKey], wanted: Wanted) -> Wanted:
        """Return which ordinals of each of *keys* are meant."""
        statuses = self._session.statuses()
        return {
            key: wanted.get(key)
            or (ONE if graph.nodes[key].partitions_def is None else statuses[key].to_do)
            for key in keys
            if key in graph
        }

    def _failed(self, graph: AssetGraph) -> Request:
        """Return what failed in the last run and what that held back, or what failed of all."""
        places = self._follower.to_retry()
        wanted: dict[AssetKey, OrdinalRanges] = {}
        for key, keys in places.items():
            node = graph.nodes.get(key)
            if node is None:
                continue
            if node.partitions_def is None:
                wanted[key] = ONE
                continue
            with partitions_now(self._session):
                known = node.partitions_def.ordinals_of([each for each in keys if each is not None])
            wanted[key] = OrdinalRanges.of(known.values())
        if not places:
            statuses = self._session.statuses()
            wanted = {key: each.failed for key, each in statuses.items() if each.failed}
        if not wanted:
            raise DagsterInvalidInvocationError("Nothing failed that could be run again.")
        return list(wanted), wanted

    def plan(self, wish: Materialize) -> Planned:
        """Return what *wish* would run."""
        try:
            selection, wanted = self.request(wish)
            found = self._session.plan_summary(selection, wanted)
        except DagsterError as error:
            return Planned(wish.mode, wish.keys, problem=str(error))
        return Planned(
            wish.mode,
            wish.keys,
            found.steps,
            found.rows[:MOST_ROWS],
            max(0, len(found.rows) - MOST_ROWS),
            len(found.current),
            found.seconds,
            found.longest_path,
            found.longest_seconds,
        )

    def form(self, keys: tuple[str, ...]) -> ConfigForm:
        """Return the forms for what a run of *keys* may set."""
        steps = [
            StepForm(
                each.op_name, tuple(key.to_user_string() for key in each.keys_in_order), fields
            )
            for each in self._definitions(keys)
            if (fields := form_of(each))
        ]
        return ConfigForm(keys, tuple(steps))

    def errors(self, config: Config) -> ConfigErrors | None:
        """Return what is wrong with *config*, or None."""
        by_step = {each.op_name: each for each in self._session.graph().definitions}
        found: dict[str, Mapping[str, str]] = {}
        for step, given in config.items():
            wrong = errors_in(by_step[step], given) if step in by_step else {}
            if wrong:
                found[step] = wrong
        return ConfigErrors(found) if found else None

    def _definitions(self, keys: tuple[str, ...]) -> tuple[AssetsDefinition, ...]:
        """Return what makes *keys*, each once."""
        graph = self._session.graph()
        nodes = [graph.nodes.get(AssetKey.from_user_string(key)) for key in keys]
        return tuple(dict.fromkeys(node.definition for node in nodes if node is not None))


def _with_upstream(graph: AssetGraph, wanted: Wanted) -> Request:
    """Return *wanted* and all upstream of it, whatever its state, in the partitions it reads."""
    found = dict(wanted)
    for key in reversed(graph.order):
        if not found.get(key):
            continue
        for parent in graph.parents[key]:
            node = graph.nodes[parent]
            if not node.is_external or is_view(node):
                reads = partitions_read(graph, key, parent, found[key])
                found[parent] = found.get(parent, OrdinalRanges()) | reads
    found = {key: each for key, each in found.items() if not graph.nodes[key].is_external}
    return list(found), found


def _with_downstream(graph: AssetGraph, wanted: Wanted) -> Request:
    """Return *wanted* and all that reads it and can run, whatever its state."""
    found = {
        key: subset
        for key, subset in with_readers(graph, dict(wanted)).items()
        if key in wanted or _can_run(graph, key)
    }
    return list(found), found


def _can_run(graph: AssetGraph, key: AssetKey) -> bool:
    """Return whether *key* is made here, by a definition without a problem."""
    return not graph.nodes[key].is_external and graph.problem_of(key) is None


def _everything(graph: AssetGraph) -> Request:
    """Return every asset that can run, in all its partitions."""
    wanted: dict[AssetKey, OrdinalRanges] = {}
    for key in graph.order:
        if not _can_run(graph, key):
            continue
        partitions = graph.nodes[key].partitions_def
        wanted[key] = ONE if partitions is None else OrdinalRanges.span(0, partitions.count())
    return list(wanted), wanted
