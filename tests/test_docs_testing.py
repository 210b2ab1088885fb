"""Every sample of docs/testing.md, run by pytest with dagbook and with Dagster."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "testing.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    return BLOCK.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parity
@pytest.mark.parametrize("library", ["dagbook", "dagster"])
def test_every_sample_passes(library, tmp_path):
    text = "\n\n".join(blocks()).replace("from dagbook import", f"from {library} import")
    (tmp_path / "test_samples.py").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_samples.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert f"{text.count('def test_')} passed" in ran.stdout


def test_the_page_names_every_helper_that_builds_a_context():
    import dagbook

    page = PAGE.read_text(encoding="utf-8")
    built = [
        name for name in dagbook.__all__ if re.fullmatch(r"build_(\w+_context|resources)", name)
    ]
    assert [name for name in built if name not in page] == []
