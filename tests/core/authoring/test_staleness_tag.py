import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.staleness_tag import WAYS, judged_by
from dagbook.errors import DagsterInvalidDefinitionError


@pytest.mark.parametrize("way", WAYS)
def test_an_asset_says_by_a_tag_how_it_is_judged(way):
    @asset(tags={"dagbook/staleness": way})
    def orders():
        return 1

    assert judged_by(orders.get_asset_spec().tags) == way


def test_another_way_is_refused_with_those_there_are():
    with pytest.raises(DagsterInvalidDefinitionError) as refused:

        @asset(tags={"dagbook/staleness": "sometimes"})
        def orders():
            return 1

    assert "'sometimes'. It is one of auto, manual, always, never" in str(refused.value)
