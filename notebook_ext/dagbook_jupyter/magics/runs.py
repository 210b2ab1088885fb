"""`%runs`: what ran, what runs and waits; ending and awaiting background runs."""

import argparse
from html import escape

from IPython.core.error import UsageError

from dagbook.session.runs import details_text, one_of, runs_html, runs_text, short_id
from dagbook_jupyter.magics.arguments import Magic, new_parser, number_from_one
from dagbook_jupyter.notebook import Notebook

HELP = """
Show the runs of this store, the newest first; or one of them, with its steps and the traceback of
what failed. The beginning of an id is enough.

Examples::

    %runs
    %runs --limit 100
    %runs 9f2c4e17
    %runs --cancel
    %runs --cancel 9f2c4e17
    %runs --wait
"""
_ALL = ""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """List runs, show one, end one, or wait."""
    said = [name for name in ("run", "cancel", "wait") if getattr(arguments, name) is not None]
    if len(said) > 1:
        raise UsageError("%runs: an id to show, --cancel and --wait exclude each other.")
    if arguments.cancel is not None:
        _cancel(notebook, arguments.cancel)
    elif arguments.wait is not None:
        active = notebook.session.active_runs()
        notebook.session.wait(one_of(active, arguments.wait) if arguments.wait else None)
    elif arguments.run is not None:
        text = details_text(notebook.session.run_details(arguments.run))
        notebook.show(text, f"<pre>{escape(text)}</pre>")
    else:
        lines = notebook.session.runs(arguments.limit)
        known = {line.run_id for line in lines}
        waiting = [each for each in notebook.session.active_runs() if each not in known]
        notebook.show(runs_text(lines, waiting, width=notebook.width), runs_html(lines, waiting))


def _cancel(notebook: Notebook, beginning: str) -> None:
    """End a run, the one that runs now without an id."""
    active = notebook.session.active_runs()
    if not active:
        raise UsageError("%runs --cancel: nothing runs or waits.")
    run_id = one_of(active, beginning) if beginning else active[0]
    notebook.session.cancel(run_id)
    notebook.say(f"Run {short_id(run_id)} ends; what it made stays")


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("runs", HELP)
    option = parser.add_argument
    option("run", nargs="?", help="the beginning of a run's id, to show that run", metavar="ID")
    option(
        "--limit",
        type=number_from_one,
        default=20,
        help="so many at most; 20 without it",
        metavar="N",
    )
    option(
        "--cancel", nargs="?", const=_ALL, metavar="ID", help="end the run that runs, or that one"
    )
    option(
        "--wait", nargs="?", const=_ALL, metavar="ID", help="wait for what runs, or for that run"
    )
    return parser


MAGIC = Magic("runs", _parser(), run)
