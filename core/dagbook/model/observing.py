"""`ObserveResult` and `DataVersionsByPartition`: what is seen of assets that are made elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dagbook.errors import CheckError
from dagbook.model.results import AssetResult, DataVersion
from dagbook.model.tables import checked


class ObserveResult(AssetResult):
    """Says what was seen of an asset that is made elsewhere.

    Args:
        asset_key: Which asset; may be left out where the step observes one.
        metadata: Of this observation; plain values get the kind of their type.
        check_results: Results of checks.
        data_version: Which version of its data the asset holds.
        tags: Of this observation.

    Raises:
        ParameterCheckError: One of them is of another type.

    Example:
        >>> ObserveResult("raw", data_version=DataVersion("7"))
        ObserveResult(asset_key=AssetKey(['raw']), data_version=DataVersion(value='7'))
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class DataVersionsByPartition:
    """Which version of its data each partition of an asset holds.

    Args:
        data_versions_by_partition: By partition key; text is a version.

    Raises:
        CheckError: A key is not text, or a version neither text nor `DataVersion`.

    Example:
        >>> DataVersionsByPartition({"2024-01-01": "a"}).data_versions_by_partition
        {'2024-01-01': DataVersion(value='a')}
    """

    data_versions_by_partition: Mapping[str, Any]

    def __post_init__(self) -> None:
        checked(self, "data_versions_by_partition", dict)
        coerced: dict[str, DataVersion] = {}
        for key, version in self.data_versions_by_partition.items():
            if not isinstance(key, str) or not isinstance(version, (str, DataVersion)):
                raise CheckError(
                    f"DataVersionsByPartition takes text or DataVersion by partition key; got "
                    f"{version!r} of type {type(version).__name__} for {key!r}."
                )
            coerced[key] = DataVersion(version) if isinstance(version, str) else version
        object.__setattr__(self, "data_versions_by_partition", coerced)
