"""How a check stands, from its latest evaluation, what is there now, and its code."""

from dataclasses import replace

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_check import asset_check
from dagbook.authoring.asset_decorator import asset
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckEvaluation, AssetCheckKey, AssetCheckSeverity
from dagbook.model.records import StoredCheck, StoredMaterialization
from dagbook.status.check_status import CheckState, check_statuses, reads_now

ORDERS = AssetKey("orders")
KEY = AssetCheckKey(ORDERS, "some")
WARN = AssetCheckSeverity.WARN


@asset
def orders(): ...


@asset_check(asset="orders", blocking=True)
def some(orders): ...


GRAPH = build_graph([orders, some])
MADE = StoredMaterialization(1, "r", 1.0, 0.1, "v1", "f", (), None, None)
LATEST = {ORDERS: {None: MADE}}


def stored(*, passed, severity=AssetCheckSeverity.ERROR, code="c", latest=LATEST):
    evaluation = AssetCheckEvaluation(ORDERS, "some", passed, severity=severity, blocking=True)
    reads = reads_now(GRAPH, GRAPH.checks[KEY], None, latest)
    return StoredCheck(2, "r", 2.0, evaluation, reads, code)


def status(found=None, latest=LATEST, code="c"):
    evaluations = {KEY: {None: found}} if found is not None else {}
    return check_statuses(GRAPH, latest, evaluations, lambda _definition, _output: code)[KEY]


STATES = {
    "passed": (stored(passed=True), CheckState.PASSED, False),
    "failed": (stored(passed=False), CheckState.FAILED, True),
    "warned": (stored(passed=False, severity=WARN), CheckState.WARNED, False),
}


@pytest.mark.parametrize(("found", "state", "blocks"), STATES.values(), ids=STATES)
def test_what_was_found_last_is_its_state_and_a_failure_blocks(found, state, blocks):
    now = status(found)
    assert (now.state, now.blocks, now.is_stale) == (state, blocks, False)


def test_never_run_it_is_due_once_its_asset_has_a_value():
    assert status().state is CheckState.NOT_RUN
    assert len(status().to_do) == 1
    assert not status(latest={}).to_do


OTHERS = {
    "another value": ({ORDERS: {None: replace(MADE, version="v2")}}, "c"),
    "other code": (LATEST, "d"),
    "code that cannot be told": (LATEST, None),
}


@pytest.mark.parametrize(("latest", "code"), OTHERS.values(), ids=OTHERS)
def test_of_something_else_it_is_stale_due_and_blocks_no_more(latest, code):
    now = status(stored(passed=False), latest, code)
    assert now.state is CheckState.FAILED
    assert (now.is_stale, len(now.to_do), now.blocks) == (True, 1, False)


def test_an_equal_value_made_again_leaves_it_current():
    again = {ORDERS: {None: replace(MADE, event_id=9, run_id="later")}}
    assert not status(stored(passed=True), again).is_stale
