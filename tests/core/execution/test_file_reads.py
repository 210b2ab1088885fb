"""Files that assets read: found, compared, and left out where they are no inputs."""

import os
import threading
from pathlib import Path

import pandas as pd
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
