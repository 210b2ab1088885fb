"""Small questions by the dozen: the value that both libraries give, or the class of the error."""

from harness import Case

_BASE = """
from dagster import *
from pathlib import Path
from typing import Any, Optional


def told(ask):
    try:
        return ask()
    except Exception as error:
        return type(error).__name__


@asset
def one():
    return 1


class Plain(ConfigurableResource):
    n: int = 1


@resource
def older(_):
    return 3
"""


def answers(name: str, source: str, *asked: str) -> Case:
    """Return the case that *asked*, expressions after *source*, have the same answers."""
    lines = "\n".join(f"    told(lambda: {each})," for each in asked)
    return Case(name, f"{_BASE}\n{source}\nRESULT = [\n{lines}\n]\n")


_OWN = """
FIXED = ResourceDefinition.hardcoded_resource(1)


@asset(resource_defs={"io_manager": mem_io_manager})
def own_manager():
    return 1


@asset(resource_defs={"io_manager": InMemoryIOManager()})
def other_manager():
    return 1


@asset(resource_defs={"limit": FIXED}, required_resource_keys={"limit"})
def own_limit(context):
    return context.resources.limit


@asset(required_resource_keys={"limit"})
def asks_limit(context):
    return context.resources.limit


def runs(*assets, **resources):
    return materialize(list(assets), resources=resources).success
"""

_NOBODY = """
@asset(required_resource_keys={"x"})
def asks_x(context):
    return 1


@asset(io_manager_key="k")
def kept_by_k():
    return 1


@asset
def asks_plain(plain: Plain):
    return 1


def alone(other, run=materialize, **resources):
    return run([other, one], selection=[one], resources=resources).success
"""

_WITH = """
@asset(required_resource_keys={"r"})
def asks_r(context):
    return context.resources.r


raw = SourceAsset("raw")
raw_by_k = SourceAsset("raw", io_manager_key="k")
(given,) = with_resources([asks_r], {"r": ResourceDefinition.hardcoded_resource(3)})
(usual,) = with_resources([one], {})


@asset
def two():
    return 2
"""

_OPTIONAL = """
class Text(ConfigurableResource):
    text: Optional[str]


class Holds(ConfigurableResource):
    plain: Optional[Plain]


class Window(Config):
    days: int | None
    more: Any
    hours: Optional[list[int]]


@asset
def days(config: Window):
    return config.days


@asset
def text(of: Text):
    return of.text


@asset
def held(of: Holds):
    return of.plain and of.plain.n
"""

_FIELDS = """
from enum import Enum


class Side(Enum):
    LEFT = "l"
    RIGHT = "r"


class Turn(Config):
    side: Side
    more: Optional[Side] = None


class Hand(ConfigurableResource):
    side: Side


class Many(ConfigurableResource):
    plains: list[Plain]
    named: dict[str, Plain] = {}


class AnyOf(ConfigurableResource):
    of: int | str


class Mine:
    pass


class HoldsMine(ConfigurableResource):
    mine: Mine


class Inner(Config):
    n: int = 3
    side: Side = Side.RIGHT


class Row(Config):
    n: int
    side: Side = Side.LEFT
    note: Optional[str] = None
    plain: Inner = Inner()
    named: dict[str, int] = {"a": 1}


@asset
def many(of: Many):
    return [each.n for each in of.plains], {name: each.n for name, each in of.named.items()}


@asset(config_schema=Row.to_config_schema())
def by_class(context):
    return context.op_config


@asset(config_schema={"more": int, **Row.to_fields_dict()})
def by_fields(context):
    return context.op_config


def put(made, name):
    setattr(made, name, 3)
    return getattr(made, name)


def made(asset_def, config=None, **resources):
    said = {"ops": {asset_def.key.path[-1]: {"config": config}}} if config else None
    ran = materialize([asset_def], run_config=said, resources=resources)
    return ran.output_for_node(asset_def.key.path[-1])


import os
os.environ["SMALL_ANSWERS_EMPTY"] = ""
"""

