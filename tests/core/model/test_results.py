"""What assets return: values with metadata, told apart from None."""

import pickle

from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.results import (
    NO_VALUE,
    AssetMaterialization,
    DataVersion,
    MaterializeResult,
    Output,
)


def test_metadata_of_an_output_gets_its_kind():
    assert Output(1, metadata={"n": 3}).metadata == {"n": MetadataValue.int(3)}


def test_outputs_are_equal_by_what_they_hold():
    assert Output([1], metadata={"n": 1}) == Output([1], metadata={"n": 1})
    assert Output([1]) != Output([2])
    assert Output(1, "x") != Output(1, "y")
    assert Output(1, data_version=DataVersion("1")) != Output(1, data_version=DataVersion("2"))
    assert Output(1) != 1


def test_none_is_a_value_and_no_value_is_none_of_them():
    assert MaterializeResult().value is NO_VALUE
    assert MaterializeResult(value=None).value is None
    assert repr(NO_VALUE) == "NO_VALUE"


def test_keys_are_coerced_where_they_are_given():
    assert MaterializeResult(asset_key=["a", "b"]).asset_key == AssetKey(["a", "b"])
    assert MaterializeResult().asset_key is None
    assert AssetMaterialization("a").asset_key == AssetKey("a")


def test_a_materialization_survives_a_pickle():
    made = AssetMaterialization("a", metadata={"n": 1}, partition="p", tags={"t": "v"})
    assert pickle.loads(pickle.dumps(made)) == made
