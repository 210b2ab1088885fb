from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook_jupyter.panel.messages import (
    BadMessage,
    Cancel,
    Forget,
    Materialize,
    Ready,
    ShowDetails,
)
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.partition_messages import (
    FindKeys,
    ShowKeys,
    ShowMapping,
    ShowSubset,
    ShowWindow,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
LOOKS_RIGHT = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            [
                "ready",
                "cancel",
                "details",
                "materialize",
                "keys",
                "find",
                "mapping",
                "window",
                "subset",
            ]
        )
    },
    optional={
        "key": JSON,
        "keys": JSON,
        "mode": JSON,
        "partitions": JSON,
        "counts": JSON,
        "asset": JSON | st.just("orders"),
        "text": JSON,
        "ordinal": JSON,
        "start": JSON,
        "stop": JSON,
        "step": JSON,
    },
)


@dataclass(frozen=True)
class Case:
    name: str
    content: object
    expected: object


GOOD = (
    Case("ready", {"type": "ready"}, Ready()),
    Case("cancel", {"type": "cancel"}, Cancel()),
    Case("details", {"type": "details", "key": "a/b"}, ShowDetails("a/b")),
    Case(
        "some keys",
        {"type": "keys", "asset": "a", "start": 3, "stop": 9},
        ShowKeys("a", 3, 9, 1),
    ),
    Case(
        "every tenth key",
        {"type": "keys", "asset": "a", "start": 0, "stop": 90, "step": 10},
        ShowKeys("a", 0, 90, 10),
    ),
    Case("find", {"type": "find", "asset": "a", "text": "2013"}, FindKeys("a", "2013")),
    Case(
        "exact status",
        {"type": "window", "asset": "a", "start": 3, "stop": 9},
        ShowWindow("a", 3, 9),
    ),
    Case(
        "all that failed",
        {"type": "subset", "asset": "a", "state": "failed"},
        ShowSubset("a", "failed"),
    ),
    Case("mapping", {"type": "mapping", "asset": "a", "ordinal": 0}, ShowMapping("a", 0)),
    Case(
        "everything stale",
        {"type": "materialize", "keys": None, "mode": "stale", "partitions": None},
        Materialize(None, "stale", {}),
    ),
    Case(
        "each key once",
        {"type": "materialize", "keys": ["b", "a", "b"], "mode": "selected"},
        Materialize(("b", "a"), "selected", {}),
    ),
    Case(
        "ranges sorted and joined",
        {
            "type": "materialize",
            "keys": ["a"],
            "mode": "selected",
            "partitions": {"a": [[7, 9], [1, 3], [3, 4], [5, 5]]},
            "counts": {"a": 60},
        },
        Materialize(("a",), "selected", {"a": ((1, 4), (7, 9))}, {"a": 60}),
    ),
    Case(
        "confirmed",
        {"type": "materialize", "keys": ["a"], "confirmed": True},
        Materialize(("a",), "selected", {}, {}, confirmed=True),
    ),
    Case(
        "wipe some",
        {"type": "forget", "asset": "a", "how": "wipe", "ranges": [[3, 4]], "counts": {"a": 9}},
        Forget("a", "wipe", ((3, 4),), {"a": 9}),
    ),
    Case(
        "undo all, confirmed",
        {"type": "forget", "asset": "a", "how": "undo", "ranges": [], "confirmed": True},
        Forget("a", "undo", confirmed=True),
    ),
    Case(
        "what is only like yes",
        {"type": "materialize", "keys": ["a"], "confirmed": 1},
        Materialize(("a",), "selected", {}),
    ),
)
BAD = (
    Case("no message", ["cancel"], "list"),
    Case("no type", {}, "unknown type None"),
    Case("unknown type", {"type": "explode"}, "unknown type 'explode'"),
    Case("details without key", {"type": "details"}, "no usable key"),
    Case("one key that is no list", {"type": "materialize", "keys": "orders"}, "no usable keys"),
    Case("a key that is no text", {"type": "materialize", "keys": [1]}, "no usable keys"),
    Case("unknown mode", {"type": "materialize", "mode": "fast"}, "no usable mode"),
    Case("mode that cannot be hashed", {"type": "materialize", "mode": []}, "no usable mode"),
    Case("partitions as list", {"type": "materialize", "partitions": []}, "no usable partitions"),
    Case(
        "a range backwards",
        {"type": "materialize", "partitions": {"orders": [[5, 2]]}},
        "partitions of 'orders'",
    ),
    Case("counts as text", {"type": "materialize", "counts": {"a": "60"}}, "no usable counts"),
    Case("a range below zero", {"type": "materialize", "partitions": {"a": [[-1, 2]]}}, "of 'a'"),
    Case("resume of nothing", {"type": "resume"}, "no usable backfill"),
    Case(
        "a budget below zero",
        {"type": "resume", "backfill_id": "a", "budget_seconds": -1},
        "no usable backfill",
    ),
    Case(
        "a budget that is no number",
        {"type": "resume", "backfill_id": "a", "budget_seconds": True},
        "no usable backfill",
    ),
    Case("forget nothing", {"type": "forget", "how": "wipe"}, "no usable asset"),
    Case("forget how", {"type": "forget", "asset": "a", "how": []}, "no usable how"),
    Case(
        "no partitions are not all",
        {"type": "forget", "asset": "a", "how": "wipe", "ranges": [[3, 3]]},
        "no usable ranges",
    ),
    Case(
        "forget of a text",
        {"type": "forget", "asset": "a", "how": "wipe", "counts": "9"},
        "no usable counts",
    ),
    Case("a range of one", {"type": "materialize", "partitions": {"a": [[1]]}}, "of 'a'"),
    Case("keys backwards", {"type": "keys", "asset": "a", "start": 5, "stop": 2}, "keys message"),
    Case(
        "keys by no step",
        {"type": "keys", "asset": "a", "start": 0, "stop": 2, "step": 0},
        "no usable question",
    ),
    Case("find without text", {"type": "find", "asset": "a"}, "find message"),
    Case("a state there is not", {"type": "subset", "asset": "a", "state": []}, "subset message"),
    Case("find nowhere", {"type": "find", "text": "a"}, "find message"),
    Case(
        "an ordinal below zero",
        {"type": "mapping", "asset": "a", "ordinal": -1},
        "mapping message",
    ),
    Case("a range of text", {"type": "materialize", "partitions": {"a": ["1-2"]}}, "of 'a'"),
)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_good_message_is_read(case):
    assert parse(case.content) == case.expected


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_a_bad_message_is_answered_by_one_sentence_that_names_the_culprit(case):
    answer = parse(case.content)
    assert isinstance(answer, BadMessage)
    assert case.expected in answer.reason
    assert answer.reason.endswith(".")


@given(JSON | LOOKS_RIGHT)
def test_parsing_never_raises_and_its_ranges_are_sorted_disjoint_and_not_empty(content):
    message = parse(content)
    if isinstance(message, Materialize):
        for ranges in message.partitions.values():
            bounds = [bound for piece in ranges for bound in piece]
            assert bounds == sorted(set(bounds))


def test_a_long_bad_value_is_cut_in_the_reason():
    answer = parse({"type": "details", "key": ["x" * 10_000]})
    assert len(answer.reason) < 200
