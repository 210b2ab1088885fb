"""`%dagbook`: where the store is and what is in it; forgetting definitions."""

import argparse
import sys

from IPython.core.error import UsageError

from dagbook.errors import UnknownAssetError
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.view.humanize import count
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.settings import settings_line

HELP = """
Show dagbook's version, the store and what is in it; or take definitions away. No stored value is
lost by that.

Examples::

    %dagbook
    %dagbook forget orders
    %dagbook reset
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show, forget one definition, or forget all."""
    session = notebook.session
    if arguments.action == "forget":
        if arguments.key is None:
            raise UsageError("%dagbook forget: name the asset, as in %dagbook forget orders.")
        if not session.live.forget(AssetKey.from_user_string(arguments.key)):
            known = [key.to_user_string() for key in session.graph().order]
            raise UnknownAssetError(arguments.key, similar(arguments.key, known))
        notebook.say(f"{arguments.key} is no longer defined; what is stored of it stays")
        session.announce_definitions_changed()
    elif arguments.action == "reset":
        session.live.clear()
        notebook.say("nothing is defined; run the cells again. What is stored stays")
        session.announce_definitions_changed()
    else:
        notebook.say(f"dagbook {_version()}: {store_line(notebook)}")
        changed = settings_line(session)
        if changed:
            notebook.say(f"settings: {changed}; %config Dagbook lists all")


def _version() -> str:
    """Return dagbook's version; importing the facade would turn the layers upside down."""
    return str(vars(sys.modules["dagbook"])["__version__"])


def store_line(notebook: Notebook) -> str:
    """Return where the store is, what is in it, and what is defined."""
    session = notebook.session
    stored = len(session.instance.event_log.asset_keys())
    live = len(session.live.snapshot().origins)
    used = "" if session.in_use.is_default else f"set {session.in_use.name}, "
    return f"{used}store {session.root}, {count(stored, 'asset')} in it; {live} defined"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("dagbook", HELP)
    choices = ("forget", "reset")
    parser.add_argument("action", nargs="?", choices=choices, help="forget one asset, or reset")
    parser.add_argument("key", nargs="?", help="which asset to forget")
    return parser


MAGIC = Magic("dagbook", _parser(), run)
