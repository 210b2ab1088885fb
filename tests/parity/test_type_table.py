"""Types with values, as both libraries judge them: 1,000 pairs, one test a type and way to ask."""

import logging

import pytest
from harness import run

pytestmark = pytest.mark.parity

BEGIN = """
import collections, dataclasses, datetime, decimal, enum, re, typing
from dagster import *
from typing import *


class Base: ...
class Child(Base): ...
class Color(enum.Enum):
    RED = 1
class Number(int): ...
class Rows(list): ...
class Point(typing.NamedTuple):
    x: int
class Generic1(typing.Generic[typing.TypeVar("T")]): ...
class Sized(typing.Protocol):
    def size(self): ...
@dataclasses.dataclass
class Data:
    a: int = 1
class Typed(typing.TypedDict):
    a: int
UserId = typing.NewType("UserId", int)
@usable_as_dagster_type(name="Named", description="d")
class Own: ...
Even = DagsterType(lambda _, v: isinstance(v, int) and v % 2 == 0, name="Even")
Told = DagsterType(
    lambda _, v: TypeCheck(v == 1, description=f"told {v!r}"[:20], metadata={"n": 3, "s": "x"}),
    name="Told",
)
Raises = DagsterType(lambda _, v: v > "a", name="Raises")
NoBool = DagsterType(lambda _, v: v, name="NoBool")
Several = PythonObjectDagsterType((int, str), name="Several")
OfBase = PythonObjectDagsterType(Base)

VALUES = {
    "None": None,
    "1": 1,
    "True": True,
    "1.5": 1.5,
    "'a'": "a",
    "[]": [],
    "[1]": [1],
    "[1, 'a']": [1, "a"],
    "[None]": [None],
    "(1, 'a')": (1, "a"),
    "{'a': 1}": {"a": 1},
    "{1: 'a'}": {1: "a"},
    "{1}": {1},
    "Child": Child(),
}
FEW = ("None", "1", "'a'", "Child")


def shown(one):
    about = one.description and re.sub(
        r"dagbook|dagster|parity_case_\\d+| at 0x\\w+", "", one.description
    )
    return [one.success, about, {key: each.value for key, each in one.metadata.items()}]


def asked(wanted):
    found = {}
    for name in FEW:
        try:
            found[name] = shown(check_dagster_type(wanted, VALUES[name]))
        except Exception as error:
            found[name] = type(error).__name__
    return found


NAMES = {f"v{at}": name for at, name in enumerate(VALUES)}


@op(out={each: Out(Any) for each in NAMES})
def every():
    return tuple(VALUES.values())


def passed(wanted):
    def takes(x): ...

    takes.__annotations__ = {"x": wanted}
    taking = op(takes)

    @job
    def run():
        for each, value in zip(NAMES, every()):
            taking.alias(each)(value)

    found = {}
    for event in run.execute_in_process(raise_on_error=False).all_events:
        if event.event_type_value == "STEP_INPUT":
            found[NAMES[event.step_key]] = shown(event.event_specific_data.type_check_data)
        elif event.event_type_value == "STEP_FAILURE":
            why = event.event_specific_data.error.cls_name
            found.setdefault(NAMES[event.step_key], []).append(why)
    return found


def told(judge, make):
    try:
        return judge(make())
    except Exception as error:
        return {"": type(error).__name__}
"""

ASKED = """
int; bool; None; Base; Own; Told; Raises; NoBool; Several; 3; [int]; List; List[int]; int | None
Tuple[()]; Union[int, str]
"""
PASSED = """
int; float; str; bool; bytes; complex; object; type; None; list; dict; set; tuple; typing.Any
frozenset; FrozenSet[int]; Iterable[int]; Callable; Type[Base]; Literal["a"]; Union[int, str]
int | str; Annotated[int, "m"]; Base; Child; Own; Color; Number; Rows; Point; Data; Typed; UserId
Generic1; Generic1[int]; Sized; Even; Told; Raises; NoBool; Several; OfBase; datetime.date
PythonObjectDagsterType((int, str)); PythonObjectDagsterType(3); typing.TypeVar("T"); 3; "int"
List; Tuple; List[int]; list[str]; List[float]; List[Any]; List[List[int]]; List[Optional[int]]
List[Base]; List[Even]; Optional[int]; Optional[List[int]]; Optional[Base]; Optional[Even]
int | None; Union[int, None]; Dict[str, int]; dict[int, str]; Dict[str, Any]; Set[int]; set[str]
Dict[str, Optional[int]]; Tuple[int, str]; tuple[int]; Tuple[Any, Any]; Tuple[int, ...]; Tuple[()]
Sequence[int]; Mapping[str, int]
"""


def names(of):
    """Return the types that *of* lists."""
    return of.strip().replace("\n", "; ").split("; ")


def judged(judge, types):
    """What each library says of every pair: of each type in *types*, by *judge*."""
    every = ", ".join(f"{name!r}: lambda: {name}" for name in names(types))
    last = f"{{name: told({judge}, make) for name, make in {{{every}}}.items()}}"
    # Thousands of lines about each step that fails as it should.
    logging.disable(logging.CRITICAL)
    try:
        found = [run(BEGIN, library, last=last) for library in ("dagster", "dagbook")]
    finally:
        logging.disable(logging.NOTSET)
    assert [each.error for each in found] == [(), ()]
    return [each.result for each in found]


@pytest.fixture(scope="module")
def as_asked():
    """What `check_dagster_type` says."""
    return judged("asked", ASKED)


@pytest.fixture(scope="module")
def as_passed():
    """What is told of an input of an op that runs."""
    return judged("passed", PASSED)


def test_many_pairs_are_judged(as_asked, as_passed):
    count = sum(len(each) for found in (as_asked[0], as_passed[0]) for each in found.values())
    assert count > 700


@pytest.mark.parametrize("name", names(ASKED))
def test_a_type_says_of_every_value_what_dagsters_says(as_asked, name):
    theirs, ours = (each[name] for each in as_asked)
    assert ours == theirs


@pytest.mark.parametrize("name", names(PASSED))
def test_an_input_of_a_type_is_checked_as_dagsters_is(as_passed, name):
    theirs, ours = (each[name] for each in as_passed)
    assert ours == theirs
