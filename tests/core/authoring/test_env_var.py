"""A variable is known by its name alone until a run starts."""

import copy
import pickle

import pytest

from dagbook.authoring.config import Config
from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.env_var import EnvVar, read_env_var
from dagbook.errors import DagsterInvalidConfigError
from dagbook.versions.bound import bound_code

SECRET = "hunter2"
COPIES = (copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value)))


class Holder(ConfigurableResource):
    text: str
    number: int = 0


class Said(Config):
    text: str


@pytest.fixture(autouse=True)
def variables(monkeypatch):
    monkeypatch.setenv("DAGBOOK_TEXT", SECRET)
    monkeypatch.setenv("DAGBOOK_NUMBER", "7")


def test_nothing_shows_the_value():
    holder = Holder(text=EnvVar("DAGBOOK_TEXT"), number=EnvVar.int("DAGBOOK_NUMBER"))
    for each in (holder, Said(text=EnvVar("DAGBOOK_TEXT")), EnvVar("DAGBOOK_TEXT")):
        assert SECRET not in repr(each)
    assert SECRET not in repr(bound_code("holder", holder))


def test_a_fingerprint_does_not_depend_on_the_value(monkeypatch):
    holder = Holder(text=EnvVar("DAGBOOK_TEXT"))
    before = bound_code("holder", holder).value
    monkeypatch.setenv("DAGBOOK_TEXT", "another")
    assert bound_code("holder", holder).value == before


@pytest.mark.parametrize("take", COPIES)
@pytest.mark.parametrize("made", [EnvVar("DAGBOOK_TEXT"), EnvVar.int("DAGBOOK_NUMBER")])
def test_a_copy_is_the_same_variable(made, take):
    taken = take(made)
    assert type(taken) is type(made)
    assert taken.get_value() == made.get_value()


def test_a_value_of_the_wrong_kind_is_named_and_not_shown():
    with pytest.raises(DagsterInvalidConfigError, match="DAGBOOK_TEXT") as raised:
        read_env_var("DAGBOOK_TEXT", "Int")
    assert SECRET not in str(raised.value)


def test_a_variable_is_read_at_every_start(monkeypatch):
    assert read_env_var("DAGBOOK_NUMBER", "Int") == 7
    monkeypatch.delenv("DAGBOOK_NUMBER")
    with pytest.raises(DagsterInvalidConfigError, match="DAGBOOK_NUMBER"):
        read_env_var("DAGBOOK_NUMBER", "Int")
