"""`%%asset`: the cell's body is an asset."""

import argparse
import builtins
import json
import re
from collections import Counter
from typing import Any

from IPython.core.error import UsageError

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.authoring.source import from_text
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import AssetNotMaterializedError
from dagbook.model.asset_key import AssetKey
from dagbook_jupyter.cell_body import Body, inputs_of, make_function, read_body
from dagbook_jupyter.errors import CellSyntaxError
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.materialize import materialize
from dagbook_jupyter.magics.partition_spec import read_partitions
from dagbook_jupyter.notebook import Notebook

HELP = """
Define an asset by the rest of the cell.

The last expression is the value. The names of live assets that it reads are its inputs; ``context``
is there when it is named; ``await`` works.

Examples::

    %%asset orders
    %%asset daily_orders --partitions daily:2013-01-01..2013-12-31 --group sales
    %%asset by_airport --partitions static:EWR,JFK,LGA
    %%asset report --deps raw_file,orders --run
    %%asset top --owners ann@example.com --tags team=web --metadata rows=100,source=web
"""

_BUILTINS = frozenset(dir(builtins))


def run(notebook: Notebook, arguments: argparse.Namespace, cell: str) -> Any:
    """Define the asset; with ``--run`` make it and return its value."""
    key = AssetKey.from_user_string(arguments.name)
    if arguments.key_prefix:
        key = key.with_prefix(AssetKey.from_user_string(arguments.key_prefix).parts)
    definition = _definition(notebook, arguments, key, cell)
    notebook.tracker.own(definition)
    name = key.parts[-1]
    if name.isidentifier():
        notebook.shell.user_ns[name] = definition
    if not arguments.run:
        return None
    materialize(notebook, [key], yes=arguments.yes)
    if definition.partitions_def is not None:
        return None
    try:
        return notebook.session.load(key.to_user_string())
    except AssetNotMaterializedError:
        return None


def _definition(
    notebook: Notebook, arguments: argparse.Namespace, key: AssetKey, cell: str
) -> AssetsDefinition:
    """Return the asset *key* whose body is *cell*."""
    shell, name = notebook.shell, key.parts[-1]
    text = transformed(shell, cell)
    filename = named(notebook, "asset", arguments.line, cell, text)
    # The line of the magic stands before it, so that line numbers are those of the cell.
    try:
        body = read_body(f"\n{text}", filename, shell.compile.flags)
    except SyntaxError as error:
        raise CellSyntaxError(shell, error) from None
    inputs = _inputs(notebook, body, key, arguments.group or DEFAULT_GROUP)
    parameters = (*(("context",) if "context" in body.free else ()), *inputs)
    fn = make_function(name, body, parameters, filename, shell.user_ns, shell.compile.flags)
    definition = asset(
        name=name,
        key_prefix=list(key.parts[:-1]) or None,
        group_name=arguments.group,
        deps=_listed(arguments.deps),
        description=arguments.description,
        io_manager_key=arguments.io_manager_key,
        kinds=set(_listed(arguments.kinds)) or None,
        metadata=_metadata(arguments.metadata),
        tags=pairs_of("tags", arguments.tags),
        owners=_listed(arguments.owners) or None,
        code_version=arguments.code_version,
        required_resource_keys=set(_listed(arguments.resources)) or None,
        retry_policy=None if arguments.retries is None else RetryPolicy(arguments.retries),
        pool=arguments.pool,
        partitions_def=_partitions(notebook, arguments.partitions),
    )(fn)
    definition.source = from_text(text, filename, 2)
    return definition


def transformed(shell: Any, cell: str) -> str:
    """Return the Python of *cell*; IPython drops empty lines at its beginning, which count here."""
    leading = len(cell) - len(cell.lstrip("\n"))
    return "\n" * leading + str(shell.transform_cell(cell))


def named(notebook: Notebook, magic: str, line: str, cell: str, text: str) -> str:
    """Return what the body's code calls its file, and let tracebacks know it."""
    running = notebook.tracker.running
    raw = getattr(running.info, "raw_cell", "") if running else ""
    if not raw.lstrip().startswith(f"%%{magic} "):
        raw = f"%%{magic} {line}\n{cell}"
    number = running.number if running else notebook.shell.execution_count
    # In a kernel the name is a digest of what the user wrote, so it is the cell's own.
    return str(notebook.shell.compile.cache(f"# %%{magic} {line}\n{text}", number, raw_code=raw))


