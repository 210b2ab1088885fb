from dagbook import (
    AssetDep,
    AssetKey,
    AssetSpec,
    MaterializeResult,
    StaticPartitionMapping,
    StaticPartitionsDefinition,
    materialize,
    multi_asset,
)
from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import build_plan
from dagbook.partitions.subset import OrdinalRanges

LETTERS = StaticPartitionsDefinition(["a", "b"])
DIGITS = StaticPartitionsDefinition(["1", "2"])
ALL, ONE = OrdinalRanges.span(0, 2), OrdinalRanges.span(0, 1)


def several(*specs):
    @multi_asset(specs=specs, can_subset=True)
    def made(context):
        for key in context.selected_asset_keys:
            yield MaterializeResult(key)

    return made


def steps(definition, **targets):
    wanted = {AssetKey(name): ranges for name, ranges in targets.items()}
    plan = build_plan(build_graph([definition]), wanted)
    return [
        ("".join(key.to_user_string() for key in step.selected), step.partition_key, step.needs)
        for step in plan.steps
    ]


X, Y = AssetSpec("x", partitions_def=LETTERS), AssetSpec("y", partitions_def=DIGITS)


def test_assets_of_different_partitions_are_made_by_different_steps():
    found = steps(several(X, Y), x=ALL, y=ONE)
    assert found == [("x", "a", ()), ("x", "b", ()), ("y", "1", ())]


def test_what_has_no_partitions_goes_with_one_partition():
    assert steps(several(X, AssetSpec("z")), x=ONE, z=None) == [("xz", "a", ())]


def test_what_has_no_partitions_is_made_once_beside_several():
    found = steps(several(X, AssetSpec("z")), x=ALL, z=None)
    assert found == [("x", "a", ()), ("x", "b", ()), ("z", None, ())]


def test_what_reads_another_part_comes_after_it():
    after = AssetSpec("w", partitions_def=LETTERS, deps=["z"])
    found = steps(several(after, X, AssetSpec("z", deps=["x"])), x=ALL, z=None, w=ALL)
    assert [name for name, _, _ in found] == ["x", "x", "z", "w", "w"]
    assert found[2][2] == (0, 1)
    assert found[3][2] == (2,)


def test_a_mapping_between_parts_is_kept():
    mapping = StaticPartitionMapping({"a": "1", "b": "2"})
    reads = AssetSpec("y", partitions_def=DIGITS, deps=[AssetDep("x", partition_mapping=mapping)])
    found = steps(several(X, reads), x=ALL, y=ALL)
    assert found == [("x", "a", ()), ("x", "b", ()), ("y", "1", (0,)), ("y", "2", (1,))]


def test_a_run_makes_each_asset_for_its_own_partitions():
    result = materialize([several(X, Y, AssetSpec("z"))], partition_keys="all")
    events = result.get_asset_materialization_events()
    made = [(each.asset_key.to_user_string(), each.partition) for each in events]
    assert sorted(made, key=str) == [("x", "a"), ("x", "b"), ("y", "1"), ("y", "2"), ("z", None)]
