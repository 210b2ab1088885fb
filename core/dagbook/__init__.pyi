from typing import Any

from dagbook.authoring.asset_check import asset_check as asset_check
from dagbook.authoring.asset_check import multi_asset_check as multi_asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec as AssetCheckSpec
from dagbook.authoring.asset_checks_definition import AssetChecksDefinition as AssetChecksDefinition
from dagbook.authoring.asset_decorator import asset as asset
from dagbook.authoring.asset_io import AssetDep as AssetDep
from dagbook.authoring.asset_io import AssetIn as AssetIn
from dagbook.authoring.asset_io import AssetOut as AssetOut
from dagbook.authoring.asset_io import AssetSpec as AssetSpec
from dagbook.authoring.asset_io import Nothing as Nothing
from dagbook.authoring.asset_jobs import define_asset_job as define_asset_job
from dagbook.authoring.asset_selection import AssetSelection as AssetSelection
from dagbook.authoring.assets_definition import AssetsDefinition as AssetsDefinition
from dagbook.authoring.attached_objects import (
    IAttachDifferentObjectToOpContext as IAttachDifferentObjectToOpContext,
)
from dagbook.authoring.building import build_init_resource_context as build_init_resource_context
from dagbook.authoring.building import build_resources as build_resources
from dagbook.authoring.building_contexts import build_input_context as build_input_context
from dagbook.authoring.building_contexts import build_output_context as build_output_context
from dagbook.authoring.check_builders import (
    build_column_schema_change_checks as build_column_schema_change_checks,
)
from dagbook.authoring.check_builders import (
    build_metadata_bounds_checks as build_metadata_bounds_checks,
)
from dagbook.authoring.check_context import AssetCheckExecutionContext as AssetCheckExecutionContext
from dagbook.authoring.check_context import build_asset_check_context as build_asset_check_context
from dagbook.authoring.check_loaders import (
    load_asset_checks_from_current_module as load_asset_checks_from_current_module,
)
from dagbook.authoring.check_loaders import (
    load_asset_checks_from_modules as load_asset_checks_from_modules,
)
from dagbook.authoring.check_loaders import (
    load_asset_checks_from_package_module as load_asset_checks_from_package_module,
)
from dagbook.authoring.check_loaders import (
    load_asset_checks_from_package_name as load_asset_checks_from_package_name,
)
from dagbook.authoring.config import Config as Config
from dagbook.authoring.config import PermissiveConfig as PermissiveConfig
from dagbook.authoring.config_files import config_from_files as config_from_files
from dagbook.authoring.config_files import config_from_pkg_resources as config_from_pkg_resources
from dagbook.authoring.config_files import config_from_yaml_strings as config_from_yaml_strings
from dagbook.authoring.config_files import file_relative_path as file_relative_path
from dagbook.authoring.config_schema_types import Array as Array
from dagbook.authoring.config_schema_types import BoolSource as BoolSource
from dagbook.authoring.config_schema_types import ConfigSchema as ConfigSchema
from dagbook.authoring.config_schema_types import Enum as Enum
from dagbook.authoring.config_schema_types import EnumValue as EnumValue
from dagbook.authoring.config_schema_types import Field as Field
from dagbook.authoring.config_schema_types import IntSource as IntSource
from dagbook.authoring.config_schema_types import Map as Map
from dagbook.authoring.config_schema_types import Noneable as Noneable
from dagbook.authoring.config_schema_types import Permissive as Permissive
from dagbook.authoring.config_schema_types import ScalarUnion as ScalarUnion
from dagbook.authoring.config_schema_types import Selector as Selector
from dagbook.authoring.config_schema_types import Shape as Shape
from dagbook.authoring.config_schema_types import StringSource as StringSource
from dagbook.authoring.configurable import ConfigurableIOManager as ConfigurableIOManager
from dagbook.authoring.configurable import (
    ConfigurableIOManagerFactory as ConfigurableIOManagerFactory,
)
from dagbook.authoring.configurable import ConfigurableResource as ConfigurableResource
from dagbook.authoring.configured import ConfigMapping as ConfigMapping
from dagbook.authoring.configured import config_mapping as config_mapping
from dagbook.authoring.configured import configured as configured
from dagbook.authoring.contexts import AssetExecutionContext as AssetExecutionContext
from dagbook.authoring.dagster_type import DagsterType as DagsterType
from dagbook.authoring.dagster_type import PythonObjectDagsterType as PythonObjectDagsterType
from dagbook.authoring.dagster_type import TypeCheck as TypeCheck
from dagbook.authoring.dagster_type import TypeCheckContext as TypeCheckContext
from dagbook.authoring.definitions import Definitions as Definitions
from dagbook.authoring.dependency_definitions import DependencyDefinition as DependencyDefinition
from dagbook.authoring.dependency_definitions import InputMapping as InputMapping
from dagbook.authoring.dependency_definitions import (
    MultiDependencyDefinition as MultiDependencyDefinition,
)
from dagbook.authoring.dependency_definitions import NodeInvocation as NodeInvocation
from dagbook.authoring.dependency_definitions import OutputMapping as OutputMapping
from dagbook.authoring.direct_context import build_asset_context as build_asset_context
from dagbook.authoring.env_var import EnvVar as EnvVar
from dagbook.authoring.executors import in_process_executor as in_process_executor
from dagbook.authoring.executors import multi_or_in_process_executor as multi_or_in_process_executor
from dagbook.authoring.executors import multiprocess_executor as multiprocess_executor
from dagbook.authoring.freshness_checks import (
    build_last_update_freshness_checks as build_last_update_freshness_checks,
)
from dagbook.authoring.freshness_checks import (
    build_time_partition_freshness_checks as build_time_partition_freshness_checks,
)
from dagbook.authoring.gathering import map_asset_specs as map_asset_specs
from dagbook.authoring.graph_assets import graph_asset as graph_asset
from dagbook.authoring.graph_assets import graph_multi_asset as graph_multi_asset
from dagbook.authoring.graph_decorator import graph as graph
from dagbook.authoring.graph_definition import GraphDefinition as GraphDefinition
from dagbook.authoring.hook_context import HookContext as HookContext
from dagbook.authoring.hook_context import build_hook_context as build_hook_context
from dagbook.authoring.hooks import HookDefinition as HookDefinition
from dagbook.authoring.hooks import failure_hook as failure_hook
from dagbook.authoring.hooks import success_hook as success_hook
from dagbook.authoring.io_contexts import InputContext as InputContext
from dagbook.authoring.io_contexts import OutputContext as OutputContext
from dagbook.authoring.io_manager import InputManager as InputManager
from dagbook.authoring.io_manager import IOManager as IOManager
from dagbook.authoring.io_manager_definition import InputManagerDefinition as InputManagerDefinition
from dagbook.authoring.io_manager_definition import IOManagerDefinition as IOManagerDefinition
from dagbook.authoring.io_manager_definition import input_manager as input_manager
from dagbook.authoring.io_manager_definition import io_manager as io_manager
from dagbook.authoring.job_decorator import job as job
from dagbook.authoring.job_definition import JobDefinition as JobDefinition
from dagbook.authoring.lazy_definitions import definitions as definitions
from dagbook.authoring.loggers import InitLoggerContext as InitLoggerContext
from dagbook.authoring.loggers import JsonLogFormatter as JsonLogFormatter
from dagbook.authoring.loggers import LoggerDefinition as LoggerDefinition
from dagbook.authoring.loggers import build_init_logger_context as build_init_logger_context
from dagbook.authoring.loggers import colored_console_logger as colored_console_logger
from dagbook.authoring.loggers import default_loggers as default_loggers
from dagbook.authoring.loggers import get_dagster_logger as get_dagster_logger
from dagbook.authoring.loggers import json_console_logger as json_console_logger
from dagbook.authoring.loggers import logger as logger
from dagbook.authoring.module_loaders import (
    load_assets_from_current_module as load_assets_from_current_module,
)
from dagbook.authoring.module_loaders import load_assets_from_modules as load_assets_from_modules
from dagbook.authoring.module_loaders import (
    load_assets_from_package_module as load_assets_from_package_module,
)
from dagbook.authoring.module_loaders import (
    load_assets_from_package_name as load_assets_from_package_name,
)
from dagbook.authoring.module_loaders import (
    load_definitions_from_current_module as load_definitions_from_current_module,
)
from dagbook.authoring.module_loaders import (
    load_definitions_from_module as load_definitions_from_module,
)
from dagbook.authoring.module_loaders import (
    load_definitions_from_modules as load_definitions_from_modules,
)
from dagbook.authoring.module_loaders import (
    load_definitions_from_package_module as load_definitions_from_package_module,
)
from dagbook.authoring.module_loaders import (
    load_definitions_from_package_name as load_definitions_from_package_name,
)
from dagbook.authoring.multi_asset_decorator import multi_asset as multi_asset
from dagbook.authoring.nodes import PendingNodeInvocation as PendingNodeInvocation
from dagbook.authoring.observing import (
    multi_observable_source_asset as multi_observable_source_asset,
)
from dagbook.authoring.observing import observable_source_asset as observable_source_asset
from dagbook.authoring.op_context import DagsterTypeLoaderContext as DagsterTypeLoaderContext
from dagbook.authoring.op_context import OpExecutionContext as OpExecutionContext
from dagbook.authoring.op_decorator import op as op
from dagbook.authoring.op_definition import OpDefinition as OpDefinition
from dagbook.authoring.op_io import DynamicOut as DynamicOut
from dagbook.authoring.op_io import GraphIn as GraphIn
from dagbook.authoring.op_io import GraphOut as GraphOut
from dagbook.authoring.op_io import In as In
from dagbook.authoring.op_io import Out as Out
from dagbook.authoring.op_testing import build_op_context as build_op_context
from dagbook.authoring.partitioned_config import Partition as Partition
from dagbook.authoring.partitioned_config import PartitionedConfig as PartitionedConfig
from dagbook.authoring.partitioned_config import (
    dynamic_partitioned_config as dynamic_partitioned_config,
)
from dagbook.authoring.partitioned_config import partitioned_config as partitioned_config
from dagbook.authoring.partitioned_config import (
    static_partitioned_config as static_partitioned_config,
)
from dagbook.authoring.reconstructable_jobs import reconstructable as reconstructable
from dagbook.authoring.resource_definition import ResourceDefinition as ResourceDefinition
from dagbook.authoring.resource_definition import ResourceDependency as ResourceDependency
from dagbook.authoring.resource_definition import ResourceParam as ResourceParam
from dagbook.authoring.resource_definition import make_values_resource as make_values_resource
from dagbook.authoring.resource_definition import resource as resource
from dagbook.authoring.resources import InitResourceContext as InitResourceContext
from dagbook.authoring.retry_policy import Backoff as Backoff
from dagbook.authoring.retry_policy import Jitter as Jitter
from dagbook.authoring.retry_policy import RetryPolicy as RetryPolicy
from dagbook.authoring.run_config import RunConfig as RunConfig
from dagbook.authoring.run_request import RunRequest as RunRequest
from dagbook.authoring.source_asset import SourceAsset as SourceAsset
from dagbook.authoring.source_references import (
    with_source_code_references as with_source_code_references,
)
from dagbook.authoring.type_annotations import check_dagster_type as check_dagster_type
from dagbook.authoring.type_annotations import (
    make_python_type_usable_as_dagster_type as make_python_type_usable_as_dagster_type,
)
from dagbook.authoring.type_annotations import usable_as_dagster_type as usable_as_dagster_type
from dagbook.authoring.type_loaders import DagsterTypeLoader as DagsterTypeLoader
from dagbook.authoring.type_loaders import dagster_type_loader as dagster_type_loader
from dagbook.authoring.value_loader import AssetValueLoader as AssetValueLoader
from dagbook.authoring.windowed_config import daily_partitioned_config as daily_partitioned_config
from dagbook.authoring.windowed_config import hourly_partitioned_config as hourly_partitioned_config
from dagbook.authoring.windowed_config import (
    monthly_partitioned_config as monthly_partitioned_config,
)
from dagbook.authoring.windowed_config import weekly_partitioned_config as weekly_partitioned_config
from dagbook.authoring.with_resources import with_resources as with_resources
from dagbook.errors import BetaWarning as BetaWarning
from dagbook.errors import ConfigArgumentWarning as ConfigArgumentWarning
from dagbook.errors import DagsterConfigMappingFunctionError as DagsterConfigMappingFunctionError
from dagbook.errors import DagsterError as DagsterError
from dagbook.errors import DagsterExecutionInterruptedError as DagsterExecutionInterruptedError
from dagbook.errors import DagsterExecutionStepExecutionError as DagsterExecutionStepExecutionError
from dagbook.errors import DagsterExecutionStepNotFoundError as DagsterExecutionStepNotFoundError
from dagbook.errors import (
    DagsterInvalidConfigDefinitionError as DagsterInvalidConfigDefinitionError,
)
from dagbook.errors import DagsterInvalidConfigError as DagsterInvalidConfigError
from dagbook.errors import DagsterInvalidDefinitionError as DagsterInvalidDefinitionError
from dagbook.errors import DagsterInvalidInvocationError as DagsterInvalidInvocationError
from dagbook.errors import DagsterInvalidSubsetError as DagsterInvalidSubsetError
from dagbook.errors import DagsterInvariantViolationError as DagsterInvariantViolationError
from dagbook.errors import DagsterResourceFunctionError as DagsterResourceFunctionError
from dagbook.errors import DagsterRunNotFoundError as DagsterRunNotFoundError
from dagbook.errors import DagsterStepOutputNotFoundError as DagsterStepOutputNotFoundError
from dagbook.errors import DagsterSubprocessError as DagsterSubprocessError
from dagbook.errors import DagsterTypeCheckDidNotPass as DagsterTypeCheckDidNotPass
from dagbook.errors import DagsterTypeCheckError as DagsterTypeCheckError
from dagbook.errors import DagsterUnknownPartitionError as DagsterUnknownPartitionError
from dagbook.errors import DagsterUnknownResourceError as DagsterUnknownResourceError
from dagbook.errors import (
    DagsterUnmetExecutorRequirementsError as DagsterUnmetExecutorRequirementsError,
)
from dagbook.errors import DagsterUserCodeExecutionError as DagsterUserCodeExecutionError
from dagbook.errors import PreviewWarning as PreviewWarning
from dagbook.errors import SupersessionWarning as SupersessionWarning
from dagbook.execution.config_validation import validate_run_config as validate_run_config
from dagbook.execution.execute_job import JobExecutionResult as JobExecutionResult
from dagbook.execution.execute_job import ReexecutionOptions as ReexecutionOptions
from dagbook.execution.execute_job import execute_job as execute_job
from dagbook.execution.log_manager import DagsterLogManager as DagsterLogManager
from dagbook.execution.materialize import materialize as materialize
from dagbook.execution.materialize import materialize_to_memory as materialize_to_memory
from dagbook.execution.materialize import observe as observe
from dagbook.execution.results import ExecuteInProcessResult as ExecuteInProcessResult
from dagbook.io_managers.configured_filesystem import FilesystemIOManager as FilesystemIOManager
from dagbook.io_managers.configured_filesystem import fs_io_manager as fs_io_manager
from dagbook.io_managers.in_memory import InMemoryIOManager as InMemoryIOManager
from dagbook.io_managers.in_memory import mem_io_manager as mem_io_manager
from dagbook.io_managers.upath import UPathIOManager as UPathIOManager
from dagbook.live import load as load
from dagbook.model.asset_key import AssetKey as AssetKey
from dagbook.model.checks import AssetCheckEvaluation as AssetCheckEvaluation
from dagbook.model.checks import AssetCheckKey as AssetCheckKey
from dagbook.model.checks import AssetCheckResult as AssetCheckResult
from dagbook.model.checks import AssetCheckSeverity as AssetCheckSeverity
from dagbook.model.checks import AssetOrCheckKey as AssetOrCheckKey
from dagbook.model.code_references import LocalFileCodeReference as LocalFileCodeReference
from dagbook.model.code_references import UrlCodeReference as UrlCodeReference
from dagbook.model.dynamic_output import DynamicOutput as DynamicOutput
from dagbook.model.events import DagsterEvent as DagsterEvent
from dagbook.model.events import DagsterEventType as DagsterEventType
from dagbook.model.failures import Failure as Failure
from dagbook.model.failures import RetryRequested as RetryRequested
from dagbook.model.metadata import BoolMetadataValue as BoolMetadataValue
from dagbook.model.metadata import CodeReferencesMetadataValue as CodeReferencesMetadataValue
from dagbook.model.metadata import DagsterAssetMetadataValue as DagsterAssetMetadataValue
from dagbook.model.metadata import DagsterJobMetadataValue as DagsterJobMetadataValue
from dagbook.model.metadata import DagsterRunMetadataValue as DagsterRunMetadataValue
from dagbook.model.metadata import FloatMetadataValue as FloatMetadataValue
from dagbook.model.metadata import IntMetadataValue as IntMetadataValue
from dagbook.model.metadata import JsonMetadataValue as JsonMetadataValue
from dagbook.model.metadata import MarkdownMetadataValue as MarkdownMetadataValue
from dagbook.model.metadata import MetadataValue as MetadataValue
from dagbook.model.metadata import NotebookMetadataValue as NotebookMetadataValue
from dagbook.model.metadata import NullMetadataValue as NullMetadataValue
from dagbook.model.metadata import PathMetadataValue as PathMetadataValue
from dagbook.model.metadata import PythonArtifactMetadataValue as PythonArtifactMetadataValue
from dagbook.model.metadata import (
    TableColumnLineageMetadataValue as TableColumnLineageMetadataValue,
)
from dagbook.model.metadata import TableMetadataValue as TableMetadataValue
from dagbook.model.metadata import TableSchemaMetadataValue as TableSchemaMetadataValue
from dagbook.model.metadata import TextMetadataValue as TextMetadataValue
from dagbook.model.metadata import TimestampMetadataValue as TimestampMetadataValue
from dagbook.model.metadata import UrlMetadataValue as UrlMetadataValue
from dagbook.model.observing import DataVersionsByPartition as DataVersionsByPartition
from dagbook.model.observing import ObserveResult as ObserveResult
from dagbook.model.provenance import DataProvenance as DataProvenance
from dagbook.model.results import AssetMaterialization as AssetMaterialization
from dagbook.model.results import DataVersion as DataVersion
from dagbook.model.results import MaterializeResult as MaterializeResult
from dagbook.model.results import Output as Output
from dagbook.model.runs import DagsterRun as DagsterRun
from dagbook.model.runs import DagsterRunStatus as DagsterRunStatus
from dagbook.model.tables import TableColumn as TableColumn
from dagbook.model.tables import TableColumnConstraints as TableColumnConstraints
from dagbook.model.tables import TableColumnDep as TableColumnDep
from dagbook.model.tables import TableColumnLineage as TableColumnLineage
from dagbook.model.tables import TableConstraints as TableConstraints
from dagbook.model.tables import TableRecord as TableRecord
from dagbook.model.tables import TableSchema as TableSchema
from dagbook.model.user_events import AssetObservation as AssetObservation
from dagbook.model.user_events import ExpectationResult as ExpectationResult
from dagbook.partitions.backfill_policy import BackfillPolicy as BackfillPolicy
from dagbook.partitions.clock import partition_loading_context as partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition as PartitionsDefinition
from dagbook.partitions.dynamic import AddDynamicPartitionsRequest as AddDynamicPartitionsRequest
from dagbook.partitions.dynamic import (
    DeleteDynamicPartitionsRequest as DeleteDynamicPartitionsRequest,
)
from dagbook.partitions.dynamic import DynamicPartitionsDefinition as DynamicPartitionsDefinition
from dagbook.partitions.key_mappings import AllPartitionMapping as AllPartitionMapping
from dagbook.partitions.key_mappings import IdentityPartitionMapping as IdentityPartitionMapping
from dagbook.partitions.key_mappings import LastPartitionMapping as LastPartitionMapping
from dagbook.partitions.key_mappings import (
    SpecificPartitionsPartitionMapping as SpecificPartitionsPartitionMapping,
)
from dagbook.partitions.key_mappings import StaticPartitionMapping as StaticPartitionMapping
from dagbook.partitions.keys import PartitionKeyRange as PartitionKeyRange
from dagbook.partitions.keys import TimeWindow as TimeWindow
from dagbook.partitions.mapping import PartitionMapping as PartitionMapping
from dagbook.partitions.multi import MultiPartitionsDefinition as MultiPartitionsDefinition
from dagbook.partitions.multi_key import MultiPartitionKey as MultiPartitionKey
from dagbook.partitions.multi_mapping import DimensionPartitionMapping as DimensionPartitionMapping
from dagbook.partitions.multi_mapping import MultiPartitionMapping as MultiPartitionMapping
from dagbook.partitions.multi_mapping import (
    MultiToSingleDimensionPartitionMapping as MultiToSingleDimensionPartitionMapping,
)
from dagbook.partitions.pages import PaginatedResults as PaginatedResults
from dagbook.partitions.static import StaticPartitionsDefinition as StaticPartitionsDefinition
from dagbook.partitions.status import AssetPartitionStatus as AssetPartitionStatus
from dagbook.partitions.time_window import (
    TimeWindowPartitionsDefinition as TimeWindowPartitionsDefinition,
)
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition as DailyPartitionsDefinition,
)
from dagbook.partitions.time_window_kinds import (
    HourlyPartitionsDefinition as HourlyPartitionsDefinition,
)
from dagbook.partitions.time_window_kinds import (
    MonthlyPartitionsDefinition as MonthlyPartitionsDefinition,
)
from dagbook.partitions.time_window_kinds import (
    WeeklyPartitionsDefinition as WeeklyPartitionsDefinition,
)
from dagbook.partitions.time_window_mapping import (
    TimeWindowPartitionMapping as TimeWindowPartitionMapping,
)
from dagbook.storage.event_records import AssetRecordsFilter as AssetRecordsFilter
from dagbook.storage.event_records import EventLogRecord as EventLogRecord
from dagbook.storage.event_records import EventRecordsFilter as EventRecordsFilter
from dagbook.storage.event_records import EventRecordsResult as EventRecordsResult
from dagbook.storage.instance import DagsterInstance as DagsterInstance
from dagbook.storage.runs_filter import MAX_RUNTIME_SECONDS_TAG as MAX_RUNTIME_SECONDS_TAG
from dagbook.storage.runs_filter import RunRecord as RunRecord
from dagbook.storage.runs_filter import RunsFilter as RunsFilter
from dagbook.storage.testing import instance_for_test as instance_for_test
from dagbook.storage.views import EventLogEntry as EventLogEntry

