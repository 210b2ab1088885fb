"""What a panel needs of the session that it shows."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from dagbook.view.arrangement import Arranged, Arrangement
from dagbook.view.graph_view import GraphView, Ranges, StatusBadge
from dagbook.view.layout import Layout
from dagbook_jupyter.panel.graph_messages import Choose, Chosen, Exported, Format
from dagbook_jupyter.panel.inspect_messages import (
    InspectAnswer,
    InspectQuestion,
)
from dagbook_jupyter.panel.messages import (
    Ask,
    Details,
    Forget,
    Mode,
    Notice,
    ShowPlan,
)
from dagbook_jupyter.panel.partition_messages import PartitionAnswer, PartitionQuestion
from dagbook_jupyter.panel.run_messages import Resume, RunProgress
from dagbook_jupyter.panel.run_questions import (
    Config,
    ConfigErrors,
    RunAnswer,
    RunQuestion,
)
from dagbook_jupyter.panel.value_messages import ShownValue, ShowValue

Change = Literal["graph", "status", "run", "lines"]
"""What a session says has changed; the panel asks for the rest when it is due."""


class PanelSession(Protocol):
    """What the panel needs of a session. Every method may be called from any thread."""

    def graph_view(self) -> GraphView:
        """Return the graph as it is."""
        ...

    def arranged(self) -> Arranged:
        """Return that graph as it is to be laid out."""
        ...

    def arrange(self, arrangement: Arrangement) -> bool:
        """Arrange the graph so from now on, and return whether that is another arrangement."""
        ...

    def layout(self) -> Layout | None:
        """Return where to draw what is arranged, or None without a Graphviz engine."""
        ...

    def statuses(self) -> Mapping[str, StatusBadge]:
        """Return the status of every asset of the graph, by key."""
        ...

    def run_state(self) -> RunProgress | None:
        """Return the run that is queued, running, or ended last; None before the first."""
        ...

    def details(self, key: str) -> Details | None:
        """Return all about *key*, or None when it is not defined."""
        ...

    def about_partitions(self, question: PartitionQuestion) -> PartitionAnswer | None:
        """Return what is asked; None when the asset has no such partitions."""
        ...

    def enqueue(
        self,
        keys: tuple[str, ...] | None,
        mode: Mode,
        partitions: Mapping[str, Ranges],
        counts: Mapping[str, int],
        *,
        confirmed: bool,
        config: Config,
    ) -> Ask | ConfigErrors | None:
        """Queue a run and return at once, or return what is to be asked first or put right.

        See `Materialize` for the arguments.
        """
        ...

    def resume(self, wish: Resume) -> None:
        """Queue what is left of a backfill and return at once."""
        ...

    def forget(self, wish: Forget) -> Ask | Notice:
        """Wipe or undo and say what was done, or return what is to be asked first."""
        ...

    def show_value(self, wish: ShowValue) -> ShownValue:
        """Return what is shown of a stored value; it may take as long as reading it."""
        ...

    def inspect(self, question: InspectQuestion) -> InspectAnswer | Notice:
        """Return what is asked about what happened: logs, history, numbers."""
        ...

    def choose(self, wish: Choose) -> Chosen:
        """Return the assets that words choose, and how the words could go on."""
        ...

    def export(self, file_format: Format) -> Exported | Notice:
        """Return the graph as a file, or why it cannot be drawn."""
        ...

    def about_runs(self, question: RunQuestion | ShowPlan) -> RunAnswer:
        """Return what is asked about plans, config and past runs; it may take long."""
        ...

    def cancel(self, run_id: str | None = None) -> None:
        """Ask a run to stop, the one that runs by default, and return at once."""
        ...

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call *listener* on every change from now on; return what ends that."""
        ...
