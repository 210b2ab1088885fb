"""What Dagster's pages on metadata, tags and tables describe, written anew."""

from cases.assets_docs import case

CASES = (
    case(
        "owners of assets are people and teams",
        """
@dg.asset(owners=["ada@farm.example", "team:barn"])
def milk():
    pass


@dg.multi_asset(
    outs={
        "curd": dg.AssetOut(owners=["team:dairy"]),
        "whey": dg.AssetOut(owners=["team:dairy", "ben@farm.example"]),
    }
)
def split():
    return 1, 2


RESULT = [
    (spec.key.to_user_string(), list(spec.owners))
    for each in (milk, split)
    for spec in sorted(each.specs, key=lambda spec: spec.key)
], list(dg.AssetSpec("feed", owners=["team:a"]).owners)
""",
    ),
    case(
        "an owner that is neither a person nor a team is refused",
        """
@dg.asset(owners=["barn"])
def milk():
    pass
""",
        culprit="barn",
    ),
    case(
        "tags are pairs of text, and one without a value is a label",
        """
@dg.asset(tags={"domain": "dairy", "pii": ""}, kinds={"python", "duckdb"})
def milk():
    return 1


specs = dg.Definitions(assets=[milk]).resolve_all_asset_specs()
RESULT = [(dict(spec.tags), sorted(spec.kinds)) for spec in specs], dict(
    milk.tags_by_key[milk.key]
)
""",
    ),
    case(
        "a tag's value has to be text",
        """
@dg.asset(tags={"rows": 3})
def milk():
    pass
""",
        culprit="rows",
    ),
    case(
        "a tag's key keeps to letters that it may have",
        """
@dg.asset(tags={"what is this?": "x"})
def milk():
    pass
""",
        culprit="what is this?",
    ),
    case(
        "an asset has as many kinds as it says",
        """
@dg.asset(kinds={"a", "b", "c"})
def milk():
    pass


RESULT = (
    sorted(next(iter(milk.specs)).kinds),
    sorted(dg.AssetSpec("a", kinds={"a", "b", "c", "d"}).kinds),
)
""",
    ),
    case(
        "metadata of a definition is of any kind",
        """
@dg.asset(
    metadata={
        "dagster/uri": "s3://bucket/milk.parquet",
        "docs": dg.MetadataValue.url("https://farm.example/milk"),
        "summary": dg.MetadataValue.md("**fresh**"),
        "limits": {"least": 1, "most": [2, 3]},
        "share": 0.25,
        "pii": False,
        "source": dg.MetadataValue.path("/barn/milk.csv"),
    }
)
def milk():
    return 1


def plain(value):
    return getattr(value, "value", value)


result = dg.materialize([milk])
RESULT = (
    {
        label: (type(value).__name__, plain(value))
        for label, value in milk.metadata_by_key[milk.key].items()
    },
    made(result),
)
""",
    ),
    case(
        "metadata of a run comes with a result, an output, and the context",
        """
@dg.asset
def by_result():
    return dg.MaterializeResult(
        metadata={"rows": 3, "when": dg.MetadataValue.timestamp(1700000000.0), "ok": True}
    )


@dg.asset
def by_output():
    return dg.Output([1], metadata={"preview": dg.MetadataValue.md("|a|"), "share": 0.5})


@dg.asset
def by_context(context: dg.AssetExecutionContext):
    context.add_output_metadata({"rows": 1})
    context.add_asset_metadata({"more": dg.MetadataValue.json({"a": [None, 1]})})
    return 1


@dg.multi_asset(outs={"left": dg.AssetOut(), "right": dg.AssetOut()})
def by_name(context: dg.AssetExecutionContext):
    context.add_output_metadata({"side": "l"}, output_name="left")
    context.add_asset_metadata({"side": "r"}, asset_key="right")
    return 1, 2


RESULT = made(dg.materialize([by_result, by_output, by_context, by_name]))
""",
    ),
    case(
        "each kind of metadata value has its class and its value",
        """
kinds = {
    "text": dg.MetadataValue.text("a"),
    "url": dg.MetadataValue.url("https://a.example"),
    "path": dg.MetadataValue.path("/a"),
    "notebook": dg.MetadataValue.notebook("/a.ipynb"),
    "json": dg.MetadataValue.json({"a": 1}),
    "md": dg.MetadataValue.md("# a"),
    "python_artifact": dg.MetadataValue.python_artifact(dict),
    "float": dg.MetadataValue.float(1.5),
    "int": dg.MetadataValue.int(1),
    "bool": dg.MetadataValue.bool(True),
    "timestamp": dg.MetadataValue.timestamp(1.0),
    "run": dg.MetadataValue.dagster_run("r"),
    "asset": dg.MetadataValue.asset(dg.AssetKey(["a", "b"])),
    "job": dg.MetadataValue.job("j", "place", repository_name="r"),
    "null": dg.MetadataValue.null(),
}


@dg.asset
def told_of_all():
    return dg.MaterializeResult(metadata=kinds)


def plain(value):
    if isinstance(value, dg.AssetKey):
        return value.to_user_string()
    known = (str, int, float, bool, dict, type(None))
    return value if isinstance(value, known) else str(value)


event = dg.materialize([told_of_all]).get_asset_materialization_events()[0]
RESULT = {
    label: (type(value).__name__, plain(value.value))
    for label, value in event.materialization.metadata.items()
}
""",
    ),
    case(
        "the columns of a table are told when it is defined and when it is made",
        """
COLUMNS = [
    dg.TableColumn("number", "int", description="of the cow",
                   constraints=dg.TableColumnConstraints(nullable=False, unique=True)),
    dg.TableColumn("name", "text", tags={"pii": "yes"}),
    dg.TableColumn("litres", "float", constraints=dg.TableColumnConstraints(other=["> 0"])),
]


@dg.asset(
    metadata={
        "dagster/column_schema": dg.TableSchema(
            COLUMNS, constraints=dg.TableConstraints(other=["at least one row"])
        ),
        "dagster/table_name": "barn.public.cows",
    }
)
def cows():
    return 1


@dg.asset(deps=[cows])
def milkings():
    return dg.MaterializeResult(
        metadata={
            "dagster/column_schema": dg.TableSchema(columns=COLUMNS[:2]),
            "dagster/row_count": 12,
        }
    )


def columns(schema):
    return [
        (
            each.name, each.type, each.description, each.constraints.nullable,
            each.constraints.unique, list(each.constraints.other), dict(each.tags),
        )
        for each in schema.columns
    ]


event = dg.materialize([cows, milkings]).asset_materializations_for_node("milkings")[0]
defined = cows.metadata_by_key[cows.key]["dagster/column_schema"]
defined = getattr(defined, "value", defined)
RESULT = (
    columns(defined),
    list(defined.constraints.other),
    columns(event.metadata["dagster/column_schema"].value),
    event.metadata["dagster/row_count"].value,
)
""",
    ),
    case(
        "a table of records is metadata",
        """
@dg.asset
def sampled():
    return dg.MaterializeResult(
        metadata={
            "sample": dg.MetadataValue.table(
                records=[
                    dg.TableRecord({"name": "Bella", "litres": 3}),
                    dg.TableRecord({"name": "Elsa", "litres": 4}),
                ]
            ),
            "shape": dg.MetadataValue.table_schema(
                dg.TableSchema.from_name_type_dict({"a": "int"})
            ),
        }
    )


found = dg.materialize([sampled]).asset_materializations_for_node("sampled")[0].metadata
RESULT = (
    [dict(each.data) for each in found["sample"].records],
    [(each.name, each.type) for each in found["sample"].schema.columns],
    [(each.name, each.type) for each in found["shape"].value.columns],
)
""",
    ),
    case(
        "each column says from which columns of which assets it comes",
        """
@dg.asset(deps=[dg.AssetKey("cows"), dg.AssetKey("hay")])
def report():
    return dg.MaterializeResult(
        metadata={
            "dagster/column_lineage": dg.TableColumnLineage(
                deps_by_column={
                    "litres_by_hay": [
                        dg.TableColumnDep(asset_key=dg.AssetKey("cows"), column_name="litres"),
                        dg.TableColumnDep(asset_key=dg.AssetKey("hay"), column_name="weight"),
                    ],
                    "cow": [dg.TableColumnDep(asset_key=dg.AssetKey("cows"), column_name="name")],
                }
            )
        }
    )


with dg.DagsterInstance.ephemeral() as instance:
    dg.materialize([report], instance=instance)
    event = instance.get_latest_materialization_event(report.key)
value = event.asset_materialization.metadata["dagster/column_lineage"]
RESULT = type(value).__name__, {
    column: [(each.asset_key.to_user_string(), each.column_name) for each in deps]
    for column, deps in value.value.deps_by_column.items()
}
""",
    ),
    case(
        "a check tells that a table's columns changed since it was made before",
        """
COLUMNS = [{"number": "int", "name": "text"}]


@dg.asset
def cows():
    schema = dg.TableSchema([dg.TableColumn(name, kind) for name, kind in COLUMNS[-1].items()])
    return dg.MaterializeResult(metadata={"dagster/column_schema": schema})


checks = dg.build_column_schema_change_checks(assets=[cows], severity=dg.AssetCheckSeverity.ERROR)
seen = []
with dg.DagsterInstance.ephemeral() as instance:
    for columns in (
        COLUMNS[-1], COLUMNS[-1], {"number": "text", "name": "text"}, {"name": "text", "age": "int"}
    ):
        COLUMNS.append(columns)
        result = dg.materialize([cows, *checks], instance=instance)
        for each in result.get_asset_check_evaluations():
            seen.append((each.check_name, each.passed, each.severity.value, each.description,
                         {label: value.value for label, value in each.metadata.items()}))
RESULT = seen
""",
    ),
    case(
        "a contract of a table is held by a check of what was told when it was made",
        """
CONTRACT = {"number": "int", "name": "text", "litres": "float"}


@dg.asset
def cows():
    schema = dg.TableSchema(
        [dg.TableColumn("number", "int"), dg.TableColumn("name", "int"), dg.TableColumn("x", "int")]
    )
    return dg.MaterializeResult(metadata={"dagster/column_schema": schema})


@dg.asset_check(asset=cows, description="columns are as agreed")
def as_agreed(context: dg.AssetCheckExecutionContext):
    event = context.instance.get_latest_materialization_event(cows.key)
    schema = event.asset_materialization.metadata["dagster/column_schema"].schema
    actual = {each.name: each.type for each in schema.columns}
    wrong = sorted(name for name in CONTRACT if actual.get(name, CONTRACT[name]) != CONTRACT[name])
    return dg.AssetCheckResult(
        passed=actual == CONTRACT,
        metadata={
            "wrong type": wrong,
            "missing": sorted(CONTRACT.keys() - actual.keys()),
            "extra": sorted(actual.keys() - CONTRACT.keys()),
        },
    )


result = dg.materialize([cows, as_agreed])
RESULT = [
    (each.passed, {label: value.value for label, value in each.metadata.items()})
    for each in result.get_asset_check_evaluations()
]
""",
    ),
    case(
        "assets say in which file and line they are written",
        """
import os


@dg.asset
def here():
    pass


@dg.asset
def there():
    pass


linked = dg.with_source_code_references([here, there, dg.AssetSpec("outside")])
found = {}
for each in linked:
    specs = [each] if isinstance(each, dg.AssetSpec) else each.specs
    for spec in specs:
        value = spec.metadata.get("dagster/code_references")
        found[spec.key.to_user_string()] = value and [
            (
                type(source).__name__,
                os.path.basename(source.file_path)[:11],
                source.line_number,
                source.label,
            )
            for source in value.code_references
        ]
first = found["here"][0][2]
for each in found.values():
    if each:
        each[0] = (*each[0][:2], each[0][2] - first, each[0][3])
RESULT = found
""",
    ),
    case(
        "code references of one's own are kept beside",
        """
@dg.asset(
    metadata={
        "dagster/code_references": dg.CodeReferencesMetadataValue(
            code_references=[
                dg.LocalFileCodeReference(file_path="plan.yaml", line_number=7, label="plan"),
                dg.UrlCodeReference(url="https://farm.example/plan", label=None),
            ]
        )
    }
)
def planned():
    return 1


own = planned.metadata_by_key[planned.key]["dagster/code_references"].code_references
both = dg.with_source_code_references([planned])[0]
every = both.metadata_by_key[planned.key]["dagster/code_references"].code_references
RESULT = (
    [type(each).__name__ for each in own],
    (own[0].file_path, own[0].line_number, own[0].label, own[1].url, own[1].label),
    [type(each).__name__ for each in every],
    dg.materialize([both]).success,
)
""",
    ),
    case(
        "descriptions come from the docstring or the decorator",
        '''
@dg.asset
def by_docstring():
    """Cows that gave milk.

    With their names.
    """


@dg.asset(description="said here")
def by_decorator():
    """Not this."""


@dg.multi_asset(
    outs={"one": dg.AssetOut(description="first"), "two": dg.AssetOut()}, description="of both"
)
def by_both():
    """Docs."""
    return 1, 2


RESULT = [
    (spec.key.to_user_string(), spec.description)
    for each in (by_docstring, by_decorator, by_both)
    for spec in sorted(each.specs, key=lambda spec: spec.key)
]
''',
    ),
)
