"""A run says which values it makes again because they are gone."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.partitions.static import StaticPartitionsDefinition

REGIONS = StaticPartitionsDefinition(["eu", "na", "sa"])


@asset
def raw():
    return [1]


@asset
def clean(raw):
    return raw


@asset(partitions_def=REGIONS)
def sales():
    return 1


def lose(notebook, key, partition=""):
    folder = notebook.session.root / "values" / key / partition
    for path in folder.rglob("*"):
        if path.is_file():
            path.rename(notebook.session.root / f"moved {path.name}")


@pytest.mark.parametrize("selection", [None, "clean", "raw"])
def test_a_value_whose_file_was_moved_is_said_and_made_again(notebook, selection):
    notebook.define(raw, clean)
    notebook.run()
    lose(notebook, "raw")
    summary = notebook.session.materialize(selection)
    assert "The value of raw was gone: it is made again." in summary.notes
    assert notebook.session.load("raw") == [1]
    assert not notebook.session.materialize().notes


def test_partitions_are_counted(notebook):
    notebook.define(sales)
    notebook.run()
    lose(notebook, "sales", "@eu")
    assert notebook.session.materialize().notes == (
        "The value of sales[eu] was gone: it is made again.",
    )
    lose(notebook, "sales")
    assert notebook.session.materialize().notes == (
        "The values of 3 partitions of sales were gone: they are made again.",
    )


def test_what_is_there_or_never_was_is_not_said(notebook):
    notebook.define(raw, clean)
    assert notebook.session.materialize().notes == ()
    assert notebook.session.materialize("raw").notes == ()
