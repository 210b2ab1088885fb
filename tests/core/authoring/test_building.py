"""Resources without a run: when they are set up, and when they have to be torn down."""

import pytest

from dagbook.authoring.building import build_init_resource_context, build_resources
from dagbook.authoring.required_resources import levels_of
from dagbook.authoring.resource_definition import resource
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError

LOG = []


@resource
def kept(_):
    LOG.append("up")
    yield "kept"
    LOG.append("down")


@resource(required_resource_keys={"kept"})
def above(context):
    return f"above {context.resources.kept}"


@pytest.fixture(autouse=True)
def empty_log():
    LOG.clear()


def test_resources_of_a_context_are_set_up_when_asked_for():
    with build_init_resource_context(resources={"kept": kept, "above": above}) as context:
        assert LOG == []
        assert context.resources.above == "above kept"
        assert context.resources.kept == "kept"
        assert LOG == ["up"]
    assert LOG == ["up", "down"]


def test_what_has_to_be_torn_down_wants_a_with_and_is_not_set_up_without():
    context = build_init_resource_context(resources={"kept": kept})
    with pytest.raises(DagsterInvariantViolationError, match="with build_init_resource_context"):
        _ = context.resources.kept
    assert LOG == []


def test_a_resource_that_is_not_there_is_named():
    with (
        pytest.raises(DagsterInvalidDefinitionError, match="'kept' required by resource"),
        build_resources({"above": above}),
    ):
        pass


class Needs:
    """A resource that requires others."""

    def __init__(self, *keys):
        self.keys = keys

    def nested_resource_keys(self, _bound):
        return self.keys


def test_levels_put_what_is_required_first_and_sort_the_rest():
    bound = {"a": Needs("z"), "b": Needs("a"), "z": 1, "c": 2}
    assert list(levels_of(bound, bound)) == [["c", "z"], ["a"], ["b"]]


@pytest.mark.parametrize(
    "bound", [{"a": Needs("a")}, {"a": Needs("b"), "b": Needs("a"), "c": 1}], ids=["one", "two"]
)
def test_a_circle_is_named(bound):
    with pytest.raises(DagsterInvariantViolationError, match='"a" transitively depends on itself'):
        list(levels_of(bound, bound))
