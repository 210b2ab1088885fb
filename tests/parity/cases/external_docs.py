"""What Dagster's pages on external assets, observations and views describe, written anew."""

from cases.assets_docs import case

CASES = (
    case(
        "what others make is external, and its dependencies are drawn",
        """
delivered = dg.AssetSpec("delivered", description="by a partner, most days", group_name="partner")
sorted_out = dg.AssetSpec("sorted_out", deps=[delivered], tags={"by": "cron"}, kinds={"csv"})
shown = dg.AssetSpec(["site", "shown"], deps=[sorted_out, "delivered"], owners=["team:web"])
defs = dg.Definitions(assets=[delivered, sorted_out, shown])
specs = sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key)
RESULT = [
    (
        spec.key.to_user_string(),
        [dep.asset_key.to_user_string() for dep in spec.deps],
        spec.description,
        spec.group_name,
        dict(spec.tags),
        sorted(spec.kinds),
        list(spec.owners),
    )
    for spec in specs
]
""",
    ),
    case(
        "an asset is made below an external one, which is not run",
        """
raw = dg.AssetSpec("raw_transactions")


@dg.asset(deps=[raw])
def cleaned():
    return [3, 4]


@dg.asset
def summed(cleaned):
    return sum(cleaned)


defs = dg.Definitions(assets=[raw, cleaned, summed])
result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
job = defs.resolve_implicit_global_asset_job_def()
RESULT = told(result), values(result, "cleaned", "summed")
""",
    ),
    case(
        "what an external asset holds is loaded through an IO manager",
        """
class Tables(dg.IOManager):
    def load_input(self, context):
        return [*context.asset_key.path, context.upstream_output.metadata.get("schema")]

    def handle_output(self, context, obj):
        context.add_output_metadata({"rows": len(obj)})


ledger = dg.AssetSpec(["books", "ledger"], metadata={"schema": "public"}).with_io_manager_key("db")
old = dg.SourceAsset("old", io_manager_key="db", metadata={"schema": "archive"})


@dg.asset(ins={"ledger": dg.AssetIn(["books", "ledger"])}, io_manager_key="db")
def report(ledger, old):
    return ledger + old


result = dg.materialize([ledger, old, report], resources={"db": Tables()})
RESULT = told(result), made(result), values(result, "report")
""",
    ),
    case(
        "the instance is told from outside that an external asset was made",
        """
with dg.DagsterInstance.ephemeral() as instance:
    for modified in (1, 2):
        instance.report_runless_asset_event(
            dg.AssetMaterialization("raw_transactions", metadata={"modified": modified})
        )
    latest = instance.get_latest_materialization_event(dg.AssetKey("raw_transactions"))
    records = instance.fetch_materializations(dg.AssetKey("raw_transactions"), limit=5).records
RESULT = (
    latest.asset_materialization.metadata["modified"].value,
    [each.asset_materialization.metadata["modified"].value for each in records],
    latest.run_id,
    latest.dagster_event.step_key,
)
""",
    ),
    case(
        "an op logs an observation, with metadata and a partition",
        """
@dg.op
def looks(context: dg.OpExecutionContext):
    rows = [1, 2, 3]
    context.log_event(dg.AssetObservation("shop", metadata={"rows": len(rows)}))
    context.log_event(
        dg.AssetObservation(
            asset_key=dg.AssetKey(["shop", "till"]),
            partition="2024-03-03",
            description="counted by hand",
            metadata={
                "note": dg.MetadataValue.text("a"),
                "where": dg.MetadataValue.url("https://shop.example/till"),
                "size": dg.MetadataValue.float(0.5),
            },
            tags={"by": "hand"},
        )
    )
    return rows


@dg.job
def looking():
    looks()


result = looking.execute_in_process()
seen = [
    event.event_specific_data.asset_observation
    for event in result.all_events
    if event.event_type_value == "ASSET_OBSERVATION"
]
RESULT = (
    told(result),
    [
        (
            each.asset_key.to_user_string(),
            each.partition,
            each.description,
            {label: value.value for label, value in each.metadata.items()},
            dict(each.tags),
        )
        for each in seen
    ],
)
""",
    ),
    case(
        "an asset yields what it observed of another and logs more",
        """
@dg.asset
def catalog(context):
    yield dg.AssetObservation("pictures", metadata={"seen": 7})
    context.log_event(dg.AssetObservation("catalog", metadata={"pages": 2}))
    yield dg.Output(["a", "b"])


with dg.DagsterInstance.ephemeral() as instance:
    result = dg.materialize([catalog], instance=instance)
    records = instance.fetch_observations(dg.AssetKey("pictures"), limit=2).records
RESULT = (
    told(result),
    [each.asset_observation.metadata["seen"].value for each in records],
    [e.asset_key.to_user_string() for e in result.get_asset_observation_events()]
    if hasattr(result, "get_asset_observation_events") else
    [e.asset_key.to_user_string() for e in result.all_events
     if e.event_type_value == "ASSET_OBSERVATION"],
)
""",
    ),
    case(
        "a file's hash is the version of an observable source asset, looked at by a job",
        """
import hashlib
import pathlib

pathlib.Path("number.txt").write_text("9")


@dg.observable_source_asset
def number_file():
    return dg.DataVersion(hashlib.sha256(pathlib.Path("number.txt").read_bytes()).hexdigest()[:6])


looking = dg.define_asset_job("looking", [number_file])
defs = dg.Definitions(assets=[number_file], jobs=[looking])
seen = []
with dg.DagsterInstance.ephemeral() as instance:
    for text in ("9", "9", "10"):
        pathlib.Path("number.txt").write_text(text)
        result = defs.resolve_job_def("looking").execute_in_process(instance=instance)
        record = instance.fetch_observations(number_file.key, limit=1).records[0]
        seen.append(record.asset_observation.data_version)
RESULT = told(result), seen
""",
    ),
    case(
        "a view is virtual and what is made on both sides of it keeps its order",
        """
@dg.asset
def table():
    return 1


@dg.asset(is_virtual=True, deps=[table])
def view():
    pass


@dg.asset(deps=[view])
def dashboard():
    return 3


spec = dg.AssetSpec("other_view", is_virtual=True, deps=[dashboard])
result = dg.materialize(
    [dashboard, spec, view, table], selection=[dg.AssetKey("dashboard"), dg.AssetKey("table")]
)
RESULT = (
    told(result),
    [each.is_virtual for definition in (table, view) for each in definition.specs],
    spec.is_virtual,
)
""",
    ),
)
