"""Keys: equal by their parts, readable, and back from every form they are written in."""

import gc
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import dagster
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import ParameterCheckError
from dagbook.model import asset_key
from dagbook.model.asset_key import AssetKey

PARTS = st.lists(st.text(max_size=6), min_size=1, max_size=4)
PLAIN = st.lists(st.text("ab_1-.", min_size=1, max_size=4), min_size=1, max_size=4)


@given(PARTS)
def test_a_key_comes_back_from_its_pickle_and_its_path(parts):
    key = AssetKey(parts)
    assert pickle.loads(pickle.dumps(key)) == key
    assert AssetKey(key.path) == key
    assert AssetKey.from_coercible(key.path) == key
    assert key.path == parts


@given(PLAIN)
def test_a_key_comes_back_from_its_words(parts):
    key = AssetKey(parts)
    assert AssetKey.from_user_string(key.to_user_string()) == key
    assert AssetKey.from_escaped_user_string(key.to_escaped_user_string()) == key


@given(st.lists(st.text("a/b", max_size=4), min_size=1, max_size=3))
def test_slashes_inside_parts_survive_escaping(parts):
    key = AssetKey(parts)
    assert AssetKey.from_escaped_user_string(key.to_escaped_user_string()) == key


@given(PARTS, PARTS)
def test_keys_are_equal_exactly_when_their_parts_are(one, two):
    first, second = AssetKey(one), AssetKey(two)
    assert (first == second) == (one == two)
    if one == two:
        assert hash(first) == hash(second)
    assert (first < second) == (tuple(one) < tuple(two))


@given(PLAIN, PLAIN)
def test_a_prefix_is_the_start_of_what_it_was_put_before(parts, prefix):
    key = AssetKey(parts).with_prefix(prefix)
    assert key.has_prefix(prefix)
    assert key.path == prefix + parts


@given(PLAIN)
def test_words_and_identifiers_are_dagsters(parts):
    ours, theirs = AssetKey(parts), dagster.AssetKey(parts)
    assert ours.to_user_string() == theirs.to_user_string()
    assert ours.to_escaped_user_string() == theirs.to_escaped_user_string()
    assert ours.to_python_identifier() == theirs.to_python_identifier()
    assert ours.to_python_identifier("x") == theirs.to_python_identifier("x")
    assert ours.to_string() == theirs.to_string()


def test_a_key_does_not_change():
    with pytest.raises(AttributeError, match="immutable"):
        AssetKey("a").parts = ("b",)


@pytest.mark.parametrize("path", [3, [1], {"a": 1}, None, ["a", None]], ids=repr)
def test_what_is_no_path_is_refused_with_what_came(path):
    with pytest.raises(ParameterCheckError, match="got"):
        AssetKey(path)


@pytest.mark.parametrize("value", [3, None, {"a": 1}], ids=repr)
def test_what_is_no_key_is_refused_with_what_came(value):
    with pytest.raises(ParameterCheckError, match="got"):
        AssetKey.from_coercible(value)


@pytest.fixture
def switching():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching")
def test_threads_that_make_a_key_at_once_get_the_same_one():
    workers, rounds = 4, 100
    together = Barrier(workers)

    def make(_worker):
        found = []
        for number in range(rounds):
            together.wait()
            found.append(AssetKey(["made_at_once", str(number)]))
        return found

    with ThreadPoolExecutor(workers) as pool:
        made = list(pool.map(make, range(workers)))
    assert {len(set(same)) for same in zip(*made, strict=True)} == {1}


def test_a_key_that_nobody_holds_is_gone():
    key = AssetKey(["held", "by nobody"])
    assert key.parts in asset_key._KNOWN
    del key
    gc.collect()
    assert ("held", "by nobody") not in asset_key._KNOWN
