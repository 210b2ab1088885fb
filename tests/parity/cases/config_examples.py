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
