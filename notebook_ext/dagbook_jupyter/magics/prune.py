"""`%prune`: free the disk that earlier versions and removed assets take."""

import argparse
import re

from dagbook.session.housekeeping_text import prune_text
from dagbook.session.planning import ConfirmationNeededError
from dagbook.session.pruning import Limits, prune, prune_plan
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Remove value files that are not needed: earlier versions, and what killed runs left. Only what this
notebook made goes; latest values stay, and so does the history. Without --yes it says what would
go.

With both --keep and --older-than goes what is beyond the one and older than the other. --orphans
removes all values of assets that a cell removed, of assets that no cell defines now where they are
named, and of partitions that an asset no longer has.

Examples::

    %prune
    %prune --keep 1 --yes
    %prune --older-than 30d
    %prune group:sales --older-than 12h --keep 2
    %prune --orphans --yes
    %prune old_orders --orphans --yes
"""

_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(m|min|h|d|w)")
_SECONDS = {"m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Prune, or say what would go."""
    session, selection = notebook.session, selection_of(notebook, arguments.selection)
    limits = Limits(arguments.keep, arguments.older_than, arguments.orphans)
    if arguments.yes:
        notebook.say(prune_text(prune(session, limits, selection), done=True))
        return
    plan = prune_plan(session, limits, selection)
    text = prune_text(plan, done=False)
    if not plan.is_empty:
        raise ConfirmationNeededError(text)
    notebook.say(text)


def age_seconds(text: str) -> float:
    """Return how long ``30d``, ``12h``, ``90m`` or ``2w`` is.

    Raises:
        argparse.ArgumentTypeError: It is no such time.

    >>> age_seconds("30d"), age_seconds("1.5 h")
    (2592000.0, 5400.0)
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is not an age; write 30d, 12h, 90m or 2w")
    return float(found[1]) * _SECONDS[found[2]]


def kept_versions(text: str) -> int:
    """Return how many versions *text* says.

    Raises:
        argparse.ArgumentTypeError: It is no number from 1 on.

    >>> kept_versions("2")
    2
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on; the latest always stays")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("prune", HELP)
    option = parser.add_argument
    option("selection", nargs="*", help="of which assets; of all without it")
    option("--keep", type=kept_versions, metavar="N", help="so many versions of each value stay")
    option("--older-than", type=age_seconds, metavar="AGE", help="only what is older, such as 30d")
    option("--orphans", action="store_true", help="all values of assets that a cell removed")
    option("--yes", action="store_true", help="remove; without it nothing goes")
    return parser


MAGIC = Magic("prune", _parser(), run)
