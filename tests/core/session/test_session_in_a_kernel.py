"""`materialize` where a session is ambient: its store, its live assets, scratch runs."""

import threading

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import (
    AssetNotMaterializedError,
    DagsterInvalidDefinitionError,
    DuplicateAssetKeyError,
)
from dagbook.execution.materialize import materialize, materialize_to_memory
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.storage.instance import DagsterInstance

REGIONS = StaticPartitionsDefinition(["eu", "na"])


class Db(ConfigurableResource):
    rows: int


@asset
def raw(db: Db):
    return db.rows


@asset
def total(raw):
    return raw * 10


@asset(partitions_def=REGIONS)
def by_region(context, db: Db):
    return f"{context.partition_key} {db.rows}"


@asset
def report(by_region):
    return by_region


def events(notebook):
    return len(notebook.session.instance.event_log.runs())


def values(notebook):
    return sorted(each for each in (notebook.session.root / "values").rglob("*.*"))


def test_a_run_is_recorded_in_the_sessions_store(in_kernel):
    in_kernel.define(raw, total, db=Db(rows=1))
    result = materialize([raw, total])
    assert result.asset_value("total") == 10
    assert in_kernel.session.load("total") == 10
    assert in_kernel.state("total") == "fresh"


def test_what_is_live_but_not_passed_is_loaded_from_the_store(in_kernel):
    in_kernel.define(raw, total, db=Db(rows=2))
    in_kernel.run("raw")
    assert materialize([total]).output_for_node("total") == 20
    assert [
        step.step_key for step in in_kernel.session.instance.event_log.steps(last(in_kernel))
    ] == ["total"]


def last(notebook):
    return notebook.session.instance.event_log.runs(1)[0].run_id


def test_what_is_live_and_not_passed_has_to_be_there(in_kernel):
    in_kernel.define(raw, total, db=Db(rows=2))
    with pytest.raises(AssetNotMaterializedError, match="raw has no stored value"):
        materialize([total])


def test_an_input_that_nothing_defines_is_named(in_kernel):
    in_kernel.define(raw, db=Db(rows=2))

    @asset
    def lost(rwa): ...

    with pytest.raises(DagsterInvalidDefinitionError, match="Did you mean raw"):
        materialize([lost])


def test_a_key_that_is_passed_twice_is_refused(in_kernel):
    @asset(name="raw")
    def again(): ...

    with pytest.raises(DuplicateAssetKeyError):
        materialize([raw, again], resources={"db": Db(rows=1)})


def test_an_asset_that_is_passed_wins_over_the_live_one(in_kernel):
    @asset(name="raw")
    def other():
        return 7

    in_kernel.define(raw, total, db=Db(rows=2))
    assert materialize([other, total]).output_for_node("total") == 70


def test_a_replaced_resource_makes_a_scratch_run_that_records_and_stores_nothing(in_kernel, capsys):
    in_kernel.define(raw, total, db=Db(rows=1))
    in_kernel.run()
    runs, files = events(in_kernel), values(in_kernel)
    result = materialize([raw, total], resources={"db": Db(rows=5)})
    assert result.output_for_node("total") == 50
    assert "scratch run" in capsys.readouterr().out
    assert (events(in_kernel), values(in_kernel)) == (runs, files)
    assert in_kernel.session.load("total") == 10
    assert in_kernel.run() == []


def test_a_scratch_run_reads_what_is_stored_where_it_makes_nothing(in_kernel):
    in_kernel.define(raw, total, db=Db(rows=1))
    in_kernel.run("raw")

    @asset(name="total")
    def changed(raw, db: Db):
        return raw + db.rows

    assert materialize([changed], resources={"db": Db(rows=5)}).output_for_node("total") == 6


def test_a_scratch_run_mixes_partitions_it_made_with_those_that_are_stored(in_kernel):
    in_kernel.define(by_region, report, db=Db(rows=1))
    in_kernel.run()
    result = materialize([by_region, report], partition_key="na", resources={"db": Db(rows=5)})
    assert result.output_for_node("report") == {"eu": "eu 1", "na": "na 5"}
    assert in_kernel.session.load("report") == {"eu": "eu 1", "na": "na 1"}


