import os
import time

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from dagbook.io_managers import atomic
from dagbook.io_managers.atomic import hash_file, sweep_temporaries, write_atomically


def test_a_file_is_written_under_the_name_that_its_content_gives(tmp_path):
    def fill(file):
        file.write(b"abc")
        return f"{file.hexdigest()}.bin"

    written = write_atomically(tmp_path / "new" / "folder", fill)
    assert written.path == tmp_path / "new/folder" / f"{xxhash.xxh3_128_hexdigest(b'abc')}.bin"
    assert written.path.read_bytes() == b"abc"
    assert written.size_bytes == 3
    assert list(written.path.parent.iterdir()) == [written.path]


@pytest.mark.parametrize(
    "error", [ValueError, OSError, KeyboardInterrupt, SystemExit, GeneratorExit]
)
def test_whatever_stops_a_write_the_folder_stays_as_it_was(tmp_path, error):
    (tmp_path / "value").write_bytes(b"old")

    def fill(file):
        file.write(b"x" * 1_000_000)
        raise error

    with pytest.raises(error):
        write_atomically(tmp_path, fill)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"value": b"old"}


def test_a_failed_rename_leaves_no_temporary_file(tmp_path):
    (tmp_path / "value").mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path, lambda file: "value" if file.write(b"x") else "")
    assert [path.name for path in tmp_path.iterdir()] == ["value"]


def test_a_full_disk_is_an_os_error_and_leaves_no_temporary_file(tmp_path, monkeypatch):
    class FullDisk:
        def __init__(self, raw):
            self.raw = raw

        def __enter__(self):
            return self

        def __exit__(self, *exc):
            self.raw.close()

        def write(self, _):
            raise OSError(28, "No space left on device")

    opened = atomic._open_new
    monkeypatch.setattr(atomic, "_open_new", lambda path: FullDisk(opened(path)))
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path, lambda file: str(file.write(b"x")))
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.binary(max_size=50)), st.lists(st.binary(max_size=50)))
def test_the_hash_is_that_of_the_bytes_written_since_the_last_restart(tmp_path_factory, lost, kept):
    hashes = []

    def fill(file):
        for chunk in lost:
            file.write(chunk)
        file.restart()
        for chunk in kept:
            file.write(memoryview(chunk))
        hashes.append(file.hexdigest())
        return "value"

    written = write_atomically(tmp_path_factory.mktemp("values"), fill)
    content = b"".join(kept)
    assert written.path.read_bytes() == content
    assert written.size_bytes == len(content)
    assert hashes == [xxhash.xxh3_128_hexdigest(content)] == [hash_file(written.path)]


def test_sweeping_removes_only_old_temporary_files(tmp_path):
    for name in (".dead.tmp", ".live.tmp", "value.parquet"):
        (tmp_path / name).write_bytes(b"x")
    hours_ago = time.time() - 7200
    for name in (".dead.tmp", "value.parquet"):
        os.utime(tmp_path / name, (hours_ago, hours_ago))
    assert sweep_temporaries(tmp_path) == 1
    assert {path.name for path in tmp_path.iterdir()} == {".live.tmp", "value.parquet"}
