"""Executors: which one a job has, what a run may say to it, and jobs in several processes."""

from harness import Case

GIVEN = """
from dagster import (
    DagsterInstance, Definitions, asset, define_asset_job, execute_job, in_process_executor,
    instance_for_test, job, materialize, multi_or_in_process_executor, multiprocess_executor, op,
    reconstructable, validate_run_config,
)


@asset
def a():
    return 1


@op
def o():
    return 1


@job
def plain():
    o()


@job(executor_def=in_process_executor)
def inside():
    o()


@job(executor_def=multiprocess_executor)
def outside():
    o()


def config(**said):
    return {"execution": {"config": said}}


"""

CASES = (
    Case(
        "an executor has a name, also a configured one",
        GIVEN
        + """
two = {"max_concurrent": 2}
RESULT = [each.name for each in (
    in_process_executor, multiprocess_executor, multi_or_in_process_executor,
    multiprocess_executor.configured(two), multiprocess_executor.configured(two, name="two"))]
""",
    ),
    Case(
        "a job has the executor it names, else one or the other",
        GIVEN
        + "RESULT = [(each.executor_def.name, each.has_specified_executor)\n"
        + "    for each in (plain, inside, outside)]\n",
    ),
    Case(
        "jobs have the executor of their Definitions, unless they name one",
        GIVEN
        + """
defs = Definitions(
    [a],
    jobs=[plain, inside, define_asset_job("own", executor_def=in_process_executor),
        define_asset_job("bare")],
    executor=multiprocess_executor,
)
RESULT = [defs.get_job_def(name).executor_def.name for name in ("plain", "inside", "own", "bare")]
RESULT.append(defs.resolve_implicit_global_asset_job_def().executor_def.name)
""",
    ),
    Case(
        "an executor of a job is one",
        GIVEN + "define_asset_job('x', executor_def='no')\n",
        culprit="executor_def",
    ),
    Case(
        "an executor of Definitions is one",
        GIVEN + "Definitions([a], executor='no')\n",
        culprit="executor",
    ),
    Case(
        "what a run says to the executor is filled in",
        GIVEN
        + """
RESULT = [validate_run_config(*each)["execution"] for each in (
    (plain, {}), (inside, {}), (outside, {}),
    (plain, config(multiprocess={"max_concurrent": 2})), (plain, config(in_process={})),
    (outside, config(max_concurrent=3, retries={"disabled": {}})),
    (inside, config(retries={"disabled": {}})),
)]
""",
    ),
    Case(
        "limits of tags are config of several processes",
        GIVEN
        + """
limits = [
    {"key": "db", "limit": 1}, {"key": "db", "value": "big", "limit": 1},
    {"key": "db", "value": {"applyLimitPerUniqueValue": True}, "limit": 2},
]
found = validate_run_config(outside, config(tag_concurrency_limits=limits))
RESULT = found["execution"]["multiprocess"]["tag_concurrency_limits"]
""",
    ),
    Case(
        "an unknown word to an executor is refused",
        GIVEN + "validate_run_config(plain, config(nope={}))\n",
        culprit="nope",
    ),
    Case(
        "a number of processes is a number",
        GIVEN + "validate_run_config(outside, config(max_concurrent='two'))\n",
        culprit="max_concurrent",
    ),
    Case(
        "one of both is chosen",
        GIVEN + "validate_run_config(plain, config(in_process={}, multiprocess={}))\n",
        culprit="in_process",
    ),
    Case(
        "execute_in_process and materialize run in this process whatever the job names",
        GIVEN
        + """
import os

seen = []


@op
def pid():
    seen.append(os.getpid())


@job(executor_def=multiprocess_executor)
def far():
    pid()


@asset
def near():
    seen.append(os.getpid())


asset_job = define_asset_job("asset_job", executor_def=multiprocess_executor)
far.execute_in_process()
Definitions([near], jobs=[asset_job]).get_job_def("asset_job").execute_in_process()
materialize([near], run_config=config(multiprocess={}))
RESULT = seen == [os.getpid()] * 3
""",
    ),
)

FILE = """
import os
import signal
import sys

from dagster import (
    AssetKey, Config, ConfigurableResource, Definitions, DynamicOut, DynamicOutput, Out, Output,
    RetryPolicy, asset, define_asset_job, execute_job, instance_for_test, job,
    multiprocess_executor, op, reconstructable,
)

two_at_once = multiprocess_executor.configured({"max_concurrent": 2})


def steps(result, kind):
    return sorted(event.step_key for event in result.all_events if event.event_type_value == kind)


def why(result):
    return sorted(
        (event.step_key, event.step_failure_data.error.cls_name)
        for event in result.all_events if event.is_step_failure
    )


"""

