"""Plain config schemas: each kind, what it takes and refuses, where, and what makes no schema."""

from harness import Case

_BASE = """
import os
from enum import Enum as PythonEnum
from typing import List, Optional
from dagster import (
    Array, AssetOut, BoolSource, Config, Enum, EnumValue, EnvVar, Field, IntSource, Map, Noneable,
    Output, Permissive, ScalarUnion, Selector, Shape, StringSource, asset, materialize_to_memory,
    multi_asset,
)

os.environ["PARITY_NUMBER"] = "7"
os.environ["PARITY_TEXT"] = "text"
os.environ.pop("PARITY_UNSET", None)


class Paint(PythonEnum):
    RED = "r"
    BLUE = "b"


def run(schema, *config):
    @asset(config_schema=schema)
    def told(context):
        return context.op_config

    given = {"ops": {"told": {"config": config[0]}}} if config else None
    return materialize_to_memory([told], run_config=given).output_for_node("told")


def refused(make):
    try:
        return make()
    except Exception as error:
        return type(error).__name__
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


_VALUES = (
    ("a python type", "run(int, 3), run(str, 'a'), run(bool, True), run(float, 3)"),
    ("a float takes a boolean", "run(float, True)"),
    ("any list and any dict", "run(list, [1, 'a']), run(dict, {'a': {'b': [1]}})"),
    ("no schema takes anything", "run(None), run(None, 3), run(None, {'a': [1]})"),
    ("a dict of fields", "run({'a': int, 'b': {'c': [str]}}, {'a': 1, 'b': {'c': ['x']}})"),
    (
        "a list of one schema",
        "run([int], []), run([{'a': int}], [{'a': 1}]), run(Array(str), ['a'])",
    ),
    (
        "a dict of one type by another",
        "run({str: int}, {'a': 1}), run(Map(int, str), {1: 'a'}), run([{str: int}], [{}])",
    ),
    (
        "defaults fill what is not given",
        (
            "run({'a': Field(int, default_value=3), 'b': Field(str, is_required=False)}), "
            "run(Field(int, default_value=3)), run(Field(int, is_required=False))"
        ),
    ),
    (
        "what need not be given has a default of its own",
        (
            "run({'a': Noneable(str), 'b': {'c': Field(int, default_value=1)}, 'd': Permissive()})"
            ", "
            "run({'a': Field({'b': Field(int, default_value=2)}, is_required=False)})"
        ),
    ),
    (
        "a default of a dict is completed",
        (
            "run({'a': Field({'b': Field(int, default_value=2), 'c': Field(int, default_value=1)}, "
            "default_value={'b': 5})}, {})"
        ),
    ),
    (
        "None where it may be",
        "run({'a': Noneable(int)}, {'a': None}), run([Noneable(int)], [None, 1])",
    ),
    ("a permissive dict", "run(Permissive({'a': int}), {'z': [1], 'a': 1}), run(Permissive(), {})"),
    (
        "a selector takes one of its fields",
        (
            "run(Selector({'a': int, 'b': str}), {'a': 1}), "
            "run(Selector({'a': int, 'b': {'c': Field(int, default_value=4)}}), {'b': None}), "
            "run(Selector({'a': Field(int, default_value=3)}), {}), "
            "run(Selector({'a': Field(int, default_value=3)}))"
        ),
    ),
    (
        "a scalar or something else",
        (
            "run(ScalarUnion(str, {'a': int}), 'x'), run(ScalarUnion(str, {'a': int}), {'a': 1}), "
            "run(ScalarUnion(int, [str]), ['a'])"
        ),
    ),
    (
        "an enum gives what its name stands for",
        (
            "run(Enum('Size', [EnumValue('s', 1), EnumValue('l')]), 's'), "
            "run(Enum('Size2', [EnumValue('s', 1), EnumValue('l')]), 'l'), "
            "run({'p': Enum.from_python_enum(Paint)}, {'p': 'RED'})['p'].value, "
            "run({'p': Field(Enum.from_python_enum(Paint, 'P2'), default_value='BLUE')})['p'].name"
            ", "
            "run(Enum.from_python_enum_direct_values(Paint, 'Paint3'), 'BLUE')"
        ),
    ),
    (
        "a source is a value or a variable of the environment",
        (
            "run({'s': StringSource, 'i': IntSource, 'b': BoolSource}, "
            "{'s': {'env': 'PARITY_TEXT'}, 'i': {'env': 'PARITY_NUMBER'}, "
            "'b': {'env': 'PARITY_TEXT'}}), "
            "run({'s': StringSource, 'i': IntSource, 'b': BoolSource}, "
            "{'s': 'a', 'i': 3, 'b': False})"
        ),
    ),
    (
        "a default may be a variable of the environment",
        (
            "run({'s': Field(StringSource, default_value=EnvVar('PARITY_TEXT'))}), "
            "run({'s': Field(StringSource, default_value={'env': 'PARITY_NUMBER'})})"
        ),
    ),
    (
        "a field goes by an alias",
        (
            "run(Shape({'a': int}, field_aliases={'a': 'b'}), {'a': 1}), "
            "run(Shape({'a': int}, field_aliases={'a': 'b'}), {'b': 2})"
        ),
    ),
    (
        "a field tells of itself",
        (
            "[(each.is_required, each.default_provided, each.description, each.is_secret) "
            "for each in ("
            "Field(int), Field(int, default_value=1, description='d', is_secret=True), "
            "Field(Noneable(int)), Field({'a': Field(int, default_value=1)}), "
            "Field(int, is_required=False)"
            ")], Field(int, default_value=4).default_value, Field(Noneable(int)).default_value, "
            "Field({'a': Field(int, default_value=1)}).default_value"
        ),
    ),
    (
        "an enum tells of itself",
        (
            "Enum('Size', [EnumValue('s', 1, 'small'), EnumValue('l')]).config_values, "
            "EnumValue('s', 1, 'small').description, EnumValue('l').python_value"
        ),
    ),
)

_REFUSED = (
    ("a missing value", "run(int)", "ops"),
    ("a missing field", "run({'first': int, 'b': Field(int, default_value=1)}, {})", "first"),
    ("two missing fields", "run({'first': int, 'second': int}, {})", "second"),
    ("a missing field deep inside", "run({'a': {'b': {'deep': int}}}, {'a': {'b': {}}})", "a:b"),
    ("a field that is not there", "run({'a': int}, {'a': 1, 'zz': 2})", "zz"),
    ("two fields that are not there", "run({'a': int}, {'a': 1, 'yy': 1, 'zz': 2})", "yy"),
    ("text for a number", "run({'a': int}, {'a': 'text'})", "root:ops:told:config:a"),
    ("a boolean for a whole number", "run(int, True)", "bool"),
    ("a number for a boolean", "run(bool, 1)", "Bool"),
    ("a number for text", "run(str, 1)", "String"),
    ("None for a number", "run({'a': int}, {'a': None})", "None"),
    ("None for a dict", "run({'a': Field(int, default_value=1)}, None)", "None"),
    ("None in a list", "run([int], [1, None])", "config[1]"),
    ("a tuple for a list", "run([int], (1, 2))", "must be list"),
    ("a number for a list", "run({'a': [int]}, {'a': 3})", "config:a"),
    ("a number for a dict", "run({'a': int}, 3)", "must be dict"),
    ("a number for a map", "run({str: int}, 3)", "must be dict"),
    (
        "a wrong member of a list",
        "run({'a': [{'c': int}]}, {'a': [{'c': 1}, {'c': 'x'}]})",
        "a[1]:c",
    ),
    ("a wrong key of a map", "run({str: int}, {3: 1})", "config:3:key"),
    ("a wrong value of a map", "run({str: int}, {'a': 'x'})", "config:'a':value"),
    ("no field of a selector", "run(Selector({'a': int, 'b': str}), {})", "['a', 'b']"),
    (
        "two fields of a selector",
        "run(Selector({'a': int, 'b': str}), {'a': 1, 'b': 'x'})",
        "single",
    ),
    ("another field of a selector", "run(Selector({'a': int, 'b': str}), {'zz': 1})", "zz"),
    ("text for a selector", "run(Selector({'a': int, 'b': str}), 'a')", "must be a dict"),
    ("nothing for a field of a selector", "run(Selector({'a': int}), {})", "['a']"),
    ("neither scalar nor the other", "run(ScalarUnion(str, {'a': int}), 3)", "String"),
    ("a name that an enum lacks", "run(Enum('Size4', [EnumValue('s')]), 'zz')", "Size4"),
    ("a member for an enum", "run(Enum.from_python_enum(Paint, 'P5'), Paint.RED)", "P5"),
    (
        "a variable that is not set",
        "run({'s': StringSource}, {'s': {'env': 'PARITY_UNSET'}})",
        "UNSET",
    ),
    (
        "a variable that is no number",
        "run({'s': IntSource}, {'s': {'env': 'PARITY_TEXT'}})",
        "TEXT",
    ),
    ("another word for env", "run({'s': StringSource}, {'s': {'envv': 'PARITY_TEXT'}})", "envv"),
    (
        "a number as a variable's name",
        "run({'s': StringSource}, {'s': {'env': 3}})",
        "config:s:env",
    ),
    (
        "a variable where no source is",
        "run({'s': int}, {'s': {'env': 'PARITY_NUMBER'}})",
        "config:s",
    ),
    ("EnvVar in a dict", "run({'s': str}, {'s': EnvVar('PARITY_TEXT')})", "PARITY_TEXT"),
    ("a default of the wrong type", "Field({'a': int}, default_value={'a': 'x'})", "root:a"),
    (
        "a required field with a default",
        "Field(int, default_value=1, is_required=True)",
        "required",
    ),
    ("a function as a default", "Field(int, default_value=lambda: 1)", "callable"),
    (
        "a member as a default",
        "Field(Enum.from_python_enum(Paint, 'P6'), default_value=Paint.RED)",
        "P6",
    ),
    ("the default of a field without", "Field(int).default_value", "default"),
    ("text as a schema", "Field('x')", "'x'"),
    ("a number as a schema", "asset(config_schema={'a': 3})(lambda: 1)", ":a"),
    ("None as a field", "Shape({'a': {'b': None}})", ":a:b"),
    ("a list of two schemas", "Field([int, str])", "length 1"),
    ("a list of no schema inside", "Shape({'a': []})", ":a"),
    ("a list of a number", "Shape({'a': {'b': [3]}})", ":a:b"),
    ("Optional as a schema", "Field(Optional[int])", "Optional"),
    ("List as a schema", "Field(List[int])", "List[int]"),
    ("a class in place of an instance", "Noneable(Permissive)", "Permissive"),
    ("a list as the key of a map", "Map([int], str)", "scalar"),
    ("a dict by lists", "Field({list: int})", "list"),
    ("a dict by a number", "Field({3: int})", "3"),
    ("a union of a dict", "ScalarUnion(dict, {'a': int})", "dict"),
    ("a union with a scalar twice", "ScalarUnion(str, int)", "int"),
    ("two names of an enum", "Enum('Size', [EnumValue('same'), EnumValue('same')])", "same"),
    ("a field of a field", "Field(Field(int))", "Field"),
    (
        "a Config class as a schema",
        "asset(config_schema=type('Own', (Config,), {}))(lambda: 1)",
        "Own",
    ),
)

_BETTER = (
    case(
        "a number within Array or Noneable is refused in words",
        "RESULT = refused(lambda: Array(3)), refused(lambda: Noneable(3))",
        better="Dagster stumbles over an AttributeError of its own",
        ours=("DagsterInvalidDefinitionError", "DagsterInvalidDefinitionError"),
    ),
    case(
        "a field and its alias together are refused in words",
        "run(Shape({'a': int}, field_aliases={'a': 'b'}), {'a': 1, 'b': 2})",
        culprit="'a' and field 'b'",
        better="Dagster stumbles over a check of its own message",
        ours_raises="DagsterInvalidConfigError",
    ),
    case(
        "EnvVar.int in a dict is refused in words",
        "run({'s': IntSource}, {'s': EnvVar.int('PARITY_NUMBER')})",
        culprit="PARITY_NUMBER",
        better="Dagster fails to serialize it",
        ours_raises="DagsterInvalidConfigError",
    ),
)

_MANAGED = """
from dagster import AssetIn, IOManager, io_manager, materialize


