"""Every magic and every option of it has a function in `dagbook.live`, with frozen results."""

import dataclasses
import inspect

import pytest

from dagbook import live
from dagbook.authoring import asset_decorator
from dagbook_jupyter.magics.about import ACTIONS
from dagbook_jupyter.magics.table import MAGICS

SHOWN = "shown"
"""An option that is about how something is shown, or where a value is bound."""

DEFINED = SHOWN
"""An option that is about what a cell defines, which decorators do from Python."""

PARTITIONS = dict.fromkeys(
    ("--partition", "--partitions", "--missing", "--failed", "--stale", "--last"), "partitions"
)
CALLS = {
    "asset_check": {
        "": ["check selection"],
        "--blocking": DEFINED,
        "--severity": DEFINED,
        "--whole": DEFINED,
        "--no-run": DEFINED,
    },
    "materialize": {
        "": ["materialize selection"],
        **{option: [f"materialize {name}"] for option, name in PARTITIONS.items()},
        "--resume": ["resume backfill_id"],
        "--budget": ["materialize budget_seconds", "resume budget_seconds"],
        "--parallel": ["materialize processes", "start processes", "resume processes"],
        "--sample": ["rehearse rows"],
        "--twice": ["check_twice selection"],
        "--background": ["start selection", "start budget_seconds"],
        "--run-config": ["materialize run_config", "start run_config"],
        "--force": ["materialize force", "start force"],
        "--yes": ["materialize yes"],
        "--verbose": SHOWN,
    },
    "plan": {
        "": ["plan selection"],
        **{option: [f"plan {name}"] for option, name in PARTITIONS.items()},
        "--run-config": ["plan run_config"],
        "--force": ["plan force"],
    },
    "assets": {"": ["assets selection"]},
    "lineage": {"": ["lineage selection"]},
    "why": {"": ["why name"], "--partition": ["why partition_key"]},
    "accept": {
        "": ["accept selection"],
        **{option: [f"accept {name}"] for option, name in PARTITIONS.items()},
        "--revoke": ["accept revoke"],
    },
    "load_asset": {"": ["load name"], "--partition": ["load partition_key"], "--as": SHOWN},
    "history": {
        "": ["history name"],
        "--partition": ["history partition_key", "compare partition_key", "restore partition_key"],
        "--limit": ["history limit"],
        "--compare": ["compare old", "compare new"],
        "--key": ["compare keys"],
        "--restore": ["restore number"],
        "--show": ["materialization number"],
    },
    "undo": {
        "": ["undo selection"],
        **{option: [f"undo {name}"] for option, name in PARTITIONS.items()},
    },
    "wipe": {
        "": ["wipe selection"],
        **{option: [f"wipe {name}"] for option, name in PARTITIONS.items()},
        "--yes": ["wipe dry_run"],
    },
    "prune": {
        "": ["prune selection"],
        "--keep": ["prune keep"],
        "--older-than": ["prune older_than"],
        "--orphans": ["prune orphans"],
        "--yes": ["prune dry_run"],
    },
    "runs": {
        "": ["runs", "run_details run_id", "active_runs", "backfills"],
        "--limit": ["runs limit"],
        "--cancel": ["cancel run_id"],
        "--wait": ["wait run_id"],
    },
    "logs": {
        "": ["logs name"],
        "--partition": ["logs partition_key"],
        "--run": ["logs run_id"],
        "--level": ["logs level"],
        "--contains": ["logs contains"],
        "--limit": ["logs limit"],
        "--verbose": SHOWN,
    },
    "debug_asset": {"": ["failure name"], "--partition": ["failure partition_key"]},
    "use": {"": ["use name", "resource_sets"], "--define": ["define_set name", "use resources"]},
    "dagbook": {"": ["about", "settings"]},
}
ACTION_CALLS = {
    "ledger": "ledger selection",
    "forget": "forget name",
    "rename": "rename old",
    "reset": "reset",
    "store": "move_store folder",
}
OF_DECORATOR = {
    "--partitions": "partitions_def",
    "--group": "group_name",
    "--resources": ("required_resource_keys"),
    "--retries": "retry_policy",
}
OF_RUNNING = {"--run", "--yes"}


def options_of(name):
    (magic,) = (each for each in MAGICS if each.name == name)
    return {option for option in magic.options if option not in {"-h", "--help"}}


def parameters(function):
    return inspect.signature(function).parameters


@pytest.mark.parametrize("name", [magic.name for magic in MAGICS if magic.name != "asset"])
def test_every_option_of_a_magic_is_a_parameter(name):
    assert set(CALLS[name]) - {""} == options_of(name)
    for calls in CALLS[name].values():
        for call in calls if calls is not SHOWN else ():
            function, _, parameter = call.partition(" ")
            assert not parameter or parameter in parameters(getattr(live, function)), call


