"""All keys of partitions where a program uses them as the list that Dagster makes."""

from harness import Case

_BASE = """
import copy
import typing

from dagster import (
    AssetSpec, Config, DagsterInstance, DailyPartitionsDefinition, MetadataValue,
    MultiPartitionsDefinition, StaticPartitionsDefinition, asset, materialize_to_memory,
)

days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05")
keys = days.get_partition_keys()
grid = MultiPartitionsDefinition({"day": days, "of": StaticPartitionsDefinition(["a", "b"])})


def made(an_asset, **options):
    return materialize_to_memory([an_asset], **options).output_for_node(an_asset.key.path[-1])
"""


def case(name, source):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source)


def returned(annotation):
    """Return a case in which an asset so annotated returns keys."""
    return case(
        f"an asset that is {annotation} returns them",
        f"""
@asset
def all_days() -> {annotation}:
    return keys


RESULT = made(all_days)
""",
    )


CASES = [
    case("they are a list", "RESULT = isinstance(keys, list), isinstance(keys, typing.Sequence)"),
    case("of two dimensions too", "RESULT = isinstance(grid.get_partition_keys(), list)"),
    *map(returned, ("list", "list[str]", "typing.List[str]", "typing.Sequence[str]", "typing.Any")),
    case(
        "they are config by class",
        """
class Days(Config):
    keys: list[str]


@asset
def chosen(config: Days):
    return config.keys


RESULT = (
    Days(keys=keys).keys,
    made(chosen, run_config={"ops": {"chosen": {"config": {"keys": keys}}}}),
)
""",
    ),
    case(
        "they are config by schema",
        """
@asset(config_schema={"keys": [str]})
def chosen(context):
    return context.op_execution_context.op_config["keys"]


RESULT = made(chosen, run_config={"ops": {"chosen": {"config": {"keys": keys}}}})
""",
    ),
    case(
        "they are metadata of a materialization",
        """
@asset
def counted(context):
    context.add_output_metadata({"keys": keys, "within": {"keys": keys[1:]}})


[made_now] = materialize_to_memory([counted]).asset_materializations_for_node("counted")
RESULT = {name: value.value for name, value in made_now.metadata.items()}
""",
    ),
    case(
        "they are metadata of a definition",
        """
RESULT = list(AssetSpec("a", metadata={"keys": keys}).metadata["keys"]), (
    MetadataValue.json(keys).value, MetadataValue.json({"keys": keys}).value
)
""",
    ),
    case(
        "other partitions have them",
        """
static = StaticPartitionsDefinition(keys)
with DagsterInstance.ephemeral() as instance:
    instance.add_dynamic_partitions("days", keys)
    RESULT = (
        static.get_partition_keys(), static == StaticPartitionsDefinition(list(keys)),
        instance.get_dynamic_partitions("days"),
        list(days.subset_with_partition_keys(keys[1:3]).get_partition_keys()),
    )
""",
    ),
    case(
        "they are read like a list",
        """
RESULT = (
    keys[0], keys[-1], keys[1:3], keys[::2], keys[::-1], len(keys), sorted(keys, reverse=True),
    list(reversed(keys)), "2024-01-03" in keys, "2024-01-05" in keys, keys.index("2024-01-02"),
    keys.count("2024-01-02"), keys + ["x"], ["x"] + keys, ", ".join(keys), [*keys], set(keys),
    dict.fromkeys(keys), max(keys), bool(keys), keys == list(keys), keys != list(keys), str(keys),
    list(zip(keys, keys[1:])), copy.copy(keys), copy.deepcopy(keys), keys.copy(),
)
""",
    ),
    case(
        "those of two dimensions are read like a list",
        """
keys = grid.get_partition_keys()
RESULT = (
    str(keys[0]), str(keys[-1]), list(map(str, keys[1:4])), len(keys), "2024-01-03|b" in keys,
    "2024-01-03|c" in keys, "b" in keys, keys.index("2024-01-02|a"), ", ".join(keys),
    keys == list(keys), [dict(key.keys_by_dimension) for key in keys[2:4]],
)
""",
    ),
]