class Told(IOManager):
    def handle_output(self, context, obj):
        LOG.append(("out", context.name, context.config, context.resource_config))

    def load_input(self, context):
        LOG.append(("in", context.name, context.config, context.resource_config))


LOG = []


@io_manager(
    config_schema={"k": Field(int, default_value=1)},
    output_config_schema={"o": int},
    input_config_schema={"i": Field(int, default_value=5)},
)
def manager(_):
    return Told()


@asset(io_manager_key="m")
def first():
    return 1


@asset(ins={"first": AssetIn(input_manager_key="m")}, io_manager_key="m")
def second(first):
    return 1


def managed(config):
    LOG.clear()
    materialize([first, second], resources={"m": manager}, run_config=config)
    return list(LOG)

"""

CASES = (
    *(case(name, f"RESULT = ({source},)") for name, source in _VALUES),
    *(case(f"refused: {name}", source, culprit=culprit) for name, source, culprit in _REFUSED),
    *_BETTER,
    case(
        "a multi asset has a config schema",
        """
@multi_asset(outs={"a": AssetOut(), "b": AssetOut()}, config_schema={"n": int})
def both(context):
    yield Output(context.op_config["n"], "a")
    yield Output(context.op_config["n"] + 1, "b")

made = materialize_to_memory([both], run_config={"ops": {"both": {"config": {"n": 3}}}})
RESULT = made.output_for_node("both", "a"), made.output_for_node("both", "b")
""",
    ),
    case(
        "a config schema and a parameter config exclude each other",
        """
