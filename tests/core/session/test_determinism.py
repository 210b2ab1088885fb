"""Running twice: what differs is named and marked, and holds nothing back downstream."""

import itertools
import os
import threading

import pandas as pd
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.session.determinism import check_twice, determinism_text
from dagbook.session.rehearsal import Rehearsing

COUNTER = itertools.count()


@asset
def steady():
    return pd.DataFrame({"n": range(10)})


@asset
def moving():
    return [next(COUNTER)]


@asset
def reader(moving):
    return 1


def locks():
    return threading.Lock()


def check(notebook, *arguments):
    return {each.name: each.verdict for each in check_twice(notebook.session, *arguments).checked}


def test_each_asset_is_the_same_or_differs(notebook):
    notebook.define(steady, moving, asset(name="lock")(locks))
    found = check_twice(notebook.session)
    assert {each.name: each.verdict for each in found.checked} == {
        "steady": "same",
        "moving": "differs",
        "lock": "same",
    }
    assert "moving  differs: list of 1; what reads it is made again" in determinism_text(found)
    assert notebook.state("steady") == notebook.state("moving") == "never"


def test_what_no_one_can_compare_is_unknown(notebook):
    @asset
    def held():
        return threading.local()

    notebook.define(held)
    assert check(notebook) == {"held": "unknown"}


@pytest.fixture
def flips(notebook, monkeypatch):
    """An asset that gives the same twice only after it was checked, and what reads it."""
    monkeypatch.setenv("FLIP", "5")

    @asset
    def flip():
        value = int(os.environ["FLIP"])
        os.environ["FLIP"] = str(min(value + 1, 7))
        return value

    @asset
    def after(flip):
        return 1

    notebook.define(flip, after, cell="1")
    return notebook


def marked(notebook):
    """Return whether `%why` says of flip that it differs from run to run."""
    return any("run twice" in risk for risk in notebook.session.why("flip").risks)


def test_early_cut_off_is_off_for_what_differs(flips):
    assert check(flips, "flip") == {"flip": "differs"}
    assert flips.run() == ["flip", "after"]
    assert flips.run("flip") == ["flip"]
    # The same 7 again, and yet.
    assert flips.state("after") == "stale"
    assert flips.session.load("flip") == 7
    assert marked(flips)


def test_without_the_mark_an_equal_value_stops_there(notebook):
    def after(steady):
        return 1

    notebook.define(steady, asset(name="after")(after))
    notebook.run()
    notebook.run("steady")
    assert notebook.state("after") == "fresh"


def test_a_mark_survives_a_restart_and_goes_when_both_are_the_same(flips, open_notebook):
    check(flips, "flip")
    again = open_notebook()
    again.define(*flips.session.live.snapshot().assets)
    assert marked(again)
    assert check(again, "flip") == {"flip": "same"}
    assert not marked(again)


def test_an_edit_takes_the_mark_away(flips):
    check(flips, "flip")

    @asset
    def flip():
        return 7

    flips.define(flip, *flips.session.live.snapshot().assets[1:], cell="1")
    assert not marked(flips)
    flips.run()
    flips.run("flip")
    assert flips.state("after") == "fresh"


def test_a_failure_marks_nothing(notebook):
    @asset
    def bad():
        raise ValueError("no")

    notebook.define(bad)
    found = check_twice(notebook.session)
    assert isinstance(found.error, ValueError)
    assert found.checked == ()


def test_a_damaged_file_of_marks_is_none(flips, open_notebook):
    check(flips, "flip")
    (flips.session.root / "unsteady.json").write_text("{")
    assert open_notebook().session.unsteady.put({}) is None


def test_a_session_is_all_that_is_needed(notebook):
    session: Rehearsing = notebook.session
    assert callable(session.in_turn)
