"""`build_asset_context`: one call at a time, everything torn down, nothing left over."""

import asyncio

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.authoring.direct_context import build_asset_context
from dagbook.authoring.resource_definition import ResourceParam, resource
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvalidPropertyError,
    DagsterTypeCheckDidNotPass,
)
from dagbook.model.results import Output
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition


@asset
def noted(context):
    context.add_output_metadata({"run": context.run_id})
    return 1


@asset
def yields(context):
    yield Output(context.run_id)


def test_a_context_is_free_again_after_each_kind_of_end():
    @asset
    def fails(context):
        raise ValueError

    @asset
    async def waits(context):
        return 1

    context = build_asset_context()
    noted(context)
    with pytest.raises(ValueError, match=r"^$"):
        fails(context)
    assert [each.value for each in yields(context)] == ["EPHEMERAL"]
    unfinished = yields(context)
    next(unfinished)
    unfinished.close()
    assert asyncio.run(waits(context)) == 1
    assert noted(context) == 1


def test_a_context_in_use_is_refused_by_the_name_of_its_user():
    context = build_asset_context()
    running = yields(context)
    next(running)
    with pytest.raises(DagsterInvalidInvocationError, match="execute yields"):
        noted(context)


def test_what_was_told_in_an_earlier_call_is_forgotten():
    context = build_asset_context()
    noted(context)
    assert context.get_output_metadata("result") == {"run": "EPHEMERAL"}
    list(yields(context))
    assert context.get_output_metadata("result") is None


def test_resources_given_by_name_are_torn_down_after_the_call():
    seen = []

    @resource
    def opened():
        seen.append("open")
        yield 5
        seen.append("close")

    @asset
    def uses(house: ResourceParam[int]):
        seen.append("used")
        return house

    assert uses(house=opened) == 5
    assert seen == ["open", "used", "close"]


def test_an_asset_without_context_parameter_may_be_given_one():
    @asset
    def plain(up):
        return up

    assert plain(build_asset_context(), 3) == 3


def test_an_instance_is_made_only_when_asked_for():
    context = build_asset_context()
    assert "instance" not in vars(context.direct_step)
    assert context.instance.is_ephemeral
    assert context.instance is context.instance


def test_two_dimensions_are_known_by_the_partitions_of_the_asset():
    grid = MultiPartitionsDefinition(
        {"a": StaticPartitionsDefinition(["x"]), "b": StaticPartitionsDefinition(["1"])}
    )

    @asset(partitions_def=grid)
    def cell(context):
        return context.multi_partition_key.keys_by_dimension

    assert cell(build_asset_context(partition_key="x|1")) == {"a": "x", "b": "1"}


def test_an_unknown_name_is_refused_and_not_dropped():
    @asset
    def plain(up, other=3):
        return up, other

    with pytest.raises(DagsterInvalidInvocationError, match="up, other"):
        plain(1, ohter=4)


def test_values_are_checked_as_they_are_yielded():
    @asset
    def typed(context, up: int):
        yield Output(up)

    with pytest.raises(DagsterTypeCheckDidNotPass, match='input "up"'):
        typed(build_asset_context(), "x")


@pytest.mark.parametrize(
    "ask",
    [
        lambda context: context.job_def,
        lambda context: context.load_asset_value("up"),
        lambda context: context.asset_partition_keys_for_input("up"),
        lambda context: context.selected_output_names,
    ],
)
def test_what_only_a_run_has_says_so(ask):
    with pytest.raises(DagsterInvalidPropertyError, match="directly invoked"):
        ask(build_asset_context())


def test_it_is_an_asset_execution_context():
    assert isinstance(build_asset_context(), AssetExecutionContext)
