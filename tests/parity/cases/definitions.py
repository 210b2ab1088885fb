"""What a definition says of itself."""

from harness import Case

CASES = (
    Case(
        "an asset is named after its function",
        """
from dagster import asset


@asset
def orders():
    return 1


RESULT = orders.key.to_user_string(), orders.key.path, str(orders.key), len(orders.keys)
""",
    ),
    Case(
        "name key_prefix and key give the key",
        """
from dagster import AssetKey, asset


@asset(name="renamed")
def a(): ...


@asset(key_prefix="sales")
def b(): ...


@asset(key_prefix=["sales", "eu"])
def c(): ...


@asset(key=["x", "y"])
def d(): ...


@asset(key="plain")
def e(): ...


@asset(key=AssetKey(["p", "q"]))
def f(): ...


RESULT = [each.key.path for each in (a, b, c, d, e, f)]
""",
    ),
    Case(
        "an asset key is made of parts or of one string and compares by parts",
        """
from dagster import AssetKey

key = AssetKey(["sales", "orders"])
RESULT = {
    "user": key.to_user_string(),
    "str": key.to_string(),
    "from user": AssetKey.from_user_string("sales/orders") == key,
    "one": AssetKey("orders").path,
    "slash": AssetKey("a/b").path,
    "coerced": AssetKey.from_coercible(["a", "b"]).path,
    "prefix": key.has_prefix(["sales"]),
    "with prefix": AssetKey("orders").with_prefix("sales") == key,
    "in set": key in {AssetKey(["sales", "orders"])},
    "repr": repr(key),
}
""",
    ),
    Case(
        "the group is default unless given",
        """
from dagster import AssetKey, asset


@asset
def a(): ...


@asset(group_name="sales")
def b(): ...


RESULT = a.group_names_by_key[a.key], b.group_names_by_key[b.key], b.get_asset_spec().group_name
""",
    ),
    Case(
        "the description is given or the docstring",
        """
from dagster import asset

@asset
def a():
    \"\"\"Orders of the day.

        Indented.
    \"\"\"

@asset(description="given")
def b():
    \"\"\"Docstring.\"\"\"

@asset
def c(): ...

RESULT = [each.get_asset_spec().description for each in (a, b, c)]
""",
    ),
    Case(
        "metadata stays as it was given",
        """
from dagster import MetadataValue, asset


@asset(
    metadata={
        "owner": "data",
        "rows": 3,
        "pii": True,
        "ratio": 0.5,
        "url": MetadataValue.url("http://x"),
    }
)
def a(): ...


given = a.get_asset_spec().metadata
RESULT = {k: v for k, v in given.items() if k != "url"}, given["url"].value
""",
    ),
    Case(
        "tags and kinds are both tags",
        """
from dagster import asset


@asset(tags={"tier": "1", "pii": ""}, kinds={"python", "SQL"})
def a(): ...


spec = a.get_asset_spec()
RESULT = dict(spec.tags), sorted(spec.kinds), sorted(a.tags_by_key[a.key])
""",
    ),
    Case(
        "owners are people and teams",
        """
from dagster import asset


@asset(owners=["ada@example.com", "team:data"])
def a(): ...


RESULT = list(a.get_asset_spec().owners)
""",
    ),
    Case(
        "code_version is kept",
        """
from dagster import asset


@asset(code_version="7")
def a(): ...


@asset
def b(): ...


RESULT = a.get_asset_spec().code_version, b.get_asset_spec().code_version
""",
    ),
    Case(
        "partitions_def is kept",
        """
from dagster import StaticPartitionsDefinition, asset

regions = StaticPartitionsDefinition(["us", "eu"])


@asset(partitions_def=regions)
def a(): ...


@asset
def b(): ...


RESULT = a.partitions_def == regions, a.partitions_def.get_partition_keys(), b.partitions_def
""",
    ),
    Case(
        "a decorated asset can be called as the function it was",
        """
from dagster import asset


@asset
def a():
    return 2


@asset
def b(a):
    return a + 1


RESULT = a(), b(4), b(a=5)
""",
    ),
    Case(
        "a spec carries what its asset carries",
        """
from dagster import AssetSpec, asset

spec = AssetSpec(
    "orders",
    deps=["raw"],
    description="d",
    metadata={"k": 1},
    group_name="g",
    owners=["team:x"],
    tags={"t": "1"},
    kinds={"sql"},
    code_version="2",
)
RESULT = {
    "key": spec.key.to_user_string(),
    "deps": [dep.asset_key.to_user_string() for dep in spec.deps],
    "description": spec.description,
    "metadata": dict(spec.metadata),
    "group": spec.group_name,
    "owners": list(spec.owners),
    "tags": dict(spec.tags),
    "kinds": sorted(spec.kinds),
    "code_version": spec.code_version,
    "replaced": spec.replace_attributes(group_name="h").group_name,
    "merged": sorted(spec.merge_attributes(tags={"u": ""}).tags),
}
""",
    ),
    Case(
        "definitions give their assets keys and specs",
        """
from dagster import AssetSpec, Definitions, asset


@asset(group_name="g")
def a(): ...


@asset(key_prefix="p")
def b(a): ...


defs = Definitions(assets=[a, b, AssetSpec("outside")])
RESULT = (
    sorted(key.to_user_string() for key in defs.resolve_all_asset_keys()),
    sorted(
        (spec.key.to_user_string(), spec.group_name) for spec in defs.resolve_all_asset_specs()
    ),
)
""",
    ),
    Case(
        "definitions merge",
        """
from dagster import Definitions, asset


@asset
def a(): ...


@asset
def b(): ...


merged = Definitions.merge(Definitions(assets=[a]), Definitions(assets=[b], resources={"x": 1}))
RESULT = sorted(key.to_user_string() for key in merged.resolve_all_asset_keys())
""",
    ),
    Case(
        "a module name with dg works as well",
        """
import dagster as dg


@dg.asset
def a():
    return 1


RESULT = dg.materialize([a]).output_for_node("a")
""",
    ),
)


