"""Every public name that is expected is there, with the parameters that Dagster gives it."""

import inspect

import dagster
import pytest

import dagbook


def words(topics):
    return {name for text in topics.values() for name in text.split()}


EXPECTED = {
    "Assets: defining": """
        AssetDep AssetIn AssetKey AssetOut AssetSpec AssetsDefinition Definitions Nothing
        SourceAsset asset definitions graph_asset graph_multi_asset
        load_assets_from_current_module load_assets_from_modules load_assets_from_package_module
        load_assets_from_package_name load_definitions_from_current_module
        load_definitions_from_module load_definitions_from_modules
        load_definitions_from_package_module load_definitions_from_package_name map_asset_specs
        multi_asset multi_observable_source_asset observable_source_asset with_resources
    """,
    "Partitions": """
        AddDynamicPartitionsRequest BackfillPolicy DailyPartitionsDefinition
        DeleteDynamicPartitionsRequest DynamicPartitionsDefinition HourlyPartitionsDefinition
        MonthlyPartitionsDefinition MultiPartitionKey MultiPartitionsDefinition
        PartitionKeyRange PartitionedConfig PartitionsDefinition StaticPartitionsDefinition
        TimeWindow TimeWindowPartitionsDefinition WeeklyPartitionsDefinition
        daily_partitioned_config dynamic_partitioned_config hourly_partitioned_config
        monthly_partitioned_config partition_loading_context partitioned_config
        static_partitioned_config weekly_partitioned_config
    """,
    "Partition mappings": """
        AllPartitionMapping DimensionPartitionMapping IdentityPartitionMapping
        LastPartitionMapping MultiPartitionMapping MultiToSingleDimensionPartitionMapping
        PartitionMapping SpecificPartitionsPartitionMapping StaticPartitionMapping
        TimeWindowPartitionMapping
    """,
    "Selection and jobs over assets": """
        AssetSelection define_asset_job
    """,
    "Resources, config": """
        Array BoolSource Config ConfigMapping ConfigSchema ConfigurableResource Enum EnumValue
        EnvVar Field IAttachDifferentObjectToOpContext InitResourceContext IntSource Map
        Noneable Permissive PermissiveConfig ResourceDefinition ResourceDependency ResourceParam
        RunConfig ScalarUnion Selector Shape StringSource build_init_resource_context
        build_resources config_from_files config_from_pkg_resources config_from_yaml_strings
        config_mapping configured file_relative_path make_values_resource resource
        validate_run_config
    """,
    "IO managers": """
        AssetValueLoader ConfigurableIOManager ConfigurableIOManagerFactory FilesystemIOManager
        IOManager IOManagerDefinition InMemoryIOManager InputContext InputManager
        InputManagerDefinition OutputContext UPathIOManager build_input_context
        build_output_context fs_io_manager input_manager io_manager mem_io_manager
    """,
    "Metadata values": """
        BoolMetadataValue CodeReferencesMetadataValue DagsterAssetMetadataValue
        DagsterJobMetadataValue DagsterRunMetadataValue FloatMetadataValue IntMetadataValue
        JsonMetadataValue LocalFileCodeReference MarkdownMetadataValue MetadataValue
        NotebookMetadataValue NullMetadataValue PathMetadataValue PythonArtifactMetadataValue
        TableColumn TableColumnConstraints TableColumnDep TableColumnLineage
        TableColumnLineageMetadataValue TableConstraints TableMetadataValue TableRecord
        TableSchema TableSchemaMetadataValue TextMetadataValue TimestampMetadataValue
        UrlCodeReference UrlMetadataValue with_source_code_references
    """,
    "Events and results": """
        AssetMaterialization AssetObservation DagsterEvent DagsterEventType DataProvenance
        DataVersion DataVersionsByPartition DynamicOutput ExecuteInProcessResult
        ExpectationResult Failure JobExecutionResult MaterializeResult ObserveResult Output
        RetryRequested RunRequest TypeCheck
    """,
    "Asset checks": """
        AssetCheckEvaluation AssetCheckExecutionContext AssetCheckKey AssetCheckResult
        AssetCheckSeverity AssetCheckSpec AssetChecksDefinition AssetOrCheckKey asset_check
        build_asset_check_context build_column_schema_change_checks
        build_last_update_freshness_checks build_metadata_bounds_checks
        build_time_partition_freshness_checks load_asset_checks_from_current_module
        load_asset_checks_from_modules load_asset_checks_from_package_module
        load_asset_checks_from_package_name multi_asset_check
    """,
    "Execution and testing": """
        AssetExecutionContext Backoff DagsterInstance DagsterLogManager Jitter
        OpExecutionContext ReexecutionOptions RetryPolicy build_asset_context build_op_context
        execute_job get_dagster_logger in_process_executor instance_for_test materialize
        materialize_to_memory multi_or_in_process_executor multiprocess_executor reconstructable
    """,
    "Ops, graphs, jobs": """
        DynamicOut GraphDefinition GraphIn GraphOut HookContext In JobDefinition OpDefinition
        Out build_hook_context failure_hook graph job op success_hook
    """,
    "Types": """
        DagsterType DagsterTypeLoader DagsterTypeLoaderContext PythonObjectDagsterType
        TypeCheckContext check_dagster_type dagster_type_loader
        make_python_type_usable_as_dagster_type usable_as_dagster_type
    """,
    "Loggers": """
        InitLoggerContext JsonLogFormatter LoggerDefinition build_init_logger_context
        colored_console_logger json_console_logger logger
    """,
    "Instance, storage, runs": """
        AssetRecordsFilter DagsterRun DagsterRunStatus EventLogRecord EventRecordsFilter
        EventRecordsResult RunRecord RunsFilter
    """,
    "Errors and warnings": """
        BetaWarning ConfigArgumentWarning PreviewWarning SupersessionWarning
        DagsterConfigMappingFunctionError DagsterError DagsterExecutionInterruptedError
        DagsterExecutionStepExecutionError DagsterExecutionStepNotFoundError
        DagsterInvalidConfigDefinitionError DagsterInvalidConfigError
        DagsterInvalidDefinitionError DagsterInvalidInvocationError DagsterInvalidSubsetError
        DagsterInvariantViolationError DagsterResourceFunctionError DagsterRunNotFoundError
        DagsterStepOutputNotFoundError DagsterSubprocessError DagsterTypeCheckDidNotPass
        DagsterTypeCheckError DagsterUnknownPartitionError DagsterUnknownResourceError
        DagsterUnmetExecutorRequirementsError DagsterUserCodeExecutionError
    """,
}
"""What a program of Dagster's expects, by topic."""

