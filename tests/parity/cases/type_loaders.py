"""Inputs that a run's config gives, through the loaders of their types."""

from harness import Case

BEGIN = """
from dagster import *
from typing import *

def evs(
    result,
    kinds=(
        "STEP_OUTPUT",
        "ASSET_CHECK_EVALUATION",
        "ASSET_MATERIALIZATION",
        "HANDLED_OUTPUT",
        "STEP_SUCCESS",
        "STEP_FAILURE",
        "STEP_SKIPPED",
        "LOADED_INPUT",
    ),
):
    return [
        (e.event_type_value, e.step_key)
        for e in result.all_events
        if e.event_type_value in kinds
    ]
"""

CASES = (
    Case(
        "a loader takes a context and what the config says",
        BEGIN
        + """
def f(fn):
    try:
        dagster_type_loader(int)(fn)
        return "ok"
    except Exception as e:
        return type(e).__name__

RESULT = [
    f(x)
    for x in (
        lambda context, c: 1,
        lambda _, c: 1,
        lambda _context, c: 1,
        lambda ctx, c: 1,
        lambda c: 1,
        lambda: 1,
        lambda context: 1,
        lambda context, *a: 1,
    )
]
""",
    ),
    Case(
        "a loader is what dagster_type_loader returns",
        BEGIN
        + """
DagsterType(lambda _, v: True, name="T", loader=3)
RESULT = 1
""",
        culprit="T",
    ),
    Case(
        "a class takes no other loader either",
        BEGIN
        + """
@usable_as_dagster_type(loader=3)
class A:
    pass

RESULT = 1
""",
        culprit="A",
    ),
    Case(
        "a loader says which resources it uses",
        BEGIN
        + """
@dagster_type_loader(int, required_resource_keys={"r"})
def load(context, c):
    return 1

RESULT = sorted(load.required_resource_keys()), isinstance(load, DagsterTypeLoader)
""",
    ),
    Case(
        "the resource of a loader is required though the input is connected",
        BEGIN
        + """
@dagster_type_loader(int, required_resource_keys={"r"})
def load(context, c):
    return 1

T = DagsterType(lambda _, v: True, name="T", loader=load)

@op
def p():
    return 1

@op(ins={"x": In(T)})
def o(x):
    return x

@job
def j():
    o(p())

RESULT = j.execute_in_process().output_for_node("o")
""",
        culprit="r",
    ),
    Case(
        "the resource of a type's check is required",
        BEGIN
        + """
T = DagsterType(lambda c, v: c.resources.r == v, name="T", required_resource_keys={"r"})

@op
def p():
    return 1

@op(ins={"x": In(T)})
def o(x):
    return x

@job
def j():
    o(p())

RESULT = j.execute_in_process().output_for_node("o")
""",
        culprit="r",
    ),
    Case(
        "a type's check uses a resource on an input",
        BEGIN
        + """
T = DagsterType(lambda c, v: c.resources.r == v, name="T", required_resource_keys={"r"})

@op
def p():
    return 1

@op(ins={"x": In(T)})
def o(x):
    return x

@job(resource_defs={"r": ResourceDefinition.hardcoded_resource(1)})
def j():
    o(p())

RESULT = j.execute_in_process().output_for_node("o")
""",
    ),
    Case(
        "a type's check uses a resource on an output",
        BEGIN
        + """
T = DagsterType(lambda c, v: c.resources.r == v, name="T", required_resource_keys={"r"})

@op(out=Out(T))
def p():
    return 1

@job(resource_defs={"r": ResourceDefinition.hardcoded_resource(1)})
def j():
    p()

RESULT = j.execute_in_process().output_for_node("p")
""",
    ),
    Case(
        "a loader may be a class",
        BEGIN
        + """
class L(DagsterTypeLoader):
    @property
    def schema_type(self):
        import dagster

        return dagster_type_loader({"a": int})(lambda context, c: 1).schema_type

    def construct_from_config_value(self, context, v):
        return v["a"] * 10

T = DagsterType(lambda _, v: True, name="T", loader=L())

@op(ins={"x": In(T)})
def o(x):
    return x

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={"ops": {"o": {"inputs": {"x": {"a": 2}}}}}
).output_for_node("o")
""",
    ),
    Case(
        "a loader is told of op, job and run",
        BEGIN
        + """
seen = {}

@dagster_type_loader(int)
def load(context, c):
    seen.update(
        op=context.op_def.name,
        job=context.job_def.name,
        run=isinstance(context.run_id, str),
        log=hasattr(context.log, "info"),
    )
    return 1

T = DagsterType(lambda _, v: True, name="T", loader=load)

@op(ins={"x": In(T)})
def o(x):
    return x

@job
def j():
    o()

j.execute_in_process(run_config={"ops": {"o": {"inputs": {"x": 3}}}})
RESULT = seen
""",
    ),
    Case(
        "what a loader raises is not tried again",
        BEGIN
        + """
n = []

@dagster_type_loader(int)
def load(context, c):
    n.append(1)
    if len(n) < 2:
        raise ValueError("boom")
    return 5

T = DagsterType(lambda _, v: True, name="T", loader=load)

@op(ins={"x": In(T)}, retry_policy=RetryPolicy(max_retries=2))
def o(x):
    return x

@job
def j():
    o()

r = j.execute_in_process(run_config={"ops": {"o": {"inputs": {"x": 3}}}}, raise_on_error=False)
RESULT = r.success, len(n)
""",
    ),
    Case(
        "typing of what has a loader has one too",
        BEGIN
        + """
import typing

@dagster_type_loader(int)
def load(context, c):
    return A(c)

@usable_as_dagster_type(loader=load)
class A:
    def __init__(self, n):
        self.n = n

@op
def o(
    x: typing.Optional[A],
    y: typing.List[A],
    z: typing.Dict[str, A],
    t: typing.Tuple[A, int],
    s: typing.Set[int],
):
    return x.n, [e.n for e in y], {k: v.n for k, v in z.items()}, (t[0].n, t[1]), sorted(s)

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={
        "ops": {
            "o": {"inputs": {"x": 4, "y": [1, 2], "z": {"q": 3}, "t": [3, 4], "s": [3, 3, 1]}}
        }
    }
).output_for_node("o")
""",
    ),
    Case(
        "a dict by numbers has no loader",
        BEGIN
        + """
import typing

@op
def o(z: typing.Dict[int, int]):
    return z

@job
def j():
    o()

RESULT = 1
""",
        culprit="z",
    ),
    Case(
        "a set has no loader",
        BEGIN
        + """
@op
def o(z: set):
    return z

@job
def j():
    o()

RESULT = 1
""",
        culprit="z",
    ),
    Case(
        "a dict of what has no loader has none",
        BEGIN
        + """
import typing

class A:
    pass

@op
def o(z: typing.Dict[str, A]):
    return z

@job
def j():
    o()

RESULT = 1
""",
        culprit="z",
    ),
    Case(
        "a tuple of whatever has no loader",
        BEGIN
        + """
@op
def o(z: tuple):
    return z

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={"ops": {"o": {"inputs": {"z": [3, 4]}}}}
).output_for_node("o")
""",
        culprit="z",
    ),
    Case(
        "a tuple of another length is told by its type",
        BEGIN
        + """
import typing

@op
def o(z: typing.Tuple[int, int]):
    return z

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={"ops": {"o": {"inputs": {"z": [3]}}}}
).output_for_node("o")
""",
        culprit="z",
    ),
    Case(
        "a list of whatever is no list of plain values",
        BEGIN
        + """
@op
def o(z: list):
    return z

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={"ops": {"o": {"inputs": {"z": [3, "a"]}}}}
).output_for_node("o")
""",
        culprit="z[0]",
    ),
    Case(
        "a list of whatever has a value each",
        BEGIN
        + """
@op
def o(z: list):
    return z

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={"ops": {"o": {"inputs": {"z": [{"value": 3}, {"value": "a"}]}}}}
).output_for_node("o")
""",
    ),
    Case(
        "an input of a graph goes through the loader",
        BEGIN
        + """
@dagster_type_loader(int)
def load(context, c):
    return "x" * c

T = DagsterType(lambda _, v: isinstance(v, str), name="T", loader=load)

@op(ins={"x": In(T)})
def o(x):
    return x

@graph
def g(x):
    return o(x)

RESULT = g.execute_in_process(run_config={"inputs": {"x": 4}}).output_for_node("o")
""",
    ),
    Case(
        "a file that is not there",
        BEGIN
        + """
@op
def o(z: int):
    return z

@job
def j():
    o()

RESULT = j.execute_in_process(
    run_config={"ops": {"o": {"inputs": {"z": {"json": {"path": "nope.json"}}}}}}
).output_for_node("o")
""",
        culprit="nope.json",
    ),
    Case(
        "scalars as dicts",
        BEGIN
        + """
@op
def add(x: int, y: float, z: str, b: bool):
    return (x, y, z, b)

@job
def j():
    add()

r = j.execute_in_process(
    run_config={
        "ops": {
            "add": {
                "inputs": {
                    "x": {"value": 3},
                    "y": {"value": 2.5},
                    "z": {"value": "s"},
                    "b": {"value": True},
                }
            }
        }
    }
)
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "scalars as they are",
        BEGIN
        + """
@op
def add(x: int, y: float, z: str, b: bool):
    return (x, y, z, b)

@job
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": 3, "y": 2.5, "z": "s", "b": True}}}}
)
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "whatever, as a dict",
        BEGIN
        + """
@op
def add(x):
    return x

@job
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": {"value": [1, {"a": 2}]}}}}}
)
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "whatever is written as a dict",
        BEGIN
        + """
@op
def add(x):
    return x

@job
def j():
    add()

RESULT = [
    j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": v}}}}).output_for_node(
        "add"
    )
    for v in (3, "s", [1], True, 2.5)
]
""",
        culprit="root:ops:add:inputs:x",
    ),
    Case(
        "another dict says nothing of whatever",
        BEGIN
        + """
