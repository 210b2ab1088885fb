"""The data versions that were observed, as event logs keep and tell them."""

from collections.abc import Iterator, Mapping

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord

OBSERVATION = "ASSET_OBSERVATION"
"""The kind of event that tells what was seen of an asset."""

DATA_VERSION_TAG = "dagster/data_version"
"""The tag of an observation that holds the data version."""

Observed = Mapping[AssetKey, Mapping[str | None, tuple[int, str]]]
"""Of each asset and partition that was observed: the newest event, and the data version."""


def observes(step: StepRecord) -> bool:
    """Return whether *step* told that it observed something."""
    return any(told.kind == OBSERVATION for told in step.events)


def observed_by(step: StepRecord) -> Iterator[tuple[AssetKey, str | None, str]]:
    """Yield asset, partition and data version of what *step* observed and did not make."""
    for told in step.events:
        if told.kind == OBSERVATION and told.data is not None:
            made = {each.key for each in step.materializations}
            key = AssetKey(told.data["key"])
            version = (told.data.get("tags") or {}).get(DATA_VERSION_TAG)
            if version is not None and key not in made:
                yield key, told.data.get("partition"), version
