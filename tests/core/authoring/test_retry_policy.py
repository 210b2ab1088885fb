"""Tests of `dagbook.authoring.retry_policy`."""

import pytest

from dagbook import Backoff, DagsterInvalidDefinitionError, Jitter, RetryPolicy
from dagbook.errors import ParameterCheckError


@pytest.mark.parametrize(
    ("policy", "delays"),
    [
        (RetryPolicy(), [0, 0, 0]),
        (RetryPolicy(delay=2), [2, 2, 2]),
        (RetryPolicy(delay=2, backoff=Backoff.LINEAR), [2, 4, 6]),
        (RetryPolicy(delay=2, backoff=Backoff.EXPONENTIAL), [2, 6, 14]),
        (RetryPolicy(delay=2, jitter=Jitter.FULL), [0.5, 0.5, 0.5]),
        (RetryPolicy(delay=2, jitter=Jitter.PLUS_MINUS), [1, 1, 1]),
        (RetryPolicy(delay=2, backoff=Backoff.LINEAR, jitter=Jitter.PLUS_MINUS), [1, 3, 5]),
    ],
    ids=repr,
)
def test_how_long_each_retry_waits(policy, delays, monkeypatch):
    monkeypatch.setattr("random.random", lambda: 0.25)
    assert [policy.calculate_delay(attempt) for attempt in (1, 2, 3)] == delays


@pytest.mark.parametrize("given", [{"backoff": Backoff.LINEAR}, {"jitter": Jitter.FULL}], ids=repr)
def test_what_changes_a_delay_needs_one(given):
    with pytest.raises(DagsterInvalidDefinitionError, match=next(iter(given))):
        RetryPolicy(**given)


@pytest.mark.parametrize(
    "given",
    [{"max_retries": "3"}, {"delay": "3"}, {"delay": 1, "backoff": "LINEAR"}],
    ids=repr,
)
def test_an_argument_of_another_type_is_named(given):
    with pytest.raises(ParameterCheckError, match=list(given)[-1]):
        RetryPolicy(**given)