@op
def add(x):
    return x

@job
def j():
    add()

RESULT = [
    j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": v}}}}).output_for_node(
        "add"
    )
    for v in ({"a": 1},)
]
""",
        culprit='"a"',
    ),
    Case(
        "a list of numbers, each as it is or as a dict; and None",
        BEGIN
        + """
@op
def add(x: List[int], y: Optional[int]):
    return x, y

@job
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": [1, {"value": 2}], "y": None}}}}
)
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "a dict",
        BEGIN
        + """
@op
def add(x: dict):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": {"a": 3}}}}})
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "a dict by text has no dict around it",
        BEGIN
        + """
@op
def add(x: Dict[str, int]):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": {"value": {"a": 3}}}}}})
RESULT = r.output_for_node("add")
""",
        culprit="x",
    ),
    Case(
        "a dict by text and number",
        BEGIN
        + """
@op
def add(x: Dict[str, int]):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": {"a": 3}}}}})
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "a number from a file of JSON",
        BEGIN
        + """
import json

json.dump({"value": 7}, open("f.json", "w"))

@op
def add(x: int):
    return x

@job
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": {"json": {"path": "f.json"}}}}}}
)
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "a number from a pickle",
        BEGIN
        + """
import pickle

pickle.dump(7, open("f.p", "wb"))

