import pytest

from dagbook import (
    AssetSpec,
    DataVersion,
    ObserveResult,
    asset,
    multi_observable_source_asset,
    observable_source_asset,
    observe,
)
from dagbook.authoring import registration
from dagbook.errors import DagsterInvalidDefinitionError


def test_a_kernel_hears_of_an_observable_as_of_a_definition_of_its_key():
    heard = []
    stop = registration.listen(heard.append)
    try:

        @observable_source_asset
        def raw(): ...
    finally:
        stop()
    (announced,) = heard
    assert announced.definition.keys_in_order == (raw.key,)
    assert announced.definition.is_observable
    assert announced.definition.is_external


def test_observing_tells_of_each_and_makes_nothing():
    @multi_observable_source_asset(specs=[AssetSpec("a"), AssetSpec("b")])
    def several():
        yield ObserveResult("a", data_version=DataVersion("7"))
        yield ObserveResult("b")

    result = observe([several])
    kinds = [each.event_type_value for each in result.all_events]
    assert kinds.count("ASSET_OBSERVATION") == 2
    assert "ASSET_MATERIALIZATION" not in kinds


def test_an_asset_beside_what_is_observed_is_made_after_it():
    @observable_source_asset
    def raw():
        return DataVersion("7")

    @asset(deps=[raw])
    def orders():
        return 3

    result = observe([orders, raw])
    steps = [each.step_key for each in result.all_events if each.event_type_value == "STEP_START"]
    assert steps == ["raw", "orders"]
    assert result.output_for_node("orders") == 3


def test_what_no_function_looks_at_cannot_be_observed():
    with pytest.raises(DagsterInvalidDefinitionError, match="spec cannot be observed"):
        observe([AssetSpec("spec")])
