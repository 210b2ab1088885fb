"""Arguments that Dagster refuses, and some that it does not."""

from harness import Case

CASES = (
    Case(
        "kinds that are no tags",
        """
from dagster import AssetSpec, DagsterInvalidDefinitionError, asset

RESULT = []
for kinds in ({"a b"}, {"a/b"}, {""}, {"pandas"}):
    try:
        asset(name="made", kinds=kinds)(lambda: 1)
        RESULT.append("an asset")
    except DagsterInvalidDefinitionError:
        RESULT.append("refused")
RESULT.append(sorted(AssetSpec("spec", kinds={"a b"}).kinds))
""",
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
)
