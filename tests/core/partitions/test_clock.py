from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dagbook.partitions import PartitionLoadingContext, clock, partition_loading_context

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
LATER = datetime(2024, 1, 2, tzinfo=UTC)


def test_the_nearest_context_counts_and_leaving_it_restores_the_one_around():
    with partition_loading_context(NOON):
        with partition_loading_context(LATER):
            assert clock.effective_timestamp(UTC, None) == LATER.timestamp()
        assert clock.effective_timestamp(UTC, None) == NOON.timestamp()


def test_a_context_without_a_time_keeps_that_of_the_one_around():
    with partition_loading_context(NOON), partition_loading_context() as context:
        assert context == PartitionLoadingContext(NOON)


def test_a_context_without_any_time_stops_the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now_timestamp", NOON.timestamp)
    with partition_loading_context():
        monkeypatch.setattr(clock, "now_timestamp", LATER.timestamp)
        assert clock.effective_timestamp(UTC, None) == NOON.timestamp()
    assert clock.effective_timestamp(UTC, None) == LATER.timestamp()


def test_a_given_time_overrules_the_context_and_a_naive_one_is_local():
    with partition_loading_context(NOON):
        naive = datetime(2024, 1, 2, 1, tzinfo=UTC).replace(tzinfo=None)
        assert clock.effective_timestamp(ZoneInfo("Europe/Berlin"), naive) == LATER.timestamp()


def test_a_store_and_a_time_are_each_kept_by_a_context_that_gives_the_other():
    store = object()
    with (
        partition_loading_context(NOON, store),
        partition_loading_context(LATER) as later,
        partition_loading_context(dynamic_partitions_store=None) as inner,
    ):
        assert later == inner == PartitionLoadingContext(LATER, store)
    with partition_loading_context(NOON), partition_loading_context(None, store) as context:
        assert context == PartitionLoadingContext(NOON, store)
