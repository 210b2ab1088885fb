"""`%materialize`: bring assets up to date, or make exactly these."""

import argparse
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from IPython.core.error import UsageError

from dagbook.model.asset_key import AssetKey
from dagbook.session.backfilling import NO_LIMITS, RunLimits
from dagbook.session.determinism import Determinism, check_twice, determinism_text
from dagbook.session.events import RunSummary
from dagbook.session.rehearsal import Rehearsal, rehearsal_text, rehearse
from dagbook.session.watching import Listener
from dagbook.status.partition_requests import as_key
from dagbook_jupyter.background import NOTHING, in_background
from dagbook_jupyter.errors import from_users_code
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.expressions import run_config_of
from dagbook_jupyter.magics.selecting import selection_of
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.screens import progress_of, screen_for

HELP = """
Materialize assets.

Without a selection everything that is missing or stale runs, and nothing else. A selection runs
whatever its state, after what is missing upstream of it; of a partitioned asset that means the
partitions that are missing or stale, unless some are named.

The checks of what runs follow it; so do checks that are new or edited, alone. What reads an asset
whose blocking check fails is held back unless it is forced.

Examples::

    %materialize
    %materialize orders
    %materialize +report
    %materialize group:sales and not raw_orders
    %materialize orders --partition 2013-01-01
    %materialize orders --partitions 2013-01-01...2013-01-31
    %materialize orders --partitions all
    %materialize orders --failed
    %materialize orders --last 7
    %materialize by_region --partitions date=2013-01-01...2013-01-07,region=*
    %materialize orders --missing --budget 10m
    %materialize --resume
    %materialize orders --sample 1000
    %materialize orders --twice
    %materialize report --force
    %materialize report --run-config {"ops": {"report": {"config": {"rows": 5}}}}
    %materialize report --run-config small.yaml
    %materialize report --background
    %materialize --parallel 4
"""
_STATES = ("missing", "failed", "stale")
_TIME = re.compile("".join(rf"(?:(\d+(?:\.\d+)?){unit})?" for unit in "hms"), re.ASCII)


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Materialize what the arguments say; a failed run fails the cell."""
    selection = selection_of(notebook, arguments.selection)
    partitions = partitions_of(arguments, "materialize")
    run_config = run_config_of(notebook, "materialize", arguments.run_config)
    if run_config is not None:
        _check_configurable(arguments)
    if arguments.twice or arguments.sample is not None:
        _scratch(notebook, arguments, selection, partitions)
        return
    if arguments.resume is not None:
        for other in ("background", "force"):
            if getattr(arguments, other):
                raise UsageError(f"%materialize: --resume and --{other} exclude each other.")
        if selection or partitions:
            raise UsageError(
                "%materialize: --resume takes an id of a backfill alone; what runs is what that "
                "one wanted and did not make."
            )
        _resume(notebook, arguments)
        return
    if arguments.background:
        in_background(notebook, arguments, selection, partitions, run_config)
        return
    materialize(
        notebook,
        selection,
        partitions,
        yes=arguments.yes,
        verbose=arguments.verbose,
        limits=RunLimits(arguments.budget, processes=arguments.parallel),
        force=arguments.force,
        run_config=run_config,
    )


def _check_configurable(arguments: argparse.Namespace) -> None:
    """Refuse a run config beside what takes none.

    Raises:
        UsageError: Such an option is there.
    """
    for option in ("resume", "sample", "twice"):
        if getattr(arguments, option) not in {None, False}:
            raise UsageError(f"%materialize: --run-config and --{option} exclude each other.")


def _scratch(
    notebook: Notebook, arguments: argparse.Namespace, selection: str | None, partitions: str | None
) -> None:
    """Run into a scratch place: twice to compare, or on a sample; a failure fails the cell."""
    option = "--twice" if arguments.twice else "--sample"
    if arguments.twice and arguments.sample is not None:
        raise UsageError(
            "%materialize: --twice and --sample exclude each other. Run one after the other."
        )
    for other in ("background", "resume", "budget", "parallel", "force"):
        if getattr(arguments, other) not in {None, False}:
            raise UsageError(
                f"%materialize: {option} and --{other} exclude each other. {option} runs at once, "
                "in the kernel, and keeps nothing."
            )
    told: Determinism | Rehearsal
    if arguments.twice:
        told = check_twice(notebook.session, selection, partitions)
        text = determinism_text(told)
    else:
        told = rehearse(notebook.session, selection, partitions, rows=arguments.sample)
        text = rehearsal_text(told)
    if told.error is None or not arguments.twice:
        notebook.show(text, f"<pre>{escape(text)}</pre>")
    if told.error is not None:
        raise from_users_code(notebook.shell, told.error)


def _resume(notebook: Notebook, arguments: argparse.Namespace) -> None:
    """Go on with a backfill under the cell that runs."""

    def start(on_event: Listener) -> RunSummary:
        return notebook.session.resume(
            arguments.resume or None,
            budget_seconds=arguments.budget,
            processes=arguments.parallel,
            origin=notebook.cell_label,
            on_event=on_event,
        )

    _followed(notebook, start, verbose=arguments.verbose)


def number_of_processes(text: str) -> int:
    """Return what follows ``--parallel``.

    Raises:
        ArgumentTypeError: It is no number from 1 on.

    >>> number_of_processes("4")
    4
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; write --parallel 4")
    return int(text)


