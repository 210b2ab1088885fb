"""Definitions and calls that Dagster refuses, and with which error."""

from harness import Case

CASES = (
    Case(
        "an unknown input",
        """
from dagster import Definitions, asset


@asset
def raw_orders(): ...


@asset
def orders(rwa_orders): ...


Definitions.validate_loadable(Definitions(assets=[raw_orders, orders]))
RESULT = None
""",
        culprit="rwa_orders",
    ),
    Case(
        "an unknown input when materializing",
        """
from dagster import asset, materialize


@asset
def orders(rwa_orders): ...


materialize([orders])
RESULT = None
""",
        culprit="rwa_orders",
    ),
    Case(
        "an unknown dep is taken as an external asset",
        """
from dagster import Definitions, asset, materialize


@asset(deps=["nowhere"])
def orders():
    return 1


keys = Definitions(assets=[orders]).resolve_asset_graph().get_all_asset_keys()
RESULT = materialize([orders]).success, sorted(key.to_user_string() for key in keys)
""",
    ),
    Case(
        "a key defined twice",
        """
from dagster import Definitions, asset


@asset(name="orders")
def one(): ...


@asset(name="orders")
def two(): ...


Definitions.validate_loadable(Definitions(assets=[one, two]))
RESULT = None
""",
        culprit="orders",
    ),
    Case(
        "a key defined twice in materialize",
        """
from dagster import asset, materialize


@asset(name="orders")
def one(): ...


@asset(name="orders")
def two(): ...


materialize([one, two])
RESULT = None
""",
        culprit="orders",
    ),
    Case(
        "two assets that read each other",
        """
from dagster import asset, materialize


@asset
def hen(egg): ...


@asset
def egg(hen): ...


materialize([hen, egg])
RESULT = None
""",
        culprit="egg",
        better="Dagster lets the error of a helper library through, which is no DagsterError",
        ours_raises="CyclicAssetsError",
    ),
    Case(
        "two assets that read each other in Definitions",
        """
from dagster import Definitions, asset


@asset
def hen(egg): ...


@asset
def egg(hen): ...


Definitions.validate_loadable(Definitions(assets=[hen, egg]))
RESULT = None
""",
        culprit="egg",
        better="Dagster lets the error of a helper library through, which is no DagsterError",
        ours_raises="CyclicAssetsError",
    ),
    Case(
        "an asset that reads itself without partitions",
        """
from dagster import asset, materialize


@asset
def narcissus(narcissus): ...


materialize([narcissus])
RESULT = None
""",
        culprit="narcissus",
    ),
    Case(
        "a selection of nothing that exists",
        """
from dagster import asset, materialize


@asset
def orders(): ...


materialize([orders], selection="ordres")
RESULT = None
""",
        culprit="ordres",
    ),
    Case(
        "a selection that cannot be read",
        """
from dagster import AssetSelection

AssetSelection.from_string("key:a and and")
RESULT = None
""",
        culprit="key:a and and",
        better="Dagster's class is not public; ours points at the place",
        ours_raises="SelectionSyntaxError",
    ),
    Case(
        "a name with a hyphen becomes a node with an underscore",
        """
from dagster import asset

from dagster import materialize


@asset(name="raw-orders")
def a():
    return 1


result = materialize([a])
RESULT = a.key.to_user_string(), a.op.name, result.asset_value("raw-orders")
""",
    ),
    Case(
        "a name with a dot and a prefix with a hyphen",
        """
from dagster import asset


@asset(name="raw.orders")
def a(): ...


@asset(key_prefix="p-q")
def b(): ...


RESULT = [(each.key.to_user_string(), each.op.name) for each in (a, b)]
""",
    ),
    Case(
        "a key with a space",
        """
from dagster import asset


@asset(key=["sales", "raw orders"])
def a(): ...


RESULT = None
""",
        culprit="raw orders",
    ),
    Case(
        "a key with a slash",
        """
from dagster import asset


@asset(key="sales/orders")
def a(): ...


RESULT = None
""",
        culprit="sales/orders",
    ),
    Case(
        "a reserved name",
        """
from dagster import asset


@asset
def context(): ...


@asset
def b(context): ...


RESULT = sorted(k.to_user_string() for k in b.dependency_keys)
""",
        culprit="context",
    ),
    Case(
        "a group name with a space",
        """
from dagster import asset


@asset(group_name="two words")
def a(): ...


RESULT = None
""",
        culprit="two words",
    ),
    Case(
        "a key and a name together",
        """
from dagster import asset


@asset(key="x", name="y")
def a(): ...


RESULT = None
""",
        culprit="name",
    ),
    Case(
        "an owner that is neither mail nor team",
        """
from dagster import asset


@asset(owners=["just a name"])
def a(): ...


RESULT = None
""",
        culprit="just a name",
    ),
    Case(
        "a tag with a bad key",
        """
from dagster import asset


@asset(tags={"bad key!": "1"})
def a(): ...


RESULT = None
""",
        culprit="bad key!",
    ),
    Case(
        "four kinds are as good as three",
        """
from dagster import asset

from dagster import Definitions


@asset(kinds={"a", "b", "c", "d"})
def a(): ...


Definitions.validate_loadable(Definitions(assets=[a]))
RESULT = sorted(a.get_asset_spec().kinds)
""",
    ),
    Case(
        "an input in ins that is no parameter",
        """
from dagster import AssetIn, asset


@asset(ins={"nothere": AssetIn("x")})
def a(): ...


RESULT = None
""",
        culprit="nothere",
    ),
    Case(
        "a dep that is a parameter too",
        """
from dagster import asset


@asset
def x(): ...


@asset(deps=[x])
def a(x): ...


RESULT = [k.to_user_string() for k in a.dependency_keys]
""",
    ),
    Case(
        "star arguments",
        """
from dagster import asset


@asset
def a(*args): ...


RESULT = None
""",
        culprit="a",
    ),
    Case(
        "an asset that is called with a wrong argument",
        """
from dagster import asset


@asset
def a(b):
    return b


a(b=1, c=1)
RESULT = None
""",
        culprit="c",
    ),
    Case(
        "an asset that is called without its input",
        """
from dagster import asset


@asset
def a(b):
    return b


a()
RESULT = None
""",
        culprit="b",
    ),
    Case(
        "a value asked of an asset that did not run",
        """
from dagster import asset, materialize


@asset
def a():
    return 1


materialize([a]).output_for_node("b")
RESULT = None
""",
        culprit="b",
    ),
    Case(
        "a static partition twice",
        """
from dagster import StaticPartitionsDefinition

StaticPartitionsDefinition(["a", "b", "a"])
RESULT = None
""",
        culprit="a",
    ),
    Case(
        "a static partition with the range operator",
        """
from dagster import StaticPartitionsDefinition

StaticPartitionsDefinition(["a...b"])
RESULT = None
""",
        culprit="a...b",
    ),
    Case(
        "a start date that is none",
        """
from dagster import DailyPartitionsDefinition

DailyPartitionsDefinition(start_date="01.02.2025")
RESULT = None
""",
        culprit="01.02.2025",
    ),
    Case(
        "config that is missing",
        """
from dagster import Config, asset, materialize


class Limits(Config):
    rows: int


@asset
def a(config: Limits): ...


materialize([a])
RESULT = None
""",
        culprit="rows",
    ),
    Case(
        "config of the wrong type",
        """
from dagster import Config, asset, materialize


class Limits(Config):
    rows: int


@asset
def a(config: Limits): ...


materialize([a], run_config={"ops": {"a": {"config": {"rows": "many"}}}})
RESULT = None
""",
        culprit="rows",
    ),
    Case(
        "something that is no asset",
        """
from dagster import Definitions

Definitions(assets=[lambda: 1])
RESULT = None
""",
        culprit="lambda",
    ),
)
