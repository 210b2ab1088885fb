"""The samples of the API reference, as they stand there, by both libraries.

Names that the samples leave undefined (``some_dataframe``, ``transform``) are given; what a sample
relies on from the sample before it in the reference is put before it here too.
"""

import pandas as pd
import pytest
from harness import NOT_YET, run

pytestmark = pytest.mark.parity

FRAME = pd.DataFrame({"id": [1, 2, 3], "region": ["us", "eu", "us"]})
GIVEN = {
    "some_dataframe": FRAME,
    "dataframe": FRAME,
    "data": FRAME,
    "features": FRAME,
    "table_a": FRAME,
    "table_b": FRAME.head(1),
    "transform": lambda frame: frame.assign(doubled=frame["id"] * 2),
    "compute": lambda: FRAME,
    "compute_for_date": lambda key: f"rows of {key}",
    "compute_for_region": lambda region: f"rows of {region}",
}

BASIC = '''
from dagster import asset

@asset
def my_table():
    """Materialize my_table asset."""
    return some_dataframe
'''
DEPENDENT = '''
@asset
def downstream_table(my_table):
    """Depends on my_table."""
    return transform(my_table)
'''
MULTI = '''
from dagster import multi_asset, AssetOut

@multi_asset(
    outs={
        "table_a": AssetOut(),
        "table_b": AssetOut(),
    }
)
def compute_tables():
    """Materialize multiple assets from single computation."""
    return table_a, table_b
'''
RESOURCE = '''
from dagster import ConfigurableResource
from pydantic import Field

class DatabaseResource(ConfigurableResource):
    """Database connection resource."""
    host: str
    port: int = Field(default=5432)

    def query(self, sql: str):
        # Implementation
        pass
'''
BINDING = """
from dagster import Definitions

defs = Definitions(
    assets=[my_table, downstream_table],
    resources={
        "database": DatabaseResource(host="localhost"),
    }
)
"""
IO_MANAGER = '''
from dagster import IOManager

class MyIOManager(IOManager):
    def handle_output(self, context, obj):
        """Store asset output."""
        # Write obj to storage
        pass

    def load_input(self, context):
        """Load asset input."""
        # Read from storage
        return data
'''
IO_BINDING = """
from dagster import Definitions

defs = Definitions(
    assets=[my_table],
    resources={
        "io_manager": MyIOManager(),
    }
)
"""
DAILY = '''
from dagster import asset, DailyPartitionsDefinition

daily_partitions = DailyPartitionsDefinition(start_date="2025-01-01")

@asset(partitions_def=daily_partitions)
def daily_table(context):
    """Partitioned by day."""
    partition_key = context.partition_key  # "2025-01-15"
    return compute_for_date(partition_key)
'''
STATIC = '''
from dagster import StaticPartitionsDefinition

partitions = StaticPartitionsDefinition(["us", "eu", "asia"])

@asset(partitions_def=partitions)
def regional_table(context):
    """Partitioned by region."""
    region = context.partition_key
    return compute_for_region(region)
'''
METADATA = """
from dagster import asset, MetadataValue

@asset(
    metadata={
        "description": "Customer dimension table",
        "owner": "data-team",
        "pii": True,
    }
)
def customers():
    return dataframe
"""
RUNTIME_METADATA = """
from dagster import Output, MetadataValue

@asset
def my_table(context):
    df = compute()

    return Output(
        df,
        metadata={
            "row_count": MetadataValue.int(len(df)),
            "columns": MetadataValue.text(str(df.columns.tolist())),
        }
    )
"""
IMPLICIT = """
@asset
def upstream():
    return data

@asset
def downstream(upstream):  # Depends on 'upstream' asset
    return transform(upstream)
"""
EXPLICIT = """
from dagster import AssetIn

@asset(ins={"input_data": AssetIn("upstream")})
def downstream(input_data):
    return transform(input_data)
"""
SELECTION = """
from dagster import AssetSelection, define_asset_job

# All assets
all_job = define_asset_job("all", selection=AssetSelection.all())

# By key
specific_job = define_asset_job("specific", selection=AssetSelection.keys("table_a"))

# By group
group_job = define_asset_job("group", selection=AssetSelection.groups("analytics"))

# Upstream/downstream
upstream_job = define_asset_job(
    "upstream",
    selection=AssetSelection.keys("table_a").upstream()
)
"""
GROUPS = """
@asset(group_name="analytics")
def analytics_table():
    return data

@asset(group_name="ml")
def ml_features():
    return features
"""
TESTING = """
from dagster import materialize

def test_my_asset():
    result = materialize([my_asset])
    assert result.success

    # Access materialized output
    output = result.output_for_node("my_asset")
    assert len(output) > 0
"""
TESTING_WITH_RESOURCES = """
def test_asset_with_resources():
    result = materialize(
        [my_asset],
        resources={"database": DatabaseResource(host="test-db")}
    )
    assert result.success
"""

