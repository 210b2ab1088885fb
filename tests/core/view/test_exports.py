import json
import subprocess
from xml.etree import ElementTree as ET

from dagbook.view.dot import engines
from dagbook.view.exports import to_html, to_labelled_dot, to_mermaid
from dagbook.view.graph_view import GraphView

HOSTILE = 'a"]; n9 [label="<b>x</b>\\'


def graphviz(dot, kind):
    """Return what Graphviz makes of *dot*."""
    command = [engines()[0], "-Kdot", f"-T{kind}"]
    return subprocess.run(command, input=dot.encode(), capture_output=True, check=True).stdout


def test_dot_is_read_by_graphviz_with_every_name(shop, badges):
    drawn = ET.fromstring(graphviz(to_labelled_dot(shop, badges), "svg"))
    words = " ".join("".join(each.itertext()) for each in drawn.iter())
    for card in shop.cards:
        assert card.key in words
    assert "staging" in words


def test_a_hostile_name_stays_a_name_in_every_format(card):
    view = GraphView((card(HOSTILE, group=HOSTILE),))
    drawn = json.loads(graphviz(to_labelled_dot(view, {}), "json0"))["objects"]
    assert [each["name"] for each in drawn] == ["cluster_0", "n0"]
    mermaid = to_mermaid(view, {})
    assert "<b>" not in mermaid
    assert mermaid.count('"]') == 2
    assert "<b>" not in to_html("<svg/>", HOSTILE, title=HOSTILE)


def test_mermaid_draws_groups_edges_and_states(shop, badges):
    text = to_mermaid(shop, badges, direction="TB")
    assert text.startswith("flowchart TB\n")
    assert text.count("subgraph") == text.count("  end\n") == 4
    assert "n1 --> n4" in text
    assert ":::failed" in text
    assert "classDef failed" in text


def test_exports_are_the_same_bytes_for_the_same_graph(shop, badges):
    assert to_mermaid(shop, badges) == to_mermaid(shop, dict(reversed(badges.items())))
    assert to_labelled_dot(shop, badges) == to_labelled_dot(shop, badges)
