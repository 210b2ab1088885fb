"""What Dagster's documentation on testing assets with checks describes, written anew."""

from cases.checks import case

CASES = (
    case(
        "a check of a table reads it and says how many rows are bad",
        """
import pandas as pd


@asset
def invoices():
    return pd.DataFrame({"number": [1, 2, None], "paid": [True, False, True]})


@asset_check(asset=invoices, description="Every invoice has its number")
def numbered(invoices: pd.DataFrame):
    missing = int(invoices["number"].isna().sum())
    return AssetCheckResult(
        passed=missing == 0, metadata={"missing": missing, "rows": len(invoices)}
    )


defs = Definitions(assets=[invoices], asset_checks=[numbered])
RESULT = found(materialize([*defs.assets, *defs.asset_checks]))
""",
    ),
    case(
        "checks are made by a function from a list of rules",
        """
RULES = [
    {"asset": "orders", "name": "some", "test": lambda rows: len(rows) > 0},
    {"asset": "orders", "name": "small", "test": lambda rows: max(rows) < 2},
    {"asset": "total", "name": "positive", "test": lambda value: value > 0},
]


def check_of(rule):
    @asset_check(asset=rule["asset"], name=rule["name"])
    def checked(value):
        return AssetCheckResult(passed=rule["test"](value))

    return checked


checks = [check_of(rule) for rule in RULES]
RESULT = (
    [each.check_key.to_user_string() for each in checks],
    found(materialize([orders, total, *checks])),
)
""",
    ),
    case(
        "the severity depends on how much is wrong",
        """
@asset
def readings():
    return [1, 2, 3, 400, 5]


def outliers(least):
    @asset_check(asset=readings, name=f"outliers_{least}")
    def checked(readings):
        share = sum(each > least for each in readings) / len(readings)
        severity = AssetCheckSeverity.ERROR if share > 0.5 else AssetCheckSeverity.WARN
        return AssetCheckResult(
            passed=share == 0, severity=severity, metadata={"share": share}
        )

    return checked


RESULT = found(materialize([readings, outliers(1), outliers(100), outliers(1000)]))
""",
    ),
    case(
        "what is loaded stays out of the mart while the stage is wrong",
        """
@asset
def staged():
    return [3, None, 4]


@asset(deps=[staged])
def mart():
    raise AssertionError("never reached")


@asset
def elsewhere():
    return 1


@asset_check(asset=staged, blocking=True)
def no_gaps(staged):
    gaps = sum(each is None for each in staged)
    return AssetCheckResult(passed=gaps == 0, metadata={"gaps": gaps})


result = materialize([staged, mart, elsewhere, no_gaps], raise_on_error=False)
RESULT = (
    told(result),
    found(result),
    [event.step_key for event in result.get_step_failure_events()],
)
""",
    ),
    case(
        "one query answers several checks",
        """
from dagster import ConfigurableResource


class Warehouse(ConfigurableResource):
    def statistics(self, table):
        return {"rows": 3, "nulls": 1, "table": table}


@multi_asset_check(
    specs=[
        AssetCheckSpec("has_rows", asset="orders", description="not empty"),
        AssetCheckSpec("no_nulls", asset="orders"),
    ]
)
def orders_statistics(warehouse: Warehouse):
    told_ = warehouse.statistics("orders")
    yield AssetCheckResult(check_name="has_rows", passed=told_["rows"] > 0, metadata=told_)
    yield AssetCheckResult(check_name="no_nulls", passed=told_["nulls"] == 0)


result = materialize([orders, orders_statistics], resources={"warehouse": Warehouse()})
RESULT = told(result), found(result)
""",
    ),
    case(
        "an asset checks what it is about to hand on",
        """
@asset(
    check_specs=[
        AssetCheckSpec("parsed", asset="parsed_log", description="every line was read"),
        AssetCheckSpec("fresh", asset="parsed_log", blocking=True),
    ]
)
def parsed_log():
    lines = ["a=1", "b=2", "broken"]
    good = [line for line in lines if "=" in line]
    yield Output(good, metadata={"lines": len(good)})
    yield AssetCheckResult(
        check_name="parsed",
        passed=len(good) == len(lines),
        severity=AssetCheckSeverity.WARN,
        metadata={"left_out": len(lines) - len(good)},
    )
    yield AssetCheckResult(check_name="fresh", passed=True)


@asset
def counted(parsed_log):
    return len(parsed_log)


result = materialize([parsed_log, counted])
RESULT = told(result), found(result), result.output_for_node("counted")
""",
    ),
    case(
        "a check is tested like a function",
        """
@asset_check(asset=orders)
def enough(orders):
    return AssetCheckResult(passed=len(orders) >= 2, metadata={"rows": len(orders)})


def test_too_few():
    result = enough([1])
    assert not result.passed
    assert result.metadata["rows"].value == 1


test_too_few()
RESULT = enough([1, 2]).passed
""",
    ),
    case(
        "checks are left out of a run and run later",
        """
@asset_check(asset=orders)
def slow(orders):
    return AssetCheckResult(passed=len(orders) == 2)


with DagsterInstance.ephemeral() as instance:
    every = [orders, total, slow]
    quick = materialize(every, selection=AssetSelection.all().without_checks(), instance=instance)
    later = materialize(every, selection=AssetSelection.all_asset_checks(), instance=instance)
    record = instance.get_latest_asset_check_evaluation_record(slow.check_key)
RESULT = (
    told(quick),
    told(later),
    record.status.value,
    record.evaluation.passed,
    record.run_id == later.run_id,
)
""",
    ),
    case(
        "the history of a check is in the instance",
        """
outcomes = iter([True, False])


@asset_check(asset=orders)
def moody():
    return AssetCheckResult(passed=next(outcomes))


RESULT = []
with DagsterInstance.ephemeral() as instance:
    RESULT.append(instance.get_latest_asset_check_evaluation_record(moody.check_key))
    for _ in range(2):
        materialize([orders, moody], instance=instance)
        record = instance.get_latest_asset_check_evaluation_record(moody.check_key)
        RESULT.append((record.status.value, record.key == moody.check_key, record.partition))
""",
    ),
)
