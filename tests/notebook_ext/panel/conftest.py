from dataclasses import dataclass, field

import pytest

from dagbook.errors import DagsterInvariantViolationError
from dagbook.view.arrangement import Arrangement, arranged
from dagbook.view.graph_view import Card, GraphView, StatusBadge
from dagbook.view.layout import Layout
from dagbook_jupyter.panel.messages import Ask, Details, Notice
from dagbook_jupyter.panel.partition_messages import (
    FindKeys,
    Found,
    Keys,
    Mapped,
    ShowKeys,
    ShowMapping,
)
from dagbook_jupyter.panel.run_questions import ShownRuns


def card(key, *deps):
    return Card(key, key, "default", (), "", False, deps, None, "cell 1", None)


@dataclass
class FakeSession:
    """A session of plain values: a test changes them and says so."""

    cards: tuple = (card("raw"), card("orders", "raw"))
    badges: dict = field(
        default_factory=lambda: {
            "raw": StatusBadge("fresh", ""),
            "orders": StatusBadge("never", ""),
        }
    )
    run: object = None
    calls: list = field(default_factory=list)
    listeners: list = field(default_factory=list)
    arrangement: Arrangement = field(default_factory=Arrangement)

    def graph_view(self):
        return GraphView(self.cards)

    def arranged(self):
        return arranged(self.graph_view(), self.arrangement)

    def arrange(self, arrangement):
        before, self.arrangement = self.arrangement, arrangement
        return before != arrangement

    def layout(self):
        return Layout(10, 10, (), (), ())

    def statuses(self):
        return dict(self.badges)

    def run_state(self):
        return self.run

    def details(self, key):
        if key == "broken":
            raise ZeroDivisionError("no rows")
        return Details(key, "About it.") if key in self.badges else None

    def about_partitions(self, question):
        match question:
            case ShowKeys(asset, start, stop, step):
                return Keys(asset, start, step, tuple(f"k{i}" for i in range(start, stop, step)))
            case FindKeys(asset, text):
                return Found(asset, text, ((0, 3),)) if asset in self.badges else None
            case ShowMapping(asset, ordinal):
                return Mapped(asset, ordinal, {"raw": ((ordinal, ordinal + 1),)}, {"raw": 1})

    def enqueue(self, keys, mode, partitions, counts, *, confirmed, config):
        if keys == ("many",) and not confirmed:
            return Ask("Run 2,000 steps?", ("many: 2,000",), "Run")
        if keys == ("nowhere",):
            raise DagsterInvariantViolationError("nowhere is not defined. Run its cell first.")
        call = keys, mode, partitions, counts
        self.calls.append((*call, config) if config else call)
        return None

    def forget(self, wish):
        if not wish.confirmed:
            return Ask(f"{wish.how} {wish.asset}?", (), wish.how)
        self.calls.append(wish)
        return Notice("info", "done")

    def resume(self, wish):
        self.calls.append(wish)

    def cancel(self, run_id=None):
        self.calls.append("cancel" if run_id is None else run_id)

    def about_runs(self, question):
        return ShownRuns((), is_all=True, here=type(question).__name__)

    def subscribe(self, listener):
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def put(self, key, state, text=""):
        self.badges[key] = StatusBadge(state, text)
        self.say("status")

    def say(self, change):
        for listener in list(self.listeners):
            listener(change)


@pytest.fixture
def session():
    return FakeSession()
