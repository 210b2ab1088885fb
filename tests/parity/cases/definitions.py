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
