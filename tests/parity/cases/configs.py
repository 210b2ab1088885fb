"""Config of runs: what it may say, what is refused and how, environment variables."""

from harness import Case

_BASE = """
import os
from enum import Enum
from typing import Dict, List, Literal, Optional
from pydantic import Field as PydanticField
from dagster import Config, EnvVar, PermissiveConfig, RunConfig, asset, materialize

os.environ["PARITY_NUMBER"] = "7"
os.environ.pop("PARITY_UNSET", None)


class Inner(Config):
    x: int = 1


class Full(Config):
    n: int
    s: str = "d"
    f: float = 0.5
    l: List[int] = [1]
    d: Dict[str, int] = {}
    o: Optional[str] = None
    inner: Inner = Inner()


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Other(Config):
    n: int = 5
    color: Color = Color.RED
    letter: Literal["a", "b"] = "a"


class Open(PermissiveConfig):
    n: int = 5


@asset
def full(config: Full):
    return config.model_dump()


@asset
def other(config: Other):
    return config.n, config.color.name, config.letter


@asset
def opened(config: Open):
    return config.model_dump()


def run(config, chosen=full):
    return materialize([chosen], run_config=config).output_for_node(chosen.op.name)


def set_(**facts):
    return {"ops": {"full": {"config": facts}}}
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


CASES = (
    case(
        "config is a dict or a RunConfig",
        """
RESULT = [run(each) for each in (
    set_(n=1), RunConfig(ops={"full": Full(n=2, s="q", o="z")}), RunConfig({"full": Full(n=3)}),
    RunConfig(ops={"full": {"config": {"n": 4, "inner": {"x": 9}, "l": [], "d": {"a": 1}}}}),
    set_(n=1, f=2, o=None),
)]
""",
    ),
    case(
        "config with defaults need not be given",
        """
RESULT = [run(each, other) for each in (
    None, {}, {"ops": {}}, {"ops": {"other": {}}}, {"ops": {"other": {"config": {}}}}, RunConfig(),
    {"ops": {"other": {"config": {"n": 1}}}, "loggers": {}, "execution": {}, "resources": {}},
)]
""",
    ),
    case(
        "an enum is given by name and a literal by value",
        """
RESULT = [run({"ops": {"other": {"config": each}}}, other) for each in (
    {"color": "BLUE"}, {"letter": "b"},
)], run(RunConfig(ops={"other": Other(color=Color.BLUE)}), other)
""",
    ),
    case(
        "permissive config takes what it does not name",
        """
RESULT = (
    run({"ops": {"opened": {"config": {"more": [1], "n": 2}}}}, opened),
    run(RunConfig(ops={"opened": Open(more="x")}), opened), Open(more=3).more,
)
""",
    ),
    case(
        "a run config is a dict too",
        """
RESULT = (
    RunConfig(ops={"full": Full(n=2)}, resources={"r": {"config": {"a": 1}}}).to_config_dict(),
    RunConfig(resources={"r": Full(n=EnvVar.int("PARITY_NUMBER"))}).to_config_dict(),
    RunConfig().to_config_dict(),
)
""",
    ),
    case(
        "the context has the config too",
        """
@asset
def told(context, config: Other):
    return context.op_config, context.op_execution_context.op_config, context.run_config

@asset
def untold(context):
    return context.op_config, context.run_config

RESULT = run({"ops": {"told": {"config": {"n": 9}}}}, told), run(None, untold)
""",
    ),
    case(
        "config of plain types",
        """
@asset
def number(config: int):
    return config

@asset
def anything(config: dict):
    return config

RESULT = (
    run({"ops": {"number": {"config": 9}}}, number),
    run({"ops": {"anything": {"config": {"a": [1]}}}}, anything),
)
""",
    ),
    case(
        "the op of a prefixed asset has its name",
        """
@asset(key_prefix=["a", "b"])
def deep(config: Other):
    return config.n

RESULT = run({"ops": {"a__b__deep": {"config": {"n": 1}}}}, deep)
""",
    ),
    case(
        "an asset is called with its config",
        """
RESULT = full(Full(n=4))["n"], full(config=Full(n=5))["n"], other(), other(config=Other(n=3))
""",
    ),
    case(
        "environment variables are read when the run starts",
        """
class Env(Config):
    n: int
    s: str

@asset
def env(config: Env):
    return config.n, config.s

