"""`%accept`: say that a change of code does not matter."""

import argparse

from dagbook.session.accepting import accept, revoke
from dagbook.session.accepting_text import accept_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.materialize import add_partition_options, partitions_of
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Say that a change of code does not matter: what the code before made counts as made by the code
there is now, and nothing runs. Only code is meant: an input with a new value makes an asset stale
as before.

It is recorded in the store, %why shows it, and --revoke takes it back. The next change of the code
makes the asset stale again.

Examples::

    %accept orders
    %accept orders+
    %accept daily_orders --partitions 2013-01-01...2013-01-31
    %accept orders --revoke
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Accept or revoke, and say what."""
    session, partitions = notebook.session, partitions_of(arguments, "accept")
    selection = selection_of(notebook, arguments.selection) or ""
    if arguments.revoke:
        told = revoke(session, selection, partitions)
    else:
        told = accept(session, selection, partitions, origin=notebook.cell_label)
    notebook.say(accept_text(told))


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("accept", HELP)
    parser.add_argument("selection", nargs="+", help="which assets")
    add_partition_options(parser)
    parser.add_argument("--revoke", action="store_true", help="take back what was accepted")
    return parser


MAGIC = Magic("accept", _parser(), run)
