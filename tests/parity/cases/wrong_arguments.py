"""Arguments of wrong types, parameter by parameter: refused by Dagster's error, or taken."""

from harness import Case

_SOURCE = """
import json
import os

import dagster as dg

MAKE = {make}
WRONG = [3, "x y!", object(), [3], {{3: 3}}, True]


def told(name):
    found = []
    for value in WRONG:
        try:
            MAKE(**{{**{base}, name: value}})
        except Exception as error:
            found.append(type(error).__name__)
        else:
            found.append("taken")
    return found


RESULT = {{name: told(name) for name in {names!r}.split()}}
"""

CALLABLES = (
    (
        "job.execute_in_process",
        (
            "dg.GraphDefinition('g', node_defs=[dg.op(name='o')(lambda: 1)]).to_job()"
            ".execute_in_process"
        ),
        "{}",
        "asset_selection op_selection",
    ),
    (
        "build_hook_context",
        "dg.build_hook_context",
        "{}",
        "op instance job_name run_id op_exception resources",
    ),
    (
        "asset",
        "lambda **k: dg.asset(**k)(lambda: 1)",
        "dict(name='a')",
        (
            "metadata tags description required_resource_keys resource_defs hooks "
            "io_manager_key dagster_type partitions_def group_name output_required "
            "retry_policy code_version key check_specs owners pool is_virtual"
        ),
    ),
    (
        "multi_asset",
        "lambda **k: dg.multi_asset(**k)(lambda: None)",
        "dict(specs=[dg.AssetSpec('a')],name='m')",
        (
            "outs name ins description required_resource_keys internal_asset_deps "
            "partitions_def hooks backfill_policy can_subset resource_defs retry_policy "
            "code_version specs check_specs pool"
        ),
    ),
    (
        "multi_asset#outs",
        "lambda **k: dg.multi_asset(**k)(lambda: (1,2))",
        "dict(outs={'a':dg.AssetOut(),'b':dg.AssetOut()},name='m')",
        (
            "outs name ins description required_resource_keys internal_asset_deps "
            "partitions_def hooks backfill_policy can_subset resource_defs retry_policy "
            "code_version specs check_specs pool"
        ),
    ),
    (
        "observable_source_asset",
        "lambda **k: dg.observable_source_asset(**k)(lambda: dg.DataVersion('1'))",
        "dict(name='a')",
        "key metadata io_manager_key description partitions_def tags",
    ),
    (
        "multi_observable_source_asset",
        "lambda **k: dg.multi_observable_source_asset(**k)(lambda: None)",
        "dict(specs=[dg.AssetSpec('a')],name='m')",
        (
            "specs name description partitions_def can_subset required_resource_keys "
            "resource_defs check_specs"
        ),
    ),
    (
        "asset_check",
        "lambda **k: dg.asset_check(**k)(lambda: dg.AssetCheckResult(passed=True))",
        "dict(asset='a',name='c')",
        (
            "name description blocking additional_ins required_resource_keys resource_defs "
            "retry_policy metadata pool partitions_def"
        ),
    ),
    (
        "AssetSpec",
        "dg.AssetSpec",
        "dict(key='a')",
        (
            "deps description metadata skippable code_version owners tags kinds "
            "partitions_def is_virtual"
        ),
    ),
    ("AssetDep", "dg.AssetDep", "dict(asset='a')", "partition_mapping metadata"),
    ("AssetIn", "dg.AssetIn", "dict()", "metadata input_manager_key partition_mapping"),
    (
        "AssetOut",
        "dg.AssetOut",
        "dict()",
        "description metadata group_name code_version owners tags kinds is_virtual",
    ),
    (
        "SourceAsset",
        "dg.SourceAsset",
        "dict(key='a')",
        (
            "metadata io_manager_key description partitions_def observe_fn "
            "auto_observe_interval_minutes tags"
        ),
    ),
    ("map_asset_specs", "dg.map_asset_specs", "dict(func=lambda s:s,iterable=[])", "iterable"),
    (
        "with_resources",
        "dg.with_resources",
        "dict(definitions=[],resource_defs={})",
        "resource_defs",
    ),
    (
        "load_assets_from_modules",
        "dg.load_assets_from_modules",
        "dict(modules=[os])",
        "group_name key_prefix backfill_policy source_key_prefix",
    ),
    (
        "load_assets_from_package_module",
        "dg.load_assets_from_package_module",
        "dict(package_module=json)",
        "package_module group_name key_prefix backfill_policy source_key_prefix",
    ),
    (
        "load_assets_from_package_name",
        "dg.load_assets_from_package_name",
        "dict(package_name='json')",
        "package_name group_name key_prefix backfill_policy source_key_prefix",
    ),
    (
        "load_definitions_from_modules",
        "dg.load_definitions_from_modules",
        "dict(modules=[os])",
        "resources loggers executor",
    ),
    (
        "define_asset_job",
        "dg.define_asset_job",
        "dict(name='j')",
        (
            "config description tags run_tags metadata partitions_def executor_def hooks "
            "op_retry_policy owners"
        ),
    ),
    (
        "Field",
        "dg.Field",
        "dict(config=int)",
        "config default_value is_required description is_secret",
    ),
    ("Map", "dg.Map", "dict(key_type=str,inner_type=int)", "key_label_name"),
    ("Enum", "dg.Enum", "dict(name='E',enum_values=[dg.EnumValue('a')])", "name"),
    ("EnumValue", "dg.EnumValue", "dict(config_value='a')", "config_value description"),
    ("RunConfig", "dg.RunConfig", "dict()", "ops resources loggers execution"),
    (
        "resource",
        "lambda **k: dg.resource(**k)(lambda c: 1)",
        "dict()",
        "description required_resource_keys version",
    ),
    (
        "ResourceDefinition",
        "dg.ResourceDefinition",
        "dict(resource_fn=lambda c:1)",
        "resource_fn description required_resource_keys version",
    ),
    (
        "io_manager",
        "lambda **k: dg.io_manager(**k)(lambda c: 1)",
        "dict()",
        "description required_resource_keys version",
    ),
    (
        "IOManagerDefinition",
        "dg.IOManagerDefinition",
        "dict(resource_fn=lambda c:1)",
        "resource_fn description required_resource_keys version",
    ),
    (
        "input_manager",
        "lambda **k: dg.input_manager(**k)(lambda c: 1)",
        "dict()",
        "description required_resource_keys version",
    ),
    (
        "InputManagerDefinition",
        "dg.InputManagerDefinition",
        "dict(resource_fn=lambda c:1)",
        "resource_fn description required_resource_keys version",
    ),
    (
        "build_input_context",
        "dg.build_input_context",
        "dict()",
        (
            "name definition_metadata upstream_output dagster_type resource_config resources "
            "partition_key asset_partition_key_range asset_partitions_def metadata"
        ),
    ),
    (
        "build_output_context",
        "dg.build_output_context",
        "dict()",
        (
            "step_key name definition_metadata run_id mapping_key dagster_type version "
            "resource_config resources partition_key asset_partitions_def "
            "asset_partition_key_range instance asset_spec metadata output_metadata"
        ),
    ),
    (
        "build_resources",
        "lambda **k: dg.build_resources(**k).__enter__()",
        "dict(resources={})",
        "resources instance resource_config",
    ),
    (
        "build_init_resource_context",
        "dg.build_init_resource_context",
        "dict()",
        "config resources instance",
    ),
    (
        "build_asset_context",
        "dg.build_asset_context",
        "dict()",
        "resources resources_config instance partition_key partition_key_range",
    ),
    ("ConfigMapping", "dg.ConfigMapping", "dict(config_fn=lambda c:c)", "config_fn"),
    ("Output", "dg.Output", "dict(value=1)", "output_name metadata data_version"),
    (
        "MaterializeResult",
        "dg.MaterializeResult",
        "dict()",
        "metadata check_results data_version tags",
    ),
    ("ObserveResult", "dg.ObserveResult", "dict()", "metadata check_results data_version tags"),
    (
        "AssetMaterialization",
        "dg.AssetMaterialization",
        "dict(asset_key='a')",
        "description metadata partition",
    ),
    (
        "AssetObservation",
        "dg.AssetObservation",
        "dict(asset_key='a')",
        "description metadata partition",
    ),
    ("DataVersion", "dg.DataVersion", "dict(value='a')", "value"),
    ("TableSchema", "dg.TableSchema", "dict(columns=[])", "columns constraints"),
    ("TableColumn", "dg.TableColumn", "dict(name='a')", "name type description constraints"),
    ("TableConstraints", "dg.TableConstraints", "dict(other=[])", "other"),
    ("TableColumnConstraints", "dg.TableColumnConstraints", "dict()", "nullable unique other"),
    (
        "with_source_code_references",
        "dg.with_source_code_references",
        "dict(assets_defs=[])",
        "assets_defs",
    ),
    ("FilesystemIOManager", "dg.FilesystemIOManager", "dict(base_dir='.')", "base_dir"),
    ("Failure", "dg.Failure", "dict()", "description metadata allow_retries"),
    (
        "materialize",
        "dg.materialize",
        "dict(assets=[])",
        "assets run_config instance resources raise_on_error",
    ),
    (
        "materialize_to_memory",
        "dg.materialize_to_memory",
        "dict(assets=[])",
        "assets run_config instance raise_on_error",
    ),
    (
        "Definitions().map_asset_specs",
        "dg.Definitions().map_asset_specs",
        "dict(func=lambda s:s)",
        "selection",
    ),
    (
        "AssetSpec('a').replace_attributes",
        "dg.AssetSpec('a').replace_attributes",
        "dict()",
        (
            "deps description metadata skippable code_version owners tags kinds "
            "partitions_def is_virtual"
        ),
    ),
    (
        "AssetSpec('a').merge_attributes",
        "dg.AssetSpec('a').merge_attributes",
        "dict()",
        "deps metadata owners tags kinds",
    ),
    ("AssetOut.from_spec", "dg.AssetOut.from_spec", "dict(spec=dg.AssetSpec('a'))", "spec"),
    (
        "AssetKey.from_user_string",
        "dg.AssetKey.from_user_string",
        "dict(asset_key_string='a')",
        "text",
    ),
    ("AssetKey.from_coercible", "dg.AssetKey.from_coercible", "dict(arg='a')", "value"),
    ("AssetKey('a').has_prefix", "dg.AssetKey('a').has_prefix", "dict(prefix=['a'])", "prefix"),
    (
        "hardcoded_resource",
        "dg.ResourceDefinition.hardcoded_resource",
        "dict(value=1)",
        "description",
    ),
    (
        "hardcoded_io_manager",
        "dg.IOManagerDefinition.hardcoded_io_manager",
        "dict(value=3)",
        "value description",
    ),
    ("MetadataValue.text", "dg.MetadataValue.text", "{}", "text"),
    ("MetadataValue.int", "dg.MetadataValue.int", "{}", "value"),
    ("MetadataValue.float", "dg.MetadataValue.float", "{}", "value"),
    ("MetadataValue.bool", "dg.MetadataValue.bool", "{}", "value"),
    ("MetadataValue.json", "dg.MetadataValue.json", "{}", "data"),
    ("MetadataValue.md", "dg.MetadataValue.md", "{}", "data"),
    ("MetadataValue.path", "dg.MetadataValue.path", "{}", "path"),
    ("MetadataValue.url", "dg.MetadataValue.url", "{}", "url"),
    ("MetadataValue.table", "dg.MetadataValue.table", "{}", "records schema"),
    ("MetadataValue.table_schema", "dg.MetadataValue.table_schema", "{}", "schema"),
    ("MetadataValue.asset", "dg.MetadataValue.asset", "{}", "asset_key"),
    ("MetadataValue.dagster_run", "dg.MetadataValue.dagster_run", "{}", "run_id"),
    ("MetadataValue.job", "dg.MetadataValue.job", "{}", "job_name location_name repository_name"),
    ("MetadataValue.notebook", "dg.MetadataValue.notebook", "{}", "path"),
    ("MetadataValue.python_artifact", "dg.MetadataValue.python_artifact", "{}", "python_artifact"),
    ("MetadataValue.column_lineage", "dg.MetadataValue.column_lineage", "{}", "lineage"),
)
CASES = tuple(
    Case(name, _SOURCE.format(make=make, base=base, names=names))
    for name, make, base, names in CALLABLES
)
