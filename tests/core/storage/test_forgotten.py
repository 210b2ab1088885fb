import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.storage.forgotten import decode_forgotten, encode_undo, encode_wipe

KEY = AssetKey(["sales", "orders"])


@pytest.mark.parametrize("partition", [None, "a", "", ...])
def test_a_wipe_comes_back(partition):
    assert decode_forgotten(encode_wipe(KEY, partition)) == (KEY, partition, False)
    if partition is not ...:
        assert decode_forgotten(encode_undo(KEY, partition)) == (KEY, partition, True)