class Own(Config):
    n: int = 1

@asset(config_schema={"n": int})
def told(context, config: Own): ...
""",
        culprit="told",
    ),
    case(
        "an io manager says what a run may say of each input and output",
        _MANAGED
        + """
told = {
    "ops": {
        "first": {"outputs": {"result": {"o": 3}}},
        "second": {"inputs": {"first": {"i": 9}}, "outputs": {"result": {"o": 4}}},
    },
    "resources": {"m": {"config": {"k": 2}}},
}
bare = {"ops": {name: {"outputs": {"result": {"o": 5}}} for name in ("first", "second")}}
RESULT = managed(told), managed(bare)
""",
    ),
    *(
        case(f"refused: {name}", f"{_MANAGED}managed({source})", culprit=culprit)
        for name, source, culprit in (
            ("an output without what its io manager asks", "{}", "outputs"),
            (
                "an output with what its io manager does not take",
                "{'ops': {'first': {'outputs': {'result': {'o': 'x'}}}}}",
                "ops:first:outputs:result:o",
            ),
            (
                "an input with what its manager does not take",
                "{'ops': {'second': {'inputs': {'first': {'zz': 1}}}}}",
                "ops:second:inputs:first",
            ),
            (
                "an output that is not there",
                "{'ops': {'first': {'outputs': {'zz': {'o': 1}}}}}",
                "ops:first:outputs",
            ),
        )
    ),
    case(
        "every problem is counted",
        """
def problems(*config):
    try:
        run({"a": int, "b": [int], "c": Selector({"x": int})}, *config)
    except Exception as error:
        return str(error).count("    Error ")

RESULT = [problems(each) for each in (
    {"a": "x", "b": [1, "y", "z"], "c": {"q": 1}}, {"a": 1, "b": 3, "c": {}, "zz": 1},
)]
""",
    ),
)
