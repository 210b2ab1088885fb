"""IO managers made by functions, for inputs alone, on disk and on any file system."""

from cases.contexts import ASK
from harness import Case

FILES = """
import os
import tempfile


def files(folder):
    return sorted(
        (os.path.relpath(os.path.join(at, name), folder), open(os.path.join(at, name), "rb").read())
        for at, _, names in os.walk(folder)
        for name in names
    )


def texts(folder):
    return [(name, data.decode()) for name, data in files(folder)]


folder = tempfile.mkdtemp()
"""
BYTES = """

RESULT = [(name, data.hex()) for name, data in files(folder)]
"""
TEXT = """
from dagster import InputContext, OutputContext, UPathIOManager
from upath import UPath


class TextIOManager(UPathIOManager):
    extension = ".txt"

    def dump_to_path(self, context, obj, path):
        path.write_text(repr(obj))

    def load_from_path(self, context, path):
        return eval(path.read_text())

    def get_metadata(self, context, obj):
        return {"length": len(repr(obj))}


class AsyncTextIOManager(TextIOManager):
    async def load_from_path(self, context, path):
        return eval(path.read_text())


"""
BUILT = (
    "build_output_context()",
    "build_output_context(asset_key='a', partition_key='x')",
    "build_output_context(step_key='s', name='n', run_id='r', mapping_key='m')",
    "build_output_context(step_key='s', name='n', version='v', run_id='r')",
    "build_output_context(definition_metadata={'a': 1}, output_metadata={'b': 2}, config={'c': 3})",
    "build_output_context(asset_key=['a'], asset_partitions_def=days, partition_key='2024-03-02')",
    "build_output_context(asset_key='a', asset_partitions_def=days, asset_partition_key_range=few)",
    "build_output_context(asset_key='a', asset_partition_key_range=PartitionKeyRange('a', 'c'))",
    "build_output_context(resource_config={'k': 1}, resources={'limit': 3}, asset_key='a')",
)
INPUTS = (
    "build_input_context()",
    "build_input_context(name='n', asset_key=['a', 'b'], partition_key='x')",
    "build_input_context(partition_key='x')",
    "build_input_context(config=3, definition_metadata={'a': 1}, resource_config={'k': 1})",
    "build_input_context(upstream_output=build_output_context(name='n', step_key='s', run_id='r'))",
    "build_input_context(upstream_output=build_output_context('s', 'n', version='v'))",
    "build_input_context(asset_key='a', asset_partitions_def=days, asset_partition_key_range=few)",
    "build_input_context(asset_key='a', asset_partition_key_range=PartitionKeyRange('a', 'c'))",
    "build_input_context(asset_key='a', asset_partitions_def=letters, partition_key='b')",
)
SHARED = """
    "context.has_asset_key", "context.asset_key", "context.has_partition_key",
    "context.partition_key", "context.has_asset_partitions", "context.asset_partition_key",
    "context.asset_partition_keys", "context.asset_partition_key_range",
    "context.asset_partitions_time_window", "context.asset_partitions_def.get_num_partitions()",
    "context.get_identifier()", "context.get_asset_identifier()", "context.name",
    "context.definition_metadata", "context.config", "context.resource_config",
    "context.resources._asdict() if hasattr(context.resources, '_asdict') else None",
    "context.op_def", "context.dagster_type", "context.step_context", "context.job_name",
"""


def _of_builders():
    """Yield a case for each context that a test may build."""
    given = """
from dagster import (
    DailyPartitionsDefinition,
    PartitionKeyRange,
    StaticPartitionsDefinition,
    build_input_context,
    build_output_context,
)

days = DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20")
letters = StaticPartitionsDefinition(["a", "b", "c"])
few = PartitionKeyRange("2024-03-02", "2024-03-04")
"""
    for built in BUILT:
        more = '"context.run_id", "context.step_key", "context.mapping_key", "context.version",'
        more += '"context.output_metadata", "context.asset_spec", "context.get_logged_metadata()",'
        more += '"context.get_run_scoped_output_identifier()", "context.get_output_identifier()",'
        more += '"context.get_asset_output_identifier()",'
        yield Case(built, f"{ASK}{given}RESULT = ask({built}, {SHARED}{more})\n")
    for built in INPUTS:
        more = '"context.has_input_name", "context.instance", "context.upstream_output is None",'
        more += '"context.get_observations()",'
        yield Case(built, f"{ASK}{given}RESULT = ask({built}, {SHARED}{more})\n")


