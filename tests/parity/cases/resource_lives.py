"""When resources are set up and torn down, which an asset brings along, and who may not."""

from harness import Case

_BASE = """
import contextlib
from pydantic import PrivateAttr
from dagster import (
    ConfigurableResource, Definitions, EnvVar, IAttachDifferentObjectToOpContext,
    ResourceDefinition, ResourceParam, asset, build_init_resource_context, build_resources,
    materialize, materialize_to_memory, resource, with_resources,
)

LOG = []


def made(name, fails=None, needs=(), schema=None):
    @resource(required_resource_keys=set(needs), config_schema=schema)
    def own(context):
        LOG.append("up " + name)
        if fails == "up":
            raise ValueError(name)
        try:
            yield name
        finally:
            LOG.append("down " + name)
            if fails == "down":
                raise ValueError(name)

    return own


class Kept(ConfigurableResource):
    name: str
    fails: str = ""

    def setup_for_execution(self, context):
        LOG.append("up " + self.name)
        if self.fails == "up":
            raise ValueError(self.name)

    def teardown_after_execution(self, context):
        LOG.append("down " + self.name)
        if self.fails == "down":
            raise ValueError(self.name)


class Outer(ConfigurableResource):
    inner: Kept

    def setup_for_execution(self, context):
        LOG.append("up outer")

    def teardown_after_execution(self, context):
        LOG.append("down outer")


@asset(required_resource_keys={"a", "b"})
def uses(context):
    LOG.append("run")
    return 1


@asset(required_resource_keys={"b"})
def uses_b(context):
    LOG.append("run b")


def logged(action):
    LOG.clear()
    try:
        result = action()
    except BaseException as error:
        result = type(error).__name__
    return result, list(LOG)


def run(*assets, raises=True, **bound):
    return logged(lambda: materialize(assets, resources=bound, raise_on_error=raises).success)


def defined(**facts):
    @asset(**facts)
    def own(context):
        return context.resources.a

    return own
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


_RESULTS = (
    (
        "resources are set up in the order of their keys and torn down in reverse",
        (
            "run(uses, b=made('b'), a=made('a')), "
            "run(uses_b, defined(required_resource_keys={'zz', 'a', 'm'}), "
            "**{key: made(key) for key in ('m', 'zz', 'b', 'a')})"
        ),
    ),
    ("what is not used is not set up", "run(uses_b, a=made('a'), b=made('b'))"),
    (
        "what is not selected sets nothing up",
        (
            "logged(lambda: materialize([uses, uses_b], selection=[uses_b], "
            "resources={'a': made('a'), 'b': made('b')}).success)"
        ),
    ),
    ("what is required comes first", "run(uses_b, b=made('b', needs=['zz']), zz=made('zz'))"),
    ("a configurable resource too", "run(uses, a=Kept(name='a'), b=Kept(name='b'))"),
    ("a nested resource comes first", "run(uses, a=Kept(name='a'), b=Outer(inner=Kept(name='i')))"),
    (
        "an instance in two places is set up in each",
        "(lambda kept: run(uses, a=kept, b=Outer(inner=kept)))(Kept(name='k'))",
    ),
    (
        "a failed set-up tears down what was set up",
        (
            "run(uses, a=made('a'), b=made('b', 'up')), "
            "run(uses, raises=False, a=made('a'), b=made('b', 'up')), "
            "run(uses, a=made('a', 'up'), b=made('b'))"
        ),
    ),
    (
        "a failed set-up of a configurable resource",
        "run(uses, a=Kept(name='a'), b=Kept(name='b', fails='up'))",
    ),
    (
        "a failed set-up of a nested resource",
        "run(uses, a=Kept(name='a'), b=Outer(inner=Kept(name='i', fails='up')))",
    ),
    (
        "a failed tear-down fails nothing and hinders no other",
        (
            "run(uses, a=made('a', 'down'), b=made('b', 'down')), "
            "run(uses, a=Kept(name='a', fails='down'), b=Kept(name='b', fails='down'))"
        ),
    ),
    (
        "an asset's own resource is bound",
        (
            "logged(lambda: materialize([defined(resource_defs={'a': made('a')})])"
            ".output_for_node('own')), "
            "logged(lambda: materialize_to_memory([defined(resource_defs={'a': made('a')})])"
            ".output_for_node('own'))"
        ),
    ),
    (
        "an asset requires what it brings and what that requires",
        "sorted(defined(resource_defs={'a': made('a', needs=['q'])}).required_resource_keys)",
    ),
    (
        "an own resource takes the run's config",
        (
            "materialize([defined(resource_defs={'a': ResourceDefinition.string_resource()})], "
            "run_config={'resources': {'a': {'config': 'told'}}}).output_for_node('own')"
        ),
    ),
    (
        "with_resources gives assets what they need",
        (
            "logged(lambda: materialize(with_resources([uses], {'a': made('a'), 'b': made('b'), "
            "'c': made('c')})).success)"
        ),
    ),
    (
        "with_resources gives config too",
        (
            "materialize(with_resources([defined(required_resource_keys={'a'})], "
            "{'a': ResourceDefinition.string_resource(), 'c': made('c')}, "
            "resource_config_by_key={'a': {'config': 'told'}, 'zz': 3})).output_for_node('own')"
        ),
    ),
    (
        "with_resources takes plain objects",
        (
            "materialize(with_resources([defined(required_resource_keys={'a'})], {'a': [1]}))"
            ".output_for_node('own')"
        ),
    ),
    (
        "built resources are torn down in reverse",
        (
            "logged(lambda: built(a=made('a'), b=made('b'))), "
            "logged(lambda: built(a=made('a'), b=made('b', 'up'))), "
            "logged(lambda: built(a=made('a', needs=['b']), b=3))"
        ),
    ),
    (
        "built resources are torn down when the body fails",
        "logged(lambda: built(True, a=made('a'), b=Kept(name='b')))",
    ),
    (
        "a context of a test has resources, set up",
        (
            "logged(lambda: build_init_resource_context(resources={'a': 3}).resources.a), "
            "logged(lambda: bare(a=Kept(name='k')))[0], logged(lambda: bare(a=made('a')))[0], "
            "logged(within)"
        ),
    ),
    (
        "hasattr finds what is required",
        "materialize([asks], resources={'a': 1, 'b': 2}).output_for_node('asks')",
    ),
)

_REFUSED = (
    ("a required resource that is not there", "run_plainly(b=made('b', needs=['zz']))", "zz"),
    (
        "resources that require one another",
        "run_plainly(b=made('b', needs=['a']), a=made('a', needs=['b']))",
        '"a"',
    ),
    ("a resource that was not required", "plainly(asks_other, a=1, b=2)", '"b"'),
    (
        "a resource that a resource did not require",
        "run_plainly(b=ResourceDefinition(lambda context: context.resources.a), a=1)",
        '"a"',
    ),
    ("an own resource that is bound", "plainly(defined(resource_defs={'a': 1}), a=2)", "own"),
    (
        "an own resource that is bound, the same",
        ("(lambda r: plainly(defined(resource_defs={'a': r}), a=r))(made('a'))"),
        "own",
    ),
    (
        "an own resource that is bound in memory",
        "materialize_to_memory([defined(resource_defs={'a': made('a')})], resources={'a': 3})",
        "own",
    ),
    (
        "two own resources of one key",
        (
            "plainly(defined(resource_defs={'a': made('a')}), "
            "defined(name='other', resource_defs={'a': made('b')}))"
        ),
        "'a'",
    ),
    (
        "two own resources of one key in Definitions",
        (
            "Definitions.validate_loadable(Definitions([defined(resource_defs={'a': made('a')}), "
            "defined(name='other', resource_defs={'a': made('b')})]))"
        ),
        "'a'",
    ),
    (
        "an own resource that Definitions bind",
        (
            "Definitions.validate_loadable(Definitions([defined(resource_defs={'a': made('a')})], "
            "resources={'a': made('b')}))"
        ),
        "own",
    ),
    (
        "an own resource that requires what is not there",
        "plainly(defined(resource_defs={'a': made('a', needs=['q'])}))",
        "'q'",
    ),
    ("with_resources without what is needed", "with_resources([uses], {'a': 1})", "'b'"),
    (
        "with_resources twice",
        "with_resources(with_resources([uses], {'a': 1, 'b': 2}), {'a': 1, 'b': 2})",
        "uses",
    ),
    (
        "with_resources with config that does not fit",
        (
            "with_resources([uses], {'a': ResourceDefinition.string_resource(), 'b': 1}, "
            "resource_config_by_key={'a': {'config': 3}})"
        ),
        "root:config",
    ),
    (
        "with_resources with config of another form",
        (
            "with_resources([uses], {'a': ResourceDefinition.string_resource(), 'b': 1}, "
            "resource_config_by_key={'a': 'told'})"
        ),
        "'a'",
    ),
    ("a built resource that is not there", "built_one(1).zz", '"zz"'),
    (
        "config of a built resource that does not fit",
        "built_one(ResourceDefinition.string_resource(), {'a': {'config': 3}})",
        "a:config",
    ),
    ("config of no built resource", "built_one(1, {'zz': {'config': 3}})", "zz"),
    (
        "a generator outside of with",
        "build_init_resource_context(resources={'a': made('a')}).resources.a",
        "with build_init_resource_context",
    ),
)

_HELPERS = """
def plainly(*assets, **bound):
    return materialize(assets, resources=bound)