@op
def add(x: int):
    return x

@job
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": {"pickle": {"path": "f.p"}}}}}}
)
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "a loader makes a value of config",
        BEGIN
        + """
from dagster import dagster_type_loader

@dagster_type_loader({"n": int})
def load(context, config):
    return "v" * config["n"]

T = DagsterType(lambda _, v: isinstance(v, str), name="T", loader=load)

@op(ins={"x": In(T)})
def add(x):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": {"n": 3}}}}})
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "a type without a loader takes nothing from config",
        BEGIN
        + """
T = DagsterType(lambda _, v: isinstance(v, str), name="T")

@op(ins={"x": In(T)})
def add(x):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": {"n": 3}}}}})
RESULT = r.output_for_node("add")
""",
        culprit="x",
    ),
    Case(
        "what a loader raises is raised",
        BEGIN
        + """
from dagster import dagster_type_loader

@dagster_type_loader({"n": int})
def load(context, config):
    raise ValueError("boom")

T = DagsterType(lambda _, v: isinstance(v, str), name="T", loader=load)

@op(ins={"x": In(T)})
def add(x):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": {"n": 3}}}}})
RESULT = r.output_for_node("add")
""",
        culprit="boom",
    ),
    Case(
        "what a loader makes is checked",
        BEGIN
        + """
