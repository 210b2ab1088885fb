import string
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.io_managers.paths import MAX_COMPONENT_BYTES, key_folder

ODD = ["con", "Con", "CON.txt", "lpt1", "..", ".", "a.", ".a", "", "a/b", "a\\b", "EWR", "ewr"]
LOOKALIKES = [
    "ewr~7",
    "EWR~7",
    "%41",
    "@us",
    "+a-b",
    "us",
    "a-b",
    "~~",
    "%",
    "é",
    "e\u0301",
    "ß",
    "ss",
]
names = st.one_of(
    st.sampled_from(ODD + LOOKALIKES),
    st.text("abAB_-.~%@+", max_size=4),
    st.text(max_size=6),
    st.text("aB\ud800é", min_size=100, max_size=300),
)
keys = st.tuples(st.lists(names, min_size=1, max_size=3).map(tuple), st.one_of(st.none(), names))


@given(keys, keys)
def test_different_keys_have_different_folders_also_where_case_does_not_count(one, other):
    same = key_folder(*one).as_posix().casefold() == key_folder(*other).as_posix().casefold()
    assert same == (one == other)


@given(names, names)
def test_a_partition_never_shares_its_folder_with_a_longer_key(part, name):
    assert key_folder((part,), name) != key_folder((part, name), None)


@given(keys)
def test_every_folder_is_relative_short_and_allowed_on_every_file_system(key):
    folder = key_folder(*key)
    assert len(folder.parts) == len(key[0]) + (key[1] is not None)
    for component in folder.parts:
        assert component not in {"", ".", ".."}
        assert len(component.encode("ascii")) <= MAX_COMPONENT_BYTES
        assert component[0] != "."
        assert component[-1] not in ". "
        assert not set(component) & set('<>:"/\\|?*' + string.whitespace)
        assert not PureWindowsPath(component).is_reserved()
    assert not PurePosixPath(folder.as_posix()).is_absolute()
    assert not PureWindowsPath(folder.as_posix()).anchor


@pytest.mark.parametrize(
    ("parts", "partition", "expected"),
    [
        (("orders",), None, "orders"),
        (("sales", "orders"), "2013-01-01", "sales/orders/2013-01-01"),
        (("orders",), "2013-01-01-05:00", "orders/2013-01-01-05%3a00"),
        (("orders",), "us", "orders/@us"),
        (("orders", "us"), None, "orders/us"),
        (("OrderItems",), None, "OrderItems~21"),
        (("orders",), "2013-01-01|EWR", "orders/2013-01-01%7cEWR~e000"),
        (("a-b",), None, "+a-b"),
        (("..",), "..", "+%2e%2e/%2e%2e"),
    ],
)
def test_ordinary_names_stay_readable(parts, partition, expected):
    assert key_folder(parts, partition).as_posix() == expected


def test_a_key_without_parts_is_refused():
    with pytest.raises(ValueError, match="at least one part"):
        key_folder((), None)
