import operator
import pickle
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook import (
    DagsterInstance,
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    HourlyPartitionsDefinition,
    MultiPartitionsDefinition,
    PartitionsDefinition,
    StaticPartitionsDefinition,
    TimeWindowPartitionsDefinition,
)
from dagbook.partitions.key_sequence import KeySequence

DEFINITIONS = {
    "days": DailyPartitionsDefinition("2024-01-30", end_date="2024-03-03"),
    "hours where clocks change": HourlyPartitionsDefinition(
        "2024-11-02-00:00", end_date="2024-11-04-05:00", timezone="America/New_York"
    ),
    "an irregular schedule": TimeWindowPartitionsDefinition(
        "2023-12-01", "%Y-%m-%d", end="2024-03-01", cron_schedule="0 0 1,9,31 * 1"
    ),
    "two dimensions": MultiPartitionsDefinition(
        {
            "day": DailyPartitionsDefinition("2024-01-01", end_date="2024-01-06"),
            "place": StaticPartitionsDefinition(["EWR", "JFK", "LGA"]),
        }
    ),
    "nothing yet": DailyPartitionsDefinition("2999-01-01"),
    "nothing in one dimension": MultiPartitionsDefinition(
        {
            "day": DailyPartitionsDefinition("2999-01-01"),
            "place": StaticPartitionsDefinition(["EWR", "JFK"]),
        }
    ),
}


@pytest.fixture(params=DEFINITIONS.values(), ids=list(DEFINITIONS), scope="module")
def definition(request: pytest.FixtureRequest) -> PartitionsDefinition:
    found = request.param
    assert isinstance(found, PartitionsDefinition)
    return found


def keys_of(definition: PartitionsDefinition) -> tuple[KeySequence, list[str]]:
    keys = definition.get_partition_keys()
    assert isinstance(keys, KeySequence)
    return keys, definition.keys_in(definition.all_partitions())


def test_it_equals_the_list_of_its_keys(definition: PartitionsDefinition) -> None:
    keys, listed = keys_of(definition)

    assert keys == listed
    assert listed == keys
    assert not keys != listed  # noqa: SIM202 - both operators
    assert keys == definition.get_partition_keys()
    assert keys != [*listed, "more"]
    assert keys != ["other"] * (len(listed) or 1)
    assert keys != tuple(listed)
    assert list(map(type, keys)) == list(map(type, listed))
    assert repr(keys) == repr(listed)


@given(data=st.data())
def test_it_reads_like_the_list_of_its_keys(data: st.DataObject) -> None:
    definition = data.draw(st.sampled_from(list(DEFINITIONS.values())))
    keys, listed = keys_of(definition)
    ends = st.none() | st.integers(-len(listed) - 2, len(listed) + 2)
    chosen = slice(data.draw(ends), data.draw(ends), data.draw(st.sampled_from([None, 1, 2, -1])))

    assert keys[chosen] == listed[chosen]
    part = keys[chosen]
    for key in [*listed, "2024-01-01", "other", "a|b", ""]:
        assert (key in part) == (key in listed[chosen])
    for place in range(-len(listed), len(listed)):
        assert keys[place] == listed[place]


def test_both_ways_through_it_are_in_order_however_many_there_are() -> None:
    keys = HourlyPartitionsDefinition("2020-01-01-00:00").get_partition_keys(
        datetime(2022, 1, 1, tzinfo=UTC)
    )

    assert len(keys) == 17_544
    assert list(keys) == sorted(keys) == list(reversed(keys))[::-1]


def test_a_place_that_is_not_there_is_an_index_error(definition: PartitionsDefinition) -> None:
    keys, listed = keys_of(definition)

    for place in (len(listed), -len(listed) - 1):
        with pytest.raises(IndexError):
            keys[place]


def test_index_and_count_are_those_of_a_list(definition: PartitionsDefinition) -> None:
    keys, listed = keys_of(definition)

    assert [keys.index(key) for key in listed] == list(range(len(listed)))
    assert [keys.count(key) for key in [*listed, "other", 3]] == [1] * len(listed) + [0, 0]
    with pytest.raises(ValueError, match="'other' is not in"):
        keys.index("other")


def test_index_looks_between_start_and_stop() -> None:
    keys, _ = keys_of(DEFINITIONS["days"])

    assert keys.index("2024-02-01", 2) == 2
    for bounds in ((3,), (0, 2)):
        with pytest.raises(ValueError, match="2024-02-01"):
            keys.index("2024-02-01", *bounds)


def test_sums_with_lists_are_lists(definition: PartitionsDefinition) -> None:
    keys, listed = keys_of(definition)

    more = ["x"]
    assert keys + more == [*listed, "x"]
    assert more + keys == ["x", *listed]
    assert keys + keys == listed + listed
    assert type(keys.copy()) is type(keys + more) is list
    with pytest.raises(TypeError):
        operator.add(keys, tuple(more))


def test_a_copy_through_pickle_has_the_same_keys(definition: PartitionsDefinition) -> None:
    keys, listed = keys_of(definition)

    assert pickle.loads(pickle.dumps(keys)) == listed


def test_pandas_takes_it_as_a_column(definition: PartitionsDefinition) -> None:
    keys, listed = keys_of(definition)

    assert pd.DataFrame({"key": keys})["key"].tolist() == listed
    assert pd.Series(keys, dtype=str).tolist() == listed


def test_keys_keep_to_the_moment_at_which_they_were_asked_for() -> None:
    days = DailyPartitionsDefinition("2024-01-01")
    early = days.get_partition_keys(datetime(2024, 1, 4, tzinfo=UTC))

    assert early == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert "2024-01-04" not in early
    assert "2024-01-04" in days.get_partition_keys()


def test_dynamic_keys_of_a_dimension_keep_to_that_moment_too() -> None:
    grid = MultiPartitionsDefinition(
        {
            "file": DynamicPartitionsDefinition(name="files"),
            "place": StaticPartitionsDefinition(["x", "y"]),
        }
    )
    with DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("files", ["a", "b"])
        before = grid.get_partition_keys(dynamic_partitions_store=instance)
        instance.add_dynamic_partitions("files", ["c"])

        assert before == ["a|x", "a|y", "b|x", "b|y"]
        assert len(grid.get_partition_keys(dynamic_partitions_store=instance)) == 6


def test_more_than_a_thousand_keys_are_shown_by_their_ends() -> None:
    keys = DailyPartitionsDefinition("2020-01-01", end_date="2023-01-01").get_partition_keys()

    assert repr(keys) == (
        "['2020-01-01', '2020-01-02', '2020-01-03', ..., "
        "'2022-12-29', '2022-12-30', '2022-12-31'] (1,096 keys)"
    )


def test_what_changes_a_list_is_refused_with_what_to_do() -> None:
    keys, _ = keys_of(DEFINITIONS["days"])

    with pytest.raises(AttributeError, match=r"no attribute 'append'.*list\(keys\)"):
        keys.append("2024-05-01")
    with pytest.raises(TypeError, match="unhashable"):
        hash(keys)
