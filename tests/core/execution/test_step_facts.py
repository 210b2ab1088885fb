"""What user code says happened is recorded, and is there when the store is opened again."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.execution.materialize import materialize
from dagbook.model.asset_key import AssetKey
from dagbook.model.results import AssetMaterialization, Output
from dagbook.model.user_events import AssetObservation, ExpectationResult
from dagbook.storage.instance import DagsterInstance

OBSERVED = AssetObservation("seen", "of it", {"rows": 3}, "p", {"t": "v"})
EXPECTED = ExpectationResult(success=False, label="few", metadata={"rows": 3})
LOGGED = AssetMaterialization(
    ["shop", "logged"], "by hand", {"rows": 3}, "p", {"dagster/data_version": "7", "t": "v"}
)


@asset
def says(context):
    context.log_event(LOGGED)
    context.log_event(OBSERVED)
    context.log_event(EXPECTED)
    return 1


@pytest.fixture(params=["in memory", "on disk"])
def instance(request, tmp_path):
    if request.param == "in memory":
        yield DagsterInstance.ephemeral()
        return
    with DagsterInstance.from_store(tmp_path) as first:
        yield first


def test_a_logged_materialization_is_the_latest_of_its_asset(instance):
    materialize([says], instance=instance)
    entry = instance.get_latest_materialization_event(AssetKey(["shop", "logged"]))
    assert entry.asset_materialization == LOGGED
    assert entry.step_key == "says"
    own = instance.get_latest_materialization_event(AssetKey("says"))
    assert own.asset_materialization.asset_key == AssetKey("says")


def test_what_is_recorded_is_what_was_logged_in_its_order(tmp_path):
    with DagsterInstance.from_store(tmp_path) as first:
        result = materialize([says], instance=first)
    expected = [event.event_type_value for event in result.all_events]
    with DagsterInstance.from_store(tmp_path) as again:
        (run,) = again.get_runs()
        (step,) = again.event_log.steps(run.run_id)
    kinds = [told.kind for told in step.events]
    assert kinds[:3] == [
        "ASSET_MATERIALIZATION",
        "ASSET_OBSERVATION",
        "STEP_EXPECTATION_RESULT",
    ]
    assert [kind for kind in expected if kind in kinds] == kinds


def test_a_materialization_of_its_own_asset_does_not_hide_the_real_one(instance):
    @asset
    def twice(context):
        context.log_event(AssetMaterialization("twice", metadata={"which": "logged"}))
        return Output(1, metadata={"which": "real"})

    result = materialize([twice], instance=instance)
    told = [each.materialization.metadata["which"].value for each in _made(result)]
    assert told == ["logged", "real"]
    latest = instance.get_latest_materialization_event(AssetKey("twice")).asset_materialization
    assert latest.metadata["which"].value == "real"


def test_what_was_logged_before_a_failure_stays(instance):
    @asset
    def fails(context):
        context.log_event(LOGGED)
        raise ValueError

    materialize([fails], instance=instance, raise_on_error=False)
    entry = instance.get_latest_materialization_event(AssetKey(["shop", "logged"]))
    assert entry.asset_materialization == LOGGED


def test_provenance_says_of_what_an_asset_was_made(instance):
    seen = []

    @asset
    def up():
        return 1

    @asset(code_version="v2")
    def down(context, up):
        seen.append(context.get_asset_provenance(AssetKey("down")))

    materialize([up, down], instance=instance)
    materialize([up, down], instance=instance)
    assert seen[0] is None
    assert seen[1].code_version == "v2"
    assert set(seen[1].input_data_versions) == {AssetKey("up")}
    assert not seen[1].is_user_provided


def _made(result):
    return result.get_asset_materialization_events()
