"""`%history ASSET`: its materializations, newest first; without an asset, IPython's own magic."""

import argparse
import re

from dagbook.session.history_text import history_html, history_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.notebook import Notebook

HELP = """
Show the materializations of an asset, newest first: when, by which cell, how long it took, the
value's size and version, where the code changed, and which one is current.

Without an asset's name this is IPython's own %history of what was typed: %history, %history -n 3-5.

Examples::

    %history orders
    %history daily_orders --partition 2013-01-01 --limit 100
"""

_RANGE = re.compile(r"[~\d/:-]+")


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show it, as HTML and as text."""
    rows = notebook.session.history(arguments.name, arguments.partition, arguments.limit)
    notebook.show(history_text(rows), history_html(rows))


def names_an_asset(line: str) -> bool:
    """Return whether *line* is about an asset, and not about what was typed.

    >>> [names_an_asset(line) for line in ("orders", "--limit 3 orders")]
    [True, True]
    >>> [names_an_asset(line) for line in ("", "-n 4-6", "~1/2-5", "-g orders")]
    [False, False, False, False]
    """
    words = line.split()
    if not words:
        return False
    return words[0].startswith("--") or not (
        words[0].startswith("-") or _RANGE.fullmatch(words[0]) is not None
    )


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("history", HELP)
    option = parser.add_argument
    option("name", help="the asset's key, such as sales/orders")
    option("--partition", help="one partition key", metavar="KEY")
    option("--limit", type=int, default=20, help="so many at most; 20 without it", metavar="N")
    return parser


MAGIC = Magic("history", _parser(), run, is_meant=names_an_asset)
