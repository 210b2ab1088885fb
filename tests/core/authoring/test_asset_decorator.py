"""`asset` and `multi_asset`: what a definition says of itself, and what is refused."""

from dataclasses import dataclass
from typing import Any

import pytest

from dagbook.authoring import registration
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetDep, AssetIn, AssetOut, AssetSpec
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition

REGIONS = StaticPartitionsDefinition(["us", "eu"])


def test_a_bare_asset_takes_name_description_and_inputs_from_its_function():
    @asset
    def orders(context, raw_orders):
        """Orders.

        Cleaned.
        """

    assert orders.key == AssetKey("orders")
    assert orders.descriptions_by_key[orders.key] == "Orders.\n\nCleaned."
    assert orders.dependency_keys == {AssetKey("raw_orders")}
    assert orders.op_name == "orders"


def test_everything_that_is_said_is_kept():
    @asset(
        key_prefix=["sales", "eu"],
        group_name="mart",
        description="words",
        metadata={"pii": True},
        tags={"tier": "1"},
        owners=["team:data", "ada@example.com"],
        kinds={"pandas"},
        code_version="3",
        partitions_def=REGIONS,
        io_manager_key="warehouse",
    )
    def orders(): ...

    spec = orders.get_asset_spec()
    assert spec.key == AssetKey(["sales", "eu", "orders"])
    assert (spec.group_name, spec.description, spec.code_version) == ("mart", "words", "3")
    assert spec.metadata == {"pii": True}
    assert spec.tags == {"tier": "1", "dagster/kind/pandas": ""}
    assert spec.kinds == {"pandas"}
    assert spec.owners == ("team:data", "ada@example.com")
    assert orders.partitions_def == REGIONS
    assert orders.required_resource_keys == {"warehouse"}
    assert orders.op_name == "sales__eu__orders"


def test_inputs_are_found_by_name_key_and_prefix():
    @asset(
        ins={
            "a": AssetIn("raw"),
            "b": AssetIn(key=["x", "y"]),
            "c": AssetIn(key_prefix="p"),
        },
        deps=["side", AssetKey(["far", "away"]), AssetDep("more")],
    )
    def orders(a, b, c, d): ...

    assert [each.key.to_user_string() for each in orders.inputs] == ["raw", "x/y", "p/c", "d"]
    assert [dep.asset_key.to_user_string() for dep in orders.deps] == ["side", "far/away", "more"]


def test_calling_a_definition_calls_its_function():
    @asset
    def double(numbers):
        return [2 * each for each in numbers]

    assert double([1, 2]) == [2, 4]


def test_a_multi_asset_has_an_output_for_each_of_its_outs():
    @multi_asset(
        outs={"small": AssetOut(), "large": AssetOut(key_prefix="big", io_manager_key="disk")},
        group_name="parts",
    )
    def split(numbers): ...

    assert [key.to_user_string() for key in split.keys_in_order] == ["small", "big/large"]
    assert set(split.group_names_by_key.values()) == {"parts"}
    assert split.required_resource_keys == {"io_manager", "disk"}
    with pytest.raises(DagsterInvariantViolationError, match="multiple asset keys"):
        _ = split.key


def test_specs_make_outputs_that_hold_no_value():
    @multi_asset(specs=[AssetSpec("a", deps=["raw"]), AssetSpec("b", deps=["a"])])
    def both(): ...

    assert all(output.nothing for output in both.outputs)
    assert both.dependency_keys == {AssetKey("raw"), AssetKey("a")}
    assert both.asset_deps == {AssetKey("a"): {AssetKey("raw")}, AssetKey("b"): {AssetKey("a")}}


@dataclass(frozen=True)
class Refused:
    name: str
    make: Any
    words: str
    error: type[Exception] = DagsterInvalidDefinitionError


REFUSED = [
    Refused("slash in name", lambda: asset(name="a/b")(lambda: 1), "a/b"),
    Refused("key beside name", lambda: asset(name="a", key="b")(lambda: 1), "key argument"),
    Refused("group", lambda: asset(name="a", group_name="x y")(lambda: 1), "x y"),
    Refused("owner", lambda: asset(name="a", owners=["ada"])(lambda: 1), "ada"),
    Refused("tag", lambda: asset(name="a", tags={"a b": "c"})(lambda: 1), "a b"),
    Refused("kinds", lambda: asset(name="a", kinds=set("abcdefghijk"))(lambda: 1), "10 kinds"),
    Refused("ins", lambda: asset(name="a", ins={"b": AssetIn()})(lambda: 1), "'b'"),
    Refused("no function", lambda: asset("orders"), "decorates a function"),
    Refused("hooks", lambda: asset(hooks=1)(lambda: 1), "hooks=...", ParameterCheckError),
    Refused("pool", lambda: asset(pool=1)(lambda: 1), "pool=...", ParameterCheckError),
    Refused(
        "tags of op",
        lambda: multi_asset(outs={}, op_tags=[1])(lambda: 1),
        "op_tags",
        ParameterCheckError,
    ),
    Refused(
        "older form",
        lambda: asset(legacy_freshness_policy=object())(lambda: 1),
        "Use freshness_policy=",
    ),
    Refused(
        "outs and specs",
        lambda: multi_asset(outs={"a": AssetOut()}, specs=[AssetSpec("b")]),
        "only one",
    ),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_dagster_refuses_is_refused_with_the_culprit(case):
    with pytest.raises(case.error, match=case.words):
        case.make()


def test_a_listener_hears_of_each_definition_and_where_it_was_made():
    heard = []
    stop = registration.listen(heard.append)
    try:

        @asset
        def inside(): ...

        exec(
            compile(
                "from dagbook.authoring.asset_decorator import asset\n@asset\ndef top(): ...\n",
                "cell.py",
                "exec",
            ),
            {},
        )
    finally:
        stop()

    @asset
    def after(): ...

    assert [each.definition.op_name for each in heard] == ["inside", "top"]
    assert [each.at_top_level for each in heard] == [False, True]
    assert heard[1].filename == "cell.py"