PROCESSES = (
    Case(
        "ops run in processes of their own and hand values on through files",
        FILE
        + """
@op
def one():
    return 1, os.getpid()


@op
def double(pair):
    return pair[0] * 2, os.getpid()


@op(out=DynamicOut())
def three():
    for number in range(3):
        yield DynamicOutput(number, mapping_key=f"n{number}")


@op
def again(number):
    return number * 2


@op
def total(numbers):
    return sum(numbers)


@job(executor_def=two_at_once)
def numbers():
    double(one())
    total(three().map(again).collect())


def main():
    with instance_for_test() as instance:
        with execute_job(reconstructable(numbers), instance) as result:
            first, second = result.output_for_node("one"), result.output_for_node("double")
            return [
                result.success, steps(result, "STEP_SUCCESS"), first[0], second[0],
                first[1] != os.getpid(), second[1] != os.getpid(),
                result.output_for_node("three"), result.output_for_node("again"),
                result.output_for_node("total"),
            ]
""",
    ),
    Case(
        "a killed worker fails its step and not the run's others",
        FILE
        + """
@op
def dies():
    os.kill(os.getpid(), signal.SIGKILL)


@op
def after(value):
    return 1


@op
def alone():
    return 3


@job(executor_def=two_at_once)
def mixed():
    after(dies())
    alone()


def main():
    with instance_for_test() as instance:
        with execute_job(reconstructable(mixed), instance) as result:
            return [
                result.success, steps(result, "STEP_SUCCESS"), why(result),
                result.dagster_run.status.value, result.output_for_node("alone"),
            ]
""",
    ),
    Case(
        "a step that raises fails, what needs it does not run, retries are as asked",
        FILE
        + """
@op
def raises():
    raise ValueError("no")


@op
def needs(value):
    return 1


@op(retry_policy=RetryPolicy(max_retries=2))
def at_last(context):
    if context.retry_number < 2:
        raise ValueError("not yet")
    return context.retry_number


@job(executor_def=two_at_once)
def failing():
    needs(raises())
    at_last()


def main():
    with instance_for_test() as instance:
        with execute_job(reconstructable(failing), instance) as result:
            return [
                result.success, steps(result, "STEP_SUCCESS"), steps(result, "STEP_FAILURE"),
                steps(result, "STEP_UP_FOR_RETRY"), result.output_for_node("at_last"),
                steps(result, "STEP_WORKER_STARTING"), steps(result, "STEP_WORKER_STARTED"),
                [
                    each.message.partition(":")[0] for each in result.all_events
                    if each.event_type_value == "ENGINE_EVENT"
                ],
            ]
""",
    ),
    Case(
        "each process sets resources up, and config reaches it",
        FILE
        + """
class Where(ConfigurableResource):
    name: str

    def pid(self):
        return self._pid

    def setup_for_execution(self, context):
        self._pid = os.getpid()


class HowMany(Config):
    number: int


@op
def seen(config: HowMany, where: Where):
    return [config.number, where.name, where.pid() == os.getpid(), os.getpid()]


@job(executor_def=two_at_once, resource_defs={"where": Where(name="here")})
def with_resources():
    seen()


def main():
    config = {"ops": {"seen": {"config": {"number": 4}}}}
    with instance_for_test() as instance:
        with execute_job(reconstructable(with_resources), instance, run_config=config) as result:
            found = result.output_for_node("seen")
            return [result.success, found[:3], found[3] != os.getpid()]
""",
    ),
    Case(
        "assets run in processes of their own",
        FILE
        + """
@asset(code_version="1")
def raw():
    return [1, 2, 3]


@asset
def doubled(raw):
    return Output([2 * each for each in raw], metadata={"pid": os.getpid()})


@asset
def broken(raw):
    raise ValueError("no")


@asset
def last(broken):
    return 1


defs = Definitions(
    [raw, doubled, broken, last], jobs=[define_asset_job("all_of_them")], executor=two_at_once
)


def assets_job():
    return defs.get_job_def("all_of_them")


def main():
    with instance_for_test() as instance:
        with execute_job(reconstructable(assets_job), instance) as result:
            made = instance.get_latest_materialization_event(AssetKey("doubled"))
            return [
                result.success, steps(result, "STEP_SUCCESS"), steps(result, "STEP_FAILURE"),
                defs.load_asset_value("doubled", instance=instance),
                made.asset_materialization.metadata["pid"].value != os.getpid(),
                instance.get_latest_materialization_event(AssetKey("last")),
            ]
""",
    ),
)
"""Sources in files: `main()` is the result, and other processes import them."""

RAISED = Case(
    "with raise_on_error what happened in the processes is raised",
    FILE
    + """
@op
def raises():
    raise ValueError("no")


@job(executor_def=two_at_once)
def failing():
    raises()


def main():
    with instance_for_test() as instance:
        execute_job(reconstructable(failing), instance, raise_on_error=True)
""",
    culprit="no",
)
"""Dagster raises this only when its parent hears of it before the step's failure: a race."""
