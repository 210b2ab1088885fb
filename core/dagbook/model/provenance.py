"""`DataProvenance`: of what an asset was made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dagbook.errors import CheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.data_versions import (
    CODE_VERSION_TAG,
    INPUT_POINTER_TAG,
    INPUT_VERSION_TAG,
    NO_POINTER,
    USER_PROVIDED_TAG,
)
from dagbook.model.results import DataVersion
from dagbook.model.tables import checked

_TYPES: dict[str, type] = {
    "code_version": str,
    "input_data_versions": Mapping,
    "input_storage_ids": Mapping,
    "is_user_provided": bool,
}


@dataclass(frozen=True, slots=True)
class DataProvenance:
    """Of what the newest materialization of an asset was made.

    Args:
        code_version: The user's version of the code, else the run's id.
        input_data_versions: The data version of each asset that was read.
        input_storage_ids: Where the event of each asset that was read stands, where it is known.
        is_user_provided: Whether the user gave the data version.

    Raises:
        ParameterCheckError: A field is of another type.
        CheckError: A key is no `AssetKey`, or a version no `DataVersion`.
    """

    code_version: str
    input_data_versions: Mapping[AssetKey, DataVersion]
    input_storage_ids: Mapping[AssetKey, int | None]
    is_user_provided: bool

    def __post_init__(self) -> None:
        for name, allowed in _TYPES.items():
            checked(self, name, allowed)
        for name, kinds in (("input_data_versions", (DataVersion,)), ("input_storage_ids", ())):
            for key, value in getattr(self, name).items():
                if not isinstance(key, AssetKey) or (kinds and not isinstance(value, kinds)):
                    raise CheckError(
                        f"DataProvenance({name}=...) has an AssetKey as key"
                        f"{' and a DataVersion as value' if kinds else ''}; got {key!r}: {value!r}."
                    )

    @staticmethod
    def from_tags(tags: Mapping[str, str]) -> "DataProvenance | None":
        """Return what the tags of a materialization say; None where they say nothing of it.

        >>> tags = {
        ...     "dagster/code_version": "7",
        ...     "dagster/input_data_version/shop/raw": "INITIAL",
        ...     "dagster/input_event_pointer/shop/raw": "NULL",
        ... }
        >>> DataProvenance.from_tags(tags).input_data_versions
        {AssetKey(['shop', 'raw']): DataVersion(value='INITIAL')}
        """
        code_version = tags.get(CODE_VERSION_TAG)
        if code_version is None:
            return None
        return DataProvenance(
            code_version,
            {key: DataVersion(each) for key, each in _by_key(tags, INPUT_VERSION_TAG)},
            {
                key: None if each == NO_POINTER else int(each)
                for key, each in _by_key(tags, INPUT_POINTER_TAG)
            },
            is_user_provided=tags.get(USER_PROVIDED_TAG) == "true",
        )


def _by_key(tags: Mapping[str, str], prefix: str) -> Iterator[tuple[AssetKey, str]]:
    """Yield what the tags that begin with *prefix* say, by the asset that ends their name."""
    for name, value in tags.items():
        if name.startswith(prefix):
            yield AssetKey.from_user_string(name[len(prefix) :]), value
