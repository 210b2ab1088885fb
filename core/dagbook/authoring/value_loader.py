"""`AssetValueLoader`: loads stored values of assets, one after the other."""

from collections.abc import Mapping
from typing import Any, Self

from dagbook.authoring import doors
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.partitions.keys import PartitionKeyRange


class AssetValueLoader:
    """Loads stored values of assets; what `Definitions.get_asset_value_loader` returns.

    Args:
        definitions: Whose assets.
        instance: Where they were recorded; the session's by default.
    """

    def __init__(self, definitions: Any, instance: Any = None) -> None:
        self._definitions = definitions
        self._instance = instance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """End; nothing stays open between two loads."""

    def load_asset_value(
        self,
        asset_key: CoercibleToAssetKey,
        *,
        python_type: Any = None,
        partition_key: str | None = None,
        partition_key_range: PartitionKeyRange | None = None,
        input_definition_metadata: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the stored value of an asset.

        Args:
            asset_key: Which asset.
            python_type: What the IO manager finds as ``context.dagster_type.typing_type``.
            partition_key: Which partition.
            partition_key_range: Which partitions; not beside `partition_key`.
            input_definition_metadata: What the IO manager finds as the metadata of the input.
            metadata: Dagster's older name of `input_definition_metadata`.

        Raises:
            UnknownAssetError: There is no such asset.
            AssetNotMaterializedError: It has no stored value.
            DagsterInvariantViolationError: Both a partition and a range were given.
        """
        if partition_key is not None and partition_key_range is not None:
            raise DagsterInvariantViolationError(
                "Cannot specify both partition_key and partition_key_range; leave one out."
            )
        key = AssetKey.from_coercible(asset_key)
        wanted = partition_key if partition_key is not None else partition_key_range
        given = input_definition_metadata or metadata
        return doors.load_asset_value(
            self._definitions, key, self._instance, wanted, given, python_type
        )
