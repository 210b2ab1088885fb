"""An attribute counts where it was written down, not where it is made up."""

from dataclasses import dataclass
from unittest import mock

import pytest

from dagbook.foundation.attributes import real_attribute


class Slotted:
    __slots__ = ("kept",)

    def __init__(self):
        self.kept = 1

    @property
    def told(self):
        return 2

    def method(self):
        return 3


@dataclass
class Held:
    kept: int = 4


class Proxy:
    def __getattr__(self, name):
        return f"made up {name}"


@pytest.mark.parametrize("kind", [mock.Mock, mock.MagicMock, mock.AsyncMock, Proxy])
def test_what_answers_to_everything_has_nothing_of_it(kind):
    value = kind()
    assert value.resource_fn
    assert real_attribute(value, "config_field") is None
    assert real_attribute(value, "config_field", ()) == ()


def test_a_mock_of_a_class_has_not_what_the_class_has():
    assert real_attribute(mock.create_autospec(Slotted, instance=True), "told") is None


def test_fields_slots_properties_and_methods_are_real():
    assert real_attribute(Held(), "kept") == 4
    value = Slotted()
    assert [real_attribute(value, name) for name in ("kept", "told")] == [1, 2]
    assert real_attribute(value, "method")() == 3
    assert real_attribute(Slotted, "method")(value) == 3


def test_a_slot_that_was_never_filled_is_as_if_it_were_not_there():
    assert real_attribute(Slotted.__new__(Slotted), "kept", "none") == "none"
