"""IO managers: what they are given, and what the built-in ones do."""

from harness import Case

STORE = """
from dagster import IOManager


class MyIOManager(IOManager):
    def __init__(self):
        self.kept = {}
        self.calls = []

    def handle_output(self, context, obj):
        self.calls.append(("out", context.asset_key.to_user_string()))
        self.kept[tuple(context.asset_key.path)] = obj

    def load_input(self, context):
        self.calls.append(
            (
                "in",
                context.asset_key.to_user_string(),
                context.upstream_output.asset_key.to_user_string(),
            )
        )
        return self.kept[tuple(context.asset_key.path)]
"""

CASES = (
    Case(
        "an IO manager stores and loads by asset key",
        STORE
        + """
from dagster import asset, materialize


@asset
def a():
    return 1


@asset(key_prefix="p")
def b(a):
    return a + 1


store = MyIOManager()
RESULT = materialize([a, b], resources={"io_manager": store}).success, store.kept, store.calls
""",
    ),
    Case(
        "an IO manager is bound by Definitions",
        STORE
        + """
from dagster import Definitions, asset, define_asset_job


@asset
def a():
    return 1


@asset
def b(a):
    return a + 1


store = MyIOManager()
defs = Definitions(
    assets=[a, b], resources={"io_manager": store}, jobs=[define_asset_job("all_of_it")]
)
defs.resolve_job_def("all_of_it").execute_in_process()
RESULT = {"/".join(k): v for k, v in store.kept.items()}
""",
    ),
    Case(
        "io_manager_key chooses and io_manager_def brings one",
        STORE
        + """
from dagster import AssetIn, asset, materialize

one, two = MyIOManager(), MyIOManager()


@asset(io_manager_key="special")
def a():
    return 1


@asset(io_manager_def=two)
def b(a):
    return a + 1


@asset(ins={"a": AssetIn(input_manager_key="other")}, io_manager_key="special")
def c(a, b):
    return a, b


other = MyIOManager()
other.kept[("a",)] = "from other"
materialize([a, b, c], resources={"special": one, "other": other})
RESULT = one.kept[("c",)], sorted(one.kept), sorted(two.kept), other.calls
""",
    ),
    Case(
        "an IO manager sees partitions metadata and type",
        """
from dagster import ConfigurableIOManager, StaticPartitionsDefinition, asset, materialize

seen = []


class Store(ConfigurableIOManager):
    root: str

    def handle_output(self, context, obj):
        seen.append(
            (
                self.root,
                context.partition_key,
                context.has_partition_key,
                context.asset_partition_key,
                context.definition_metadata.get("k"),
                context.get_asset_identifier(),
                context.name,
                context.step_key,
            )
        )
        context.add_output_metadata({"bytes": 3})

    def load_input(self, context):
        seen.append(
            (
                context.name,
                context.asset_partition_key,
                context.asset_partition_keys,
                context.asset_key.path,
            )
        )
        return "loaded"


regions = StaticPartitionsDefinition(["us", "eu"])


@asset(partitions_def=regions, metadata={"k": 1})
def a():
    return 1


@asset(partitions_def=regions)
def b(a):
    return a


materialize([a, b], partition_key="eu", resources={"io_manager": Store(root="r")})
RESULT = seen
""",
    ),
    Case(
        "a FilesystemIOManager keeps pickles by key and partition",
        """
import pickle
from pathlib import Path
from dagster import FilesystemIOManager, StaticPartitionsDefinition, asset, materialize


@asset(key_prefix="p")
def a():
    return 1


@asset(partitions_def=StaticPartitionsDefinition(["us"]))
def b():
    return 2


resources = {"io_manager": FilesystemIOManager(base_dir="kept")}
materialize([a], resources=resources)
materialize([b], resources=resources, partition_key="us")
RESULT = {
    str(path): pickle.loads(path.read_bytes())
    for path in sorted(Path("kept").rglob("*"))
    if path.is_file()
}
""",
    ),
    Case(
        "an InMemoryIOManager hands on the same object",
        """
from dagster import InMemoryIOManager, asset, materialize

made = []


@asset
def a():
    made.append(object())
    return made[0]


@asset
def b(a):
    return a is made[0]


RESULT = materialize([a, b], resources={"io_manager": InMemoryIOManager()}).output_for_node("b")
""",
    ),
    Case(
        "an error in handle_output is the user's own",
        """
from dagster import IOManager, asset, materialize


class Broken(IOManager):
    def handle_output(self, context, obj):
        raise OSError("disk is full")

    def load_input(self, context): ...


@asset
def a():
    return 1


materialize([a], resources={"io_manager": Broken()})
RESULT = None
""",
        culprit="disk is full",
    ),
    Case(
        "an asset without value never meets the IO manager",
        STORE
        + """
from dagster import MaterializeResult, asset, materialize


@asset
def a():
    return MaterializeResult(metadata={"x": 1})


@asset
def b() -> None:
    return None


@asset
def c():
    return None


store = MyIOManager()
materialize([a, b, c], resources={"io_manager": store})
RESULT = sorted(store.kept)
""",
    ),
)
