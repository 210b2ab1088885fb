"""The status of one asset by partition, and what statuses are worked out from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredFailure, StoredMaterialization
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.input_versions import rows_read
from dagbook.status.staleness import Provenance, StaleCause, StaleStatus
from dagbook.storage.accepted import Acceptances, code_that_counts
from dagbook.storage.observed import Observed
from dagbook.versions.definition_version import Mark
from dagbook.versions.files import FileVersion, version_now
from dagbook.versions.nodes import Node

Latest = Mapping[AssetKey, Mapping[str | None, StoredMaterialization]]
Failures = Mapping[AssetKey, Mapping[str | None, StoredFailure]]
CodeFingerprint = Callable[[AssetsDefinition, AssetOutput], str | None]
HasValue = Callable[[AssetKey, str | None, StoredMaterialization], bool]
"""Whether a value that was stored can still be loaded."""


class CodeWatch(Protocol):
    """Tells of much code at once whether it is what it was; see `PresentCode`."""

    @property
    def mark(self) -> Mark:
        """This moment."""

    def reached(self, definition: AssetsDefinition, output: AssetOutput) -> Sequence[Node] | None:
        """Return what the code of *output*, just asked for, is made of."""

    def are_same(self, nodes: Iterable[Node], since: Mark) -> bool:
        """Return whether code that is made of *nodes* is what it was at the moment *since*."""


ONE = OrdinalRanges.span(0, 1)
"""An asset without partitions has the ordinal 0 alone."""


@dataclass(frozen=True, slots=True)
class AssetStatus:
    """The status of one asset; of one without partitions the subsets hold the ordinal 0 or nothing.

    Args:
        key: The asset.
        total: How many partitions there are; 1 without partitions.
        materialized: Which have a value, fresh or stale.
        stale: Which of these are out of date.
        failed: Which failed last, after any value they have.
        causes: Why the first stale partition is out of date.
        failure: The first failure, or None.
        latest: The newest materialization, or None.
        size_bytes: Of all stored values together; None when none is stored in a file.
        lost: Which were materialized, but their value is gone.
        stale_roots: Of each stale partition, by key, the asset where being out of date begins.
        is_known: Whether anything was ever told of it; only what is made elsewhere may be unknown.
    """

    key: AssetKey
    total: int
    materialized: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    stale: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    failed: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    causes: tuple[StaleCause, ...] = ()
    failure: StoredFailure | None = None
    latest: StoredMaterialization | None = None
    size_bytes: int | None = None
    lost: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    stale_roots: Mapping[str | None, str] = field(default_factory=dict)
    is_known: bool = True

    @property
    def missing(self) -> OrdinalRanges:
        """Which have no value."""
        return self.materialized.complement(self.total)

    @property
    def to_do(self) -> OrdinalRanges:
        """Which have no value or are out of date."""
        return self.missing | self.stale

    @property
    def stale_status(self) -> StaleStatus:
        """Dagster's word for all of it: missing if anything is, else stale if anything is."""
        if self.missing:
            return StaleStatus.MISSING
        return StaleStatus.STALE if self.stale else StaleStatus.FRESH


@dataclass(frozen=True, slots=True)
class StatusInputs:
    """What statuses are worked out from.

    Args:
        latest: The latest materializations.
        failures: Failures that no later success cleared.
        code_fingerprint: Tells the code version of an output.
        has_value: Tells whether a stored value can still be loaded.
        file_version: Tells the version of a file that was read.
        observed: The data versions that were observed last.
        accepted: Codes that a user says are equal.
        watch: Tells quickly whether all that `code_fingerprint` says is what it was; None of what
            has to be asked one by one.
    """

    latest: Latest
    failures: Failures
    code_fingerprint: CodeFingerprint
    has_value: HasValue
    file_version: FileVersion = version_now
    observed: Observed = field(default_factory=dict)
    accepted: Acceptances = field(default_factory=dict)
    watch: CodeWatch | None = None

    def read(self, key: AssetKey) -> Mapping[str | None, StoredMaterialization]:
        """Return the rows whose versions those see that read *key*."""
        return rows_read(self.latest.get(key, {}), key, self.observed)

    def recorded(
        self, key: AssetKey, partition: str | None, row: StoredMaterialization, code: str | None
    ) -> Provenance:
        """Return what *row* was made from, as it counts where the code is *code* now."""
        accepted = self.accepted.get(key)
        was = row.fingerprint
        if accepted:
            was = code_that_counts(accepted, partition, was, code)
        return Provenance(was, row.inputs)
