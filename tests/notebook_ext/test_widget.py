import gzip
import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

from dagbook.view.arrangement import Arrangement, arranged
from dagbook.view.graph_view import Card, GraphView, StatusBadge
from dagbook_jupyter import widget as module
from dagbook_jupyter.panel.messages import Details
from dagbook_jupyter.widget import LineagePanel, StaticTwin, page, static_html

VIEW = "application/vnd.jupyter.widget-view+json"


class OneAsset:
    """A session of one asset; a test makes it change."""

    def __init__(self):
        self.badge = StatusBadge("never", "")
        self.calls = []
        self.arrangement = Arrangement()

    def graph_view(self):
        return GraphView((Card("orders", "orders", "g", (), "", False, (), None, "", None),))

    def arranged(self):
        return arranged(self.graph_view(), self.arrangement)

    def arrange(self, arrangement):
        before, self.arrangement = self.arrangement, arrangement
        return before != arrangement

    def layout(self):
        return None

    def statuses(self):
        return {"orders": self.badge}

    def run_state(self):
        return None

    def details(self, key):
        return Details(key)

    def enqueue(self, *what):
        self.calls.append(what)

    def cancel(self, _run_id=None):
        self.calls.append("cancel")

    def subscribe(self, listener):
        self.listener = listener
        return lambda: self.calls.append("unsubscribed")


@pytest.fixture
def session():
    return OneAsset()


@pytest.fixture
def published(monkeypatch):
    bundles = []

    def publish(data, metadata=None, *, transient=None, update=False):
        bundles.append((data, transient, update))

    monkeypatch.setattr(module, "publish_display_data", publish)
    return bundles


def test_the_page_is_one_small_module_that_asks_for_nothing_else():
    source = page("panel.js")
    assert "render" in source
    # The word itself is in what colours Python.
    assert not re.search(r"(?:^|[;}])import\b|\bimport\(", source)
    assert len(gzip.compress(source.encode())) < 60_000
    assert "url(" not in page("panel.css")


def test_the_widget_carries_the_page_and_the_sessions_state(session):
    panel = LineagePanel(session)
    state = panel.get_state()
    assert state["_esm"] == page("panel.js")
    assert state["_css"] == page("panel.css")
    assert state["graph"]["cards"][0]["key"] == "orders"
    assert state["statuses"]["orders"]["state"] == "never"
    assert state["run"] is None
    assert state["selected"] == []


def test_every_widget_has_an_id_of_its_own(session):
    assert LineagePanel(session).uid != LineagePanel(session).uid


def test_a_message_of_the_page_reaches_the_session(session):
    panel = LineagePanel(session)
    panel._handle_custom_msg({"type": "cancel"}, [])
    assert session.calls == ["cancel"]


def test_the_picture_and_the_live_panel_are_two_outputs(session, published):
    drawn = StaticTwin("data:image/svg+xml;base64,AA==", "orders: never", "orders ○ never")
    panel = LineagePanel(session, twin=lambda: drawn)
    panel._ipython_display_()
    (twin, transient, _), (view, _, _) = published
    assert twin["text/html"] == static_html(panel.uid, drawn)
    assert twin["text/plain"] == "orders ○ never"
    assert transient == {"display_id": panel.uid}
    assert VIEW not in twin
    assert view[VIEW]["model_id"] == panel.model_id
    assert "text/html" not in view


def test_without_a_twin_there_is_only_the_live_panel(session, published):
    LineagePanel(session)._ipython_display_()
    assert [VIEW in data for data, _, _ in published] == [True]


def test_the_picture_is_drawn_anew_only_where_it_is_shown_and_has_changed(session, published):
    panel = LineagePanel(session, twin=lambda: StaticTwin("data:,", session.badge.state, "orders"))
    panel.refresh_twin()
    assert published == []
    panel._ipython_display_()
    published.clear()
    panel.refresh_twin()
    assert published == []
    session.badge = StatusBadge("fresh", "")
    panel.refresh_twin()
    ((data, transient, update),) = published
    assert 'alt="fresh"' in data["text/html"]
    assert transient == {"display_id": panel.uid}
    assert update


def test_a_closed_widget_no_longer_follows_the_session(session):
    panel = LineagePanel(session)
    panel.close()
    assert session.calls == ["unsubscribed"]


def test_the_static_picture_cannot_be_broken_out_of():
    html = static_html('"><script>', StaticTwin('x" onerror="alert(1)', '"><b>', ""))
    assert "<script>" not in html
    assert "<b>" not in html
    assert 'onerror="' not in html


def test_without_an_engine_the_twin_is_text():
    html = static_html("u1", StaticTwin("", "alt", "a <- b"))
    assert html == '<div data-dagbook-static="u1"><pre>a &lt;- b</pre></div>'


def test_a_panel_may_be_given_its_id_so_that_saved_bytes_are_equal(session):
    assert LineagePanel(session, uid="dgb-1").uid == "dgb-1"


def test_a_real_shell_displays_it(session):
    shell = InteractiveShell()
    kinds = []
    shell.display_pub.publish = lambda data, *_, **__: kinds.append(sorted(data))
    previous, InteractiveShell._instance = InteractiveShell._instance, shell
    try:
        drawn = StaticTwin("data:,", "alt", "orders")
        shell.display_formatter.format(LineagePanel(session, twin=lambda: drawn))
    finally:
        InteractiveShell._instance = previous
    assert kinds == [["text/html", "text/plain"], [VIEW, "text/plain"]]


def test_a_rerun_keeps_what_was_chosen_and_lets_go_of_the_panel_before(session):
    before = LineagePanel(session)
    before.selected = ["orders"]
    before.ui = {"arrangement": {"direction": "TB"}}
    assert session.arrangement.direction == "TB"
    session.calls.clear()
    after = LineagePanel(session, before=before)
    assert after.selected == ["orders"]
    assert after.ui == before.ui
    assert session.calls == ["unsubscribed"]
