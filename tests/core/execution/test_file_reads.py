"""Files that assets read: found, compared, and left out where they are no inputs."""

import os
import threading
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.model.records import FILE_INPUT
from dagbook.session.session import Session


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("raw.csv").write_text("a\n1\n")
    session = Session(tmp_path / "store")
    yield session
    session.close()


@pytest.fixture
def make(session):
    """Define one asset with this function, and make it."""

    def make(fn):
        definition = asset(name="table")(fn)
        session.live.put(Origin("1", "cell 1"), Found((definition,)))
        summary = session.materialize("table")
        if summary.error is not None:
            raise summary.error
        row = session.instance.event_log.latest_of(definition.key, None)
        return [Path(name.removeprefix(FILE_INPUT)).name for name, _ in row.inputs]

    return make


def state(session):
    return session.why("table").state, session.why("table").reasons


def read_csv():
    return pd.read_csv("raw.csv")


def read_by_name():
    return NAMED.read_text()


NAMED = Path("raw.csv")


@pytest.mark.parametrize("fn", [read_csv, read_by_name])
def test_a_changed_file_makes_what_read_it_stale(session, make, fn):
    assert make(fn) == ["raw.csv"]
    assert state(session) == ("fresh", ())
    Path("raw.csv").write_text("a\n1\n2\n")
    assert state(session) == ("stale", ("raw.csv changed",))
    session.materialize()
    assert state(session) == ("fresh", ())


def test_a_file_that_was_only_touched_is_no_change(session, make):
    make(read_csv)
    os.utime("raw.csv", (5, 5))
    assert state(session) == ("fresh", ())
    assert session.plan().steps == ()


def test_other_content_of_the_same_size_is_a_change(session, make):
    make(read_csv)
    Path("raw.csv").write_text("a\n9\n")
    os.utime("raw.csv", (5, 5))
    assert state(session) == ("stale", ("raw.csv changed",))


def test_a_file_that_is_gone_is_said(session, make):
    make(read_csv)
    Path("raw.csv").unlink()
    assert state(session) == ("stale", ("raw.csv is gone",))


def test_a_path_in_the_body_counts_where_python_does_not_see_it_opened(session, make):
    def named_alone():
        return len("raw.csv")

    assert make(named_alone) == ["raw.csv"]


def test_what_a_step_writes_is_no_input(session, make):
    def writes():
        Path("out.csv").write_text("x")
        with NAMED.open("a+", encoding="utf-8") as file:
            file.write("2\n")
        return Path("out.csv").read_text() + Path("raw.csv").read_text()

    assert make(writes) == []
    assert make(writes) == []


def test_a_generator_and_its_threads_are_seen(session, make):
    other = NAMED.with_name("other.csv")
    other.write_text("x")

    def in_a_thread():
        thread = threading.Thread(target=other.read_text)
        thread.start()
        thread.join()
        return NAMED.read_text()

    assert make(in_a_thread) == ["other.csv", "raw.csv"]


def test_code_hidden_files_and_the_store_are_no_inputs(session, make):
    Path("helper.py").write_text("x = 1")
    Path(".secret").write_text("x")
    inside = session.root / "kept.txt"
    inside.write_text("x")

    def reads():
        return [each.read_text() for each in (Path("helper.py"), Path(".secret"), inside)]

    assert make(reads) == []


def test_a_file_that_changed_while_it_was_read_is_never_taken_as_known(session, make):
    def races():
        text = NAMED.read_text()
        os.utime("raw.csv", (7, 7))
        return text

    assert make(races) == ["raw.csv"]
    assert state(session)[0] == "stale"


def test_what_others_open_between_steps_is_no_input(session, make):
    def nothing():
        return 1

    make(nothing)
    NAMED.read_text()
    assert make(nothing) == []


def read_elsewhere():
    return pl.read_csv(FOLDER / "below.csv")


def read_by_helper():
    return read_elsewhere()


def read_from_text():
    return pl.read_csv(TEXT)


FOLDER = Path("folder")
TEXT = "text.csv"


@pytest.mark.parametrize(
    ("fn", "path"),
    [
        (read_elsewhere, "folder/below.csv"),
        (read_by_helper, "folder/below.csv"),
        (read_from_text, "text.csv"),
    ],
)
def test_a_file_that_only_globals_name_is_found_though_nobody_sees_it_opened(
    session, make, fn, path
):
    Path("folder").mkdir()
    Path(path).write_text("a\n1\n")
    assert make(fn) == [Path(path).name]
    Path(path).write_text("a\n1\n2\n")
    assert state(session) == ("stale", (f"{Path(path).name} changed",))


def test_a_file_whose_path_is_passed_in_is_an_input(session):
    Path("handed.parquet").write_text("one")

    @asset
    def where():
        return {"it": Path("handed").with_suffix(".parquet"), "text": "no file.", "number": 1}

    @asset
    def table(where):
        return len(where)

    session.live.put(Origin("1", "cell 1"), Found((where, table)))
    session.materialize()
    assert state(session) == ("fresh", ())
    Path("handed.parquet").write_text("other")
    assert state(session) == ("stale", ("handed.parquet changed",))


def list_folder():
    import xml.dom.minidom  # noqa: F401 - what imports list is no input

    return sorted(each.name for each in Path("parts").iterdir())


def test_another_file_in_a_folder_that_is_listed_makes_it_stale(session, make):
    Path("parts").mkdir()
    Path("parts/one.txt").write_text("1")
    assert make(list_folder) == ["parts"]
    Path("parts/.hidden").write_text("")
    assert state(session) == ("fresh", ())
    Path("parts/two.txt").write_text("2")
    assert state(session) == ("stale", ("parts holds other files now",))
    Path("parts/two.txt").unlink()
    assert state(session) == ("fresh", ())
    Path("parts/one.txt").unlink()
    Path("parts/.hidden").unlink()
    Path("parts").rmdir()
    assert state(session) == ("stale", ("parts is gone",))


def test_a_folder_that_the_step_fills_itself_is_as_it_left_it(session, make):
    def fill():
        Path("out").mkdir(exist_ok=True)
        before = list(Path("out").iterdir())
        Path("out/made.txt").write_text("1")
        return len(before)

    make(fill)
    assert state(session) == ("fresh", ())


def test_a_database_that_a_global_names_is_written_by_many_and_no_input(session, make):
    Path("wide.db").write_text("one")
    assert make(uses_database) == []


def uses_database():
    return DATABASE


DATABASE = "wide.db"
