"""A `Session` as the panel sees it: its graph, its statuses, the run, and all about one asset."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.authoring.source import source_text
from dagbook.authoring.validation import KIND_PREFIX
from dagbook.errors import DagsterInvalidInvocationError
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepOmitted,
    StepRetried,
    StepSkipped,
    StepStarted,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.events import (
    DefinitionsChanged,
    LinesKept,
    RunSummary,
    SessionEvent,
    StatusesChanged,
)
from dagbook.session.history_text import undo_text, wipe_text
from dagbook.session.session import Session
from dagbook.session.store_watch import StoreWatch
from dagbook.status.asset_status import AssetStatus
from dagbook.status.looking import AT_EACH_EVENT, IN_PASSING
from dagbook.view.arrangement import Arranged, Arrangement, Fold, arranged, fold_badges
from dagbook.view.badges import badge
from dagbook.view.graph_view import Card, GraphView, Ranges, StatusBadge
from dagbook.view.layout import Layout
from dagbook.view.rough import is_long, roughly
from dagbook_jupyter.panel.check_details import check_details
from dagbook_jupyter.panel.choosing import chosen
from dagbook_jupyter.panel.exporting import exported
from dagbook_jupyter.panel.following import RunFollower
from dagbook_jupyter.panel.graph_messages import Choose, Chosen, Exported, Format
from dagbook_jupyter.panel.inspect_messages import InspectAnswer, InspectQuestion
from dagbook_jupyter.panel.inspecting import inspect
from dagbook_jupyter.panel.messages import (
    Ask,
    Details,
    Forget,
    LastRun,
    Materialize,
    Mode,
    Notice,
    ShowPlan,
)
from dagbook_jupyter.panel.metadata_items import MetadataItem, metadata_item
from dagbook_jupyter.panel.panel_session import Change
from dagbook_jupyter.panel.partition_answers import answer, come_and_go, partitions_now
from dagbook_jupyter.panel.partition_messages import PartitionAnswer, PartitionQuestion
from dagbook_jupyter.panel.questions import run_question, undo_question, wipe_question
from dagbook_jupyter.panel.run_answers import RunAnswers
from dagbook_jupyter.panel.run_messages import Resume, RunProgress
from dagbook_jupyter.panel.run_questions import (
    Config,
    ConfigErrors,
    RunAnswer,
    RunQuestion,
    ShowConfig,
    ShowRuns,
    ShowTimeline,
)
from dagbook_jupyter.panel.run_wishes import RunWishes
from dagbook_jupyter.panel.value_messages import ShownValue, ShowValue
from dagbook_jupyter.panel.values import Values

NOTHING_SET: Config = MappingProxyType({})


class SessionSource:
    """What the panel needs of a session (`PanelSession`); every method from any thread.

    Args:
        session: The session.
        selection: Which assets are shown, as the selection language says it; None for all.
        watch_seconds: How often to look whether another kernel changed the store; None for never.
    """

    def __init__(
        self,
        session: Session,
        selection: str | None = None,
        watch_seconds: float | None = None,
    ) -> None:
        self._session = session
        self._selection = selection
        self._lock = threading.Lock()
        self._arrangement = Arrangement()
        self._values = Values(session)
        self._folded: tuple[tuple[Fold, ...], Mapping[str, Card]] = (), {}
        self._runs = RunFollower(session)
        self._wishes = RunWishes(session, self._runs)
        self._past = RunAnswers(session, self._runs)
        self._watch_seconds = watch_seconds
        self._told: Mapping[str, StatusBadge] = {}
        self._rough: dict[str, tuple[int, StatusBadge, StatusBadge]] = {}

    def graph_view(self) -> GraphView:
        """Return the cards that are shown."""
        with partitions_now(self._session):
            view = self._session.view()
        if self._selection is None:
            return view
        chosen = {key.to_user_string() for key in self._session.graph().select(self._selection)}
        return GraphView(tuple(card for card in view.cards if card.key in chosen))

    def arranged(self) -> Arranged:
        """Return the cards as they are to be laid out."""
        view = self.graph_view()
        shown = arranged(view, self._arrangement)
        cards = {card.key: card for card in view.cards}
        with self._lock:
            self._folded = shown.folds, cards
        used = self._session.in_use
        return shown if used.is_default else replace(shown, using=used.name)

    def arrange(self, arrangement: Arrangement) -> bool:
        """Arrange the cards so from now on, and return whether that is another arrangement."""
        with self._lock:
            before, self._arrangement = self._arrangement, arrangement
        return before != arrangement

    def layout(self) -> Layout | None:
        """Return where the cards lie."""
        return self._session.layout(self.arranged().view, self._arrangement.direction)

    def statuses(self) -> Mapping[str, StatusBadge]:
        """Return the status of every asset, roughly where exactly would be too much to send."""
        # While a run makes and removes values itself, those of others are not all looked at.
        found = self._session.badges(AT_EACH_EVENT if self._session.is_running else IN_PASSING)
        with self._lock:
            self._told = found
        graph = self._session.graph()
        with partitions_now(self._session):
            told = {
                key: self._roughly(key, each, _count(graph, key)) if is_long(each) else each
                for key, each in found.items()
            }
        with self._lock:
            folds, cards = self._folded
        return told | fold_badges(folds, cards, found)

    def _roughly(self, key: str, badge: StatusBadge, count: int) -> StatusBadge:
        """Return *badge* told roughly; worked out again only when it has changed."""
        before = self._rough.get(key)
        if before is None or before[:2] != (count, badge):
            before = self._rough[key] = count, badge, roughly(badge, count)
        return before[2]

    def run_state(self) -> RunProgress | None:
        """Return the run that is queued, running, or ended last, or a backfill to go on with."""
        return self._runs.shown()

    def details(self, key: str) -> Details | None:
        """Return all about the asset *key*, or None when nothing defines it."""
        graph = self._session.graph()
        asset_key = AssetKey.from_user_string(key)
        if asset_key not in graph:
            return None
        node = graph.nodes[asset_key]
        status = self._session.statuses(graph)[asset_key]
        spec, source = node.output.spec, node.definition.source
        return Details(
            key=key,
            description=spec.description or "",
            deps=tuple(each.to_user_string() for each in node.parents),
            downstream=tuple(each.to_user_string() for each in graph.children[asset_key]),
            metadata=self._metadata(node, status),
            checks=check_details(self._session, graph, asset_key),
            why=badge(node, self._explained(asset_key, status)).reasons,
            code=(source_text(source) or "") if source is not None else "",
            run=self._last_run(status),
            owners=tuple(spec.owners),
            tags={name: tag for name, tag in spec.tags.items() if not name.startswith(KIND_PREFIX)},
        )

    def about_partitions(self, question: PartitionQuestion) -> PartitionAnswer | None:
        """Return what is asked about the partitions of one asset."""
        with self._lock:
            told = self._told
        # What the page was told, and no later status: its rough places go with exact ones.
        return answer(self._session, question, told or self._session.badges())

    def _explained(self, key: AssetKey, status: AssetStatus) -> AssetStatus:
        """Return *status* with what changed by name, and its diff, in place of its causes."""
        if not status.causes:
            return status
        return replace(status, causes=self._session.why(key.to_user_string()).causes)

    def enqueue(
        self,
        keys: tuple[str, ...] | None,
        mode: Mode,
        partitions: Mapping[str, Ranges],
        counts: Mapping[str, int],
        *,
        confirmed: bool = False,
        config: Config = NOTHING_SET,
    ) -> Ask | ConfigErrors | None:
        """Queue a run and return at once; what keeps it from running is shown as its message.

        Returns:
            What is to be asked first, as the run is large and not confirmed, or what is wrong with
            its config; else None.

        Raises:
            DagsterInvalidInvocationError: The partitions have changed since they were chosen.
        """
        self._check_counts(counts)
        wrong = self._wishes.errors(config)
        if wrong is not None:
            return wrong
        selection, wanted = self._wishes.request(Materialize(keys, mode, partitions))
        ask = None if confirmed else run_question(self._session.plan(selection, wanted))
        if ask is not None:
            return ask
        run_config = {"ops": {step: {"config": each} for step, each in config.items()}}
        what = ", ".join(keys or ()) or "what is stale or missing"
        self._runs.queued(
            self._session.enqueue(
                selection, wanted, on_end=self._ended, run_config=run_config if config else None
            ),
            what,
        )
        return None

    def about_runs(self, question: RunQuestion | ShowPlan) -> RunAnswer:
        """Return what is asked about plans, config and past runs."""
        match question:
            case ShowPlan(wish):
                return self._wishes.plan(wish)
            case ShowConfig(keys):
                return self._wishes.form(keys)
            case ShowTimeline(run_id):
                return self._past.timeline(run_id)
            case ShowRuns(limit):
                return self._past.runs(limit)

    def resume(self, wish: Resume) -> None:
        """Queue what is left of a backfill and return at once."""
        budget = wish.budget_seconds
        self._runs.queued(
            self._session.enqueue_resume(
                wish.backfill_id, budget_seconds=budget, on_end=self._ended
            )
        )

    def forget(self, wish: Forget) -> Ask | Notice:
        """Wipe or undo and return what was done, or what is to be asked first.

        Raises:
            DagsterInvalidInvocationError: The partitions have changed since they were chosen.
        """
        self._check_counts(wish.counts)
        if self._session.is_running:
            return Notice("warning", f"A run is going on; {wish.how} when it has ended.")
        key = AssetKey.from_user_string(wish.asset)
        partitions = self._keys_of(key, wish.ranges) if wish.ranges else None
        if not wish.confirmed:
            summary = self._session.wipe_plan([key], partitions)
            if not summary.assets:
                return Notice("info", f"Nothing is stored of this; there is nothing to {wish.how}.")
            if wish.how == "wipe":
                return wipe_question(summary)
            return undo_question(summary, last_run=partitions is None)
        # In turn: a run that begins now waits for the end of this.
        if wish.how == "wipe":
            wiped = self._session.in_turn(lambda: self._session.wipe([key], partitions))
            return Notice("info", wipe_text(wiped, done=True))
        undone = self._session.in_turn(lambda: self._session.undo([key], partitions))
        return Notice("warning" if undone.refused else "info", undo_text(undone))

    def _keys_of(self, key: AssetKey, ranges: Ranges) -> list[str]:
        """Return the partition keys at some ordinals of an asset."""
        partitions_def = self._session.graph().node(key).partitions_def
        if partitions_def is None:
            raise DagsterInvalidInvocationError(
                f"{key.to_user_string()} has no partitions any more. Select it again."
            )
        with partitions_now(self._session):
            return partitions_def.keys_in(OrdinalRanges.from_ranges(ranges))

    def show_value(self, wish: ShowValue) -> ShownValue:
        """Return what is shown of a stored value."""
        return self._values.show(wish)

    def inspect(self, question: InspectQuestion) -> InspectAnswer | Notice:
        """Return what is asked about what happened: logs, history, numbers."""
        return inspect(self._session, question)

    def choose(self, wish: Choose) -> Chosen:
        """Return the assets that words choose, and how the words could go on."""
        return chosen(self._session, wish)

    def export(self, file_format: Format) -> Exported | Notice:
        """Return the graph as a file, or why it cannot be drawn."""
        return exported(
            self.arranged(),
            self.graph_view(),
            self.layout(),
            self.statuses(),
            self._arrangement,
            file_format,
        )

    def cancel(self, run_id: str | None = None) -> None:
        """Ask a run to stop, the one that runs by default."""
        self._session.cancel(run_id)

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call *listener* on every change; return what ends that."""

        def on_event(event: SessionEvent) -> None:
            if isinstance(event, LinesKept):
                listener("lines")
                return
            self._runs.note(event)
            if isinstance(event, DefinitionsChanged):
                listener("graph")
            elif isinstance(event, StatusesChanged):
                listener("status")
            elif not isinstance(
                event,
                StepStarted | StepEnded | StepRetried | StepBlocked | StepSkipped | StepOmitted,
            ):
                listener("run")
                listener("status")
            else:
                listener("status")
                listener("run")

        stop = self._session.subscribe(on_event)
        if self._watch_seconds is None:
            return stop
        watch = StoreWatch(self._session, lambda: self._others(listener), self._watch_seconds)

        def stop_both() -> None:
            watch.stop()
            stop()

        return stop_both

    def _others(self, listener: Callable[[Change], None]) -> None:
        """Tell of what another kernel may have changed."""
        nodes = self._session.graph().nodes.values()
        if any(come_and_go(node.partitions_def) for node in nodes):
            listener("graph")
        listener("status")
        listener("run")

    def _check_counts(self, counts: Mapping[str, int]) -> None:
        """Raise, and have the page told anew, if ordinals are other partitions than was shown."""
        graph = self._session.graph()
        with partitions_now(self._session):
            changed = [key for key, count in counts.items() if _count(graph, key) != count]
        if changed:
            self._session.announce_definitions_changed()
            raise DagsterInvalidInvocationError(
                f"The partitions of {', '.join(changed)} have changed since these were selected. "
                "They are shown as they are now: select again."
            )

    def _metadata(self, node: AssetNode, status: AssetStatus) -> tuple[MetadataItem, ...]:
        """Return the metadata of the latest materialization."""
        if status.latest is None:
            return ()
        made = self._session.instance.event_log.materialization(status.latest.event_id, node.key)
        return tuple(metadata_item(label, value) for label, value in made.metadata.items())

    def _last_run(self, status: AssetStatus) -> LastRun | None:
        """Return the run that made the asset last, or failed to."""
        failure, latest = status.failure, status.latest
        if failure is not None and (latest is None or failure.event_id > latest.event_id):
            return LastRun(failure.run_id, "failed", failure.at)
        if latest is None:
            return None
        return LastRun(latest.run_id, "success", latest.at, latest.seconds)

    def _ended(self, result: RunSummary | Exception) -> None:
        """Show what kept a run from running."""
        if isinstance(result, Exception):
            self._runs.refused(result)
            self._session.announce_definitions_changed()


def _count(graph: AssetGraph, key: str) -> int:
    """Return how many partitions an asset has now."""
    node = graph.nodes.get(AssetKey.from_user_string(key))
    return node.partitions_def.count() if node is not None and node.partitions_def else 0
