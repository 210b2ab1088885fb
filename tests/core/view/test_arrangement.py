from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.arrangement import (
    FOLDS_ABOVE,
    Arrangement,
    arranged,
    fold_badge,
    fold_badges,
)
from dagbook.view.graph_view import FOLD_PREFIX, Card, GraphView, StatusBadge

NUMBERS = st.integers(0, 11)


def keys(found):
    return [card.key for card in found.view.cards]


def test_nothing_chosen_shows_everything(shop):
    found = arranged(shop, Arrangement())
    assert found.view == shop
    assert (found.folds, found.hidden) == ((), 0)


def test_a_folded_group_is_one_card_that_reads_what_its_assets_read_of_others(shop):
    found = arranged(shop, Arrangement(folded=("staging", "no such group")))
    (fold,) = found.folds
    assert fold.members == ("orders", "customers", "weather")
    card = next(card for card in found.view.cards if card.key == fold.key)
    assert card.name == "staging"
    assert card.deps == ("raw_orders", "raw_customers", "raw_weather")
    revenue = next(card for card in found.view.cards if card.key == "revenue")
    assert revenue.deps == (fold.key,)
    assert not found.hidden


def test_a_focus_shows_so_many_steps_up_and_down(shop):
    focus = Arrangement(focus=("orders",), upstream=1, downstream=0)
    assert keys(arranged(shop, focus)) == ["raw_orders", "raw_customers", "orders"]
    assert "s3/landing" in keys(arranged(shop, replace(focus, upstream=None)))
    assert "report" in keys(arranged(shop, replace(focus, downstream=None)))
    assert arranged(shop, focus).hidden == 9


def test_a_path_shows_what_lies_between_two_in_either_direction(shop):
    between = ["raw_orders", "orders", "revenue", "model", "forecast"]
    assert keys(arranged(shop, Arrangement(focus=("raw_orders", "forecast"), path=True))) == between
    assert keys(arranged(shop, Arrangement(focus=("forecast", "raw_orders"), path=True))) == between
    assert keys(arranged(shop, Arrangement(focus=("customers", "weather"), path=True))) == [
        "customers",
        "weather",
    ]


def test_a_focus_that_is_gone_hides_nothing(shop):
    assert arranged(shop, Arrangement(focus=("gone",))).view == shop


def test_a_large_graph_folds_by_itself_save_what_was_opened_or_is_looked_at(card):
    cards = tuple(card(f"a{i}", group=f"g{i % 4}") for i in range(FOLDS_ABOVE + 1))
    view = GraphView(cards)
    assert keys(arranged(view, Arrangement())) == ["//g0", "//g1", "//g2", "//g3"]
    opened = arranged(view, Arrangement(unfolded=("g1",)))
    assert [fold.name for fold in opened.folds] == ["g0", "g2", "g3"]
    near = arranged(view, Arrangement(focus=("a2",)))
    assert keys(near) == ["a2"]
    assert not arranged(GraphView(cards[:-1]), Arrangement()).folds


def test_a_large_graph_of_one_group_stays_open(card):
    view = GraphView(tuple(card(f"a{i}") for i in range(FOLDS_ABOVE + 1)))
    assert not arranged(view, Arrangement()).folds


def test_a_folded_group_says_how_many_are_in_which_state(shop, badges):
    folds = arranged(shop, Arrangement(folded=("ingest", "ml"))).folds
    cards = {card.key: card for card in shop.cards}
    told = fold_badges(folds, cards, badges)
    assert told["//ingest"].state == "failed"
    assert told["//ingest"].text == "3 assets, 1 failed"
    assert told["//ingest"].reasons == ("1 failed", "2 fresh")
    assert told["//ingest"].size_bytes == 1_234_567
    assert told["//ml"].state == "problem"
    assert fold_badge([StatusBadge("fresh", "")] * 2).text == "2 assets, all fresh"


def made(key, deps, group):
    return Card(key, key, group, (), "", False, tuple(deps), None, "", None)


@given(
    st.sets(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] < pair[1])),
    st.lists(st.sampled_from("pqr"), min_size=12, max_size=12),
    st.sets(st.sampled_from("pqr")),
    st.lists(NUMBERS, max_size=2),
    st.one_of(st.none(), st.integers(0, 3)),
)
def test_every_asset_is_shown_folded_or_hidden_and_edges_stay(pairs, homes, folded, focus, steps):
    view = GraphView(
        tuple(made(str(i), [str(a) for a, b in pairs if b == i], homes[i]) for i in range(12))
    )
    wish = Arrangement(
        folded=tuple(folded), focus=tuple(map(str, focus)), upstream=steps, downstream=steps
    )
    found = arranged(view, wish)
    inside = {key: fold.key for fold in found.folds for key in fold.members}
    shown = {card.key for card in found.view.cards}
    alone = {key for key in shown if not key.startswith(FOLD_PREFIX)}
    assert len(alone) + len(inside) + found.hidden == 12
    assert shown == alone | set(inside.values())
    assert set(map(str, focus)) <= alone | set(inside)
    drawn = {(dep, card.key) for card in found.view.cards for dep in card.deps if dep in shown}
    kept = {str(i) for i in range(12)} & (alone | set(inside))
    assert drawn == {
        (inside.get(str(a), str(a)), inside.get(str(b), str(b)))
        for a, b in pairs
        if str(a) in kept and str(b) in kept and (inside.get(str(a), a) != inside.get(str(b), b))
    }