_TOLD = """
from enum import Enum
from pydantic import PrivateAttr

SEEN = []


class Kind(Enum):
    BIG = "big"


class Deep(Config):
    n: int = 3
    kind: Kind = Kind.BIG


class Service(ConfigurableResource):
    n: int = 1
    word: Optional[str] = None
    kind: Kind = Kind.BIG
    deep: Deep = Deep()
    deeps: list[Deep] = []

    def setup_for_execution(self, context):
        SEEN.append(context.resource_config)

    def told(self):
        context = self.get_resource_context()
        context.log.debug("told")
        return context.run_id is not None, context.resource_config


class Holder(ConfigurableResource):
    service: Service
    word: str = "q"

    def setup_for_execution(self, context):
        SEEN.append(context.resource_config)


class Kept(ConfigurableIOManager):
    where: str = "x"

    def handle_output(self, context, obj):
        SEEN.append((context.resource_config, self.get_resource_context().run_id == context.run_id))

    def load_input(self, context):
        SEEN.append(context.resource_config)
        return 1


class Made(ConfigurableIOManagerFactory):
    where: str = "made"

    def create_io_manager(self, context):
        SEEN.append(context.resource_config)
        return Kept()


@resource
def bare(context):
    SEEN.append(context.resource_config)
    return 1


@asset
def up():
    return 1


@asset
def reads(up):
    return up


@asset
def uses(service: Service):
    return service.told()


@asset
def holds(holder: Holder):
    return holder.service.told()


def seen(assets, config=None, **resources):
    SEEN.clear()
    materialize(assets, resources=resources, run_config={"resources": config or {}})
    return list(SEEN)


def said(made, **resources):
    return materialize([made], resources=resources).output_for_node(made.key.path[-1])


def built(**resources):
    with build_resources(resources) as ready:
        return ready.service.told()


import os
os.environ["SMALL_ANSWERS_WORD"] = "from the environment"
W = EnvVar("SMALL_ANSWERS_WORD")
"""

_ENDS = """
from contextlib import contextmanager

LOG = []


@resource
def plain_end(_):
    yield 1
    LOG.append("down")


class Yields(ConfigurableResource):
    @contextmanager
    def yield_for_execution(self, context):
        try:
            yield self
        except Exception as error:
            LOG.append(type(error).__name__)
        finally:
            LOG.append("left")


def ends(resources, error=None):
    LOG.clear()
    try:
        with build_resources(resources) as built:
            if error:
                raise error("in it")
    except Exception as raised:
        LOG.append("out " + type(raised).__name__)
    return list(LOG)
"""

_UPSTREAM = """
TOLD = []


class Asks(IOManager):
    def handle_output(self, context, obj):
        TOLD.append((context.config, context.resource_config))

    def load_input(self, context):
        made = context.upstream_output
        TOLD.append((made.config, made.resource_config))
        TOLD.append((made.step_key, made.run_id if made.step_key == "none" else "of the run"))
        name = made.op_def.name
        TOLD.append((made.dagster_type.display_name, name, context.get_identifier()[1:]))
        return 1


@io_manager(
    config_schema={"x": Field(int, default_value=3)},
    output_config_schema={"o": Field(int, default_value=5)},
    input_config_schema={"i": Field(int, default_value=6)},
)
def asks(_):
    return Asks()


@asset
def up():
    return 1


@asset
def down(up):
    return 1


@op
def first() -> int:
    return 1


@op
def then(given):
    return given


@job(resource_defs={"io_manager": asks})
def ops():
    then(first())


@graph_asset
def of_ops():
    return then(first())


SAID = {
    "ops": {"up": {"outputs": {"result": {"o": 9}}}, "down": {"inputs": {"up": {"i": 8}}}},
    "resources": {"io_manager": {"config": {"x": 1}}},
}


def asked(*assets, manager=asks, **more):
    TOLD.clear()
    materialize(list(assets), resources={"io_manager": manager}, raise_on_error=False, **more)
    return list(TOLD)


def in_job(said=None):
    TOLD.clear()
    ops.execute_in_process(run_config={"ops": {"first": {"outputs": said}}} if said else None)
    return list(TOLD)
"""

