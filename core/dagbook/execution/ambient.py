"""What a kernel with the extension loaded adds to a run: its store, its live assets.

Set by the session, read by `materialize`; outside a kernel there is none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.storage.instance import DagsterInstance

T = TypeVar("T")


class Ambient(Protocol):
    """The session, as a run sees it."""

    @property
    def instance(self) -> DagsterInstance:
        """The session's instance."""

    @property
    def default_io_manager(self) -> Any:
        """What stores values when nothing is bound to ``io_manager``."""

    def in_turn(self, run: Callable[[], T]) -> T:
        """Return what *run* returns, called when no other run of the session runs."""

    def live_assets(self) -> Sequence[AssetsDefinition]:
        """The assets that are live now."""

    def scratch_instance(self, replaced: Sequence[str]) -> DagsterInstance:
        """Return an instance for a run that replaces these live resources and is not recorded."""

    def in_set(
        self, definitions: Sequence[AssetsDefinition], resources: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return *resources*, which *definitions* use, as the set of resources in use has them."""

    def live_resources(self) -> dict[str, Any]:
        """The resources that are live now."""


_current: Ambient | None = None


def set_ambient(ambient: Ambient | None) -> None:
    """Make *ambient* what runs see from now on; None for nothing."""
    global _current  # noqa: PLW0603 - one kernel has one session; DESIGN calls it a process-wide object
    _current = ambient
    DagsterInstance.of_kernel = None if ambient is None else lambda: ambient.instance


def session_of(instance: DagsterInstance | None) -> Ambient | None:
    """Return the session whose store *instance* is, or which is meant where none is given."""
    if _current is None or instance is None:
        return _current
    return _current if instance.event_log is _current.instance.event_log else None


def ambient() -> Ambient | None:
    """Return the session that runs see, or None outside a kernel."""
    return _current
