"""What an asset may return, and what is recorded of it."""

from harness import Case

LATEST = """
def recorded(result, node="a"):
    metadata = result.asset_materializations_for_node(node)[0].metadata
    # Dagster's own IO manager adds where it wrote.
    return {k: (type(v).__name__, v.value) for k, v in metadata.items() if k != "path"}
"""

CASES = (
    Case(
        "Output carries a value and metadata",
        """
from dagster import MetadataValue, Output, asset, materialize
"""
        + LATEST
        + """
@asset
def a():
    return Output(
        [1, 2],
        metadata={
            "rows": MetadataValue.int(2),
            "note": "plain",
            "ratio": 0.5,
            "ok": True,
            "nothing": None,
        },
    )


result = materialize([a])
RESULT = result.output_for_node("a"), recorded(result)
""",
    ),
    Case(
        "an event of a result holds its materialization",
        """
from dagster import Output, asset, materialize


@asset
def a():
    return Output(1, metadata={"rows": 2})


event = materialize([a]).get_asset_materialization_events()[0]
materialization = event.step_materialization_data.materialization
RESULT = (
    event.event_type_value,
    event.step_key,
    materialization.asset_key.to_user_string(),
    materialization.metadata["rows"].value,
)
""",
    ),
    Case(
        "every metadata maker keeps its value and class",
        """
from dagster import MetadataValue

made = {
    "text": MetadataValue.text("x"),
    "md": MetadataValue.md("# x"),
    "url": MetadataValue.url("http://x"),
    "path": MetadataValue.path("/tmp/x"),
    "notebook": MetadataValue.notebook("x.ipynb"),
    "json": MetadataValue.json({"a": [1]}),
    "int": MetadataValue.int(3),
    "float": MetadataValue.float(1.5),
    "bool": MetadataValue.bool(True),
    "timestamp": MetadataValue.timestamp(1700000000.0),
    "null": MetadataValue.null(),
}
RESULT = {name: (type(each).__name__, each.value) for name, each in made.items()}
""",
    ),
    Case(
        "plain python values become metadata values",
        """
from dagster import Output, asset, materialize
"""
        + LATEST
        + """
@asset
def a():
    return Output(
        1,
        metadata={
            "list": [1, 2],
            "dict": {"a": 1},
            "int": 1,
            "float": 1.0,
            "str": "s",
            "bool": False,
        },
    )


RESULT = recorded(materialize([a]))
""",
    ),
    Case(
        "MaterializeResult records metadata without a value",
        """
from dagster import MaterializeResult, asset, materialize
"""
        + LATEST
        + """
@asset
def a() -> MaterializeResult:
    return MaterializeResult(metadata={"rows": 3})


result = materialize([a])
RESULT = result.success, recorded(result)
""",
    ),
    Case(
        "MaterializeResult may carry a value",
        """
from dagster import MaterializeResult, asset, materialize


@asset
def a():
    return MaterializeResult(value=4, metadata={"rows": 3})


@asset
def b(a):
    return a + 1


RESULT = materialize([a, b]).output_for_node("b")
""",
    ),
    Case(
        "add_output_metadata and add_asset_metadata record",
        """
from dagster import asset, materialize
"""
        + LATEST
        + """
@asset
def a(context):
    context.add_output_metadata({"x": 1})
    context.add_asset_metadata({"y": 2})
    return 1


RESULT = recorded(materialize([a]))
""",
    ),
    Case(
        "a generator asset yields one output",
        """
from dagster import Output, asset, materialize


@asset
def a():
    yield Output(7)


@asset
def b(a):
    return a


RESULT = materialize([a, b]).output_for_node("b")
""",
    ),
    Case(
        "a generator asset yields a MaterializeResult",
        """
from dagster import MaterializeResult, asset, materialize
"""
        + LATEST
        + """
@asset
def a():
    yield MaterializeResult(metadata={"x": 1})


RESULT = recorded(materialize([a]))
""",
    ),
    Case(
        "an asset that yields a plain value is an error",
        """
from dagster import asset, materialize


@asset
def a():
    yield 7


materialize([a])
RESULT = None
""",
        culprit="a",
    ),
    Case(
        "a data version given by the user is recorded",
        """
from dagster import AssetKey, DagsterInstance, DataVersion, Output, asset, materialize


@asset(code_version="2")
def a():
    return Output(1, data_version=DataVersion("mine"))


instance = DagsterInstance.ephemeral()
materialize([a], instance=instance)
tags = instance.get_latest_materialization_event(AssetKey("a")).asset_materialization.tags
RESULT = tags["dagster/data_version"], tags["dagster/code_version"]
""",
    ),
    Case(
        "observations are logged beside the output",
        """
from dagster import AssetObservation, asset, materialize


@asset
def a(context):
    context.log_event(AssetObservation("a", metadata={"seen": 1}))
    return 1


result = materialize([a])
RESULT = [e.event_type_value for e in result.all_events if "OBSERVATION" in e.event_type_value]
""",
    ),
    Case(
        "an asset check passes and fails",
        """
from dagster import AssetCheckResult, asset, asset_check, materialize


@asset
def a():
    return 3


@asset_check(asset=a)
def positive(a):
    return AssetCheckResult(passed=a > 0, metadata={"value": a})


@asset_check(asset=a)
def big(a):
    return AssetCheckResult(passed=a > 10)


result = materialize([a, positive, big])
RESULT = (
    result.success,
    sorted((e.check_name, e.passed) for e in result.get_asset_check_evaluations()),
)
""",
    ),
)
