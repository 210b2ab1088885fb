"""Bad input to every magic: one line that names the culprit, and what was perhaps meant."""

import argparse
import io
from contextlib import redirect_stderr, redirect_stdout

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from dagbook.errors import SelectionSyntaxError
from dagbook.execution.ambient import set_ambient
from dagbook_jupyter.magics.mistakes import in_words, unknown_option, unreadable
from dagbook_jupyter.magics.table import MAGICS

SHOP = """
days = DailyPartitionsDefinition("2013-01-01", end_date="2013-01-08")

@asset(group_name="sales")
def raw_orders():
    return [1]

@asset(partitions_def=days)
def orders(raw_orders):
    return raw_orders

@asset
def report():
    return 1
"""
SELECTING = ("materialize", "plan", "assets", "lineage", "accept", "undo", "wipe", "prune")
NAMING = ("why", "load_asset", "history", "logs", "debug_asset", "asset_check")
PARTITIONED = ("materialize", "plan", "accept", "undo", "wipe")


class Shop:
    """One shell for all mistakes, as none of them changes anything."""

    def __init__(self, shell):
        self.shell = shell

    def fail(self, source):
        """Run a cell that must fail, and return what it printed."""
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            result = self.shell.run_cell(source, store_history=True, cell_id="mistake")
        assert not result.success, printed.getvalue()
        return printed.getvalue().rstrip("\n")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        for name in ("DAGBOOK_HOME", "JPY_SESSION_NAME"):
            patch.delenv(name, raising=False)
        shell = InteractiveShell(config=config)
        for source in ("%load_ext dagbook\nfrom dagbook import *", SHOP):
            shell.run_cell(source, store_history=True, cell_id="shop").raise_error()
        yield Shop(shell)
        shell.extension_manager.unload_extension("dagbook")
        set_ambient(None)


def line_of(name, rest, body="assert True"):
    magic = next(each for each in MAGICS if each.name == name)
    return f"%%{name} {rest}\n{body}" if magic.is_cell else f"%{name} {rest}"


def said(cells, name, rest):
    """Return what a line that must fail says, which is one line."""
    printed = cells.fail(line_of(name, rest))
    assert printed.startswith("UsageError: "), printed
    assert len(printed.splitlines()) == 1, printed
    return printed.removeprefix("UsageError: ")


@pytest.mark.parametrize("name", [*SELECTING, *NAMING])
def test_an_asset_that_is_not_there_is_named_with_what_is_near(name, shop):
    assert said(shop, name, "raw_order") == (
        "There is no asset raw_order. Did you mean raw_orders or orders?"
    )


@pytest.mark.parametrize("name", [magic.name for magic in MAGICS])
def test_an_option_that_is_not_there_is_named(name, shop):
    mark = "%%" if name in {"asset", "asset_check"} else "%"
    printed = said(shop, name, "--frobnicate it")
    assert printed.startswith(f"{mark}{name}: there is no option --frobnicate.")
    assert printed.endswith(f" {mark}{name}? shows how it is used.")


@pytest.mark.parametrize("name", PARTITIONED)
def test_a_misspelt_option_is_told_from_what_is_near(name, shop):
    assert "no option --partitons. Did you mean --partitions or --partition? " in said(
        shop, name, "orders --partitons all"
    )


@pytest.mark.parametrize("name", [magic.name for magic in MAGICS if magic.name != "use"])
def test_a_quote_that_is_not_closed_is_shown(name, shop):
    assert ": a quote is not closed in 'orders." in said(shop, name, "'orders")


@pytest.mark.parametrize("name", [*SELECTING, *NAMING, "asset", "runs", "use"])
def test_an_empty_name_is_no_name(name, shop):
    assert " is empty. " in said(shop, name, "''")


@pytest.mark.parametrize(
    "name", ["accept", "undo", "wipe", "why", "load_asset", "debug_asset", "asset", "asset_check"]
)
def test_a_missing_name_is_told_with_an_example(name, shop):
    mark = "%%" if name in {"asset", "asset_check"} else "%"
    assert f" is missing, as in {mark}{name} orders" in said(shop, name, "")


