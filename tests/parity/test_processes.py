"""Jobs in several processes by dagbook and by Dagster: each source is a file, as both need it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cases import executors
from harness import IMPORT, Case, Outcome, compared

pytestmark = pytest.mark.parity

_RUN = """
import json, logging, sys, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import {module}
if __name__ == "__main__":
    try:
        told = [{module}.main(), [], ""]
    except Exception as error:
        told = [None, [each.__name__ for each in type(error).__mro__], str(error)]
    print("TOLD" + json.dumps(told))
"""


def _outcome(case: Case, library: str, folder: Path) -> Outcome:
    """Run the source of *case* with *library* in a process of its own."""
    module = f"jobs_of_{library}"
    text = IMPORT.sub(rf"\1\2\3{library}", case.source)
    (folder / f"{module}.py").write_text(text)
    (folder / "run.py").write_text(_RUN.format(module=module))
    ran = subprocess.run(
        [sys.executable, "run.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    told = [line for line in ran.stdout.splitlines() if line.startswith("TOLD")]
    assert told, ran.stderr
    result, error, message = json.loads(told[-1].removeprefix("TOLD"))
    return Outcome(result, tuple(error), message)


@pytest.mark.parametrize("case", executors.PROCESSES, ids=lambda case: case.name)
def test_a_job_in_several_processes_is_as_of_dagster(case, tmp_path):
    theirs, ours = _outcome(case, "dagster", tmp_path), _outcome(case, "dagbook", tmp_path)
    assert compared(theirs, ours, case.culprit) is None


def test_with_raise_on_error_what_happened_in_the_processes_is_raised(tmp_path):
    told = _outcome(executors.RAISED, "dagbook", tmp_path)
    assert told.error[0] == "DagsterSubprocessError"
    assert "ValueError: no" in told.message
