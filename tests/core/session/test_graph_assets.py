"""Assets made by graphs of ops in a store: fresh after a run, stale by the code of any op."""

import pytest

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetOut
from dagbook.authoring.config import Config
from dagbook.authoring.graph_assets import graph_asset, graph_multi_asset
from dagbook.authoring.graph_decorator import graph
from dagbook.authoring.op_decorator import op
from dagbook.model.checks import AssetCheckResult
from dagbook.session.checking import BlockedByCheckError


@asset
def base():
    return 10


@op
def one():
    return 1


def made_of(add, first=one):
    @graph
    def inner(number):
        return add(first(), number)

    @graph_asset
    def total(base):
        return inner(base)

    return total


@op
def add(a, b):
    return a + b


def another_add():
    @op(name="add")
    def add(a, b):
        return a + b + 1

    return add


def fails():
    @op(name="add")
    def add(a, b):
        raise ValueError("no")

    return add


def test_a_graph_of_ops_is_fresh_after_its_run(notebook):
    notebook.define(base, made_of(add))
    notebook.run()
    assert notebook.session.load("total") == 11
    assert [notebook.state(key) for key in ("base", "total")] == ["fresh", "fresh"]


def test_nothing_runs_when_nothing_changed(notebook):
    notebook.define(base, made_of(add))
    notebook.run()
    assert notebook.run() == []


def test_an_edited_op_makes_its_asset_stale(notebook):
    notebook.define(base, made_of(add))
    notebook.run()
    notebook.define(made_of(another_add()))
    assert notebook.state("total") == "stale"
    notebook.run()
    assert notebook.session.load("total") == 12
    assert notebook.state("total") == "fresh"


def test_other_connections_make_the_asset_stale(notebook):
    @graph_asset
    def total(base):
        return add(base, one())

    @graph_asset(name="total")
    def turned(base):
        return add(one(), base)

    notebook.define(base, total)
    notebook.run()
    notebook.define(turned)
    assert notebook.state("total") == "stale"


def test_a_changed_input_makes_the_asset_stale(notebook):
    notebook.define(base, made_of(add))
    notebook.run()

    @asset(name="base")
    def other():
        return 20

    notebook.define(other)
    notebook.run("base")
    assert notebook.state("total") == "stale"


def test_the_failure_of_an_op_is_that_of_its_asset(notebook):
    notebook.define(base, made_of(fails()))
    notebook.session.materialize()
    assert notebook.state("total") == "failed"
    notebook.define(made_of(add))
    notebook.run()
    assert notebook.state("total") == "fresh"


def test_config_of_an_op_does_not_make_its_asset_stale(notebook):
    class By(Config):
        by: int = 3

    @op
    def scale(number, config: By):
        return number * config.by

    @graph_asset
    def scaled(base):
        return scale(base)

    notebook.define(base, scaled)
    notebook.run()
    assert notebook.session.load("scaled") == 30
    assert notebook.state("scaled") == "fresh"
    assert notebook.run() == []


@op
def positive(number):
    return AssetCheckResult(passed=number > 0)


def checked(start):
    @op(name="begin")
    def begin():
        return start

    @graph_asset(check_specs=[AssetCheckSpec("positive", asset="balance", blocking=True)])
    def balance():
        number = begin()
        return {"result": number, "balance_positive": positive(number)}

    return balance


@asset
def report(balance):
    return balance


def test_a_failed_blocking_check_in_a_graph_holds_back_what_is_downstream(notebook):
    notebook.define(checked(-1), report)
    notebook.session.materialize()
    with pytest.raises(BlockedByCheckError, match="balance:positive"):
        notebook.run("report")


def test_a_check_in_a_graph_that_passed_holds_nothing_back(notebook):
    notebook.define(checked(-1), report)
    notebook.session.materialize()
    notebook.define(checked(1), report)
    notebook.run()
    assert notebook.session.load("report") == 1


def parts(step):
    @op(name="after")
    def after(number):
        return number + step

    @graph_multi_asset(outs={"first": AssetOut(), "second": AssetOut()}, can_subset=True)
    def both():
        number = one()
        return {"first": number, "second": after(number)}

    return both


def test_a_part_of_a_graph_reads_the_other_as_it_was_stored(notebook):
    notebook.define(parts(1))
    assert notebook.run("first") == ["both"]
    assert notebook.run("second") == ["both"]
    assert notebook.session.load("second") == 2
