"""One function whose assets have different partitions."""

from harness import Case

BEGIN = """
from dagster import (
    AssetSpec, Definitions, MaterializeResult, StaticPartitionsDefinition, asset, define_asset_job,
    map_asset_specs, materialize, multi_asset,
)

LETTERS = StaticPartitionsDefinition(["a", "b"])
DIGITS = StaticPartitionsDefinition(["1", "2"])
X, Y = AssetSpec("x", partitions_def=LETTERS), AssetSpec("y", partitions_def=DIGITS)
Z = AssetSpec("z")

def several(specs=(X, Y, Z), can_subset=True, **said):
    @multi_asset(specs=list(specs), can_subset=can_subset, **said)
    def made(context):
        run = context.partition_key if context.has_partition_key else ""
        for key in sorted(context.selected_asset_keys):
            yield MaterializeResult(key, metadata={"run": run})
    return made

def told(result):
    return [
        (
            e.asset_key.to_user_string(), e.partition, e.step_key,
            e.materialization.metadata["run"].value,
        )
        for e in result.get_asset_materialization_events()
    ]
"""


def case(name: str, source: str, culprit: str | None = None) -> Case:
    """Return a case that begins as all do."""
    return Case(name, BEGIN + source, culprit)


CASES = (
    case(
        "each spec keeps its partitions",
        "RESULT = [spec.partitions_def.get_partition_keys() if spec.partitions_def else None "
        "for spec in several().specs]",
    ),
    case(
        "a definition that differs has no partitions of its own", "several().partitions_def", "made"
    ),
    case(
        "one that differs only from none has them",
        "RESULT = several((X, Z), False).partitions_def.get_partition_keys()",
    ),
    case("what cannot be split cannot differ", "several((X, Y), False)", "can_subset"),
    case(
        "what is said of all cannot differ from a spec",
        "several((X,), partitions_def=DIGITS)",
        "made",
    ),
    case(
        "what is said of all is said of each spec or of none",
        "several((X, Z), partitions_def=LETTERS)",
        "made",
    ),
    case(
        "a run asks for those of one partitions_def",
        "RESULT = [told(materialize([several()], partition_key=key, selection=chosen)) "
        'for key, chosen in (("a", "x"), ("2", "y"), (None, "z"))]',
    ),
    case("a run cannot ask for all", 'materialize([several()], partition_key="a")', "partitions"),
    case(
        "what has no partitions goes with what has",
        'RESULT = [told(materialize([several()], selection=["x", "z"], partition_key="a")), '
        'told(materialize([several((X, Z), False)], partition_key="a"))]',
    ),
    case(
        "what reads it reads the same partition",
        """
@asset(deps=["x"], partitions_def=LETTERS)
def after(): ...

RESULT = [
    (e.asset_key.to_user_string(), e.partition)
    for e in materialize([several(), after], selection=["x", "after"], partition_key="b")
    .get_asset_materialization_events()
]
""",
    ),
    case(
        "a job takes those of one partitions_def",
        """
letters = define_asset_job("letters", selection="x")
defs = Definitions(assets=[several()], jobs=[letters])
RESULT = told(defs.resolve_job_def("letters").execute_in_process(partition_key="a"))
""",
    ),
    case(
        "specs are mapped to different partitions",
        """
def spread(spec):
    return spec.replace_attributes(partitions_def=LETTERS if spec.key.path == ["x"] else DIGITS)

mapped = map_asset_specs(spread, [several((AssetSpec("x"), AssetSpec("y")))])
RESULT = told(materialize(mapped, selection="y", partition_key="2"))
""",
    ),
    case(
        "and not where the function cannot be split",
        """
def spread(spec):
    return spec.replace_attributes(partitions_def=LETTERS if spec.key.path == ["x"] else DIGITS)

map_asset_specs(spread, [several((AssetSpec("x"), AssetSpec("y")), False)])
""",
        "can_subset",
    ),
    case(
        "the definition in the context is of what was asked for",
        """
@multi_asset(specs=[X, Y], can_subset=True)
def made(context):
    of_run = context.assets_def.partitions_def.get_partition_keys()
    for key in context.selected_asset_keys:
        yield MaterializeResult(key, metadata={"run": str(of_run)})

RESULT = told(materialize([made], selection="y", partition_key="1"))
""",
    ),
    case(
        "a source is taken by its own partitions",
        'RESULT = several().to_source_asset("y").partitions_def.get_partition_keys()',
    ),
)