def run_plainly(**bound):
    return plainly(uses_b, **bound)


def built(fails=False, **bound):
    with build_resources(bound) as resources:
        LOG.append("within")
        if fails:
            raise KeyError("body")
        return resources.a


def built_one(value, config=None):
    with build_resources({"a": value}, resource_config=config) as resources:
        return resources


def bare(**bound):
    return build_init_resource_context(resources=bound).resources.a


def within():
    with build_init_resource_context(resources={"a": made("a")}) as context:
        return context.resources.a


@asset(required_resource_keys={"a"})
def asks(context):
    return hasattr(context.resources, "a"), hasattr(context.resources, "b")


@asset(required_resource_keys={"a"})
def asks_other(context):
    return context.resources.b

"""

CASES = (
    *(case(name, f"{_HELPERS}RESULT = ({source},)") for name, source in _RESULTS),
    *(
        case(f"refused: {name}", _HELPERS + source, culprit=culprit)
        for name, source, culprit in _REFUSED
    ),
    case(
        "a built resource that requires what is not there is refused in words",
        _HELPERS + "built(a=made('a', needs=['zz']))",
        culprit="zz",
        better="Dagster raises a bare KeyError",
        ours_raises="DagsterInvalidDefinitionError",
    ),
    case(
        "built resources that require one another are refused in words",
        _HELPERS + "built(a=made('a', needs=['b']), b=made('b', needs=['a']))",
        culprit='"a"',
        better="Dagster raises the error of a library it uses",
        ours_raises="DagsterInvariantViolationError",
    ),
    case(
        "resources are torn down when the asset fails or is interrupted",
        """
