"""Resources: nested, configured at launch, made by functions, built without a run."""

from harness import Case

_BASE = """
import os
from contextlib import contextmanager
from dagster import (
    ConfigurableIOManager, ConfigurableIOManagerFactory, ConfigurableResource, EnvVar,
    ResourceDefinition, ResourceDependency, ResourceParam, RunConfig, asset,
    build_init_resource_context, build_resources, materialize, resource,
)

os.environ["PARITY_HOST"], os.environ["PARITY_PORT"] = "the host", "99"
os.environ.pop("PARITY_UNSET", None)
log = []


class Database(ConfigurableResource):
    host: str
    port: int = 1

    def setup_for_execution(self, context):
        log.append(("up", self.host, self.port))

    def teardown_after_execution(self, context):
        log.append(("down", self.host))


class Service(ConfigurableResource):
    db: Database
    name: str = "s"

    def setup_for_execution(self, context):
        log.append(("service up", self.db.host))

    def teardown_after_execution(self, context):
        log.append("service down")


class Plain:
    def __init__(self, value):
        self.value = value


@resource
def simple(init_context):
    log.append("simple")
    return 5


@resource(config_schema={"n": int})
def told(init_context):
    return init_context.resource_config


@resource
def opened(init_context):
    log.append("open")
    try:
        yield "o"
    finally:
        log.append("closed")


@resource(required_resource_keys={"simple"})
def needs(init_context):
    return init_context.resources.simple + 1


@asset
def reads(db: Database):
    return db.host, db.port


@asset
def served(service: Service):
    return service.db.host, service.name


@asset
def both(service: Service, db: Database):
    return service.db.host, db.host


@asset(required_resource_keys={"r"})
def uses(context):
    return context.resources.r


def run(chosen, config=None, **resources):
    log.clear()
    result = materialize([chosen], resources=resources, run_config=config)
    return result.output_for_node(chosen.op.name), list(log)


def set_(key, value):
    return {"resources": {key: {"config": value}}}
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


CASES = (
    case(
        "environment variables of a resource are read when the run starts",
        """
made = Database(host=EnvVar("PARITY_HOST"), port=EnvVar.int("PARITY_PORT"))
RESULT = run(reads, db=made), made.host == "PARITY_HOST", "the host" in repr(made)
""",
    ),
    case(
        "an environment variable that is not set is named",
        'run(reads, db=Database(host=EnvVar("PARITY_UNSET")))',
        culprit="PARITY_UNSET",
    ),
    case(
        "an environment variable that is no number is named and not shown",
        'run(reads, db=Database(host="h", port=EnvVar.int("PARITY_HOST")))',
        culprit="PARITY_HOST",
    ),
    case(
        "a nested resource is set up first and torn down last",
        """
shared = Database(host="shared")
RESULT = (
    run(served, service=Service(db=Database(host="inner"))),
    run(served, service=Service(db=Database(host=EnvVar("PARITY_HOST")), name="n")),
    run(served, service=Service(db=shared), db=shared),
    run(both, service=Service(db=shared), db=shared),
)
""",
    ),
    case(
        "a resource is configured at launch",
        """
late = Database.configure_at_launch
RESULT = (
    run(reads, set_("db", {"host": "launched"}), db=late()),
    run(reads, RunConfig(resources={"db": Database(host="rc")}), db=late()),
    run(reads, set_("db", {"host": "l"}), db=late(port=5)),
    run(reads, set_("db", {"host": {"env": "PARITY_HOST"}}), db=late()),
    run(reads, set_("db", {"host": "new", "port": 3}), db=Database(host="old")),
)
""",
    ),
    case(
        "a nested resource is configured at launch under its own key",
        """
late = Database.configure_at_launch()
RESULT = run(served, set_("db", {"host": "n"}), service=Service(db=late), db=late)
""",
    ),
    case(
        "a nested resource configured at launch has to have a key",
        "run(served, service=Service(db=Database.configure_at_launch()))",
        culprit="Service.db",
    ),
    case(
        "config at launch is asked for",
        "run(reads, db=Database.configure_at_launch())",
        culprit="host",
    ),
    case(
        "config at launch is checked",
        "run(reads, set_('db', {'host': 3}), db=Database.configure_at_launch())",
        culprit="root:resources:db:config:host",
    ),
    case(
        "a setting that is not there is refused at launch",
        "run(reads, set_('db', {'host': 'a', 'zz': 3}), db=Database.configure_at_launch())",
        culprit='"zz"',
    ),
    case(
        "a parameter takes any object as a resource",
        """
