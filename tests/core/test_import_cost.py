import subprocess
import sys

import pytest

LATER = (
    *("pandas", "numpy", "pyarrow", "polars", "pydantic", "croniter", "cloudpickle", "IPython"),
    *("asyncio", "sqlite3", "tempfile", "shutil", "hashlib", "random", "uuid"),
    *("logging", "pathlib", "urllib.parse", "base64", "zlib"),
    *("dagbook.selection.parser", "dagbook.partitions.time_window", "dagbook.session"),
    *("dagbook.storage.database", "dagbook.versions.fingerprint", "dagbook.asset_graph.graph"),
    *(
        "dagbook.model.event_data",
        "dagbook.model.event_views",
        "dagbook.model.run_views",
        "dagbook.storage",
    ),
    *("dagbook.authoring.resources", "dagbook.execution.in_process"),
)


@pytest.fixture(scope="module")
def loaded():
    statement = "from dagbook import Definitions, asset, materialize"
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("name", LATER)
def test_what_not_everybody_needs_is_loaded_by_those_who_do(loaded, name):
    assert name not in loaded
