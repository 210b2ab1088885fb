from tests.strategies import Store

from dagbook.partitions import (
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    OrdinalRanges,
    StaticPartitionsDefinition,
    partition_loading_context,
)
from dagbook.partitions.axis import axis_of


def test_a_static_or_time_dimension_is_its_own_axis():
    for definition in (StaticPartitionsDefinition(["a"]), DailyPartitionsDefinition("2024-01-01")):
        assert axis_of(definition) is definition


def test_a_dynamic_dimension_leaves_out_what_could_not_be_read_back():
    fruits = DynamicPartitionsDefinition(name="fruits")
    with partition_loading_context(dynamic_partitions_store=Store(fruits=["fig", "a|b", "pear"])):
        axis = axis_of(fruits)
    assert axis.count() == 2
    assert axis.keys_in(OrdinalRanges.span(0, 9)) == ["fig", "pear"]
    assert axis.ordinals_of(["pear", "a|b", "kiwi"]) == {"pear": 1}


def test_a_time_dimension_whose_format_has_the_delimiter_is_empty():
    assert axis_of(DailyPartitionsDefinition("2024|01|01", fmt="%Y|%m|%d")).count() == 0
