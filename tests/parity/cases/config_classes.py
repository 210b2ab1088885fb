"""Config classes in their corners, config mappings, config in files, resources by functions."""

from harness import Case

_BASE = """
import os
import pathlib
from enum import Enum
from typing import Any, Dict, List, Literal, Mapping, Optional, Tuple, Union
from pydantic import Field as PydanticField, field_validator
from dagster import (
    Config, ConfigMapping, ConfigurableResource, Definitions, EnvVar, Field, InitResourceContext,
    Noneable, PermissiveConfig, ResourceDefinition, ResourceDependency, ResourceParam, RunConfig,
    StringSource, asset, build_init_resource_context, config_from_files, config_from_pkg_resources,
    config_from_yaml_strings, config_mapping, configured, file_relative_path, make_values_resource,
    materialize, materialize_to_memory, resource,
)

os.environ["PARITY_NUMBER"] = "7"
os.environ["PARITY_TEXT"] = "text"
os.environ.pop("PARITY_UNSET", None)


class Cat(Config):
    kind: Literal["cat"] = "cat"
    meows: int


class Dog(Config):
    kind: Literal["dog"] = "dog"
    barks: float


class Owner(Config):
    pet: Union[Cat, Dog] = PydanticField(discriminator="kind")


class Alias(Config):
    n: int = PydanticField(alias="nn", default=3)


class Paint(Enum):
    RED = "r"
    BLUE = "b"


def run(annotation, *config):
    @asset
    def told(config: annotation):
        return config

    given = None
    if config:
        one = config[0]
        given = one if isinstance(one, RunConfig) else {"ops": {"told": {"config": one}}}
    return materialize_to_memory([told], run_config=given).output_for_node("told")


@resource(config_schema={"n": int})
def info(context):
    return context.resource_config


@asset(required_resource_keys={"info"})
def asks(context):
    return context.resources.info


def ask(bound, *config):
    given = {"resources": {"info": {"config": config[0]}}} if config else None
    return materialize([asks], resources={"info": bound}, run_config=given).output_for_node("asks")
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


_RESULTS = (
    (
        "a union told apart by a field is a choice",
        (
            "run(Owner, {'pet': {'cat': {'meows': 3}}}).pet.model_dump(), "
            "run(Owner, RunConfig({'told': Owner(pet=Dog(barks=1.5))})).model_dump(), "
            "RunConfig({'told': Owner(pet=Cat(meows=4))}).to_config_dict()['ops']"
        ),
    ),
    (
        "a field goes by its alias",
        (
            "run(Alias).n, run(Alias, {'nn': 4}).n, run(Alias, "
            "RunConfig({'told': Alias(nn=5)})).n, "
            "RunConfig({'told': Alias(nn=5)}).to_config_dict()['ops']"
        ),
    ),
    (
        "a parameter of a plain type may have a default",
        "materialize_to_memory([asset(by_default)]).output_for_node('by_default')",
    ),
    ("an enum as a parameter is the value", "run(Paint, 'RED')"),
    ("any value in a field of Any", "run(Anything, {'value': [1, {'a': None}]}).value"),
    ("a config class drops what it does not have", "Cat(meows=1, other=2).model_dump()"),
    ("a default may be a variable of the environment", "run(FromEnv).model_dump()"),
    (
        "configured gives a resource its config",
        (
            "ask(info.configured({'n': 3})), ask(configured(info)({'n': 4})), "
            "ask(info.configured(lambda c: {'n': c['m'] + 1}, "
            "config_schema={'m': int}), {'m': 1}), "
            "ask(info.configured(lambda _: {'n': 5}))"
        ),
    ),
    (
        "configured may be said twice",
        "ask(info.configured(lambda c: {'n': c['m'] + 1}, {'m': int}).configured({'m': 5}))",
    ),
    ("configured as a decorator", "[ask(each) for each in (fixed, by_schema, by_class)]"),
    (
        "configured keeps or replaces the description",
        (
            "info.configured({'n': 1}, description='new').description, "
            "resource(description='old')(lambda _: 1).configured({}).description"
        ),
    ),
    ("a configured resource is called", "info.configured({'n': 9})(None)"),
    (
        "configured takes a class of resources",
        (
            "materialize([named], resources={'info': "
            "configured(Host)({'name': 'a'})}).output_for_node('named')"
        ),
    ),
    (
        "what is configured is held against the schema by a run alone",
        "type(info.configured({'n': 'text'})).__name__",
    ),
    (
        "values are a resource",
        (
            "ask(make_values_resource(a=int, b=str), {'a': 1, 'b': 'x'}), "
            "ask(make_values_resource(), {'a': [1]}), ask(make_values_resource()), "
            "make_values_resource(a=int)(build_init_resource_context(config={'a': 1}))"
        ),
    ),
    (
        "ready resources",
        (
            "ask(ResourceDefinition.hardcoded_resource([1])), "
            "ask(ResourceDefinition.none_resource()), "
            "ask(ResourceDefinition.string_resource(), 'told'), "
            "materialize([mocked], resources={'info': ResourceDefinition.mock_resource()})"
            ".output_for_node('mocked')"
        ),
    ),
    (
        "config from texts",
        (
            "config_from_yaml_strings(['a: 1\\nb: {c: 2, d: [1]}', 'b: "
            "{d: [2]}\\ne: 2020-01-01']), "
            "config_from_yaml_strings([])"
        ),
    ),
    (
        "config from files",
        (
            "config_from_files(['a.yaml', 'b.yaml']), config_from_files(['empty.yaml']), "
            "config_from_pkg_resources([('parity_config', 'c.yaml')])"
        ),
    ),
    (
        "a path beside a file",
        ("file_relative_path('/x/y.py', 'z/a.txt'), file_relative_path('/x/y.py', '../a.txt')"),
    ),
    (
        "a config mapping",
        (
            "mapped.resolve_from_unvalidated_config({'n': 1}), "
            "mapped.resolve_from_validated_config({'n': 'anything'}), "
            "ConfigMapping(lambda c: c, {'s': Field(StringSource, "
            "default_value={'env': 'PARITY_TEXT'})}"
            ").resolve_from_unvalidated_config({}), "
            "ConfigMapping(lambda c: c, {'s': Field(StringSource, "
            "default_value={'env': 'PARITY_TEXT'})}"
            ", False).resolve_from_unvalidated_config({})"
        ),
    ),
    (
        "a config mapping of classes",
        "by_class_mapping.resolve_from_unvalidated_config({'meows': 2})",
    ),
    (
        "a resource function is called as it takes a context or not",
        (
            "info(build_init_resource_context(config={'n': 1})), "
            "info(context=build_init_resource_context(config={'n': 1})), resource(lambda: 3)(), "
            "resource(lambda context, other=1: other)(None), "
            "needs(build_init_resource_context(resources={'a': 3})), "
            "needs(build_init_resource_context(resources={'a': info.configured({'n': 1})}))"
        ),
    ),
    (
        "defaults of a resource's config fill in",
        (
            "ask(defaulted), defaulted(None), defaulted(build_init_resource_context(config={})), "
            "ask(defaulted, {'n': 5})"
        ),
    ),
    (
        "config of what is bound and not used may be given",
        (
            "materialize([asset(by_default)], resources={'info': info}, "
            "run_config={'resources': {'info': {'config': {'n': 1}}}}).success"
        ),
    ),
)

_REFUSED = (
    ("another class of a union", "run(Owner, {'pet': {'bird': {}}})", "bird"),
    (
        "a field of a class of a union",
        "run(Owner, {'pet': {'cat': {'meows': 'x'}}})",
        "pet:cat:meows",
    ),
    ("a field by another name than its alias", "run(Alias, {'n': 4})", '"n"'),
    ("a union that nothing tells apart", "run(Undecided)", "Undecided.value"),
    ("an object in a config class", "run(Objects)", "object"),
    ("a tuple in a config class", "run(Tuples)", "Tuple"),
    ("a config class with a default beside", "materialize([asset(both)])", "both"),
    ("a text for a field", "run(Cat, {'meows': 'loud'})", "config:meows"),
    ("a field that is nowhere", "run(Cat, {'meows': 1, 'other': 2})", "other"),
    ("config of an op that does not run", "run(Cat, RunConfig({'other': Cat(meows=1)}))", "other"),
    ("an op without the word config", "run(Cat, RunConfig({'told': 3}))", "root:ops:told"),
    ("ops that are no dict", "RunConfig(ops=3)", "ops"),
    ("a variable that is not set, as a default", "run(Unset)", "PARITY_UNSET"),
    ("configured config that does not fit", "ask(info.configured({'n': 'x'}))", "config:n"),
    (
        "configured config of a function that does not fit",
        "ask(info.configured(lambda c: {'n': 'x'}, {'m': int}), {'m': 1})",
        "config:n",
    ),
    (
        "a function of configured that raises",
        "ask(info.configured(lambda c: 1 / 0, {'m': int}), {'m': 1})",
        "division",
    ),
    (
        "config of the run that a configured resource does not take",
        "ask(info.configured(lambda c: {'n': 1}, {'m': int}), {'m': 'x'})",
        "config:m",
    ),
    ("a number that is configured", "configured(3)", "3"),
    ("a function that is configured", "configured(lambda: 1)", "lambda"),
    ("configured with two parameters", "configured(info)(lambda a, b: 1)", "one parameter"),
    ("configured with class and schema", "configured(info, {'a': int})(of_class)", "Cat"),
    (
        "a value missing of a values resource",
        "ask(make_values_resource(a=int, b=str), {'a': 1})",
        "b",
    ),
    ("a resource without its config", "ask(info)", "info"),
    (
        "a resource's config without the word config",
        (
            "materialize([asks], resources={'info': info}, "
            "run_config={'resources': {'info': {'n': 1}}})"
        ),
        "resources:info",
    ),
    (
        "config of another resource",
        "materialize([asks], resources={'info': info}, run_config={'resources': {'inof': {}}})",
        "inof",
    ),
    ("a file that is not there", "config_from_files(['nowhere*.yaml'])", "nowhere"),
    ("a file that is no YAML", "config_from_files(['bad.yaml'])", "bad.yaml"),
    ("a file with a list", "config_from_files(['list.yaml'])", "list.yaml"),
    ("a text with a list", "config_from_yaml_strings(['- 1'])", "[1]"),
    ("an empty text", "config_from_yaml_strings([''])", "None"),
    ("a text that is no YAML", "config_from_yaml_strings(['a: ['])", "yaml"),
    (
        "a package that is not there",
        "config_from_pkg_resources([('nowhere', 'a.yaml')])",
        "nowhere",
    ),
    (
        "a package without the file",
        "config_from_pkg_resources([('parity_config', 'q.yaml')])",
        "q.yaml",
    ),
    ("a config mapping of no function", "ConfigMapping(3)", "3"),
    ("a config mapping of two parameters", "config_mapping(lambda a, b: 1)", "one parameter"),
    (
        "config that a mapping does not take",
        "mapped.resolve_from_unvalidated_config({'n': 'x'})",
        "n",
    ),
    (
        "validated config of a mapping that says how it receives",
        "ConfigMapping(lambda c: c, int, False).resolve_from_validated_config(1)",
        "receive_processed_config_values",
    ),
    ("a resource called without a context", "info()", "info"),
    ("a resource called with two contexts", "info(1, 2)", "info"),
    ("a resource called by another name", "info(other=1)", "other"),
    ("a resource called with None for its config", "info(None)", "config"),
    ("a resource called with a number", "info(3)", "3"),
    (
        "a resource without a context called with one",
        "resource(lambda: 3)(build_init_resource_context())",
        "context",
    ),
    ("a resource called without its resources", "needs(None)", "resources"),
    (
        "a resource called without one of its resources",
        "needs(build_init_resource_context())",
        "'a'",
    ),
    ("a resource of two parameters", "resource(lambda a, b: 1)", "b"),
    ("a resource of no function", "ResourceDefinition(3)", "3"),
    ("a config class changed", "setattr(Cat(meows=1), 'meows', 2)", "meows"),
)

_HELPERS = """
pathlib.Path("a.yaml").write_text("ops: {a: {config: {n: 1, when: 2020-01-01T00:00:00}}}")
pathlib.Path("b.yaml").write_text("ops: {a: {config: {n: 2}}, b: {config: x}}")
pathlib.Path("bad.yaml").write_text("a: [1")
pathlib.Path("list.yaml").write_text("- 1")
pathlib.Path("empty.yaml").write_text("")
pathlib.Path("parity_config").mkdir(exist_ok=True)
pathlib.Path("parity_config/__init__.py").write_text("")
pathlib.Path("parity_config/c.yaml").write_text("a: 1")

