import subprocess
import sys

import pytest

pytest.importorskip("dagster", reason="the benchmarks measure real Dagster too")


@pytest.fixture(scope="module")
def printed(root):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--size", "3", "--rounds", "1"],
        cwd=root,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return [line for line in done.stdout.splitlines() if line]


TITLES = (
    "import asset, Definitions, materialize",
    "   memory of that process",
    "   modules loaded",
    "define and resolve 3 assets",
    "chain of 3 in memory, an asset",
    "1 -> 3 -> 1 in memory",
    "3 frames 10,000 x 5 stored, a frame",
    "3 days, a run each, by session; a run",
    "3 days, a run each, by materialize(); a run",
    "3 days as one backfill; a day",
    "3 days in one step, by its policy; a day",
    "what is there and missing of 3 days, a day",
    "nothing changed, 3 assets",
    "one tiny frame of 3 on disk, warm",
    "chain of 3 on disk and in memory",
    "3 days: all keys, one by one",
    "3 days: 10,000 membership tests",
    "3 hours: every second as a subset, and the others",
    "3 hours, each to its day",
)


@pytest.mark.parametrize("title", TITLES)
def test_every_row_has_a_number_of_each_side_that_can_do_the_work(printed, title):
    [row] = [line for line in printed if line.startswith(title + "  ")]
    assert "fails" not in row
    sides_without = 1 if title.startswith(("nothing changed", "3 days, a run each, by mat")) else 0
    assert row.split().count("-") == sides_without


def test_no_side_fails_at_any_work(printed):
    assert not [line for line in printed if "Error" in line]


def run_module(root, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=root, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout.splitlines()


def test_after_every_edit_of_the_experiment_dagbook_is_right(root):
    lines = run_module(root, "benchmarks.staleness", "--tool", "dagbook", "--size", "30")
    assert [line.split()[-1] for line in lines[1:8]] == ["right"] * 7
    [timed] = [line for line in lines if line.startswith("dagbook")]
    assert "(0 ran)" in timed
    assert "(28 ran)" in timed or "(27 ran)" in timed


def test_the_cost_of_code_versions_is_a_line_each(root):
    lines = run_module(root, "benchmarks.versions", "--size", "10")
    assert len(lines) == 8
    assert all(" ms" in line for line in lines)


def test_the_notebooks_own_work_is_a_line_each(root):
    lines = run_module(
        root, "benchmarks.magics", "--assets", "12", "--many", "20", "--reruns", "10"
    )
    assert len(lines) == 9
    assert any("modules left" in line and " 0.00 " in line for line in lines)