def test_every_action_of_dagbook_is_a_function():
    assert set(ACTION_CALLS) == set(ACTIONS)
    for call in ACTION_CALLS.values():
        function, _, parameter = call.partition(" ")
        assert not parameter or parameter in parameters(getattr(live, function)), call


def test_every_option_of_a_cell_is_a_parameter_of_the_decorator():
    known = set(parameters(asset_decorator.asset))
    for option in options_of("asset") - OF_RUNNING:
        assert OF_DECORATOR.get(option, option.removeprefix("--").replace("-", "_")) in known


NOTEBOOK = """
from dagbook import live

days = StaticPartitionsDefinition(["a", "b"])

@asset
def raw():
    print("reading")
    return [1]

@asset(partitions_def=days)
def orders(raw):
    return raw

@asset
def bad(raw):
    raise ValueError("no rows")

@asset_check(asset=raw)
def has_rows(raw):
    return AssetCheckResult(passed=len(raw) > 0)
"""
RESULTS = """
live.materialize("raw")
live.materialize("orders", "a", budget_seconds=100, processes=1)
live.plan()
live.rehearse("orders", "a", rows=1)
live.check_twice("raw")
live.wipe("orders", dry_run=True)
live.undo("raw")
live.accept("raw")
live.history("raw")
live.ledger()
live.prune(dry_run=True)
live.materialization("raw")
live.compare("raw")
live.restore("raw", 1)
live.backfills()
live.why("orders")
live.runs()
live.run_details(live.runs()[0].run_id[:8])
live.logs(run_id=live.runs()[0].run_id[:8])
live.failure("bad")
live.settings()
live.use("test", {})
live.use("default")
live.define_set("other", {})
live.resource_sets()
live.assets()
live.lineage("raw")
live.check("raw")
live.about()
"""
"""Expressions, one a line, in an order in which each has something to return."""


def is_frozen(value):
    if dataclasses.is_dataclass(value):
        return value.__dataclass_params__.frozen
    if isinstance(value, tuple):
        return all(map(is_frozen, value))
    return value is None or isinstance(value, str | int | float)


@pytest.fixture(scope="module")
def covered():
    return {line.partition("(")[0].removeprefix("live.") for line in RESULTS.strip().splitlines()}


def test_what_they_return_is_frozen(cells):
    cells.run(NOTEBOOK, "notebook")
    cells.fail("%materialize")
    cells.run("live.materialize('raw')")
    for line in RESULTS.strip().splitlines():
        value = cells.value(line)
        assert is_frozen(value), (line, value)


def test_every_function_is_looked_at(covered):
    functions = {name for name in dir(live) if inspect.isfunction(getattr(live, name))}
    assert functions == set(live.__all__)
    public = functions - {"ignore_changes"}
    without_a_record = {"session", "load", "start", "cancel", "wait", "active_runs", "move_store"}
    in_tests_of_their_own = {"forget", "reset", "rename", "resume"}
    assert public - covered - without_a_record == in_tests_of_their_own


def test_a_definition_is_forgotten_as_the_magic_does(cells):
    cells.run(NOTEBOOK, "notebook")
    cells.run("live.materialize('raw')\nlive.forget('raw')")
    assert "raw" not in cells.keys
    assert cells.value("load('raw')") == [1]
    assert "Did you mean orders?" in cells.fail("live.forget('order')")
    cells.run("live.reset()")
    assert cells.keys == []


def test_about_is_what_the_magic_prints(cells, tmp_path):
    cells.run(NOTEBOOK, "notebook")
    cells.run("live.materialize('raw')\nlive.define_set('test', {})")
    about = cells.value("live.about()")
    assert about.store == tmp_path / ".dagbook"
    assert (about.stored, about.defined, about.cells) == (1, 3, 1)
    assert about.resource_sets == ("default", "test")
    said = cells.run("%dagbook")
    assert said.startswith(f"dagbook {about.version}: store {about.store}, 1 asset in it; 3 define")


def test_a_history_is_renamed_and_a_backfill_gone_on_with(cells):
    cells.run(NOTEBOOK, "notebook")
    cells.run("fails = True\n@asset(partitions_def=days)\ndef some():\n    assert not fails")
    cells.fail("%materialize some --partitions all")
    cells.run("fails = False")
    assert is_frozen(cells.value("live.resume(budget_seconds=100)"))
    cells.run("@asset\ndef renamed():\n    return 1", "own")
    cells.run("%materialize renamed")
    cells.run("@asset\ndef new():\n    return 1", "own")
    assert is_frozen(cells.value("live.rename('renamed', 'new')"))


def test_checks_are_run_alone_and_what_they_found_is_returned(cells):
    cells.run(NOTEBOOK, "notebook")
    cells.run("live.materialize('raw')")
    (found,) = cells.value("live.check('raw')")
    assert (found.check_name, found.passed) == ("has_rows", True)
    assert cells.value("live.assets('raw')[0].checks") == "✓ 1"
    assert cells.value("live.check('orders')") == ()
