"""`%undo`: take the last materialization back."""

import argparse

from dagbook.session.history_text import undo_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.materialize import add_partition_options, partitions_of
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Take the last materialization of assets back: the value before it is the latest again, and nothing
is computed. What reads it is out of date then, unless it was made from that value.

Of a partitioned asset that is what its last run made, unless partitions are named.

Examples::

    %undo orders
    %undo orders --partition 2013-01-01
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Undo, and say what is the latest now."""
    selection = selection_of(notebook, arguments.selection) or ""
    done = notebook.session.undo(selection, partitions_of(arguments, "undo"))
    notebook.say(undo_text(done))


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("undo", HELP)
    parser.add_argument("selection", nargs="+", help="which assets")
    add_partition_options(parser)
    return parser


MAGIC = Magic("undo", _parser(), run)
