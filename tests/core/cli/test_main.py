"""The `dagbook` command."""

from importlib.metadata import version

from click.testing import CliRunner

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.cli.main import main
from dagbook.session.session import Session


def test_version_is_that_of_the_installed_package():
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.output == f"dagbook, version {version('dagbook')}\n"


def test_an_unknown_command_is_named():
    result = CliRunner().invoke(main, ["materialise"])
    assert result.exit_code == 2
    assert "No such command 'materialise'" in result.output


def test_a_store_is_moved_with_its_values_and_history(tmp_path):
    @asset
    def one():
        return 1

    session = Session(tmp_path / "old")
    session.live.put(Origin("cell", "cell"), Found((one,)))
    session.materialize("one")
    session.close()
    old, new = str(tmp_path / "old"), str(tmp_path / "deep" / "new")
    result = CliRunner().invoke(main, ["store", "move", old, new])
    assert result.exit_code == 0, result.output
    assert not (tmp_path / "old").exists()
    moved = Session(tmp_path / "deep" / "new")
    assert moved.load("one") == 1
    moved.close()


def test_what_cannot_be_moved_is_one_line(tmp_path):
    result = CliRunner().invoke(main, ["store", "move", str(tmp_path), str(tmp_path / "new")])
    assert result.exit_code == 1
    assert result.output == f"Error: There is no store in {tmp_path}: it has no events.db.\n"