TO_COME = {
    "Results of ticks": """
        SensorResult SkipReason build_schedule_from_partitioned_job
    """,
    "Schedules": """
        DefaultScheduleStatus ScheduleDefinition ScheduleEvaluationContext
        build_schedule_context schedule
    """,
    "Sensors": """
        JobSelector build_sensor_for_freshness_checks
        AssetSensorDefinition DefaultSensorStatus MultiAssetSensorDefinition
        MultiAssetSensorEvaluationContext RunFailureSensorContext RunStatusSensorContext
        RunStatusSensorDefinition SensorDefinition SensorEvaluationContext asset_sensor
        build_multi_asset_sensor_context build_run_status_sensor_context build_sensor_context
        multi_asset_sensor run_failure_sensor run_status_sensor sensor
    """,
    "Declarative automation, freshness": """
        AutomationCondition AutomationConditionSensorDefinition AutomationContext
        AutomationResult EvaluateAutomationConditionsResult FreshnessPolicy
        apply_freshness_policy evaluate_automation_conditions
    """,
    "Pipes": """
        PipesClientCompletedInvocation PipesExecutionResult PipesSession PipesSubprocessClient
        open_pipes_session
    """,
    "Components (dg)": """
        FunctionComponent resources PythonScriptComponent SqlComponent TemplatedSqlComponent
        UvRunComponent load_defs load_from_defs_folder
    """,
}
"""Topics that are not in dagbook yet; the list only shrinks."""

OWN = {"load", "observe"}
"""Names that Dagster does not export."""

