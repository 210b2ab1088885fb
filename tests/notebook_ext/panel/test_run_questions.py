"""What the page may say about runs, and what it may not."""

import pytest

from dagbook.session.run_list import RunLine
from dagbook.view.timeline import Piece, PlannedRow, timeline
from dagbook_jupyter.panel.messages import (
    BadMessage,
    Cancel,
    Materialize,
    ShowPlan,
    encode,
)
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.run_questions import (
    MOST_RUNS,
    ConfigErrors,
    ShowConfig,
    ShownRuns,
    ShownTimeline,
    ShowRuns,
    ShowTimeline,
)

WISH = {"keys": ["a"], "mode": "upstream", "partitions": {"a": [[0, 2]]}, "counts": {"a": 3}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"type": "cancel"}, Cancel()),
        ({"type": "cancel", "run_id": "r1"}, Cancel("r1")),
        ({"type": "runs", "limit": 30}, ShowRuns(30)),
        ({"type": "runs", "limit": 10**9}, ShowRuns(MOST_RUNS)),
        ({"type": "timeline", "run_id": ""}, ShowTimeline("")),
        ({"type": "config_form", "keys": ["a", "a"]}, ShowConfig(("a",))),
        (
            {"type": "plan", **WISH},
            ShowPlan(Materialize(("a",), "upstream", {"a": ((0, 2),)}, {"a": 3})),
        ),
        (
            {"type": "materialize", **WISH, "config": {"a": {"days": 3}}},
            Materialize(("a",), "upstream", {"a": ((0, 2),)}, {"a": 3}, config={"a": {"days": 3}}),
        ),
    ],
)
def test_what_the_page_asks_is_read(content, message):
    assert parse(content) == message


@pytest.mark.parametrize("mode", ["selected", "upstream", "stale", "all", "failed"])
def test_every_mode_is_known(mode):
    assert parse({"type": "materialize", "keys": None, "mode": mode}).mode == mode


@pytest.mark.parametrize(
    "content",
    [
        {"type": "cancel", "run_id": 3},
        {"type": "runs"},
        {"type": "runs", "limit": 0},
        {"type": "runs", "limit": True},
        {"type": "timeline"},
        {"type": "config_form", "keys": "a"},
        {"type": "config_form", "keys": [1]},
        {"type": "plan", **WISH, "mode": "dance"},
        {"type": "plan", **WISH, "mode": ["all"]},
        {"type": "materialize", **WISH, "config": [1]},
        {"type": "materialize", **WISH, "config": {"a": 3}},
        {"type": "materialize", **WISH, "config": {"a": {"b": float("nan")}}},
        {"type": "materialize", **WISH, "config": {"a": {"b": object()}}},
    ],
)
def test_what_cannot_be_used_is_said_and_raises_nothing(content):
    assert isinstance(parse(content), BadMessage)


def test_answers_are_plain_and_named_as_the_page_knows_them():
    line = RunLine("r1", "failed", ("a",), 0, "", 1, 1, 5.0, 2.0, "cell 7", "ValueError: no")
    told = encode(ShownRuns((line,), here="r1"))
    assert (told["type"], told["rows"][0]["what"], told["here"]) == ("runs", ["a"], "r1")
    shown = timeline([PlannedRow("a", 1)], [Piece("a", 0, 2, "success")], 2)
    told = encode(ShownTimeline("r1", "", "success", 5.0, "panel", shown))
    assert told["timeline"]["rows"][0]["bars"] == [
        {"start": 0, "stop": 2, "state": "success", "number": 1, "label": ""}
    ]
    assert encode(ConfigErrors({"a": {"days": "no"}})) == {
        "type": "config_errors",
        "errors": {"a": {"days": "no"}},
    }
