import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import UnknownAssetError
from dagbook.selection import SelectableAttributes, parse, resolve
from dagbook.selection.syntax import All, And, Key, Not, Or, Subtract


class Chain:
    """source (external) -> a -> b (reads itself too) -> c; and d alone."""

    keys = ("source", "c", "b", "a", "d")

    def parents(self, key):
        return {"a": ["source"], "b": ["a", "b"], "c": ["b"]}.get(key, ())

    def attributes(self, key):
        return SelectableAttributes(external=key == "source")


def selected(text):
    return " ".join(resolve(parse(text), Chain()))


def test_keys_come_once_and_in_the_graphs_order():
    assert selected("d or a, c or c") == "c a d"


def test_an_asset_that_reads_itself_is_a_root_and_a_sink():
    assert selected("roots(b)") == selected("sinks(b)") == "b"


def test_roots_and_sinks_look_through_what_is_not_selected():
    assert selected("roots(a or c)") == "a"
    assert selected("sinks(a or c)") == "c"


def test_what_is_upstream_can_be_materialized_and_what_is_named_need_not():
    assert selected("*a") == "a"
    assert selected("source") == "source"
    assert selected("source*") == "source c b a"


@pytest.mark.parametrize("text", ["bb", "*bb", "not bb", "a and key:bb", "roots(bb)"])
def test_a_key_that_does_not_exist_is_named_wherever_it_stands(text):
    with pytest.raises(UnknownAssetError) as error:
        resolve(parse(text), Chain())
    assert error.value.asset_key == "bb"
    assert error.value.suggestions == ("b",)
    assert "bb" not in resolve(parse(text), Chain(), allow_missing=True)


def test_a_wildcard_that_matches_nothing_selects_nothing():
    assert selected("key:z*") == ""


sets = st.recursive(
    st.just(All()) | st.sampled_from([Key(key) for key in Chain.keys]) | st.just(Key("z*")),
    lambda children: (
        st.builds(Not, children)
        | st.builds(Subtract, children, children)
        | st.builds(And, st.lists(children, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(children, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


@given(sets, sets)
def test_operators_are_those_of_sets(left, right):
    def keys(selection):
        return set(resolve(selection, Chain()))

    assert keys(And((left, right))) == keys(left) & keys(right)
    assert keys(Or((left, right))) == keys(left) | keys(right)
    assert keys(Subtract(left, right)) == keys(left) - keys(right)
    assert keys(Not(left)) == keys(All()) - keys(left)
