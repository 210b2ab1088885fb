"""Each case by dagbook and by Dagster."""

from importlib import import_module
from pathlib import Path

import pytest
from gaps import GAPS
from harness import IMPORT, NOT_YET, Outcome, compared, difference, run

pytestmark = pytest.mark.parity

TOPICS = tuple(
    import_module(f"cases.{path.stem}") for path in sorted(Path(__file__).parent.glob("cases/*.py"))
)
NAMED = {
    f"{topic.__name__.removeprefix('cases.')}: {case.name}": case
    for topic in TOPICS
    for case in topic.CASES
}


def param(name):
    reason = GAPS.get(name)
    gap = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(NAMED[name], id=name, marks=gap)


@pytest.mark.parametrize("case", [param(name) for name in NAMED])
def test_dagbook_does_what_dagster_does(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = difference(case)
    if told and NOT_YET.search(told):
        pytest.skip(told)
    assert told is None


def test_names_are_unique_and_those_of_gaps_are_names():
    assert len(NAMED) == sum(len(topic.CASES) for topic in TOPICS)
    assert GAPS.keys() <= NAMED.keys()


def test_only_import_lines_change_their_library():
    text = "from dagster import asset\nimport dagster as dg\nx = 'from dagster'  # dagster\n"
    assert IMPORT.sub(r"\1\2\3dagbook", text) == (
        "from dagbook import asset\nimport dagbook as dg\nx = 'from dagster'  # dagster\n"
    )


def test_a_case_that_leaves_a_library_object_is_refused():
    with pytest.raises(TypeError, match="AssetKey"):
        run("from dagster import AssetKey\nRESULT = [AssetKey('a')]", "dagster")


def test_a_case_that_leaves_no_result_is_refused():
    with pytest.raises(AttributeError, match="RESULT"):
        run("import dagster", "dagster")


DIFFERENCES = {
    "equal": (Outcome(1), Outcome(1), None, None),
    "unequal": (Outcome(1), Outcome(2), None, "dagbook:  2"),
    "same error": (Outcome(error=("E",)), Outcome(error=("E",), message="of x"), "x", None),
    "finer error": (Outcome(error=("E",)), Outcome(error=("F", "E"), message="x"), "x", None),
    "coarser error": (Outcome(error=("F", "E")), Outcome(error=("E",), message="x"), "x", "F is"),
    "no culprit": (Outcome(error=("E",)), Outcome(error=("E",), message="y"), "x", "not name x"),
    "only theirs": (Outcome(error=("E",)), Outcome(1), "x", "E is expected"),
    "only ours": (Outcome(1), Outcome(error=("E",)), None, "only dagbook raises E"),
}


@pytest.mark.parametrize(("theirs", "ours", "culprit", "said"), DIFFERENCES.values())
def test_a_difference_is_told(theirs, ours, culprit, said):
    told = compared(theirs, ours, culprit)
    assert (told is None) if said is None else (said in told)
