"""The words on other partitions: what is gone, what is new, what is kept."""

from dataclasses import dataclass

import pytest

from dagbook import DailyPartitionsDefinition, DynamicPartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.view.graph_view import StatusBadge
from dagbook_jupyter.partition_changes import MOST_KEYS, partition_change


def letters(keys):
    return StaticPartitionsDefinition(list(keys))


def days(first, last):
    return DailyPartitionsDefinition(f"2024-01-{first:02}", end_date=f"2024-01-{last + 1:02}")


MADE = StatusBadge("partial", "", materialized=((0, 2),), at=1.0)
NEVER = StatusBadge("never", "")
ROUGH = StatusBadge("partial", "", materialized=((0, 2),), at=1.0, is_rough=True)


@dataclass(frozen=True, slots=True)
class Case:
    old: object
    new: object
    badge: object
    expected: str
    id: str


CASES = (
    Case(letters("ab"), letters("ab"), MADE, "", "the same"),
    Case(letters("ab"), letters("bc"), NEVER, "other partitions", "no values"),
    Case(letters("ab"), letters("bc"), None, "other partitions", "no status"),
    Case(letters("ab"), letters("abcd"), MADE, "other partitions: 2 new (c...d)", "only new"),
    Case(
        letters("abc"),
        letters("c"),
        MADE,
        "other partitions: 2 no longer exist (a...b), 2 values of them are kept",
        "only gone",
    ),
    Case(
        letters("abcd"),
        letters("abc"),
        MADE,
        "other partitions: 1 no longer exist (d)",
        "gone without a value",
    ),
    Case(
        days(1, 10),
        days(2, 12),
        MADE,
        "other partitions: 1 no longer exist (2024-01-01), 1 value of them is kept; "
        "2 new (2024-01-11...2024-01-12)",
        "days",
    ),
    Case(
        letters("abcdefghi"),
        letters("bdfhi"),
        NEVER,
        "other partitions",
        "many ranges, no values",
    ),
    Case(
        letters("abcdefghij"),
        letters("bdfh"),
        MADE,
        "other partitions: 6 no longer exist (a, c, e and 3 more), 1 value of them is kept",
        "many ranges",
    ),
    Case(letters("ab"), letters("ba"), MADE, "other partitions with the same keys", "order"),
    Case(letters("ab"), letters("b"), ROUGH, "other partitions: 1 no longer exist (a)", "rough"),
    Case(None, letters("a"), MADE, "now with partitions; the value without them is kept", "now"),
    Case(letters("a"), None, MADE, "no longer with partitions; their values are kept", "not now"),
    Case(
        letters("a"), DynamicPartitionsDefinition(name="d"), MADE, "other partitions", "of a store"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_is_said_which_keys_are_gone_and_which_are_new(case):
    assert partition_change(case.old, case.new, case.badge) == case.expected


def test_more_keys_than_can_be_compared_at_once_are_not(monkeypatch):
    many = StaticPartitionsDefinition([str(number) for number in range(MOST_KEYS + 1)])
    monkeypatch.setattr(many, "keys_in", None)
    assert partition_change(letters("a"), many, MADE) == "other partitions"
