"""`define_asset_job`: a selection of assets under a name; `Definitions` finds them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dagbook.authoring import doors
from dagbook.authoring.asset_selection import AssetSelection
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.configured import ConfigMapping
from dagbook.authoring.executors import check_executor
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.job_definition import JobDefinition
from dagbook.authoring.node_tags import normalized_tags
from dagbook.authoring.partitioned_config import PartitionedConfig
from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.authoring.run_config import RunConfig
from dagbook.authoring.validation import check_name, check_owners
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidSubsetError,
    ParameterCheckError,
)
from dagbook.foundation.parameters import (
    CONDITION,
    TEXT,
    check_given,
    check_named,
    of_type,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.definition import PartitionsDefinition

_RULES = {
    "name": TEXT,
    "config": of_type(Mapping, ConfigMapping, PartitionedConfig, RunConfig),
    "description": TEXT,
    "automation_condition": CONDITION,
    "tags": check_named,
    "run_tags": check_named,
    "metadata": check_named,
    "partitions_def": of_type(PartitionsDefinition),
    "hooks": of_type(set, frozenset, wanted="a set"),
    "op_retry_policy": of_type(RetryPolicy),
}


class UnresolvedAssetJobDefinition:
    """A selection of assets under a name; what `define_asset_job` returns.

    Args:
        name: The job's.
        selection: Which assets.
        config: The run's config where the caller gives none, or a `PartitionedConfig`.
        description: In Markdown.
        tags: Of the job, and of its runs where there are no `run_tags`.
        run_tags: Of its runs.
        metadata: Of the job.
        partitions_def: The partitions of its assets; they say so themselves.
        executor_def: How its steps run.
        hooks: Of every step.
        op_retry_policy: Of every step that has none of its own.
        owners: Addresses and teams.
        automation_condition: Kept as given.
    """

    def __init__(
        self,
        name: str,
        selection: AssetSelection,
        config: Any = None,
        description: str | None = None,
        tags: Mapping[str, Any] | None = None,
        run_tags: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        partitions_def: Any = None,
        executor_def: Any = None,
        hooks: Collection[Any] | None = None,
        op_retry_policy: Any = None,
        owners: Sequence[str] | None = None,
        automation_condition: Any = None,
    ) -> None:
        check_given("define_asset_job", _RULES, locals())
        if name is None:
            raise ParameterCheckError("define_asset_job(name=...) takes text; got None.")
        self.name = check_name(name)
        self.selection = selection
        self.config = config.to_config_dict() if isinstance(config, RunConfig) else config
        self.description = description
        self.tags = normalized_tags(tags)
        self.run_tags = normalized_tags(run_tags) if run_tags else self.tags
        self.metadata = metadata
        self.partitions_def = partitions_def
        check_executor(executor_def, "executor_def")
        self.executor_def = executor_def
        self.hooks = frozenset(hooks or ())
        self.op_retry_policy = op_retry_policy
        self.owners = check_owners(owners, name) if owners else None
        self.automation_condition = automation_condition

    def __repr__(self) -> str:
        return f"UnresolvedAssetJobDefinition({self.name!r})"

    def resolve(
        self,
        assets: Sequence[AssetsDefinition],
        resources: Mapping[str, Any],
        *,
        one_partitions_def: bool = True,
    ) -> "AssetJobDefinition":
        """Return the job of those of *assets* that are selected.

        Args:
            assets: All there are, resolved.
            resources: What is bound to each key.
            one_partitions_def: Whether all its assets with partitions have the same.

        Raises:
            DagsterInvalidDefinitionError: The selection names an asset that is not there, or its
                assets have different partitions.
        """
        graph = doors.graph_of(assets)
        try:
            keys = self.selection.resolve(graph)
            checks = self.selection.resolve_checks(graph)
        except DagsterInvalidSubsetError as error:
            raise DagsterInvalidDefinitionError(
                f'Error resolving selection for asset job "{self.name}": {error}'
            ) from error
        return AssetJobDefinition(
            graph_def=GraphDefinition(self.name),
            resource_defs=resources,
            executor_def=self.executor_def,
            config=self.config,
            description=self.description,
            partitions_def=_partitions_of(self.name, keys, assets, self.partitions_def)
            if one_partitions_def
            else None,
            tags=self.tags,
            run_tags=self.run_tags,
            metadata=self.metadata,
            hook_defs=self.hooks,
            op_retry_policy=self.op_retry_policy,
            owners=self.owners,
            assets=tuple(assets),
            keys=frozenset(keys),
            checks=frozenset(checks),
        )


class AssetJobDefinition(JobDefinition):
    """A job that makes assets.

    Args:
        assets: All assets that it may read or make.
        keys: Those that it makes.
        checks: The checks that it makes.
        **options: As of every job.
    """

    def __init__(
        self,
        *,
        assets: tuple[AssetsDefinition, ...] = (),
        keys: frozenset[AssetKey] = frozenset(),
        checks: frozenset[AssetCheckKey] = frozenset(),
        **options: Any,
    ) -> None:
        self.assets = assets
        self.selected_asset_keys = keys
        self.selected_check_keys = checks
        super().__init__(**options)

    @property
    def is_asset_job(self) -> bool:
        """Whether it makes assets."""
        return True

    @property
    def partitioned_config(self) -> PartitionedConfig[Any] | None:
        """The config and tags of each partition, or None."""
        if isinstance(self.config, PartitionedConfig):
            return self.config
        return super().partitioned_config

    def arguments(self) -> dict[str, Any]:
        """Return what it was made of."""
        return {
            **super().arguments(),
            "assets": self.assets,
            "keys": self.selected_asset_keys,
            "checks": self.selected_check_keys,
        }


def define_asset_job(
    name: str,
    selection: Any = None,
    config: Any = None,
    description: str | None = None,
    tags: Mapping[str, Any] | None = None,
    run_tags: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    partitions_def: Any = None,
    executor_def: Any = None,
    hooks: Collection[Any] | None = None,
    op_retry_policy: Any = None,
    owners: Sequence[str] | None = None,
    automation_condition: Any = None,
) -> UnresolvedAssetJobDefinition:
    """Define a job that makes a selection of assets; `Definitions` finds them.

    Args:
        name: The job's.
        selection: An `AssetSelection`, one in text, keys, or assets; all assets by default.
        config: The run's config where the caller gives none, or a `PartitionedConfig`.
        description: In Markdown.
        tags: Of the job, and of its runs where there are no `run_tags`.
        run_tags: Of its runs.
        metadata: Of the job.
        partitions_def: The partitions of its assets; they say so themselves.
        executor_def: How its steps run.
        hooks: Of every step.
        op_retry_policy: Of every step that has none of its own.
        owners: Addresses and teams.
        automation_condition: Kept as given.

    Returns:
        What `Definitions(jobs=[...])` takes.

    Raises:
        DagsterInvalidDefinitionError: A name that Dagster refuses.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> from dagbook.authoring.definitions import Definitions
        >>> @asset
        ... def orders():
        ...     return [1]
        >>> defs = Definitions([orders], jobs=[define_asset_job("daily", "orders")])
        >>> defs.get_job_def("daily").execute_in_process().asset_value("orders")
        [1]
    """
    return UnresolvedAssetJobDefinition(
        name,
        AssetSelection.all() if selection is None else AssetSelection.from_coercible(selection),
        config,
        description,
        tags,
        run_tags,
        metadata,
        partitions_def,
        executor_def,
        hooks,
        op_retry_policy,
        owners,
        automation_condition,
    )


def _partitions_of(
    name: str, keys: Collection[AssetKey], assets: Sequence[AssetsDefinition], given: Any
) -> Any:
    """Return the partitions that the assets *keys* have, or those *given*.

    Raises:
        DagsterInvalidDefinitionError: They have different ones.
    """
    found: Any = None
    for each in assets:
        for output in each.outputs:
            own = None if each.partitions_differ else each.partitions_def
            partitions_def = output.spec.partitions_def or own
            if output.spec.key not in keys or partitions_def is None:
                continue
            if given is not None and partitions_def != given:
                raise DagsterInvalidDefinitionError(
                    f"Executing job {name} with partitions definition {given} is not possible: "
                    f"{output.spec.key.to_user_string()} has the partitions {partitions_def}. "
                    "Leave partitions_def out of define_asset_job; the assets say theirs."
                )
            if found is not None and found != partitions_def:
                raise DagsterInvalidDefinitionError(
                    f"Selected assets of job {name} must have the same partitions definitions, but "
                    f"{output.spec.key.to_user_string()} has others than those before it."
                )
            found = partitions_def
    return found if found is not None else given