import importlib
import sys
sys.path.insert(0, os.getcwd())
sys.modules.pop("parity_config", None)
importlib.invalidate_caches()


class FromEnv(Config):
    text: str = EnvVar("PARITY_TEXT")
    number: int = EnvVar.int("PARITY_NUMBER")


class Unset(Config):
    text: str = EnvVar("PARITY_UNSET")


class Anything(Config):
    value: Any


class Undecided(Config):
    value: Union[int, str]


class Objects(Config):
    model_config = {"arbitrary_types_allowed": True}
    value: object


class Tuples(Config):
    value: Tuple[int, int]


class Number(Config):
    k: int = 4


class Host(ConfigurableResource):
    name: str


def by_default(config: int = 4):
    return config


def both(config: Number = Number()):
    return config


def of_class(config: Cat):
    return {"n": 1}


@configured(info)
def fixed(_):
    return {"n": 8}


@configured(info, config_schema={"k": Field(int, default_value=2)})
def by_schema(config):
    return {"n": config["k"]}


@configured(info)
def by_class(config: Number):
    return {"n": config.k}


@resource(config_schema={"n": Field(int, default_value=4), "s": Field(str, is_required=False)})
def defaulted(context):
    return context.resource_config


@resource(required_resource_keys={"a"})
def needs(context):
    return context.resources.a


@config_mapping(config_schema={"n": int})
def mapped(config):
    return {"a": {"config": config}}


@config_mapping
def by_class_mapping(config: Cat):
    return RunConfig(ops={"a": {"config": {"n": config.meows}}})


@asset(required_resource_keys={"info"})
def named(context):
    return context.resources.info.name


@asset(required_resource_keys={"info"})
def mocked(context):
    context.resources.info.call(1)
    return context.resources.info.call.call_count

"""

CASES = (
    *(case(name, f"{_HELPERS}RESULT = ({source},)") for name, source in _RESULTS),
    *(
        case(f"refused: {name}", _HELPERS + source, culprit=culprit)
        for name, source, culprit in _REFUSED
    ),
)
