"""Digests: equal exactly for the same parts in the same cuts."""

from hypothesis import given
from hypothesis import strategies as st

from dagbook.foundation.digest import digest

PARTS = st.lists(st.text("ab", max_size=3), max_size=4)


@given(PARTS, PARTS)
def test_digests_are_equal_exactly_when_the_parts_are(one, two):
    assert (digest(one) == digest(two)) == (one == two)


@given(PARTS)
def test_text_and_its_bytes_are_the_same(parts):
    assert digest(parts) == digest(each.encode() for each in parts)


def test_a_digest_is_the_same_in_every_process():
    assert digest(["ab", b"c"]) == "3790745c4a3aeead2237f1c25d58d01b"
