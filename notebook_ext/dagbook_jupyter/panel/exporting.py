"""The panel's graph as a file that the page saves: what is shown, as it is arranged."""

from collections.abc import Mapping
from time import time

from dagbook.view.arrangement import Arranged, Arrangement
from dagbook.view.exports import to_html, to_labelled_dot, to_mermaid
from dagbook.view.graph_view import FOLD_PREFIX, GraphView, StatusBadge
from dagbook.view.humanize import moment
from dagbook.view.layout import Layout
from dagbook.view.picture import alt_text, to_svg
from dagbook_jupyter.panel.graph_messages import Exported, Format
from dagbook_jupyter.panel.messages import Notice

_TEXTS = {"mermaid": to_mermaid, "dot": to_labelled_dot}
_FILES: Mapping[Format, tuple[str, str]] = {
    "svg": ("assets.svg", "image/svg+xml"),
    "png": ("assets.png", "image/svg+xml"),
    "html": ("assets.html", "text/html"),
    "mermaid": ("assets.mmd", "text/plain"),
    "dot": ("assets.dot", "text/vnd.graphviz"),
}


def exported(
    shown: Arranged,
    view: GraphView,
    layout: Layout | None,
    statuses: Mapping[str, StatusBadge],
    arrangement: Arrangement,
    file_format: Format,
) -> Exported | Notice:
    """Return the graph as a file, or why there is none.

    Args:
        shown: The cards as they are arranged.
        view: All cards.
        layout: Where those that are shown lie; None without a Graphviz engine.
        statuses: Of the cards, those of folded groups among them.
        arrangement: How they are arranged.
        file_format: As what.
    """
    name, mime = _FILES[file_format]
    to_text = _TEXTS.get(file_format)
    if to_text is not None:
        text = to_text(shown.view, statuses, direction=arrangement.direction)
        return Exported(file_format, name, mime, text)
    if layout is None:
        return Notice(
            "error",
            f"There is no picture to save as {file_format.upper()}: no Graphviz engine works here. "
            "Export Mermaid or DOT, or install graphviz-pure.",
        )
    folds = [card for card in shown.view.cards if card.key.startswith(FOLD_PREFIX)]
    svg = to_svg(view, layout, statuses, as_of=moment(time()), folds=folds)
    if file_format == "html":
        svg = to_html(svg, alt_text(shown.view, statuses), title="Asset graph")
    return Exported(file_format, name, mime, svg)
