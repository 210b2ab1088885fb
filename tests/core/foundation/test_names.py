"""Names that look like one that was meant."""

from hypothesis import given
from hypothesis import strategies as st

from dagbook.foundation.names import is_valid_name, similar

NAMES = st.text("abc_/", min_size=1, max_size=8)


@given(NAMES, st.lists(NAMES, max_size=10))
def test_suggestions_are_known_names_each_once_and_few(name, known):
    found = similar(name, known)
    assert set(found) <= set(known)
    assert len(found) == len(set(found)) <= 3


@given(NAMES, st.lists(NAMES, max_size=6))
def test_the_name_itself_comes_first(name, known):
    assert similar(name, [*known, name])[0] == name


def test_a_missing_prefix_is_found_though_the_words_differ():
    assert similar("orders", ["a/very/long/prefix/orders", "x"]) == ("a/very/long/prefix/orders",)


@given(st.text(max_size=6))
def test_a_valid_name_is_letters_digits_and_underscores(name):
    plain = name != "" and all(each.isascii() and (each.isalnum() or each == "_") for each in name)
    assert is_valid_name(name) == plain


def test_a_name_does_not_end_in_a_line_end():
    assert not is_valid_name("orders\n")
