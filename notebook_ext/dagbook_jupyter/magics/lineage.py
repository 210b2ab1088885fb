"""`%lineage`: the graph, live in a notebook, as text in a terminal."""

import argparse
from time import time

from IPython.display import display

from dagbook.foundation.digest import digest
from dagbook.session.asset_rows import selected_view
from dagbook.session.store_watch import WATCH_SECONDS
from dagbook.view.graph_view import FOLD_PREFIX
from dagbook.view.humanize import moment
from dagbook.view.picture import MOST_TOLD, alt_text, to_data_uri, to_svg
from dagbook.view.text import to_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.panel.commands import commands
from dagbook_jupyter.panel.session_source import SessionSource

HELP = """
Show the graph: click an asset to read about it, select some and run them, watch the status.

Examples::

    %lineage
    %lineage +report
    %lineage group:sales
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show the panel; in a terminal the same as text."""
    selection = selection_of(notebook, arguments.selection)
    view = selected_view(notebook.session, selection)
    if not notebook.in_kernel:
        notebook.say(to_text(view, notebook.session.badges()))
        return
    from dagbook_jupyter.widget import (  # noqa: PLC0415 - widgets load slowly
        LineagePanel,
        StaticTwin,
    )

    source = SessionSource(notebook.session, selection, WATCH_SECONDS)

    def twin() -> StaticTwin:
        now, badges, layout = source.graph_view(), source.statuses(), source.layout()
        folds = [card for card in source.arranged().view.cards if card.key.startswith(FOLD_PREFIX)]
        used = notebook.session.in_use
        as_of = moment(time()) if used.is_default else f"{moment(time())}, set {used.name}"
        picture = (
            ""
            if layout is None
            else to_data_uri(to_svg(now, layout, badges, as_of=as_of, folds=folds))
        )
        text = _bounded(to_text(now, badges))
        return StaticTwin(picture, alt_text(now, badges), text, commands(now, badges))

    cell = notebook.tracker.running
    if cell is None:
        panel = LineagePanel(source, twin)
    else:
        uid = f"dgb-{digest([cell.origin.cell_id, selection or ''])[:12]}"
        number, shown = notebook.panels.get(uid, (cell.number, None))
        # A rerun replaces what the cell showed; a second panel of one run stands beside the first.
        panel = LineagePanel(source, twin, uid, None if number == cell.number else shown)
        notebook.panels[uid] = cell.number, panel
    display(panel)  # type: ignore[no-untyped-call]  # IPython's own has no types


def _bounded(text: str) -> str:
    """Return the first lines of *text*, which is to be kept in the notebook."""
    lines = text.splitlines()
    more = len(lines) - MOST_TOLD
    return text if more <= 0 else "\n".join((*lines[:MOST_TOLD], f"... and {more:,} more"))


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("lineage", HELP)
    parser.add_argument("selection", nargs="*", help="which assets; all without it")
    return parser


MAGIC = Magic("lineage", _parser(), run)
