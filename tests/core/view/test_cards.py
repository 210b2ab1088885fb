"""Cards: what of an asset is drawn, from its definition alone."""

from dagbook.asset_graph.graph import build_graph
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetOut
from dagbook.authoring.live_definitions import Origin
from dagbook.authoring.multi_asset_decorator import multi_asset
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.view.cards import graph_view


@asset(key_prefix=["sales", "eu"], group_name="g", kinds={"pandas", "csv"}, deps=["feed"])
def orders():
    """Orders as they **came**."""


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def report(totl): ...


@multi_asset(outs={"total": AssetOut(), "count": AssetOut(description="How many.")})
def both():
    """Two at once."""


GRAPH = build_graph([report, orders, both])
ORIGINS = {AssetKey(["sales", "eu", "orders"]): Origin("id-1", "cell 7")}
CARDS = {card.key: card for card in graph_view(GRAPH, ORIGINS).cards}


def test_cards_come_in_the_order_of_the_graph():
    assert list(CARDS) == [key.to_user_string() for key in GRAPH.order]
    assert len(CARDS) == 5


def test_a_card_says_what_the_definition_says():
    card = CARDS["sales/eu/orders"]
    assert (card.name, card.group, card.description) == ("orders", "g", "Orders as they **came**.")
    assert set(card.kinds) == {"pandas", "csv"}
    assert (card.deps, card.origin, card.external) == (("feed",), "cell 7", False)
    assert (card.partitions, card.problem) == (None, None)


def test_what_is_only_referred_to_is_external_and_from_nowhere():
    assert CARDS["feed"].external
    assert CARDS["feed"].origin == ""
    assert CARDS["feed"].group == "default"


def test_a_problem_is_on_the_card_and_the_unknown_input_among_its_dependencies():
    card = CARDS["report"]
    assert card.deps == ("totl",)
    assert card.problem == "report takes totl, which nothing defines. Did you mean total?"


def test_partitions_are_on_the_card():
    partitions = CARDS["report"].partitions
    assert (partitions.count, partitions.keys) == (2, ("a", "b"))


def test_each_output_of_a_multi_asset_has_its_own_card():
    assert CARDS["count"].description == "How many."
    assert CARDS["total"].name == "total"
