"""`%config Dagbook`, `[tool.dagbook]` and `c.Dagbook`."""

import pytest
from traitlets.config import Config

from dagbook.session.settings import DEFAULTS, names

MANY = """
keys = ["a", "b", "c"]

@asset(partitions_def=StaticPartitionsDefinition(keys))
def many():
    return 1
"""


def test_config_lists_every_setting_with_its_help(cells):
    shown = cells.run("%config Dagbook")
    for name in names():
        assert f"Dagbook.{name}=<" in shown


def test_a_line_for_each_step_when_verbose_is_set(cells):
    cells.run(MANY)
    assert "many[b]" not in cells.run("%materialize many --partitions all")
    cells.run("%config Dagbook.verbose = True")
    assert "many[b]" in cells.run("%materialize many --partitions all")


def test_a_smaller_run_is_to_be_confirmed(cells):
    cells.run(MANY)
    cells.run("%config Dagbook.confirm_steps = 2")
    assert "This would run 3 steps" in cells.fail("%materialize many")
    cells.run("%config Dagbook.confirm_steps = 3")
    cells.run("%materialize many")


def test_quiet_cells_say_nothing_of_what_they_define(cells):
    cells.run("%config Dagbook.quiet = True")
    assert cells.run("@asset\ndef one(): return 1", "one") == ""
    cells.run("%config Dagbook.quiet = False")
    assert cells.run("@asset\ndef two(): return 1", "two") == "two defined"


def test_so_many_versions_stay(cells):
    cells.run("%config Dagbook.keep_versions = 1")
    for number in (1, 2, 3):
        cells.run(f"@asset\ndef one(): return {number}", "one")
        cells.run("%materialize one")
    files = [path for path in cells.session.root.glob("values/**/*") if path.is_file()]
    assert len(files) == 1


def test_memory_shrinks_at_once(cells):
    cells.run("@asset\ndef one(): return bytes(2_000_000)", "one")
    cells.run("%materialize one")
    assert cells.session.tier.nbytes > 2_000_000
    cells.run("%config Dagbook.memory_mb = 1")
    assert cells.session.tier.nbytes == 0


def test_a_set_of_resources_behaves_the_same(cells):
    cells.run("%config Dagbook.keep_versions = 7")
    cells.run("%use --define test {}")
    cells.run("%use test")
    assert cells.session.io_manager.kept_versions == 7
    cells.run("%config Dagbook.keep_versions = 2")
    cells.run("%use default")
    assert cells.session.io_manager.kept_versions == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Dagbook.keep_versions = 0", "keep_versions is 0, but is to be a whole number, 1 at"),
        ("Dagbook.keep_versions = 1.5", "keep_versions is 1.5, but is to be a whole number"),
        ("Dagbook.verbose = 'yes'", "verbose is 'yes', but is to be true or false."),
        ("Dagbook.confirm_minutes = -1", "confirm_minutes is -1, but is to be a number, 0 at"),
    ],
)
def test_a_value_that_does_not_fit_is_one_line(line, said, cells, caplog):
    cells.run(f"%config {line}")
    # IPython logs what a setting raises.
    (logged,) = caplog.messages
    assert logged.startswith(f"%config Dagbook: {said}")
    assert cells.session.settings == DEFAULTS


def test_the_project_sets_what_ipythons_config_does_not(bare, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        "[tool.dagbook]\nkeep_versions = 5\nconfirm_minutes = 2\n"
    )
    bare.shell.config.merge(Config({"Dagbook": {"keep_versions": 4}}))
    bare.run("%load_ext dagbook")
    assert bare.session.settings.keep_versions == 4
    assert bare.session.settings.confirm_minutes == 2.0
    assert bare.run("%dagbook").splitlines()[2] == (
        "settings: confirm_minutes = 2.0, keep_versions = 4; %config Dagbook lists all"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.dagbook]\nkeep_verisons = 5\n", "has no setting keep_verisons. Did you mean keep_"),
        ("[tool.dagbook]\nverbose = 1\n", "verbose is 1, but is to be true or false."),
        ("[tool.dagbook\n", "pyproject.toml cannot be read:"),
    ],
)
def test_a_project_file_that_does_not_fit_is_said_and_left_out(text, said, bare, tmp_path):
    (tmp_path / "pyproject.toml").write_text(text)
    printed = bare.run("%load_ext dagbook")
    (line,) = [each for each in printed.splitlines() if said in each]
    assert line.endswith("The settings of the project are left out.")
    assert bare.session.settings == DEFAULTS


def test_unloading_takes_the_settings_away(bare):
    bare.run("%load_ext dagbook")
    bare.run("%config Dagbook.verbose = True")
    bare.run("%unload_ext dagbook")
    assert not any(type(each).__name__ == "Dagbook" for each in bare.shell.configurables)
    bare.run("%load_ext dagbook")
    assert bare.session.settings == DEFAULTS
