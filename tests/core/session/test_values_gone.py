"""Values whose file is gone, in a store of so many that not all are looked at every time."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.status.looking import Look

LETTERS = StaticPartitionsDefinition(list("abcdef"))
FEW = Look(2)


@pytest.fixture
def made(notebook, monkeypatch):
    """A notebook that made twelve values and looks at two of them at a time."""
    monkeypatch.setattr("dagbook.session.running.WHEN_PLANNING", FEW)

    @asset(partitions_def=LETTERS)
    def raw(context):
        return context.partition_key

    @asset(partitions_def=LETTERS)
    def tidy(raw):
        return raw.upper()

    notebook.define(raw, tidy)
    notebook.run()
    notebook.session.statuses()
    return notebook


def lose(notebook, key, partition):
    row = notebook.session.instance.event_log.latest_of(AssetKey(key), partition)
    (notebook.session.root / row.path).unlink()


def lost(notebook, look):
    statuses = notebook.session.statuses(look=look)
    return {key.to_user_string(): str(each.lost) for key, each in statuses.items() if each.lost}


def test_in_passing_a_value_that_is_gone_is_noticed_when_it_is_its_turn(made):
    lose(made, "tidy", "c")
    assert [lost(made, FEW) for _ in range(6)] == [{}, {}, {}, {}, {"tidy": "2"}, {"tidy": "2"}]


def test_a_value_that_is_about_to_be_read_is_looked_at_and_made_again(made):
    lose(made, "raw", "e")
    assert made.run("tidy", "e") == ["raw[e]", "tidy[e]"]


def test_what_is_named_is_looked_at(made):
    lose(made, "tidy", "f")
    assert made.run("tidy") == ["tidy[f]"]


def test_few_values_are_all_looked_at(made):
    lose(made, "tidy", "f")
    assert lost(made, Look(12)) == {"tidy": "5"}


def test_what_is_not_looked_at_is_said_where_all_else_is_current(made):
    (note,) = made.session.materialize().notes
    assert note.startswith("10 stored values were not looked at, whether they are still there")
    lose(made, "tidy", "f")
    found = [made.run() for _ in range(6)]
    assert found.count(["tidy[f]"]) == 1
