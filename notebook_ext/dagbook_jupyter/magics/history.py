"""`%history ASSET`: its materializations, newest first; without an asset, IPython's own magic."""

import argparse
import re
from dataclasses import replace
from html import escape

from IPython.core.error import UsageError

from dagbook.session.comparison_text import comparison_html, comparison_text
from dagbook.session.history_text import history_html, history_text
from dagbook.session.made_text import made_text, restored_text
from dagbook.session.materialized import made_then, numbered
from dagbook.session.restoring import compare_versions, restore
from dagbook_jupyter.magics.arguments import Magic, new_parser, number_from_one
from dagbook_jupyter.magics.selecting import partition_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Show the materializations of an asset, newest first: when, in which cell they were run and by which
cell their code was defined, how long it took, the value's size and version, where the code changed,
and which one is current. Each has a number, counted from 1 for each partition.

--show N prints all that is kept of one: cell, inputs, settings, metadata, source. --compare A B
says what differs between two values, --compare alone between the last two: of tables rows and
columns, of dicts keys, else text. --restore N makes an earlier value the latest again, and computes
nothing.

Without an asset's name this is IPython's own %history of what was typed: %history, %history -n 3-5.

Examples::

    %history orders
    %history daily_orders --partition 2013-01-01 --limit 100
    %history orders --compare 3 5
    %history orders --compare 3 5 --key order_id
    %history orders --show 3
    %history orders --restore 3
"""

_RANGE = re.compile(r"[~\d/:-]+")


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show it, as HTML and as text; or one of them, or what differs; or restore."""
    session, name = notebook.session, arguments.name
    partition = partition_of(notebook, name, arguments.partition)
    asked = [
        each for each in ("compare", "restore", "show") if getattr(arguments, each) is not None
    ]
    if len(asked) > 1:
        raise UsageError(f"%history: --{' and --'.join(asked)} exclude each other. Ask one by one.")
    if arguments.compare is not None:
        if len(arguments.compare) not in {0, 2}:
            raise UsageError("%history: --compare takes two numbers, as in --compare 3 5, or none.")
        keys = tuple(each.strip() for each in (arguments.key or "").split(",") if each.strip())
        old, new = arguments.compare or (None, None)
        found = compare_versions(session, name, old, new, partition, keys)
        notebook.show(comparison_text(found), comparison_html(found))
        return
    if arguments.restore is not None:
        done = restore(session, name, arguments.restore, partition, origin=notebook.cell_label)
        notebook.say(restored_text(done))
        return
    if arguments.show is not None:
        text = made_text(made_then(session, numbered(session, name, arguments.show, partition)))
        notebook.show(text, f"<pre>{escape(text)}</pre>")
        return
    rows = session.history(name, partition, arguments.limit)
    if partition is not None:
        # It is asked for by name, so its column says nothing new.
        rows = tuple(replace(row, partition=None) for row in rows)
    notebook.show(history_text(rows, width=notebook.width), history_html(rows))


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
    option(
        "--limit",
        type=number_from_one,
        default=20,
        help="so many at most; 20 without it",
        metavar="N",
    )
    option(
        "--compare",
        type=int,
        nargs="*",
        metavar="N",
        help="what differs between two values; the last two without numbers",
    )
    option("--key", metavar="COLUMNS", help="columns that tell which rows are the same")
    option("--restore", type=int, metavar="N", help="make that value the latest again")
    option("--show", type=int, metavar="N", help="all that is kept of that one")
    return parser


MAGIC = Magic("history", _parser(), run, is_meant=names_an_asset)
