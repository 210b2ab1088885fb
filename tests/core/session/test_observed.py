"""What is made elsewhere and looked at takes part: another data version makes its readers stale."""

import pytest

from dagbook.authoring.asset_check import asset_check
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.gathering import flatten_assets
from dagbook.authoring.observing import observable_source_asset
from dagbook.execution.materialize import observe
from dagbook.model.observing import DataVersionsByPartition
from dagbook.model.results import AssetCheckResult, DataVersion
from dagbook.partitions.static import StaticPartitionsDefinition

LETTERS = StaticPartitionsDefinition(["a", "b"])


@pytest.fixture
def seen(in_kernel, monkeypatch):
    """A notebook with a source that is looked at, what reads it, and what reads that."""
    monkeypatch.setenv("SEEN", "1")

    @observable_source_asset
    def source():
        import os

        return DataVersion(os.environ["SEEN"])

    @asset(deps=[source])
    def orders():
        return 1

    @asset
    def report(orders):
        return orders

    in_kernel.define(*flatten_assets([source, orders, report]))
    in_kernel.look = lambda: observe([source])
    return in_kernel


def test_another_data_version_makes_stale_what_reads_it_with_the_root_named(seen, monkeypatch):
    seen.look()
    assert seen.run() == ["orders", "report"]
    seen.look()
    assert seen.state("orders") == "fresh"
    monkeypatch.setenv("SEEN", "2")
    seen.look()
    assert seen.session.why("orders").reasons == ("source has a new value",)
    assert seen.session.why("report").reasons == ("orders is stale",)
    # orders comes out equal, so that report is not made again.
    assert seen.run() == ["orders"]
    assert seen.state("report") == "fresh"


def test_what_was_made_before_anyone_looked_is_stale_after_the_first_look(seen):
    seen.run()
    seen.look()
    assert seen.state("orders") == "stale"


def test_an_observation_is_no_materialization(seen):
    seen.look()
    log = seen.session.instance.event_log
    assert not log.all_latest()
    assert [[*found] for found in log.observed().values()] == [[None]]


def test_it_is_there_after_a_restart(seen, open_notebook, monkeypatch):
    seen.look()
    seen.run()
    again = open_notebook()
    again.define(*seen.session.live.snapshot().assets)
    assert again.state("orders") == "fresh"
    monkeypatch.setenv("SEEN", "2")
    seen.look()
    # Another kernel looked.
    assert again.state("orders") == "stale"


def test_each_partition_has_its_own(in_kernel, monkeypatch):
    monkeypatch.setenv("SEEN", "1")

    @observable_source_asset(partitions_def=LETTERS)
    def source():
        import os

        return DataVersionsByPartition({"a": "1", "b": os.environ["SEEN"]})

    @asset(partitions_def=LETTERS, deps=[source])
    def orders():
        return 1

    in_kernel.define(*flatten_assets([source, orders]))
    observe([source])
    in_kernel.run()
    monkeypatch.setenv("SEEN", "2")
    observe([source])
    assert in_kernel.run() == ["orders[b]"]


def test_a_check_that_reads_it_is_made_again_for_another_data_version_alone(seen, monkeypatch):
    @asset_check(asset="orders", additional_deps=["source"])
    def is_good():
        return AssetCheckResult(passed=True)

    seen.define(is_good)
    seen.look()
    seen.run()
    assert seen.run() == []
    monkeypatch.setenv("SEEN", "2")
    seen.look()
    (status,) = seen.session.check_statuses().values()
    assert status.is_stale