def _in_runs():
    """Yield a case for each kind of run that an IO manager sees."""
    for claim, definition, call in (
        ("an unpartitioned run", "", "materialize([up, down], resources=bound)"),
        (
            "a daily run",
            "partitions_def=DailyPartitionsDefinition('2024-03-01', end_date='2024-03-20')",
            "materialize([up, down], resources=bound, partition_key='2024-03-05')",
        ),
        (
            "a static partition",
            "partitions_def=StaticPartitionsDefinition(['a', 'b'])",
            "materialize([up, down], resources=bound, partition_key='b')",
        ),
        (
            "a run without partition of a partitioned asset",
            "partitions_def=StaticPartitionsDefinition(['a', 'b'])",
            "materialize([up], resources=bound)",
        ),
    ):
        for side, method, other in (
            ("storing", "handle_output(self, context, obj)", "load_input(self, context)"),
            ("loading", "load_input(self, context)", "handle_output(self, context, obj)"),
        ):
            yield Case(
                f"in {claim} an IO manager is told {side}",
                f"""{ASK}
from dagster import (
    AssetIn,
    DailyPartitionsDefinition,
    IOManager,
    StaticPartitionsDefinition,
    asset,
    materialize,
)

RESULT = []


class Store(IOManager):
    def {method}:
        told = ask(context, {SHARED.replace('"context.dagster_type", "context.step_context", ', "")}
            "context.metadata", "context.log is not None",
        )
        told["context.get_identifier()"] = len(told["context.get_identifier()"])
        RESULT.append(told)
        return None

    def {other}:
        return None


@asset(metadata={{"of": "up"}}, {definition})
def up():
    return 1


@asset(ins={{"up": AssetIn(metadata={{"of": "input"}})}}, {definition})
def down(up):
    return 2


bound = {{"io_manager": Store()}}
{call}
""".replace('"context.op_def", ', '"context.op_def.name", ').replace(
                    '"context.op_def",', '"context.op_def.name",'
                ),
            )


REFUSED = (
    ("handle_output", "return 5", "int"),
    ("handle_output", "raise ValueError('no disk')", "no disk"),
    ("load_input", "raise ValueError('no disk')", "no disk"),
    (
        "handle_output",
        "context.add_output_metadata({'a': 1}); context.add_output_metadata({'a': 2})",
        "a",
    ),
    ("handle_output", "context.add_output_metadata({'a': object()})", "a"),
    ("handle_output", "context.log_event('x')", "x"),
    ("handle_output", "yield 7", "7"),
    (
        "handle_output",
        "context.add_output_metadata({'a': 1}); yield AssetMaterialization('x', metadata={'b': 1})",
        "result",
    ),
    ("load_input", "return context.resources.nope", "nope"),
    ("load_input", "return context.asset_partition_key", "input"),
)


def _refused():
    """Yield a case for each thing that an IO manager may not do, raised and recorded."""
    for method, body, culprit in REFUSED:
        arguments = "self, context, obj" if method == "handle_output" else "self, context"
        other = (
            "load_input(self, context)"
            if method == "handle_output"
            else "handle_output(self, context, obj)"
        )
        lines = "\n        ".join(body.split("; "))
        code = f"""
from dagster import AssetMaterialization, IOManager, asset, materialize


class Store(IOManager):
    def {method}({arguments}):
        {lines}

    def {other}:
        return None


@asset
def up():
    return 1


@asset
def down(up):
    return 2


"""
        raised = 'materialize([up, down], resources={"io_manager": Store()})\n'
        yield Case(f"{method} is refused: {body}", code + raised, culprit)
        recorded = """
result = materialize([up, down], resources={"io_manager": Store()}, raise_on_error=False)
left_out = ("RESOURCE", "LOGS", "ENGINE")
RESULT = result.success, [
    (each.event_type_value, each.step_key)
    for each in result.all_events
    if each.is_step_event and not each.event_type_value.startswith(left_out)
]
"""
        yield Case(f"{method} that fails is recorded: {body}", code + recorded)


