"""How definitions look as the value of a cell."""

from collections.abc import Callable
from html import escape
from typing import Any

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.definitions import Definitions
from dagbook.view.graph_view import STATE_GLYPHS, Card, StatusBadge
from dagbook.view.humanize import one_line
from dagbook.view.words import badge_of, status_words
from dagbook_jupyter.notebook import Notebook


def card_text(card: Card, badge: StatusBadge) -> str:
    """Return an asset in a few lines of text.

    >>> card = Card("orders", "orders", "sales", (), "A row each.", False, ("raw",), None, "", None)
    >>> print(card_text(card, StatusBadge("fresh", "")))
    orders  ● fresh
      group sales; reads raw
      A row each.
    """
    lines = [f"{one_line(card.key)}  {STATE_GLYPHS[badge.state]} {status_words(card, badge)}"]
    lines.extend(
        f"  {line}" for line in (_facts(card), *badge.reasons[:1], _first_line(card)) if line
    )
    return "\n".join(lines)


def card_html(card: Card, badge: StatusBadge) -> str:
    """Return an asset as HTML that also reads well where styles are stripped."""
    status = f"{STATE_GLYPHS[badge.state]} {status_words(card, badge)}"
    parts = [f"<b>{escape(one_line(card.key))}</b> {escape(status)}"]
    parts.extend(
        escape(line) for line in (_facts(card), *badge.reasons[:1], _first_line(card)) if line
    )
    return f'<div class="dagbook-card" data-state="{badge.state}">{"<br>".join(parts)}</div>'


def _facts(card: Card) -> str:
    """Return group, partitions, dependencies and origin on one line."""
    parts = [
        f"group {one_line(card.group)}" if card.group != "default" else "",
        f"{card.partitions.count:,} partitions" if card.partitions else "",
        f"reads {', '.join(map(one_line, card.deps))}" if card.deps else "",
        card.origin,
    ]
    return "; ".join(part for part in parts if part)


def _first_line(card: Card) -> str:
    """Return the first line of the description."""
    return one_line(card.description.partition("\n")[0])


def attach(notebook: Notebook) -> Callable[[], None]:
    """Have the shell show definitions as cards; return what takes that back."""
    formatters = notebook.shell.display_formatter.formatters
    html, plain = formatters["text/html"], formatters["text/plain"]

    def pretty(value: Any, printer: Any, _cycle: bool) -> None:
        printer.text("\n".join(card_text(*each) for each in _cards(notebook, value)) or repr(value))

    for kind in (AssetsDefinition, Definitions):
        html.for_type(
            kind, lambda value: "".join(card_html(*each) for each in _cards(notebook, value))
        )
        plain.for_type(kind, pretty)

    def detach() -> None:
        for kind in (AssetsDefinition, Definitions):
            html.pop(kind, None)
            plain.pop(kind, None)

    return detach


def _cards(
    notebook: Notebook, value: AssetsDefinition | Definitions
) -> list[tuple[Card, StatusBadge]]:
    """Return the live cards of *value* with their status; of what is not live nothing."""
    definitions = value.assets if isinstance(value, Definitions) else (value,)
    keys = {key.to_user_string() for each in definitions for key in each.keys_in_order}
    cards = [card for card in notebook.session.view().cards if card.key in keys]
    if not cards:
        return []
    badges = notebook.session.badges()
    return [(card, badge_of(card, badges.get(card.key))) for card in cards]
