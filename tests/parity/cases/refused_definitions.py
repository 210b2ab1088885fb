"""What a definition of assets refuses: wrong types, names, ends of ops, steps in a circle."""

from harness import Case

_BASE = """
import dagster as dg

K = dg.AssetKey


@dg.asset
def made():
    return 1


@dg.op
def one():
    return 1


@dg.multi_asset(outs={"p": dg.AssetOut(), "q": dg.AssetOut()})
def several():
    return 1, 2


def fn():
    return 1


def loadable(*assets):
    dg.Definitions.validate_loadable(dg.Definitions(assets))


def outs(out):
    dg.multi_asset(outs={"a": out})(fn)


def graph_outs(**options):
    dg.graph_multi_asset(name="g", outs={"a": dg.AssetOut()}, **options)(lambda: one())
"""


def refused(name, source, culprit, **facts):
    """Return the case that *source*, one expression, is refused."""
    return Case(f"{name} is refused", f"{_BASE}\n{source}\nRESULT = None", culprit, **facts)


_CONDITION = "automation_condition"
_OWN = {"better": "Dagster fails with an error of Python's", "ours_raises": "ParameterCheckError"}

CASES = (
    *(
        refused(f"a condition that is none, of {name}", source, _CONDITION)
        for name, source in (
            ("an asset", "dg.asset(automation_condition='eager')(fn)"),
            ("a spec", "dg.AssetSpec('a', automation_condition=3)"),
            (
                "a spec that is replaced",
                "dg.AssetSpec('a').replace_attributes(automation_condition=3)",
            ),
            ("an output", "dg.AssetOut(automation_condition=3)"),
            ("a source", "dg.SourceAsset('a', automation_condition=3)"),
            ("an observed source", "dg.observable_source_asset(automation_condition=3)(fn)"),
            ("a check", "dg.AssetCheckSpec('c', asset='a', automation_condition=3)"),
            ("a job", "dg.define_asset_job('j', automation_condition=3)"),
            ("changed assets", "made.with_attributes(automation_condition=3)"),
            (
                "assets changed by key",
                "made.with_attributes(automation_condition={made.key: 3})",
            ),
            ("a graph", "dg.graph_asset(name='g', automation_condition=3)(lambda: one())"),
        )
    ),
    *(
        refused(f"a freshness policy that is none, of {name}", source, "freshness_policy")
        for name, source in (
            ("an asset", "dg.asset(freshness_policy='daily')(fn)"),
            ("a spec", "dg.AssetSpec('a', freshness_policy=3)"),
            ("an output", "dg.AssetOut(freshness_policy=3)"),
        )
    ),
    refused("a hook that is none", "dg.asset(hooks={'a'})(fn)", "'a'"),
    refused("a hook among changes", "made.with_attributes(hook_defs=[5])", "hook_defs"),
    refused("a hook among changes that is none", "made.with_attributes(hook_defs={'a'})", "'a'"),
    refused("a policy among changes", "made.with_attributes(backfill_policy=3)", "backfill_policy"),
    refused("a name that is a list", "dg.asset(name=['a', 'b'])(fn)", "name"),
    refused("metadata that is text", "dg.asset(metadata='')(fn)", "metadata"),
    refused("a list of tags", "dg.asset(tags=[])(fn)", "tags"),
    refused("owners that are text", "dg.asset(owners='')(fn)", "owners"),
    refused("None for True or False", "dg.asset(is_virtual=None)(fn)", "is_virtual"),
    refused("a number for True or False", "outs(dg.AssetOut(is_required=5))", "is_required"),
    refused("None of an output", "outs(dg.AssetOut(is_required=None))", "is_required"),
    refused("can_subset of no truth", "dg.multi_asset(outs={}, can_subset=None)(fn)", "can_subset"),
    refused("an output's IO manager", "outs(dg.AssetOut(io_manager_key=5))", "io_manager_key"),
    refused("an output that is none", "outs(5)", "5"),
    refused("an input that is none", "dg.multi_asset(outs={}, ins={'a': 5})(fn)", "5"),
    refused("a graph's can_subset", "graph_outs(can_subset=5)", "can_subset"),
    refused("a source's IO manager", "loadable(dg.SourceAsset('a', io_manager_def=5))", "a"),
    refused("a source's policy", "dg.SourceAsset('a', legacy_freshness_policy=3)", "legacy"),
    refused(
        "text as an input",
        "dg.asset(ins={'a': 'b'})(lambda a: a)",
        "'b'",
        **{
            **_OWN,
            "ours_raises": "CheckError",
        },
    ),
    refused(
        "an output that the op has not",
        "dg.AssetsDefinition.from_op(one, group_names_by_output_name={'typo': 'g'})",
        "typo",
        **{**_OWN, "ours_raises": "CheckError"},
    ),
    *(
        refused(f"a definition as the key of {name}", source, "made")
        for name, source in (
            ("an asset", "dg.asset(key=made)(fn)"),
            ("a spec", "dg.AssetSpec(made)"),
            ("an input", "dg.AssetIn(key=made)"),
            ("an output", "dg.AssetOut(key=made)"),
            ("a source", "dg.SourceAsset(made)"),
            ("a selection", "dg.AssetSelection.keys(made)"),
            ("a materialization", "dg.AssetMaterialization(made)"),
            ("a result", "dg.MaterializeResult(asset_key=made)"),
            ("a value", "dg.materialize([made]).asset_value(made)"),
            ("a key", "dg.AssetKey.from_coercible(made)"),
        )
    ),
    refused("a dependency on several", "dg.AssetDep(several)", "p, q"),
    refused("kinds that are no set", "dg.asset(kinds=3)(fn)", "kinds", **_OWN),
    refused("a compute kind that is no text", "dg.asset(compute_kind=3)(fn)", "compute_kind"),
    refused("a selection that is no text", "dg.AssetSelection.from_string(3)", "string", **_OWN),
    refused(
        "config of several checks that is no dict",
        "dg.multi_asset_check(specs=[dg.AssetCheckSpec('c', asset='a')], config_schema=int)(fn)",
        "config_schema",
    ),
    *(
        refused(f"{what} called {name}", source.format(name=name), name)
        for name in ("raw data", "s3://bucket/file", "class", "context")
        for what, source in (
            ("a dependency", "dg.asset(deps=['{name}'])(fn)"),
            (
                "a dependency of several",
                "dg.multi_asset(outs={{'a': dg.AssetOut()}}, deps=[dg.AssetSpec('{name}')])(fn)",
            ),
            (
                "a dependency of one spec",
                "dg.multi_asset(specs=[dg.AssetSpec('a', deps=['{name}'])])(fn)",
            ),
            ("what a check reads", "dg.asset_check(asset='a', additional_deps=['{name}'])(fn)"),
            ("an asset of a spec", "dg.multi_asset(specs=[dg.AssetSpec('{name}')])(fn)"),
        )
    ),
    refused(
        "an asset of several that reads itself",
        """
dg_outs = {"a": dg.AssetOut(), "b": dg.AssetOut()}
loadable(dg.multi_asset(outs=dg_outs, deps=["a"])(fn))
""",
        "a",
    ),
    refused(
        "a step that reads what is made of its own asset",
        """
@dg.multi_asset(
    outs={"a": dg.AssetOut(), "c": dg.AssetOut()}, deps=["b"],
    internal_asset_deps={"a": set(), "c": {K("b")}},
)
def both():
    return 1, 2


@dg.asset(deps=["a"])
def b(): ...


dg.materialize([both, b])
""",
        "both",
    ),
    Case(
        "names that Dagster allows are dependencies",
        _BASE
        + """
@dg.asset(deps=["config", "raw-data.v1", ["p", "q.r"], dg.AssetSpec(["s", "t"])])
def reads():
    return 1


RESULT = (
    {name: key.to_user_string() for name, key in reads.keys_by_input_name.items()},
    dg.materialize([reads]).success,
)
""",
    ),
    Case(
        "a function of no asset is no mistake",
        _BASE
        + """
made = [
    dg.multi_asset(specs=[], name="a")(lambda: None),
    dg.multi_asset(name="b")(lambda: None),
    dg.multi_asset(specs=[], deps=["x"], name="c")(lambda: None),
    dg.multi_asset(specs=[], outs={"y": dg.AssetOut()}, name="d")(lambda: 1),
]
events = dg.materialize(made).get_asset_materialization_events()
RESULT = [len(each.keys) for each in made], [e.asset_key.to_user_string() for e in events]
""",
    ),
)
