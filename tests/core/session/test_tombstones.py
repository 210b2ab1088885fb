"""Which assets were removed is kept in the store, whatever becomes of the file."""

import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.session.tombstones import FILE, Tombstones

OLD, OTHER = AssetKey("old"), AssetKey(["sales", "other"])


def test_what_was_noted_is_known_to_all_until_it_is_taken_back(tmp_path):
    Tombstones(tmp_path).put([OLD, OTHER], "cell 7", "a.ipynb")
    found = Tombstones(tmp_path).all()
    assert found.keys() == {OLD, OTHER}
    assert (found[OTHER].cell, found[OTHER].notebook) == ("cell 7", "a.ipynb")
    Tombstones(tmp_path).take([OLD, AssetKey("never")])
    assert Tombstones(tmp_path).all().keys() == {OTHER}


def test_nothing_to_note_writes_nothing(tmp_path):
    Tombstones(tmp_path).put([], "cell 7", "a.ipynb")
    Tombstones(tmp_path).take([OLD])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"old": 3}', '{"old": {"when": 1}}', "\x00"])
def test_a_damaged_file_is_none(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert Tombstones(tmp_path).all() == {}
    Tombstones(tmp_path).put([OLD], "cell 7", "a.ipynb")
    assert Tombstones(tmp_path).all().keys() == {OLD}