def failing(error):
    @asset(required_resource_keys={"a", "b"})
    def fails(context):
        LOG.append("run")
        raise error

    return run(fails, a=made("a"), b=Kept(name="b"))

RESULT = failing(ValueError("x")), failing(KeyboardInterrupt())
""",
    ),
    case(
        "resources live through all steps of a run",
        """
@asset(required_resource_keys={"b"})
def first(context):
    LOG.append("first")

@asset(deps=[first], required_resource_keys={"a"})
def second(context):
    LOG.append("second")

@asset(deps=[second])
def third():
    LOG.append("third")

RESULT = run(first, second, third, a=made("a"), b=made("b"))
""",
    ),
    case(
        "yield_for_execution is entered and left",
        """
class Yields(ConfigurableResource):
    name: str
    _open: bool = PrivateAttr(default=False)

    @contextlib.contextmanager
    def yield_for_execution(self, context):
        LOG.append("up " + self.name)
        self._open = True
        try:
            yield self
        finally:
            LOG.append("down " + self.name)

@asset
def asks_open(a: Yields):
    return a._open

bound = Yields(name="y")
RESULT = (
    logged(lambda: materialize([asks_open], resources={"a": bound}).output_for_node("asks_open")),
    logged(lambda: materialize([asks_open], resources={"a": bound}).output_for_node("asks_open")),
    bound._open,
)
""",
    ),
    case(
        "a function may return a context manager",
        """
