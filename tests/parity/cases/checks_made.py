"""Checks that assets make themselves, several at once, chosen ones; builders; loaders."""

from cases.checks import case

_COUNTED = """
from dagster import TableColumn, TableSchema, build_column_schema_change_checks
from dagster import build_metadata_bounds_checks

SHAPES = (
    [("a", "int"), ("b", "str")],
    [("a", "int"), ("b", "str")],
    [("a", "float"), ("c", "str")],
)
made = []


@asset
def table():
    columns = SHAPES[len(made)]
    made.append(1)
    schema = TableSchema(columns=[TableColumn(*each) for each in columns])
    metadata = {"dagster/column_schema": schema, "rows": len(made) * 10, "word": "x"}
    return MaterializeResult(metadata=metadata)

"""

_FRESH = """
from datetime import timedelta

from dagster import build_last_update_freshness_checks


def facts(result):
    return [
        (
            each.passed,
            each.severity.value,
            each.blocking,
            each.metadata["dagster/freshness_params"].value,
            sorted(each.metadata),
            each.description.split(" ago")[0].rstrip("0123456789 seconds"),
        )
        for each in result.get_asset_check_evaluations()
    ]

"""

CASES = (
    case(
        "an asset yields results of its checks beside its value",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self"), AssetCheckSpec("b", asset="self")])
def self():
    yield Output([1])
    yield AssetCheckResult(check_name="a", passed=True)
    yield AssetCheckResult(check_name="b", passed=False)


@asset
def after(self):
    return len(self)


result = materialize([self, after])
target = result.get_asset_check_evaluations()[0].target_materialization_data
own = target.run_id == result.run_id
RESULT = told(result), found(result), result.output_for_node("after"), own
""",
    ),
    case(
        "a MaterializeResult brings results of checks",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    return MaterializeResult(check_results=[AssetCheckResult(passed=True, metadata={"n": 1})])


result = materialize([self])
RESULT = told(result), found(result)
""",
    ),
    case(
        "a check may be yielded before the value",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    yield AssetCheckResult(passed=False)
    yield Output(1)


result = materialize([self])
(evaluation,) = result.get_asset_check_evaluations()
RESULT = told(result), found(result), evaluation.target_materialization_data
""",
    ),
    case(
        "a blocking check inside an asset fails its step after its value is stored",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self", blocking=True)])
def self():
    yield Output(1)
    yield AssetCheckResult(passed=False)


@asset
def after(self):
    return self


result = materialize([self, after], raise_on_error=False)
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "a value alone is not enough of an asset with checks",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    return 1


materialize([self])
""",
        "self",
    ),
    case(
        "a check that an asset leaves out is an error",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    yield Output(1)


materialize([self])
""",
        "self_a",
    ),
    case(
        "a result in a tuple is a value and no evaluation",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    return 1, AssetCheckResult(passed=True)


result = materialize([self])
RESULT = told(result), found(result), result.output_for_node("self")
""",
    ),
    case(
        "a result without a spec is refused",
        """
@asset
def bare():
    yield AssetCheckResult(passed=False)
    yield Output(1)


materialize([bare])
""",
        "check_specs",
    ),
    case(
        "an asset has checks of itself alone",
        """
@asset(check_specs=[AssetCheckSpec("c", asset="another")])
def self():
    return 1
""",
        "another",
    ),
    case(
        "an asset has each check once",
        """
@asset(check_specs=[AssetCheckSpec("c", asset="self"), AssetCheckSpec("c", asset="self")])
def self():
    return 1
""",
        "self:c",
    ),
    case(
        "check_specs is a sequence",
        """
@asset(check_specs=AssetCheckSpec("c", asset="self"))
def self():
    return 1
""",
        "check_specs",
    ),
    case(
        "check_specs holds specs",
        """
@asset(check_specs=[3])
def self():
    return 1
""",
        "3",
    ),
    case(
        "a multi asset makes checks of its assets",
        """
@multi_asset(
    specs=[AssetSpec("m1"), AssetSpec("m2")],
    check_specs=[AssetCheckSpec("c", asset="m1"), AssetCheckSpec("c", asset="m2")],
)
def both():
    first = AssetCheckResult(passed=True, asset_key="m2")
    yield MaterializeResult(asset_key="m1", check_results=[first])
    second = AssetCheckResult(passed=False, asset_key="m1")
    yield MaterializeResult(asset_key="m2", check_results=[second])


result = materialize([both])
RESULT = (
    told(result),
    found(result),
    sorted(key.to_user_string() for key in both.check_keys),
    [spec.name for spec in both.check_specs],
)
""",
    ),
    case(
        "a result that could be of two assets names one",
        """
@multi_asset(
    specs=[AssetSpec("m1"), AssetSpec("m2")],
    check_specs=[AssetCheckSpec("c", asset="m1"), AssetCheckSpec("c", asset="m2")],
)
def both():
    yield MaterializeResult(asset_key="m1", check_results=[AssetCheckResult(passed=True)])
    yield MaterializeResult(asset_key="m2")


materialize([both])
""",
        "m1",
    ),
    case(
        "a multi asset returns a tuple with its checks in place",
        """
@multi_asset(
    outs={"o1": AssetOut(), "o2": AssetOut()}, check_specs=[AssetCheckSpec("c", asset="o1")]
)
def both():
    return 1, 2, AssetCheckResult(passed=True)


result = materialize([both])
RESULT = told(result), found(result), result.output_for_node("both", "o2")
""",
    ),
    case(
        "a list in place of a tuple is refused",
        """
@multi_asset(outs={"o1": AssetOut(), "o2": AssetOut()})
def both():
    return [1, 2]


materialize([both])
""",
        "both",
    ),
    case(
        "a multi asset that can be split makes the checks that are asked for",
        """
@multi_asset(
    specs=[AssetSpec("m1", skippable=True), AssetSpec("m2", skippable=True)],
    check_specs=[AssetCheckSpec("c", asset="m1"), AssetCheckSpec("c", asset="m2")],
    can_subset=True,
)
def parts(context):
    wanted = context.selected_asset_check_keys
    for key in sorted(context.selected_asset_keys):
        results = [
            AssetCheckResult(passed=True, asset_key=each.asset_key, check_name=each.name)
            for each in wanted
            if each.asset_key == key
        ]
        yield MaterializeResult(asset_key=key, check_results=results)


RESULT = [
    (told(result), found(result))
    for result in (
        materialize([parts], selection=AssetSelection.assets("m1")),
        materialize([parts], selection=AssetSelection.assets("m1").without_checks()),
        materialize([parts]),
    )
]
""",
    ),
    case(
        "one function makes checks of several assets",
        """
@multi_asset_check(
    specs=[
        AssetCheckSpec("few", asset="orders"),
        AssetCheckSpec("odd", asset="orders", description="d"),
        AssetCheckSpec("few", asset="total"),
    ]
)
def several():
    yield AssetCheckResult(passed=True, asset_key="orders", check_name="few")
    yield AssetCheckResult(passed=False, asset_key="orders", check_name="odd")
    yield AssetCheckResult(passed=True, asset_key="total")


result = materialize([orders, total, several])
RESULT = told(result), found(result), several.op.name, len(several.check_keys)
""",
    ),
    case(
        "of several checks all are due",
        """
@multi_asset_check(
    specs=[AssetCheckSpec("a", asset="orders"), AssetCheckSpec("b", asset="orders")]
)
def several():
    yield AssetCheckResult(passed=True, check_name="a")


materialize([orders, several])
""",
        "orders_b",
    ),
    case(
        "a result that could be of two checks names one",
        """
@multi_asset_check(
    specs=[AssetCheckSpec("a", asset="orders"), AssetCheckSpec("b", asset="orders")]
)
def several():
    yield AssetCheckResult(passed=True)


materialize([orders, several])
""",
        "orders",
    ),
    case(
        "a result of an unknown check is refused",
        """
@multi_asset_check(specs=[AssetCheckSpec("a", asset="orders")])
def several():
    yield AssetCheckResult(passed=True, check_name="z")


materialize([orders, several])
""",
        "'z'",
    ),
    case(
        "a result of an unknown asset is refused",
        """
@multi_asset_check(specs=[AssetCheckSpec("a", asset="orders")])
def several():
    yield AssetCheckResult(passed=True, asset_key="z")


materialize([orders, several])
""",
        "'z'",
    ),
    case(
        "a check comes once",
        """
@multi_asset_check(specs=[AssetCheckSpec("a", asset="orders")])
def several():
    yield AssetCheckResult(passed=True)
    yield AssetCheckResult(passed=True)


materialize([orders, several])
""",
        "orders_a",
    ),
    case(
        "a subset of checks is run where the function can",
        """
seen = []


@multi_asset_check(
    specs=[AssetCheckSpec("a", asset="orders"), AssetCheckSpec("b", asset="orders")],
    can_subset=True,
)
def several(context):
    seen.append(sorted(key.name for key in context.selected_asset_check_keys))
    for key in context.selected_asset_check_keys:
        yield AssetCheckResult(passed=True, check_name=key.name)


wanted = AssetSelection.checks(AssetCheckKey(AssetKey("orders"), "a"))
result = materialize([orders, several], selection=wanted)
RESULT = told(result), found(result), seen
""",
    ),
    case(
        "a subset of checks is refused where the function cannot",
        """
@multi_asset_check(
    specs=[AssetCheckSpec("a", asset="orders"), AssetCheckSpec("b", asset="orders")]
)
def several():
    yield AssetCheckResult(passed=True, check_name="a")


wanted = AssetSelection.checks(AssetCheckKey(AssetKey("orders"), "a"))
materialize([orders, several], selection=wanted)
""",
        "several",
    ),
    case(
        "several checks read values by ins",
        """
@multi_asset_check(specs=[AssetCheckSpec("c", asset="orders")], ins={"rows": "orders"})
def several(rows):
    return AssetCheckResult(passed=rows == [1, 2])


result = materialize([orders, several])
RESULT = told(result), found(result)
""",
    ),
    case(
        "several checks cannot read what none is of",
        """
@multi_asset_check(specs=[AssetCheckSpec("c", asset="orders")])
def several(other):
    return AssetCheckResult(passed=True)
""",
        "other",
    ),
    case(
        "a selection of assets brings their checks",
        """
@asset_check(asset=orders)
def one(orders):
    return AssetCheckResult(passed=True)


@asset_check(asset=total)
def two(total):
    return AssetCheckResult(passed=True)


every = [orders, total, one, two]
selections = (
    None,
    ["orders"],
    "orders",
    AssetSelection.assets("orders"),
    AssetSelection.assets("orders").without_checks(),
    AssetSelection.all() - AssetSelection.all_asset_checks(),
    AssetSelection.all(),
)
RESULT = [told(materialize(every, selection=each)) for each in selections]
""",
    ),
    case(
        "selections resolve to checks",
        """
@asset_check(asset=orders)
def one(orders):
    return AssetCheckResult(passed=True)


@asset_check(asset=total)
def two(total):
    return AssetCheckResult(passed=True)


@asset_check(asset=total)
def three(total):
    return AssetCheckResult(passed=True)


every = [orders, total, one, two, three]
make = AssetSelection
selections = (
    make.all(),
    make.assets("orders"),
    make.assets("orders").downstream(),
    make.all_asset_checks(),
    make.checks_for_assets(total),
    make.checks(one, two),
    make.checks(AssetCheckKey(AssetKey("total"), "three")),
    make.checks_for_assets(total) - make.checks(two),
    make.checks(one) | make.assets("total"),
    make.all() & make.checks(two),
    make.all().without_checks(),
    make.assets("total").upstream(),
)
graph = getattr(Definitions(assets=every), "resolve_asset_graph", lambda: every)()
RESULT = [
    (
        sorted(key.to_user_string() for key in each.resolve(graph)),
        sorted(key.to_user_string() for key in each.resolve_checks(graph)),
    )
    for each in selections
]
""",
    ),
    case(
        "a check runs alone on what is stored",
        """
@asset_check(asset=orders)
def one(orders):
    return AssetCheckResult(passed=len(orders) == 2)


with DagsterInstance.ephemeral() as instance:
    materialize([orders], instance=instance)
    result = materialize([orders, one], selection=AssetSelection.checks(one), instance=instance)
RESULT = told(result), found(result)
""",
    ),
    case(
        "a check of the asset's own function is not run without it",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    return MaterializeResult(check_results=[AssetCheckResult(passed=True)])


materialize([self], selection=AssetSelection.all_asset_checks())
""",
        "self:a",
    ),
    case(
        "changed columns are told",
        _COUNTED
        + """
checks = build_column_schema_change_checks(assets=[table])
RESULT = [[each.op.name for each in checks], [spec.name for spec in checks[0].check_specs]]
with DagsterInstance.ephemeral() as instance:
    for _ in SHAPES:
        RESULT.append(found(materialize([table, *checks], instance=instance)))
""",
    ),
    case(
        "numbers in metadata are held in bounds",
        _COUNTED
        + """
RESULT = []
for bounds in (
    {"min_value": 5, "max_value": 15},
    {"min_value": 10, "exclusive_min": True},
    {"max_value": 20, "exclusive_max": True, "severity": AssetCheckSeverity.ERROR},
    {"metadata_key": "word", "min_value": 1},
    {"metadata_key": "not/there", "min_value": 1},
):
    made.clear()
    checks = build_metadata_bounds_checks(assets=[table], **{"metadata_key": "rows", **bounds})
    RESULT.append([(each.op.name, *[s.description for s in each.check_specs]) for each in checks])
    for _ in range(2):
        RESULT.append(found(materialize([table, *checks])))
""",
    ),
    case(
        "bounds are at least one",
        _COUNTED + "build_metadata_bounds_checks(assets=[table], metadata_key='rows')",
        "min_value",
    ),
    case(
        "bounds are in order",
        _COUNTED + "build_metadata_bounds_checks("
        "assets=[table], metadata_key='rows', min_value=3, max_value=1)",
        "rows",
    ),
    case(
        "an update within the time allowed is fresh",
        _FRESH
        + """
RESULT = []
for more in (
    {},
    {"deadline_cron": "0 0 * * *"},
    {
        "deadline_cron": "0 0 * * *",
        "timezone": "Asia/Tokyo",
        "severity": AssetCheckSeverity.ERROR,
        "blocking": True,
    },
):
    checks = build_last_update_freshness_checks(
        assets=[orders], lower_bound_delta=timedelta(hours=2), **more
    )
    specs = [(spec.name, spec.description, spec.blocking) for spec in checks[0].check_specs]
    RESULT.append((checks[0].op.name, specs))
    RESULT.append(facts(materialize([orders, *checks])))
    alone = AssetSelection.checks(*checks)
    result = materialize([orders, *checks], selection=alone, raise_on_error=False)
    RESULT.append((result.success, facts(result)))
""",
    ),
    case(
        "an asset is checked for freshness once",
        _FRESH
        + """
build_last_update_freshness_checks(
    assets=[orders, "orders"], lower_bound_delta=timedelta(hours=2)
)
""",
        "orders",
    ),
    case(
        "a schedule of freshness can be read",
        _FRESH
        + """
build_last_update_freshness_checks(
    assets=[orders], lower_bound_delta=timedelta(hours=2), deadline_cron="x y"
)
""",
        "'x y'",
    ),
    case(
        "the partition that ended last is expected",
        """
from datetime import datetime, timedelta, timezone

from dagster import DailyPartitionsDefinition, build_time_partition_freshness_checks


@asset(partitions_def=DailyPartitionsDefinition(start_date="2024-01-01"))
def daily():
    return 1


checks = build_time_partition_freshness_checks(assets=[daily], deadline_cron="0 9 * * *")
now = datetime.now(timezone.utc)
newest = (now - timedelta(days=1 if now.hour >= 9 else 2)).strftime("%Y-%m-%d")
RESULT = [checks[0].op.name]
with DagsterInstance.ephemeral() as instance:
    for key in (None, "2024-01-05", newest):
        if key is not None:
            materialize([daily], partition_key=key, instance=instance)
        selection = AssetSelection.checks(*checks)
        result = materialize([daily, *checks], selection=selection, instance=instance)
        (each,) = result.get_asset_check_evaluations()
        RESULT.append((each.passed, each.description, sorted(each.metadata)))
""",
    ),
    case(
        "freshness by partition wants partitions by time",
        """
from dagster import build_time_partition_freshness_checks

checks = build_time_partition_freshness_checks(assets=[orders], deadline_cron="0 9 * * *")
materialize([orders, *checks])
""",
        "orders",
    ),
    case(
        "modules are searched for checks",
        """
from types import ModuleType

from dagster import load_asset_checks_from_modules, load_assets_from_modules


@asset_check(asset=orders)
def one(orders):
    return AssetCheckResult(passed=True)


@asset_check(asset=orders)
def two(orders):
    return AssetCheckResult(passed=True)


module = ModuleType("quality")
module.orders, module.one, module.more = orders, one, [two]
RESULT = [
    sorted(key.to_user_string() for each in found_ for key in each.check_keys)
    for found_ in (
        load_asset_checks_from_modules([module]),
        load_asset_checks_from_modules([module], asset_key_prefix="sales"),
    )
]
RESULT.append([each.key.to_user_string() for each in load_assets_from_modules([module])])
""",
    ),
    case(
        "two checks of one key in modules are refused",
        """
from types import ModuleType

from dagster import load_asset_checks_from_modules


@asset_check(asset=orders)
def one(orders):
    return AssetCheckResult(passed=True)


@asset_check(asset=orders, name="one")
def again(orders):
    return AssetCheckResult(passed=True)


module = ModuleType("quality")
module.one, module.again = one, again
Definitions.validate_loadable(
    Definitions(assets=[orders], asset_checks=load_asset_checks_from_modules([module]))
)
""",
        "orders:one",
    ),
    case(
        "checks move with the keys of the asset",
        """
@asset(check_specs=[AssetCheckSpec("a", asset="self")])
def self():
    return MaterializeResult(check_results=[AssetCheckResult(passed=True)])


moved = self.with_attributes(
    asset_key_replacements={AssetKey("self"): AssetKey(["p", "self"])}
)
RESULT = [key.to_user_string() for key in moved.check_keys]
""",
    ),
)
