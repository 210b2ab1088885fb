"""An ML pipeline of assets, checks, ops and a job; one source for Dagster and for dagbook."""

import random
from collections import Counter

import dagster as dg

ATTEMPTS = Counter()
"""How often each flaky thing was tried, in this process."""


class Training(dg.Config):
    """How a model is trained."""

    steps: int = 200
    rate: float = 0.1


class Registry(dg.ConfigurableResource):
    """Where models are kept."""

    prefix: str = "models"

    def name(self, version: int) -> str:
        """Return what a model is called."""
        return f"{self.prefix}/v{version}"


HEARD: list[str] = []


@dg.failure_hook
def page(context: dg.HookContext):
    """Tell who is on call."""
    HEARD.append(f"{context.op.name} failed: {type(context.op_exception).__name__}")


@dg.success_hook(required_resource_keys={"registry"})
def announce(context: dg.HookContext):
    """Tell that a model is there."""
    HEARD.append(f"{context.op.name} in {context.resources.registry.prefix}")


@dg.asset(group_name="data", retry_policy=dg.RetryPolicy(max_retries=2), kinds={"python"})
def raw_points(context: dg.AssetExecutionContext) -> list:
    """Read points, from a source that fails now and then."""
    ATTEMPTS["raw_points"] += 1
    if context.retry_number < 2:
        raise ConnectionError(f"attempt {context.retry_number}")
    noise = random.Random(7)
    return [(x / 50, 3 * x / 50 + 1 + noise.uniform(-0.1, 0.1)) for x in range(100)]


@dg.asset_check(asset=raw_points, blocking=True)
def enough_points(raw_points):
    """Training needs fifty points."""
    return dg.AssetCheckResult(passed=len(raw_points) >= 50, metadata={"rows": len(raw_points)})


@dg.asset_check(asset=raw_points)
def no_outliers(raw_points):
    """Points lie near the line."""
    worst = max(abs(y - 3 * x - 1) for x, y in raw_points)
    return dg.AssetCheckResult(
        passed=worst < 0.01,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"worst": round(worst, 3)},
    )


@dg.multi_asset(
    outs={
        "train": dg.AssetOut(),
        "test": dg.AssetOut(),
        "leftover": dg.AssetOut(is_required=False),
    },
    group_name="data",
    check_specs=[dg.AssetCheckSpec("disjoint", asset="test")],
)
def split(raw_points):
    """Split the points."""
    train, test = raw_points[::2], raw_points[1::2]
    yield dg.Output(train, "train", metadata={"rows": len(train)})
    yield dg.Output(test, "test")
    yield dg.AssetCheckResult(passed=not set(train) & set(test), check_name="disjoint")


@dg.asset
def leftover_report(leftover):
    """Report on what was left over: nothing, so that this is skipped."""
    return len(leftover)


def _error(model, points) -> float:
    slope, offset = model
    return sum((slope * x + offset - y) ** 2 for x, y in points) / len(points)


@dg.asset(group_name="models", hooks={announce})
def model(context, config: Training, registry: Registry, train: list) -> tuple:
    """Fit a line by gradient descent."""
    slope, offset = 0.0, 0.0
    for _ in range(config.steps):
        slope -= config.rate * sum(2 * x * (slope * x + offset - y) for x, y in train) / len(train)
        offset -= config.rate * sum(2 * (slope * x + offset - y) for x, y in train) / len(train)
    context.add_output_metadata({"name": registry.name(config.steps), "rate": config.rate})
    return (round(slope, 2), round(offset, 2))


@dg.asset(
    group_name="models", check_specs=[dg.AssetCheckSpec("accurate", asset="score", blocking=True)]
)
def score(model: tuple, test: list):
    """Score the model on what it has not seen."""
    error = _error(model, test)
    return dg.MaterializeResult(
        value=round(error, 4),
        metadata={"error": dg.MetadataValue.float(round(error, 4))},
        check_results=[dg.AssetCheckResult(check_name="accurate", passed=error < 0.01)],
    )


@dg.op(out=dg.DynamicOut(float))
def candidates(context, grid: list):
    """Yield the rates to try."""
    for rate in grid:
        yield dg.DynamicOutput(rate, mapping_key=str(rate).replace(".", "_"))


@dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
def try_rate(context: dg.OpExecutionContext, rate: float) -> tuple:
    """Try a rate; too high a one fails each time."""
    if rate > 1:
        raise dg.Failure("diverges", metadata={"rate": rate}, allow_retries=False)
    return (round(1 / (1 + rate), 3), rate)


@dg.op(ins={"tried": dg.In(list)}, out={"best": dg.Out(float), "worst": dg.Out(is_required=False)})
def choose(tried):
    """Choose the best rate."""
    yield dg.Output(min(tried)[1], "best")
    if len(tried) > 3:
        yield dg.Output(max(tried)[1], "worst")


@dg.op
def report_worst(worst):
    """Report the worst rate."""
    return worst


@dg.op
def grid() -> list:
    """Return the rates."""
    return [0.1, 0.5, 0.9]


@dg.op
def wide_grid() -> list:
    """Return rates of which one fails."""
    return [0.1, 2.0]


@dg.graph
def search(rates):
    """Try all rates, and choose."""
    best, worst = choose(candidates(rates).map(try_rate).collect())
    report_worst(worst)
    return best


@dg.job(hooks={page})
def tune():
    """Find a rate."""
    search(grid())


@dg.job(hooks={page}, executor_def=dg.multiprocess_executor.configured({"max_concurrent": 2}))
def tune_in_processes():
    """Find a rate, each step in a process of its own."""
    search(grid())


@dg.job(hooks={page})
def tune_too_far():
    """Find a rate among some that fail."""
    search(wide_grid())


ASSETS = [raw_points, enough_points, no_outliers, split, leftover_report, model, score]
defs = dg.Definitions(
    assets=[each for each in ASSETS if each not in (enough_points, no_outliers)],
    asset_checks=[enough_points, no_outliers],
    jobs=[tune, tune_too_far, dg.define_asset_job("train_job", "*")],
    resources={"registry": Registry(prefix="lines")},
)


def _told(result):
    """Return the events of a run; Dagster tells of hooks after what is left out then."""
    pairs = [(each.event_type_value, each.step_key) for each in result.all_events]
    hooks = [each for each in pairs if each[0].startswith("HOOK")]
    return {"events": [each for each in pairs if each not in hooks], "hooks": hooks}


def _metadata(result):
    """Return the metadata of what a run made, by asset; paths differ from run to run."""
    return {
        each.asset_key.to_user_string(): {
            name: value.value
            for name, value in each.materialization.metadata.items()
            if name != "path"
        }
        for each in result.get_asset_materialization_events()
    }


def report():
    """Run all of it in this process, and return what came of it."""
    ATTEMPTS.clear()
    HEARD.clear()
    made = dg.materialize(
        ASSETS,
        resources={"registry": Registry(prefix="lines")},
        run_config=dg.RunConfig(ops={"model": Training(steps=300)}),
    )
    heard = list(HEARD)
    again = defs.get_job_def("train_job").execute_in_process()
    tuned = defs.get_job_def("tune").execute_in_process()
    far = defs.get_job_def("tune_too_far").execute_in_process(raise_on_error=False)
    failed = next(each for each in far.all_events if each.is_step_failure)
    return {
        "told": _told(made),
        "metadata": _metadata(made),
        "model": made.output_for_node("model"),
        "score": made.asset_value("score"),
        "checks": [
            (each.check_name, each.passed, each.severity.value, each.blocking)
            for each in made.get_asset_check_evaluations()
        ],
        "heard": heard,
        "heard of jobs": HEARD[len(heard) :],
        "attempts": dict(ATTEMPTS),
        "job": _told(again),
        "tuned": _told(tuned),
        "best": tuned.output_for_node("search"),
        "tried": tuned.output_for_node("search.try_rate"),
        "far": _told(far),
        "why": failed.step_failure_data.user_failure_data.description,
    }


def in_processes():
    """Run the job whose steps have processes of their own, and return what came of it."""
    with dg.instance_for_test() as instance:
        job = dg.reconstructable(tune_in_processes)
        with dg.execute_job(job, instance=instance) as result:
            ended = ("STEP_SUCCESS", "STEP_FAILURE", "STEP_SKIPPED")
            return {
                "success": result.success,
                "steps": sorted(
                    [each.event_type_value, each.step_key]
                    for each in result.all_events
                    if each.event_type_value in ended
                ),
                "best": result.output_for_node("search.choose", "best"),
            }
