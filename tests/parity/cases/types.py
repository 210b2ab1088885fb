"""Types: what annotations check, types of the user's own, what a failed check leaves."""

from harness import Case

_VALUES = """
VALUES = [1, True, 1.5, "a", None, [1], ["a"], {"a": 1}, {1: "b"}, {1}, (1, "a"), (1,), b"x"]


def passes(annotation):
    found = ""
    for value in VALUES:
        def made():
            return value
        made.__annotations__["return"] = annotation
        result = dg.materialize_to_memory([dg.asset(made)], raise_on_error=False)
        found += "1" if result.success else "0"
    return found
"""


def _annotations(name, *annotations):
    """A case of which values pass which annotations."""
    lines = ", ".join(f'"{each}": passes({each})' for each in annotations)
    return Case(
        name,
        f"""
import collections.abc
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set, Tuple, Union

import dagster as dg
{_VALUES}
RESULT = {{{lines}}}
""",
    )


def _refused(name, annotation, culprit):
    """A case of an annotation that stands for no type."""
    return Case(
        name,
        f"""
from typing import Any, Callable, Dict, Iterable, List, Literal, Tuple, Union

import dagster as dg


@dg.asset
def orders() -> {annotation}: ...
""",
        culprit=culprit,
    )


CASES = (
    _annotations("scalars are checked by class", "int", "float", "str", "bool", "bytes", "object"),
    _annotations("bare containers are checked alone", "list", "dict", "set", "tuple", "List"),
    _annotations(
        "bare abstract containers stand for the builtin ones",
        "Sequence",
        "Mapping",
        "Dict",
        "Tuple",
        "collections.abc.Sequence",
    ),
    _annotations("members of lists are checked", "List[int]", "list[str]", "Sequence[int]"),
    _annotations(
        "keys and values of dicts are checked",
        "Dict[str, int]",
        "dict[int, str]",
        "Mapping[str, Any]",
    ),
    _annotations(
        "members of sets and places of tuples are checked",
        "Set[int]",
        "set[str]",
        "Tuple[int, str]",
        "tuple[int]",
    ),
    _annotations(
        "an optional value may be None",
        "Optional[int]",
        "int | None",
        "Optional[List[int]]",
        "Union[str, None]",
    ),
    _annotations("the type of an Output's value is that of its annotation", "Any", "type(None)"),
    _refused("a union stands for no type", "Union[int, str]", "Union[int, str]"),
    _refused("a union by a bar stands for no type", "int | str", "int | str"),
    _refused("a tuple of any length stands for no type", "Tuple[int, ...]", "Tuple[int, ...]"),
    _refused("a literal stands for no type", "Literal[1]", "Literal[1]"),
    _refused("a function stands for no type", "Callable[[int], int]", "Callable[[int], int]"),
    _refused("an iterable stands for no type", "Iterable[int]", "Iterable[int]"),
    _refused("a list of a union stands for no type", "List[Union[int, str]]", "Union[int, str]"),
    Case(
        "a parameter's annotation that stands for no type is refused",
        """
from typing import Union

import dagster as dg


@dg.asset
def orders(raw: Union[int, str]): ...
""",
        culprit="raw",
    ),
    Case(
        "a generator's return annotation is not checked",
        """
from typing import Iterator

import dagster as dg


@dg.asset
def orders() -> Iterator[dg.Output[int]]:
    yield dg.Output("text")


@dg.asset
def totals() -> int:
    yield dg.Output("text")


RESULT = dg.materialize_to_memory([orders, totals]).success
""",
    ),
    Case(
        "the value of an Output and of a MaterializeResult is checked",
        """
import dagster as dg


@dg.asset
def orders() -> dg.Output[int]:
    return dg.Output("text")


@dg.asset
def totals() -> dg.MaterializeResult[int]:
    return dg.MaterializeResult(value="text")


@dg.asset
def free() -> dg.MaterializeResult:
    return dg.MaterializeResult(value="text")


RESULT = [
    dg.materialize_to_memory([each], raise_on_error=False).success
    for each in (orders, totals, free)
]
""",
    ),
    Case(
        "a MaterializeResult without a value is none of the type that the annotation names",
        """
import dagster as dg


@dg.asset
def orders() -> int:
    return dg.MaterializeResult()


@dg.asset
def anything():
    return dg.MaterializeResult()


@dg.asset
def nothing() -> None: ...


def told(asset):
    result = dg.materialize_to_memory([asset], raise_on_error=False)
    return result.success, [
        each.message.replace(str(each.step_key), "")
        for each in result.all_events
        if each.event_type_value == "STEP_OUTPUT"
    ]


RESULT = [told(each) for each in (orders, anything, nothing)]
""",
    ),
    Case(
        "an async function's value is checked",
        """
import dagster as dg


@dg.asset
async def orders() -> int:
    return "text"


dg.materialize_to_memory([orders])
""",
        culprit="orders",
    ),
    Case(
        "a failed check of an output is told as that output, and nothing is stored",
        """
import dagster as dg


@dg.asset
def orders() -> int:
    return "text"


@dg.asset
def totals(orders): ...


result = dg.materialize_to_memory([orders, totals], raise_on_error=False)
RESULT = [
    (event.event_type_value, event.step_key)
    for event in result.all_events
    if event.step_key
]
""",
    ),
    Case(
        "inputs are loaded first and checked then, up to the one that fails",
        """
import dagster as dg


@dg.asset
def a():
    return 1


@dg.asset
def b():
    return "text"


@dg.asset
def c():
    return 3


@dg.asset
def all_of(a: int, b: int, c: int): ...


result = dg.materialize_to_memory([a, b, c, all_of], raise_on_error=False)
RESULT = [event.event_type_value for event in result.events_for_node("all_of")]
""",
    ),
    Case(
        "what is said of an input or output itself counts, not the annotation",
        """
import dagster as dg


@dg.asset(dagster_type=str)
def orders() -> int:
    return "text"


@dg.asset(ins={"orders": dg.AssetIn(dagster_type=dg.PythonObjectDagsterType(str))})
def totals(orders: int):
    return 1


RESULT = dg.materialize_to_memory([orders, totals]).success
""",
    ),
    Case(
        "the outputs of a multi-asset have the types of a tuple, or their own",
        """
from typing import Tuple

import dagster as dg


def made(*values):
    @dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut(dagster_type=int)})
    def both() -> Tuple[int, str]:
        return values
    return dg.materialize_to_memory([both], raise_on_error=False).success


RESULT = [made(1, 2), made(1, "b"), made("a", 2)]
""",
    ),
    Case(
        "a multi-asset's return annotation is a tuple",
        """
import dagster as dg


@dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
def both() -> int: ...
""",
        culprit="tuple",
    ),
    Case(
        "a multi-asset's return annotation has a place for each output",
        """
from typing import Tuple

import dagster as dg


@dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
def both() -> Tuple[int, int, int]: ...
""",
        culprit="has 3",
    ),
    Case(
        "a type of the user's own says why a value fails",
        """
import dagster as dg


def check(context, value):
    return dg.TypeCheck(value > 0, description="below zero", metadata={"value": value})


Positive = dg.DagsterType(check, name="Positive", description="a number")


@dg.asset(dagster_type=Positive)
def orders():
    return -1


try:
    dg.materialize_to_memory([orders])
except dg.DagsterTypeCheckDidNotPass as error:
    RESULT = [
        {name: each.value for name, each in error.metadata.items()},
        error.dagster_type.display_name,
        "below zero" in str(error),
        (Positive.key, Positive.has_unique_name, Positive.unique_name, Positive.description),
    ]
""",
    ),
    Case(
        "what a type's check tells is in the event",
        """
import dagster as dg


def check(context, value):
    return dg.TypeCheck(True, description="fine", metadata={"value": value})


Fine = dg.DagsterType(check, name="Fine")


@dg.asset(dagster_type=Fine)
def orders():
    return 5


@dg.asset(ins={"orders": dg.AssetIn(dagster_type=Fine)})
def totals(orders):
    return "text"


def told(data):
    check = data.type_check_data
    found = {name: each.value for name, each in check.metadata.items()}
    return (check.success, check.label, check.description, found)


result = dg.materialize_to_memory([orders, totals])
kinds = {"STEP_INPUT": "step_input_data", "STEP_OUTPUT": "step_output_data"}
RESULT = [
    (event.event_type_value, told(event.event_specific_data))
    for event in result.all_events
    if event.event_type_value in kinds
]
""",
    ),
    Case(
        "an error in a type's check reaches the caller, and is not tried again",
        """
import dagster as dg


def check(context, value):
    raise KeyError("boom")


@dg.asset(dagster_type=dg.DagsterType(check, name="Broken"), retry_policy=dg.RetryPolicy())
def orders():
    return 5


dg.materialize_to_memory([orders])
""",
        culprit="boom",
    ),
    Case(
        "a type's check returns a bool or a TypeCheck",
        """
import dagster as dg


@dg.asset(dagster_type=dg.DagsterType(lambda context, value: 3, name="Odd"))
def orders():
    return 5


dg.materialize_to_memory([orders])
""",
        culprit="Odd",
    ),
    Case(
        "a type's check has resources",
        """
import dagster as dg


def check(context, value):
    return value == context.resources.wanted and len(context.run_id) == 36


Wanted = dg.DagsterType(check, name="Wanted", required_resource_keys={"wanted"})


@dg.asset(dagster_type=Wanted)
def orders():
    return 5


RESULT = dg.materialize_to_memory([orders], resources={"wanted": 5}).success
""",
    ),
    Case(
        "a type's resources have to be there",
        """
import dagster as dg

Wanted = dg.DagsterType(lambda _, value: True, name="Wanted", required_resource_keys={"wanted"})


@dg.asset(dagster_type=Wanted)
def orders():
    return 5


dg.materialize_to_memory([orders])
""",
        culprit="wanted",
    ),
    Case(
        "a class is given a name as a type",
        """
import dagster as dg


@dg.usable_as_dagster_type
class Order: ...


@dg.usable_as_dagster_type(name="Total", description="of orders")
class Sum: ...


def description(cls, value):
    return dg.check_dagster_type(cls, value).success


RESULT = [description(Order, Order()), description(Order, 1), description(Sum, Sum())]
""",
    ),
    Case(
        "a class is given a type once",
        """
import dagster as dg


class Order: ...


dg.make_python_type_usable_as_dagster_type(Order, dg.PythonObjectDagsterType(Order, name="A"))
dg.make_python_type_usable_as_dagster_type(Order, dg.PythonObjectDagsterType(Order, name="B"))
""",
        culprit="Order",
    ),
    Case(
        "a class is given a type before it is an annotation",
        """
import dagster as dg


class Order: ...


@dg.asset
def orders() -> Order: ...


dg.make_python_type_usable_as_dagster_type(Order, dg.PythonObjectDagsterType(Order, name="A"))
""",
        culprit="annotation",
    ),
    Case(
        "check_dagster_type says what a type does",
        """
import dagster as dg

number = dg.PythonObjectDagsterType((int, float))
RESULT = [
    (each.success, each.description)
    for each in (
        dg.check_dagster_type(int, 1.5),
        dg.check_dagster_type(str, "a"),
        dg.check_dagster_type(number, "a"),
        dg.check_dagster_type(dict, []),
    )
] + [number.display_name, number.key, number.unique_name]
""",
    ),
    Case(
        "check_dagster_type takes no form of typing",
        """
from typing import List

import dagster as dg

dg.check_dagster_type(List[int], [1])
""",
        culprit="List[int]",
    ),
    Case(
        "check_dagster_type takes no instance",
        """
import dagster as dg

dg.check_dagster_type({}, 1)
""",
        culprit="{}",
    ),
    Case(
        "a type has a key or a name",
        """
import dagster as dg

dg.DagsterType(lambda context, value: True)
""",
        culprit="name",
    ),
    Case(
        "a type's check takes two arguments",
        """
import dagster as dg

dg.DagsterType(lambda value: True, name="Positive")
""",
        culprit="Positive",
    ),
    Case(
        "a type's check is a function",
        """
import dagster as dg

dg.DagsterType(3, name="Positive")
""",
        culprit="Positive",
    ),
    Case(
        "a class is asked for",
        """
import dagster as dg

dg.PythonObjectDagsterType("int")
""",
        culprit="int",
    ),
)
