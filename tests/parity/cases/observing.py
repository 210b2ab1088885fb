"""Assets that are made elsewhere: looked at by a function, and what is recorded of that."""

from harness import Case

KINDS = """
def kinds(result):
    return [
        (event.event_type_value, event.step_key)
        for event in result.all_events
        if event.event_type_value.startswith(("STEP", "ASSET", "HANDLED"))
    ]
"""


def case(name, source, culprit=None, **more):
    """Return a case in which `look` runs what it is given, and `kinds` says what happened."""
    head = "import dagster as dg\n"
    look = """
def look(*assets, **more):
    selected = [key for each in assets for key in getattr(each, "keys", None) or [each.key]]
    return dg.materialize(list(assets), selection=dg.AssetSelection.assets(*selected), **more)
"""
    return Case(name, head + look + KINDS + source, culprit, **more)


CASES = [
    case(
        "a version is an observation",
        """
@dg.observable_source_asset
def raw():
    return dg.DataVersion("7")

result = look(raw)
RESULT = kinds(result), result.success
""",
    ),
    case(
        "what is observable says so",
        """
@dg.observable_source_asset(
    group_name="lake", metadata={"rows": 3}, tags={"tier": "1"}, description="said"
)
def raw():
    "not said"
    return dg.DataVersion("7")

RESULT = (
    raw.key.path, raw.is_observable, raw.is_executable, raw.op.name, raw.group_name,
    raw.metadata["rows"].value, raw.tags, raw.description, sorted(raw.required_resource_keys),
)
""",
    ),
    case(
        "key, name and prefix of an observable",
        """
one = dg.observable_source_asset(key=["a", "b"])(lambda: 1)
two = dg.observable_source_asset(name="n", key_prefix=["p", "q"])(lambda: 1)
three = dg.observable_source_asset(name="n", key_prefix="p")(lambda: 1)
RESULT = [each.key.path for each in (one, two, three)]
""",
    ),
    case(
        "an observable has a key or a name",
        "dg.observable_source_asset(key='a', name='b')(lambda: 1)",
        "key",
    ),
    case(
        "materialize leaves out what is only looked at",
        """
@dg.observable_source_asset
def raw():
    return dg.DataVersion("7")

@dg.asset(deps=[raw])
def orders(): ...

RESULT = kinds(dg.materialize([raw, orders])), kinds(dg.materialize([raw]))
""",
    ),
    case(
        "an asset runs after what it reads was looked at",
        """
@dg.observable_source_asset
def raw():
    return dg.DataVersion("7")

@dg.asset(deps=[raw])
def orders(): ...

RESULT = kinds(look(raw, orders))
""",
    ),
    case(
        "versions of partitions are observations of each",
        """
@dg.observable_source_asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
def raw():
    return dg.DataVersionsByPartition({"a": "1", "b": dg.DataVersion("2")})

RESULT = kinds(look(raw)), kinds(look(raw, partition_key="a"))
""",
    ),
    case(
        "versions by partition are versions",
        """
found = dg.DataVersionsByPartition({"a": "1", "b": dg.DataVersion("2")})
RESULT = {key: each.value for key, each in found.data_versions_by_partition.items()}
""",
    ),
    case(
        "versions by partition are text",
        "dg.DataVersionsByPartition({'a': 1})",
        "'a'",
    ),
    case(
        "a result is an observation",
        """
@dg.observable_source_asset
def raw():
    return dg.ObserveResult(metadata={"rows": 3}, data_version=dg.DataVersion("7"))

RESULT = kinds(look(raw))
""",
    ),
    case(
        "a function that says nothing of a version is refused",
        """
@dg.observable_source_asset
def raw():
    return 3

look(raw)
""",
        "raw",
    ),
    case(
        "one version of a partitioned asset is refused",
        """
@dg.observable_source_asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
def raw():
    return dg.DataVersion("7")

look(raw, partition_key="a")
""",
        "raw",
    ),
    case(
        "versions of partitions it does not have are refused",
        """
@dg.observable_source_asset
def raw():
    return dg.DataVersionsByPartition({"a": "1"})

look(raw)
""",
        "raw",
    ),
    case(
        "the result of another asset is refused",
        """
@dg.observable_source_asset
def raw():
    return dg.ObserveResult(asset_key="other")

look(raw)
""",
        "other",
    ),
    case(
        "a function looks at several",
        """
@dg.multi_observable_source_asset(specs=[dg.AssetSpec("a"), dg.AssetSpec("b", deps=["up"])])
def several():
    yield dg.ObserveResult("a", metadata={"rows": 3}, data_version=dg.DataVersion("7"))
    yield dg.ObserveResult("b", tags={"x": "y"})

RESULT = (
    several.is_observable, several.is_executable, several.is_materializable,
    several.is_external, sorted(key.path for key in several.keys), kinds(look(several)),
)
""",
    ),
    case(
        "of several one that is not seen is an error",
        """
@dg.multi_observable_source_asset(specs=[dg.AssetSpec("a"), dg.AssetSpec("b")])
def several():
    yield dg.ObserveResult("a")

look(several)
""",
        '"b"',
    ),
    case(
        "of several some are looked at",
        """
@dg.multi_observable_source_asset(
    specs=[dg.AssetSpec("a"), dg.AssetSpec("b")], can_subset=True
)
def several(context):
    for key in sorted(context.selected_asset_keys):
        yield dg.ObserveResult(key)

RESULT = kinds(dg.materialize([several], selection=["a"])), kinds(look(several))
""",
    ),
    case(
        "one of several may be returned",
        """
@dg.multi_observable_source_asset(specs=[dg.AssetSpec("a")])
def one():
    return dg.ObserveResult()

@dg.multi_observable_source_asset(specs=[dg.AssetSpec("b")])
def none(): ...

RESULT = kinds(look(one)), kinds(look(none))
""",
    ),
    case(
        "a result of what is not looked at is refused",
        """
@dg.multi_observable_source_asset(specs=[dg.AssetSpec("a")])
def one():
    return dg.ObserveResult(asset_key="other")

look(one)
""",
        "other",
    ),
    case(
        "an asset's own result of looking is a value",
        """
@dg.asset
def odd():
    return dg.ObserveResult()

RESULT = kinds(dg.materialize([odd]))
""",
    ),
    case(
        "resources and context reach what looks",
        """
class Store(dg.ConfigurableResource):
    version: str

@dg.observable_source_asset
def raw(context, store: Store):
    context.log.info("looked")
    return dg.DataVersion(store.version)

@dg.observable_source_asset(required_resource_keys={"store"})
def older(context):
    return dg.DataVersion(context.resources.store.version)

RESULT = kinds(look(raw, older, resources={"store": Store(version="7")}))
""",
    ),
    case(
        "a function that fails fails the step",
        """
@dg.observable_source_asset
def raw():
    raise ValueError("gone")

result = look(raw, raise_on_error=False)
RESULT = kinds(result), result.success
""",
    ),
    case(
        "a result has what it was given",
        """
one = dg.ObserveResult(["a", "b"], metadata={"rows": 3}, tags={"x": "y"})
RESULT = (
    one.asset_key.path, one.metadata, one.tags, one.data_version, list(one.check_results),
    one == dg.ObserveResult(["a", "b"], metadata={"rows": 3}, tags={"x": "y"}),
    dg.ObserveResult().tags,
)
""",
    ),
    case(
        "a source asset keeps what it was given",
        """
manager = dg.InMemoryIOManager()
one = dg.SourceAsset(
    "raw", metadata={"rows": 3}, io_manager_def=manager, description="said",
    group_name="lake", op_tags={"a": "b"}, tags={"x": "y"},
)
two = dg.SourceAsset("raw", io_manager_key="lake")
RESULT = (
    one.get_io_manager_key(), list(one.resource_defs), one.op_tags, one.tags, one.is_observable,
    two.get_io_manager_key(), two.node_def, two.is_executable,
    two == dg.SourceAsset("raw", io_manager_key="lake"), two == one,
)
""",
    ),
    case(
        "two IO managers of one key are refused",
        """
one, two = dg.InMemoryIOManager(), dg.InMemoryIOManager()
dg.SourceAsset("raw", io_manager_key="lake", io_manager_def=one, resource_defs={"lake": two})
""",
        "lake",
    ),
    case(
        "a group of a source asset is set once",
        """
one = dg.SourceAsset("raw").with_attributes(group_name="lake")
again = one.with_attributes(key=dg.AssetKey("renamed"))
told = None
try:
    one.with_attributes(group_name="pond")
except dg.DagsterInvalidDefinitionError as error:
    told = "lake" in str(error)
RESULT = one.group_name, again.key.path, told
""",
    ),
    case(
        "what looks is no function to call",
        """
@dg.observable_source_asset
def raw():
    return dg.DataVersion("7")

raw()
""",
        "SourceAsset",
    ),
]