from dagster import dagster_type_loader

@dagster_type_loader({"n": int})
def load(context, config):
    return 3

T = DagsterType(lambda _, v: isinstance(v, str), name="T", loader=load)

@op(ins={"x": In(T)})
def add(x):
    return x

@job
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": {"n": 3}}}}}, raise_on_error=False
)
RESULT = evs(r), r.success
""",
    ),
    Case(
        "a loader uses its resources",
        BEGIN
        + """
from dagster import dagster_type_loader

@dagster_type_loader({"n": int}, required_resource_keys={"r"})
def load(context, config):
    return context.resources.r * config["n"]

T = DagsterType(lambda _, v: isinstance(v, str), name="T", loader=load)

@op(ins={"x": In(T)})
def add(x):
    return x

@job(resource_defs={"r": ResourceDefinition.hardcoded_resource("q")})
def j():
    add()

r = j.execute_in_process(
    run_config={"ops": {"add": {"inputs": {"x": {"n": 3}}}}}, raise_on_error=False
)
RESULT = evs(r), r.output_for_node("add")
""",
    ),
    Case(
        "config of a loader that is not there is asked for",
        BEGIN
        + """
from dagster import dagster_type_loader

@dagster_type_loader({"n": int})
def load(context, config):
    return 3

T = DagsterType(lambda _, v: isinstance(v, str), name="T", loader=load)

@op(ins={"x": In(T)})
def add(x):
    return x

@job
def j():
    add()

r = j.execute_in_process()
RESULT = 1
""",
        culprit="n: Int",
    ),
    Case(
        "a scalar of another type",
        BEGIN
        + """
@op
def add(x: int):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": "s"}}}})
RESULT = r.output_for_node("add")
""",
        culprit="root:ops:add:inputs:x",
    ),
    Case(
        "a class has no loader",
        BEGIN
        + """
class A:
    pass

@op
def add(x: A):
    return x

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": "s"}}}})
RESULT = r.output_for_node("add")
""",
        culprit="x",
    ),
    Case(
        "a class gets a loader",
        BEGIN
        + """
from dagster import dagster_type_loader

@dagster_type_loader(int)
def load(context, config):
    return A(config)

@usable_as_dagster_type(loader=load, name="AA", description="d")
class A:
    def __init__(self, n):
        self.n = n

@op
def add(x: A):
    return x.n

@job
def j():
    add()

r = j.execute_in_process(run_config={"ops": {"add": {"inputs": {"x": 4}}}})
RESULT = r.output_for_node("add")
""",
    ),
    Case(
        "inputs of a graph",
        BEGIN
        + """
@op
def add(x: int):
    return x

@graph
def g(x):
    return add(x)

r = g.execute_in_process(run_config={"inputs": {"x": {"value": 4}}})
r2 = g.execute_in_process(run_config={"inputs": {"x": 5}})
RESULT = r.output_for_node("add"), r2.output_for_node("add")
""",
    ),
)