_KINDS = """
from datetime import datetime
from decimal import Decimal

GIVEN = [
    1, 1.5, "x", None, True, [1], {"a": 1}, Path("/a"), AssetKey("a"), TableSchema([]),
    TableColumnLineage({}), MetadataValue.int(3), datetime(2024, 1, 1),
    (1, 2), {1}, b"x", int, print, Decimal("1.5"), 1j, TableRecord({"a": 1}), DataVersion("1"),
]


def told_each(make):
    return [told(lambda: make(value)) for value in GIVEN]


def recorded(value):
    @asset
    def made():
        return MaterializeResult(metadata={"v": value})

    materialize([made])
    return "recorded"


def of_source(value):
    found = SourceAsset("s", metadata={"v": value}).metadata["v"]
    return type(found).__name__, str(found.value) if "Text" in type(found).__name__ else ""
"""

CASES = (
    answers(
        "which values metadata may have, wherever it is given",
        _KINDS,
        "told_each(lambda value: MaterializeResult(metadata={'v': value}) and 'taken')",
        "told_each(lambda value: ObserveResult(metadata={'v': value}) and 'taken')",
        "told_each(lambda value: Output(1, metadata={'v': value}) and 'taken')",
        "told_each(lambda value: AssetMaterialization('a', metadata={'v': value}) and 'taken')",
        "told_each(of_source)",
        "recorded({1})",
        "recorded(Decimal('1.5'))",
        "recorded({'a': 1})",
    ),
    answers(
        "keys of records and of lineage are text",
        "",
        "TableRecord({'a': 1}).data",
        "TableRecord({1: 1}).data",
        "TableColumnLineage({3: []}).deps_by_column",
        "TableColumnLineage({'a': []}).deps_by_column['a']",
    ),
    answers(
        "what is known of the output that is loaded: its config, its manager's, its op",
        _UPSTREAM,
        "asked(up, down)",
        "asked(up, down, run_config=SAID)",
        "asked(up, down, manager=Asks())",
        "asked(up, down, selection='down')",
        "asked(SourceAsset('up'), down)",
        "asked(AssetSpec('up'), down)",
        "asked(of_ops, manager=Asks())",
        "in_job()",
        "in_job({'result': {'o': 8}})",
        "in_job({'result': {'o': 'x'}})",
    ),
    answers(
        "a resource of settings is told them as its config",
        _TOLD,
        "seen([uses], service=Service())",
        "seen([uses], service=Service(n=2, word=W, deeps=[Deep(n=5)]))",
        "seen([uses], {'service': {'config': {'n': 9}}}, service=Service())",
        "seen([uses], {'service': {'config': {'n': 9}}}, service=Service.configure_at_launch())",
        "seen([holds], holder=Holder(service=Service(n=4)))",
        "seen([up, reads], io_manager=Kept(where='z'))",
        "seen([up, reads], io_manager=Kept(where=W))",
        "seen([up, reads], {'io_manager': {'config': {'where': 'c'}}}, io_manager=Kept())",
        "seen([up, reads], io_manager=Made())",
        "seen([up], a=bare)",
    ),
    answers(
        "a resource knows what it was told",
        _TOLD,
        "Service().told()",
        "said(uses, service=Service(n=2))",
        "said(holds, holder=Holder(service=Service(n=6)))",
        "built(service=Service(n=4))",
        "Service(n=4).process_config_and_initialize().told()",
        "Service.from_resource_context(build_init_resource_context(config={'n': 3})).told()[0]",
        "Service().with_resource_context(build_init_resource_context()).told()[0]",
        "uses(Service(n=7))",
        "Service() == Service().with_resource_context(build_init_resource_context())",
        "sorted(Holder(service=Service()).nested_resources)",
        "Holder(service=Service(n=5)).nested_resources['service'].n",
        "dict(Service().nested_resources)",
    ),
    answers(
        "a resource ends alike however what uses it ended",
        _ENDS,
        "ends({'a': plain_end})",
        "ends({'a': plain_end}, ValueError)",
        "ends({'a': Yields()})",
        "ends({'a': Yields()}, KeyError)",
        "ends({'a': plain_end, 'b': Yields(), 'c': plain_end}, KeyError)",
    ),
    answers(
        "enums by name, resources in lists, types that config cannot say",
        _FIELDS,
        *(
            f"{cls}(side={given}).side.name"
            for cls in ("Turn", "Hand")
            for given in ("'LEFT'", "'l'", "Side.LEFT", "'z'", "3")
        ),
        "Turn(side='LEFT', more='RIGHT').more.name",
        "Turn(side='LEFT', more='r').more.name",
        "made(many, of=Many(plains=[Plain(n=3)], named={'a': Plain(n=4)}))",
        "made(many, of=Many(plains=[{'n': 5}]))",
        "made(many, of=Many(plains=[3]))",
        "AnyOf(of=3).of",
        "HoldsMine(mine=Mine()).mine",
        "made(by_class, {'n': 3})",
        "made(by_class, {'n': 'x'})",
        "made(by_fields, {'n': 3, 'more': 4})",
        "sorted(Row.to_fields_dict())",
    ),
    answers(
        "what is frozen and what may be put on it",
        _FIELDS,
        *(
            f"put({made}, {name!r})"
            for made in ("Row(n=1)", "Plain()")
            for name in ("n", "zz", "_private")
        ),
        "EnvVar.int('SMALL_ANSWERS_EMPTY').get_value()",
        "EnvVar.int('SMALL_ANSWERS_EMPTY').get_value(3)",
        "EnvVar.int('SMALL_ANSWERS_UNSET').get_value(3)",
        "EnvVar('SMALL_ANSWERS_EMPTY').get_value('d')",
    ),
    answers(
        "an asset's own IO manager goes before what is bound, and may not differ between assets",
        _OWN,
        "runs(own_manager)",
        "runs(own_manager, io_manager=3)",
        "runs(own_manager, io_manager=Plain())",
        "runs(own_manager, io_manager=InMemoryIOManager())",
        "runs(own_manager, one)",
        "runs(own_manager, one, io_manager=mem_io_manager)",
        "runs(own_manager, one, io_manager=InMemoryIOManager())",
        "runs(own_manager, one, io_manager=3)",
        "runs(own_manager, other_manager)",
        "materialize([own_manager, one], selection=[one]).success",
        "Definitions.validate_loadable(Definitions([own_manager, one]))",
        "Definitions.validate_loadable(Definitions([own_manager]))",
    ),
    answers(
        "what an asset brings along is for itself alone",
        _OWN,
        "runs(own_limit)",
        "runs(own_limit, limit=3)",
        "runs(own_limit, asks_limit)",
        "runs(own_limit, asks_limit, limit=FIXED)",
        "materialize([own_limit, asks_limit], selection=[own_limit]).success",
        "Definitions.validate_loadable(Definitions([own_limit, asks_limit]))",
    ),
    answers(
        "what is not selected has to have its resources too",
        _NOBODY,
        "alone(asks_x)",
        "alone(asks_x, x=3)",
        "alone(kept_by_k)",
        "alone(kept_by_k, k=3)",
        "alone(kept_by_k, k=mem_io_manager)",
        "alone(asks_plain)",
        "alone(asks_plain, plain=Plain())",
        "alone(asks_x, materialize_to_memory)",
        "alone(kept_by_k, materialize_to_memory)",
        "alone(asks_plain, materialize_to_memory)",
        "Definitions([asks_x, one], jobs=[define_asset_job('j', selection=[one])])"
        ".resolve_job_def('j').execute_in_process().success",
    ),
    answers(
        "the key of a resource is a name",
        "",
        *(
            f"materialize([one], resources={{{key!r}: 3}}).success"
            for key in ("a b", "", "a.b", "1a", "a1")
        ),
        *(
            f"Definitions.validate_loadable(Definitions([one], resources={{{key!r}: 3}}))"
            for key in ("a b", "", "a.b", "1a", "a1")
        ),
    ),
    answers(
        "with_resources brings the default IO manager along",
        _WITH,
        "sorted(given.resource_defs)",
        "sorted(given.required_resource_keys)",
        "sorted(usual.resource_defs)",
        "sorted(with_resources([raw], {})[0].resource_defs)",
        "sorted(with_resources([raw_by_k], {'k': mem_io_manager})[0].resource_defs)",
        "with_resources([raw_by_k], {})",
        "with_resources([one], {'io_manager': 3})",
        "with_resources([one], 3)",
        "with_resources([one], {'r': older}, 3)",
        "with_resources([one], {'r': older}, {'r': 3})",
        "materialize([usual]).success",
        "materialize([usual, two]).success",
        "materialize([usual], resources={'io_manager': mem_io_manager}).success",
        "materialize([usual], resources={'io_manager': 3}).success",
        "materialize([usual, two], resources={'io_manager': mem_io_manager}).success",
        "materialize_to_memory([usual]).success",
        "sorted(with_resources([usual], {'io_manager': mem_io_manager})[0].resource_defs)",
    ),
    answers(
        "what may be None is None where nothing is said",
        _OPTIONAL,
        "Text().text",
        "Text(text='a').text",
        "Text(text=3).text",
        "Holds().plain",
        "Holds(plain=Plain(n=3)).plain.n",
        "(Window().days, Window().hours, Window(days=3).days)",
        "materialize([days]).output_for_node('days')",
        "materialize([text], resources={'of': Text()}).output_for_node('text')",
        "materialize([text], resources={'of': Text.configure_at_launch()}).output_for_node('text')",
        "materialize([held], resources={'of': Holds()}).output_for_node('held')",
        "materialize([held], resources={'of': Holds(plain=Plain(n=5))}).output_for_node('held')",
    ),
    answers(
        "config from files, packages and texts takes lists",
        "",
        *(
            f"{fn}({given})"
            for fn in ("config_from_files", "config_from_yaml_strings", "config_from_pkg_resources")
            for given in ("None", "3", "'x'", "b'x'", "[3]", "{'a': 1}", "[]", "Path('x')", "{'x'}")
        ),
        "config_from_pkg_resources(['ab'])",
        "config_from_pkg_resources([['dagster', 'x']])",
        "config_from_pkg_resources([('dagster', 'x')])",
    ),
    answers(
        "a path beside a file is text",
        "",
        *(
            f"str(file_relative_path({given}))"
            for given in (
                "'/a/b.py', 'c'",
                "None, 'c'",
                "3, 'c'",
                "'/a/b.py', None",
                "Path('/a/b.py'), 'c'",
                "'/a/b.py', Path('c')",
                "b'/a/b.py', b'c'",
                "'/a/b.py', '../c'",
            )
        ),
    ),
    answers(
        "provenance and versions have the types they say",
        "A, V = AssetKey('a'), DataVersion('1')",
        *(
            f"DataProvenance({given}).input_storage_ids and 1"
            for given in (
                "'1', {}, {}, False",
                "3, {}, {}, False",
                "None, {}, {}, False",
                "'1', None, {}, False",
                "'1', {'a': V}, {}, False",
                "'1', {A: 'b'}, {}, False",
                "'1', {A: V}, {A: 1}, False",
                "'1', {A: V}, {A: None}, True",
                "'1', {}, None, False",
                "'1', {}, {'a': 1}, False",
                "'1', {}, {}, None",
                "'1', {}, {}, 1",
            )
        ),
        *(
            f"DataVersionsByPartition({given}) and 1"
            for given in ("3", "None", "{}", "{'a': 'b'}", "{3: 'b'}", "[('a', 'b')]", "{'a': V}")
        ),
    ),
    answers(
        "the tags of a column are text by text",
        "",
        *(
            f"dict(TableColumn('a', tags={given}).tags)"
            for given in ("None", "{}", "{'a': 'b'}", "{'a': 1}", "{1: 'a'}", "'x'", "[]", "3")
        ),
    ),
)
"""Each case by dagbook and by Dagster."""
