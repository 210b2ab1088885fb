from dataclasses import dataclass
from typing import Any

import pytest

from dagbook.view.graph_view import STATE_WORDS, PartitionsView, StatusBadge
from dagbook.view.words import badge_of, status_words, wordings


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    badge: StatusBadge
    words: str
    card: Any = ()


CASES = (
    Case("no_text", StatusBadge("fresh", ""), "fresh"),
    Case("text_says_the_state", StatusBadge("stale", "Stale: code changed"), "Stale: code changed"),
    Case("text_says_the_states_words", StatusBadge("queued", "waiting for a"), "waiting for a"),
    Case("text_says_the_word", StatusBadge("queued", "queued behind a"), "queued behind a"),
    Case("text_says_less", StatusBadge("stale", "3 of 4"), "stale (3 of 4)"),
    Case("an_error", StatusBadge("failed", "KeyError: 'a'"), "failed: KeyError: 'a'"),
    Case("text_counts_it", StatusBadge("stale", "9 days, 2 stale"), "9 days, 2 stale"),
    Case("text_counts_all", StatusBadge("fresh", "3 assets, all fresh"), "3 assets, all fresh"),
    Case("text_counts_days", StatusBadge("failed", "2 of 9 days"), "failed: 2 of 9 days"),
    Case("two_lines", StatusBadge("failed", "failed:\n  why"), "failed: why"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_state_is_said_once_and_on_one_line(case, card):
    assert status_words(card("orders"), case.badge) == case.words


def test_an_external_asset_is_not_called_never_materialized(card):
    outside = card("s3", external=True)
    assert status_words(outside, badge_of(outside, None)) == "external"
    assert status_words(outside, StatusBadge("fresh", "")) == "fresh"


def test_without_a_badge_a_problem_is_told_and_else_nothing_was_made(card):
    broken = card("orders", problem="orders takes x, which no cell defines.")
    assert status_words(broken, badge_of(broken, None)).startswith("problem: orders takes x")
    assert badge_of(card("orders"), None).state == "never"


@pytest.mark.parametrize("state", STATE_WORDS)
def test_every_state_has_words(state, card):
    assert status_words(card("orders"), StatusBadge(state, "")) == STATE_WORDS[state]


def test_fewer_words_keep_the_number_that_matters(card):
    days = card("orders", partitions=PartitionsView("daily", 365, "a", "z"))
    badge = StatusBadge("failed", "139 of 365 days, 1 failed", failed=((9, 10),))
    assert wordings(days, badge) == ("139 of 365 days, 1 failed",) * 2 + ("1 of 365 failed",)
    partial = StatusBadge("partial", "2 of 365 days")
    assert wordings(days, partial) == ("partly done (2 of 365 days)", "2 of 365 days")
    assert wordings(card("report"), StatusBadge("fresh", "")) == ("fresh",)