def more(name, source, culprit=None, **rest):
    """Return a case on `Definitions` as a whole."""
    head = """
import dagster as dg

def told(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__

@dg.asset
def orders():
    return [1, 2]

@dg.asset(group_name="sales", deps=["outside"])
def total(orders):
    return sum(orders)
"""
    return Case(name, head + source, culprit, **rest)


CASES += (
    more(
        "all keys are told, those made elsewhere too",
        """
defs = dg.Definitions(assets=[total, orders, dg.AssetSpec("spec"), dg.SourceAsset("source")])
RESULT = sorted(key.path for key in defs.resolve_all_asset_keys())
""",
    ),
    more(
        "all specs are told with their groups",
        """
defs = dg.Definitions(assets=[total, orders, dg.AssetSpec("spec", group_name="other")])
RESULT = sorted(
    (each.key.path, each.group_name, sorted(dep.asset_key.path for dep in each.deps))
    for each in defs.resolve_all_asset_specs()
)
""",
    ),
    more(
        "metadata of the whole is normalized",
        """
defs = dg.Definitions(metadata={"owner": "us", "rows": 3})
RESULT = {name: each.value for name, each in defs.metadata.items()}
""",
    ),
    more(
        "metadata without a kind is refused",
        "dg.Definitions(metadata={'bad': object()})",
        "bad",
    ),
    more("assets are a list", "dg.Definitions(assets=orders)", "assets"),
    more("assets are assets", "dg.Definitions(assets=[3])", "3"),
    more("jobs are jobs", "dg.Definitions(jobs=[3])", "3"),
    more("resources are a mapping", "dg.Definitions(resources=3)", "resources"),
    more("resources have text as keys", "dg.Definitions(resources={1: 2})", "1"),
    more("metadata is a mapping", "dg.Definitions(metadata=3)", "metadata"),
    more(
        "merging joins assets, resources and metadata",
        """
one = dg.Definitions([orders], resources={"a": 1}, metadata={"x": 1, "y": 1})
two = dg.Definitions([total], resources={"b": 2}, metadata={"y": 2})
both = dg.Definitions.merge(one, two)
RESULT = (
    sorted(key.path for key in both.resolve_all_asset_keys()),
    dict(both.resources),
    {name: each.value for name, each in both.metadata.items()},
)
""",
    ),
    more(
        "merging the same assets twice has each once",
        """
defs = dg.Definitions([orders])
RESULT = [key.path for key in dg.Definitions.merge(defs, defs).resolve_all_asset_keys()]
""",
    ),
    more(
        "merging two resources of one key is refused",
        """
one, two = dg.Definitions(resources={"a": object()}), dg.Definitions(resources={"a": object()})
dg.Definitions.merge(one, two)
""",
        "'a'",
    ),
    more("merging something else is refused", "dg.Definitions.merge(dg.Definitions(), 3)", "3"),
    more(
        "an asset's definition is found by its key",
        """
defs = dg.Definitions([orders, total])
RESULT = (
    defs.get_assets_def("orders") is orders,
    defs.resolve_assets_def(dg.AssetKey("total")).key.path,
    told(lambda: defs.resolve_assets_def("nothing")),
    told(lambda: defs.get_assets_def("nothing")),
)
""",
    ),
    more(
        "a definition that is not there is named",
        "dg.Definitions([orders]).resolve_assets_def('nothing')",
        "nothing",
    ),
    more(
        "a schedule that is not there is named",
        "dg.Definitions([orders]).resolve_schedule_def('nothing')",
        "nothing",
    ),
    more(
        "two definitions of a key are found when they are needed",
        """
@dg.asset(name="orders")
def again(): ...

defs = dg.Definitions([orders, again])
dg.Definitions.validate_loadable(defs)
""",
        "orders",
    ),
    more(
        "a missing resource is found when all is checked",
        """
@dg.asset(required_resource_keys={"lake"})
def fish(): ...

dg.Definitions.validate_loadable(dg.Definitions([fish]))
""",
        "lake",
    ),
    more(
        "a missing IO manager is found when all is checked",
        """
@dg.asset(io_manager_key="lake")
def fish(): ...

dg.Definitions.validate_loadable(dg.Definitions([fish]))
""",
        "lake",
    ),
    more(
        "specs are mapped, all or some",
        """
defs = dg.Definitions([orders, total, dg.AssetSpec("spec")], resources={"a": 1})
owned = defs.map_asset_specs(func=lambda spec: spec.merge_attributes(owners=["team:a"]))
some = defs.map_resolved_asset_specs(
    func=lambda spec: spec.merge_attributes(tags={"x": "y"}), selection="group:sales"
)
RESULT = (
    sorted((each.key.path, list(each.owners)) for each in owned.resolve_all_asset_specs()),
    sorted((each.key.path, dict(each.tags)) for each in some.resolve_all_asset_specs()),
    dict(some.resources),
)
""",
    ),
    more(
        "specs are not mapped by a selection in the old form",
        "dg.Definitions([orders]).map_asset_specs(func=lambda spec: spec, selection='orders')",
        "selection",
    ),
    more(
        "a function may make the definitions",
        """
@dg.definitions
def defs():
    return dg.Definitions([orders])

RESULT = [key.path for key in defs().resolve_all_asset_keys()]
""",
    ),
    more(
        "a function of definitions returns definitions",
        """
@dg.definitions
def defs():
    return [orders]

defs()
""",
        "defs",
    ),
    more(
        "a function of definitions takes no parameters",
        """
@dg.definitions
def defs(one):
    return dg.Definitions()
""",
        "one",
    ),
    more(
        "values are loaded by the definitions",
        """
import tempfile
with tempfile.TemporaryDirectory() as folder:
    manager = dg.FilesystemIOManager(base_dir=folder)
    instance = dg.DagsterInstance.ephemeral()
    defs = dg.Definitions([orders], resources={"io_manager": manager})
    dg.materialize([orders], instance=instance, resources={"io_manager": manager})
    with defs.get_asset_value_loader(instance) as loader:
        loaded = loader.load_asset_value("orders")
    RESULT = defs.load_asset_value("orders", instance=instance), loaded
""",
    ),
    *(
        more(
            f"the IO manager of {name} has to be bound",
            f"""
@dg.asset
def other():
    return 1


SOURCE = dg.SourceAsset("raw", io_manager_key="wh")
SPEC = dg.AssetSpec("raw").with_io_manager_key("wh")
MADE = dg.asset(name="raw", io_manager_key="wh")(lambda: 1)


def loadable(*assets, **options):
    dg.Definitions.validate_loadable(dg.Definitions(assets, **options))


{does}
RESULT = None
""",
            "wh",
        )
        for name, does in (
            ("a source asset", "loadable(SOURCE)"),
            ("a spec", "loadable(SPEC)"),
            ("a spec that is bound to something else", "loadable(SPEC, resources={'wh': 3})"),
            ("a source asset that nothing reads", "dg.materialize([SOURCE, other])"),
            ("an asset that is not selected", "dg.materialize([MADE, other], selection='other')"),
        )
    ),
)
