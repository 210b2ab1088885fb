"""The run loop of ops: any graph of ops runs each once, after what it takes from."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.authoring.dependency_definitions import DependencyDefinition, NodeInvocation
from dagbook.authoring.graph_decorator import graph
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.op_decorator import op
from dagbook.authoring.op_io import DynamicOut, In, Out
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.model.results import Output

SIZE = 8


@st.composite
def graphs(draw):
    """Which earlier nodes each of some nodes takes from, up to two."""
    size = draw(st.integers(1, SIZE))
    return [
        draw(st.lists(st.integers(0, at - 1), max_size=2, unique=True)) if at else []
        for at in range(size)
    ]


def graph_of(taken, fn):
    """Return the graph whose node *n3* takes what *taken* says, each calling ``fn(name, ...)``."""

    def of(count):
        ins = {f"in{at}": In() for at in range(count)}

        @op(name=f"takes{count}", ins=ins, out=Out(is_required=False))
        def node(context, **values):
            made = fn(context._step.step_key, [values[each] for each in sorted(values)])
            if made is not None:
                yield Output(made)

        return node

    ops = [of(count) for count in sorted({len(parents) for parents in taken})]
    return GraphDefinition(
        "any",
        node_defs=ops,
        dependencies={
            NodeInvocation(f"takes{len(parents)}", f"n{at}"): {
                f"in{each}": DependencyDefinition(f"n{parent}")
                for each, parent in enumerate(parents)
            }
            for at, parents in enumerate(taken)
        },
    )


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_each_op_runs_once_after_what_it_takes_from(taken):
    ran = []

    def fn(name, values):
        ran.append(name)
        return 1 + sum(values)

    result = graph_of(taken, fn).execute_in_process()
    assert sorted(ran) == sorted(f"n{at}" for at in range(len(taken)))
    for at, parents in enumerate(taken):
        assert all(ran.index(f"n{parent}") < ran.index(f"n{at}") for parent in parents)
    expected = []
    for parents in taken:
        expected.append(1 + sum(expected[parent] for parent in parents))
    assert [result.output_for_node(f"n{at}") for at in range(len(taken))] == expected


@settings(deadline=None, max_examples=60)
@given(graphs(), st.sets(st.integers(0, SIZE)), st.sets(st.integers(0, SIZE)))
def test_what_needs_a_failure_or_what_was_left_out_does_not_run(taken, failing, leaving_out):
    ran = []

    def fn(name, values):
        ran.append(int(name[1:]))
        if ran[-1] in failing:
            raise ValueError(name)
        return None if ran[-1] in leaving_out else 1

    result = graph_of(taken, fn).execute_in_process(raise_on_error=False)
    stopped, expected = set(), []
    for at, parents in enumerate(taken):
        if stopped.intersection(parents):
            stopped.add(at)
            continue
        expected.append(at)
        if at in failing or at in leaving_out:
            stopped.add(at)
    assert sorted(ran) == expected
    assert result.success is failing.isdisjoint(expected)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-5, 5), max_size=6))
def test_what_runs_by_values_runs_for_each(values):
    @op(out=DynamicOut())
    def numbers():
        for at, value in enumerate(values):
            yield DynamicOutput(value, f"k{at}")

    @op
    def double(number):
        return number * 2

    @op
    def total(numbers):
        return numbers

    @graph
    def mapped():
        return total(numbers().map(lambda number: double(double(number))).collect())

    result = mapped.execute_in_process()
    assert result.output_value() == [value * 4 for value in values]
    keys = [each.step_key for each in result.get_step_success_events()]
    assert sorted(key for key in keys if key.startswith("double[")) == sorted(
        f"double[k{at}]" for at in range(len(values))
    )


def test_a_step_that_ended_lets_go_what_waited_for_it_alone():
    @op
    def one():
        return 1

    @op
    def slow(a, b):
        return a + b

    @graph
    def diamond():
        first = one()
        return slow(first, slow.alias("inner")(first, one.alias("uno")()))

    result = diamond.execute_in_process()
    assert [each.step_key for each in result.get_step_success_events()] == [
        "one",
        "uno",
        "inner",
        "slow",
    ]
