import builtins
import io
import logging
import os
import signal
import sys
import threading
import warnings

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


def around():
    """Return what else of the process an extension could leave changed."""
    loggers = (logging.getLogger(), logging.getLogger("dagbook"), logging.getLogger("dagster"))
    return {
        "threads": {each.name for each in threading.enumerate()},
        "finders": list(sys.meta_path),
        "handlers": [list(each.handlers) for each in loggers],
        "levels": [each.level for each in loggers],
        "streams": [sys.stdout, sys.stderr, sys.displayhook, sys.excepthook],
        "open": [builtins.open, io.open, os.open],
        "warnings": list(warnings.filters),
        "environment": dict(os.environ),
        "signals": [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)],
    }


EVERYTHING = (
    "@asset\ndef one(context):\n    print('said')\n    context.log.info('logged')\n    return 1",
    "%%asset two\none + 1",
    "%materialize",
    "%materialize two --background\n%runs --wait",
    "%use --define test {}",
    "%use test",
    "%materialize",
    "%config Dagbook.verbose = True",
    "%assets\n%lineage\n%runs\n%logs one\n%why one\n%dagbook\n%history one",
)


def test_unloading_leaves_nothing_behind_of_a_kernel_that_used_everything(bare):
    # What only IPython and the first import of the packages leave is not meant.
    bare.run("%load_ext dagbook\nfrom dagbook import *\n%unload_ext dagbook")
    before = hung(bare.shell), around(), errors_of(bare.shell)
    bare.run("%load_ext dagbook")
    for source in EVERYTHING:
        bare.run(source)
    opened = [store.root / "events.db" for store in bare.session.sets.opened()]
    bare.run("%unload_ext dagbook")
    assert (hung(bare.shell), around(), errors_of(bare.shell)) == before
    assert not any(type(each).__name__ == "Dagbook" for each in bare.shell.configurables)
    assert "Dagbook" not in bare.shell.config
    assert len(opened) == 2
    for path in opened:
        assert not path.with_name("events.db-wal").exists(), "the database is still open"


def errors_of(shell):
    """Return how a shell shows errors."""
    return shell.custom_exceptions, shell.CustomTB


def test_loading_and_unloading_many_times_leaves_no_more_than_once(bare):
    bare.run("from dagbook import *")
    for _ in range(3):
        bare.run("%load_ext dagbook\n%unload_ext dagbook")
    before = hung(bare.shell), threading.active_count(), len(bare.shell.configurables)
    for _ in range(20):
        bare.run("%load_ext dagbook")
        bare.run("%load_ext dagbook")
        bare.run("%unload_ext dagbook")
    after = hung(bare.shell), threading.active_count(), len(bare.shell.configurables)
    assert after == before


def test_a_plain_cell_after_unloading_defines_nothing_and_costs_nothing(bare):
    bare.run("%load_ext dagbook\nfrom dagbook import *")
    bare.run("%unload_ext dagbook")
    assert bare.run("@asset\ndef one(): return 1") == ""
    assert "not found" in bare.fail("%materialize")