MADE_INSIDE = words(
    {
        "all": """
    AssetCheckExecutionContext AssetChecksDefinition AssetExecutionContext AssetSelection
    AssetValueLoader DagsterEvent DagsterInstance DagsterLogManager DagsterRun
    ExecuteInProcessResult GraphDefinition HookContext InitLoggerContext InitResourceContext
    InputContext JobDefinition JobExecutionResult OpExecutionContext OutputContext OutputMapping
    PendingNodeInvocation TypeCheckContext DagsterTypeLoaderContext
    """
    }
)
"""Classes that programs get and do not make: what they are made of is each library's own."""

EXTRA = {
    "materialize": {"partition_keys"},
    "build_init_resource_context": {"log_manager"},
    "DailyPartitionsDefinition": {"cron_schedule"},
    "HourlyPartitionsDefinition": {"cron_schedule"},
    "MonthlyPartitionsDefinition": {"cron_schedule"},
    "WeeklyPartitionsDefinition": {"cron_schedule"},
}
"""Parameters that dagbook adds, or names where Dagster takes them by its catch-all."""

MISSING = {"build_resources": {"event_loop"}}
"""Parameters that dagbook does not take: there is no loop to give."""

CATCH_ALL = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def test_every_expected_name_is_offered():
    assert words(EXPECTED) <= set(dagbook.__all__)


def test_a_name_is_expected_or_to_come_and_not_both():
    assert words(EXPECTED).isdisjoint(words(TO_COME))
    assert words(TO_COME).isdisjoint(dagbook.__all__)


def test_every_offered_name_is_one_of_dagsters():
    assert {name for name in dagbook.__all__ if not hasattr(dagster, name)} == OWN


@pytest.mark.parametrize("name", sorted(words(TO_COME)))
def test_a_name_that_is_not_offered_fails_at_import_and_says_so(name):
    with pytest.raises(ImportError, match=name):
        exec(f"from dagbook import {name}", {})


def test_a_name_that_nobody_has_fails_at_import():
    with pytest.raises(ImportError, match="no_such_name"):
        exec("from dagbook import no_such_name", {})


def parameters(thing):
    """Return name, kind and whether there is a default, of each parameter but the catch-alls."""
    try:
        signature = inspect.signature(thing)
    except (ValueError, TypeError):
        return None
    return [
        (each.name, each.kind, each.default is not each.empty)
        for each in signature.parameters.values()
        if each.kind not in CATCH_ALL and not each.name.startswith("_")
    ]


def comparable():
    for name in sorted(set(dagbook.__all__) - OWN - MADE_INSIDE):
        theirs = getattr(dagster, name)
        is_error = isinstance(theirs, type) and issubclass(theirs, BaseException)
        # Dagster's records say *args, **kwargs: nothing can be compared.
        if callable(theirs) and not is_error and parameters(theirs):
            yield name


@pytest.mark.parametrize("name", comparable())
def test_a_name_takes_what_dagsters_takes(name):
    extra, missing = EXTRA.get(name, ()), MISSING.get(name, ())
    ours = [each for each in parameters(getattr(dagbook, name)) if each[0] not in extra]
    theirs = [each for each in parameters(getattr(dagster, name)) if each[0] not in missing]
    assert ours == theirs


INSTEAD = {
    "AutoMaterializePolicy": "AutomationCondition",
    "LegacyFreshnessPolicy": "FreshnessPolicy",
    "repository": "Definitions",
    "MetadataEntry": "MetadataValue",
    "Int": "int",
    "List": "list",
    "link_code_references_to_git": "with_source_code_references",
}


@pytest.mark.parametrize("name", INSTEAD)
def test_a_name_that_is_left_out_says_what_to_use_instead(name):
    with pytest.raises(ImportError, match=f"does not offer {name}.*Use {INSTEAD[name]}"):
        exec(f"from dagbook import {name}", {})


@pytest.mark.parametrize("name", ["Any", "importlib", "import_module"])
def test_what_the_facade_is_made_of_is_no_public_name(name):
    with pytest.raises(ImportError, match=name):
        exec(f"from dagbook import {name}", {})
