"""Checks in a plan: where their steps stand, and what waits for them."""

from dagbook.asset_graph.check_plan import checks_of, made_by, with_checks
from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import ExecutionPlan, build_plan
from dagbook.authoring.asset_check import asset_check, multi_asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_io import AssetIn
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges

LETTERS = StaticPartitionsDefinition(["a", "b"])


@asset
def raw(): ...


@asset
def clean(raw): ...


@asset
def report(clean): ...


@asset(partitions_def=LETTERS)
def by_letter(): ...


@asset(partitions_def=LETTERS)
def after(by_letter): ...


def key(text):
    return AssetCheckKey.from_user_string(text)


def planned(definitions, checks, targets=None):
    graph = build_graph(definitions)
    wanted = targets if targets is not None else dict.fromkeys(graph.order)
    return with_checks(graph, build_plan(graph, wanted), checks)


def steps(plan):
    return [
        step.key if step.partition_key is None else f"{step.key}[{step.partition_key}]"
        for step in plan.steps
    ]


def test_a_check_stands_in_the_level_after_its_asset_by_name():
    @asset_check(asset="raw")
    def ok(): ...

    plan = planned([raw, clean, report, ok], {key("raw:ok"): None})
    assert steps(plan) == ["raw", "clean", "raw_ok", "report"]
    assert [step.needs for step in plan.steps] == [(), (0,), (0,), (1,)]


def test_what_reads_an_asset_waits_for_its_blocking_checks():
    @asset_check(asset="raw", blocking=True)
    def ok(): ...

    plan = planned([raw, clean, report, ok], {key("raw:ok"): None})
    assert steps(plan) == ["raw", "raw_ok", "clean", "report"]
    assert plan.steps[2].needs == (0, 1)


def test_what_a_blocking_check_reads_does_not_wait_for_it():
    @asset_check(asset="raw", blocking=True, additional_ins={"report": AssetIn(key="report")})
    def same(report): ...

    plan = planned([raw, clean, report, same], {key("raw:same"): None})
    assert steps(plan) == ["raw", "clean", "report", "raw_same"]


def test_a_blocking_check_of_a_partition_is_waited_for_by_that_partition():
    @asset_check(asset="by_letter", partitions_def=LETTERS, blocking=True)
    def ok(by_letter): ...

    both = OrdinalRanges.span(0, 2)
    targets = {AssetKey("by_letter"): both, AssetKey("after"): both}
    plan = planned([by_letter, after, ok], {key("by_letter:ok"): both}, targets)
    names = steps(plan)
    assert names == [
        "by_letter[a]",
        "by_letter[b]",
        "by_letter_ok[a]",
        "by_letter_ok[b]",
        "after[a]",
        "after[b]",
    ]
    assert plan.steps[4].needs == (0, 2)
    assert plan.steps[5].needs == (1, 3)


def test_a_check_without_partitions_reads_them_all():
    @asset_check(asset="by_letter")
    def ok(by_letter): ...

    plan = planned([by_letter, ok], {key("by_letter:ok"): None}, {})
    (step,) = plan.steps
    assert (step.partition_key, step.inputs[0].partition_keys) == (None, ("a", "b"))


def test_of_several_checks_those_that_are_asked_for():
    specs = [AssetCheckSpec("a", asset="raw"), AssetCheckSpec("b", asset="raw")]

    @multi_asset_check(specs=specs, can_subset=True)
    def some(): ...

    @multi_asset_check(specs=specs, name="whole")
    def all_of_them(): ...

    for definition, wanted in ((some, ["b"]), (all_of_them, ["a", "b"])):
        (step,) = planned([raw, definition], {key("raw:b"): None}, {}).steps
        assert [each.name for each in checks_of(step)] == wanted
        assert made_by(step) == checks_of(step)


def test_without_checks_the_plan_is_the_same():
    graph = build_graph([raw])
    plan = build_plan(graph, {AssetKey("raw"): None})
    assert with_checks(graph, plan, {}) == plan
    assert with_checks(graph, ExecutionPlan(()), {}).steps == ()
