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


keys = Definitions(assets=[orders]).resolve_all_asset_keys()
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
        better="Dagster says that a job cannot be resolved, and the name only in the cause",
        ours_raises="UnknownAssetError",
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
