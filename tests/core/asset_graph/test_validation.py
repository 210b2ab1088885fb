"""Definitions hold together, and what they require is bound."""

import pytest

from dagbook.asset_graph.validation import validate
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.source_asset import SourceAsset
from dagbook.errors import (
    CyclicAssetsError,
    DagsterInvalidDefinitionError,
    UnknownInputAssetError,
)
from dagbook.execution.materialize import materialize


def made(name, *reads, **options):
    source = f"def {name}({', '.join(reads)}): ..."
    scope = {}
    exec(source, scope)
    return asset(**options)(scope[name])


def test_validate_raises_what_is_wrong():
    with pytest.raises(UnknownInputAssetError):
        validate(Definitions([made("a", "nope")]))
    with pytest.raises(CyclicAssetsError):
        Definitions.validate_loadable(Definitions([made("a", "b"), made("b", "a")]))
    with pytest.raises(DagsterInvalidDefinitionError, match="'disk' required by op 'a'"):
        validate(Definitions([made("a", io_manager_key="disk")]))
    with pytest.raises(DagsterInvalidDefinitionError, match="Duplicate asset key: a"):
        validate(Definitions([made("a"), made("a")]))
    validate(Definitions([made("a"), made("b", "a")]))


@pytest.mark.parametrize(
    "raw",
    [SourceAsset("raw", io_manager_key="disk"), AssetSpec("raw").with_io_manager_key("disk")],
)
def test_who_loads_what_is_made_elsewhere_is_bound(raw):
    missing = "'disk' required by external asset raw"
    with pytest.raises(DagsterInvalidDefinitionError, match=missing):
        validate(Definitions([raw]))
    with pytest.raises(DagsterInvalidDefinitionError, match=missing):
        validate(Definitions([raw], resources={"disk": 3}))
    with pytest.raises(DagsterInvalidDefinitionError, match=missing):
        materialize([raw, made("a")])
