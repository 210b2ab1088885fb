import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.arrangement import Arrangement, arranged
from dagbook.view.graph_view import GraphView, StatusBadge
from dagbook_jupyter.panel.controller import (
    INTERVAL_SECONDS,
    QUIET_SECONDS,
    PanelController,
    call_later,
)
from dagbook_jupyter.panel.messages import Forget
from dagbook_jupyter.panel.run_messages import Resume, RunProgress


@dataclass
class Host:
    """A page that keeps what it is told, and a clock that a test moves."""

    now: float = 0.0
    sent: list = field(default_factory=list)
    state: dict = field(default_factory=dict)
    sets: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    quiet: int = 0

    def send(self, content):
        self.sent.append((self.now, content))

    def set_state(self, name, value):
        self.state[name] = value
        self.sets.append(name)

    def clock(self):
        return self.now

    def later(self, seconds, function):
        self.waiting.append((self.now + seconds, function))

    def on_quiet(self):
        self.quiet += 1

    def move(self, seconds):
        end = self.now + seconds
        while self.waiting and min(at for at, _ in self.waiting) <= end:
            item = min(self.waiting, key=lambda one: one[0])
            self.waiting.remove(item)
            self.now = max(self.now, item[0])
            item[1]()
        self.now = end

    def said(self, kind):
        return [content for _, content in self.sent if content["type"] == kind]

    def shown(self):
        """The statuses that the page shows: the trait, then the changes since it was opened."""
        states = {}
        for content in self.said("statuses"):
            states |= {key: badge["state"] for key, badge in content["changes"].items()}
        return states


def controller_of(session, host):
    return PanelController(
        session,
        host.send,
        host.set_state,
        on_quiet=host.on_quiet,
        clock=host.clock,
        later=host.later,
    )


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def controller(session, host):
    controller = controller_of(session, host)
    controller.start()
    host.move(1)
    return controller


def test_the_page_is_told_everything_at_the_start(session, host):
    controller_of(session, host).start()
    assert [card["key"] for card in host.state["graph"]["cards"]] == ["raw", "orders"]
    assert host.state["graph"]["layout"]["width"] == 10
    assert host.state["statuses"]["orders"]["state"] == "never"
    assert host.state["run"] is None
    assert host.sent == []


def test_a_change_of_status_sends_only_what_changed_and_leaves_the_graph(session, host, controller):
    host.sets.clear()
    session.put("orders", "running")
    host.move(0.01)
    (message,) = host.said("statuses")
    assert list(message["changes"]) == ["orders"]
    assert host.sets == []


def test_a_change_that_changes_nothing_is_not_told(session, host, controller):
    session.say("status")
    host.move(5)
    assert host.sent == []


def test_a_new_graph_has_a_new_version(session, host, controller):
    before = host.state["graph"]["version"]
    session.cards = session.cards[:1]
    session.say("graph")
    host.move(0.01)
    assert host.state["graph"]["version"] == before + 1
    assert len(host.state["graph"]["cards"]) == 1


def test_a_storm_of_changes_is_told_twenty_times_a_second_and_the_last_state_always(
    session, host, controller
):
    for step in range(1000):
        session.put("orders", "running", f"{step} of 1000")
        host.move(0.001)
    session.put("orders", "fresh")
    host.move(1)
    times = [at for at, _ in host.sent]
    assert 20 <= len(times) <= 22
    assert all(b - a >= INTERVAL_SECONDS - 1e-6 for a, b in pairwise(times))
    assert host.shown()["orders"] == "fresh"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["never", "fresh", "failed"]), st.floats(min_value=0, max_value=0.3)
        )
    )
)
def test_whatever_the_timing_the_page_ends_with_the_sessions_state(steps):
    session, host = FakeStatuses(), Host()
    controller_of(session, host).start()
    for state, wait in steps:
        session.put("raw", state)
        host.move(wait)
    host.move(2)
    shown = {"raw": host.state["statuses"]["raw"]["state"]} | host.shown()
    assert shown["raw"] == session.badges["raw"].state == host.state["statuses"]["raw"]["state"]


class FakeStatuses:
    """As much of a session as the law above needs: hypothesis wants a new one each time."""

    def __init__(self):
        self.badges = {"raw": StatusBadge("never", "")}

    def put(self, key, state):
        self.badges[key] = StatusBadge(state, "")
        self.listener("status")

    def subscribe(self, listener):
        self.listener = listener
        return lambda: None

    def statuses(self):
        return dict(self.badges)

    def graph_view(self):
        return GraphView(())

    def arranged(self):
        return arranged(GraphView(()), Arrangement())

    def layout(self):
        return None

    def run_state(self):
        return None


