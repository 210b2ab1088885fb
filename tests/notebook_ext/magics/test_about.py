"""`%dagbook`: what is there, and moving the store."""

import subprocess
import sys

import pytest

from dagbook.session import resource_sets


@pytest.fixture
def made(cells):
    cells.run("@asset\ndef one(): return b'1' * 1000", "one")
    cells.run("import threading\n@asset\ndef held(): return [threading.Lock()]", "held")
    cells.run("%materialize")
    return cells


def test_it_says_version_store_kernel_and_settings(made):
    version, kernel = made.run("%dagbook").splitlines()
    assert version.startswith("dagbook ")
    assert version.endswith("2 assets in it; 2 defined")
    assert kernel.startswith("kernel: 2 assets of 2 cells, 1.0 kB of values in memory")
    made.run("%use --define test {}\ndefs = Definitions(resources={'limit': 3})")
    made.run("%config Dagbook.verbose = True")
    _, kernel, settings = made.run("%dagbook").splitlines()
    assert ", 1 resource, " in kernel
    assert kernel.endswith("sets default, test")
    assert settings == "settings: verbose = True; %config Dagbook lists all"


def test_a_store_is_moved_and_everything_goes_on(made, tmp_path):
    made.run("%use --define test {}\n%use test\n%materialize one\n%use default")
    said = made.run("%dagbook store move elsewhere/store")
    new = tmp_path / "elsewhere" / "store"
    assert said.splitlines() == [
        f"the store is in {new} now, with its values and history",
        f"DAGBOOK_HOME={new} in the environment is how the next kernel finds it",
    ]
    assert not (tmp_path / ".dagbook").exists()
    assert [made.badge(key).state for key in ("one", "held")] == ["fresh", "fresh"]
    assert len(made.session.load("one")) == 1000
    assert made.session.load("held")[0].locked() is False
    kept = len(made.session.tier)
    made.run("%materialize held")
    assert len(made.session.tier) == kept, "what was held before is let go"
    made.run("%materialize one")
    assert len(made.session.history("one")) == 2
    made.run("%use test")
    assert made.badge("one").state == "fresh"
    assert made.session.root == new / "sets" / "test"


def test_a_kernel_that_finds_it_there_anyway_is_told_nothing_more(made, tmp_path, monkeypatch):
    monkeypatch.setenv("DAGBOOK_HOME", str(tmp_path / "new"))
    assert len(made.run("%dagbook store move new").splitlines()) == 1


def test_a_move_that_fails_leaves_all_as_it_was(made, tmp_path, monkeypatch):
    def fails(_old, _new):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.move", fails)
    said = made.fail("%dagbook store move new")
    assert "No space left on device" in said
    assert len(said.splitlines()) == 1
    assert made.session.root == tmp_path / ".dagbook"
    assert len(made.session.load("one")) == 1000
    made.run("%materialize one")


WRITES = """
import sys
from pathlib import Path
from dagbook.storage.instance import DagsterInstance
from dagbook.model.runs import DagsterRun
log = DagsterInstance.from_store(Path(sys.argv[1]), notebook="other.ipynb").event_log
log.start_run(DagsterRun("r1", "job"))
print("written", flush=True)
sys.stdin.read()
"""


def test_a_store_that_another_kernel_uses_stays(made, tmp_path):
    other = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(made.session.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout.readline() == "written\n"
        said = made.fail("%dagbook store move new")
        assert f"The store {tmp_path / '.dagbook'} is used by other.ipynb." in said
    finally:
        other.communicate()
    made.run("%dagbook store move new")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("store", "%dagbook store: write %dagbook store move FOLDER."),
        ("store move", "%dagbook store: write %dagbook store move FOLDER."),
        ("store copy there", "%dagbook store: write %dagbook store move FOLDER."),
        ("store move taken", "taken is there already. Name a folder that is not there yet"),
        ("store move .dagbook/inner", "inner is in the store itself. Name another folder."),
        ("forget one two", "%dagbook: two is too much."),
    ],
)
def test_what_cannot_be_is_one_line(line, said, made, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    printed = made.fail(f"%dagbook {line}")
    assert said in printed
    assert len(printed.splitlines()) == 1
    assert len(made.session.load("one")) == 1000


def test_nothing_is_moved_while_something_runs(made):
    made.run("""
        @asset
        def moves():
            get_ipython().run_line_magic("dagbook", "store move new")
        """)
    assert "cannot be moved while something runs" in made.fail("%materialize moves")


def test_the_stores_of_sets_lie_in_the_store(made):
    made.run("%use --define test {}\n%use test")
    assert made.session.root.parent.name == resource_sets.FOLDER


def test_the_same_from_python(made, tmp_path):
    made.run("from dagbook import live\nlive.move_store('new')")
    assert made.session.root == tmp_path / "new"
    made.run("%config Dagbook.keep_versions = 5")
    assert made.value("live.settings().keep_versions") == 5
