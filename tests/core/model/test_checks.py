"""Keys, results and evaluations of checks as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import (
    AssetCheckEvaluation,
    AssetCheckEvaluationTargetMaterializationData,
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSeverity,
    evaluation_from_plain,
    evaluation_to_plain,
)

texts = st.text(max_size=5)
targets = st.builds(
    AssetCheckEvaluationTargetMaterializationData,
    st.integers(0, 2**40),
    texts,
    st.floats(0, 2e9),
)
evaluations = st.builds(
    AssetCheckEvaluation,
    st.lists(texts, min_size=1, max_size=2).map(AssetKey),
    texts,
    st.booleans(),
    st.dictionaries(texts, st.integers() | texts | st.booleans(), max_size=2),
    st.none() | targets,
    st.sampled_from(AssetCheckSeverity),
    st.none() | texts,
    st.none() | st.booleans(),
    st.none() | texts,
)


@given(evaluations)
def test_an_evaluation_comes_back_from_json_as_it_was(found):
    plain = from_json(to_json(evaluation_to_plain(found)))
    assert evaluation_from_plain(plain) == found


@given(st.lists(texts, min_size=1, max_size=2), texts)
def test_a_key_comes_back_from_its_text(parts, name):
    key = AssetCheckKey(AssetKey(parts), name)
    assert AssetCheckKey.from_db_string(key.to_db_string()) == key


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"asset_key": "a"}'])
def test_other_text_is_no_key(text):
    assert AssetCheckKey.from_db_string(text) is None


def test_a_result_does_not_change():
    with pytest.raises(AttributeError):
        AssetCheckResult(passed=True).passed = False
