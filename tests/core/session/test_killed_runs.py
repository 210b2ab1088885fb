import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 200


@pytest.mark.skipif(sys.platform == "win32", reason="children are forked")
def test_after_a_kill_at_any_moment_records_and_values_belong_together(tmp_path):
    program = Path(__file__).with_name("killed_runs.py")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path / "store"), str(KILLS), "7"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["states"] == ["fresh"]
    assert found["rows"] == 7
    # Between a file and its record a kill leaves the file, which pruning takes.
    assert found["pruned"] == found["left"] > 0
    # The kills came at many moments: before, between and in the steps of many runs.
    assert found["codes"] > KILLS / 4
