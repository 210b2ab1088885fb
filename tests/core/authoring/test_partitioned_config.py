"""The run config of each partition; what Dagster does too is in parity's partitioned_configs."""

import copy
import inspect
import pickle

import dagster
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dagbook
from dagbook import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    Partition,
    PartitionedConfig,
    StaticPartitionsDefinition,
    asset,
    dynamic_partitioned_config,
    materialize,
    partitioned_config,
    static_partitioned_config,
)

REGIONS = StaticPartitionsDefinition(["us", "eu"])
DECORATORS = (
    "hourly_partitioned_config",
    "daily_partitioned_config",
    "weekly_partitioned_config",
    "monthly_partitioned_config",
    "partitioned_config",
    "static_partitioned_config",
    "dynamic_partitioned_config",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def by_key(partition_key):
    return {"ops": {"a": {"config": {"at": partition_key}}}}


def tagged(tags):
    return static_partitioned_config(["us"], tags_for_partition_key_fn=lambda _key: tags)(by_key)


@pytest.mark.parametrize("name", DECORATORS)
def test_parameters_are_dagsters_in_order_with_their_defaults(name):
    theirs, ours = (inspect.signature(getattr(each, name)) for each in (dagster, dagbook))
    assert [(each.name, each.default, each.kind) for each in ours.parameters.values()] == [
        (each.name, each.default, each.kind) for each in theirs.parameters.values()
    ]


def test_public_members_are_dagsters():
    ours, theirs = (
        {name for name in dir(each) if not name.startswith("_")}
        for each in (PartitionedConfig, dagster.PartitionedConfig)
    )
    assert ours == theirs


def test_changing_what_is_returned_changes_nothing_else():
    shared = {"ops": {"a": {"config": {"list": [1]}}}}
    config = static_partitioned_config(["us"])(lambda _key: shared)
    config.get_run_config_for_partition_key("us")["ops"]["a"]["config"]["list"].append(2)
    assert config.get_run_config_for_partition_key("us") == {
        "ops": {"a": {"config": {"list": [1]}}}
    }
    # A call is one of the function itself.
    assert config("us") is shared


def test_what_the_functions_raise_is_what_the_user_sees():
    def fails(partition_key):
        raise LookupError(partition_key)

    config = static_partitioned_config(["us"], tags_for_partition_key_fn=fails)(fails)
    for asked in (config.get_run_config_for_partition_key, config.get_tags_for_partition_key):
        with pytest.raises(LookupError, match="us"):
            asked("us")


@given(st.dictionaries(st.text().filter(lambda key: not key.startswith("dagster/")), JSON))
def test_every_tag_is_text_that_says_its_value(tags):
    import json

    made = dict(tagged(tags).get_tags_for_partition_key("us"))
    assert made.pop("dagster/partition") == "us"
    assert made.keys() == tags.keys()
    for key, value in tags.items():
        assert made[key] == value if isinstance(value, str) else json.loads(made[key]) == value


@pytest.mark.parametrize("value", [{1, 2}, (1,), {1: "x"}, float("nan"), object()], ids=repr)
def test_a_tag_that_json_cannot_say_is_refused_by_name(value):
    with pytest.raises(DagsterInvalidDefinitionError, match=r'tag "size".*use str'):
        tagged({"size": value}).get_tags_for_partition_key("us")


def test_a_tag_that_holds_itself_is_refused_by_name():
    endless = []
    endless.append(endless)
    with pytest.raises(DagsterInvalidDefinitionError, match='tag "size"'):
        tagged({"size": endless}).get_tags_for_partition_key("us")


def test_a_reserved_tag_is_refused_and_those_of_users_are_named():
    with pytest.raises(DagsterInvalidDefinitionError, match=r"dagster/step.*dagster/priority"):
        tagged({"dagster/step": "1"}).get_tags_for_partition_key("us")


def test_a_call_of_one_without_a_decorator_says_what_to_use():
    config = PartitionedConfig(REGIONS, run_config_for_partition_key_fn=by_key)
    with pytest.raises(DagsterInvalidInvocationError, match="get_run_config_for_partition_key"):
        config("us")


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_partition_stays_what_it_is(copied):
    partition = Partition({"x": 1}, "one")
    assert copied(partition) == partition
    assert partition != Partition({"x": 1})
    assert Partition[int] is Partition


def test_one_decorator_makes_many_configs():
    decorator = partitioned_config(REGIONS)
    first, second = decorator(by_key), decorator(lambda key: {"resources": {key: {}}})
    assert first.partitions_def is second.partitions_def is REGIONS
    assert first.get_run_config_for_partition_key("us") == by_key("us")
    assert second.get_run_config_for_partition_key("us") == {"resources": {"us": {}}}


def test_dynamic_keys_are_asked_for_only_when_they_are_needed():
    asked = []
    config = dynamic_partitioned_config(lambda now: asked.append(now) or ["x"])(by_key)
    assert config.get_run_config_for_partition_key("x") == by_key("x")
    assert asked == []
    assert list(config.get_partition_keys()) == ["x"]
    assert asked == [None]


def test_a_run_of_each_partition_takes_its_config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    class At(dagbook.Config):
        at: str

    at = static_partitioned_config(["us", "eu"])(by_key)

    @asset(partitions_def=at.partitions_def)
    def a(config: At):
        return config.at

    made = [
        materialize(
            [a], partition_key=key, run_config=at.get_run_config_for_partition_key(key)
        ).output_for_node("a")
        for key in at.get_partition_keys()
    ]
    assert made == ["us", "eu"]
