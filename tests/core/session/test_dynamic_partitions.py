"""Dynamic partitions as a session, `materialize` and `load` see them."""

from queue import Queue

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.errors import DagsterUnknownPartitionError
from dagbook.execution.materialize import materialize
from dagbook.partitions import DynamicPartitionsDefinition, OrdinalRanges
from dagbook.session.session import Session
from dagbook.storage.instance import DagsterInstance


@asset(partitions_def=DynamicPartitionsDefinition(name="fruits"))
def juice(context):
    return context.partition_key.upper()


@asset(partitions_def=DynamicPartitionsDefinition(name="fruits"))
def eaten(context):
    context.instance.delete_dynamic_partition("fruits", context.partition_key)


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path / ".dagbook")
    yield session
    session.close()


def status(session):
    return next(iter(session.statuses().values()))


def test_a_session_follows_what_is_added_and_deleted(session):
    session.live.put(Origin("c", "cell 1"), Found((juice,)))
    assert status(session).missing == OrdinalRanges.EMPTY
    session.instance.add_dynamic_partitions("fruits", ["pear", "apple"])
    assert status(session).missing == OrdinalRanges.span(0, 2)
    assert session.materialize("juice", "apple").run.is_success
    assert status(session).materialized == OrdinalRanges.span(1, 2)
    assert session.load("juice", "apple") == "APPLE"
    assert session.load("juice", "all") == {"apple": "APPLE"}
    session.instance.delete_dynamic_partition("fruits", "pear")
    assert status(session).materialized == OrdinalRanges.span(0, 1)
    assert session.view().cards
    assert session.badges()


def test_a_step_may_delete_its_own_partition(session):
    session.live.put(Origin("c", "cell 1"), Found((eaten,)))
    session.instance.add_dynamic_partitions("fruits", ["pear", "apple"])
    assert session.materialize("eaten", "all").run.is_success
    assert session.instance.get_dynamic_partitions("fruits") == []


def test_a_run_in_the_background_knows_the_partitions(session):
    session.live.put(Origin("c", "cell 1"), Found((juice,)))
    session.instance.add_dynamic_partitions("fruits", ["pear"])
    ended = Queue()
    session.enqueue("juice", "pear", on_end=ended.put)
    assert ended.get(timeout=30).run.is_success


def test_materialize_asks_the_instance_it_is_given():
    with DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("fruits", ["pear"])
        assert materialize([juice], instance=instance, partition_key="pear").success
        with pytest.raises(DagsterUnknownPartitionError, match="the only partition is pear"):
            materialize([juice], instance=instance, partition_key="peer")


def test_those_who_watch_are_told_of_keys_that_come_and_go(session):
    heard = []
    session.subscribe(heard.append)
    session.instance.add_dynamic_partitions("fruits", ["pear", "apple"])
    session.instance.delete_dynamic_partition("fruits", "pear")
    assert [type(event).__name__ for event in heard] == ["DefinitionsChanged"] * 2
    session.live.put(Origin("c", "cell 1"), Found((eaten,)))
    session.materialize("eaten", "apple")
    assert [type(event).__name__ for event in heard].count("DefinitionsChanged") == 3