def budget_seconds(text: str) -> float:
    """Return how long ``90s``, ``10m``, ``1h`` or ``1h30m`` is.

    Raises:
        argparse.ArgumentTypeError: It is not a time above zero.

    >>> budget_seconds("1h30m"), budget_seconds("0.5s")
    (5400.0, 0.5)
    """
    found = _TIME.fullmatch(text)
    parts = zip(found.groups(), (3600.0, 60.0, 1.0), strict=True) if found else ()
    seconds = sum(float(part) * unit for part, unit in parts if part is not None)
    if not seconds:
        raise argparse.ArgumentTypeError(f"{text} is not a time; write 10m, 90s, 1h or 1h30m")
    return seconds


def partitions_of(arguments: argparse.Namespace, magic: str) -> str | None:
    """Return the partitions that the options of *magic* say, or None.

    Raises:
        UsageError: Several of them are there.
    """
    given = {
        "--partition": None if arguments.partition is None else as_key(arguments.partition),
        "--partitions": arguments.partitions,
        **{f"--{state}": state if getattr(arguments, state) else None for state in _STATES},
        "--last": None if arguments.last is None else f"last {arguments.last}",
    }
    said: dict[str, str] = {option: text for option, text in given.items() if text is not None}
    if len(said) > 1:
        raise UsageError(
            f"%{magic}: {' and '.join(said)} exclude each other. Name one partition, several as "
            "A...B, or one of all, missing, stale, failed."
        )
    return next(iter(said.values()), None)


def add_partition_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `partitions_of` reads."""
    option = parser.add_argument
    option(
        "--partition", help="one partition key, such as date=2013-01-01,region=us", metavar="KEY"
    )
    option(
        "--partitions",
        help='A...B, keys with commas, or all, missing, stale, failed; "all" in quotes is a key',
    )
    for state in _STATES:
        option(f"--{state}", action="store_true", help=f"the partitions that are {state}")
    option("--last", type=int, help="the last so many partitions", metavar="N")


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how what is asked for runs."""
    parser.add_argument(
        "--run-config",
        metavar="CONFIG",
        help="what the run sets: a dict, the name of one or of a RunConfig, or a YAML or JSON file",
    )
    parser.add_argument(
        "--force", action="store_true", help="run also what a failed blocking check blocks"
    )


def materialize(
    notebook: Notebook,
    selection: str | Sequence[AssetKey] | None,
    partitions: str | None = None,
    *,
    yes: bool = False,
    verbose: bool = False,
    limits: RunLimits = NO_LIMITS,
    force: bool = False,
    run_config: Any = None,
) -> RunSummary:
    """Run a selection under the cell that runs, and raise the first error of a failed run.

    Raises:
        BaseException: The user's own, shown from the user's code on.
    """

    def start(on_event: Listener) -> RunSummary:
        return notebook.session.materialize(
            selection,
            partitions,
            yes=yes,
            origin=notebook.cell_label,
            on_event=on_event,
            limits=limits,
            force=force,
            run_config=run_config,
        )

    return _followed(notebook, start, verbose=verbose)


def _followed(
    notebook: Notebook, start: Callable[[Listener], RunSummary], *, verbose: bool
) -> RunSummary:
    """Show the progress of what *start* runs, and raise the first error of a failed run."""
    verbose = verbose or notebook.session.settings.verbose
    progress = progress_of(notebook, screen_for(notebook), verbose=verbose)
    try:
        summary = start(progress.on_event)
    except KeyboardInterrupt as interrupt:
        raise from_users_code(notebook.shell, interrupt) from None
    if summary.nothing_to_do:
        notebook.say(NOTHING)
    elif summary.run is None:
        for line in summary.notes:
            notebook.say(line)
    if summary.error is not None:
        error = from_users_code(notebook.shell, summary.error)
        raise error
    return summary


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("materialize", HELP)
    option = parser.add_argument
    option("selection", nargs="*", help="which assets; everything that is not current without it")
    add_partition_options(parser)
    option(
        "--resume",
        nargs="?",
        const="",
        metavar="ID",
        help="go on with the last run of several partitions that is not done, or with that one",
    )
    option(
        "--budget",
        type=budget_seconds,
        metavar="TIME",
        help="begin no further step after so long, such as 10m",
    )
    option(
        "--parallel",
        type=number_of_processes,
        metavar="N",
        help="run the steps in N processes; values go through files",
    )
    option(
        "--sample",
        type=int,
        metavar="ROWS",
        help="rehearse on so many first rows of what is read; nothing is kept",
    )
    option(
        "--twice",
        action="store_true",
        help="run two times, keep nothing, and say whether both made the same",
    )
    option(
        "--background",
        action="store_true",
        help="return at once; %%runs shows how it goes, %%runs --cancel ends it",
    )
    add_run_options(parser)
    option("--yes", action="store_true", help="run a large plan without asking first")
    option(
        "--verbose", action="store_true", help="a line for each step that ends, and what it logs"
    )
    return parser


MAGIC = Magic("materialize", _parser(), run, dict_after="--run-config")
