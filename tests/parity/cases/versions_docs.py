"""What Dagster's page on asset versions and caching describes, written anew."""

from cases.assets_docs import case

CASES = (
    case(
        "a code version makes the data version, of it and of what was read",
        """
def versioned(version, factor):
    @dg.asset(code_version=version)
    def number():
        return 100

    @dg.asset(code_version="m1")
    def multiplied(number):
        return number * factor

    return [number, multiplied]


def versions(instance):
    tags = [
        instance.get_latest_materialization_event(dg.AssetKey(key)).asset_materialization.tags
        for key in ("number", "multiplied")
    ]
    return [
        {
            label: value
            for label, value in each.items()
            if "pointer" not in label and "timestamp" not in label
        }
        for each in tags
    ]


found = []
with dg.DagsterInstance.ephemeral() as instance:
    for version in ("v1", "v1", "v2"):
        dg.materialize(versioned(version, 2), instance=instance)
        found.append(versions(instance))
RESULT = found, found[0] == found[1], found[1][1] == found[2][1]
""",
    ),
    case(
        "a data version of one's own outlives a cosmetic change of the code",
        """
def versioned(code, value):
    @dg.asset(code_version=code)
    def number():
        return dg.Output(value(), data_version=dg.DataVersion(str(value())))

    @dg.asset(code_version="m1")
    def multiplied(number):
        return number * 2

    return [number, multiplied]


seen = []
with dg.DagsterInstance.ephemeral() as instance:
    for code, value in (("v4", lambda: 20), ("v5", lambda: 10 + 10), ("v6", lambda: 21)):
        dg.materialize(versioned(code, value), instance=instance)
        seen.append(
            [
                instance.get_latest_materialization_event(dg.AssetKey(key))
                .asset_materialization.tags["dagster/data_version"]
                for key in ("number", "multiplied")
            ]
        )
RESULT = seen, seen[0] == seen[1], seen[1][1] == seen[2][1]
""",
    ),
    case(
        "what was observed of a source is an input's version of what is made below",
        """
FILE = {"content": "1"}


@dg.observable_source_asset
def input_number():
    return dg.DataVersion(FILE["content"])


@dg.asset(code_version="v6", deps=[input_number])
def number():
    return int(FILE["content"])


looking = dg.define_asset_job("looking", ["input_number"])
making = dg.define_asset_job("making", ["number"])
defs = dg.Definitions(assets=[input_number, number], jobs=[looking, making])
seen = []
with dg.DagsterInstance.ephemeral() as instance:
    for content in ("1", "2"):
        FILE["content"] = content
        for name in ("looking", "making"):
            defs.resolve_job_def(name).execute_in_process(instance=instance)
        made_ = instance.get_latest_materialization_event(number.key).asset_materialization
        seen.append(
            (
                made_.tags["dagster/data_version"],
                made_.tags["dagster/input_data_version/input_number"],
            )
        )
RESULT = seen
""",
    ),
    case(
        "an asset reads the provenance of its latest value and keeps it if nothing changed",
        """
CALLS = []


@dg.asset(code_version="c1")
def up():
    return dg.Output(1, data_version=dg.DataVersion("one"))


@dg.asset(code_version="c2")
def slow(context: dg.AssetExecutionContext, up):
    provenance = context.get_asset_provenance(context.asset_key)
    if provenance is not None and provenance.code_version == "c2":
        CALLS.append({
            key.to_user_string(): getattr(version, "value", version)
            for key, version in provenance.input_data_versions.items()
        })
    else:
        CALLS.append("made")
    return up + 1


with dg.DagsterInstance.ephemeral() as instance:
    for _ in range(2):
        dg.materialize([up, slow], instance=instance)
RESULT = CALLS
""",
    ),
)
