"""Checks of assets: what they are, how they run, what they block."""

from harness import Case

_HEAD = """
from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetIn,
    AssetKey,
    AssetOut,
    AssetSelection,
    AssetSpec,
    DagsterInstance,
    Definitions,
    MaterializeResult,
    Output,
    StaticPartitionsDefinition,
    asset,
    asset_check,
    materialize,
    multi_asset,
    multi_asset_check,
)

KINDS = ("STEP_START", "STEP_OUTPUT", "ASSET_MATERIALIZATION", "ASSET_CHECK_EVALUATION")
KINDS += ("STEP_SUCCESS", "STEP_FAILURE", "LOADED_INPUT")


def told(result):
    return [
        (event.event_type_value, event.step_key)
        for event in result.all_events
        if event.event_type_value in KINDS
    ]


def found(result):
    return [
        (
            each.asset_key.to_user_string(),
            each.check_name,
            each.passed,
            each.severity.value,
            each.description,
            each.blocking,
            each.partition,
            {label: value.value for label, value in each.metadata.items()},
        )
        for each in result.get_asset_check_evaluations()
    ]


@asset
def orders():
    return [1, 2]


@asset
def total(orders):
    return sum(orders)

"""


def case(name: str, body: str, culprit: str | None = None, **known: str) -> Case:
    """Return a case whose source begins with what all of them need."""
    return Case(name, _HEAD + body, culprit, **known)


