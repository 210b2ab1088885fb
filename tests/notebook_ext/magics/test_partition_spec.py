import pytest

from dagbook import DailyPartitionsDefinition, asset
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook_jupyter.magics.partition_spec import read_partitions


def read(text, **names):
    return read_partitions(text, names.get)


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("daily:2013-01-01..2013-12-31", "2013-01-01", "2013-12-31", 365),
        ("daily:2013-01-01...2013-01-01", "2013-01-01", "2013-01-01", 1),
        ("monthly:2013-01-01..2013-12-01", "2013-01-01", "2013-12-01", 12),
        ("weekly:2013-01-06..2013-01-20", "2013-01-06", "2013-01-20", 3),
        ("hourly:2013-01-01-00:00..2013-01-01-23:00", "2013-01-01-00:00", "2013-01-01-23:00", 24),
        ("static: a , b,c", "a", "c", 3),
    ],
)
def test_both_ends_are_included(text, first, last, count):
    keys = read(text).get_partition_keys()
    assert (keys[0], keys[-1], len(keys)) == (first, last, count)


def test_without_an_end_it_goes_on():
    assert read("daily:2013-01-01") == DailyPartitionsDefinition("2013-01-01")


def test_a_name_means_partitions_or_an_asset_that_has_them():
    days = DailyPartitionsDefinition("2013-01-01")

    @asset(partitions_def=days)
    def orders(): ...

    assert read("days", days=days) is days
    assert read("orders", orders=orders) is days


@pytest.mark.parametrize(
    "text", ["", "days", "plain", "daily:", "daily:x..y", "yearly:2013", "daily:2013-01-01..never"]
)
def test_anything_else_is_an_error_that_names_it(text):
    @asset
    def plain(): ...

    with pytest.raises(DagsterInvalidDefinitionError, match=r"daily:2013-01-01\.\.2013-12-31"):
        read(text, plain=plain)
