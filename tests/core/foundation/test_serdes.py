"""JSON: what goes in comes out, compact; what has no form is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.foundation.serdes import from_json, to_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_a_value_comes_back(value):
    assert from_json(to_json(value)) == value


def test_numbers_that_are_none_come_back():
    assert math.isnan(from_json(to_json(math.nan)))
    assert from_json(to_json(-math.inf)) == -math.inf


def test_the_text_is_compact_and_keeps_order_and_letters():
    assert to_json({"b": 1, "a": ["ü"]}) == '{"b":1,"a":["ü"]}'


def test_what_has_no_form_is_refused():
    with pytest.raises(TypeError):
        to_json({"a": object()})
