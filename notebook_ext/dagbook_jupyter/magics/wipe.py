"""`%wipe`: forget values, and free what they take."""

import argparse

from dagbook.session.history_text import wipe_text
from dagbook.session.planning import ConfirmationNeededError
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.materialize import add_partition_options, partitions_of
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Forget that assets were materialized: their value files go, their history stays, marked as wiped.

Without --yes it says what would go. Of a partitioned asset that is everything, unless partitions
are named.

Examples::

    %wipe orders
    %wipe orders --yes
    %wipe orders --partitions 2013-01-01...2013-01-31 --yes
    %wipe group:sales --failed --yes
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Wipe, or say what would go."""
    session, partitions = notebook.session, partitions_of(arguments, "wipe")
    selection = selection_of(notebook, arguments.selection) or ""
    if arguments.yes:
        notebook.say(wipe_text(session.wipe(selection, partitions), done=True))
        return
    plan = session.wipe_plan(selection, partitions)
    text = wipe_text(plan, done=False)
    if plan.assets:
        raise ConfirmationNeededError(text)
    notebook.say(text)


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("wipe", HELP)
    parser.add_argument("selection", nargs="+", help="which assets")
    add_partition_options(parser)
    parser.add_argument("--yes", action="store_true", help="wipe; without it nothing goes")
    return parser


MAGIC = Magic("wipe", _parser(), run)
