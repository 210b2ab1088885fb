"""The `dagbook` command."""

from importlib.metadata import version

from click.testing import CliRunner

from dagbook.cli.main import main


def test_version_is_that_of_the_installed_package():
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.output == f"dagbook, version {version('dagbook')}\n"


def test_an_unknown_command_is_named():
    result = CliRunner().invoke(main, ["materialise"])
    assert result.exit_code == 2
    assert "No such command 'materialise'" in result.output