@resource
@contextlib.contextmanager
def a(context):
    LOG.append("up")
    yield 5
    LOG.append("down")

RESULT = logged(lambda: materialize([defined(required_resource_keys={"a"})], resources={"a": a})
                .output_for_node("own"))
""",
    ),
    case(
        "a function that yields twice fails nothing",
        """
@resource
def a(context):
    yield 1
    yield 2

RESULT = run(defined(required_resource_keys={"a"}), a=a)
""",
    ),
    case(
        "refused: a function that yields nothing",
        """
@resource
def a(context):
    return
    yield

materialize([defined(required_resource_keys={"a"})], resources={"a": a})
""",
        culprit="a",
    ),
    case(
        "context.resources shows another object where the class says so",
        """
class Text(ConfigurableResource, IAttachDifferentObjectToOpContext):
    text: str

    def get_object_to_set_on_execution_context(self):
        return self.text.upper()

@asset
def by_parameter(context, a: Text):
    return a.text, context.resources.a

with build_resources({"a": Text(text="x")}) as built:
    RESULT = built.a, [
        materialize([each], resources={"a": Text(text="x")}).output_for_node(each.op.name)
        for each in (by_parameter, defined(required_resource_keys={"a"}))
    ]
""",
    ),
    case(
        "what a resource is told while it is set up",
        """
@resource(config_schema={"n": int})
def told(context):
    return (
        context.resource_config, context.run_id == context.dagster_run.run_id,
        context.instance is not None, context.log is not None, context.resource_def is not None,
        context.replace_config({"n": 9}).resource_config,
    )

RESULT = materialize(
    [defined(required_resource_keys={"a"})], resources={"a": told},
    run_config={"resources": {"a": {"config": {"n": 1}}}},
).output_for_node("own")
""",
    ),
    case(
        "a resource whose class validates twice what it changes, validated once",
        """
from pydantic import field_validator

class Doubles(ConfigurableResource):
    n: int

    @field_validator("n")
    @classmethod
    def doubled(cls, value):
        return value * 2

@asset
def asks_n(a: Doubles):
    return a.n

RESULT = materialize([asks_n], resources={"a": Doubles(n=2)}).output_for_node("asks_n")
""",
        better="Dagster makes the object anew and validates what is validated",
        ours=4,
    ),
    case(
        "refused: a variable of the environment that a validator refuses",
        """
import os
from pydantic import field_validator
os.environ["PARITY_NEGATIVE"] = "-4"

class Positive(ConfigurableResource):
    n: int

    @field_validator("n")
    @classmethod
    def positive(cls, value):
        if value < 0:
            raise ValueError("below zero")
        return value

@asset
def asks_n(a: Positive): ...

materialize([asks_n], resources={"a": Positive(n=EnvVar.int("PARITY_NEGATIVE"))})
""",
        culprit="below zero",
    ),
    case(
        "a setting that a class does not have is left out",
        "RESULT = Kept(name='a', other=3).model_dump()",
    ),
    case(
        "a function makes a configurable resource of its config",
        """
@resource(config_schema=Kept.to_config_schema())
def by_function(context):
    with Kept.from_resource_context_cm(context) as kept:
        yield kept.name

class Plain(ConfigurableResource):
    n: int = 1

def refused():
    try:
        Kept.from_resource_context(build_init_resource_context(config={"name": "a"}))
    except Exception as error:
        return type(error).__name__

RESULT = (
    logged(lambda: materialize(
        [defined(required_resource_keys={"a"})], resources={"a": by_function},
        run_config={"resources": {"a": {"config": {"name": "told"}}}},
    ).output_for_node("own")),
    Plain.from_resource_context(build_init_resource_context(config={"n": 5})).n,
    Plain(n=3).process_config_and_initialize().n,
    refused(),
)
""",
    ),
)