RESULT = [run(each, env) for each in (
    RunConfig(ops={"env": Env(n=EnvVar.int("PARITY_NUMBER"), s=EnvVar("PARITY_NUMBER"))}),
    {"ops": {"env": {"config": {"n": {"env": "PARITY_NUMBER"}, "s": {"env": "PARITY_NUMBER"}}}}},
)]
""",
    ),
    case(
        "an environment variable has a name and a value when asked",
        """
def refused(make):
    try:
        make()
    except RuntimeError as error:
        return "get_value" in str(error)

text, number = EnvVar("PARITY_NUMBER"), EnvVar.int("PARITY_NUMBER")
RESULT = (
    text.env_var_name, text.get_value(), EnvVar("PARITY_UNSET").get_value(),
    EnvVar("PARITY_UNSET").get_value("d"), number.get_value(), number.name,
    refused(lambda: str(text)), refused(lambda: int(number)), text == "PARITY_NUMBER",
    isinstance(text, str), isinstance(number, int),
)
""",
    ),
    case("required config is asked for", "run(None)", culprit="ops"),
    case("a required field is asked for", "run(set_())", culprit="root:ops:full:config"),
    case("text is no number", "run(set_(n='3'))", culprit="root:ops:full:config:n"),
    case("a fraction is no whole number", "run(set_(n=1.5))", culprit="1.5"),
    case("true is no number", "run(set_(n=True))", culprit="root:ops:full:config:n"),
    case("none is no number", "run(set_(n=None))", culprit="None"),
    case("a field that is not there", "run(set_(n=1, nn=2))", culprit='"nn"'),
    case("several fields that are not there", "run(set_(n=1, b=2, a=3))", culprit="['a', 'b']"),
    case(
        "a nested field is named by its path",
        "run(set_(n=1, inner={'x': 'q'}))",
        culprit="root:ops:full:config:inner:x",
    ),
    case(
        "a member of a list is named by its place",
        "run(set_(n=1, l=[1, 'q']))",
        culprit="root:ops:full:config:l[1]",
    ),
    case("a list is no number", "run(set_(n=[1]))", culprit="root:ops:full:config:n"),
    case("a number is no list", "run(set_(n=1, l=1))", culprit="root:ops:full:config:l"),
    case("an op that is not there", "run({'ops': {'b': {'config': {}}}})", culprit='"b"'),
    case("a section that is not there", "run({'opz': {}})", culprit='"opz"'),
    case(
        "an entry of an op that is not there",
        "run({'ops': {'full': {'conf': {'n': 1}}}})",
        culprit='"conf"',
    ),
    case(
        "a resource that is not there",
        "run({**set_(n=1), 'resources': {'zz': {'config': 1}}})",
        culprit='"zz"',
    ),
    case(
        "an asset that is not selected has no config",
        """
materialize([full, other], run_config=set_(n=1), selection=[other])
""",
        culprit='"full"',
    ),
    case(
        "an enum is not given by value",
        "run({'ops': {'other': {'config': {'color': 'blue'}}}}, other)",
        culprit="Color",
    ),
    case(
        "a literal has its values",
        "run({'ops': {'other': {'config': {'letter': 'c'}}}}, other)",
        culprit="letter",
    ),
    case(
        "an environment variable that is not set is named",
        """
class Env(Config):
    s: str

@asset
def env(config: Env): ...

run(RunConfig(ops={"env": Env(s=EnvVar("PARITY_UNSET"))}), env)
""",
        culprit="PARITY_UNSET",
    ),
    case(
        "a validator of pydantic refuses",
        """
class Bounded(Config):
    n: int = PydanticField(gt=3)

@asset
def bounded(config: Bounded): ...

run({"ops": {"bounded": {"config": {"n": 1}}}}, bounded)
""",
        culprit="greater than 3",
    ),
    case("a required field of a class is asked for", "Full()", culprit="n"),
    case(
        "a field of config is not changed",
        """
made = Full(n=1)
made.n = 2
""",
        culprit="Full",
    ),
    case(
        "config without an annotation is refused",
        """
@asset
def bare(config): ...
""",
        culprit="bare",
        better="Dagster's own class for it is not public; it is an error of definitions here",
        ours_raises="DagsterInvalidDefinitionError",
    ),
    case(
        "what is no config is refused",
        "run(3)",
        culprit="3",
    ),
)
