"""A mark holds for what was marked, and for nothing made from it."""

import functools

import pytest

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.versions.ignoring import ignore_changes, is_ignored


def test_a_marked_function_is_returned_as_it_is():
    def log(): ...

    assert ignore_changes(log) is log
    assert is_ignored(log)
    assert not is_ignored(lambda: 1)
    assert not is_ignored(3)


def test_a_wrapper_of_a_marked_function_is_not_marked():
    @ignore_changes
    def log(): ...

    @functools.wraps(log)
    def wrapper(): ...

    assert not is_ignored(wrapper)


def test_a_subclass_of_a_marked_class_is_not_marked():
    @ignore_changes
    class Base: ...

    class Derived(Base): ...

    assert is_ignored(Base)
    assert not is_ignored(Derived)


def test_what_cannot_be_marked_is_refused():
    with pytest.raises(DagsterInvalidDefinitionError, match="builtin_function_or_method"):
        ignore_changes(len)
