"""Dynamic outputs: steps by values that a run finds."""

from cases.ops import EVENTS
from harness import Case

OPS = (
    EVENTS
    + """
from typing import List

from dagster import DynamicOut, DynamicOutput, In, Nothing, Out, Output, graph, job, op


@op(out=DynamicOut(int))
def numbers():
    for number in (3, 1, 2):
        yield DynamicOutput(number, mapping_key=f"n{number}")


@op
def double(number):
    return number * 2


@op
def add(a, b):
    return a + b


@op
def total(numbers):
    return sum(numbers)


@op
def one():
    return 1

"""
)

CASES = (
    Case(
        "what runs by values has the mapping key in the step's key",
        OPS
        + """

@job
def mapped():
    total(numbers().map(double).collect())


result = mapped.execute_in_process()
RESULT = (
    events(result),
    result.output_for_node("numbers"),
    result.output_for_node("double"),
    result.output_for_node("total"),
)
""",
    ),
    Case(
        "two steps for each value, and another output beside it",
        OPS
        + """

@job
def mapped():
    uno = one()
    found = numbers().map(lambda number: add(double(number), uno))
    total(found.collect())


result = mapped.execute_in_process()
RESULT = events(result), result.output_for_node("add"), result.output_for_node("total")
""",
    ),
    Case(
        "dynamic outputs may be returned as a list",
        OPS
        + """

@op(out=DynamicOut())
def listed() -> List[DynamicOutput[int]]:
    return [DynamicOutput(1, "a"), DynamicOutput(2, "b")]


@job
def mapped():
    total(listed().collect())
    listed.alias("again")().map(double)


result = mapped.execute_in_process()
RESULT = result.output_for_node("total"), result.output_for_node("double"), events(result)
""",
    ),
    Case(
        "no values, no steps: what collects them gets an empty list, or is left out too",
        OPS
        + """

@op(out=DynamicOut())
def required():
    if False:
        yield DynamicOutput(1, "a")


@op(out=DynamicOut(is_required=False))
def none():
    if False:
        yield DynamicOutput(1, "a")


@job
def mapped():
    total(none().map(double).collect())
    total.alias("of_required")(required().map(double.alias("other")).collect())


RESULT = events(mapped.execute_in_process())
""",
    ),
    Case(
        "one value that fails blocks what collects and lets the others run",
        OPS
        + """

@op
def picky(number):
    if number == 1:
        raise ValueError(number)
    return number


@job
def mapped():
    total(numbers().map(picky).map(double).collect())


result = mapped.execute_in_process(raise_on_error=False)
RESULT = events(result), result.success
""",
    ),
    Case(
        "a dynamic output that fails after some values runs nothing for them",
        OPS
        + """

@op(out=DynamicOut())
def breaks():
    yield DynamicOutput(1, "a")
    raise ValueError


@job
def mapped():
    total(breaks().map(double).collect())


result = mapped.execute_in_process(raise_on_error=False)
RESULT = events(result), result.success
""",
    ),
    Case(
        "a dynamic output of a graph",
        OPS
        + """

@graph
def found():
    return numbers()


@graph
def doubled(number):
    return double(double(number))


@job
def mapped():
    total(found().map(doubled).collect())


result = mapped.execute_in_process()
RESULT = events(result), result.output_for_node("total"), result.output_for_node("doubled.double")
""",
    ),
    Case(
        "several outputs for each value",
        OPS
        + """

@op(out={"low": Out(), "high": Out()})
def around(number):
    return number - 1, number + 1


@job
def mapped():
    low, high = numbers().map(around)
    total(low.collect())
    total.alias("total_high")(high.collect())


result = mapped.execute_in_process()
RESULT = result.output_for_node("total"), result.output_for_node("total_high")
""",
    ),
    Case(
        "some of what runs by values leaves its output out",
        OPS
        + """

@op(out=Out(is_required=False))
def odd(number):
    if number % 2:
        yield Output(number)


@job
def mapped():
    total(numbers().map(odd).map(double).collect())


result = mapped.execute_in_process()
RESULT = events(result), result.output_for_node("total")
""",
    ),
    Case(
        "the op that runs for a value knows its key",
        OPS
        + """

@op
def who(context, number):
    return context.get_mapping_key(), number


@job
def mapped():
    numbers().map(who)


RESULT = mapped.execute_in_process().output_for_node("who")
""",
    ),
    Case(
        "a dynamic output is passed by map or collect alone",
        OPS
        + """

@job
def wrong():
    double(numbers())


RESULT = wrong.name
""",
        culprit="Dynamic output must be unpacked by invoking map or collect",
    ),
    Case(
        "values of two dynamic outputs do not meet",
        OPS
        + """

@job
def wrong():
    numbers().map(lambda a: numbers.alias("others")().map(lambda b: add(a, b)))


RESULT = wrong.name
""",
        culprit="more than one dynamic output",
    ),
    Case(
        "a dynamic output within another is refused",
        OPS
        + """

@op(out=DynamicOut())
def parts(number):
    yield DynamicOutput(number, "a")


@job
def wrong():
    numbers().map(parts).map(double)


RESULT = wrong.name
""",
        culprit="dynamic output",
    ),
    Case(
        "a list of what runs by values is refused",
        OPS
        + """

@job
def wrong():
    numbers().map(lambda number: total([number, one()]))


RESULT = wrong.name
""",
        culprit="items in a fan-in dependency cannot be downstream of dynamic outputs",
    ),
    Case(
        "a mapping key has letters, digits and underscores",
        """
from dagster import DynamicOutput

RESULT = DynamicOutput(1, mapping_key="a-b").mapping_key
""",
        culprit="a-b",
    ),
    Case(
        "a mapping key twice fails the step",
        OPS
        + """

@op(out=DynamicOut())
def twice():
    yield DynamicOutput(1, "a")
    yield DynamicOutput(2, "a")


@job
def mapped():
    twice().map(double)


RESULT = mapped.execute_in_process().success
""",
        culprit="[a]",
    ),
    Case(
        "a plain output for a dynamic one fails the step",
        OPS
        + """

@op(out=DynamicOut())
def plain():
    yield Output(1)


@job
def mapped():
    plain().map(double)


RESULT = mapped.execute_in_process().success
""",
        culprit="DynamicOutput",
    ),
    Case(
        "a dynamic output for a plain one fails the step",
        OPS
        + """

@op
def plain():
    yield DynamicOutput(1, "a")


@job
def mapped():
    plain()


RESULT = mapped.execute_in_process().success
""",
        culprit="DynamicOutput",
    ),
    Case(
        "a dynamic output called in a test",
        OPS
        + """

@op(out=DynamicOut())
def listed():
    return [DynamicOutput(1, "a"), DynamicOutput(2, "b")]


RESULT = (
    [(each.mapping_key, each.value) for each in numbers()],
    [(each.mapping_key, each.value) for each in listed()],
)
""",
    ),
    Case(
        "dependencies without a value by mapping key",
        OPS
        + """

@op(ins={"start": In(Nothing)})
def after():
    return 1


@op(ins={"all": In(Nothing)})
def last():
    return 2


@job
def mapped():
    last(numbers().map(after).collect())


RESULT = events(mapped.execute_in_process())
""",
    ),
)