def test_statuses_are_kept_once_it_is_quiet(session, host, controller):
    session.put("orders", "fresh")
    host.move(0.01)
    host.move(QUIET_SECONDS / 2)
    assert host.state["statuses"]["orders"]["state"] == "never"
    host.move(QUIET_SECONDS)
    assert host.state["statuses"]["orders"]["state"] == "fresh"
    assert host.quiet == 1


def test_a_long_step_is_not_taken_for_quiet(session, host, controller):
    session.run = RunProgress("r1", "running", 0, 2, "orders")
    session.put("orders", "running")
    host.move(60)
    assert host.quiet == 0
    session.run = RunProgress("r1", "success", 2, 2)
    session.put("orders", "fresh")
    host.move(60)
    assert host.quiet == 1
    assert host.state["statuses"]["orders"]["state"] == "fresh"


def test_a_change_is_told_within_the_interval_also_when_another_has_just_been(
    session, host, controller
):
    session.put("orders", "running")
    host.move(INTERVAL_SECONDS / 2)
    assert host.shown() == {"orders": "running"}
    session.put("orders", "fresh")
    host.move(INTERVAL_SECONDS / 2 + 0.01)
    assert host.shown() == {"orders": "fresh"}


def test_however_many_changes_few_timers_wait(session, host, controller):
    for step in range(100):
        session.put("orders", "running" if step % 2 else "queued")
        assert len(host.waiting) <= 2


def test_a_session_slow_to_answer_is_asked_less_often(session, host, controller):
    plain = session.statuses

    def slow():
        host.now += 0.05
        return plain()

    session.statuses = slow
    for step in range(100):
        session.put("orders", "running", f"{step} of 100")
        host.move(0.02)
    assert 3 <= len(host.said("statuses")) <= 6


def test_the_thread_that_reports_a_change_does_not_tell_it(session, host, controller):
    session.statuses = lambda: 1 / 0
    session.say("graph")
    assert host.sent == []


def test_nothing_waits_once_all_is_told(session, host, controller):
    session.put("orders", "fresh")
    host.move(60)
    assert host.waiting == []


def test_a_run_is_shown_as_it_goes(session, host, controller):
    session.run = RunProgress("r1", "running", 1, 2, "orders", started_at=5.0, eta_seconds=1.5)
    session.say("run")
    host.move(0.01)
    assert host.state["run"]["current"] == "orders"
    assert host.state["run"]["eta_seconds"] == 1.5


def test_a_page_that_opens_later_gets_every_status(session, host, controller):
    controller.on_message({"type": "ready"})
    (message,) = host.said("statuses")
    assert set(message["changes"]) == {"raw", "orders"}


def test_exactly_what_was_selected_is_queued(session, host, controller):
    controller.on_message(
        {
            "type": "materialize",
            "keys": ["orders"],
            "mode": "selected",
            "partitions": {"orders": [[3, 4], [9, 12]]},
            "counts": {"orders": 40},
        }
    )
    controller.on_message({"type": "materialize", "keys": None, "mode": "stale"})
    controller.on_message({"type": "resume", "backfill_id": "0a1b", "budget_seconds": 600})
    controller.on_message({"type": "cancel"})
    assert session.calls == [
        (("orders",), "selected", {"orders": ((3, 4), (9, 12))}, {"orders": 40}),
        (None, "stale", {}, {}),
        Resume("0a1b", 600.0),
        "cancel",
    ]
    assert host.sent == []


def test_what_is_large_is_asked_and_runs_once_the_question_comes_back(session, host, controller):
    controller.on_message(
        {"type": "materialize", "keys": ["many"], "partitions": {"many": [[0, 2000]]}}
    )
    assert session.calls == []
    (ask,) = host.said("ask")
    assert (ask["title"], ask["lines"], ask["yes"]) == ("Run 2,000 steps?", ["many: 2,000"], "Run")
    controller.on_message(ask["wish"])
    assert session.calls == [(("many",), "selected", {"many": ((0, 2000),)}, {})]
    assert len(host.sent) == 1


def test_what_is_forgotten_is_asked_about_and_said(session, host, controller):
    controller.on_message({"type": "forget", "asset": "orders", "how": "wipe", "ranges": [[1, 3]]})
    assert session.calls == []
    (ask,) = host.said("ask")
    controller.on_message(ask["wish"])
    assert session.calls == [Forget("orders", "wipe", ((1, 3),), confirmed=True)]
    assert host.said("notice") == [{"type": "notice", "level": "info", "text": "done"}]


def test_details_are_answered_and_unknown_assets_are_not(session, host, controller):
    controller.on_message({"type": "details", "key": "orders"})
    controller.on_message({"type": "details", "key": "gone"})
    (message,) = host.said("details")
    assert message["description"] == "About it."


