"""The panel as an anywidget: JupyterLab, Notebook, VS Code, Colab and marimo host it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from uuid import uuid4

import anywidget
import traitlets
from IPython.display import publish_display_data

from dagbook_jupyter.panel.arrangement_message import arrangement_of
from dagbook_jupyter.panel.commands import Command, commands_html, commands_text
from dagbook_jupyter.panel.controller import PanelController
from dagbook_jupyter.panel.panel_session import PanelSession


@dataclass(frozen=True, slots=True)
class StaticTwin:
    """What the saved notebook shows in place of the live panel.

    Args:
        picture: A data URI of the graph; "" when no engine can lay it out.
        alt: The picture in words, for who cannot see it.
        text: The graph as text, for who shows no pictures.
        commands: What to type, as nothing of it can be clicked.
    """

    picture: str
    alt: str
    text: str
    commands: tuple[Command, ...] = ()


Twin = Callable[[], StaticTwin]
"""Draws the static twin as things stand now."""

_VIEW = "application/vnd.jupyter.widget-view+json"


@cache
def page(name: str) -> str:
    """Return the built file *name* of the page: `panel.js` or `panel.css`."""
    return (files("dagbook_jupyter.panel") / "static" / name).read_text(encoding="utf-8")


def static_html(uid: str, twin: StaticTwin) -> str:
    """Return the static twin: a picture that a saved, even an untrusted, notebook shows.

    Args:
        uid: The live panel hides the twin with this id.
        twin: What it shows; a notebook's sanitizer lets an `<img>` with a data URI pass, and takes
            an inline `<svg>` to pieces. Without a picture it is the text.

    Example:
        >>> picture = "data:image/svg+xml;base64,AA=="
        >>> print(static_html("u1", StaticTwin(picture, "orders: fresh", "orders")))
        <div data-dagbook-static="u1"><img alt="orders: fresh"
        src="data:image/svg+xml;base64,AA=="></div>
    """
    shown = (
        f'<img alt="{escape(twin.alt)}" src="{escape(twin.picture)}">'
        if twin.picture
        else f"<pre>{escape(twin.text)}</pre>"
    )
    told = commands_html(twin.commands)
    return f'<div data-dagbook-static="{escape(uid)}">{shown}{told}</div>'


class LineagePanel(anywidget.AnyWidget):
    """The graph of a session, live: shown, selected, run and watched in one output.

    Args:
        session: What it shows and runs.
        twin: Draws the static picture that stays in the saved notebook; None leaves none.
        uid: Ties the panel to its static twin; the same one each time keeps the saved bytes equal.
        before: The panel whose place it takes: what was chosen there stays chosen. It is closed.
    """

    _esm = page("panel.js")
    _css = page("panel.css")

    graph = traitlets.Dict().tag(sync=True)
    statuses = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    selected = traitlets.List(traitlets.Unicode()).tag(sync=True)
    uid = traitlets.Unicode().tag(sync=True)
    ui = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        session: PanelSession,
        twin: Twin | None = None,
        uid: str | None = None,
        before: "LineagePanel | None" = None,
    ) -> None:
        super().__init__(uid=uid or f"dgb-{uuid4().hex[:12]}", **_choices(before))
        self._twin = twin
        self._shown_twin: dict[str, str] | None = None
        self._controller = PanelController(
            session, self.send, self.set_trait, on_quiet=self.refresh_twin
        )
        self.on_msg(self._receive)
        self.observe(self._arrange, "ui")
        session.arrange(arrangement_of(self.ui.get("arrangement")))
        self._controller.start()
        if before is not None:
            before.close()

    def close(self) -> None:
        """Stop following the session."""
        self._controller.close()
        super().close()

    def refresh_twin(self) -> None:
        """Draw the static picture anew where it was shown, for the notebook as it is saved."""
        if self._twin is None or self._shown_twin is None:
            return
        bundle = _bundle(self.uid, self._twin())
        if bundle != self._shown_twin:
            self._shown_twin = bundle
            _publish(bundle, self.uid, update=True)

    def _arrange(self, change: Any) -> None:
        self._controller.arrange(change["new"].get("arrangement"))

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        self._controller.on_message(content)

    def _ipython_display_(self) -> None:
        # Two outputs: a trusted notebook without its kernel shows of one bundle only the error
        # that the widget's model is gone, and not the picture beside it.
        if self._twin is not None:
            self._shown_twin = _bundle(self.uid, self._twin())
            _publish(self._shown_twin, self.uid)
        view = {"model_id": self.model_id, "version_major": 2, "version_minor": 0}
        _publish({_VIEW: view, "text/plain": ""})


def _choices(before: LineagePanel | None) -> dict[str, Any]:
    """Return what a person chose in the panel *before*: what is selected, and how it is shown."""
    return {} if before is None else {"selected": before.selected, "ui": before.ui}


def _bundle(uid: str, twin: StaticTwin) -> dict[str, str]:
    """Return the twin as an output: a picture, and text where no picture is shown."""
    words = "\n\n".join(part for part in (twin.text, commands_text(twin.commands)) if part)
    return {"text/html": static_html(uid, twin), "text/plain": words}


def _publish(
    bundle: dict[str, Any], display_id: str | None = None, *, update: bool = False
) -> None:
    publish_display_data(  # type: ignore[no-untyped-call]  # IPython's own has no types
        data=bundle,
        metadata={},
        transient={} if display_id is None else {"display_id": display_id},
        update=update,
    )
