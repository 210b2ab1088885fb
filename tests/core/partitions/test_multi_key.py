import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.partitions import MultiPartitionKey

facts = st.dictionaries(st.text(max_size=3), st.text(max_size=3), min_size=1, max_size=3)


@given(facts)
def test_a_key_is_the_text_of_its_parts_by_name_and_gives_them_back(keys):
    key = MultiPartitionKey(keys)
    assert key == "|".join(keys[name] for name in sorted(keys))
    assert key.keys_by_dimension == keys
    assert list(key.keys_by_dimension) == sorted(keys)
    assert [tuple(each) for each in key.dimension_keys] == sorted(keys.items())
    assert {str(key): 1}[key] == 1


@given(facts)
def test_copies_know_the_parts_and_json_knows_the_text(keys):
    key = MultiPartitionKey(keys)
    for same in (pickle.loads(pickle.dumps(key)), copy.copy(key), copy.deepcopy(key)):
        assert type(same) is MultiPartitionKey
        assert (same, same.keys_by_dimension) == (key, keys)
    assert json.loads(json.dumps(key)) == str(key)


@pytest.mark.parametrize("keys", ["a|b", {"a": 1}, {1: "a"}, [("a", "b")], None])
def test_parts_that_are_not_named_strings_are_refused(keys):
    with pytest.raises(DagsterInvalidInvocationError, match="takes the key of each dimension"):
        MultiPartitionKey(keys)