def _inputs(notebook: Notebook, body: Body, key: AssetKey, group: str) -> tuple[str, ...]:
    """Return the names of the body's inputs, and say where an asset hides a variable."""
    live = names_of_assets(notebook.session.graph(), group)
    own = key.parts[-1] if len(key.parts) == 1 else ""
    inputs = inputs_of(body.free, own, live, _BUILTINS)
    user_ns = notebook.shell.user_ns
    for name in inputs:
        if name in user_ns and not isinstance(user_ns[name], AssetsDefinition):
            notebook.say(f"{name} is the asset here, not the variable of that name")
    return inputs


def names_of_assets(graph: AssetGraph, group: str) -> frozenset[str]:
    """Return the names that mean an asset, as a parameter's name does.

    These are keys of one part, and the last part of a longer key where it is unique in the group.
    """
    made = [(key, node) for key, node in graph.nodes.items() if not node.is_external]
    near = Counter(
        key.parts[-1] for key, node in made if len(key.parts) > 1 and node.group == group
    )
    plain = frozenset(key.parts[0] for key, _ in made if len(key.parts) == 1)
    return plain | {name for name, count in near.items() if count == 1}


def _partitions(notebook: Notebook, text: str | None) -> Any:
    """Return the partitions that ``--partitions`` means, or None without it."""
    if text is None:
        return None

    def lookup(name: str) -> Any:
        if name in notebook.shell.user_ns:
            return notebook.shell.user_ns[name]
        node = notebook.session.graph().nodes.get(AssetKey.from_user_string(name))
        return node.definition if node else None

    return read_partitions(text, lookup)


def _listed(text: str | None) -> list[str]:
    """Return what stands between the commas of *text*."""
    return [part for each in (text or "").split(",") if (part := each.strip())]


def pairs_of(option: str, text: str | None) -> dict[str, str] | None:
    """Return what ``name=value,name=value`` says; a comma before anything else is the value's.

    Args:
        option: Its name, for the message.
        text: What stands after the option, or None.

    Raises:
        UsageError: A name has no value.

    >>> pairs_of("tags", "team=web, note=late, always,tier=1")
    {'team': 'web', 'note': 'late, always', 'tier': '1'}
    """
    if text is None:
        return None
    found: dict[str, str] = {}
    for part in re.split(r",(?=\s*[\w./-]+=)", text):
        name, equals, value = part.strip().partition("=")
        if not name or not equals:
            raise UsageError(
                f"%%asset: --{option} {part.strip()} has no value. Write --{option} "
                f"{name or 'name'}=VALUE, several with commas."
            )
        found[name] = value
    return found


def _metadata(text: str | None) -> dict[str, Any] | None:
    """Return what ``--metadata`` says, numbers and such as what they are."""
    found = pairs_of("metadata", text)
    return None if found is None else {name: _read(value) for name, value in found.items()}


def _read(text: str) -> Any:
    """Return a value as JSON reads it, else its text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("asset", HELP, is_cell=True)
    option = parser.add_argument
    option("name", help="the asset's name, or its key such as sales/orders")
    option("--partitions", help="daily:FIRST..LAST, static:A,B,C, or a name", metavar="SPEC")
    option("--group", help="its group")
    option("--deps", help="assets it depends on without taking their values, with commas")
    option("--key-prefix", help="put before the name to make the key")
    option("--run", action="store_true", help="materialize it and show its value")
    option("--yes", action="store_true", help="with --run: run a large plan without asking first")
    option("--description", help="in Markdown")
    option("--io-manager-key", help="the resource that stores its value")
    option("--kinds", help="such as pandas, with commas")
    option(
        "--metadata", help="such as rows=100,note=late; numbers, true and false are read as such"
    )
    option("--tags", help="such as team=web,tier=1")
    option("--owners", help="such as ann@example.com,team:data")
    option("--code-version", help="counts in place of the code: only another one makes it stale")
    option("--resources", help="what context.resources has, with commas")
    option("--retries", type=int, help="run it so many times more when it fails", metavar="N")
    option("--pool", help="its pool")
    return parser


MAGIC = Magic("asset", _parser(), run, is_cell=True)
