"""What Dagster's pages on run configuration and resources describe, written anew."""

from cases.config_classes import case

CASES = (
    case(
        "who is greeted comes from the run",
        """
class Greeting(Config):
    person: str
    times: int = PydanticField(default=1, gt=0, lt=5)

    @field_validator("person")
    @classmethod
    def has_a_capital(cls, value):
        if value == value.lower():
            raise ValueError("a name begins with a capital")
        return value

@asset
def greeting(config: Greeting):
    return f"hello {config.person} " * config.times

def greet(**facts):
    try:
        return materialize([greeting], run_config=RunConfig({"greeting": Greeting(**facts)})
                           ).output_for_node("greeting")
    except Exception as error:
        return type(error).__name__

RESULT = [greet(**each) for each in (
    {"person": "Alice"}, {"person": "Bob", "times": 2}, {"person": "bob"},
    {"person": "Bob", "times": 9}, {}, {"person": EnvVar("PARITY_NUMBER")},
)]
""",
    ),
    case(
        "nested, permissive and listed settings",
        """
class User(Config):
    name: str
    age: Optional[int] = None

class Form(PermissiveConfig):
    users: List[User]
    limits: Dict[str, float] = {"a": 0.5}
    by_id: Mapping[str, User] = {}

@asset
def form(config: Form):
    return config.model_dump()

RESULT = materialize([form], run_config={"ops": {"form": {"config": {
    "users": [{"name": "a"}, {"name": "b", "age": 3}], "by_id": {"1": {"name": "c"}},
    "extra": [1, {"deep": True}],
}}}}).output_for_node("form")
""",
    ),
    case(
        "credentials are shared by what uses them",
        """
class Credentials(ConfigurableResource):
    username: str
    password: str

class Bucket(ConfigurableResource):
    credentials: Credentials
    region: str = "eu"

    def write(self, text):
        return f"{self.credentials.username}@{self.region}: {text} {len(self.credentials.password)}"

@asset
def written(bucket: Bucket):
    return bucket.write("data")

shared = Credentials(username=EnvVar("PARITY_TEXT"), password=EnvVar("PARITY_NUMBER"))
late = Credentials.configure_at_launch()
RESULT = (
    materialize([written], resources={"bucket": Bucket(credentials=shared)}
                ).output_for_node("written"),
    materialize(
        [written], resources={"credentials": late, "bucket": Bucket(credentials=late, region="us")},
        run_config=RunConfig(resources={"credentials": Credentials(username="u", password="pp")}),
    ).output_for_node("written"),
)
""",
    ),
    case(
        "a client that another library makes",
        """
class Client:
    def __init__(self, host):
        self.host = host

    def get(self, path):
        return f"{self.host}/{path}"

class ClientResource(ConfigurableResource):
    host: str

    def create_resource(self, context: InitResourceContext) -> Client:
        return Client(self.host)

class Pages(ConfigurableResource):
    client: ResourceDependency[Client]

    def first(self):
        return self.client.get("1")

@asset
def page(client: ResourceParam[Client]):
    return client.get("0")

@asset
def first_page(pages: Pages):
    return pages.first()

bound = {"client": ClientResource(host="h"), "pages": Pages(client=ClientResource(host="k"))}
made = materialize([page, first_page], resources=bound)
RESULT = made.output_for_node("page"), made.output_for_node("first_page")
""",
    ),
    case(
        "a connection is opened once and handed on",
        """
import contextlib
from pydantic import PrivateAttr

LOG = []

@contextlib.contextmanager
def connection(name):
    LOG.append("open " + name)
    try:
        yield name.upper()
    finally:
        LOG.append("close " + name)

class Database(ConfigurableResource):
    name: str
    _connection: Any = PrivateAttr()

    @contextlib.contextmanager
    def yield_for_execution(self, context: InitResourceContext):
        with connection(self.name) as opened:
            self._connection = opened
            yield self

    def query(self, text):
        return f"{self._connection}: {text}"

@asset
def first(database: Database):
    return database.query("1")

@asset
def second(first, database: Database):
    return first + database.query("2")

made = materialize([first, second], resources={"database": Database(name="d")})
with Database(name="e").process_config_and_initialize_cm() as opened:
    asked = opened.query("3")
RESULT = made.output_for_node("second"), asked, LOG
""",
    ),
    case(
        "a resource is tested by itself and with those it holds",
        """
class Holder(ConfigurableResource):
    value: str

class Asking(ConfigurableResource):
    holder: Holder
    suffix: str

    def both(self):
        return self.holder.value + self.suffix

@asset
def joined(asking: Asking):
    return asking.both()

RESULT = Asking(holder=Holder(value="a"), suffix="b").both(), joined(
    asking=Asking(holder=Holder(value="c"), suffix="d"))
""",
    ),
    case(
        "an older schema, with every kind of setting",
        """
@asset(config_schema={
    "iterations": int, "ratio": Field(float, default_value=0.5, description="of the whole"),
    "names": [str], "by_name": {str: int}, "mode": Noneable(str),
    "source": {"path": StringSource, "options": Field(dict, is_required=False)},
})
def configured_asset(context):
    return context.op_config

RESULT = materialize([configured_asset], run_config={"ops": {"configured_asset": {"config": {
    "iterations": 3, "names": ["a"], "by_name": {"a": 1},
    "source": {"path": {"env": "PARITY_TEXT"}},
}}}}).output_for_node("configured_asset")
""",
    ),
    case(
        "test and production dress of one module",
        """
class Store(ConfigurableResource):
    root: str

    def path(self, name):
        return f"{self.root}/{name}"

@asset
def report(store: Store):
    return store.path("report")

def dressed(resources):
    defs = Definitions(assets=[report], resources=resources)
    return materialize([report], resources=resources).output_for_node("report")

RESULT = [dressed(each) for each in (
    {"store": Store(root="/tmp")}, {"store": Store(root=EnvVar("PARITY_TEXT"))},
)]
""",
    ),
)

