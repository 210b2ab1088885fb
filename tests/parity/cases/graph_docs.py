"""What Dagster's pages on graphs, graph-backed assets and dynamic graphs describe, anew."""

from cases.assets_docs import case

_POST = """
@dg.op
def fetched():
    return ["a.txt", "b.txt"]


@dg.op
def kept(files):
    return {name: len(name) for name in files}

"""

CASES = (
    case(
        "two ops make one asset",
        _POST
        + """
@dg.graph_asset(group_name="mail", description="what was sent")
def files():
    return kept(fetched())


@dg.asset
def count(files):
    return len(files)


result = dg.materialize([files, count])
RESULT = (
    told(result),
    made(result),
    values(result, "files", "count"),
    [(spec.group_name, spec.description) for spec in files.specs],
)
""",
    ),
    case(
        "a graph reads an asset and is read by one",
        """
@dg.asset
def up():
    return 1


@dg.op
def add_one(number):
    return number + 1


@dg.op
def times_two(number):
    return number * 2


@dg.graph_asset
def middle(up):
    return times_two(add_one(up))


@dg.graph_asset(ins={"number": dg.AssetIn("middle")})
def named(number):
    return add_one(number)


@dg.asset
def down(middle, named):
    return middle, named


result = dg.materialize([up, middle, named, down])
RESULT = told(result), values(result, "middle", "named", "down")
""",
    ),
    case(
        "one graph makes two assets",
        """
@dg.asset
def up():
    return 3


@dg.op(out={"first": dg.Out(), "second": dg.Out()})
def split(number):
    return number, number + 1


@dg.op
def doubled(number):
    return number * 2


@dg.graph_multi_asset(
    outs={"first": dg.AssetOut(), "second": dg.AssetOut()}, group_name="g"
)
def both(up):
    first, second = split(up)
    return {"first": first, "second": doubled(second)}


result = dg.materialize([up, both])
RESULT = told(result), values(result, "first", "second"), [
    (spec.key.to_user_string(), spec.group_name) for spec in sorted(
        both.specs, key=lambda spec: spec.key)
]
""",
    ),
    case(
        "of a graph only the ops that a chosen asset needs are run",
        """
@dg.op(out={"one": dg.Out(is_required=False), "two": dg.Out(is_required=False)})
def foo(context):
    for name, value in (("one", 1), ("two", 2)):
        if name in context.selected_output_names:
            yield dg.Output(value, output_name=name)


@dg.op
def bar(number):
    return number + 10


@dg.op
def baz(first, second):
    return first + second


@dg.graph_multi_asset(
    outs={"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut()}, can_subset=True
)
def both():
    one, two = foo()
    return {"foo_asset": one, "baz_asset": baz(two, bar(two))}


RESULT = [
    (told(result), made(result))
    for result in (
        dg.materialize([both], selection=selection)
        for selection in ("foo_asset", "baz_asset", "*")
    )
]
""",
    ),
    case(
        "an asset is made of an op, or of a graph, that others use too",
        """
@dg.op
def number():
    return 4


@dg.op
def squared(n):
    return n * n


@dg.graph
def square():
    return squared(number())


from_graph = dg.AssetsDefinition.from_graph(square, keys_by_output_name={
    "result": dg.AssetKey(["math", "square"])})
from_op = dg.AssetsDefinition.from_op(number)
result = dg.materialize([from_graph, from_op])
RESULT = told(result), result.asset_value(["math", "square"]), result.asset_value("number")
""",
    ),
    case(
        "a dynamic job: the same op for each piece of data",
        """
@dg.op(out=dg.DynamicOut())
def pieces():
    for n in range(3):
        yield dg.DynamicOutput(n, mapping_key=f"piece_{n}")


@dg.op
def worked(piece):
    return piece * 10


@dg.op
def merged(found):
    return sum(found)


@dg.job
def working():
    found = pieces().map(worked)
    merged(found.collect())


result = working.execute_in_process()
RESULT = (
    told(result),
    result.output_for_node("pieces"),
    result.output_for_node("worked"),
    result.output_for_node("merged"),
)
""",
    ),
    case(
        "dynamic outputs are returned, chained, given more, and are one of several",
        """
from typing import List


@dg.op
def returned() -> List[dg.DynamicOutput[str]]:
    return [dg.DynamicOutput(each, mapping_key=each) for each in ("a", "b")]


@dg.op(out={"names": dg.DynamicOut(), "rate": dg.Out()})
def several():
    yield dg.Output(7, "rate")
    for each in ("x", "y"):
        yield dg.DynamicOutput(each, output_name="names", mapping_key=each)


@dg.op
def first(value):
    return value + "1"


@dg.op
def second(value):
    return value + "2"


@dg.op
def with_rate(value, rate):
    return f"{value} at {rate}"


@dg.op
def joined(found):
    return found


@dg.job
def chained():
    joined(returned().map(first).map(second).collect())


@dg.job
def in_one():
    joined(returned().map(lambda value: second(first(value))).collect())


@dg.job
def given_more():
    names, rate = several()
    joined(names.map(lambda name: with_rate(name, rate)).collect())


RESULT = [
    (told(result), result.output_for_node("joined"))
    for result in (job.execute_in_process() for job in (chained, in_one, given_more))
]
""",
    ),
    case(
        "an asset is made by a dynamic graph",
        """
@dg.op(out=dg.DynamicOut())
def days():
    for each in ("mon", "tue"):
        yield dg.DynamicOutput(each, mapping_key=each)


@dg.op
def fetched(day):
    return {day: len(day)}


@dg.op
def together(found):
    return {key: value for each in found for key, value in each.items()}


@dg.graph_asset
def week():
    return together(days().map(fetched).collect())


result = dg.materialize([week])
RESULT = told(result), values(result, "week")
""",
    ),
    case(
        "a graph inside a graph, with config and inputs of its own",
        """
@dg.op(config_schema={"n": int})
def number(context):
    return context.op_config["n"]


@dg.op
def add_one(n):
    return n + 1


@dg.op(config_schema={"name": str})
def told_(context, n):
    return f"{context.op_config['name']} {n}"


@dg.graph
def two_more(n):
    return add_one(add_one.alias("again")(n))


@dg.graph(config=dg.ConfigMapping(
    config_schema={"who": str},
    config_fn=lambda said: {"told_": {"config": {"name": said["who"].title()}}},
))
def telling(n):
    return told_(n)


@dg.job
def nested():
    telling(two_more(number()))


result = nested.execute_in_process(run_config={"ops": {
    "number": {"config": {"n": 3}}, "telling": {"config": {"who": "ada"}}}})
RESULT = told(result), result.output_for_node("telling"), result.output_for_node(
    "two_more.again")
""",
    ),
    case(
        "an order without data",
        """
DONE = []


@dg.op
def create():
    DONE.append("create")


@dg.op(ins={"start": dg.In(dg.Nothing)})
def fill():
    DONE.append("fill")


@dg.op(ins={"start": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def drop():
    DONE.append("drop")


@dg.job
def table():
    drop(start=fill(start=create()))


result = table.execute_in_process()
RESULT = told(result), DONE
""",
    ),
    case(
        "one dynamic output is returned in a list alone",
        """
@dg.op
def one() -> dg.DynamicOutput[str]:
    return dg.DynamicOutput("a", mapping_key="a")
""",
        culprit="DynamicOutput",
    ),
)
