"""A rehearsal feeds samples, keeps nothing, and touches no stored value."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import DagsterInvalidInvocationError, UnknownAssetError
from dagbook.io_managers.sample import first_rows
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.rehearsal import rehearsal_text, rehearse

LETTERS = StaticPartitionsDefinition(["a", "b"])


@asset
def raw():
    return pd.DataFrame({"n": range(5000)})


@asset
def totals(raw):
    return {"rows": len(raw), "sum": int(raw["n"].sum())}


@asset
def report(totals):
    return totals["rows"]


@pytest.fixture
def made(notebook):
    notebook.define(raw, totals, report)
    notebook.run()
    return notebook


def everything(notebook):
    """Return all that a rehearsal must leave as it is."""
    log = notebook.session.instance.event_log
    root = notebook.session.root
    files = {path: path.read_bytes() for path in (root / "values").rglob("*") if path.is_file()}
    return log.all_latest(), [run.run_id for run in log.runs()], files


def test_it_runs_on_the_first_rows_and_leaves_all_as_it_was(made):
    before = everything(made)
    told = rehearse(made.session, "totals+", rows=10)
    assert told.made == {"totals": {"rows": 10, "sum": 45}, "report": 10}
    assert told.error is None
    assert everything(made) == before
    assert made.state("totals") == made.state("report") == "fresh"
    assert made.session.load("totals")["rows"] == 5000


def test_what_it_makes_is_cut_too_where_it_is_read(made):
    assert rehearse(made.session, "raw+", rows=3).made["totals"]["rows"] == 3


def test_what_is_missing_upstream_is_made_in_it_and_not_kept(notebook):
    notebook.define(raw, totals)
    assert rehearse(notebook.session, "totals", rows=2).made["totals"]["rows"] == 2
    assert notebook.state("raw") == notebook.state("totals") == "never"


def test_without_a_selection_all_that_is_live_runs_though_it_is_fresh(made):
    assert [step.name for step in rehearse(made.session, rows=2).steps] == [
        "raw",
        "totals",
        "report",
    ]


def test_of_partitions_the_last_one_runs_unless_some_are_named(notebook):
    @asset(partitions_def=LETTERS)
    def letter(context):
        return context.partition_key

    notebook.define(letter)
    notebook.run()
    assert rehearse(notebook.session, "letter", rows=1).made == {"letter[b]": "b"}
    assert rehearse(notebook.session, "letter", "a", rows=1).made == {"letter[a]": "a"}


def test_a_manager_of_the_users_is_read_and_never_written(notebook):
    class Table(IOManager):
        written = 0

        def handle_output(self, context, obj):  # noqa: ARG002 - Dagster's form
            Table.written += 1

        def load_input(self, context):  # noqa: ARG002 - Dagster's form
            return list(range(100))

    @asset(io_manager_key="table")
    def source():
        return []

    @asset(io_manager_key="table")
    def copy(source):
        return list(source)

    notebook.define(source, copy, table=Table())
    notebook.run()
    assert Table.written == 2
    assert rehearse(notebook.session, "copy", rows=4).made == {"copy": [0, 1, 2, 3]}
    assert Table.written == 2


def test_a_failure_is_told_and_what_needs_it_does_not_run(notebook):
    @asset
    def bad():
        raise ValueError("no")

    @asset
    def after(bad):
        return 1

    notebook.define(bad, after)
    told = rehearse(notebook.session, "bad+", rows=1)
    assert isinstance(told.error, ValueError)
    assert "bad" in rehearsal_text(told)
    assert "failed: ValueError: no" in rehearsal_text(told)
    assert not any(step.name == "after" and step.words for step in told.steps)
    assert notebook.session.badges()["bad"].state == "never"


def test_a_wrong_request_is_refused(made):
    with pytest.raises(DagsterInvalidInvocationError, match="at least one row; got 0"):
        rehearse(made.session, "raw", rows=0)
    with pytest.raises(UnknownAssetError):
        rehearse(made.session, "nowhere", rows=1)


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (pd.DataFrame({"a": range(9)}), 4),
        (pd.Series(range(9)), 4),
        (pl.DataFrame({"a": range(9)}), 4),
        (pa.table({"a": list(range(9))}), 4),
        (np.arange(9), 4),
        (list(range(9)), 4),
        (tuple(range(9)), 4),
        ("123456789", 9),
        ({str(n): n for n in range(9)}, 9),
    ],
    ids=lambda each: type(each).__name__,
)
def test_first_rows_are_of_the_same_type(value, rows):
    found = first_rows(value, 4)
    assert (type(found), len(found)) == (type(value), rows)


def test_a_key_is_named_with_its_partition():
    from dagbook.session.rehearsal import name_of

    assert (name_of(AssetKey(["a", "b"]), None), name_of(AssetKey("a"), "x")) == ("a/b", "a[x]")
