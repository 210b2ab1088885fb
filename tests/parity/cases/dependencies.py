"""How one asset comes to depend on another."""

from harness import Case

CASES = (
    Case(
        "a parameter is a dependency and receives the value",
        """
from dagster import asset, materialize


@asset
def a():
    return 2


@asset
def b(a):
    return a * 10


result = materialize([a, b])
RESULT = result.output_for_node("b"), [k.to_user_string() for k in b.dependency_keys]
""",
    ),
    Case(
        "two parameters keep apart and a diamond runs each once",
        """
from dagster import asset, materialize

runs = []


@asset
def top():
    runs.append("top")
    return 1


@asset
def left(top):
    runs.append("left")
    return top + 1


@asset
def right(top):
    runs.append("right")
    return top + 2


@asset
def bottom(left, right):
    runs.append("bottom")
    return left, right


result = materialize([bottom, right, left, top])
RESULT = result.output_for_node("bottom"), runs[0], runs[-1], sorted(runs)
""",
    ),
    Case(
        "deps order runs and pass nothing",
        """
from dagster import AssetKey, asset, materialize

runs = []


@asset(key_prefix="p")
def a():
    runs.append("a")


@asset
def b():
    runs.append("b")


@asset
def c():
    runs.append("c")


@asset(deps=[AssetKey(["p", "a"]), "b", c])
def d():
    runs.append("d")


RESULT = (
    materialize([d, c, b, a]).success,
    runs[-1],
    sorted(runs),
    sorted(k.to_user_string() for k in d.dependency_keys),
)
""",
    ),
    Case(
        "deps can be specs and AssetDep",
        """
from dagster import AssetDep, AssetSpec, asset

spec = AssetSpec("outside")


@asset(deps=[spec, AssetDep("other")])
def a(): ...


RESULT = sorted(k.to_user_string() for k in a.dependency_keys)
""",
    ),
    Case(
        "AssetIn renames the input",
        """
from dagster import AssetIn, AssetKey, asset, materialize


@asset
def upstream():
    return 1


@asset(key_prefix="deep")
def other():
    return 2


@asset(ins={"x": AssetIn("upstream"), "y": AssetIn(AssetKey(["deep", "other"]))})
def downstream(x, y):
    return [x, y]


RESULT = materialize([upstream, other, downstream]).output_for_node("downstream")
""",
    ),
    Case(
        "AssetIn with key_prefix prefixes the parameter",
        """
from dagster import AssetIn, asset, materialize


@asset(key_prefix=["sales", "eu"])
def orders():
    return 3


@asset(ins={"orders": AssetIn(key_prefix=["sales", "eu"])})
def total(orders):
    return orders + 1


RESULT = materialize([orders, total]).output_for_node("total")
""",
    ),
    Case(
        "an asset with a prefix looks for its inputs in no prefix",
        """
from dagster import asset


@asset(key_prefix="sales")
def total(orders): ...


RESULT = [k.to_user_string() for k in total.dependency_keys]
""",
    ),
    Case(
        "an input in the same group is found under another prefix",
        """
from dagster import asset, materialize


@asset(key_prefix="sales")
def orders():
    return 1


@asset(key_prefix="sales")
def total(orders):
    return orders + 1


RESULT = materialize([orders, total]).asset_value(total.key)
""",
    ),
    Case(
        "an input in another group is not found under another prefix",
        """
from dagster import asset, materialize


@asset(key_prefix="sales", group_name="g")
def orders():
    return 1


@asset(key_prefix="sales", group_name="h")
def total(orders):
    return orders + 1


materialize([orders, total])
RESULT = None
""",
        culprit="orders",
    ),
    Case(
        "a spec lists parameters among its deps",
        """
from dagster import asset


@asset(deps=["x"])
def total(orders): ...


RESULT = sorted(dep.asset_key.to_user_string() for dep in total.get_asset_spec().deps)
""",
    ),
    Case(
        "a parameter of a prefixed group mate is found by Definitions",
        """
from dagster import Definitions, asset


@asset(key_prefix="sales")
def orders():
    return 1


@asset(key_prefix="sales")
def total(orders):
    return orders + 1


specs = Definitions(assets=[orders, total]).resolve_all_asset_specs()
deps = {spec.key.to_user_string(): spec.deps for spec in specs}
RESULT = [dep.asset_key.to_user_string() for dep in deps["sales/total"]]
""",
    ),
    Case(
        "a parameter and deps can be mixed",
        """
from dagster import asset, materialize


@asset
def a():
    return 1


@asset
def b():
    return 2


@asset(deps=[b])
def c(a):
    return a


RESULT = (
    materialize([a, b, c]).output_for_node("c"),
    sorted(k.to_user_string() for k in c.dependency_keys),
)
""",
    ),
    Case(
        "an asset can read what it did not run through its instance",
        """
from dagster import DagsterInstance, asset, materialize

runs = []


@asset
def a():
    runs.append("a")
    return 5


@asset
def b(a):
    runs.append("b")
    return a + 1


instance = DagsterInstance.ephemeral()
materialize([a], instance=instance)
result = materialize([a, b], instance=instance, selection=[b])
RESULT = runs, result.output_for_node("b")
""",
    ),
    Case(
        "an input typed Nothing orders only",
        """
from dagster import AssetIn, Nothing, asset, materialize

runs = []


@asset
def a():
    runs.append("a")


@asset(ins={"a": AssetIn(dagster_type=Nothing)})
def b():
    runs.append("b")


RESULT = materialize([b, a]).success, runs
""",
    ),
    Case(
        "an external asset may be depended on and is not run",
        """
from dagster import AssetSpec, asset, materialize

outside = AssetSpec("outside")


@asset(deps=[outside])
def a():
    return 1


RESULT = materialize([outside, a]).output_for_node("a")
""",
    ),
    Case(
        "None is a value like any other",
        """
from dagster import asset, materialize


@asset
def a():
    return None


@asset
def b(a):
    return a is None


RESULT = materialize([a, b]).output_for_node("b")
""",
    ),
    Case(
        "what is named twice in deps is one dependency",
        """
from dagster import AssetDep, AssetKey, asset, multi_asset, AssetSpec


@asset(deps=["a", AssetKey("a"), AssetDep("a")])
def b():
    return 1


@multi_asset(specs=[AssetSpec("c", deps=["a", "b", "a"])])
def several():
    pass


RESULT = (
    [dep.asset_key.to_user_string() for spec in b.specs for dep in spec.deps],
    [dep.asset_key.to_user_string() for spec in several.specs for dep in spec.deps],
)
""",
    ),
    Case(
        "what is named twice in deps with two partition mappings is refused",
        """
from dagster import AssetDep, LastPartitionMapping, asset


@asset(deps=["a", AssetDep("a", partition_mapping=LastPartitionMapping())])
def b():
    return 1
""",
        culprit="asset a more than once",
    ),
)
