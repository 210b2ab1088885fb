"""The graph as text for other tools: DOT, Mermaid, and a page of HTML.

Names are the user's and may hold anything, so every format quotes them; the same graph and status
give the same bytes.
"""

from collections.abc import Mapping
from html import escape

from dagbook.view.dot import Direction, edges, groups, shown_name
from dagbook.view.graph_view import STATE_GLYPHS, Card, GraphView, State, StatusBadge
from dagbook.view.humanize import one_line
from dagbook.view.theme import LIGHT
from dagbook.view.words import badge_of, status_words


def to_labelled_dot(
    view: GraphView, statuses: Mapping[str, StatusBadge], *, direction: Direction = "LR"
) -> str:
    r"""Return *view* as DOT with names and status, as any Graphviz tool draws it.

    Args:
        view: The cards; edges to keys without a card are left out.
        statuses: Their status by key; a card without one counts as never materialized.
        direction: "LR" draws upstream to the left, "TB" at the top.

    Example:
        >>> raw = Card("raw", "raw", "default", (), "", False, (), None, "", None)
        >>> print(to_labelled_dot(GraphView((raw,)), {"raw": StatusBadge("fresh", "")}))
        digraph assets {
          graph [rankdir=LR];
          node [shape=box style=rounded fontname="Helvetica"];
          n0 [label="raw\n● fresh"];
        }
        <BLANKLINE>
    """
    lines = [
        "digraph assets {",
        f"  graph [rankdir={direction}];",
        '  node [shape=box style=rounded fontname="Helvetica"];',
    ]
    for place, card in enumerate(view.cards):
        label = "\\n".join(map(_dot_text, _two_lines(card, statuses)))
        dashed = ' style="rounded,dashed"' if card.external else ""
        lines.append(f'  n{place} [label="{label}"{dashed}];')
    for number, group in enumerate(groups(view)):
        members = " ".join(f"n{i};" for i, card in enumerate(view.cards) if card.group == group)
        label = _dot_text(one_line(group))
        lines.append(f'  subgraph cluster_{number} {{ label="{label}"; {members} }}')
    lines += [f"  n{source} -> n{target};" for source, target in edges(view)]
    return "\n".join([*lines, "}", ""])


def to_mermaid(
    view: GraphView, statuses: Mapping[str, StatusBadge], *, direction: Direction = "LR"
) -> str:
    """Return *view* as a Mermaid flowchart, as GitHub and many wikis draw it.

    Args:
        view: The cards; edges to keys without a card are left out.
        statuses: Their status by key; a card without one counts as never materialized.
        direction: "LR" draws upstream to the left, "TB" at the top.

    Example:
        >>> raw = Card("raw", "raw", "default", (), "", False, (), None, "", None)
        >>> orders = Card("orders", "orders", "default", (), "", False, ("raw",), None, "", None)
        >>> print(to_mermaid(GraphView((raw, orders)), {}))
        flowchart LR
          n0["raw<br/>○ never materialized"]:::never
          n1["orders<br/>○ never materialized"]:::never
          n0 --> n1
          classDef never stroke:#5d6675
        <BLANKLINE>
    """
    lines = [f"flowchart {direction}"]
    boxes = dict.fromkeys(groups(view))
    nodes = {
        place: f'n{place}["{"<br/>".join(map(_mermaid_text, _two_lines(card, statuses)))}"]'
        f":::{_state(card, statuses)}"
        for place, card in enumerate(view.cards)
    }
    free = [place for place, card in enumerate(view.cards) if card.group not in boxes]
    lines += [f"  {nodes[place]}" for place in free]
    for number, group in enumerate(boxes):
        lines.append(f'  subgraph g{number}["{_mermaid_text(one_line(group))}"]')
        inside = (place for place, card in enumerate(view.cards) if card.group == group)
        lines += [f"    {nodes[place]}" for place in inside]
        lines.append("  end")
    lines += [f"  n{source} --> n{target}" for source, target in edges(view)]
    used = sorted({_state(card, statuses) for card in view.cards})
    lines += [f"  classDef {state} stroke:{LIGHT.words[state]}" for state in used]
    return "\n".join([*lines, ""])


def to_html(svg: str, alt: str, *, title: str) -> str:
    """Return a page that shows *svg* and needs nothing else.

    Args:
        svg: The picture, as `to_svg` makes it.
        alt: The picture in words.
        title: Of the page.

    Example:
        >>> "<title>a &amp; b</title>" in to_html("<svg/>", "one asset", title="a & b")
        True
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n"
        "<style>body{margin:24px;font-family:system-ui,sans-serif}svg{max-width:100%;height:auto}"
        "p{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}</style>\n"
        f"</head>\n<body>\n{svg}<p>{escape(alt)}</p>\n</body>\n</html>\n"
    )


def _two_lines(card: Card, statuses: Mapping[str, StatusBadge]) -> tuple[str, str]:
    badge = badge_of(card, statuses.get(card.key))
    return one_line(shown_name(card)), f"{STATE_GLYPHS[badge.state]} {status_words(card, badge)}"


def _state(card: Card, statuses: Mapping[str, StatusBadge]) -> State:
    return badge_of(card, statuses.get(card.key)).state


def _dot_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _mermaid_text(text: str) -> str:
    """Return *text* for a quoted label: what Mermaid would read is written as its entities."""
    return "".join(
        each if each.isalnum() or each in " _-/.,:()○●◐▶◷✕◔⚠" else f"#{ord(each)};" for each in text
    )
