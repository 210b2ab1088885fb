import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.partitions import StaticPartitionsDefinition, partition_loading_context
from dagbook.partitions.pages import page_of

keys = st.lists(st.text("abc|", max_size=3), unique=True, max_size=12)


@given(keys, st.integers(1, 5), st.booleans())
def test_the_pages_are_all_keys_in_order_and_each_but_the_last_is_full(keys, limit, ascending):
    definition = StaticPartitionsDefinition(keys)
    pages, cursor = [], None
    while not pages or pages[-1].has_more:
        with partition_loading_context() as context:
            page = definition.get_paginated_partition_keys(context, limit, ascending, cursor)
        pages.append(page)
        cursor = page.cursor
    assert [len(page.results) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert len(pages[-1].results) <= limit
    found = [key for page in pages for key in page.results]
    assert found == (keys if ascending else keys[::-1])
    after = page_of(definition, limit, cursor, ascending=ascending)
    assert not keys or (after.results, after.has_more, after.cursor) == ([], False, cursor)


def test_keys_that_are_added_between_two_pages_are_on_the_next():
    page = page_of(StaticPartitionsDefinition("ab"), 2, None, ascending=True)
    assert not page.has_more
    rest = page_of(StaticPartitionsDefinition("abcd"), 5, page.cursor, ascending=True)
    assert rest.results == ["c", "d"]


def test_a_cursor_whose_key_is_gone_starts_over():
    page = page_of(StaticPartitionsDefinition("ab"), 2, None, ascending=True)
    assert page_of(StaticPartitionsDefinition("cd"), 1, page.cursor, ascending=True).results == [
        "c"
    ]


@pytest.mark.parametrize("cursor", ["", "?", "é", *map(base64.b64encode, [b"x", b"[]", b"\xff"])])
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(DagsterInvalidInvocationError, match="is no cursor of partition keys"):
        page_of(StaticPartitionsDefinition("ab"), 2, cursor, ascending=True)
