"""Every problem of config is found, each with its place; secrets are masked."""

import pytest

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import (
    Anything,
    Choice,
    FieldOf,
    ListOf,
    MapOf,
    Maybe,
    OneOf,
    Record,
    Scalar,
)
from dagbook.errors import DagsterInvalidConfigError

NUMBER = Scalar("Int")
SHAPE = Record(
    {
        "n": FieldOf(NUMBER),
        "l": FieldOf(ListOf(NUMBER), is_required=False),
        "m": FieldOf(MapOf(Scalar("String"), NUMBER), is_required=False),
        "password": FieldOf(NUMBER, is_required=False),
        "one": FieldOf(OneOf("Color", {"RED": 1}), is_required=False),
        "choice": FieldOf(Choice({"a": FieldOf(NUMBER)}), is_required=False),
        "default": FieldOf(Maybe(Anything()), is_required=False, default="d"),
    }
)


def test_what_fits_is_returned_with_defaults():
    given = {"n": 1, "l": [2], "m": {"a": 3}, "one": "RED", "choice": {"a": 4}}
    assert checked_config(SHAPE, given, (), "it") == {
        "n": 1,
        "l": [2],
        "m": {"a": 3},
        "one": 1,
        "choice": {"a": 4},
        "default": "d",
    }


WRONG = {
    "missing": ({}, '"n" at the root'),
    "text": ({"n": "x"}, "path root:n"),
    "boolean": ({"n": True}, "path root:n"),
    "in a list": ({"n": 1, "l": [1, "x"]}, "path root:l[1]"),
    "in a map": ({"n": 1, "m": {"a": "x"}}, "path root:m:'a':value"),
    "no list": ({"n": 1, "l": 3}, "must be list"),
    "no map": ({"n": 1, "m": 3}, "must be dict"),
    "no record": (3, "must be dict"),
    "not in the enum": ({"n": 1, "one": "BLUE"}, "enum type Color"),
    "an unhashable name": ({"n": 1, "one": ["RED"]}, "enum type Color"),
    "two choices": ({"n": 1, "choice": {"a": 1, "b": 2}}, "single field"),
    "no choice": ({"n": 1, "choice": {"b": 2}}, "one of ['a']"),
    "unknown": ({"n": 1, "zz": 2}, '"zz"'),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused_with_its_place(given, said):
    with pytest.raises(DagsterInvalidConfigError) as raised:
        checked_config(SHAPE, given, (), "it")
    assert said in str(raised.value)


def test_every_problem_is_told():
    with pytest.raises(DagsterInvalidConfigError) as raised:
        checked_config(SHAPE, {"l": ["x", "y"], "zz": 1}, (), "it")
    assert str(raised.value).count("Error ") == 5


def test_a_value_whose_name_is_that_of_a_secret_is_masked():
    with pytest.raises(DagsterInvalidConfigError) as raised:
        checked_config(SHAPE, {"n": 1, "password": "hunter2"}, (), "it")
    assert "hunter2" not in str(raised.value)