CASES = (
    *_of_builders(),
    *_in_runs(),
    *_refused(),
    Case(
        "fs_io_manager keeps assets in Dagster's layout and bytes",
        FILES
        + """
from dagster import FilesystemIOManager, asset, materialize


@asset(key_prefix=["shop", "eu"])
def orders():
    return {"rows": [1, 2.5, None, "x"]}


@asset
def total(orders):
    return sum(value or 0 for value in orders["rows"][:3])


from dagster import AssetIn


@asset(ins={"orders": AssetIn(key_prefix=["shop", "eu"])})
def total(orders):
    return len(orders["rows"])


materialize([orders, total], resources={"io_manager": FilesystemIOManager(base_dir=folder)})
"""
        + BYTES,
    ),
    *(
        Case(
            f"fs_io_manager keeps partition {key!r} in Dagster's layout",
            FILES
            + f"""
from dagster import FilesystemIOManager, StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition([{key!r}, "other"]))
def part():
    return 1


bound = {{"io_manager": FilesystemIOManager(base_dir=folder)}}
materialize([part], partition_key={key!r}, resources=bound)
"""
            + BYTES,
        )
        for key in ("a", "a/b", "/a", "..", "a/../b", "a b", "ü", "a|b")
    ),
    Case(
        "fs_io_manager keeps two dimensions by their names",
        FILES
        + """
from dagster import (
    FilesystemIOManager,
    MultiPartitionsDefinition,
    StaticPartitionsDefinition,
    asset,
    materialize,
)

grid = MultiPartitionsDefinition(
    {"z": StaticPartitionsDefinition(["1", "2"]), "a": StaticPartitionsDefinition(["x", "y"])}
)


@asset(partitions_def=grid)
def part():
    return 1


bound = {"io_manager": FilesystemIOManager(base_dir=folder)}
materialize([part], partition_key="x|2", resources=bound)
"""
        + BYTES,
    ),
    Case(
        "fs_io_manager takes its folder from config and from configured",
        FILES
        + """
from dagster import asset, fs_io_manager, materialize


@asset
def one():
    return 1


@asset
def two():
    return 2


materialize(
    [one],
    resources={"io_manager": fs_io_manager},
    run_config={"resources": {"io_manager": {"config": {"base_dir": folder}}}},
)
materialize([two], resources={"io_manager": fs_io_manager.configured({"base_dir": folder})})
"""
        + BYTES,
    ),
    Case(
        "an asset that becomes partitioned loses its file",
        FILES
        + """
from dagster import FilesystemIOManager, StaticPartitionsDefinition, asset, materialize

bound = {"io_manager": FilesystemIOManager(base_dir=folder)}


@asset(name="it")
def before():
    return 1


@asset(name="it", partitions_def=StaticPartitionsDefinition(["a"]))
def after():
    return 2


materialize([before], resources=bound)
materialize([after], partition_key="a", resources=bound)
"""
        + BYTES,
    ),
    Case(
        "what cannot be pickled names what it is",
        """
from dagster import FilesystemIOManager, asset, materialize
import tempfile


@asset
def bad():
    return lambda: 1


materialize([bad], resources={"io_manager": FilesystemIOManager(base_dir=tempfile.mkdtemp())})
""",
        "bad",
    ),
    Case(
        "mem_io_manager hands on the very object",
        """
from dagster import asset, materialize, mem_io_manager

SEEN = []


@asset
def up():
    made = [1]
    SEEN.append(made)
    return made


@asset
def down(up):
    SEEN.append(up is SEEN[0])


materialize([up, down], resources={"io_manager": mem_io_manager})
RESULT = SEEN[1]
""",
    ),
    Case(
        "an IO manager made by a function is told config and resources",
        """
from dagster import IOManager, asset, io_manager, materialize, resource

SEEN = []


class Store(IOManager):
    def __init__(self, prefix, host):
        self.prefix, self.host, self.kept = prefix, host, {}

    def handle_output(self, context, obj):
        SEEN.append((self.prefix, self.host, context.resource_config, context.resources.host))
        self.kept[context.asset_key] = obj

    def load_input(self, context):
        SEEN.append((context.resource_config, context.resources.host))
        return self.kept[context.asset_key]


@resource(config_schema={"name": str})
def host(context):
    return context.resource_config["name"]


@io_manager(config_schema={"prefix": str}, required_resource_keys={"host"})
def store(context):
    return Store(context.resource_config["prefix"], context.resources.host)


@asset
def up():
    return 1


@asset
def down(up):
    return up + 1


materialize(
    [up, down],
    resources={"io_manager": store, "host": host},
    run_config={
        "resources": {
            "io_manager": {"config": {"prefix": "p"}},
            "host": {"config": {"name": "here"}},
        }
    },
)
RESULT = SEEN
""",
    ),
    Case(
        "an IO manager's function is called once a run",
        """
from dagster import InMemoryIOManager, asset, io_manager, materialize

CALLS = []


@io_manager
def store():
    CALLS.append("made")
    return InMemoryIOManager()


@asset
def up():
    return 1


@asset
def down(up):
    return up


materialize([up, down], resources={"io_manager": store})
materialize([up], resources={"io_manager": store})
RESULT = CALLS, type(store).__name__, store.__name__
""",
    ),
    Case(
        "hardcoded_io_manager brings one that is there",
        """
from dagster import IOManagerDefinition, InMemoryIOManager, asset, materialize

kept = InMemoryIOManager()


@asset(io_manager_def=IOManagerDefinition.hardcoded_io_manager(kept))
def a():
    return 5


materialize([a])
RESULT = list(kept.values.values())
""",
    ),
    Case(
        "hardcoded_io_manager takes IO managers alone",
        """
from dagster import IOManagerDefinition

IOManagerDefinition.hardcoded_io_manager(5)
""",
        "5",
    ),
    Case(
        "an input manager loads in place of the IO manager",
        """
from dagster import AssetIn, InMemoryIOManager, asset, input_manager, materialize

SEEN = []


@input_manager(config_schema={"times": int})
def repeated(context):
    SEEN.append(
        (context.name, context.asset_key.to_user_string(), context.upstream_output.name,
         context.definition_metadata, context.resource_config)
    )
    return "x" * context.resource_config["times"]


@input_manager
def fixed():
    return 7


@asset
def first():
    return "ignored"


@asset
def second():
    return "ignored"


@asset
def third():
    return "kept"


@asset(
    ins={
        "first": AssetIn(input_manager_key="repeated", metadata={"m": 1}),
        "second": AssetIn(input_manager_key="fixed"),
    }
)
def down(first, second, third):
    SEEN.append((first, second, third))


materialize(
    [first, second, third, down],
    resources={
        "repeated": repeated.configured({"times": 3}),
        "fixed": fixed,
        "io_manager": InMemoryIOManager(),
    },
)
RESULT = SEEN
""",
    ),
    Case(
        "an input manager may return another, which loads",
        """
from dagster import AssetIn, InputManager, asset, input_manager, materialize

SEEN = []


class Table(InputManager):
    def load_input(self, context):
        return ["row"]


@input_manager
def table():
    return Table()


@asset
def up():
    return 1


@asset(ins={"up": AssetIn(input_manager_key="table")})
def down(up):
    SEEN.append(up)


materialize([up, down], resources={"table": table})
RESULT = SEEN
""",
    ),
    Case(
        "an input manager that is not bound is named",
        """
from dagster import AssetIn, asset, materialize


@asset
def up():
    return 1


@asset(ins={"up": AssetIn(input_manager_key="nowhere")})
def down(up):
    return up


materialize([up, down])
""",
        "nowhere",
    ),
    Case(
        "what handle_output yields and returns is recorded",
        """
from dagster import AssetMaterialization, AssetObservation, IOManager, asset, materialize


class Yields(IOManager):
    def handle_output(self, context, obj):
        yield {"a": 1}
        context.add_output_metadata({"b": 2})
        yield AssetMaterialization("yielded")

    def load_input(self, context):
        return None


class Returns(IOManager):
    def handle_output(self, context, obj):
        context.log_event(AssetMaterialization("logged", metadata={"x": 1}))
        return AssetMaterialization("returned", metadata={"q": 1})

    def load_input(self, context):
        return None


@asset(io_manager_key="one")
def a():
    return 1


@asset(io_manager_key="two")
def b():
    return 1


result = materialize([a, b], resources={"one": Yields(), "two": Returns()})
RESULT = [
    (event.materialization.asset_key.to_user_string(), event.step_key,
     {name: value.value for name, value in event.materialization.metadata.items()})
    for event in result.get_asset_materialization_events()
]
""",
    ),
    *(
        Case(
            f"an IO manager that asks for another try gets it: {claim}",
            f"""
from dagster import Failure, IOManager, RetryPolicy, RetryRequested, asset, materialize

SEEN = []


class Store(IOManager):
    def handle_output(self, context, obj):
        SEEN.append("store")
        if len(SEEN) < 3:
            raise {error}

    def load_input(self, context):
        return None


@asset({options})
def a():
    return 1


result = materialize([a], resources={{"io_manager": Store()}}, raise_on_error=False)
left_out = ("RESOURCE", "LOGS", "ENGINE")
RESULT = SEEN, result.success, [
    each.event_type_value
    for each in result.all_events
    if each.is_step_event and not each.event_type_value.startswith(left_out)
]
""",
        )
        for claim, error, options in (
            ("requested", "RetryRequested(max_retries=5)", ""),
            ("by policy", "ValueError('no disk')", "retry_policy=RetryPolicy(max_retries=5)"),
            (
                "failed for good",
                "Failure('no', allow_retries=False)",
                "retry_policy=RetryPolicy(max_retries=5)",
            ),
            ("failed", "Failure('no')", ""),
        )
    ),
    Case(
        "what IO managers and functions log can be read from the events",
        """
from dagster import (
    AssetIn, AssetObservation, ExpectationResult, IOManager, asset, materialize,
)


class Store(IOManager):
    def handle_output(self, context, obj):
        context.add_output_metadata({"rows": 3})

    def load_input(self, context):
        context.add_input_metadata({"read": 2}, description="read")
        return 1


@asset
def up(context):
    context.log_event(
        AssetObservation("seen", description="d", metadata={"m": 1}, partition="p", tags={"t": "v"})
    )
    context.log_event(ExpectationResult(success=False, label="l", metadata={"m": 1}))
    return 1


@asset(ins={"up": AssetIn(metadata={"of": "input"})})
def down(up):
    return up


def values(metadata):
    return {name: getattr(each, "value", each) for name, each in metadata.items()}


RESULT = []
for event in materialize([up, down], resources={"io_manager": Store()}).all_events:
    data = event.event_specific_data
    if event.event_type_value == "ASSET_OBSERVATION":
        seen = data.asset_observation
        RESULT.append(
            (seen.asset_key.to_user_string(), seen.description, values(seen.metadata),
             seen.partition, dict(seen.tags))
        )
    elif event.event_type_value == "STEP_EXPECTATION_RESULT":
        met = data.expectation_result
        RESULT.append((met.success, met.label, values(met.metadata)))
    elif event.event_type_value in ("HANDLED_OUTPUT", "LOADED_INPUT"):
        RESULT.append((event.event_type_value, values(data.metadata)))
""",
    ),
    Case(
        "metadata of a load is told in place",
        """
from dagster import IOManager, asset, materialize


class Store(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        context.add_input_metadata({"rows": 3}, description="read")
        return 1


@asset
def up():
    return 1


@asset
def down(up):
    return up


result = materialize([up, down], resources={"io_manager": Store()})
RESULT = [each.event_type_value for each in result.events_for_node("down")]
""",
    ),
    Case(
        "UPathIOManager keeps files with an extension and tells where",
        FILES
        + TEXT
        + """
from dagster import StaticPartitionsDefinition, asset, materialize


@asset(key_prefix="shop")
def whole():
    return [1]


@asset(partitions_def=StaticPartitionsDefinition(["a.b", "c"]))
def part():
    return {"p": 1}


@asset
def nothing():
    return None


bound = {"io_manager": TextIOManager(UPath(folder))}
result = materialize([whole, part, nothing], partition_key="a.b", resources=bound)
told = [
    sorted(event.materialization.metadata) for event in result.get_asset_materialization_events()
]
RESULT = texts(folder), told
""",
    ),
    *(
        Case(
            f"{manager} loads {keys} for {consumer}",
            FILES
            + TEXT
            + f"""
from dagster import (
    AllPartitionMapping, AssetIn, DagsterInstance, StaticPartitionsDefinition, asset, materialize,
)

SEEN = []


@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
def part(context):
    return context.partition_key * 2


@asset
def whole(part):
    SEEN.append(part)


@asset(ins={{"part": AssetIn(metadata={{"allow_missing_partitions": True}})}})
def lenient(part):
    SEEN.append(part)


instance = DagsterInstance.ephemeral()
bound = {{"io_manager": {manager}(UPath(folder))}}
for key in {keys!r}:
    materialize([part], partition_key=key, resources=bound, instance=instance)
result = materialize(
    [part, whole, lenient], selection=[{consumer}], resources=bound, instance=instance,
    raise_on_error=False,
)
RESULT = SEEN, result.success
""",
        )
        for manager, keys, consumer in (
            ("TextIOManager", "abc", "whole"),
            ("TextIOManager", "ab", "whole"),
            ("TextIOManager", "ac", "lenient"),
            ("AsyncTextIOManager", "abc", "whole"),
            ("AsyncTextIOManager", "ab", "whole"),
            ("AsyncTextIOManager", "ab", "lenient"),
        )
    ),
    Case(
        "UPathIOManager is called by tests",
        FILES
        + TEXT
        + """
from dagster import build_input_context, build_output_context

manager = TextIOManager(UPath(folder))
out = build_output_context(asset_key=["a", "b"])
before = manager.has_output(out)
manager.handle_output(out, 5)
into = build_input_context(asset_key=["a", "b"])
op_out = build_output_context(run_id="r", step_key="s", name="n")
manager.handle_output(op_out, 6)
RESULT = (
    before, manager.has_output(out), manager.load_input(into), texts(folder),
    sorted(out.get_logged_metadata()),
    manager.load_input(build_input_context(upstream_output=op_out)),
    manager.fs.protocol[0] if not isinstance(manager.fs.protocol, str) else manager.fs.protocol,
    manager.path_exists(UPath(folder) / "nothing"),
)
""",
    ),
    Case(
        "an IO manager is told the types",
        """
from typing import Dict, List, Optional

from dagster import IOManager, asset, materialize

SEEN = []


class Store(IOManager):
    def handle_output(self, context, obj):
        SEEN.append((context.dagster_type.display_name, context.dagster_type.typing_type is int))

    def load_input(self, context):
        SEEN.append((context.dagster_type.display_name, context.dagster_type.typing_type is int))
        return [1]


@asset
def anything() -> int:
    return 1


@asset
def numbers(anything) -> List[int]:
    return [1]


@asset
def total(numbers: List[int]) -> Optional[float]:
    return 1.0


materialize([anything, numbers, total], resources={"io_manager": Store()})
RESULT = SEEN
""",
    ),
    Case(
        "an IO manager stores a range of partitions at once",
        """
from dagster import (
    BackfillPolicy, DailyPartitionsDefinition, IOManager, asset, materialize,
)

SEEN = []


class Store(IOManager):
    def handle_output(self, context, obj):
        window = context.asset_partitions_time_window
        SEEN.append(
            (context.has_partition_key, context.has_asset_partitions, obj,
             [str(key) for key in context.asset_partition_keys],
             tuple(context.asset_partition_key_range),
             window.start.isoformat(), window.end.isoformat())
        )
        for ask in (lambda: context.partition_key, lambda: context.asset_partition_key,
                    lambda: context.get_asset_identifier()):
            try:
                ask()
            except Exception as error:
                SEEN.append(type(error).__name__)

    def load_input(self, context):
        SEEN.append([str(key) for key in context.asset_partition_keys])
        SEEN.append(tuple(context.asset_partition_key_range))
        return dict.fromkeys(context.asset_partition_keys, 1)


days = DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20")


@asset(partitions_def=days)
def up():
    return 1


@asset(partitions_def=days, backfill_policy=BackfillPolicy.single_run())
def made(up):
    return {str(key): value for key, value in up.items()}


materialize(
    [up, made],
    selection=[made],
    resources={"io_manager": Store()},
    tags={
        "dagster/asset_partition_range_start": "2024-03-04",
        "dagster/asset_partition_range_end": "2024-03-06",
    },
)
RESULT = SEEN
""",
    ),
    Case(
        "UPathIOManager refuses an extension without a dot",
        TEXT
        + """

class Bad(TextIOManager):
    extension = "txt"


Bad(UPath("."))
""",
        "txt",
        "Dagster stops at a bare assertion",
        ours_raises="CheckError",
    ),
    Case(
        "resources of a built context are torn down with it",
        """
from dagster import build_input_context, build_output_context, resource

SEEN = []


@resource
def open_and_close():
    SEEN.append("open")
    yield 5
    SEEN.append("close")


for build in (build_input_context, build_output_context):
    with build(resources={"it": open_and_close}) as context:
        SEEN.append(context.resources.it)
    context = build(resources={"it": open_and_close})
    try:
        context.resources
    except Exception as error:
        SEEN.append(type(error).__name__)
    del context
RESULT = SEEN
""",
    ),
    *(
        Case(
            f"a context is not built: {call}",
            f"""
from dagster import build_input_context, build_output_context

{call}
""",
            culprit,
        )
        for call, culprit in (
            ("build_output_context(step_key=5)", "step_key"),
            ("build_output_context(partition_key=5)", "partition_key"),
            ("build_output_context(resources=5)", "resources"),
            ("build_input_context(name=5)", "name"),
            ("build_input_context(upstream_output=5)", "upstream_output"),
            ("build_input_context(resource_config=5)", "resource_config"),
        )
    ),
)
