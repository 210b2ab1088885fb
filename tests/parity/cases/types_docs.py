"""What Dagster's pages on types and on events of ops describe, written anew."""

from harness import Case

_HEAD = """
import dagster as dg


def told(result):
    return [
        (each.event_type_value, each.step_key)
        for each in result.all_events
        if each.step_key and not each.event_type_value.startswith("RESOURCE")
    ]


def run(*ops, **config):
    @dg.job
    def all_of_them():
        for each in ops:
            each()

    return all_of_them.execute_in_process(raise_on_error=False, **config)

"""


def _case(name: str, body: str, culprit: str | None = None) -> Case:
    """A case with a job of given ops."""
    return Case(name, _HEAD + body, culprit)


CASES = (
    _case(
        "a type of one's own checks what goes in and comes out",
        """
Even = dg.DagsterType(
    name="Even", type_check_fn=lambda _, value: isinstance(value, int) and value % 2 == 0,
    description="two times something",
)


@dg.op(ins={"number": dg.In(Even)}, out=dg.Out(Even))
def halved(number):
    return number // 2


@dg.graph
def whole(number):
    return halved(number)


def of_graph(number):
    result = whole.execute_in_process(input_values={"number": number}, raise_on_error=False)
    return result.success, told(result)


RESULT = [of_graph(each) for each in (4, 6, 3, "text")], Even.display_name, Even.description
""",
    ),
    _case(
        "a check of a type tells in metadata what it found",
        """
def checked(_, value):
    if not isinstance(value, list):
        return dg.TypeCheck(success=False, description=f"a list is wanted, not {value!r}")
    return dg.TypeCheck(
        success=True,
        metadata={"rows": len(value), "first": dg.MetadataValue.text(str(value[:1]))},
    )


Rows = dg.DagsterType(name="Rows", type_check_fn=checked)


@dg.op(out=dg.Out(Rows))
def good():
    return [1, 2]


@dg.op(out=dg.Out(Rows))
def bad():
    return "no rows"


result = run(good, bad)
data = [
    each.event_specific_data.type_check_data
    for each in result.all_events
    if each.event_type_value == "STEP_OUTPUT"
]
RESULT = sorted(
    (
        each.success,
        each.description or "",
        sorted((label, value.value) for label, value in each.metadata.items()),
    )
    for each in data
), sorted(told(result))
""",
    ),
    _case(
        "an asset has a type",
        """
Positive = dg.DagsterType(
    name="Positive", type_check_fn=lambda _, value: all(each > 0 for each in value)
)


@dg.asset(dagster_type=Positive)
def good():
    return [1, 2]


@dg.asset(dagster_type=Positive)
def bad():
    return [1, -2]


RESULT = [
    (result.success, told(result))
    for result in (dg.materialize([each], raise_on_error=False) for each in (good, bad))
]
""",
    ),
    _case(
        "annotations of Python are types",
        """
from typing import Any, Dict, List, Optional


@dg.op
def named() -> Dict[str, int]:
    return {"a": 1}


@dg.op
def listed(found: Dict[str, int], more: Optional[List[str]] = None) -> List[str]:
    return sorted(found) + (more or [])


@dg.op
def wrong() -> int:
    return "text"


@dg.job
def typed():
    listed(named())


result = typed.execute_in_process()
RESULT = (
    result.output_for_node("listed"),
    [each.message for each in result.all_events if each.event_type_value == "STEP_OUTPUT"],
    run(wrong).success,
)
""",
    ),
    _case(
        "a class of Python is a type by its instances, under a name of its own",
        """
class Point:
    def __init__(self, x):
        self.x = x


AsPoint = dg.PythonObjectDagsterType(Point, name="AsPoint", description="of a map")


@dg.usable_as_dagster_type(name="Place", description="where it is")
class Place:
    pass


dg.make_python_type_usable_as_dagster_type(Point, AsPoint)


@dg.op
def point() -> Point:
    return Point(1)


@dg.op
def place() -> Place:
    return "not a place"


result = run(point, place)
RESULT = sorted(
    each.message for each in result.all_events if each.event_type_value == "STEP_OUTPUT"
)
""",
    ),
    _case(
        "a type is tested alone",
        """
Even = dg.DagsterType(name="Even", type_check_fn=lambda _, value: value % 2 == 0)
RESULT = [
    dg.check_dagster_type(Even, 4).success,
    dg.check_dagster_type(Even, 3).success,
    dg.check_dagster_type(int, "a").success,
    dg.check_dagster_type(int, "a").description is None,
]
""",
    ),
    _case(
        "outputs are returned by annotation, named, and yielded",
        """
from typing import Tuple


@dg.op
def plain() -> int:
    return 5


@dg.op
def told_with() -> dg.Output[str]:
    return dg.Output("abc", metadata={"letters": 3})


@dg.op(out={"name": dg.Out(str), "size": dg.Out(int)})
def two() -> Tuple[str, int]:
    return "a", 1


@dg.op(out={"left": dg.Out(str), "right": dg.Out(int)})
def yielded():
    yield dg.Output("l", output_name="left")
    yield dg.Output(2, output_name="right", metadata={"side": "r"})


result = run(plain, told_with, two, yielded)
outputs = [
    (each.step_key, each.event_specific_data.output_name,
     {k: v.value for k, v in each.event_specific_data.metadata.items()})
    for each in result.all_events
    if each.event_type_value == "STEP_OUTPUT"
]
RESULT = sorted(outputs, key=str), result.output_for_node("two", "size"), result.output_for_node(
    "yielded", "right"
)
""",
    ),
    _case(
        "an op tells that it made an asset elsewhere, by log or by yield",
        """
@dg.op
def logged(context):
    context.log_event(
        dg.AssetMaterialization(
            asset_key=["db", "table"], description="rows were added", partition="2024-01-01",
            metadata={"rows": 3, "where": dg.MetadataValue.path("/db")}, tags={"by": "op"},
        )
    )
    return 1


@dg.op
def yielded():
    yield dg.AssetMaterialization(asset_key="file", metadata={"size": 0.5})
    yield dg.Output("done")


with dg.DagsterInstance.ephemeral() as instance:
    result = run(logged, yielded, instance=instance)
    latest = instance.get_latest_materialization_event(dg.AssetKey(["db", "table"]))
    known = sorted(key.to_user_string() for key in instance.get_asset_keys())
found = latest.asset_materialization
RESULT = (
    sorted(told(result)),
    known,
    found.partition,
    found.description,
    {k: v.value for k, v in found.metadata.items()},
    found.tags["by"],
    sorted(
        each.asset_key.to_user_string() for each in result.get_asset_materialization_events()
    ),
)
""",
    ),
    _case(
        "an op tells what it expected",
        """
@dg.op
def checked(context):
    rows = [1, 2]
    context.log_event(
        dg.ExpectationResult(
            success=len(rows) > 0, label="some", description="there are rows",
            metadata={"rows": len(rows), "seen": dg.MetadataValue.json(rows)},
        )
    )
    yield dg.ExpectationResult(success=False, label="many")
    yield dg.Output(rows)


result = run(checked)
RESULT = told(result), result.success, [
    (each.success, each.label, each.description, {k: v.value for k, v in each.metadata.items()})
    for each in (
        event.event_specific_data.expectation_result
        for event in result.all_events
        if event.event_type_value == "STEP_EXPECTATION_RESULT"
    )
]
""",
    ),
    _case(
        "an output that is left out skips what reads it: a branch",
        """
@dg.op(
    config_schema={"first": bool},
    out={"one": dg.Out(is_required=False), "two": dg.Out(is_required=False)},
)
def branched(context):
    yield dg.Output(1, "one" if context.op_config["first"] else "two")


@dg.op
def on_one(value):
    return "one"


@dg.op
def on_two(value):
    return "two"


@dg.job
def branching():
    one, two = branched()
    on_one(one)
    on_two(two)


RESULT = [
    told(branching.execute_in_process(
        run_config={"ops": {"branched": {"config": {"first": first}}}}))
    for first in (True, False)
]
""",
    ),
)
