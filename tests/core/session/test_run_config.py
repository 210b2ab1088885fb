"""Config and resources in the session: what a run sets, and classes that a cell defines again."""

import linecache
import sys
from types import ModuleType

import pytest

from dagbook import live
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.config import Config
from dagbook.authoring.config_schema_types import Field
from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.resource_definition import ResourceDefinition
from dagbook.authoring.run_config import RunConfig
from dagbook.errors import DagsterInvalidConfigError, DagsterInvalidDefinitionError

LOG = []


class Window(Config):
    days: int = 7


class Database(ConfigurableResource):
    host: str = "here"

    def setup_for_execution(self, _context):
        LOG.append(f"up {self.host}")

    def teardown_after_execution(self, _context):
        LOG.append(f"down {self.host}")


@asset
def window(config: Window):
    return config.days


@asset(config_schema={"n": Field(int, default_value=1)})
def told(context):
    return context.op_config["n"]


@asset
def reads(db: Database):
    LOG.append("run")
    return db.host


@asset
def fails(db: Database):
    raise ValueError("on purpose")


CELL = """
from __future__ import annotations

from dagbook import Config, ConfigurableResource, asset


class Window(Config):
    {field}: int = {value}


class Service(ConfigurableResource):
    {field}: int = {value}


@asset
def made(config: Window, service: Service):
    return config.{field} + service.{field}
"""


@pytest.fixture(autouse=True)
def empty_log():
    LOG.clear()


@pytest.fixture
def run_cell():
    """Run the cell anew, as a kernel does: names are replaced where they were."""
    module = ModuleType("dagbook_test_cell")
    sys.modules[module.__name__] = module
    runs = []

    def run(**facts):
        text = CELL.format(**facts)
        runs.append(f"cell_{len(runs)}.py")
        linecache.cache[runs[-1]] = (len(text), None, text.splitlines(keepends=True), runs[-1])
        exec(compile(text, runs[-1], "exec"), module.__dict__)
        return module

    yield run
    del sys.modules[module.__name__]


@pytest.mark.parametrize(
    "config",
    [
        {"ops": {"window": {"config": {"days": 3}}}},
        RunConfig({"window": Window(days=3)}),
    ],
    ids=["a dict", "a RunConfig"],
)
def test_a_run_takes_config(notebook, config):
    notebook.define(window)
    assert notebook.run("window", run_config=config) == ["window"]
    assert notebook.session.load("window") == 3


def test_a_run_without_config_takes_the_defaults(notebook):
    notebook.define(window, told)
    notebook.run()
    assert (notebook.session.load("window"), notebook.session.load("told")) == (7, 1)


def test_config_by_a_schema_and_for_resources(notebook):
    notebook.define(told, reads, db=Database())
    config = {
        "ops": {"told": {"config": {"n": 5}}},
        "resources": {"db": {"config": {"host": "there"}}},
    }
    notebook.run(run_config=config)
    assert (notebook.session.load("told"), notebook.session.load("reads")) == (5, "there")


def test_config_that_does_not_fit_runs_nothing(notebook):
    notebook.define(window)
    summary = None
    with pytest.raises(DagsterInvalidConfigError, match="root:ops:window:config:days"):
        summary = notebook.session.materialize(
            "window", run_config={"ops": {"window": {"config": {"days": "x"}}}}
        )
    assert summary is None
    assert notebook.state("window") == "never"


def test_live_materialize_takes_config(in_kernel):
    in_kernel.define(window)
    live.materialize("window", run_config={"ops": {"window": {"config": {"days": 2}}}})
    assert live.load("window") == 2


def test_a_resource_is_torn_down_when_an_asset_fails(notebook):
    notebook.define(reads, fails, db=Database(host="a"))
    summary = notebook.session.materialize()
    assert isinstance(summary.error, ValueError)
    assert LOG[0] == "up a"
    assert LOG[-1] == "down a"
    assert sum(each.startswith("up") for each in LOG) == 1


def test_a_resource_is_torn_down_when_the_run_is_canceled(notebook):
    session = notebook.session

    @asset
    def cancels(db: Database):
        session.cancel()

    @asset(deps=[cancels])
    def never(db: Database):
        LOG.append("never")

    notebook.define(cancels, never, db=Database(host="a"))
    session.materialize()
    assert LOG == ["up a", "down a"]


