"""A warehouse of forty assets runs unchanged in both libraries and makes the same of everything."""

from pathlib import Path

import pytest
from harness import run

pytestmark = pytest.mark.parity

SOURCE = Path(__file__).with_name("warehouse.py").read_text()
ASSETS = 40
LAST = "report(DRESS, FOLDER)"


def reported(library, dress, folder):
    folder.mkdir()
    outcome = run(SOURCE, library, {"DRESS": dress, "FOLDER": str(folder)}, LAST)
    assert outcome.error == (), outcome.message
    return outcome.result


@pytest.mark.parametrize("dress", ["test", "production"])
def test_a_warehouse_is_the_same_in_both_libraries(dress, tmp_path):
    theirs = reported("dagster", dress, tmp_path / "theirs")
    ours = reported("dagbook", dress, tmp_path / "ours")
    for part in theirs:
        assert ours[part] == theirs[part], part
    assert len(theirs["specs"]) >= ASSETS


def test_the_dresses_differ_and_both_leave_what_they_say(tmp_path):
    in_test = reported("dagbook", "test", tmp_path / "test")
    in_production = reported("dagbook", "production", tmp_path / "production")
    assert in_test["values"] != in_production["values"]
    assert list((tmp_path / "test").iterdir()) == []
    assert (tmp_path / "production" / "revenue.json").exists()