@asset
def takes(thing: ResourceParam[Plain], text: ResourceParam[str]):
    return thing.value, text

RESULT = run(takes, thing=Plain(3), text="t"), sorted(takes.required_resource_keys)
""",
    ),
    case(
        "a resource is made by a function",
        """
@resource
def bare():
    return "bare"

RESULT = [run(uses, each.pop("config", None), **each) for each in (
    {"r": simple}, {"r": opened}, {"r": needs, "simple": simple}, {"r": bare},
    {"r": ResourceDefinition.hardcoded_resource(4)}, {"r": ResourceDefinition.none_resource()},
    {"r": ResourceDefinition(lambda _: 8)}, {"r": told.configured({"n": 9})},
    {"r": told, "config": set_("r", {"n": 3})},
    {"r": ResourceDefinition.string_resource(), "config": set_("r", "text")},
)]
""",
    ),
    case("config of a function is asked for", "run(uses, r=told)", culprit="n"),
    case(
        "config of a function is checked",
        "run(uses, set_('r', {'n': 'x'}), r=told)",
        culprit="root:resources:r:config:n",
    ),
    case(
        "configured config is checked",
        "run(uses, r=told.configured({'n': 'x'}))",
        culprit="n",
    ),
    case("a resource that another needs is asked for", "run(uses, r=needs)", culprit="simple"),
    case(
        "an error of a resource names its key",
        """
@resource
def bad(_):
    raise ValueError("boom")

run(uses, r=bad)
""",
        culprit="r",
    ),
    case(
        "a resource of a function is called as in a test",
        """
RESULT = (
    simple(None), simple(build_init_resource_context()),
    told(build_init_resource_context(config={"n": 3})),
    needs(build_init_resource_context(resources={"simple": 4})),
)
""",
    ),
    case(
        "config in a test is checked",
        "told(build_init_resource_context(config={'n': 'x'}))",
        culprit="n",
    ),
    case(
        "what a resource is told in a test",
        """
context = build_init_resource_context(config={"a": 1}, resources={"x": 3})
RESULT = context.resource_config, context.resources.x, context.instance is not None
""",
    ),
    case(
        "resources are built without a run",
        """
with build_resources(
    {"simple": simple, "needs": needs, "opened": opened, "plain": 3, "told": told,
     "db": Database(host=EnvVar("PARITY_HOST"))},
    resource_config={"told": {"config": {"n": 4}}},
) as built:
    found = built.simple, built.needs, built.opened, built.plain, built.told, built.db.host
RESULT = found, sorted(map(str, log))
""",
    ),
    case(
        "a resource yields what assets get",
        """
class Yields(ConfigurableResource):
    n: int = 1

    @contextmanager
    def yield_for_execution(self, context):
        log.append("before")
        yield self
        log.append("after")

class Makes(ConfigurableResource[Plain]):
    n: int

    def create_resource(self, context):
        return Plain(self.n)

@asset
def yielded(y: Yields):
    return y.n

@asset
def made(thing: ResourceParam[Plain]):
    return thing.value

RESULT = run(yielded, y=Yields(n=4)), run(made, thing=Makes(n=6))
""",
    ),
    case(
        "a field depends on any resource",
        """
class Holds(ConfigurableResource):
    dep: ResourceDependency[str]

@asset
def held(h: Holds):
    return h.dep

@resource
def text(_):
    return "from a function"

RESULT = (
    run(held, h=Holds(dep="x")), run(held, h=Holds(dep=text), text=text),
    run(held, h=Holds(dep=text)),
)
""",
    ),
    case(
        "io managers are configured as resources are",
        """
class Stores(ConfigurableIOManager):
    base: str = "b"

    def handle_output(self, context, obj):
        log.append((self.base, obj))

    def load_input(self, context): ...

class Factory(ConfigurableIOManagerFactory):
    base: str

    def create_io_manager(self, context):
        return Stores(base=self.base + "!")

@asset
def one():
    return 1

RESULT = [run(one, each.pop("config", None), **each) for each in (
    {"io_manager": Stores(base=EnvVar("PARITY_HOST"))}, {"io_manager": Factory(base="f")},
    {"io_manager": Stores.configure_at_launch(), "config": set_("io_manager", {"base": "z"})},
)]
""",
    ),
    case(
        "an asset with a resource is called with it",
        """
RESULT = reads(db=Database(host="d")), reads(Database(host="e", port=2))
""",
    ),
)
