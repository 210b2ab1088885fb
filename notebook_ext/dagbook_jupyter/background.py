"""A run in the background of a cell: its progress stays with the cell that asked for it."""

import argparse
from collections.abc import Sequence
from typing import Any

from dagbook.session.backfilling import RunLimits
from dagbook.session.events import RunSummary
from dagbook.session.planning import ConfirmationNeededError
from dagbook.status.backfills import ID_LENGTH
from dagbook.view.humanize import one_line
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.progress import DisplayScreen, Row, Screen
from dagbook_jupyter.screens import progress_of

NOTHING = "All is current; there is nothing to do."


def in_background(
    notebook: Notebook,
    arguments: argparse.Namespace,
    selection: str | None,
    partitions: str | None,
    run_config: Any = None,
) -> None:
    """Have a selection run in the background, and say how it goes under the cell that runs.

    Raises:
        ConfirmationNeededError: The plan is large and not confirmed.
        DagsterError: The request does not fit what is defined.
    """
    session = notebook.session
    plan = session.plan(selection, partitions, force=arguments.force)
    question = plan.needs_confirmation
    if question and not arguments.yes:
        raise ConfirmationNeededError(question)
    if not plan.steps and not session.active_runs():
        notebook.say("\n".join(plan.notes) or NOTHING)
        return
    screen: Screen = DisplayScreen() if notebook.in_kernel else ClosingScreen(notebook)
    verbose = arguments.verbose or session.settings.verbose
    progress = progress_of(notebook, screen, verbose=verbose)

    def on_end(result: RunSummary | Exception) -> None:
        if isinstance(result, Exception):
            screen.wait(one_line(f"{type(result).__name__}: {result}"))
        elif result.run is None:
            # What ran before it made all of it, or it was cancelled while it waited.
            screen.wait("\n".join(result.notes) or "Nothing was run.")

    if notebook.in_kernel:
        # Here, on the cell's own thread, so that the output is this cell's.
        screen.wait("Waits for its turn." if session.active_runs() else "Starts.")
    run_id = session.enqueue(
        selection,
        partitions,
        origin=notebook.cell_label,
        on_end=on_end,
        limits=RunLimits(arguments.budget, processes=arguments.parallel),
        force=arguments.force,
        on_event=progress.on_event,
        run_config=run_config,
    )
    short = run_id[:ID_LENGTH]
    notebook.say(f"Run {short} is in the background; %runs --cancel {short} ends it")


class ClosingScreen:
    """Prints how a run ended, and nothing before: a terminal's prompt is not written over.

    Args:
        notebook: Where it is printed.
    """

    prints_rows = False

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def update(self, rows: Sequence[Row], changed: Row | None, rest: str = "") -> None:
        """Show nothing yet."""

    def end(self, rows: Sequence[Row], closing: Sequence[str]) -> None:
        """Print what failed, and *closing*."""
        if not rows:
            return
        failed = [f"{row.label} failed: {row.error}" for row in rows if row.failed]
        for line in (*failed, *closing):
            self._notebook.say(line)

    def wait(self, text: str) -> None:
        """Print *text*."""
        self._notebook.say(text)