ASSET = "from dagster import asset\n"
MATERIALIZE = "\nfrom dagster import materialize\n"
MY_ASSET = """
@asset
def my_asset():
    return [1]
"""
MY_ASSET_WITH_DATABASE = """
@asset
def my_asset(database: DatabaseResource):
    assert (database.host, database.port, database.query("select 1")) == ("test-db", 5432, None)
"""
RECORDED = """
metadata = result.asset_materializations_for_node("my_table")[0].metadata
"""
JOBS = """
from dagster import Definitions

@asset
def source():
    return data

@asset
def table_a(source):
    return source

defs = Definitions(
    assets=[analytics_table, ml_features, source, table_a],
    jobs=[all_job, specific_job, group_job, upstream_job],
)

def made(job):
    result = defs.resolve_job_def(job.name).execute_in_process()
    events = result.get_asset_materialization_events()
    return sorted(event.asset_key.to_user_string() for event in events)
"""
ALL_OF_IT = "materialize(defs.assets, resources=defs.resources)"
DOUBLED = [2, 4, 6]

# name: (source, an expression over what the source defined, what it is)
SAMPLES = {
    "basic asset": (
        BASIC + MATERIALIZE,
        (
            "materialize([my_table]).output_for_node('my_table')['id'].tolist(), "
            "my_table.descriptions_by_key[my_table.key]"
        ),
        ([1, 2, 3], "Materialize my_table asset."),
    ),
    "asset with dependencies": (
        BASIC + DEPENDENT + MATERIALIZE,
        (
            "materialize([my_table, downstream_table]).output_for_node('downstream_table')"
            "['doubled'].tolist()"
        ),
        DOUBLED,
    ),
    "multi-asset": (
        MULTI + MATERIALIZE + "result = materialize([compute_tables])",
        (
            "len(result.output_for_node('compute_tables', 'table_a')), "
            "len(result.asset_value('table_b'))"
        ),
        (3, 1),
    ),
    "configurable resource bound": (
        BASIC + DEPENDENT + RESOURCE + BINDING + MATERIALIZE,
        f"{ALL_OF_IT}.output_for_node('downstream_table')['doubled'].tolist()",
        DOUBLED,
    ),
    "custom IO manager attached": (
        BASIC + IO_MANAGER + IO_BINDING + MATERIALIZE,
        f"{ALL_OF_IT}.success",
        True,
    ),
    "daily partitions": (
        DAILY + MATERIALIZE,
        "materialize([daily_table], partition_key='2025-01-15').output_for_node('daily_table')",
        "rows of 2025-01-15",
    ),
    "static partitions": (
        ASSET + STATIC + MATERIALIZE,
        (
            "[materialize([regional_table], partition_key=key).output_for_node('regional_table')"
            " for key in partitions.get_partition_keys()]"
        ),
        ["rows of us", "rows of eu", "rows of asia"],
    ),
    "asset metadata": (
        METADATA + MATERIALIZE,
        "materialize([customers]).success, dict(customers.get_asset_spec().metadata)",
        (True, {"description": "Customer dimension table", "owner": "data-team", "pii": True}),
    ),
    "runtime metadata": (
        ASSET + RUNTIME_METADATA + MATERIALIZE + "result = materialize([my_table])" + RECORDED,
        "metadata['row_count'].value, metadata['columns'].value",
        (3, "['id', 'region']"),
    ),
    "implicit dependency": (
        ASSET + IMPLICIT + MATERIALIZE,
        "materialize([upstream, downstream]).output_for_node('downstream')['doubled'].tolist()",
        DOUBLED,
    ),
    "explicit dependency by AssetIn": (
        ASSET + IMPLICIT + EXPLICIT + MATERIALIZE,
        "materialize([upstream, downstream]).output_for_node('downstream')['doubled'].tolist()",
        DOUBLED,
    ),
    "asset selection": (
        ASSET + GROUPS + SELECTION + JOBS,
        "[made(job) for job in (all_job, group_job, upstream_job)]",
        [
            ["analytics_table", "ml_features", "source", "table_a"],
            ["analytics_table"],
            ["source", "table_a"],
        ],
    ),
    "asset groups": (
        ASSET + GROUPS + MATERIALIZE,
        (
            "materialize([analytics_table, ml_features]).success, "
            "[list(each.group_names_by_key.values()) for each in (analytics_table, ml_features)]"
        ),
        (True, [["analytics"], ["ml"]]),
    ),
    "unit testing assets": (ASSET + MY_ASSET + TESTING, "test_my_asset()", None),
    "testing with resources": (
        ASSET + RESOURCE + MY_ASSET_WITH_DATABASE + MATERIALIZE + TESTING_WITH_RESOURCES,
        "test_asset_with_resources()",
        None,
    ),
}


@pytest.mark.parametrize("library", ["dagster", "dagbook"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_of_the_reference_runs(name, library, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source, expression, expected = SAMPLES[name]
    outcome = run(source, library, given=GIVEN, last=expression)
    if NOT_YET.search(outcome.message):
        pytest.skip(outcome.message)
    assert not outcome.error, outcome.message
    assert outcome.result == expected
