"""Metadata values: their kinds, fields, values and refusals."""

from harness import Case

CASES = (
    Case(
        "each maker of metadata has its class and value",
        """
from datetime import datetime, timezone
from dagster import AssetKey, MetadataValue

values = [
    MetadataValue.text("a"),
    MetadataValue.text(None),
    MetadataValue.url("https://a"),
    MetadataValue.path("a/b"),
    MetadataValue.notebook("a.ipynb"),
    MetadataValue.json({"a": [1, (2, 3)], 4: None}),
    MetadataValue.md("**a**"),
    MetadataValue.float(1.5),
    MetadataValue.float(None),
    MetadataValue.int(3),
    MetadataValue.bool(True),
    MetadataValue.timestamp(5.0),
    MetadataValue.timestamp(datetime(2024, 1, 1, tzinfo=timezone.utc)),
    MetadataValue.dagster_run("r"),
    MetadataValue.pool("p"),
    MetadataValue.null(),
    MetadataValue.code_location_reconstruction("d"),
]
RESULT = [(type(v).__name__, v.value, repr(v)) for v in values]
""",
    ),
    Case(
        "some metadata is its own value",
        """
from collections import OrderedDict
from dagster import MetadataValue

artifact = MetadataValue.python_artifact(OrderedDict)
job = MetadataValue.job("nightly", "here", repository_name="repo")
RESULT = (
    artifact.value is artifact, artifact.module, artifact.name, repr(artifact),
    job.value is job, job.job_name, job.location_name, job.repository_name, repr(job),
)
""",
    ),
    Case(
        "an asset of metadata is a key",
        """
from dagster import AssetKey, MetadataValue

value = MetadataValue.asset(AssetKey(["a", "b"]))
RESULT = value.asset_key.path, value.value == AssetKey(["a", "b"]), repr(value)
""",
    ),
    Case(
        "paths are had as fspath and path",
        """
from pathlib import Path
from dagster import MetadataValue, NotebookMetadataValue, PathMetadataValue

values = [MetadataValue.path(Path("a") / "b"), PathMetadataValue(path="c"),
          MetadataValue.notebook(Path("n.ipynb")), NotebookMetadataValue("d")]
RESULT = [(v.fspath, v.path, v.value) for v in values]
""",
    ),
    Case(
        "metadata values are equal by value",
        """
from dagster import MetadataValue, TableRecord

RESULT = (
    MetadataValue.int(1) == MetadataValue.int(1),
    MetadataValue.int(1) == MetadataValue.int(2),
    MetadataValue.table([TableRecord({"a": 1})]) == MetadataValue.table([TableRecord({"a": 1})]),
    len({MetadataValue.text("a"), MetadataValue.text("a")}),
)
""",
    ),
    Case(
        "a schema has columns with constraints",
        """
from dagster import TableColumn, TableColumnConstraints, TableConstraints, TableSchema

schema = TableSchema(
    columns=[
        TableColumn("id", "int", description="the id",
                    constraints=TableColumnConstraints(nullable=False, unique=True, other=["> 0"]),
                    tags={"pii": ""}),
        TableColumn("name"),
    ],
    constraints=TableConstraints(other=["rows > 0"]),
)
first, second = schema.columns
RESULT = (
    repr(schema), first.constraints.unique, first.constraints.other, dict(first.tags),
    second.type, second.description, second.constraints.nullable, dict(second.tags),
    schema.constraints.other, TableSchema([]).constraints.other,
    TableSchema([TableColumn("a", "int")]) == TableSchema.from_name_type_dict({"a": "int"}),
)
""",
    ),
    Case(
        "the schema of a table is inferred from its first record",
        """
from dagster import MetadataValue, TableRecord

table = MetadataValue.table([
    TableRecord({"a": 1, "b": 1.5, "c": True, "d": "x", "e": None}),
    TableRecord({"a": 2, "b": None, "c": None, "d": None, "e": None}),
])
RESULT = (
    [(c.name, c.type) for c in table.schema.columns], [dict(r.data) for r in table.records],
    table.value is table, type(table).infer_column_type(True),
)
""",
    ),
    Case(
        "a given schema of a table is kept",
        """
from dagster import MetadataValue, TableRecord, TableSchema

schema = TableSchema.from_name_type_dict({"a": "decimal"})
RESULT = (
    MetadataValue.table([TableRecord({"a": 1})], schema=schema).schema == schema,
    MetadataValue.table([], schema).records == [],
    MetadataValue.table_schema(schema).value == schema,
    MetadataValue.table_schema(schema).schema.columns[0].type,
)
""",
    ),
    Case(
        "lineage of columns is sorted and coerces keys",
        """
from dagster import AssetKey, MetadataValue, TableColumnDep, TableColumnLineage

lineage = TableColumnLineage({
    "total": [TableColumnDep("z", "x"), TableColumnDep(["b", "c"], "y"),
              TableColumnDep(AssetKey("b"), "a")],
})
value = MetadataValue.column_lineage(lineage)
RESULT = (
    [(d.asset_key.path, d.column_name) for d in value.value.deps_by_column["total"]],
    value.column_lineage == lineage, value.lineage == lineage, repr(lineage),
)
""",
    ),
    Case(
        "code references have a source",
        """
from dagster import CodeReferencesMetadataValue, LocalFileCodeReference, UrlCodeReference

value = CodeReferencesMetadataValue(code_references=[
    LocalFileCodeReference(file_path="a.py", line_number=3, label="here"),
    LocalFileCodeReference(file_path="b.py"),
    UrlCodeReference(url="https://a"),
])
RESULT = (
    [each.source for each in value.code_references], [each.label for each in value.code_references],
    value.value is value, value.code_references[0].line_number, repr(value),
)
""",
    ),
    Case(
        "raw values get the kind of their type",
        """
from pathlib import Path
from dagster import AssetKey, Output, TableColumnLineage, TableSchema

made = Output(1, metadata={
    "text": "a", "int": 1, "float": 1.0, "bool": False, "list": [1], "dict": {1: "a"},
    "path": Path("a"), "key": AssetKey("a"), "none": None,
    "schema": TableSchema([]), "lineage": TableColumnLineage({}),
}).metadata
RESULT = {label: type(value).__name__ for label, value in made.items()}
""",
    ),
    Case(
        "every kind of metadata comes back from a run",
        """
from dagster import (
    AssetKey, CodeReferencesMetadataValue, DagsterInstance, MaterializeResult, MetadataValue,
    TableColumnDep, TableColumnLineage, TableRecord, TableSchema, UrlCodeReference, asset,
    materialize,
)

given = {
    "text": MetadataValue.text("a"), "url": MetadataValue.url("u"), "path": MetadataValue.path("p"),
    "notebook": MetadataValue.notebook("n"), "json": MetadataValue.json({"a": [1]}),
    "md": MetadataValue.md("m"), "float": MetadataValue.float(0.5), "int": MetadataValue.int(1),
    "bool": MetadataValue.bool(False), "timestamp": MetadataValue.timestamp(2.5),
    "run": MetadataValue.dagster_run("r"), "asset": MetadataValue.asset(AssetKey(["a", "b"])),
    "job": MetadataValue.job("j", "l"), "null": MetadataValue.null(),
    "pool": MetadataValue.pool("p"),
    "artifact": MetadataValue.python_artifact(dict),
    "table": MetadataValue.table([TableRecord({"a": 1})]),
    "schema": MetadataValue.table_schema(TableSchema.from_name_type_dict({"a": "int"})),
    "lineage": MetadataValue.column_lineage(TableColumnLineage({"a": [TableColumnDep("b", "c")]})),
    "code": CodeReferencesMetadataValue(code_references=[UrlCodeReference(url="u")]),
}

@asset
def described():
    return MaterializeResult(metadata=given)

instance = DagsterInstance.ephemeral()
result = materialize([described], instance=instance)
made = result.asset_materializations_for_node("described")[0].metadata
RESULT = [label for label in given if made[label] == given[label]]
""",
    ),
    Case(
        "a raw value of no kind is refused by its label",
        """
from dagster import Output

RESULT = Output(1, metadata={"rows": (1, 2)})
""",
        culprit="rows",
    ),
    Case(
        "data without a JSON form is refused",
        """
from dagster import MetadataValue

RESULT = MetadataValue.json({"a": {1, 2}})
""",
        culprit="set",
    ),
    Case(
        "a timestamp without a time zone is refused",
        """
from datetime import datetime
from dagster import MetadataValue

RESULT = MetadataValue.timestamp(datetime(2024, 1, 1))
""",
        culprit="time zone",
    ),
    Case(
        "a number that is text is refused",
        """
from dagster import MetadataValue

RESULT = MetadataValue.int("3")
""",
        culprit="'3'",
    ),
    Case(
        "records of different columns are refused",
        """
from dagster import MetadataValue, TableRecord

RESULT = MetadataValue.table([TableRecord({"a": 1}), TableRecord({"b": 1})])
""",
        culprit="same fields",
    ),
    Case(
        "a column that is made twice of one is refused",
        """
from dagster import TableColumnDep, TableColumnLineage

RESULT = TableColumnLineage({"a": [TableColumnDep("b", "c"), TableColumnDep("b", "c")]})
""",
        culprit="`a`",
    ),
)
