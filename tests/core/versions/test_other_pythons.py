"""Fingerprints are the same in every version of Python, where the syntax tree is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
CORE = FOLDER.parents[2] / "core"
OTHERS = [f"3.{minor}" for minor in (11, 12, 13, 14) if minor != sys.version_info.minor]


def fingerprints(python, **environment):
    """Return those of the table of edits in *python*, by name; None of what does not run there."""
    told = subprocess.run(
        [python, "-S", str(FOLDER / "other_pythons.py"), str(CORE), str(FOLDER / "edits.txt")],
        env={**os.environ, "PYTHONPATH": "", **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize("version", OTHERS)
def test_fingerprints_are_equal_in_other_versions_of_python(version):
    python = shutil.which(f"python{version}")
    # Where pyenv keeps the others, they answer to their name only when it is told so.
    environment = {"PYENV_VERSION": version}
    if (
        python is None
        or subprocess.run(
            [python, "-V"], env={**os.environ, **environment}, capture_output=True, check=False
        ).returncode
    ):
        pytest.skip(f"Python {version} is not installed here")
    here, there = fingerprints(sys.executable), fingerprints(python, **environment)
    both = [name for name in here if here[name] is not None and there[name] is not None]
    assert len(both) > 100
    assert {name: here[name] for name in both} == {name: there[name] for name in both}
