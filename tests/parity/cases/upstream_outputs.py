"""What an IO manager is told of the output that it loads, made in the run or before it."""

from harness import Case

BEGIN = """
from dagster import (
    AssetSpec, IOManager, Output, SourceAsset, StaticPartitionsDefinition, asset, materialize,
)

LETTERS = StaticPartitionsDefinition(["a", "b"])
TOLD = {}

MEMBERS = [
    "step_key", "name", "op_def.name", "dagster_type.display_name", "asset_key",
    "has_asset_partitions", "asset_partition_keys", "has_partition_key", "partition_key",
    "asset_partition_key_range.start", "asset_spec.key", "job_name", "output_metadata", "version",
    "mapping_key", "get_asset_identifier()", "get_identifier()[1:]", "has_asset_key",
]

class Asks(IOManager):
    def handle_output(self, context, obj):
        TOLD.setdefault("stored", sorted(context.output_metadata))

    def load_input(self, context):
        for member in MEMBERS:
            try:
                known = {"upstream": context.upstream_output}
                TOLD[member] = str(eval("upstream." + member, known))
            except Exception:
                TOLD[member] = "refused"
        return 1

def run(upstream, partition=None, selection=None, partitions_def=None):
    @asset(partitions_def=partitions_def)
    def after(before: int) -> None: ...

    materialize([upstream, after], partition_key=partition, selection=selection,
                resources={"io_manager": Asks()})
    return TOLD

def made(partitions_def=None):
    @asset(partitions_def=partitions_def)
    def before(context):
        context.add_output_metadata({"told": 1})
        return Output(1, metadata={"said": 2})
    return before
"""


def case(name: str, call: str) -> Case:
    """Return a case that asks about the output that *call* reads."""
    return Case(name, f"{BEGIN}\nRESULT = {call}\n")


CASES = (
    case("made in the run", "run(made())"),
    case("made before the run", 'run(made(), selection="after")'),
    case("made elsewhere", 'run(AssetSpec("before"), selection="after")'),
    case("a source", 'run(SourceAsset("before"), selection="after")'),
    case("a partition made in the run", 'run(made(LETTERS), "b", None, LETTERS)'),
    case("a partition made before the run", 'run(made(LETTERS), "b", "after", LETTERS)'),
    case(
        "a partition of a source",
        'run(SourceAsset("before", partitions_def=LETTERS), "a", "after", LETTERS)',
    ),
)
