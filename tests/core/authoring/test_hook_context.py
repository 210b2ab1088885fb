"""A hook's context in a test: what was given, what cannot be known, what is torn down."""

import pytest

from dagbook.authoring.hook_context import build_hook_context
from dagbook.authoring.hooks import success_hook
from dagbook.authoring.op_decorator import op
from dagbook.authoring.resource_definition import resource
from dagbook.errors import DagsterInvalidPropertyError, DagsterInvariantViolationError
from dagbook.storage.instance import DagsterInstance


@op
def bread(): ...


@success_hook(required_resource_keys={"oven"})
def look(context):
    return context


def test_what_was_given_is_told():
    error, instance = ValueError("spoilt"), DagsterInstance.ephemeral()
    context = build_hook_context(
        op=bread, run_id="r", job_name="j", op_exception=error, instance=instance
    )
    told = (context.op, context.run_id, context.job_name, context.op_exception, context.instance)
    assert told == (bread, "r", "j", error, instance)


@pytest.mark.parametrize("name", ["op", "run_id", "job_name"])
def test_what_was_not_given_is_named_with_its_parameter(name):
    with pytest.raises(DagsterInvalidPropertyError, match=f"'{name}' parameter"):
        getattr(build_hook_context(), name)


@pytest.mark.parametrize(
    "name", ["hook_def", "step_key", "op_config", "op_output_values", "op_output_metadata"]
)
def test_what_a_step_alone_knows_is_not_there(name):
    with pytest.raises(DagsterInvalidPropertyError, match=name):
        getattr(build_hook_context(op=bread), name)


def test_an_instance_that_was_not_given_is_named():
    with pytest.raises(DagsterInvariantViolationError, match="instance"):
        _ = build_hook_context().instance


def test_a_step_that_did_not_fail_has_no_exception():
    assert build_hook_context().op_exception is None


def test_a_context_is_bound_to_the_hook_that_it_is_given_to():
    given = build_hook_context(resources={"oven": "hot"}, op=bread, run_id="r")
    bound = look(given)
    assert bound.hook_def is look
    assert bound.required_resource_keys == {"oven"}
    assert (bound.resources.oven, bound.op, bound.run_id) == ("hot", bread, "r")


def test_what_has_to_be_torn_down_needs_a_with():
    seen = []

    @resource
    def oven():
        seen.append("lit")
        yield "hot"
        seen.append("out")

    with pytest.raises(DagsterInvariantViolationError, match="with build_hook_context"):
        _ = build_hook_context(resources={"oven": oven}).resources
    seen.clear()
    with build_hook_context(resources={"oven": oven}) as context:
        assert look(context).resources.oven == "hot"
        assert seen == ["lit"]
    assert seen == ["lit", "out"]