@pytest.mark.parametrize("name", [*SELECTING[:5], "wipe", "prune"])
def test_a_selection_of_nothing_is_a_mistake(name, shop):
    assert said(shop, name, "group:slaes") == "No asset has the group slaes. Did you mean sales?"
    assert said(shop, name, "kind:nope") == "No asset has the kind nope."
    assert said(shop, name, "group:nope") == ("No asset has the group nope. Known: default, sales.")
    assert said(shop, name, "orders and report") == "No asset is selected by orders and report."


@pytest.mark.parametrize("name", SELECTING)
def test_a_selection_that_cannot_be_read_is_shown_from_there_on(name, shop):
    assert said(shop, name, "orders)") == (
        "The selection `orders)` cannot be read at `)`: no parenthesis is open here."
    )
    assert said(shop, name, "orders report").startswith(
        "The selection `orders report` cannot be read at `report`: "
    )
    assert said(shop, name, "orders report").endswith(" here, as in orders or report.")


@pytest.mark.parametrize("name", [*PARTITIONED, "why", "load_asset", "history", "debug_asset"])
def test_an_option_without_its_value_is_named(name, shop):
    assert said(shop, name, "orders --partition").startswith(f"%{name}: --partition needs a value")


@pytest.mark.parametrize("name", PARTITIONED)
def test_partitions_that_are_not_there_are_told_with_what_is_meant(name, shop):
    for wrong, meant in (
        (
            "--partition 2013-01-99",
            "`2013-01-99`. Did you mean 2013-01-07? (the 7 partitions are 2013-01-01 to 2013-",
        ),
        ("--partitions alll", "`alll`. Did you mean all?"),
        ("--partition all", "`all`. As a word it is written --partitions all."),
        ("--partition ''", "Could not find a partition with key ``."),
        ("--partitions ''", "No partition is named"),
        ("--partitions 2013-01-01..2013-01-03", "A range is written 2013-01-01...2013-01-03."),
        ("--partitions 2013-01-03...2013-01-01", "ends before it starts. Write 2013-01-01...2013"),
    ):
        assert meant in said(shop, name, f"orders {wrong}")
    assert "report is not partitioned" in said(shop, name, "report --partition 2013-01-01")


@pytest.mark.parametrize("line", ["runs --limit 0", "logs --limit 0", "history report --limit 0"])
def test_a_limit_of_nothing_is_refused(line, shop):
    name, _, rest = line.partition(" ")
    assert said(shop, name, rest).startswith(f"%{name}: --limit: 0 is no number above zero.")


def test_a_keyword_is_no_name_of_a_variable(shop):
    assert "--as class is no name of a variable" in said(shop, "load_asset", "report --as class")


@pytest.mark.parametrize(
    ("partitions", "part"),
    [
        ("static:", "--partitions static:: no key follows."),
        ("daily:2013-01-05..2013-01-01", "the last is before the first. Write daily:2013-01-01.."),
        ("daily:2013", "does not match the format"),
    ],
)
def test_partitions_of_a_cell_that_cannot_be_are_refused(partitions, part, shop):
    assert part in said(shop, "asset", f"new --partitions {partitions}")


def test_what_argparse_says_otherwise_is_kept():
    parser = argparse.ArgumentParser()
    ambiguous = "ambiguous option: --par could match --partition, --partitions"
    assert in_words(ambiguous, parser) == ambiguous


def test_the_beginning_of_an_option_and_a_number_are_no_mistakes():
    assert unknown_option(["--pa", "-1", "-", "raw"], ["--partition"]) == ""
    assert unknown_option(["--", "--what"], ["--partition"]) == ""


def test_a_selection_that_ends_too_early_is_told_so():
    error = SelectionSyntaxError("a and", 5, "a selection is expected after 'and'")
    assert unreadable(error) == (
        "The selection `a and` cannot be read at its end: a selection is expected after 'and'."
    )
