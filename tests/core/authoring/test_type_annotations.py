"""Annotations: which types they stand for, and which values those let pass."""

import collections.abc
import typing
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.authoring.dagster_builtin_types import ANY, NOTHING
from dagbook.authoring.dagster_type import DagsterType, TypeCheckContext
from dagbook.authoring.type_annotations import (
    check_dagster_type,
    make_python_type_usable_as_dagster_type,
    resolve_dagster_type,
    usable_as_dagster_type,
)
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.model.results import MaterializeResult, Output

CONTEXT = TypeCheckContext("run", None, None)


def passes(annotation, value):
    return resolve_dagster_type(annotation).type_check(CONTEXT, value).success


NAMES = {
    "Int": int,
    "String": str,
    "Float": float,
    "Bool": bool,
    "[Int]": list[int],
    "[[String]]": typing.List[typing.List[str]],  # noqa: UP006 - as users write it
    "Dict[String,Int]": dict[str, int],
    "Set[Int]": set[int],
    "Tuple[Int,String]": tuple[int, str],
    "Int?": Optional[int],  # noqa: UP045 - as users write it
    "[Int?]": list[int | None],
    "[Float]": collections.abc.Sequence[float],
}


@pytest.mark.parametrize(("name", "annotation"), NAMES.items(), ids=list(NAMES))
def test_an_annotation_has_dagsters_name(name, annotation):
    assert resolve_dagster_type(annotation).display_name == name


@pytest.mark.parametrize("annotation", [Any, Output, MaterializeResult, list[DynamicOutput]])
def test_what_says_nothing_of_a_value_lets_any_pass(annotation):
    assert resolve_dagster_type(annotation) is ANY


@pytest.mark.parametrize("wrapper", [Output, MaterializeResult])
def test_a_result_is_of_the_type_of_its_value(wrapper):
    assert resolve_dagster_type(wrapper[list[int]]).display_name == "[Int]"


def test_a_list_of_dynamic_outputs_is_of_the_type_of_each():
    assert resolve_dagster_type(list[DynamicOutput[int]]).display_name == "Int"


@pytest.mark.parametrize(
    "annotation",
    [int | str, typing.Literal["a"], collections.abc.Callable[[int], int], DynamicOutput, 5],
    ids=str,
)
def test_what_stands_for_no_type_is_named(annotation):
    with pytest.raises(DagsterInvalidDefinitionError) as error:
        resolve_dagster_type(annotation)
    assert str(annotation) in str(error.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_an_optional_lets_none_pass_and_else_what_its_type_does(value):
    for annotation in (int, str, list[int], dict[str, int]):
        expected = value is None or passes(annotation, value)
        assert passes(annotation | None, value) == expected


@given(st.lists(VALUES, max_size=4))
def test_a_list_passes_exactly_when_each_of_it_does(values):
    for annotation in (int, str, list[str]):
        assert passes(list[annotation], values) == all(passes(annotation, each) for each in values)
    assert not passes(list[int], tuple(values))


@given(st.dictionaries(st.text() | st.integers(), VALUES, max_size=3))
def test_a_dict_passes_exactly_when_each_key_and_value_does(values):
    expected = all(isinstance(key, str) and passes(int, value) for key, value in values.items())
    assert passes(dict[str, int], values) == expected


@given(st.lists(VALUES, max_size=3))
def test_a_tuple_has_as_many_members_as_places(values):
    expected = len(values) == 2 and passes(int, values[0]) and passes(str, values[1])
    assert passes(tuple[int, str], tuple(values)) == expected


def test_an_int_is_no_float_and_a_bool_is_an_int():
    assert not passes(float, 1)
    assert passes(int, True)
    assert not passes(bool, 1)


def test_nothing_is_none_alone():
    assert NOTHING.type_check(CONTEXT, None).success
    assert not NOTHING.type_check(CONTEXT, 0).success


def test_one_class_has_one_type():
    class Cow: ...

    assert resolve_dagster_type(Cow) is resolve_dagster_type(Cow)


def test_a_class_is_given_a_type_once_and_before_it_is_used():
    class Cow: ...

    class Hen: ...

    def milky(name):
        return DagsterType(lambda _, _value: True, name=name)

    make_python_type_usable_as_dagster_type(Cow, milky("Milky"))
    assert resolve_dagster_type(list[Cow]).display_name == "[Milky]"
    with pytest.raises(DagsterInvalidDefinitionError, match="Cow"):
        make_python_type_usable_as_dagster_type(Cow, milky("Other"))
    resolve_dagster_type(Hen)
    with pytest.raises(DagsterInvalidDefinitionError, match="Hen"):
        make_python_type_usable_as_dagster_type(Hen, milky("Late"))


def test_a_class_is_decorated_with_a_name():
    @usable_as_dagster_type(name="Bird", description="it flies")
    class Hen: ...

    found = resolve_dagster_type(Hen)
    assert (found.display_name, found.description) == ("Bird", "it flies")
    assert passes(Hen, Hen())
    assert not passes(Hen, "hen")


def test_a_type_is_checked_without_a_run():
    assert check_dagster_type(int, 1).success
    assert not check_dagster_type(int, "one").success
    with pytest.raises(DagsterInvariantViolationError, match="typing"):
        check_dagster_type(typing.List[int], [1])  # noqa: UP006 - of typing
