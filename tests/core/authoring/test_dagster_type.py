"""Types: what they say of values, what they are told, what is refused of them."""

import pytest

from dagbook.authoring.dagster_type import (
    DagsterType,
    PythonObjectDagsterType,
    TypeCheck,
    TypeCheckContext,
    TypeHintInferredDagsterType,
)
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.model.metadata import IntMetadataValue

CONTEXT = TypeCheckContext("run", None, None)


def typed(check, **more):
    return DagsterType(check, name="Mine", **more)


def test_a_check_that_returns_a_bool_says_nothing_more():
    even = typed(lambda _, value: value % 2 == 0)
    assert even.type_check(CONTEXT, 2) == TypeCheck(success=True)
    assert even.type_check(CONTEXT, 3) == TypeCheck(success=False)


def test_a_check_that_says_more_is_taken_at_its_word():
    said = TypeCheck(success=False, description="too long", metadata={"rows": 3})
    assert typed(lambda _, _value: said).type_check(CONTEXT, 1) is said
    assert said.metadata == {"rows": IntMetadataValue(3)}


@pytest.mark.parametrize("returned", [None, 1, "yes", 0])
def test_a_check_that_returns_neither_is_refused_by_the_names_of_type_and_value(returned):
    with pytest.raises(DagsterInvariantViolationError) as error:
        typed(lambda _, _value: returned).type_check(CONTEXT, 1)
    assert repr(returned) in str(error.value)
    assert '"Mine"' in str(error.value)


def test_a_check_is_told_run_and_resources():
    seen = []
    made = typed(lambda context, value: bool(seen.append((context.run_id, value))) or True)
    assert made.type_check(CONTEXT, 5).success
    assert seen == [("run", 5)]


def test_what_a_check_raises_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        typed(lambda _, value: value / 0).type_check(CONTEXT, 1)


@pytest.mark.parametrize("check", [lambda _value: True, lambda: True, lambda _a, _b, _c: True])
def test_a_check_takes_a_context_and_a_value(check):
    with pytest.raises(DagsterInvalidDefinitionError, match=r'"Mine" must take 2 arguments'):
        typed(check)


def test_a_check_is_a_function():
    with pytest.raises(ParameterCheckError, match="type_check_fn"):
        typed("no function")


def test_a_type_has_a_name_or_a_key():
    with pytest.raises(CheckError, match="neither"):
        DagsterType(lambda _, _value: True)
    by_key = DagsterType(lambda _, _value: True, key="k")
    assert (by_key.display_name, by_key.has_unique_name) == ("k", False)
    with pytest.raises(CheckError, match="unique_name"):
        _ = by_key.unique_name
    assert DagsterType(lambda _, _value: True, key="k", name="n").unique_name == "n"


def test_types_are_equal_by_key_alone():
    first, second = (DagsterType(lambda _, _value: True, key="k", name=name) for name in "ab")
    assert first == second
    assert len({first, second, typed(lambda _, _value: True)}) == 2
    assert first != "k"


class Animal: ...


class Cat(Animal): ...


def test_a_python_object_type_takes_subclasses_and_says_what_it_wanted():
    animal = PythonObjectDagsterType(Animal, description="of a farm")
    assert animal.type_check(CONTEXT, Cat()).success
    refused = animal.type_check(CONTEXT, 3)
    assert not refused.success
    assert "<class 'int'>" in refused.description
    assert "Animal" in refused.description
    assert (animal.display_name, animal.description) == ("Animal", "of a farm")


def test_a_python_object_type_of_several_classes_takes_one_of_them():
    number = PythonObjectDagsterType((int, float), name="Number")
    assert [number.type_check(CONTEXT, each).success for each in (1, 1.5, "1")] == [
        True,
        True,
        False,
    ]
    assert number.display_name == "Number"
    assert number.typing_type == int | float


@pytest.mark.parametrize("wrong", ["Animal", Animal(), (Animal, "Cat")])
def test_a_python_object_type_is_of_classes(wrong):
    with pytest.raises(ParameterCheckError, match="python_type"):
        PythonObjectDagsterType(wrong)


def test_a_type_of_an_annotation_has_no_name_of_its_own():
    found = TypeHintInferredDagsterType(Animal)
    assert (found.display_name, found.has_unique_name) == ("Animal", False)
    assert found != PythonObjectDagsterType(Animal)
    assert found == TypeHintInferredDagsterType(Animal)
