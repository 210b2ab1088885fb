"""`%logs`: what steps said, by asset, run, level and words."""

import argparse
from html import escape

from IPython.core.error import UsageError

from dagbook.session.logs import LEVELS
from dagbook.session.logs_text import logs_text
from dagbook.session.runs import one_of
from dagbook.view.humanize import count
from dagbook_jupyter.magics.arguments import Magic, new_parser, number_from_one
from dagbook_jupyter.magics.selecting import partition_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Show what steps said: context.log, prints, and failures. Of the newest run, unless an asset or a run
is named; of an asset, in all of its runs.

Examples::

    %logs
    %logs orders
    %logs orders --partition 2013-01-01 --level warning
    %logs --run 9f2c4e17 --contains "no rows"
    %logs --verbose
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show the lines, as HTML and as text."""
    session = notebook.session
    run_id = None
    if arguments.run is not None:
        runs = session.instance.event_log.runs()
        run_id = one_of((run.run_id for run in runs), arguments.run)
    elif arguments.name is None:
        newest = session.instance.event_log.runs(1)
        run_id = newest[0].run_id if newest else ""
    if arguments.partition is not None and arguments.name is None:
        raise UsageError("%logs: --partition needs an asset, as in %logs orders --partition A.")
    lines = session.logs(
        arguments.name,
        partition_of(notebook, arguments.name, arguments.partition),
        run_id=run_id,
        level=arguments.level,
        contains=arguments.contains,
        limit=arguments.limit + 1,
    )
    more = len(lines) > arguments.limit
    text = logs_text(lines[-arguments.limit :], details=arguments.verbose)
    if more:
        text = f"(the last {count(arguments.limit, 'line')}; --limit shows more)\n{text}"
    notebook.show(text, f"<pre>{escape(text)}</pre>")


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("logs", HELP)
    option = parser.add_argument
    option("name", nargs="?", help="the asset's key, such as sales/orders")
    option("--partition", help="one partition key", metavar="KEY")
    option("--run", help="the beginning of a run's id", metavar="ID")
    option("--level", default="debug", choices=LEVELS, help="the lowest level that is shown")
    option("--contains", default="", help="words in the line", metavar="WORDS")
    option(
        "--limit",
        type=number_from_one,
        default=200,
        help="so many at most; 200 without it",
        metavar="N",
    )
    option("--verbose", action="store_true", help="tracebacks too")
    return parser


MAGIC = Magic("logs", _parser(), run)
