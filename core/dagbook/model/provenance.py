"""`DataProvenance`: of what an asset was made."""

from collections.abc import Mapping
from dataclasses import dataclass

from dagbook.model.asset_key import AssetKey


@dataclass(frozen=True, slots=True)
class DataProvenance:
    """Of what the newest materialization of an asset was made.

    Args:
        code_version: The user's version of the code, else the run's id.
        input_data_versions: The version of each asset that was read.
        input_storage_ids: Where the event of each asset that was read stands, where it is known.
        is_user_provided: Whether the user gave the data version.
    """

    code_version: str
    input_data_versions: Mapping[AssetKey, str]
    input_storage_ids: Mapping[AssetKey, int | None]
    is_user_provided: bool
