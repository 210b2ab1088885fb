"""The command itself: what every subcommand hangs on."""

from pathlib import Path

import click

from dagbook.errors import DagsterError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dagbook", message="dagbook, version %(version)s")
def main() -> None:
    """Dagster's asset API, live in a notebook.

    In a notebook: %load_ext dagbook, then %materialize, %assets and %lineage.
    """


@main.group()
def store() -> None:
    """Work on a store: the folder .dagbook beside a notebook."""


@store.command(short_help="Move a store, with its values and history.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def move(old: Path, new: Path) -> None:
    """Move the store in OLD, with its values and history, to the folder NEW."""
    from dagbook.session.moving import move_store  # noqa: PLC0415 - --help loads no engine

    try:
        move_store(old, new)
    except DagsterError as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        f"The store is in {new} now. DAGBOOK_HOME={new.absolute()} is how a kernel finds it."
    )