def test_an_unused_resource_is_never_set_up(notebook):
    notebook.define(window, db=Database())
    notebook.run()
    assert LOG == []


def test_an_asset_brings_its_own_resource(notebook):
    own = ResourceDefinition.hardcoded_resource("own")

    @asset(resource_defs={"one": own})
    def brings(context):
        return context.resources.one

    notebook.define(brings)
    notebook.run()
    assert notebook.session.load("brings") == "own"


def test_own_resources_that_contradict_each_other_are_named_when_both_run(notebook):
    def bringing(name):
        @asset(name=name, resource_defs={"one": ResourceDefinition.hardcoded_resource(name)})
        def brings(context):
            return context.resources.one

        return brings

    notebook.define(bringing("first"))
    notebook.define(bringing("second"))
    assert notebook.run("first") == ["first"]
    with pytest.raises(DagsterInvalidDefinitionError, match="'one'"):
        notebook.session.materialize()


def test_classes_that_a_cell_defines_again_are_the_new_ones(notebook, run_cell):
    cell = run_cell(field="days", value=3)
    notebook.define(cell.made, cell="cell", service=cell.Service())
    notebook.run()
    assert notebook.session.load("made") == 6
    cell = run_cell(field="weeks", value=2)
    notebook.define(cell.made, cell="cell", service=cell.Service())
    assert notebook.state("made") == "stale"
    notebook.run(run_config={"ops": {"made": {"config": {"weeks": 5}}}})
    assert notebook.session.load("made") == 7
    with pytest.raises(DagsterInvalidConfigError, match="days"):
        notebook.session.materialize("made", run_config={"ops": {"made": {"config": {"days": 5}}}})


def test_classes_of_equal_source_make_nothing_stale(notebook, run_cell):
    cell = run_cell(field="days", value=3)
    notebook.define(cell.made, cell="cell", service=cell.Service())
    notebook.run()
    cell = run_cell(field="days", value=3)
    notebook.define(cell.made, cell="cell", service=cell.Service())
    assert notebook.state("made") == "fresh"


class Account(ConfigurableResource):
    user: str = "me"
    password: str = "x"
    limit: int = 5


class Warehouse(ConfigurableResource):
    account: Account
    host: str = "here"


@asset
def stored(warehouse: Warehouse):
    return warehouse.host


class Place(ConfigurableResource):
    host: str = "here"


@asset
def placed(place: Place):
    return place.host


@asset
def plain():
    return 1


def test_what_a_run_says_to_a_resource_is_an_input_of_what_uses_it(notebook):
    notebook.define(placed, plain, window, place=Place())
    notebook.run(run_config={"resources": {"place": {"config": {"host": "there"}}}})
    assert notebook.session.load("placed") == "there"
    assert notebook.state("placed") == "stale"
    assert notebook.why("placed") == ("was made with another config resource place.host",)
    assert notebook.state("plain") == notebook.state("window") == "fresh"
    notebook.run()
    assert notebook.session.load("placed") == "here"
    assert notebook.state("placed") == "fresh"


def test_numbers_are_told_and_secrets_are_left_out(notebook):
    account = Account.configure_at_launch()
    notebook.define(stored, warehouse=Warehouse(account=account), account=account)

    def run(**config):
        notebook.run("stored", run_config={"resources": {"account": {"config": config}}})
        return notebook.why("stored")

    assert run(limit=7) == ("was made with config resource account.limit=7, which is nothing now",)
    assert run(password="secret") == ()
    assert notebook.state("stored") == "fresh"


def test_a_run_that_says_something_else_to_a_resource_leaves_nothing_out(notebook):
    notebook.define(reads, db=Database())
    notebook.run()
    LOG.clear()
    config = {"resources": {"db": {"config": {"host": "there"}}}}
    notebook.run("reads", run_config=config)
    notebook.run(run_config=config)
    assert LOG.count("run") == 2


def test_config_of_both_is_one_input(notebook):
    @asset
    def both(config: Window, place: Place):
        return config.days

    notebook.define(both, place=Place())
    notebook.run(
        run_config={
            "ops": {"both": {"config": {"days": 3}}},
            "resources": {"place": {"config": {"host": "there"}}},
        }
    )
    causes = notebook.session.why("both").reasons
    assert causes == (
        "was made with config days=3, which is 7 now",
        "was made with another config resource place.host",
    )