__all__ = [
    "AddDynamicPartitionsRequest",
    "AllPartitionMapping",
    "Array",
    "AssetCheckEvaluation",
    "AssetCheckExecutionContext",
    "AssetCheckKey",
    "AssetCheckResult",
    "AssetCheckSeverity",
    "AssetCheckSpec",
    "AssetChecksDefinition",
    "AssetDep",
    "AssetExecutionContext",
    "AssetIn",
    "AssetKey",
    "AssetMaterialization",
    "AssetObservation",
    "AssetOrCheckKey",
    "AssetOut",
    "AssetPartitionStatus",
    "AssetRecordsFilter",
    "AssetSelection",
    "AssetSpec",
    "AssetValueLoader",
    "AssetsDefinition",
    "BackfillPolicy",
    "Backoff",
    "BetaWarning",
    "BoolMetadataValue",
    "BoolSource",
    "CodeReferencesMetadataValue",
    "Config",
    "ConfigArgumentWarning",
    "ConfigMapping",
    "ConfigSchema",
    "ConfigurableIOManager",
    "ConfigurableIOManagerFactory",
    "ConfigurableResource",
    "DagsterAssetMetadataValue",
    "DagsterConfigMappingFunctionError",
    "DagsterError",
    "DagsterEvent",
    "DagsterEventType",
    "DagsterExecutionInterruptedError",
    "DagsterExecutionStepExecutionError",
    "DagsterExecutionStepNotFoundError",
    "DagsterInstance",
    "DagsterInvalidConfigDefinitionError",
    "DagsterInvalidConfigError",
    "DagsterInvalidDefinitionError",
    "DagsterInvalidInvocationError",
    "DagsterInvalidSubsetError",
    "DagsterInvariantViolationError",
    "DagsterJobMetadataValue",
    "DagsterLogManager",
    "DagsterResourceFunctionError",
    "DagsterRun",
    "DagsterRunMetadataValue",
    "DagsterRunNotFoundError",
    "DagsterRunStatus",
    "DagsterStepOutputNotFoundError",
    "DagsterSubprocessError",
    "DagsterType",
    "DagsterTypeCheckDidNotPass",
    "DagsterTypeCheckError",
    "DagsterTypeLoader",
    "DagsterTypeLoaderContext",
    "DagsterUnknownPartitionError",
    "DagsterUnknownResourceError",
    "DagsterUnmetExecutorRequirementsError",
    "DagsterUserCodeExecutionError",
    "DailyPartitionsDefinition",
    "DataProvenance",
    "DataVersion",
    "DataVersionsByPartition",
    "Definitions",
    "DeleteDynamicPartitionsRequest",
    "DependencyDefinition",
    "DimensionPartitionMapping",
    "DynamicOut",
    "DynamicOutput",
    "DynamicPartitionsDefinition",
    "Enum",
    "EnumValue",
    "EnvVar",
    "EventLogEntry",
    "EventLogRecord",
    "EventRecordsFilter",
    "EventRecordsResult",
    "ExecuteInProcessResult",
    "ExpectationResult",
    "Failure",
    "Field",
    "FilesystemIOManager",
    "FloatMetadataValue",
    "GraphDefinition",
    "GraphIn",
    "GraphOut",
    "HookContext",
    "HookDefinition",
    "HourlyPartitionsDefinition",
    "IAttachDifferentObjectToOpContext",
    "IOManager",
    "IOManagerDefinition",
    "IdentityPartitionMapping",
    "In",
    "InMemoryIOManager",
    "InitLoggerContext",
    "InitResourceContext",
    "InputContext",
    "InputManager",
    "InputManagerDefinition",
    "InputMapping",
    "IntMetadataValue",
    "IntSource",
    "Jitter",
    "JobDefinition",
    "JobExecutionResult",
    "JsonLogFormatter",
    "JsonMetadataValue",
    "LastPartitionMapping",
    "LocalFileCodeReference",
    "LoggerDefinition",
    "MAX_RUNTIME_SECONDS_TAG",
    "Map",
    "MarkdownMetadataValue",
    "MaterializeResult",
    "MetadataValue",
    "MonthlyPartitionsDefinition",
    "MultiDependencyDefinition",
    "MultiPartitionKey",
    "MultiPartitionMapping",
    "MultiPartitionsDefinition",
    "MultiToSingleDimensionPartitionMapping",
    "NodeInvocation",
    "Noneable",
    "NotebookMetadataValue",
    "Nothing",
    "NullMetadataValue",
    "ObserveResult",
    "OpDefinition",
    "OpExecutionContext",
    "Out",
    "Output",
    "OutputContext",
    "OutputMapping",
    "PaginatedResults",
    "Partition",
    "PartitionKeyRange",
    "PartitionMapping",
    "PartitionedConfig",
    "PartitionsDefinition",
    "PathMetadataValue",
    "PendingNodeInvocation",
    "Permissive",
    "PermissiveConfig",
    "PreviewWarning",
    "PythonArtifactMetadataValue",
    "PythonObjectDagsterType",
    "ReexecutionOptions",
    "ResourceDefinition",
    "ResourceDependency",
    "ResourceParam",
    "RetryPolicy",
    "RetryRequested",
    "RunConfig",
    "RunRecord",
    "RunRequest",
    "RunsFilter",
    "ScalarUnion",
    "Selector",
    "Shape",
    "SourceAsset",
    "SpecificPartitionsPartitionMapping",
    "StaticPartitionMapping",
    "StaticPartitionsDefinition",
    "StringSource",
    "SupersessionWarning",
    "TableColumn",
    "TableColumnConstraints",
    "TableColumnDep",
    "TableColumnLineage",
    "TableColumnLineageMetadataValue",
    "TableConstraints",
    "TableMetadataValue",
    "TableRecord",
    "TableSchema",
    "TableSchemaMetadataValue",
    "TextMetadataValue",
    "TimeWindow",
    "TimeWindowPartitionMapping",
    "TimeWindowPartitionsDefinition",
    "TimestampMetadataValue",
    "TypeCheck",
    "TypeCheckContext",
    "UPathIOManager",
    "UrlCodeReference",
    "UrlMetadataValue",
    "WeeklyPartitionsDefinition",
    "asset",
    "asset_check",
    "build_asset_check_context",
    "build_asset_context",
    "build_column_schema_change_checks",
    "build_hook_context",
    "build_init_logger_context",
    "build_init_resource_context",
    "build_input_context",
    "build_last_update_freshness_checks",
    "build_metadata_bounds_checks",
    "build_op_context",
    "build_output_context",
    "build_resources",
    "build_time_partition_freshness_checks",
    "check_dagster_type",
    "colored_console_logger",
    "config_from_files",
    "config_from_pkg_resources",
    "config_from_yaml_strings",
    "config_mapping",
    "configured",
    "dagster_type_loader",
    "daily_partitioned_config",
    "default_loggers",
    "define_asset_job",
    "definitions",
    "dynamic_partitioned_config",
    "execute_job",
    "failure_hook",
    "file_relative_path",
    "fs_io_manager",
    "get_dagster_logger",
    "graph",
    "graph_asset",
    "graph_multi_asset",
    "hourly_partitioned_config",
    "in_process_executor",
    "input_manager",
    "instance_for_test",
    "io_manager",
    "job",
    "json_console_logger",
    "load",
    "load_asset_checks_from_current_module",
    "load_asset_checks_from_modules",
    "load_asset_checks_from_package_module",
    "load_asset_checks_from_package_name",
    "load_assets_from_current_module",
    "load_assets_from_modules",
    "load_assets_from_package_module",
    "load_assets_from_package_name",
    "load_definitions_from_current_module",
    "load_definitions_from_module",
    "load_definitions_from_modules",
    "load_definitions_from_package_module",
    "load_definitions_from_package_name",
    "logger",
    "make_python_type_usable_as_dagster_type",
    "make_values_resource",
    "map_asset_specs",
    "materialize",
    "materialize_to_memory",
    "mem_io_manager",
    "monthly_partitioned_config",
    "multi_asset",
    "multi_asset_check",
    "multi_observable_source_asset",
    "multi_or_in_process_executor",
    "multiprocess_executor",
    "observable_source_asset",
    "observe",
    "op",
    "partition_loading_context",
    "partitioned_config",
    "reconstructable",
    "resource",
    "static_partitioned_config",
    "success_hook",
    "usable_as_dagster_type",
    "validate_run_config",
    "weekly_partitioned_config",
    "with_resources",
    "with_source_code_references",
]

def load_ipython_extension(shell: Any) -> None: ...
def unload_ipython_extension(shell: Any) -> None: ...
