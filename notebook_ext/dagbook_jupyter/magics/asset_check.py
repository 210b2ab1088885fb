"""`%%asset_check`: the asserts of a cell are checks of an asset."""

import argparse
import builtins
from collections.abc import Sequence
from html import escape

from IPython.core.error import UsageError

from dagbook.authoring.asset_check import multi_asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_checks_definition import AssetChecksDefinition
from dagbook.authoring.asset_io import AssetIn
from dagbook.authoring.source import from_text
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.session.check_results import run_checks
from dagbook.view.humanize import count
from dagbook_jupyter.assert_cell import assertions, name_of, with_results
from dagbook_jupyter.cell_body import Body, inputs_of, make_function, read_body
from dagbook_jupyter.errors import CellSyntaxError, from_users_code
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.asset import named, names_of_assets, transformed
from dagbook_jupyter.notebook import Notebook

HELP = """
Check an asset by the asserts of the rest of the cell: each is a check, named by its message.

The names of live assets that the cell reads are their values. Where the asset has a value the
checks run at once; one that fails shows the rows that break it, else what was compared. They run
again whenever the asset is made, and with %materialize once they are edited. Of an asset with
partitions each is checked by itself; with --whole all of them at once. ``await`` works.

Examples::

    %%asset_check orders
    %%asset_check sales/orders --blocking
    %%asset_check orders --severity warn --no-run
"""

_BUILTINS = frozenset(dir(builtins))


def run(notebook: Notebook, arguments: argparse.Namespace, cell: str) -> None:
    """Define the checks; run them where the asset has a value, and show what they found."""
    graph = notebook.session.graph()
    key = graph.node(AssetKey.from_user_string(arguments.asset)).key
    definition = _definition(notebook, arguments, key, cell)
    notebook.tracker.own(definition)
    if arguments.no_run or not notebook.session.instance.event_log.latest(key):
        return
    wanted = [output.check.key for output in definition.check_outputs]
    told = run_checks(notebook.session, wanted, notebook.cell_label)
    if told.evaluations:
        notebook.show(results_text(told.evaluations), results_html(told.evaluations))
    if told.error is not None:
        raise from_users_code(notebook.shell, told.error)


def _definition(
    notebook: Notebook, arguments: argparse.Namespace, key: AssetKey, cell: str
) -> AssetChecksDefinition:
    """Return the checks of the asset *key* that *cell* is."""
    shell = notebook.shell
    text = transformed(shell, cell)
    filename = named(notebook, "asset_check", arguments.line, cell, text)
    try:
        # The line of the magic stands before it, so that line numbers are those of the cell.
        body = read_body(f"\n{text}", filename, shell.compile.flags)
    except SyntaxError as error:
        raise CellSyntaxError(shell, error) from None
    found = assertions(body, f"\n{text}")
    if not found:
        raise UsageError(
            "%%asset_check: the cell has no assert at its top level. Write what holds, such as "
            f"assert len({key.parts[-1]}) > 0."
        )
    ins = _ins(notebook, body, key)
    name = f"{key.to_python_identifier()}_{found[0].name}"
    severity = arguments.severity.upper()
    results = with_results(body, found, key.parts, severity)
    partitions_def = None if arguments.whole else notebook.session.graph().nodes[key].partitions_def
    fn = make_function(name, results, tuple(ins), filename, shell.user_ns, shell.compile.flags)
    definition = multi_asset_check(
        name=name,
        specs=[
            AssetCheckSpec(
                each.name,
                asset=key,
                description=each.message or each.text,
                blocking=arguments.blocking,
                partitions_def=partitions_def,
                additional_deps=[asset for asset in ins.values() if asset != key],
                metadata={"assertion": each.text},
            )
            for each in found
        ],
        ins={each: AssetIn(key=asset) for each, asset in ins.items()},
    )(fn)
    definition.source = from_text(text, filename, 2)
    return definition


def _ins(notebook: Notebook, body: Body, key: AssetKey) -> dict[str, AssetKey]:
    """Return the assets that the body reads, by the names it has for them."""
    graph = notebook.session.graph()
    own = key.parts[-1]
    group = graph.nodes[key].group
    names = inputs_of(body.free, "", names_of_assets(graph, group) | {own}, _BUILTINS)
    found: dict[str, AssetKey] = {}
    for name in names:
        plain = AssetKey(name)
        near = [
            each
            for each, node in graph.nodes.items()
            if each.parts[-1] == name and node.group == group
        ]
        found[name] = key if name == own else plain if plain in graph else near[0]
    return found


def results_text(found: Sequence[AssetCheckEvaluation]) -> str:
    """Return what checks found: a line each, and what breaks those that failed."""
    lines: list[str] = []
    for each in found:
        place = f"[{each.partition}]" if each.partition is not None else ""
        broken = each.metadata.get("offending_rows")
        more = f" ({count(int(str(broken.value)), 'row')})" if broken is not None else ""
        is_said = not each.description or name_of(each.description) == each.check_name
        said = "" if is_said else f": {each.description}"
        lines.append(f"{'✓' if each.passed else '✗'} {each.check_name}{place}{said}{more}")
        if each.passed:
            continue
        for label, value in each.metadata.items():
            if label == "preview":
                lines.extend(f"    {line}" for line in str(value.value).splitlines())
            elif label != "offending_rows":
                lines.append(f"    {label} = {value.value}")
    return "\n".join(lines)


def results_html(found: Sequence[AssetCheckEvaluation]) -> str:
    """Return the same as HTML."""
    return f'<pre class="dagbook-checks">{escape(results_text(found))}</pre>'


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("asset_check", HELP, is_cell=True)
    option = parser.add_argument
    option("asset", help="the asset's name, or its key such as sales/orders")
    option("--blocking", action="store_true", help="a failure holds back what reads the asset")
    option("--severity", choices=("error", "warn"), default="error", help="how bad a failure is")
    option("--whole", action="store_true", help="check all partitions at once, a dict of values")
    option("--no-run", action="store_true", help="define the checks and do not run them now")
    return parser


MAGIC = Magic("asset_check", _parser(), run, is_cell=True)
