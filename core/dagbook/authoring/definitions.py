"""`Definitions`: assets and what they use together, immutable."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dagbook.authoring import doors
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.definitions_arguments import (
    FIELDS,
    given_list,
    given_mapping,
    jobs_given,
    loggers_given,
    merged,
    merged_mapping,
    none_yet,
    the_one,
)
from dagbook.authoring.dependencies import ResolvedAssets
from dagbook.authoring.executors import check_executor
from dagbook.authoring.gathering import flatten_assets, flatten_checks, map_asset_specs
from dagbook.authoring.registration import announce
from dagbook.authoring.strict_assets import strictly_resolved
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.authoring.value_loader import AssetValueLoader
from dagbook.errors import (
    CheckError,
    DagsterInvariantViolationError,
)
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata


class Definitions(NotYet):
    """Assets, and the checks, jobs, resources and the rest that belong to them.

    Nothing is checked until it is needed, as in Dagster; `validate_loadable` checks everything.

    Args:
        assets: What `asset` and `multi_asset` return, `AssetSpec` and `SourceAsset`.
        schedules: Not in dagbook yet.
        sensors: Not in dagbook yet.
        jobs: What `define_asset_job` and `job` return.
        resources: What is bound to each key: resources, IO managers, any value.
        executor: How the steps of those jobs run that do not say it themselves, by `execute_job`.
        loggers: What is bound to each logger's key.
        asset_checks: What `asset_check` and `multi_asset_check` return.
        metadata: Of the whole; plain values get the kind of their type.
        component_tree: Kept as given.

    Raises:
        CheckError: Something that Dagster does not take is among them.
        DagsterInvalidDefinitionError: A schedule or sensor was given.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def orders():
        ...     return [1]
        >>> Definitions(assets=[orders]).resolve_all_asset_keys()
        [AssetKey(['orders'])]
    """

    def __init__(
        self,
        assets: Iterable[Any] | None = None,
        schedules: Iterable[Any] | None = None,
        sensors: Iterable[Any] | None = None,
        jobs: Iterable[Any] | None = None,
        resources: Mapping[str, Any] | None = None,
        executor: Any = None,
        loggers: Mapping[str, Any] | None = None,
        asset_checks: Iterable[Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        component_tree: Any = None,
    ) -> None:
        self.assets = given_list("assets", assets)
        self.schedules = given_list("schedules", schedules)
        self.sensors = given_list("sensors", sensors)
        self.jobs = given_list("jobs", jobs)
        self.asset_checks = given_list("asset_checks", asset_checks)
        self.resources = given_mapping("resources", resources)
        self.loggers = given_mapping("loggers", loggers)
        given_mapping("metadata", metadata)
        none_yet("schedules", self.schedules)
        none_yet("sensors", self.sensors)
        check_executor(executor, "executor")
        self.executor = executor
        self.metadata: Mapping[str, MetadataValue] = normalize_metadata(metadata)
        self.component_tree = component_tree
        self.asset_defs: tuple[AssetsDefinition, ...] = flatten_assets(self.assets or ())
        self.check_defs: tuple[AssetsDefinition, ...] = flatten_checks(self.asset_checks or ())
        self.job_defs: tuple[Any, ...] = jobs_given(self.jobs or ())
        self.resource_defs: Mapping[str, Any] = self.resources or {}
        self.logger_defs: Mapping[str, Any] = loggers_given(self.loggers)
        announce(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Definitions):
            return NotImplemented
        return all(getattr(self, each) == getattr(other, each) for each in FIELDS)

    # As in Dagster: what it holds may change, and so would its hash.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        keys = ", ".join(
            key.to_user_string() for each in self.asset_defs for key in each.keys_in_order
        )
        return f"Definitions(assets=[{keys}], resources={sorted(self.resource_defs)})"

    def resolve_assets(self) -> ResolvedAssets:
        """Return the assets with every dependency resolved.

        Raises:
            DuplicateAssetKeyError: A key is defined twice.
            DagsterInvalidDefinitionError: A parameter names an asset that nothing defines.
        """
        return strictly_resolved(tuple(dict.fromkeys((*self.asset_defs, *self.check_defs))))

    def resolve_asset_graph(self) -> Any:
        """Return the graph of all assets and checks, as `AssetSelection.resolve` takes it.

        Raises:
            DuplicateAssetKeyError: A key is defined twice.
            DagsterInvalidDefinitionError: A parameter names an asset that nothing defines.
        """
        return doors.strict_graph_of(self)

    def resolve_all_asset_keys(self) -> list[AssetKey]:
        """Return the keys of all assets, external ones included."""
        return [key for each in self.resolve_assets().definitions for key in each.keys_in_order]

    def resolve_all_asset_specs(self) -> list[AssetSpec]:
        """Return what is said of each asset, external ones included; groups by their names."""
        return [
            replace(spec, group_name=spec.group_name or DEFAULT_GROUP, kinds=None)
            for each in self.resolve_assets().definitions
            for spec in each.specs
        ]

    @staticmethod
    def validate_loadable(defs: "Definitions") -> None:
        """Check everything: keys, dependencies, resources.

        Raises:
            DagsterInvalidDefinitionError: Naming the first thing that is wrong.
        """
        doors.validate(defs)
        if defs.jobs:
            doors.jobs_of(defs)

    def load_asset_value(
        self,
        asset_key: CoercibleToAssetKey,
        *,
        python_type: Any = None,
        instance: Any = None,
        partition_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the stored value of an asset.

        Args:
            asset_key: Which asset.
            python_type: Accepted as Dagster's programs pass it.
            instance: Where it was recorded; the session's by default.
            partition_key: Which partition; needed for a partitioned asset.
            metadata: What the IO manager finds as the metadata of the input.

        Raises:
            UnknownAssetError: The definitions have no such asset.
            AssetNotMaterializedError: It has no stored value.
        """
        return self.get_asset_value_loader(instance).load_asset_value(
            asset_key,
            python_type=python_type,
            partition_key=partition_key,
            input_definition_metadata=metadata,
        )

    def get_asset_value_loader(self, instance: Any = None) -> "AssetValueLoader":
        """Return what loads many values; a context manager, as in Dagster.

        Args:
            instance: Where they were recorded; the session's by default.
        """
        return AssetValueLoader(self, instance)

    @staticmethod
    def merge(*def_sets: "Definitions") -> "Definitions":
        """Return one `Definitions` with everything that is in any of *def_sets*.

        Raises:
            DagsterInvariantViolationError: Two bind a resource or logger key to different objects,
                or have different executors.

        Example:
            >>> merged = Definitions.merge(Definitions(resources={"a": 1}), Definitions())
            >>> merged.resources
            {'a': 1}
        """
        for each in def_sets:
            if not isinstance(each, Definitions):
                raise CheckError(
                    f"Definitions.merge takes Definitions; got {each!r} of type "
                    f"{type(each).__name__}."
                )
        return Definitions(
            merged(def_sets, "assets"),
            merged(def_sets, "schedules"),
            merged(def_sets, "sensors"),
            merged(def_sets, "jobs"),
            resources=merged_mapping(def_sets, "resources"),
            executor=the_one(def_sets, "executor"),
            loggers=merged_mapping(def_sets, "loggers"),
            asset_checks=merged(def_sets, "asset_checks"),
            metadata={name: value for each in def_sets for name, value in each.metadata.items()},
            component_tree=the_one(def_sets, "component_tree"),
        )

    @staticmethod
    def merge_unbound_defs(*def_sets: "Definitions") -> "Definitions":
        """Return what `merge` returns; Dagster's name where nothing was resolved yet."""
        return Definitions.merge(*def_sets)

    def map_asset_specs(
        self, *, func: Callable[[AssetSpec], AssetSpec], selection: Any = None
    ) -> "Definitions":
        """Return the same definitions with what is said of each asset as *func* returns it.

        Args:
            func: Called with each spec; may change all but the key.
            selection: Not taken here; `map_resolved_asset_specs` takes one.

        Raises:
            CheckError: A selection was given.
        """
        if selection is not None:
            raise CheckError(
                "The selection parameter is no longer supported for map_asset_specs. Please use "
                "map_resolved_asset_specs instead."
            )
        return self.map_resolved_asset_specs(func=func)

    def map_resolved_asset_specs(
        self, *, func: Callable[[AssetSpec], AssetSpec], selection: Any = None
    ) -> "Definitions":
        """Return the same definitions with what is said of some assets as *func* returns it.

        Args:
            func: Called with each spec that is selected; may change all but the key.
            selection: Which; all by default. Text means assets made elsewhere too.

        Raises:
            UnknownAssetError: The selection names an asset that is not there.
            DagsterInvariantViolationError: A `SourceAsset` is among the assets.
        """
        wanted: set[AssetKey] | None = None
        if selection:
            # The language is a tenth of what `from dagbook import Definitions` would cost.
            from dagbook.authoring.asset_selection import AssetSelection  # noqa: PLC0415 - above

            chosen = (
                AssetSelection.from_string(selection, include_sources=True)
                if isinstance(selection, str)
                else AssetSelection.from_coercible(selection)
            )
            wanted = chosen.resolve(self.resolve_assets().definitions)

        def mapped(spec: AssetSpec) -> AssetSpec:
            return func(spec) if wanted is None or spec.key in wanted else spec

        for each in self.assets or ():
            if not isinstance(each, (AssetsDefinition, AssetSpec)):
                raise DagsterInvariantViolationError(
                    "Can only map over AssetSpec or AssetsDefinition objects; got "
                    f"{each.key.to_user_string()}, a {type(each).__name__}. Give an AssetSpec in "
                    "its place."
                )
        return self._with_assets(map_asset_specs(mapped, self.assets or ()))

    def with_resources(self, resources: Mapping[str, Any] | None) -> "Definitions":
        """Return the same definitions, and these resources.

        Args:
            resources: What is bound to each key; none of them is bound to another object yet.

        Raises:
            DagsterInvariantViolationError: One is.
        """
        return Definitions.merge(self, Definitions(resources=resources)) if resources else self

    def _with_assets(self, assets: Iterable[Any]) -> "Definitions":
        """Return the same with other assets."""
        return Definitions(
            assets,
            self.schedules,
            self.sensors,
            self.jobs,
            resources=self.resources,
            executor=self.executor,
            loggers=self.loggers,
            asset_checks=self.asset_checks,
            metadata=self.metadata,
            component_tree=self.component_tree,
        )

    def resolve_assets_def(self, key: CoercibleToAssetKey) -> AssetsDefinition:
        """Return the definition that makes the asset *key*.

        Raises:
            DagsterInvariantViolationError: Nothing does.
        """
        wanted = AssetKey.from_coercible(key)
        for each in self.resolve_assets().definitions:
            if wanted in each.keys:
                return each
        raise DagsterInvariantViolationError(f"Could not find asset {wanted} in these Definitions.")

    def get_assets_def(self, key: CoercibleToAssetKey) -> AssetsDefinition:
        """Return the definition that makes *key*; Dagster's older name of `resolve_assets_def`."""
        return self.resolve_assets_def(key)

    def resolve_job_def(self, name: str) -> Any:
        """Return the job *name*, which can run; ``__ASSET_JOB`` is that of all assets.

        Raises:
            DagsterInvariantViolationError: There is no such job.
        """
        return doors.job_named(self, name)

    def get_job_def(self, name: str) -> Any:
        """Return the job *name*; Dagster's older name of `resolve_job_def`."""
        return self.resolve_job_def(name)

    def resolve_all_job_defs(self) -> list[Any]:
        """Return every job, that of all assets among them."""
        return doors.jobs_of(self)  # type: ignore[no-any-return]  # a door

    def has_implicit_global_asset_job_def(self) -> bool:
        """Return whether there is a job of all assets."""
        return any(each.is_executable for each in self.asset_defs)

    def resolve_implicit_global_asset_job_def(self) -> Any:
        """Return the job of all assets.

        Raises:
            DagsterInvariantViolationError: No asset here can be made.
        """
        return doors.job_named(self, "__ASSET_JOB")

    def get_implicit_global_asset_job_def(self) -> Any:
        """Return the job of all assets; Dagster's older name."""
        return self.resolve_implicit_global_asset_job_def()

    def get_asset_checks_def(self, key: Any) -> AssetsDefinition:
        """Return the definition that makes the check *key*.

        Args:
            key: An `AssetCheckKey`.

        Raises:
            DagsterInvariantViolationError: Nothing does.
        """
        for each in (*self.asset_defs, *self.check_defs):
            if any(spec.key == key for spec in each.check_specs):
                return each
        raise DagsterInvariantViolationError(f"Could not find asset checks defs for {key}.")

    def get_unresolved_schedule_def(self, name: str) -> Any:
        """Return the schedule *name*.

        Raises:
            ValueError: There is none.
        """
        raise ValueError(f"ScheduleDefinition with name {name} not found")

    def get_unresolved_sensor_def(self, name: str) -> Any:
        """Return the sensor *name*.

        Raises:
            ValueError: There is none.
        """
        raise ValueError(f"SensorDefinition with name {name} not found")

    def resolve_schedule_def(self, name: str) -> Any:
        """Return the schedule *name*.

        Raises:
            DagsterInvariantViolationError: There is none.
        """
        raise DagsterInvariantViolationError(f"Could not find schedule '{name}'. Found: .")

    def resolve_sensor_def(self, name: str) -> Any:
        """Return the sensor *name*.

        Raises:
            DagsterInvariantViolationError: There is none.
        """
        raise DagsterInvariantViolationError(f"Could not find sensor '{name}'. Found: .")

    def get_schedule_def(self, name: str) -> Any:
        """Return the schedule *name*; Dagster's older name of `resolve_schedule_def`."""
        return self.resolve_schedule_def(name)

    def get_sensor_def(self, name: str) -> Any:
        """Return the sensor *name*; Dagster's older name of `resolve_sensor_def`."""
        return self.resolve_sensor_def(name)
