"""Arguments of another type than Dagster takes: the class of each refusal."""

from harness import Case


def refused(of: str, *calls: tuple[str, str]) -> tuple[Case, ...]:
    """Return a case for each call that is refused, with what its message has to name."""
    return tuple(
        Case(
            f"{of} refuses {call}",
            f"import dagster as dg\n\nRESULT = repr(dg.{call})\n",
            culprit=culprit,
        )
        for call, culprit in calls
    )


CASES = (
    *refused(
        "a key",
        ("AssetKey(3)", "3"),
        ("AssetKey([3])", "3"),
        ("AssetKey(None)", "None"),
        ("AssetKey.from_coercible(3)", "3"),
        ('AssetKey("a").with_prefix(3)', "3"),
    ),
    *refused(
        "a dependency",
        ("AssetDep(3)", "3"),
        ('AssetDep("a", partition_mapping=3)', "partition_mapping"),
        ('AssetSpec("a", deps=[3])', "3"),
    ),
    *refused(
        "an input",
        ("AssetIn(key=3)", "3"),
        ("AssetIn(key_prefix=3)", "key_prefix"),
        ("AssetIn(metadata=3)", "metadata"),
        ("AssetIn(input_manager_key=3)", "input_manager_key"),
        ("AssetIn(partition_mapping=3)", "partition_mapping"),
    ),
    *refused(
        "an output",
        ("AssetOut(key=3)", "3"),
        ("AssetOut(metadata=3)", "metadata"),
        ('AssetOut(group_name="a b")', "a b"),
        ("AssetOut(code_version=1)", "code_version"),
        ('AssetOut(owners=["zzz"])', "zzz"),
        ('AssetOut(owners="team:x")', "owners"),
        ('AssetOut(tags={"a": 3})', "3"),
        ('AssetOut(tags={"a b": ""})', "a b"),
        ("AssetOut(description=3)", "description"),
    ),
    *refused(
        "a spec",
        ("AssetSpec(3)", "3"),
        ('AssetSpec("a", description=3)', "description"),
        ('AssetSpec("a", metadata=3)', "metadata"),
        ('AssetSpec("a", metadata={3: 1})', "metadata"),
        ('AssetSpec("a", skippable="x")', "skippable"),
        ('AssetSpec("a", code_version=3)', "code_version"),
        ('AssetSpec("a", owners="a@b.com")', "owners"),
        ('AssetSpec("a", owners=[3])', "owners"),
        ('AssetSpec("a", tags=3)', "tags"),
        ('AssetSpec("a", partitions_def=3)', "partitions_def"),
        ('AssetSpec("a").replace_attributes(key=3)', "3"),
        ('SourceAsset("a", partitions_def=3)', "partitions_def"),
    ),
    *refused(
        "a Definitions",
        ('Definitions(loggers={"a": 3})', "'a'"),
        ("Definitions(executor=3)", "executor"),
    ),
    *refused(
        "metadata",
        ("MetadataValue.text(3)", "text"),
        ("MetadataValue.int(3.0)", "3.0"),
        ("MetadataValue.float(1)", "1"),
        ("MetadataValue.bool(1)", "1"),
        ("MetadataValue.md(2)", "2"),
        ("MetadataValue.path(3)", "3"),
        ("MetadataValue.url(3)", "3"),
        ("MetadataValue.notebook(4)", "4"),
        ("MetadataValue.python_artifact(3)", "3"),
        ('MetadataValue.asset("x")', "'x'"),
        ("MetadataValue.dagster_run(3)", "3"),
        ("MetadataValue.timestamp(3)", "3"),
        ("MetadataValue.table([])", "schema"),
        ('MetadataValue.table([{"a": 1}])', "TableRecord"),
        ("MetadataValue.table_schema(3)", "schema"),
        ("MetadataValue.column_lineage({})", "lineage"),
        ('TableRecord({"a": [1]})', "'a'"),
        ("TableRecord([1])", "data"),
        ("TableColumn(3)", "name"),
        ('TableColumn("a", constraints="x")', "constraints"),
        ('TableColumnConstraints(nullable="x")', "nullable"),
        ('TableConstraints(other="x")', "other"),
        ('TableSchema(["a"])', "'a'"),
        ('TableColumnDep(3, "c")', "3"),
    ),
    *refused(
        "what happened to an asset",
        ('Output(1, tags={"a": "b c"})', "b c"),
        ('Output(1, tags={"a b": "c"})', "a b"),
        ('MaterializeResult(tags={"a": "b/c"})', "b/c"),
        ('MaterializeResult(tags={"a": 3})', "3"),
        ('ObserveResult(tags={"a/b/c": ""})', "a/b/c"),
        ('AssetMaterialization("a", tags={"a": "x" * 64})', "xxx"),
        ('AssetMaterialization("a", tags={"a": 3})', "3"),
        ('AssetObservation("a", tags={"": "c"})', "''"),
        ('AssetSpec("a", tags={"a/b/c": ""})', "a/b/c"),
    ),
    Case(
        "tags of versions and partitions hold any text",
        """
import dagster as dg

TAGS = {
    "dagster/data_version": "a b",
    "dagster/code_version": "a/b/c",
    "dagster/partition/day of month": "x y",
    "dagster/input_data_version/a/b": "a b",
    "team/part": "sales",
}
MADE = dg.AssetMaterialization("a", tags=TAGS)
SEEN = dg.AssetObservation("a", tags=TAGS)
RESULT = [dict(MADE.tags), dict(SEEN.tags), dict(dg.Output(1, tags=TAGS).tags)]
""",
    ),
)
