"""An ML pipeline of assets, checks, ops and jobs runs unchanged in both libraries."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from harness import IMPORT, run

pytestmark = pytest.mark.parity

SOURCE = Path(__file__).with_name("ml_pipeline.py").read_text()
_RUN = """
import json, logging, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import {module}
if __name__ == "__main__":
    print("TOLD" + json.dumps({module}.in_processes()))
"""


def reported(library):
    outcome = run(SOURCE, library, last="report()")
    assert outcome.error == (), outcome.message
    return outcome.result


def in_processes(library, folder):
    module = f"pipeline_of_{library}"
    (folder / f"{module}.py").write_text(IMPORT.sub(rf"\1\2\3{library}", SOURCE))
    (folder / "run.py").write_text(_RUN.format(module=module))
    ran = subprocess.run(
        [sys.executable, "run.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    told = [line for line in ran.stdout.splitlines() if line.startswith("TOLD")]
    assert told, ran.stderr
    return json.loads(told[-1].removeprefix("TOLD"))


def test_a_pipeline_is_the_same_in_both_libraries(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    theirs, ours = reported("dagster"), reported("dagbook")
    for part in theirs:
        assert ours[part] == theirs[part], part
    assert theirs["attempts"] == {"raw_points": 6}
    assert theirs["heard"] == ["model in lines"]


def test_a_pipeline_in_several_processes_is_the_same_in_both_libraries(tmp_path):
    theirs, ours = in_processes("dagster", tmp_path), in_processes("dagbook", tmp_path)
    assert ours == theirs
    assert theirs["success"]
