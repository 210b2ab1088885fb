"""The history of an asset: what each row says, and of which there is none."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
    UnknownAssetError,
)
from dagbook.partitions.static import StaticPartitionsDefinition

REGIONS = StaticPartitionsDefinition(["eu", "na"])


def raw_of(version):
    @asset(code_version=str(version))
    def raw():
        return version

    return raw


@asset(partitions_def=REGIONS)
def by_region(context):
    return context.partition_key


def test_each_materialization_is_a_row_newest_first(notebook):
    for version in (1, 1, 2):
        notebook.define(raw_of(version), cell="cell 1")
        notebook.run("raw", origin=f"cell {notebook.cells}")
    rows = notebook.session.history("raw")
    assert [row.origin for row in rows] == ["cell 3", "cell 2", "cell 1"]
    assert [row.code_changed for row in rows] == [True, False, None]
    assert [row.is_current for row in rows] == [True, False, False]
    assert rows[1].version == rows[2].version != rows[0].version
    assert rows[0].at > rows[1].at
    assert rows[0].size_bytes > 0
    assert rows[0].notebook == "a.ipynb"


def test_the_last_that_is_shown_still_knows_whether_its_code_changed(notebook):
    for version in (1, 2):
        notebook.define(raw_of(version), cell="cell 1")
        notebook.run("raw")
    assert [row.code_changed for row in notebook.session.history("raw", limit=1)] == [True]


def test_what_was_undone_is_marked_and_the_one_before_is_current(notebook):
    for version in (1, 2):
        notebook.define(raw_of(version), cell="cell 1")
        notebook.run("raw")
    notebook.session.undo("raw")
    rows = notebook.session.history("raw")
    assert [(row.is_wiped, row.is_current) for row in rows] == [(True, False), (False, True)]
    notebook.session.wipe("raw")
    assert [row.has_value for row in notebook.session.history("raw")] == [False, False]
    assert [row.is_wiped for row in notebook.session.history("raw")] == [True, True]


def test_rows_of_one_partition_or_of_all(notebook):
    notebook.define(by_region)
    notebook.run("by_region", "all")
    notebook.run("by_region", "eu")
    assert [row.partition for row in notebook.session.history("by_region", "eu")] == ["eu", "eu"]
    rows = notebook.session.history("by_region")
    assert [row.partition for row in rows] == ["eu", "na", "eu"]
    assert [row.is_current for row in rows] == [True, True, False]


def test_history_is_there_without_a_definition(notebook, open_notebook):
    notebook.define(raw_of(1))
    notebook.run()
    assert len(open_notebook().session.history("raw")) == 1


def test_what_was_never_made_has_none_and_what_cannot_have_any_is_an_error(notebook):
    notebook.define(raw_of(1), by_region)
    history = notebook.session.history
    assert history("raw") == ()
    assert history("by_region", "eu") == ()
    with pytest.raises(UnknownAssetError, match="Did you mean raw"):
        history("raww")
    with pytest.raises(DagsterUnknownPartitionError, match="`us`"):
        history("by_region", "us")
    with pytest.raises(DagsterInvalidInvocationError, match="raw has none"):
        history("raw", "eu")
