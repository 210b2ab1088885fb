import os

from hypothesis import given
from hypothesis import strategies as st

from dagbook.model.records import FILE_INPUT
from dagbook.versions.files import GONE, _content, stamp_of, version_now, version_of


def written(path, content, time):
    path.write_bytes(content)
    os.utime(path, ns=(time, time))
    return str(path)


contents = st.binary(max_size=3)
times = st.integers(1, 3)


@given(contents, times, contents, times)
def test_a_version_stays_exactly_while_the_file_holds_the_same(
    tmp_path_factory, before, then, after, now
):
    if len(before) == len(after) and then == now:
        # Size and time are trusted: of two such files nobody wants the content read.
        after = before
    # What one example holds is not remembered for the next, which writes the same file.
    _content.cache_clear()
    path = tmp_path_factory.getbasetemp() / "file"
    name = written(path, before, then)
    was = version_of(name, stamp_of(name))
    written(path, after, now)
    assert (version_now(FILE_INPUT + name, was) == was) == (before == after)


def test_a_file_that_is_not_there_has_the_version_of_nothing(tmp_path):
    assert version_now(f"{FILE_INPUT}{tmp_path}/x", "1:2:3") == GONE
    assert version_now(f"{FILE_INPUT}{tmp_path}", "1:2:3") == GONE
    assert stamp_of("a\x00b") is None


def test_a_version_of_what_cannot_be_told_never_comes_back(tmp_path):
    name = written(tmp_path / "file", b"x", 1)
    assert version_now(FILE_INPUT + name, "?1:1") != "?1:1"