_JOBS = """
from dagster import define_asset_job, graph, job, op, validate_run_config


@op(config_schema={"n": Field(int, default_value=3)})
def first(context):
    return context.op_config["n"]


@op(required_resource_keys={"r"}, config_schema=StringSource)
def second(context):
    return context.op_config, context.resources.r


@graph
def inner():
    first()


@job(resource_defs={"r": resource(config_schema={"k": Field(int, default_value=1)})(
    lambda context: context.resource_config["k"])})
def whole():
    inner()
    second()


@asset
def made(config: Cat):
    return config.meows


defs = Definitions([made], jobs=[define_asset_job("assets_job")])
assets_job = defs.resolve_job_def("assets_job")


def told(*arguments):
    found = validate_run_config(*arguments)
    return found["ops"], found["resources"]
"""

CASES = (
    *CASES,
    case(
        "config is validated without running",
        _JOBS
        + """
RESULT = told(whole, {"ops": {"second": {"config": {"env": "PARITY_TEXT"}}}}), told(whole, {
    "ops": {"inner": {"ops": {"first": {"config": {"n": 9}}}}, "second": {"config": "x"}},
    "resources": {"r": {"config": {"k": 5}}},
})
""",
    ),
    case(
        "config of an asset job is validated without running",
        _JOBS
        + """
RESULT = told(assets_job, RunConfig({"made": Cat(meows=3)}))[0]
""",
    ),
    *(
        case(f"refused: {name}", _JOBS + source, culprit=culprit)
        for name, source, culprit in (
            ("validated config that is missing", "validate_run_config(whole)", "ops"),
            (
                "validated config of the wrong type",
                "validate_run_config(whole, {'ops': {'second': {'config': 3}}})",
                "root:ops:second:config",
            ),
            (
                "validated config of an asset",
                "validate_run_config(assets_job, {'ops': {'made': {'config': {'meows': 'x'}}}})",
                "root:ops:made:config:meows",
            ),
            ("validated config of no job", "validate_run_config(3)", "3"),
            ("validated config that is none", "validate_run_config(whole, 'text')", "text"),
        )
    ),
)