def test_questions_about_partitions_are_answered(session, host, controller):
    controller.on_message({"type": "keys", "asset": "orders", "start": 4, "stop": 9, "step": 2})
    controller.on_message({"type": "find", "asset": "orders", "text": "k"})
    controller.on_message({"type": "find", "asset": "gone", "text": "k"})
    controller.on_message({"type": "mapping", "asset": "orders", "ordinal": 7})
    assert [content for _, content in host.sent] == [
        {"type": "keys", "asset": "orders", "start": 4, "step": 2, "keys": ["k4", "k6", "k8"]},
        {"type": "found", "asset": "orders", "text": "k", "ranges": [[0, 3]], "is_all": True},
        {
            "type": "mapping",
            "asset": "orders",
            "ordinal": 7,
            "partitions": {"raw": [[7, 8]]},
            "counts": {"raw": 1},
        },
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (17, "int instead of a message"),
        ({"type": "materialize", "keys": 3}, "no usable keys"),
        ({"type": "materialize", "keys": ["nowhere"]}, "nowhere is not defined. Run its cell"),
        ({"type": "details", "key": "broken"}, "ZeroDivisionError: no rows"),
    ],
)
def test_what_goes_wrong_is_one_notice_and_no_exception(session, host, controller, content, text):
    controller.on_message(content)
    (notice,) = host.said("notice")
    assert notice["level"] == "error"
    assert text in notice["text"]


def test_a_session_that_fails_to_answer_does_not_stop_the_thread_that_runs(
    session, host, controller
):
    session.statuses = lambda: 1 / 0
    session.say("status")
    host.move(0.01)
    (notice,) = host.said("notice")
    assert "ZeroDivisionError" in notice["text"]
    del session.statuses
    session.put("orders", "fresh")
    host.move(1)
    assert host.shown() == {"orders": "fresh"}


def test_a_closed_panel_says_nothing_more(session, host, controller):
    session.put("orders", "running")
    host.move(0.01)
    session.put("orders", "fresh")
    controller.close()
    host.move(5)
    assert session.listeners == []
    assert host.shown() == {"orders": "running"}


def test_no_lock_is_held_while_the_session_is_asked(session, host):
    lock = threading.RLock()
    plain = session.statuses

    def statuses():
        with lock:
            return plain()

    session.statuses = statuses
    controller = PanelController(session, host.send, host.set_state)
    controller.start()
    inside, done, asked = threading.Event(), threading.Event(), threading.Event()

    def change_under_lock():
        with lock:
            inside.set()
            time.sleep(0.05)
            session.put("orders", "fresh")
        done.set()

    def change_without():
        inside.wait(5)
        controller.changed("status")
        asked.set()

    for work in (change_under_lock, change_without):
        threading.Thread(target=work, daemon=True).start()
    assert done.wait(5)
    assert asked.wait(5)
    controller.close()


def test_waiting_is_done_by_a_thread_that_does_not_keep_the_process():
    seen, event = [], threading.Event()

    def note():
        seen.append(threading.current_thread().daemon)
        event.set()

    call_later(0.001, note)
    assert event.wait(5)
    assert seen == [True]


def test_the_graph_is_told_anew_when_it_is_arranged_otherwise(session, host):
    controller = controller_of(session, host)
    controller.start()
    assert host.state["graph"]["folds"] == []
    controller.arrange({"folded": ["default"]})
    host.move(1)
    (fold,) = host.state["graph"]["folds"]
    assert fold["members"] == ["raw", "orders"]
    version = host.state["graph"]["version"]
    controller.arrange({"folded": ["default"], "zoom": 2})
    host.move(1)
    assert host.state["graph"]["version"] == version


@pytest.mark.parametrize(("state", "told_by"), [("running", 0.75), ("success", 0.15)])
def test_how_a_run_went_is_told_without_the_rest_that_a_run_is_left(session, state, told_by):
    host = Host()
    statuses = session.statuses

    def slow():
        host.now += 0.08
        return statuses()

    session.run = RunProgress("r1", "running", 0, 1)
    controller_of(session, host).start()
    host.move(2)
    session.statuses = slow
    session.put("orders", "running")
    host.move(0.1)
    session.statuses = statuses
    session.run = RunProgress("r1", state, 1, 1)
    before = host.now
    session.badges["orders"] = StatusBadge("fresh", "")
    session.say("run")
    host.move(2)
    at = next(at for at, said in host.sent if "fresh" in str(said) and at >= before)
    assert at - before <= told_by
    assert (at - before > 0.3) == (state == "running")
