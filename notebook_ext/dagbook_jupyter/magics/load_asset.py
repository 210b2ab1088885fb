"""`%load_asset`: the stored value of an asset, shown or bound to a name."""

import argparse
from keyword import iskeyword
from typing import Any

from IPython.core.error import UsageError

from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.selecting import partition_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Load the stored value of an asset.

Examples::

    %load_asset orders
    %load_asset orders --partition 2013-01-01
    %load_asset orders --as table
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> Any:
    """Return the value, or bind it to the name after ``--as``."""
    name = arguments.variable
    if name is not None and (not name.isidentifier() or iskeyword(name)):
        raise UsageError(f"%load_asset: --as {name} is no name of a variable. Write --as table.")
    partition = partition_of(notebook, arguments.name, arguments.partition)
    value = notebook.session.load(arguments.name, partition)
    if name is None:
        return value
    notebook.shell.user_ns[name] = value
    return None


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("load_asset", HELP)
    parser.add_argument("name", help="the asset's key, such as sales/orders")
    parser.add_argument("--partition", help='one partition key, or "all"', metavar="KEY")
    parser.add_argument("--as", dest="variable", help="the variable to bind it to")
    return parser


MAGIC = Magic("load_asset", _parser(), run)
