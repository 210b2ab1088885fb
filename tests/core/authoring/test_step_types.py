"""The types of a function's inputs and outputs: where they are read, which one counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dagbook.authoring.dagster_type import DagsterType
from dagbook.authoring.signature import read_signature
from dagbook.authoring.step_types import NO_TYPES, step_types
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.model.results import MaterializeResult, Output


@dataclass
class End:
    name: str
    dagster_type: Any = None
    nothing: bool = False


ONE = (End("result"),)
SMALL = DagsterType(lambda _, value: value < 9, name="Small", required_resource_keys={"scale"})


def types_of(fn, inputs=(), outputs=ONE):
    found = step_types(fn, read_signature(fn), inputs, outputs)
    return (
        {name: each.display_name for name, each in found.inputs.items()},
        {name: each.display_name for name, each in found.outputs.items()},
    )


def test_a_function_without_annotations_costs_nothing():
    assert step_types(lambda a: a, read_signature(lambda a: a), [End("a")], ONE) is NO_TYPES


def test_annotations_say_the_types():
    def fn(a: int, b: list[str]) -> float: ...

    assert types_of(fn, [End("a"), End("b")]) == (
        {"a": "Int", "b": "[String]"},
        {"result": "Float"},
    )


def test_what_may_be_anything_is_left_out():
    def fn(a: Any, b) -> Output: ...

    assert types_of(fn, [End("a"), End("b")]) == ({}, {})


def test_what_is_said_of_an_end_counts_before_the_annotation():
    def fn(a: int) -> int: ...

    found = types_of(fn, [End("a", SMALL)], [End("result", str)])
    assert found == ({"a": "Small"}, {"result": "String"})


def test_none_is_nothing():
    def fn() -> None: ...

    assert types_of(fn) == ({}, {"result": "Nothing"})
    assert types_of(lambda: 1, outputs=[End("result", nothing=True)]) == ({}, {"result": "Nothing"})


def test_a_generators_annotation_says_nothing():
    def fn() -> Iterator[int]:
        yield 1

    assert types_of(fn) == ({}, {})


def test_several_outputs_are_a_tuple_with_a_place_for_each():
    two = [End("a"), End("b")]

    def fn() -> tuple[int, str]: ...

    assert types_of(fn, outputs=two) == ({}, {"a": "Int", "b": "String"})

    def short() -> tuple[int]: ...

    def none() -> dict[str, int]: ...

    for wrong in (short, none):
        with pytest.raises(DagsterInvariantViolationError, match="Tuple annotation"):
            types_of(wrong, outputs=two)


def test_results_for_several_outputs_name_them_themselves():
    def fn() -> tuple[MaterializeResult, MaterializeResult]: ...

    assert types_of(fn, outputs=[End("a"), End("b")]) == ({}, {"a": "Nothing", "b": "Nothing"})


def test_an_annotation_that_stands_for_no_type_is_named_with_its_place():
    def fn(a: int | str): ...

    with pytest.raises(DagsterInvalidDefinitionError, match="'a'"):
        types_of(fn, [End("a")])

    def made() -> int | str: ...

    with pytest.raises(DagsterInvalidDefinitionError, match="return type annotation"):
        types_of(made)


def test_the_resources_of_all_types_are_required():
    found = step_types(lambda a: a, read_signature(lambda a: a), [End("a", SMALL)], ONE)
    assert found.required_resource_keys == {"scale"}
    assert NO_TYPES.required_resource_keys == frozenset()
