import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.partitions import DailyPartitionsDefinition, StaticPartitionsDefinition
from dagbook.view.partition_search import find_partitions

DAYS = DailyPartitionsDefinition("2013-01-01", end_date="2014-01-01")
NAMES = st.lists(st.text(alphabet="abAB", min_size=1, max_size=4), min_size=1, unique=True)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("2013-02", ((31, 59),)),
        ("2013-01-31", ((30, 31),)),
        (" 2013-12-3 ", ((363, 365),)),
        ("2013-01-30...2013-02", ((29, 59),)),
        ("2013-01...2013-02-01", ((0, 32),)),
        ("2013-02...2013-01", ()),
        ("2013-01...2015", ()),
        ("2015", ()),
        ("", ()),
    ],
)
def test_days_are_found_by_key_by_beginning_and_by_range(text, ranges):
    assert find_partitions(DAYS, text).ranges == ranges


@given(NAMES, st.text(alphabet="abAB", min_size=1, max_size=3))
def test_what_begins_so_is_found_and_else_what_contains_it(names, text):
    found = [names[at] for at in find_partitions(StaticPartitionsDefinition(names), text)]
    begun = [name for name in names if name.startswith(text)]
    inside = [name for name in names if text.lower() in name.lower()]
    assert found == (begun or inside)
