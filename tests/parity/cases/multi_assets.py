"""Several assets from one function."""

from harness import Case

CASES = (
    Case(
        "a multi asset returns its outs in order",
        """
from dagster import AssetOut, asset, materialize, multi_asset


@multi_asset(outs={"table_a": AssetOut(), "table_b": AssetOut()})
def compute_tables():
    return 1, 2


@asset
def both(table_a, table_b):
    return table_a, table_b


result = materialize([compute_tables, both])
RESULT = (
    result.output_for_node("both"),
    result.output_for_node("compute_tables", "table_a"),
    result.asset_value("table_b"),
    sorted(k.to_user_string() for k in compute_tables.keys),
)
""",
    ),
    Case(
        "a multi asset yields outputs by name",
        """
from dagster import AssetOut, Output, materialize, multi_asset


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def both():
    yield Output(1, output_name="b")
    yield Output(2, output_name="a", metadata={"rows": 3})


result = materialize([both])
RESULT = result.asset_value("a"), result.asset_value("b")
""",
    ),
    Case(
        "AssetOut says key group and more",
        """
from dagster import AssetKey, AssetOut, multi_asset


@multi_asset(
    outs={
        "a": AssetOut(
            key_prefix="p",
            group_name="g",
            description="first",
            metadata={"k": 1},
            tags={"t": "1"},
            kinds={"sql"},
            owners=["team:x"],
            code_version="3",
        ),
        "b": AssetOut(key=AssetKey(["x", "y"])),
    },
)
def both():
    return 1, 2


specs = {spec.key.to_user_string(): spec for spec in both.specs}
a = specs["p/a"]
RESULT = (
    sorted(specs),
    a.group_name,
    a.description,
    a.metadata["k"],
    dict(a.tags),
    list(a.owners),
    a.code_version,
)
""",
    ),
    Case(
        "a group of the whole goes to all",
        """
from dagster import AssetOut, multi_asset


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()}, group_name="g")
def both():
    return 1, 2


RESULT = sorted((k.to_user_string(), g) for k, g in both.group_names_by_key.items())
""",
    ),
    Case(
        "an out that is not required may be left out and what reads it is skipped",
        """
from dagster import AssetOut, Output, asset, materialize, multi_asset

runs = []


@multi_asset(outs={"a": AssetOut(is_required=False), "b": AssetOut(is_required=False)})
def both():
    yield Output(1, output_name="a")


@asset
def on_a(a):
    runs.append("on_a")


@asset
def on_b(b):
    runs.append("on_b")


RESULT = materialize([both, on_a, on_b]).success, runs
""",
    ),
    Case(
        "specs make a multi asset that returns nothing",
        """
from dagster import AssetSpec, MaterializeResult, materialize, multi_asset


@multi_asset(specs=[AssetSpec("a"), AssetSpec("b", deps=["a"])])
def both():
    yield MaterializeResult(asset_key="a", metadata={"n": 1})
    yield MaterializeResult(asset_key="b")


result = materialize([both])
RESULT = (
    result.success,
    sorted(e.asset_key.to_user_string() for e in result.get_asset_materialization_events()),
)
""",
    ),
    Case(
        "can_subset runs what is selected",
        """
from dagster import AssetOut, Output, materialize, multi_asset

seen = []


@multi_asset(
    outs={"a": AssetOut(is_required=False), "b": AssetOut(is_required=False)}, can_subset=True
)
def both(context):
    seen.append(sorted(context.selected_output_names))
    for name in context.selected_output_names:
        yield Output(name, output_name=name)


RESULT = materialize([both], selection=["a"]).asset_value("a"), seen
""",
    ),
    Case(
        "part of a multi asset that cannot be split is refused",
        """
from dagster import AssetOut, materialize, multi_asset


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def both():
    return 1, 2


materialize([both], selection=["a"])
RESULT = None
""",
        culprit="both",
    ),
    Case(
        "a missing required output is an error",
        """
from dagster import AssetOut, Output, materialize, multi_asset


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def both():
    yield Output(1, output_name="a")


materialize([both])
RESULT = None
""",
        culprit="b",
    ),
    Case(
        "a tuple of the wrong length is an error",
        """
from dagster import AssetOut, materialize, multi_asset


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def both():
    return 1, 2, 3


materialize([both])
RESULT = None
""",
        culprit="both",
    ),
    Case(
        "internal_asset_deps wires the outs of one function",
        """
from dagster import AssetIn, AssetKey, AssetOut, multi_asset


@multi_asset(
    outs={"a": AssetOut(), "b": AssetOut()},
    ins={"raw": AssetIn()},
    internal_asset_deps={"a": {AssetKey("raw")}, "b": {AssetKey("a")}},
)
def both(raw):
    return 1, 2


RESULT = {
    k.to_user_string(): sorted(d.to_user_string() for d in deps)
    for k, deps in both.asset_deps.items()
}
""",
    ),
)
