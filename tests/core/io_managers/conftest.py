import tempfile
from pathlib import Path

import pytest

from dagbook.io_managers.formats import read_value, write_value


def keep(value):
    """Return *value* after a trip to disk, and how it was kept."""
    with tempfile.TemporaryDirectory() as folder:
        stored = write_value(value, Path(folder))
        assert [path.name for path in Path(folder).iterdir()] == [stored.path.name]
        assert stored.size_bytes == stored.path.stat().st_size
        assert stored.path.name.startswith(stored.value_hash)
        assert write_value(value, Path(folder)) == stored
        return read_value(stored.path, expected_hash=stored.value_hash), stored


@pytest.fixture(scope="session")
def kept():
    return keep
