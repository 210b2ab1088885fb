"""Resources and their binding."""

from harness import Case

CASES = (
    Case(
        "a configurable resource is given by parameter name",
        """
from dagster import ConfigurableResource, asset, materialize


class Database(ConfigurableResource):
    host: str
    port: int = 5432

    def query(self, sql):
        return f"{self.host}:{self.port} {sql}"


@asset
def a(database: Database):
    return database.query("select 1")


RESULT = materialize([a], resources={"database": Database(host="localhost")}).output_for_node("a")
""",
    ),
    Case(
        "a configurable resource with pydantic fields under postponed annotations",
        """
from __future__ import annotations

from dagster import ConfigurableResource, asset, materialize
from pydantic import Field


class Database(ConfigurableResource):
    host: str
    port: int = Field(default=5432)


@asset(required_resource_keys={"database"})
def a(context):
    return context.resources.database.host, context.resources.database.port


RESULT = materialize([a], resources={"database": Database(host="h")}).output_for_node("a")
""",
    ),
    Case(
        "a plain object is a resource",
        """
from dagster import asset, materialize


@asset(required_resource_keys={"limit"})
def a(context):
    return context.resources.limit


RESULT = materialize([a], resources={"limit": 5}).output_for_node("a")
""",
    ),
    Case(
        "ResourceParam marks a plain object",
        """
from dagster import ResourceParam, asset, materialize


@asset
def a(limit: ResourceParam[int]):
    return limit + 1


RESULT = materialize([a], resources={"limit": 5}).output_for_node("a")
""",
    ),
    Case(
        "a resource function gets its config",
        """
from dagster import asset, materialize, resource


@resource(config_schema={"n": int})
def number(context):
    return context.resource_config["n"] * 2


@asset(required_resource_keys={"number"})
def a(context):
    return context.resources.number


RESULT = materialize([a], resources={"number": number.configured({"n": 4})}).output_for_node("a")
""",
    ),
    Case(
        "a resource is set up and torn down around the run",
        """
from contextlib import contextmanager
from dagster import ConfigurableResource, asset, materialize

steps = []


class Session(ConfigurableResource):
    def setup_for_execution(self, context):
        steps.append("setup")

    def teardown_after_execution(self, context):
        steps.append("teardown")


@asset
def a(session: Session):
    steps.append("run")


materialize([a], resources={"session": Session()})
RESULT = steps
""",
    ),
    Case(
        "a resource may hold a resource",
        """
from dagster import ConfigurableResource, asset, materialize


class Credentials(ConfigurableResource):
    user: str


class Client(ConfigurableResource):
    credentials: Credentials

    def name(self):
        return self.credentials.user


@asset
def a(client: Client):
    return client.name()


RESULT = materialize(
    [a], resources={"client": Client(credentials=Credentials(user="ada"))}
).output_for_node("a")
""",
    ),
    Case(
        "EnvVar is read when the run starts",
        """
import os
from dagster import ConfigurableResource, EnvVar, asset, materialize


class Client(ConfigurableResource):
    token: str


@asset
def a(client: Client):
    return client.token


client = Client(token=EnvVar("PARITY_TOKEN"))
os.environ["PARITY_TOKEN"] = "secret"
try:
    RESULT = materialize([a], resources={"client": client}).output_for_node("a")
finally:
    del os.environ["PARITY_TOKEN"]
""",
    ),
    Case(
        "resources are frozen",
        """
from dagster import ConfigurableResource


class Database(ConfigurableResource):
    host: str


database = Database(host="a")
try:
    database.host = "b"
except Exception as error:
    RESULT = type(error).__name__, database.host
""",
    ),
    Case(
        "a resource of the wrong type is refused",
        """
from dagster import ConfigurableResource


class Database(ConfigurableResource):
    port: int


Database(port="not a number")
RESULT = None
""",
        culprit="port",
    ),
    Case(
        "a missing resource is refused by its name",
        """
from dagster import asset, materialize


@asset(required_resource_keys={"database"})
def a(): ...


materialize([a])
RESULT = None
""",
        culprit="database",
    ),
    Case(
        "a missing configurable resource is refused by its name",
        """
from dagster import ConfigurableResource, Definitions, asset


class Database(ConfigurableResource):
    host: str


@asset
def a(database: Database): ...


Definitions.validate_loadable(Definitions(assets=[a]))
RESULT = None
""",
        culprit="database",
    ),
    Case(
        "definitions hold assets and resources that materialize takes",
        """
from dagster import ConfigurableResource, Definitions, asset, materialize


class Database(ConfigurableResource):
    host: str


@asset
def a(database: Database):
    return database.host


defs = Definitions(assets=[a], resources={"database": Database(host="bound")})
result = materialize(defs.assets, resources=defs.resources)
RESULT = (
    result.output_for_node("a"),
    list(defs.resources),
    [each.key.path for each in defs.assets],
)
""",
    ),
)
