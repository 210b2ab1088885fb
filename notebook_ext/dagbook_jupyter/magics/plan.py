"""`%plan`: what `%materialize` would run with the same words."""

import argparse

from dagbook.session.why_text import plan_html, plan_text
from dagbook_jupyter.magics.arguments import Magic, new_parser, selection_of
from dagbook_jupyter.magics.materialize import partitions_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Show what %materialize would run with the same words, why, about how long it takes, and what is
current. Nothing runs.

Examples::

    %plan
    %plan +report
    %plan orders --partitions 2013-01-01...2013-01-31
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show it, as HTML and as text."""
    partitions = partitions_of(arguments, "plan")
    plan = notebook.session.plan_summary(selection_of(arguments.selection), partitions)
    notebook.show(plan_text(plan), plan_html(plan))


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("plan", HELP)
    option = parser.add_argument
    option("selection", nargs="*", help="which assets; everything that is not current without it")
    option("--partition", help="one partition key", metavar="KEY")
    option("--partitions", help="A...B, keys with commas, or all, missing, stale, failed")
    return parser


MAGIC = Magic("plan", _parser(), run)
