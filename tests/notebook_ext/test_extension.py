import sys

from dagbook.authoring import registration
from dagbook.execution.ambient import ambient
from dagbook_jupyter.extension import loaded_notebook
from dagbook_jupyter.magics.table import MAGICS


def hung(shell):
    """Return everything an extension hangs onto a shell."""
    formatters = shell.display_formatter.formatters
    return {
        "lines": set(shell.magics_manager.magics["line"]),
        "cells": set(shell.magics_manager.magics["cell"]),
        "events": {name: list(found) for name, found in shell.events.callbacks.items()},
        "matchers": list(shell.Completer.custom_matchers),
        "displays": [set(formatters[kind].type_printers) for kind in ("text/plain", "text/html")],
        "listeners": list(registration._listeners),
        "ambient": ambient(),
    }


def test_loading_prints_one_line_with_the_store_and_its_counts(bare, tmp_path):
    said = bare.run("%load_ext dagbook")
    assert said == f"dagbook: store {tmp_path / '.dagbook'}, 0 assets in it; 0 defined"


def test_the_store_is_fixed_when_it_is_loaded(bare, tmp_path, monkeypatch):
    bare.run("%load_ext dagbook\nfrom dagbook import asset")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    bare.run("@asset\ndef x(): return 1\n%materialize x")
    assert not (tmp_path / "other" / ".dagbook").exists()
    assert list((tmp_path / ".dagbook" / "values").iterdir())


def test_unloading_takes_everything_back(bare):
    before = hung(bare.shell)
    bare.run("%load_ext dagbook")
    during = hung(bare.shell)
    assert not [name for name in before if before[name] == during[name]]
    bare.run("%unload_ext dagbook")
    assert hung(bare.shell) == before
    assert loaded_notebook(bare.shell) is None


def test_loading_twice_does_nothing(cells):
    session, before = cells.session, hung(cells.shell)
    assert "already loaded" in cells.run("%load_ext dagbook")
    sys.modules["dagbook"].load_ipython_extension(cells.shell)
    assert cells.session is session
    assert hung(cells.shell) == before


def test_reloading_keeps_what_is_defined_and_stored(cells):
    cells.run("@asset\ndef x(): return 1\n%materialize x")
    said = cells.run("%reload_ext dagbook")
    assert "1 asset in it; 1 defined (1 asset of earlier cells)" in said
    assert cells.badge("x").state == "fresh"


def test_a_second_kernel_finds_what_the_first_made(cells, bare):
    cells.run("@asset\ndef x(): return 1\n%materialize x")
    cells.run("%unload_ext dagbook\ndel x")
    assert "1 asset in it; 0 defined" in cells.run("%load_ext dagbook")
    assert cells.value("load('x')") == 1


def test_a_store_that_cannot_be_written_is_one_error_and_loads_nothing(bare, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DAGBOOK_HOME", str(tmp_path / "file" / "store"))
    before = hung(bare.shell)
    said = bare.fail("%load_ext dagbook")
    assert said.startswith(f"UsageError: The store {tmp_path / 'file' / 'store'} cannot be used")
    assert "Set DAGBOOK_HOME to" in said
    assert hung(bare.shell) == before
    assert loaded_notebook(bare.shell) is None


def test_every_magic_is_there(cells):
    for magic in MAGICS:
        kind = "cell" if magic.is_cell else "line"
        assert magic.name in cells.shell.magics_manager.magics[kind]


def test_materialize_of_the_api_uses_the_sessions_store(cells):
    cells.run(
        "@asset\ndef x(): return 1\n@asset\ndef y(x): return x + 1\n"
        "materialize([x]); materialize([y]);"
    )
    assert cells.badge("y").state == "fresh"
    assert cells.value("load('y')") == 2
