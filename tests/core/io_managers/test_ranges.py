"""What a step over several partitions returns, as one value of each."""

import pytest

from dagbook.errors import DagsterInvariantViolationError
from dagbook.io_managers.ranges import value_of_each

KEYS = ("mon", "tue")


def test_a_dict_has_one_value_for_each_and_none_is_none_of_each():
    assert value_of_each("orders", KEYS, {"tue": 2, "mon": 1}) == {"mon": 1, "tue": 2}
    assert value_of_each("orders", KEYS, None) == {"mon": None, "tue": None}


REFUSED = {
    "no dict": (5, "a int"),
    "a dict that lacks one": ({"mon": 1}, "lacks tue"),
    "a dict with another": ({"mon": 1, "tue": 2, "wed": 3}, "has besides wed"),
    "a dict of something else": ({"rows": 1}, "lacks mon, tue and has besides rows"),
}


@pytest.mark.parametrize(("value", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_one_value_for_each_is_refused(value, said):
    with pytest.raises(DagsterInvariantViolationError, match=said) as caught:
        value_of_each("orders", KEYS, value)
    assert "orders made 2 partitions" in str(caught.value)
