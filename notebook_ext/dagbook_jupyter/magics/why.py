"""`%why`: why an asset is as it is, with the diff of what changed."""

import argparse

from dagbook.session.why_text import why_html, why_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.selecting import partition_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Say why an asset is out of date: what changed since it was made, with the source's diff, and where
that begins; which partitions were made by which code; what counts as its code, and what does not.

Examples::

    %why orders
    %why daily_orders --partition 2013-01-01
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show it, as HTML and as text."""
    why = notebook.session.why(
        arguments.name, partition_of(notebook, arguments.name, arguments.partition)
    )
    notebook.show(why_text(why), why_html(why))


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("why", HELP)
    parser.add_argument("name", help="the asset's key, such as sales/orders")
    parser.add_argument("--partition", help="one partition key", metavar="KEY")
    return parser


MAGIC = Magic("why", _parser(), run)
