"""Schemas as values: what they say of themselves, and laws of what they take."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.authoring.config_checks import checked_config, checked_field
from dagbook.authoring.config_schema_types import (
    Array,
    ConfigSchema,
    Enum,
    EnumValue,
    Field,
    IntSource,
    Map,
    Noneable,
    Permissive,
    ScalarUnion,
    Selector,
    Shape,
    StringSource,
)
from dagbook.authoring.config_schemas import as_config_type, as_field
from dagbook.authoring.config_types import MISSING, ConfigType, Maybe
from dagbook.errors import DagsterInvalidConfigDefinitionError, DagsterInvalidConfigError

NAMES = st.sampled_from(["a", "b", "c"])
PLAIN = st.sampled_from([(int, 3), (str, "x"), (bool, True), (float, 0.5), (StringSource, "y")])


def grown(inner):
    """Return pairs of a schema and a value that fits, made of such pairs."""
    fields = st.dictionaries(NAMES, inner, min_size=1)
    return st.one_of(
        inner.map(lambda pair: (Array(pair[0]), [pair[1], pair[1]])),
        inner.map(lambda pair: ([pair[0]], [pair[1]])),
        inner.map(lambda pair: (Noneable(pair[0]), pair[1])),
        inner.map(lambda pair: (Map(str, pair[0]), {"k": pair[1]})),
        fields.map(
            lambda pairs: (
                {name: schema for name, (schema, _) in pairs.items()},
                {name: value for name, (_, value) in pairs.items()},
            )
        ),
        fields.map(
            lambda pairs: (
                Selector({name: schema for name, (schema, _) in pairs.items()}),
                {min(pairs): pairs[min(pairs)][1]},
            )
        ),
    )


FITTING = st.recursive(PLAIN, grown, max_leaves=6)


def checked(schema, value):
    return checked_config(as_config_type(schema, "a test"), value, (), "a test")


@given(FITTING)
def test_what_fits_comes_back_and_fits_again(pair):
    schema, value = pair
    once = checked(schema, value)
    assert once == value
    assert checked(schema, once) == once


@given(FITTING)
def test_a_wrapped_schema_takes_what_it_wraps(pair):
    schema, value = pair
    assert checked(Permissive({"in": schema}), {"in": value, "other": 1})["in"] == value
    assert checked([schema], [value, value]) == [value, value]


@given(FITTING)
def test_none_fits_nothing_but_noneable(pair):
    schema, _ = pair
    wanted = as_config_type(schema, "a test")
    if isinstance(wanted, Maybe):
        assert checked(schema, None) is None
    else:
        with pytest.raises(DagsterInvalidConfigError, match="must not be None"):
            checked(schema, None)


@given(FITTING)
def test_a_field_with_a_default_is_the_default_when_nothing_is_given(pair):
    schema, value = pair
    field = Field(schema, default_value=value)
    assert not field.is_required
    assert checked_field(field, MISSING, ("config",), "a test") == value


def test_schemas_of_equal_content_are_equal_and_cannot_be_changed():
    assert Shape({"a": [int]}) == Shape({"a": [int]})
    assert Array(int) != Array(str)
    with pytest.raises(FrozenInstanceError):
        Field(int).is_required = False


def test_what_a_field_shows_of_itself():
    assert repr(Field({"a": int, "b": Noneable(str)})) == (
        "Field({ a: Int b?: String? }, default=@, is_required=True)"
    )
    assert repr(Field(IntSource, default_value=1)) == (
        "Field((Int | { env: String }), default=1, is_required=False)"
    )


def test_a_placeholder_is_no_schema():
    with pytest.raises(NotImplementedError):
        ConfigSchema()


def test_a_secret_is_masked_though_its_name_says_nothing():
    shape = Shape({"word": Field(int, is_secret=True), "n": int})
    with pytest.raises(DagsterInvalidConfigError) as raised:
        checked(shape, {"word": "hunter2", "n": "shown"})
    assert "hunter2" not in str(raised.value)
    assert "shown" in str(raised.value)


def test_what_is_within_a_secret_is_masked():
    shape = Shape({"key_file": Field(Permissive({"n": int}), is_secret=True)})
    with pytest.raises(DagsterInvalidConfigError) as raised:
        checked(shape, {"key_file": {"n": "hunter2"}})
    assert "hunter2" not in str(raised.value)


def test_a_variable_of_the_environment_is_read_when_config_is_checked(monkeypatch):
    field = Field(StringSource, default_value={"env": "DAGBOOK_WORD"})
    monkeypatch.setenv("DAGBOOK_WORD", "now")
    assert checked_field(field, MISSING, ("config",), "a test") == "now"
    monkeypatch.delenv("DAGBOOK_WORD")
    with pytest.raises(DagsterInvalidConfigError, match="DAGBOOK_WORD"):
        checked_field(field, MISSING, ("config",), "a test")


def test_a_missing_entry_is_shown_by_an_example_that_fits():
    shape = Shape(
        {"all": {"n": int, "e": Enum("E", [EnumValue("x")]), "u": ScalarUnion(int, [str])}}
    )
    with pytest.raises(DagsterInvalidConfigError) as raised:
        checked(shape, {})
    assert "{'all': {'n': 0, 'e': 'x', 'u': 0}}" in str(raised.value)


def test_a_near_miss_is_asked_for():
    with pytest.raises(DagsterInvalidConfigError, match="Did you mean days"):
        checked({"days": Field(int, default_value=1)}, {"dyas": 3})


def test_the_place_of_what_is_no_schema_is_named():
    with pytest.raises(DagsterInvalidConfigDefinitionError) as raised:
        as_field({"a": {"b": [object()]}})
    assert raised.value.stack == ("a", "b")


def test_all_types_are_listed():
    for each in (Field(int).type, Array(int), Map(str, int), Noneable(int), Selector({"a": int})):
        assert isinstance(each, ConfigType)
