"""Each case by dagbook and by Dagster."""

import pytest
from cases import (
    definitions,
    dependencies,
    multi_assets,
    outputs,
    partitioned,
    refusals,
    resources,
    running,
)
from harness import IMPORT, difference, run

pytestmark = pytest.mark.parity

TOPICS = (
    definitions,
    dependencies,
    multi_assets,
    running,
    outputs,
    partitioned,
    resources,
    refusals,
)
CASES = [
    pytest.param(case, id=f"{topic.__name__.split('.')[-1]}: {case.name}")
    for topic in TOPICS
    for case in topic.CASES
]


@pytest.mark.parametrize("case", CASES)
def test_dagbook_does_what_dagster_does(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert difference(case) is None


def test_names_are_unique():
    names = [param.id for param in CASES]
    assert len(set(names)) == len(names)


def test_only_import_lines_change_their_library():
    text = "from dagster import asset\nimport dagster as dg\nx = 'from dagster'  # dagster\n"
    assert IMPORT.sub(r"\1\2\3dagbook", text) == (
        "from dagbook import asset\nimport dagbook as dg\nx = 'from dagster'  # dagster\n"
    )


def test_a_case_that_leaves_a_library_object_is_refused():
    with pytest.raises(TypeError, match="AssetKey"):
        run("from dagster import AssetKey\nRESULT = [AssetKey('a')]", "dagster")
