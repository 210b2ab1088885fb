"""`%use`: which set of resources everything works with, and whose values and statuses are shown."""

import argparse
from collections.abc import Mapping

from IPython.core.error import UsageError

from dagbook.session.resource_sets import DEFAULT_SET, ResourceSet
from dagbook.view.humanize import count
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.expressions import value_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Use a named set of resources in place of those that cells define, such as fakes for a test.

Each set has values and statuses of its own, so that a test run never overwrites real values: the
set's own store also takes the place of every IO manager that the set does not name. ``default`` is
what cells define, and the real values. Without a name the sets are listed.

After ``--define NAME`` the rest of the line is Python: a dict of resources by key, as
``Definitions(resources=...)`` takes it.

Examples::

    %use --define test {"db": FakeDatabase(), "limit": 10}
    %use test
    %materialize orders
    %use default
    %use
"""


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Define a set, use one, or list them."""
    if arguments.define is not None:
        resources = _resources(notebook, arguments.define, arguments.name or "{}")
        made = notebook.session.define_set(arguments.define, resources)
        notebook.say(f"{made.name}: {_words(made)}. %use {made.name} uses it")
    elif arguments.name is None:
        for each in notebook.session.sets.all():
            mark = "●" if each is notebook.session.in_use else " "
            notebook.say(f"{mark} {each.name}: {_words(each)}")
    else:
        used = notebook.session.use(arguments.name)
        notebook.say(f"{used.name} is used: {_words(used)}; {_stored(notebook)}")
        for key, near in notebook.session.needless().items():
            meant = f"; did you mean {' or '.join(near)}?" if near else "."
            notebook.say(f"No asset that is defined now uses {key}{meant}")


def use_line(notebook: Notebook) -> str:
    """Return which set is used in a line, "" of the default one."""
    used = notebook.session.in_use
    if used.is_default:
        return ""
    return f"set {used.name}: {_words(used)}; %use {DEFAULT_SET} goes back to the real values"


def _words(each: ResourceSet) -> str:
    """Return what is in a set."""
    if each.is_default:
        return "what cells define, the real values"
    return ", ".join(each.resources) or "no resources of its own"


def _stored(notebook: Notebook) -> str:
    """Return how much is stored in the set that is used."""
    stored = len(notebook.session.instance.event_log.asset_keys())
    return f"{count(stored, 'asset')} stored in it"


def _resources(notebook: Notebook, name: str, expression: str) -> Mapping[str, object]:
    """Return the resources that *expression* is.

    Raises:
        UsageError: It is no dict.
        Exception: What the user's expression raised.
    """
    hint = f'After the name comes a dict, as in %use --define {name} {{"db": FakeDatabase()}}.'
    found = value_of(notebook, f"%use --define {name}", expression, hint)
    if not isinstance(found, Mapping):
        raise UsageError(
            f"%use --define {name}: {expression} is no dict of "
            f"resources by key, but {type(found).__name__}."
        )
    return found


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("use", HELP)
    parser.add_argument("name", nargs="?", help="which set; the rest of the line with --define")
    parser.add_argument("--define", metavar="NAME", help="define a set: the rest is a dict")
    return parser


MAGIC = Magic("use", _parser(), run, rest_after="--define")
