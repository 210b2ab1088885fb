"""Dagster's asset API, live in a notebook.

Everything is imported when it is first used, so that ``from dagbook import asset`` loads little.
"""

from importlib import import_module as _import_module

__version__ = "0.1.0"

_HOMES = {
    "authoring.asset_check": ("asset_check", "multi_asset_check"),
    "authoring.asset_check_spec": ("AssetCheckSpec",),
    "authoring.asset_checks_definition": ("AssetChecksDefinition",),
    "authoring.asset_decorator": ("asset",),
    "authoring.asset_io": ("AssetDep", "AssetIn", "AssetOut", "AssetSpec", "Nothing"),
    "authoring.asset_jobs": ("define_asset_job",),
    "authoring.asset_selection": ("AssetSelection",),
    "authoring.assets_definition": ("AssetsDefinition",),
    "authoring.attached_objects": ("IAttachDifferentObjectToOpContext",),
    "authoring.building": ("build_init_resource_context", "build_resources"),
    "authoring.building_contexts": ("build_input_context", "build_output_context"),
    "authoring.check_builders": (
        "build_column_schema_change_checks",
        "build_metadata_bounds_checks",
    ),
    "authoring.check_context": ("AssetCheckExecutionContext", "build_asset_check_context"),
    "authoring.check_loaders": (
        "load_asset_checks_from_current_module",
        "load_asset_checks_from_modules",
        "load_asset_checks_from_package_module",
        "load_asset_checks_from_package_name",
    ),
    "authoring.config": ("Config", "PermissiveConfig"),
    "authoring.config_files": (
        "config_from_files",
        "config_from_pkg_resources",
        "config_from_yaml_strings",
        "file_relative_path",
    ),
    "authoring.config_schema_types": (
        "Array",
        "BoolSource",
        "ConfigSchema",
        "Enum",
        "EnumValue",
        "Field",
        "IntSource",
        "Map",
        "Noneable",
        "Permissive",
        "ScalarUnion",
        "Selector",
        "Shape",
        "StringSource",
    ),
    "authoring.configurable": (
        "ConfigurableIOManager",
        "ConfigurableIOManagerFactory",
        "ConfigurableResource",
    ),
    "authoring.configured": ("ConfigMapping", "config_mapping", "configured"),
    "authoring.contexts": ("AssetExecutionContext",),
    "authoring.dagster_type": (
        "DagsterType",
        "PythonObjectDagsterType",
        "TypeCheck",
        "TypeCheckContext",
    ),
    "authoring.definitions": ("Definitions",),
    "authoring.dependency_definitions": (
        "DependencyDefinition",
        "InputMapping",
        "MultiDependencyDefinition",
        "NodeInvocation",
        "OutputMapping",
    ),
    "authoring.direct_context": ("build_asset_context",),
    "authoring.env_var": ("EnvVar",),
    "authoring.executors": (
        "in_process_executor",
        "multi_or_in_process_executor",
        "multiprocess_executor",
    ),
    "authoring.freshness_checks": (
        "build_last_update_freshness_checks",
        "build_time_partition_freshness_checks",
    ),
    "authoring.gathering": ("map_asset_specs",),
    "authoring.graph_assets": ("graph_asset", "graph_multi_asset"),
    "authoring.graph_decorator": ("graph",),
    "authoring.graph_definition": ("GraphDefinition",),
    "authoring.hook_context": ("HookContext", "build_hook_context"),
    "authoring.hooks": ("HookDefinition", "failure_hook", "success_hook"),
    "authoring.io_contexts": ("InputContext", "OutputContext"),
    "authoring.io_manager": ("IOManager", "InputManager"),
    "authoring.io_manager_definition": (
        "IOManagerDefinition",
        "InputManagerDefinition",
        "input_manager",
        "io_manager",
    ),
    "authoring.job_decorator": ("job",),
    "authoring.job_definition": ("JobDefinition",),
    "authoring.lazy_definitions": ("definitions",),
    "authoring.loggers": (
        "InitLoggerContext",
        "JsonLogFormatter",
        "LoggerDefinition",
        "build_init_logger_context",
        "colored_console_logger",
        "default_loggers",
        "get_dagster_logger",
        "json_console_logger",
        "logger",
    ),
    "authoring.module_loaders": (
        "load_assets_from_current_module",
        "load_assets_from_modules",
        "load_assets_from_package_module",
        "load_assets_from_package_name",
        "load_definitions_from_current_module",
        "load_definitions_from_module",
        "load_definitions_from_modules",
        "load_definitions_from_package_module",
        "load_definitions_from_package_name",
    ),
    "authoring.multi_asset_decorator": ("multi_asset",),
    "authoring.nodes": ("PendingNodeInvocation",),
    "authoring.observing": ("multi_observable_source_asset", "observable_source_asset"),
    "authoring.op_context": ("DagsterTypeLoaderContext", "OpExecutionContext"),
    "authoring.op_decorator": ("op",),
    "authoring.op_definition": ("OpDefinition",),
    "authoring.op_io": ("DynamicOut", "GraphIn", "GraphOut", "In", "Out"),
    "authoring.op_testing": ("build_op_context",),
    "authoring.partitioned_config": (
        "Partition",
        "PartitionedConfig",
        "dynamic_partitioned_config",
        "partitioned_config",
        "static_partitioned_config",
    ),
    "authoring.reconstructable_jobs": ("reconstructable",),
    "authoring.resource_definition": (
        "ResourceDefinition",
        "ResourceDependency",
        "ResourceParam",
        "make_values_resource",
        "resource",
    ),
    "authoring.resources": ("InitResourceContext",),
    "authoring.retry_policy": ("Backoff", "Jitter", "RetryPolicy"),
    "authoring.run_config": ("RunConfig",),
    "authoring.run_request": ("RunRequest",),
    "authoring.source_asset": ("SourceAsset",),
    "authoring.source_references": ("with_source_code_references",),
    "authoring.type_annotations": (
        "check_dagster_type",
        "make_python_type_usable_as_dagster_type",
        "usable_as_dagster_type",
    ),
    "authoring.type_loaders": ("DagsterTypeLoader", "dagster_type_loader"),
    "authoring.value_loader": ("AssetValueLoader",),
    "authoring.windowed_config": (
        "daily_partitioned_config",
        "hourly_partitioned_config",
        "monthly_partitioned_config",
        "weekly_partitioned_config",
    ),
    "authoring.with_resources": ("with_resources",),
    "errors": (
        "BetaWarning",
        "ConfigArgumentWarning",
        "DagsterConfigMappingFunctionError",
        "DagsterError",
        "DagsterExecutionInterruptedError",
        "DagsterExecutionStepExecutionError",
        "DagsterExecutionStepNotFoundError",
        "DagsterInvalidConfigDefinitionError",
        "DagsterInvalidConfigError",
        "DagsterInvalidDefinitionError",
        "DagsterInvalidInvocationError",
        "DagsterInvalidSubsetError",
        "DagsterInvariantViolationError",
        "DagsterResourceFunctionError",
        "DagsterRunNotFoundError",
        "DagsterStepOutputNotFoundError",
        "DagsterSubprocessError",
        "DagsterTypeCheckDidNotPass",
        "DagsterTypeCheckError",
        "DagsterUnknownPartitionError",
        "DagsterUnknownResourceError",
        "DagsterUnmetExecutorRequirementsError",
        "DagsterUserCodeExecutionError",
        "PreviewWarning",
        "SupersessionWarning",
    ),
    "execution.config_validation": ("validate_run_config",),
    "execution.execute_job": ("JobExecutionResult", "ReexecutionOptions", "execute_job"),
    "execution.log_manager": ("DagsterLogManager",),
    "execution.materialize": ("materialize", "materialize_to_memory", "observe"),
    "execution.results": ("ExecuteInProcessResult",),
    "io_managers.configured_filesystem": ("FilesystemIOManager", "fs_io_manager"),
    "io_managers.in_memory": ("InMemoryIOManager", "mem_io_manager"),
    "io_managers.upath": ("UPathIOManager",),
    "live": ("load",),
    "model.asset_key": ("AssetKey",),
    "model.checks": (
        "AssetCheckEvaluation",
        "AssetCheckKey",
        "AssetCheckResult",
        "AssetCheckSeverity",
        "AssetOrCheckKey",
    ),
    "model.code_references": ("LocalFileCodeReference", "UrlCodeReference"),
    "model.dynamic_output": ("DynamicOutput",),
    "model.events": ("DagsterEvent", "DagsterEventType"),
    "model.failures": ("Failure", "RetryRequested"),
    "model.metadata": (
        "BoolMetadataValue",
        "CodeReferencesMetadataValue",
        "DagsterAssetMetadataValue",
        "DagsterJobMetadataValue",
        "DagsterRunMetadataValue",
        "FloatMetadataValue",
        "IntMetadataValue",
        "JsonMetadataValue",
        "MarkdownMetadataValue",
        "MetadataValue",
        "NotebookMetadataValue",
        "NullMetadataValue",
        "PathMetadataValue",
        "PythonArtifactMetadataValue",
        "TableColumnLineageMetadataValue",
        "TableMetadataValue",
        "TableSchemaMetadataValue",
        "TextMetadataValue",
        "TimestampMetadataValue",
        "UrlMetadataValue",
    ),
    "model.observing": ("DataVersionsByPartition", "ObserveResult"),
    "model.provenance": ("DataProvenance",),
    "model.results": ("AssetMaterialization", "DataVersion", "MaterializeResult", "Output"),
    "model.runs": ("DagsterRun", "DagsterRunStatus"),
    "model.tables": (
        "TableColumn",
        "TableColumnConstraints",
        "TableColumnDep",
        "TableColumnLineage",
        "TableConstraints",
        "TableRecord",
        "TableSchema",
    ),
    "model.user_events": ("AssetObservation", "ExpectationResult"),
    "partitions.backfill_policy": ("BackfillPolicy",),
    "partitions.clock": ("partition_loading_context",),
    "partitions.definition": ("PartitionsDefinition",),
    "partitions.dynamic": (
        "AddDynamicPartitionsRequest",
        "DeleteDynamicPartitionsRequest",
        "DynamicPartitionsDefinition",
    ),
    "partitions.key_mappings": (
        "AllPartitionMapping",
        "IdentityPartitionMapping",
        "LastPartitionMapping",
        "SpecificPartitionsPartitionMapping",
        "StaticPartitionMapping",
    ),
    "partitions.keys": ("PartitionKeyRange", "TimeWindow"),
    "partitions.mapping": ("PartitionMapping",),
    "partitions.multi": ("MultiPartitionsDefinition",),
    "partitions.multi_key": ("MultiPartitionKey",),
    "partitions.multi_mapping": (
        "DimensionPartitionMapping",
        "MultiPartitionMapping",
        "MultiToSingleDimensionPartitionMapping",
    ),
    "partitions.pages": ("PaginatedResults",),
    "partitions.static": ("StaticPartitionsDefinition",),
    "partitions.status": ("AssetPartitionStatus",),
    "partitions.time_window": ("TimeWindowPartitionsDefinition",),
    "partitions.time_window_kinds": (
        "DailyPartitionsDefinition",
        "HourlyPartitionsDefinition",
        "MonthlyPartitionsDefinition",
        "WeeklyPartitionsDefinition",
    ),
    "partitions.time_window_mapping": ("TimeWindowPartitionMapping",),
    "storage.event_records": (
        "AssetRecordsFilter",
        "EventLogRecord",
        "EventRecordsFilter",
        "EventRecordsResult",
    ),
    "storage.instance": ("DagsterInstance",),
    "storage.runs_filter": ("MAX_RUNTIME_SECONDS_TAG", "RunRecord", "RunsFilter"),
    "storage.testing": ("instance_for_test",),
    "storage.views": ("EventLogEntry",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - the list in __init__.pyi is its literal twin; a test compares


def __getattr__(name: str) -> object:
    """Import *name* from the module it lives in.

    Raises:
        ImportError: It is Dagster's, and dagbook does not have it yet, or leaves it out on purpose.
        AttributeError: Nobody has it.
    """
    home = _HOME_OF.get(name)
    if home is not None:
        value = getattr(_import_module(f"dagbook.{home}"), name)
        globals()[name] = value
        return value
    if not name.startswith("_"):
        later = _import_module("dagbook.foundation.dagster_names")
        instead = later.INSTEAD.get(name)
        if instead is not None:
            raise ImportError(f"dagbook does not offer {name}. Use {instead}.", name=name)
        if name in later.NAMES:
            raise ImportError(
                f"dagbook does not offer {name} yet. What it offers is in dagbook.__all__.",
                name=name,
            )
    raise AttributeError(f"module 'dagbook' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]


def load_ipython_extension(shell: object) -> None:
    """Bring dagbook into a kernel: the one door to Jupyter, by ``%load_ext dagbook``."""
    _import_module("dagbook_jupyter.extension").load_ipython_extension(shell)


def unload_ipython_extension(shell: object) -> None:
    """Take dagbook out of a kernel, leaving nothing behind."""
    _import_module("dagbook_jupyter.extension").unload_ipython_extension(shell)