class Files(IOManager):
    """A manager of the user's that remembers what it was asked."""

    def __init__(self):
        self.stored, self.log = {}, []

    def handle_output(self, context, obj):
        self.log.append(f"store {context.asset_key.to_user_string()}")
        self.stored[context.asset_key] = obj

    def load_input(self, context):
        self.log.append(f"load {context.asset_key.to_user_string()}")
        return self.stored[context.asset_key]


@asset(io_manager_key="files")
def kept(db: Db):
    return db.rows


@asset(io_manager_key="files")
def below(kept):
    return kept + 1


def test_a_scratch_run_reads_but_never_writes_through_a_manager_of_the_users(in_kernel):
    files = Files()
    in_kernel.define(kept, below, db=Db(rows=1), files=files)
    in_kernel.run()
    files.log.clear()
    result = materialize([kept, below], resources={"db": Db(rows=5)})
    assert result.output_for_node("below") == 6
    assert files.log == []
    materialize([below], resources={"db": Db(rows=5)})
    assert files.log == ["load kept"]


class Connected(Files):
    """A manager that has to be set up."""

    def resource_for_execution(self, _):
        from contextlib import contextmanager

        @contextmanager
        def connected():
            self.log.append("up")
            yield self
            self.log.append("down")

        return connected()


def test_a_manager_is_set_up_for_a_scratch_run_too(in_kernel):
    files = Connected()
    in_kernel.define(kept, below, db=Db(rows=1), files=files)
    in_kernel.run()
    files.log.clear()
    materialize([below], resources={"db": Db(rows=5)})
    assert files.log == ["up", "load kept", "down"]


def test_another_default_io_manager_is_a_scratch_run_too(in_kernel):
    in_kernel.define(raw, total, db=Db(rows=1))
    in_kernel.run()
    memory = InMemoryIOManager()
    materialize([raw, total], resources={"io_manager": memory})
    assert memory.values == {(AssetKey("raw"), None): 1, (AssetKey("total"), None): 10}
    assert events(in_kernel) == 1
    assert in_kernel.session.load("total") == 10


def test_a_resource_that_is_not_live_replaces_nothing(in_kernel):
    in_kernel.define(raw)
    materialize([raw], resources={"db": Db(rows=3)})
    assert in_kernel.session.load("raw") == 3


def test_materialize_to_memory_leaves_the_session_alone(in_kernel):
    in_kernel.define(raw, total, db=Db(rows=1))
    materialize_to_memory([raw, total], resources={"db": Db(rows=3)})
    assert events(in_kernel) == 0
    assert values(in_kernel) == []


def test_a_run_waits_for_the_one_in_the_background_and_says_so(in_kernel, capsys):
    going, go_on, order = threading.Event(), threading.Event(), []

    @asset
    def slow():
        going.set()
        assert go_on.wait(10)
        order.append("slow")

    @asset
    def quick():
        order.append("quick")

    in_kernel.define(slow, quick)
    in_kernel.session.enqueue("slow")
    assert going.wait(10)
    threading.Timer(0.2, go_on.set).start()
    assert materialize([quick]).success
    assert order == ["slow", "quick"]
    assert "Waiting for the run before" in capsys.readouterr().out


def test_a_run_that_an_asset_starts_belongs_to_the_run_of_that_asset(in_kernel):
    @asset
    def inner():
        return 1

    @asset
    def outer():
        return materialize([inner]).asset_value("inner") + 1

    in_kernel.define(outer)
    assert materialize([outer]).asset_value("outer") == 2


def test_in_a_kernel_the_instance_that_is_asked_for_is_the_sessions(in_kernel):
    session = in_kernel.session
    with DagsterInstance.get() as instance:
        instance.add_dynamic_partitions("fruits", ["pear"])
        assert instance.event_log is session.instance.event_log
    assert session.instance.get_dynamic_partitions("fruits") == ["pear"]


def test_a_run_in_the_instance_of_the_session_keeps_values_as_the_session_does(in_kernel):
    @asset
    def counted():
        return 7

    in_kernel.define(counted)
    assert materialize([counted], instance=DagsterInstance.get()).success
    assert in_kernel.session.load("counted") == 7
    assert in_kernel.session.statuses()[AssetKey("counted")].latest.path is not None


def test_outside_a_kernel_it_is_as_the_environment_says(monkeypatch):
    monkeypatch.delenv("DAGBOOK_HOME", raising=False)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    assert DagsterInstance.get().is_ephemeral
