"""`%assets`: a table of the assets and how they stand."""

import argparse
from html import escape

from dagbook.session.asset_rows import selected_view
from dagbook.view.check_words import check_marks
from dagbook.view.text import assets_table, table_html, table_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.magics.use import use_line
from dagbook_jupyter.notebook import Notebook

_MOST_NAMES = 6
HELP = """
Show the assets: status, partitions that are done, last run, size of what is stored, checks.

Examples::

    %assets
    %assets group:sales
    %assets report+
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show the table, as HTML and as text."""
    selection = selection_of(notebook, arguments.selection)
    view = selected_view(notebook.session, selection)
    session = notebook.session
    rows = assets_table(view, session.badges(), check_marks(session.check_statuses()))
    text, html, used = table_text(rows, notebook.width), table_html(rows), use_line(notebook)
    if used:
        text, html = f"{used}\n{text}", f"<p>{escape(used)}</p>{html}"
    undefined = undefined_line(notebook) if selection is None else ""
    if undefined:
        text, html = f"{text}\n{undefined}", f"{html}<p>{escape(undefined)}</p>"
    notebook.show(text, html)


def undefined_line(notebook: Notebook) -> str:
    """Return which assets have values and no definition in this kernel; "" when there are none."""
    graph = notebook.session.graph()
    keys = [key for key in notebook.session.instance.event_log.asset_keys() if key not in graph]
    if not keys:
        return ""
    names = [key.to_user_string() for key in keys[:_MOST_NAMES]]
    more = f" and {len(keys) - len(names)} more" if len(keys) > len(names) else ""
    words = f"{', '.join(names)}{more}"
    return f'Stored, and not defined in this kernel: {words}. load("{names[0]}") works.'


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("assets", HELP)
    parser.add_argument("selection", nargs="*", help="which assets; all without it")
    return parser


MAGIC = Magic("assets", _parser(), run)
