"""What this kernel holds: its session, its assets and their states, resources, settings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.ambient import ambient
from dagbook.session import about as abouts
from dagbook.session import (
    forgetting,
)
from dagbook.session.about import About
from dagbook.session.asset_rows import Asset, asset_rows, selected_view
from dagbook.session.resource_sets import ResourceSet
from dagbook.session.session import Session
from dagbook.session.settings import Settings
from dagbook.session.why import Why
from dagbook.view.graph_view import GraphView


def session() -> Session:
    """Return the session of this kernel.

    Raises:
        DagsterInvariantViolationError: No extension is loaded.
    """
    found = ambient()
    if isinstance(found, Session):
        return found
    raise DagsterInvariantViolationError(
        "There is no dagbook session here. In a notebook, run %load_ext dagbook first; elsewhere, "
        "use materialize(..., instance=DagsterInstance.get()) and Definitions.load_asset_value."
    )


def load(name: str, partition_key: str | Sequence[str] | None = None) -> Any:
    """Return the stored value of an asset, also of one that this kernel does not define.

    Args:
        name: The key, as `sales/orders`.
        partition_key: Which partition; of several, or of all with "all", a dict comes back.

    Raises:
        UnknownAssetError: Nothing defines it and nothing is stored of it.
        AssetNotMaterializedError: It has no stored value.
    """
    return session().load(name, partition_key)


def assets(selection: str | None = None) -> tuple[Asset, ...]:
    """Return every asset with its status, or those of *selection*, in topological order."""
    return asset_rows(session(), selection)


def lineage(selection: str | None = None) -> GraphView:
    """Return what the graph shows: a card for each asset, or for those of *selection*."""
    return selected_view(session(), selection)


def why(name: str, partition_key: str | None = None) -> Why:
    """Return why an asset is as it is: what changed, with the diff, and where that begins.

    Args:
        name: The key, as `sales/orders`.
        partition_key: Which partition; the first that is not fresh by default.

    Raises:
        UnknownAssetError: Nothing defines it.
        DagsterUnknownPartitionError: It has no such partition.
    """
    return session().why(name, partition_key)


def use(name: str, resources: Mapping[str, Any] | None = None) -> ResourceSet:
    """Use a named set of resources from now on, with values and statuses of its own.

    Args:
        name: Which set; "default" for what cells define, and the real values.
        resources: Defines the set anew; None to use it as it was defined.

    Raises:
        DagsterInvalidInvocationError: This kernel does not define it.
        DagsterInvalidDefinitionError: The name or the resources cannot be used.
        DagsterInvariantViolationError: Something runs.
    """
    current = session()
    if resources is not None:
        current.define_set(name, resources)
    return current.use(name)


def define_set(name: str, resources: Mapping[str, Any]) -> ResourceSet:
    """Define a named set of resources, or define it anew; `use` uses it.

    Args:
        name: Letters, digits, _ and -.
        resources: By key.

    Raises:
        DagsterInvalidDefinitionError: The name or the resources cannot be used.
    """
    return session().define_set(name, resources)


def resource_sets() -> tuple[ResourceSet, ...]:
    """Return the named sets of resources of this kernel, the default first."""
    return session().sets.all()


def settings() -> Settings:
    """Return how dagbook behaves in this kernel; ``%config Dagbook`` changes it."""
    return session().settings


def move_store(folder: str | Path) -> None:
    """Move the store, with its values and history, to another folder, and go on there.

    Args:
        folder: A folder that is not there yet, or is empty.

    Raises:
        DagsterInvariantViolationError: Something runs.
        DagsterInvalidInvocationError: The folder is taken, or another process uses the store.
        StoreError: The folders cannot be read or written.
    """
    session().move_store(Path(folder).expanduser())


def about() -> About:
    """Return dagbook's version, the store and what is in it, what the kernel holds, settings."""
    return abouts.about(session())


def forget(name: str) -> None:
    """Take the definition of an asset away; what is stored of it stays.

    Args:
        name: The key, as `sales/orders`.

    Raises:
        UnknownAssetError: Nothing defines it.
    """
    forgetting.forget(session(), name, "dagbook.live")


def reset() -> None:
    """Take every definition away; run the cells again. What is stored stays."""
    forgetting.reset(session())
