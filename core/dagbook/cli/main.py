"""The command itself: what every subcommand hangs on."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dagbook", message="dagbook, version %(version)s")
def main() -> None:
    """Dagster's asset API, live in a notebook.

    In a notebook: %load_ext dagbook, then %materialize, %assets and %lineage.
    """