CASES = (
    case(
        "a check runs after its asset and tells its evaluation",
        """
@asset_check(asset=orders, description="enough")
def enough(orders):
    return AssetCheckResult(passed=len(orders) > 1, metadata={"rows": len(orders)})


result = materialize([orders, total, enough])
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "a check that fails does not fail the run",
        """
@asset_check(asset=orders)
def never(orders):
    return AssetCheckResult(passed=False, description="no", severity=AssetCheckSeverity.WARN)


result = materialize([orders, total, never])
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "a blocking check runs first and its failure blocks what is downstream",
        """
@asset_check(asset=orders, blocking=True)
def never(orders):
    return AssetCheckResult(passed=False)


result = materialize([orders, total, never], raise_on_error=False)
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "a blocking check that fails with WARN blocks nothing",
        """
@asset_check(asset=orders, blocking=True)
def never(orders):
    return AssetCheckResult(passed=False, severity=AssetCheckSeverity.WARN)


result = materialize([orders, total, never], raise_on_error=False)
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "a blocking check that passes lets what is downstream run",
        """
@asset_check(asset=orders, blocking=True)
def always(orders):
    return AssetCheckResult(passed=True)


result = materialize([orders, total, always])
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "the failure of a blocking check is an error that names it",
        """
@asset_check(asset=orders, blocking=True)
def never(orders):
    return AssetCheckResult(passed=False)


materialize([orders, total, never])
""",
        "1 blocking asset check failed with ERROR severity:\norders: never",
    ),
    case(
        "two blocking checks of one function are named together",
        """
@multi_asset_check(
    specs=[
        AssetCheckSpec("a", asset="orders", blocking=True),
        AssetCheckSpec("b", asset="orders", blocking=True),
    ]
)
def both():
    yield AssetCheckResult(passed=False, check_name="a")
    yield AssetCheckResult(passed=False, check_name="b")


materialize([orders, total, both])
""",
        "2 blocking asset checks failed with ERROR severity:\norders: a,b",
    ),
    case(
        "a check that raises fails its step and nothing else",
        """
@asset_check(asset=orders)
def broken(orders):
    raise ValueError("no")


result = materialize([orders, total, broken], raise_on_error=False)
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "a blocking check that raises blocks what is downstream",
        """
@asset_check(asset=orders, blocking=True)
def broken(orders):
    raise ValueError("no")


result = materialize([orders, total, broken], raise_on_error=False)
RESULT = told(result), found(result), result.success
""",
    ),
    case(
        "what a check raises is raised",
        """
@asset_check(asset=orders)
def broken(orders):
    raise ValueError("the rows are gone")


materialize([orders, broken])
""",
        "the rows are gone",
    ),
    case(
        "a check that returns no result is no evaluation",
        """
RESULT = []
for value in (None, True, 1, "text", [AssetCheckResult(passed=True)]):

    @asset_check(asset=orders)
    def odd(orders):
        return value

    result = materialize([orders, odd])
    RESULT.append((told(result), found(result), result.success))
""",
    ),
    case(
        "a check may yield its result or be async",
        """
@asset_check(asset=orders)
def yields():
    yield AssetCheckResult(passed=True)


@asset_check(asset=orders)
async def waits():
    return AssetCheckResult(passed=False)


result = materialize([orders, yields, waits])
RESULT = told(result), found(result)
""",
    ),
    case(
        "a check that yields something else fails",
        """
@asset_check(asset=orders)
def yields():
    yield 3


materialize([orders, yields])
""",
        "orders_yields",
    ),
    case(
        "a check that takes no value depends on its asset all the same",
        """
@asset_check(asset=orders)
def apart():
    return AssetCheckResult(passed=True)


result = materialize([orders, apart])
RESULT = told(result), found(result), sorted(apart.keys_by_input_name)
""",
    ),
    case(
        "the parameter of the asset may be called anything",
        """
@asset_check(asset=orders)
def named(value):
    return AssetCheckResult(passed=value == [1, 2])


result = materialize([orders, named])
RESULT = told(result), found(result)
""",
    ),
    case(
        "a check reads further assets by additional_ins and additional_deps",
        """
@asset
def other():
    return 3


@asset
def third():
    return 4


@asset_check(
    asset=orders, additional_ins={"more": AssetIn(key="other")}, additional_deps=[third]
)
def compare(orders, more):
    return AssetCheckResult(passed=sum(orders) == more)


result = materialize([orders, other, third, compare])
spec = compare.get_spec_for_check_key(compare.check_key)
RESULT = (
    told(result),
    found(result),
    sorted(dep.asset_key.to_user_string() for dep in spec.additional_deps),
)
""",
    ),
    case(
        "a blocking check that reads what is downstream does not block that",
        """
@asset_check(asset=orders, blocking=True, additional_ins={"total": AssetIn(key="total")})
def compare(orders, total):
    return AssetCheckResult(passed=sum(orders) == total)


RESULT = sorted(compare.keys_by_input_name)
""",
    ),
    case(
        "two parameters beside the asset are refused",
        """
@asset_check(asset=orders)
def compare(orders, other):
    return AssetCheckResult(passed=True)
""",
        "['orders', 'other']",
    ),
    case(
        "additional_ins that is no parameter is refused",
        """
@asset_check(asset=orders, additional_ins={"other": AssetIn(key="other")})
def compare(orders):
    return AssetCheckResult(passed=True)
""",
        "'other'",
    ),
    case(
        "the asset itself among additional_deps is refused",
        """
@asset_check(asset=orders, additional_deps=[orders])
def compare(orders):
    return AssetCheckResult(passed=True)
""",
        "additional_deps",
    ),
    case(
        "the asset itself among additional_ins is refused",
        """
@asset_check(asset=orders, additional_ins={"again": AssetIn(key="orders")})
def compare(orders, again):
    return AssetCheckResult(passed=True)
""",
        "additional_ins",
    ),
    case(
        "asset_check decorates functions alone",
        """
asset_check(asset=orders)(3)
""",
        "3",
    ),
    case(
        "a name that is no identifier is refused",
        """
@asset_check(asset=orders, name="a b")
def named(orders):
    return AssetCheckResult(passed=True)


materialize([orders, named])
""",
        "orders_a b",
    ),
    case(
        "a definition of checks says what it makes",
        """
@asset_check(asset=["sales", "orders"], name="x.y", description="d", metadata={"k": 1})
def named():
    '''Not this.'''


@asset_check(asset="orders", blocking=True)
def documented():
    '''The docstring.'''


RESULT = [
    (
        each.op.name,
        sorted(key.to_user_string() for key in each.keys),
        each.check_key.to_user_string(),
        [key.to_user_string() for key in each.check_keys],
        [
            (spec.name, spec.description, spec.blocking, dict(spec.metadata), spec.key.name)
            for spec in each.check_specs
        ],
        sorted(each.check_specs_by_output_name),
        each.can_subset,
        each.is_executable,
    )
    for each in (named, documented)
]
""",
    ),
    case(
        "a spec is what its constructor says",
        """
spec = AssetCheckSpec("a", asset=["p", "q"], additional_deps=["c", "c"], metadata={"m": 1})
moved = spec.replace_key(AssetCheckKey(AssetKey("x"), "y"))
RESULT = (
    spec.key.to_user_string(),
    spec.get_python_identifier(),
    [dep.asset_key.to_user_string() for dep in spec.additional_deps],
    moved.key.to_user_string(),
    dict(spec.with_metadata({"n": 2}).metadata),
    spec == AssetCheckSpec("a", asset=["p", "q"], additional_deps=["c"], metadata={"m": 1}),
    (spec.description, spec.blocking, spec.partitions_def, spec.automation_condition),
)
""",
    ),
    case(
        "a spec that depends on its own asset is refused",
        """
AssetCheckSpec("a", asset="b", additional_deps=["b"])
""",
        "asset b",
    ),
    case(
        "the name of a spec is text",
        """
AssetCheckSpec(3, asset="b")
""",
        "name",
    ),
    case(
        "a result is what its constructor says",
        """
result = AssetCheckResult(passed=True, asset_key=["a", "b"], check_name="c", metadata={"n": 1})
RESULT = (
    result.passed,
    result.asset_key.to_user_string(),
    result.check_name,
    result.metadata["n"].value,
    result.severity.value,
    result.description,
    result.with_metadata({"m": "x"}).metadata["m"].value,
    AssetCheckResult(passed=True, asset_key="a/b").asset_key.path,
)
""",
    ),
    case("passed is a boolean", "AssetCheckResult(passed=1)", "passed"),
    case("severity is a severity", "AssetCheckResult(passed=True, severity='ERROR')", "severity"),
    case(
        "metadata of a result has a kind",
        "AssetCheckResult(passed=True, metadata={'x': object()})",
        "x",
    ),
    case("a result is made by keywords", "AssetCheckResult(True)", "positional"),
    case(
        "the key of a check is asset and name",
        """
key = AssetCheckKey(AssetKey(["a", "b"]), "n")
RESULT = (
    key.to_user_string(),
    AssetCheckKey.from_user_string("a/b:n") == key,
    AssetCheckKey.from_db_string(key.to_db_string()) == key,
    AssetCheckKey.from_db_string("[]"),
    AssetCheckKey.from_db_string("no"),
    key.with_asset_key_prefix("x").to_user_string(),
    key.replace_asset_key(AssetKey("z")).to_user_string(),
    sorted([AssetCheckKey(AssetKey("b"), "a"), AssetCheckKey(AssetKey("a"), "z")])[0].name,
    str(AssetCheckSeverity.WARN),
    str(key),
)
""",
    ),
    case(
        "what was checked is pointed at",
        """
@asset_check(asset=orders)
def seen(orders):
    return AssetCheckResult(passed=True)


RESULT = []
with DagsterInstance.ephemeral() as instance:
    for selection in (AssetSelection.all(), AssetSelection.checks(seen)):
        result = materialize([orders, seen], selection=selection, instance=instance)
        (evaluation,) = result.get_asset_check_evaluations()
        target = evaluation.target_materialization_data
        RESULT.append((target.run_id == result.run_id, type(target.storage_id).__name__))
""",
    ),
    case(
        "a check of what was never materialized points at nothing",
        """
@asset_check(asset=orders)
def apart():
    return AssetCheckResult(passed=True)


result = materialize([orders, apart], selection=AssetSelection.checks(apart))
RESULT = told(result), result.get_asset_check_evaluations()[0].target_materialization_data
""",
    ),
    case(
        "the context of a check knows checks resources and run",
        """
@asset_check(asset=orders, required_resource_keys={"limit"})
def told_all(context, orders):
    return AssetCheckResult(
        passed=True,
        metadata={
            "selected": [key.to_user_string() for key in context.selected_asset_check_keys],
            "specs": [spec.name for spec in context.check_specs],
            "limit": context.resources.limit,
            "retry": context.retry_number,
            "partition": context.has_partition_key,
            "run": context.run.run_id != "",
            "op": context.op_def.name,
        },
    )


RESULT = found(materialize([orders, told_all], resources={"limit": 3}))
""",
    ),
    case(
        "a check takes config and resources by annotation",
        """
from dagster import Config, ConfigurableResource, RunConfig


class Limit(Config):
    least: int = 1


class Store(ConfigurableResource):
    rows: int


@asset_check(asset=orders)
def enough(orders, config: Limit, store: Store):
    return AssetCheckResult(passed=len(orders) >= config.least, metadata={"rows": store.rows})


RESULT = [
    found(materialize([orders, enough], resources={"store": Store(rows=5)}, **config))
    for config in ({}, {"run_config": RunConfig(ops={"orders_enough": Limit(least=9)})})
]
""",
    ),
    case(
        "of a partitioned asset a check with its partitions reads the one partition",
        """
letters = StaticPartitionsDefinition(["a", "b"])


@asset(partitions_def=letters)
def by_letter(context):
    return context.partition_key


@asset_check(asset=by_letter, partitions_def=letters)
def matches(context, by_letter):
    return AssetCheckResult(passed=by_letter == context.partition_key)


RESULT = []
for key in ("a", "b"):
    result = materialize([by_letter, matches], partition_key=key)
    RESULT.append((told(result), found(result)))
""",
    ),
    case(
        "of a partitioned asset a check without partitions reads them all",
        """
letters = StaticPartitionsDefinition(["a", "b"])


@asset(partitions_def=letters)
def by_letter(context):
    return context.partition_key


@asset_check(asset=by_letter)
def complete(by_letter):
    return AssetCheckResult(passed=by_letter == {"a": "a", "b": "b"})


with DagsterInstance.ephemeral() as instance:
    materialize([by_letter], partition_key="a", instance=instance)
    result = materialize([by_letter, complete], partition_key="b", instance=instance)
RESULT = told(result), found(result)
""",
    ),
    case(
        "two checks of one key are refused",
        """
@asset_check(asset=orders, name="same")
def one():
    return AssetCheckResult(passed=True)


@asset_check(asset=orders, name="same")
def two():
    return AssetCheckResult(passed=True)


materialize([orders, one, two])
""",
        "orders:same",
    ),
    case(
        "Definitions holds checks and validates them",
        """
@asset_check(asset=orders)
def fine():
    return AssetCheckResult(passed=True)


@asset_check(asset=orders, name="fine")
def again():
    return AssetCheckResult(passed=True)


Definitions.validate_loadable(Definitions(assets=[orders], asset_checks=[fine]))
Definitions.validate_loadable(Definitions(assets=[orders], asset_checks=[fine, again]))
""",
        "orders:fine",
    ),
    case(
        "Definitions takes checks alone as checks",
        "Definitions(asset_checks=[3])",
        "3",
    ),
    case(
        "a retry policy tries a check again when it raises",
        """
from dagster import RetryPolicy

tries = []


@asset_check(asset=orders, retry_policy=RetryPolicy(max_retries=2))
def shaky(context):
    tries.append(context.retry_number)
    if len(tries) < 3:
        raise ValueError("not yet")
    return AssetCheckResult(passed=True)


result = materialize([orders, shaky])
RESULT = tries, found(result), result.success
""",
    ),
    case(
        "a check of an asset that nothing makes is left out",
        """
@asset_check(asset="elsewhere")
def apart():
    return AssetCheckResult(passed=True)


RESULT = [told(materialize(each)) for each in ([apart], [orders, apart])]
""",
    ),
    case(
        "a check is called with a value as a unit test does",
        """
@asset_check(asset=orders)
def enough(orders):
    return AssetCheckResult(passed=len(orders) > 1, metadata={"n": len(orders)})


RESULT = [enough([1, 2]).passed, enough(orders=[1]).passed, enough([1]).metadata["n"].value]
""",
    ),
    case(
        "a check that is called without its value is refused",
        """
@asset_check(asset=orders)
def enough(orders):
    return AssetCheckResult(passed=len(orders) > 1)


enough()
""",
        "orders",
    ),
    case(
        "a context for a test knows checks and resources",
        """
from dagster import build_asset_check_context


@asset_check(asset=orders, required_resource_keys={"limit"})
def enough(context, orders):
    return AssetCheckResult(
        passed=len(orders) >= context.resources.limit,
        metadata={"keys": [key.name for key in context.selected_asset_check_keys]},
    )


context = build_asset_check_context(resources={"limit": 2})
result = enough(context, [1])
RESULT = (
    result.passed,
    result.metadata["keys"].value,
    enough(build_asset_check_context(resources={"limit": 1}), [1]).passed,
    context.has_partition_key,
)
""",
    ),
    case(
        "a check that takes a context is not called without one",
        """
@asset_check(asset=orders)
def enough(context, orders):
    return AssetCheckResult(passed=True)


enough([1])
""",
        "context",
    ),
    case(
        "a context outside a call has no checks",
        """
from dagster import build_asset_check_context

build_asset_check_context().selected_asset_check_keys
""",
        "selected_asset_check_keys",
    ),
    case(
        "a direct call takes config and resources by name",
        """
from dagster import Config, ConfigurableResource


class Limit(Config):
    least: int = 1


class Store(ConfigurableResource):
    rows: int


@asset_check(asset=orders)
def enough(orders, config: Limit, store: Store):
    return AssetCheckResult(passed=store.rows >= config.least)


RESULT = [
    enough([1], Limit(least=2), store=Store(rows=1)).passed,
    enough([1], config=Limit(least=2), store=Store(rows=2)).passed,
]
""",
    ),
    case(
        "a direct call yields results and misses those left out",
        """
@multi_asset_check(
    specs=[AssetCheckSpec("a", asset="orders"), AssetCheckSpec("b", asset="orders")]
)
def several():
    yield AssetCheckResult(passed=True, check_name="a")


list(several())
""",
        "orders_b",
    ),
    case(
        "the event of a check says what it found",
        """
@asset_check(asset=orders)
def fine(orders):
    return AssetCheckResult(passed=True)


@asset_check(asset=orders, description="not this")
def wrong(orders):
    return AssetCheckResult(passed=False, description="two rows")


result = materialize([orders, fine, wrong])
events = [each for each in result.all_events if "CHECK" in each.event_type_value]
RESULT = (
    [(each.message, each.event_specific_data.check_name, each.partition) for each in events],
    [each.asset_check_evaluation_data.passed for each in events],
    result.output_for_node("orders_fine"),
    result.is_node_success("orders_wrong"),
)
""",
    ),
    case(
        "a check with a blocking failure is a failed step with its own words",
        """
@asset_check(asset=orders, blocking=True)
def never(orders):
    return AssetCheckResult(passed=False)


result = materialize([orders, never], raise_on_error=False)
(event,) = result.get_step_failure_events()
RESULT = (
    event.step_key,
    sorted(result.get_failed_step_keys()),
    result.is_node_failed("orders_never"),
    len(result.get_asset_check_evaluations()),
)
""",
    ),
    case(
        "an exception before a retry of a blocking check counts and its failure is final",
        """
from dagster import RetryPolicy

tries = []


@asset_check(asset=orders, blocking=True, retry_policy=RetryPolicy(max_retries=2))
def never(orders):
    tries.append(1)
    return AssetCheckResult(passed=False)


result = materialize([orders, total, never], raise_on_error=False)
RESULT = len(tries), told(result), found(result)
""",
    ),
)
