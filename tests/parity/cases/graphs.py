"""Graphs: composition, nesting, inputs and outputs, config mapping, what cannot be drawn."""

from cases.ops import EVENTS
from harness import Case

OPS = """
from dagster import (
    Config, ConfigMapping, DynamicOut, DynamicOutput, GraphIn, GraphOut, In, Nothing, Out, Output,
    config_mapping, graph, job, op,
)


@op
def one():
    return 1


@op
def add(a, b):
    return a + b


@op
def double(number):
    return number * 2


@op(out={"small": Out(), "large": Out()})
def split(number):
    return number - 1, number + 1

"""

CASES = (
    Case(
        "a graph has the value of what it returns",
        OPS
        + EVENTS
        + """

@graph
def four():
    return double(double(one()))


result = four.execute_in_process()
RESULT = (
    result.output_value(),
    result.output_for_node("double"),
    result.output_for_node("double_2"),
    events(result),
)
""",
    ),
    Case(
        "nested graphs have their names in the keys of steps",
        OPS
        + EVENTS
        + """

@graph
def quadruple(number):
    return double(double(number))


@graph
def eight():
    return quadruple(double(one()))


@job
def outer():
    double(eight())


result = outer.execute_in_process()
RESULT = (
    result.output_for_node("eight.quadruple.double_2"),
    result.output_for_node("eight.quadruple"),
    result.output_for_node("eight"),
    result.output_for_node("double"),
    events(result),
)
""",
    ),
    Case(
        "outputs of a graph by dict and by tuple",
        OPS
        + """

@graph(out={"low": GraphOut(), "high": GraphOut()})
def by_dict():
    small, large = split(one())
    return {"high": large, "low": small}


@graph(out={"low": GraphOut(), "high": GraphOut()})
def by_tuple():
    small, large = split(one())
    return small, large


a, b = by_dict.execute_in_process(), by_tuple.execute_in_process()
RESULT = [(each.output_value("low"), each.output_value("high")) for each in (a, b)]
""",
    ),
    Case(
        "a graph runs with values for its inputs",
        OPS
        + """

@graph
def scaled(number, by):
    return add(double(number), by)


RESULT = scaled.execute_in_process(input_values={"number": 3, "by": 4}).output_value()
""",
    ),
    Case(
        "a graph's inputs are given in the run's config",
        OPS
        + """

@op
def plus(a: int, b: int) -> int:
    return a + b


@graph
def summed(a, b):
    return plus(a, b)


RESULT = summed.execute_in_process(
    run_config={"inputs": {"a": 3, "b": {"value": 4}}}
).output_value()
""",
    ),
    Case(
        "a graph without a value for an input is refused",
        OPS
        + """

@graph
def scaled(number: int):
    return double(number)


RESULT = scaled.execute_in_process().output_value()
""",
        culprit="number",
    ),
    Case(
        "inputs of ops that nothing is connected to are given in config",
        """
from typing import Dict, List, Optional

from dagster import job, op


@op
def take(number: int, text: str, rows: List[int], maybe: Optional[float], by_name: Dict):
    return number, text, rows, maybe, by_name


@op
def anything(value):
    return value


@job
def taking():
    take()
    anything()


result = taking.execute_in_process(
    run_config={
        "ops": {
            "take": {
                "inputs": {
                    "number": 3,
                    "text": {"value": "x"},
                    "rows": [1, {"value": 2}],
                    "maybe": None,
                    "by_name": {"a": 1},
                }
            },
            "anything": {"inputs": {"value": {"value": [1]}}},
        }
    }
)
RESULT = result.output_for_node("take"), result.output_for_node("anything")
""",
    ),
    Case(
        "an input of a wrong type in config is refused",
        """
from dagster import job, op


@op
def take(number: int):
    return number


@job
def taking():
    take()


RESULT = taking.execute_in_process(run_config={"ops": {"take": {"inputs": {"number": "x"}}}})
""",
        culprit="number",
    ),
    Case(
        "an input that can get no value is refused when the job is defined",
        """
from dagster import job, op


class Rows:
    pass


@op
def take(rows: Rows):
    return rows


@job
def taking():
    take()


RESULT = taking.name
""",
        culprit="Input 'rows' of op 'take' has no way of being resolved",
    ),
    Case(
        "a list of outputs is one input",
        OPS
        + EVENTS
        + """

@op
def total(numbers):
    return sum(numbers)


@job
def fan_in():
    total([one(), double(one.alias("uno")()), one.alias("eins")()])


result = fan_in.execute_in_process()
RESULT = result.output_for_node("total"), events(result)
""",
    ),
    Case(
        "of a list what was not made is left out",
        OPS
        + EVENTS
        + """

@op(out=Out(is_required=False))
def none():
    if False:
        yield Output(1)


@op
def total(numbers):
    return sum(numbers)


@job
def fan_in():
    total([one(), none()])
    total.alias("nothing")([none.alias("other")()])


result = fan_in.execute_in_process()
RESULT = result.output_for_node("total"), events(result)
""",
    ),
    Case(
        "a list may hold inputs of the graph",
        OPS
        + """

@op
def total(numbers):
    return sum(numbers)


@graph
def fan_in(extra):
    return total([one(), extra])


RESULT = fan_in.execute_in_process(input_values={"extra": 5}).output_value()
""",
    ),
    Case(
        "a dependency without a value orders the steps",
        OPS
        + EVENTS
        + """
ran = []


@op
def z_first():
    ran.append("first")


@op(ins={"start": In(Nothing)})
def a_second():
    ran.append("second")
    return 2


@job
def ordered():
    a_second(start=z_first())


RESULT = events(ordered.execute_in_process()), ran
""",
    ),
    Case(
        "a default stands for an input that nothing is connected to",
        OPS
        + EVENTS
        + """

@op
def scale(number=3, by: int = 2):
    return number * by


@job
def scaling():
    scale()
    scale.alias("connected")(by=one())


result = scaling.execute_in_process(run_config={"ops": {"scale": {"inputs": {"by": 5}}}})
RESULT = result.output_for_node("scale"), result.output_for_node("connected"), events(result)
""",
    ),
    Case(
        "a config mapping of a graph makes the config of its ops",
        OPS
        + """

@op(config_schema={"by": int})
def scale(context, number):
    return number * context.op_config["by"]


@config_mapping(config_schema={"factor": int})
def both(config):
    return {
        "scale": {"config": {"by": config["factor"]}},
        "scale_2": {"config": {"by": config["factor"] + 1}},
    }


@graph(config=both)
def scaled():
    return scale(scale(one()))


@job
def scaling():
    scaled()


result = scaling.execute_in_process(run_config={"ops": {"scaled": {"config": {"factor": 3}}}})
RESULT = result.output_for_node("scaled")
""",
    ),
    Case(
        "fixed config of a graph",
        OPS
        + """

@op(config_schema={"by": int})
def scale(context, number):
    return number * context.op_config["by"]


@graph(config={"scale": {"config": {"by": 4}}})
def scaled():
    return scale(one())


RESULT = scaled.execute_in_process().output_value()
""",
    ),
    Case(
        "a job's config mapping makes the run's config",
        OPS
        + """

@op(config_schema={"by": int})
def scale(context, number):
    return number * context.op_config["by"]


@config_mapping(config_schema={"factor": int})
def simple(config):
    return {"ops": {"scale": {"config": {"by": config["factor"]}}}}


@job(config=simple)
def scaling():
    scale(one())


RESULT = scaling.execute_in_process(run_config={"factor": 6}).output_for_node("scale")
""",
    ),
    Case(
        "config of an op in a nested graph",
        OPS
        + """

class By(Config):
    by: int = 7


@op
def scale(number, config: By):
    return number * config.by


@graph
def scaled():
    return scale(one())


@graph
def outer():
    return scaled()


result = outer.execute_in_process(
    run_config={"ops": {"scaled": {"ops": {"scale": {"config": {"by": 5}}}}}}
)
RESULT = result.output_value(), outer.execute_in_process().output_value()
""",
    ),
    Case(
        "config of an op that is missing is refused with its place",
        OPS
        + """

@op(config_schema={"by": int})
def scale(context, number):
    return number


@graph
def scaled():
    return scale(one())


@job
def scaling():
    scaled()


RESULT = scaling.execute_in_process().success
""",
        culprit='Missing required config entry "ops" at the root',
    ),
    Case(
        "config of an op that is not there is refused",
        OPS
        + """

@job
def only():
    one()


RESULT = only.execute_in_process(run_config={"ops": {"two": {"config": 1}}}).success
""",
        culprit='"two"',
    ),
    Case(
        "an op and a graph whose config is given",
        OPS
        + """
from dagster import configured


@op(config_schema={"by": int})
def scale(context, number):
    return number * context.op_config["by"]


triple = scale.configured({"by": 3}, name="triple")


@configured(scale, config_schema={"half": int})
def by_half(config):
    return {"by": config["half"] * 2}


@config_mapping(config_schema={"factor": int})
def both(config):
    return {"scale": {"config": {"by": config["factor"]}}}


@graph(config=both)
def scaled(number):
    return scale(number)


times_seven = scaled.configured({"factor": 7}, name="times_seven")


@job
def configured_job():
    times_seven(by_half(triple(one())))


result = configured_job.execute_in_process(run_config={"ops": {"by_half": {"config": {"half": 5}}}})
RESULT = [
    result.output_for_node(name) for name in ("triple", "by_half", "times_seven")
]
""",
    ),
    Case(
        "a graph without config of its own is not configured",
        OPS
        + """

@graph
def plain(number):
    return double(number)


RESULT = plain.configured({"by": 3}, name="other").name
""",
        culprit='"plain"',
    ),
    Case(
        "a value that is no output is refused as an input",
        OPS
        + """

@job
def wrong():
    double(3)


RESULT = wrong.name
""",
        culprit="received invalid type <class 'int'>",
    ),
    Case(
        "an op that is not called is refused as an input",
        OPS
        + """

@job
def wrong():
    double(one)


RESULT = wrong.name
""",
        culprit="Did you forget parentheses?",
    ),
    Case(
        "several outputs at once are refused as an input",
        OPS
        + """

@job
def wrong():
    double(split(one()))


RESULT = wrong.name
""",
        culprit="('small', 'large')",
    ),
    Case(
        "too many arguments are refused",
        OPS
        + """

@job
def wrong():
    double(one(), one())


RESULT = wrong.name
""",
        culprit="Only 1 defined, received 2",
    ),
    Case(
        "an argument twice is refused",
        OPS
        + """

@job
def wrong():
    double(one(), number=one())


RESULT = wrong.name
""",
        culprit="multiple values for argument 'number'",
    ),
    Case(
        "an unknown argument is refused",
        OPS
        + """

@job
def wrong():
    double(other=one())


RESULT = wrong.name
""",
        culprit='"other"',
    ),
    Case(
        "an alias twice is refused",
        OPS
        + """

@job
def wrong():
    one.alias("x")()
    one.alias("x")()


RESULT = wrong.name
""",
        culprit="(x) twice without aliasing",
    ),
    Case(
        "two ops of one name are refused",
        OPS
        + """

@op(name="one")
def other():
    return 2


@job
def wrong():
    one()
    other()


RESULT = wrong.name
""",
        culprit='same name "one"',
    ),
    Case(
        "an input of a graph that goes nowhere is refused",
        OPS
        + """

@graph
def wrong(number):
    return one()


RESULT = wrong.name
""",
        culprit="unmapped input 'number'",
    ),
    Case(
        "an output of a graph that comes from nowhere is refused",
        OPS
        + """

@graph(out={"a": GraphOut(), "b": GraphOut()})
def wrong():
    return {"a": one()}


RESULT = wrong.name
""",
        culprit="unmapped output 'b'",
    ),
    Case(
        "an unknown output of a graph is refused",
        OPS
        + """

@graph(out={"a": GraphOut(), "b": GraphOut()})
def wrong():
    return {"a": one(), "c": one()}


RESULT = wrong.name
""",
        culprit="key c",
    ),
    Case(
        "a graph that returns a value is refused",
        OPS
        + """

@graph
def wrong():
    one()
    return 3


RESULT = wrong.name
""",
        culprit="problematic value of type <class 'int'>",
    ),
    Case(
        "an output cannot be iterated",
        OPS
        + """

@job
def wrong():
    for each in one():
        double(each)


RESULT = wrong.name
""",
        culprit="Attempted to iterate over an InvokedNodeOutputHandle",
    ),
    Case(
        "an output cannot be indexed",
        OPS
        + """

@job
def wrong():
    double(one()[0])


RESULT = wrong.name
""",
        culprit="Attempted to index in to an InvokedNodeOutputHandle",
    ),
    Case(
        "an alias after the call is refused",
        OPS
        + """

@job
def wrong():
    one().alias("x")


RESULT = wrong.name
""",
        culprit="attempted to call alias method",
    ),
    Case(
        "a graph called outside of a graph is refused",
        OPS
        + """

@graph
def four():
    return double(one())


RESULT = four()
""",
        culprit="Attempted to call graph 'four' outside of a composition function",
    ),
    Case(
        "a graph made by its class",
        OPS
        + """
from dagster import DependencyDefinition, GraphDefinition, InputMapping, MultiDependencyDefinition
from dagster import NodeInvocation, OutputMapping


@op
def total(numbers):
    return sum(numbers)


made = GraphDefinition(
    name="made",
    node_defs=[one, double, total],
    dependencies={
        NodeInvocation("one", "uno"): {},
        "double": {},
        "total": {
            "numbers": MultiDependencyDefinition(
                [DependencyDefinition("uno"), DependencyDefinition("double", "result")]
            )
        },
    },
    input_mappings=[
        InputMapping(
            graph_input_name="number", mapped_node_name="double", mapped_node_input_name="number"
        )
    ],
    output_mappings=[
        OutputMapping(
            graph_output_name="sum", mapped_node_name="total", mapped_node_output_name="result"
        )
    ],
)
result = made.execute_in_process(input_values={"number": 4})
RESULT = (
    result.output_value("sum"),
    [each.name for each in made.input_defs],
    [each.name for each in made.output_defs],
)
""",
    ),
    Case(
        "a dependency on an unknown node is refused",
        OPS
        + """
from dagster import DependencyDefinition, GraphDefinition

RESULT = GraphDefinition(
    name="made", node_defs=[double], dependencies={"double": {"number": DependencyDefinition("x")}}
).name
""",
        culprit='node "x" not found in node list',
    ),
    Case(
        "a dependency on an unknown output is refused",
        OPS
        + """
from dagster import DependencyDefinition, GraphDefinition

RESULT = GraphDefinition(
    name="made",
    node_defs=[one, double],
    dependencies={"double": {"number": DependencyDefinition("one", "y")}},
).name
""",
        culprit='does not have output "y"',
    ),
    Case(
        "a dependency on itself is refused",
        OPS
        + """
from dagster import DependencyDefinition, GraphDefinition

RESULT = GraphDefinition(
    name="made",
    node_defs=[double],
    dependencies={"double": {"number": DependencyDefinition("double")}},
).name
""",
        culprit="circular reference",
    ),
    Case(
        "a cycle is refused",
        OPS
        + """
from dagster import DependencyDefinition, GraphDefinition, NodeInvocation

RESULT = GraphDefinition(
    name="made",
    node_defs=[double],
    dependencies={
        NodeInvocation("double", "a"): {"number": DependencyDefinition("b")},
        NodeInvocation("double", "b"): {"number": DependencyDefinition("a")},
    },
).name
""",
        culprit="Circular dependencies exist",
    ),
    Case(
        "an alias and tags of one use",
        OPS
        + """

@job
def tagged():
    one.alias("uno").tag({"team": "sales"})()


node = tagged.graph.node_named("uno")
RESULT = node.name, node.definition.name, dict(node.tags)
""",
    ),
    Case(
        "a graph in a job under another name",
        OPS
        + EVENTS
        + """

@graph
def two():
    return double(one())


@job
def outer():
    double(two.alias("zwei")())


RESULT = events(outer.execute_in_process())
""",
    ),
)
