"""`%plan`: what `%materialize` would run with the same words."""

import argparse

from dagbook.session.why_text import plan_html, plan_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.expressions import run_config_of
from dagbook_jupyter.magics.materialize import (
    add_partition_options,
    add_run_options,
    partitions_of,
)
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Show what %materialize would run with the same words, why, about how long it takes, and what is
current. Nothing runs; a config is checked.

Examples::

    %plan
    %plan +report
    %plan orders --partitions 2013-01-01...2013-01-31
    %plan orders --missing
    %plan report --run-config {"ops": {"report": {"config": {"rows": 5}}}}
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show it, as HTML and as text."""
    partitions = partitions_of(arguments, "plan")
    plan = notebook.session.plan_summary(
        selection_of(notebook, arguments.selection),
        partitions,
        force=arguments.force,
        run_config=run_config_of(notebook, "plan", arguments.run_config),
    )
    notebook.show(plan_text(plan), plan_html(plan))


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("plan", HELP)
    parser.add_argument(
        "selection", nargs="*", help="which assets; everything that is not current without it"
    )
    add_partition_options(parser)
    add_run_options(parser)
    return parser


MAGIC = Magic("plan", _parser(), run, dict_after="--run-config")
