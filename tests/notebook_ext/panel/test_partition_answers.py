"""What the page is told of partitions, of a real session."""

import json

import pytest

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.view import rough
from dagbook.view.encode import to_json
from dagbook.view.rough import places_of
from dagbook_jupyter.panel import partition_answers, session_source
from dagbook_jupyter.panel.partition_messages import (
    FindKeys,
    ShowKeys,
    ShowMapping,
    ShowSubset,
    ShowWindow,
)
from dagbook_jupyter.panel.session_source import SessionSource

DAYS = """
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-31")
    hours = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-01-31-00:00")

    @asset(partitions_def=hours)
    def raw(): ...

    @asset(partitions_def=days)
    def orders(raw): ...

    @asset
    def report(orders): ...
"""


@pytest.fixture
def source(cells):
    cells.run(DAYS)
    return SessionSource(cells.session)


def test_keys_are_told_in_steps_and_not_past_the_end(source):
    ask = source.about_partitions
    assert ask(ShowKeys("orders", 27, 99)).keys == ("2024-01-28", "2024-01-29", "2024-01-30")
    assert ask(ShowKeys("raw", 0, 72, 24)).keys == (
        "2024-01-01-00:00",
        "2024-01-02-00:00",
        "2024-01-03-00:00",
    )
    assert ask(ShowKeys("orders", 99, 120)).keys == ()


def test_no_more_keys_are_told_at_once_than_can_be_shown(source, monkeypatch):
    monkeypatch.setattr(partition_answers, "MOST_KEYS", 5)
    assert len(source.about_partitions(ShowKeys("raw", 0, 700)).keys) == 5


def test_what_is_found_is_told_as_ranges(source, monkeypatch):
    found = source.about_partitions(FindKeys("raw", "2024-01-02"))
    assert (found.ranges, found.is_all) == (((24, 48),), True)
    monkeypatch.setattr(partition_answers, "MOST_RANGES", 2)
    found = source.about_partitions(FindKeys("raw", "-05:00"))
    assert (found.ranges, found.is_all) == (((5, 6), (29, 30)), False)


def test_what_belongs_to_a_partition_is_told_across_the_graph(source):
    mapped = source.about_partitions(ShowMapping("orders", 3))
    assert mapped.partitions == {"raw": ((72, 96),), "report": ((0, 1),)}
    assert mapped.counts == {"raw": 24, "report": 1}


@pytest.mark.parametrize(
    "question",
    [ShowMapping("orders", 30), ShowMapping("report", 0), ShowKeys("gone", 0, 1)],
    ids=["past the end", "no partitions", "not defined"],
)
def test_what_there_is_not_is_not_answered(source, question):
    assert source.about_partitions(question) is None


def test_the_status_of_a_part_is_exact(source, cells):
    cells.run("%materialize raw --partitions 2024-01-02-00:00...2024-01-02-03:00")
    source.statuses()
    window = source.about_partitions(ShowWindow("raw", 20, 26))
    assert window.badge.materialized == ((24, 26),)
    assert source.about_partitions(ShowSubset("raw", "fresh")).ranges == ((24, 28),)
    assert source.about_partitions(ShowSubset("raw", "missing")).ranges == ((0, 24), (28, 720))


def test_a_status_of_many_ranges_is_told_roughly_and_again_only_when_it_changes(
    source, cells, monkeypatch
):
    cells.run("%materialize raw --partitions 2024-01-02-00:00,2024-01-03-00:00 --yes")
    monkeypatch.setattr(session_source, "is_long", lambda badge: len(badge.materialized) > 1)
    monkeypatch.setattr(
        session_source, "roughly", lambda badge, count: rough.roughly(badge, count, most=1)
    )
    first, second = source.statuses()["raw"], source.statuses()["raw"]
    assert first.is_rough
    assert second is first
    assert source.about_partitions(ShowWindow("raw", 20, 30)).badge.materialized == ((24, 25),)
    cells.run("%materialize raw --partition 2024-01-05-00:00")
    assert len(places_of(source.statuses()["raw"], "fresh", 720)) == 3


def test_too_many_separate_ranges_are_one_sentence(source, cells, monkeypatch):
    cells.run("%materialize raw --partitions 2024-01-02-00:00...2024-01-02-03:00")
    monkeypatch.setattr(partition_answers, "MOST_SELECTED_RANGES", 1)
    with pytest.raises(DagsterInvalidInvocationError, match="716 missing partitions of raw lie in"):
        source.about_partitions(ShowSubset("raw", "missing"))


def test_dynamic_partitions_are_those_of_the_sessions_store(cells):
    cells.run("""
        @asset(partitions_def=DynamicPartitionsDefinition(name="fruits"))
        def crates(): ...
    """)
    cells.session.instance.add_dynamic_partitions("fruits", ["pear", "apple"])
    source = SessionSource(cells.session)
    (card,) = source.graph_view().cards
    assert card.partitions.keys == ("pear", "apple")
    assert source.about_partitions(FindKeys("crates", "app")).ranges == ((1, 2),)


def test_partitions_that_moved_since_they_were_chosen_do_not_run(cells):
    cells.run("""
        @asset(partitions_def=DynamicPartitionsDefinition(name="fruits"))
        def crates(): ...
    """)
    store = cells.session.instance
    store.add_dynamic_partitions("fruits", ["pear", "apple", "plum"])
    source = SessionSource(cells.session)
    changes = []
    source.subscribe(changes.append)
    store.delete_dynamic_partition("fruits", "pear")
    assert changes == ["graph"]
    with pytest.raises(DagsterInvalidInvocationError, match="crates have changed since"):
        source.enqueue(("crates",), "selected", {"crates": ((1, 2),)}, {"crates": 3})
    assert changes == ["graph", "graph"]
    assert source.run_state() is None


def test_an_asset_of_a_million_partitions_is_told_in_little(cells):
    cells.run("""
        many = StaticPartitionsDefinition([f"user-{i:06}" for i in range(1_000_000)])

        @asset(partitions_def=many)
        def users(): ...
    """)
    source = SessionSource(cells.session)
    told = [to_json(source.graph_view().cards), to_json(source.statuses())]
    assert len(json.dumps(told)) < 100_000
    assert source.about_partitions(ShowKeys("users", 999_999, 2_000_000)).keys == ("user-999999",)
