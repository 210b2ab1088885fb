import logging
import os
import pickle
import signal
import time
from itertools import pairwise

import pytest

from dagbook.authoring.executors import multiprocess_executor
from dagbook.authoring.job_decorator import job
from dagbook.authoring.loggers import get_dagster_logger, logger
from dagbook.authoring.op_decorator import op
from dagbook.authoring.reconstructable_jobs import reconstructable
from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.errors import DagsterUnmetExecutorRequirementsError
from dagbook.execution.execute_job import execute_job
from dagbook.storage.instance import DagsterInstance
from dagbook.storage.testing import instance_for_test


@pytest.fixture
def instance():
    with instance_for_test() as made:
        yield made


def run(instance, *ops, **config):
    """Run *ops*, none of which needs another, in processes; return the result."""

    @job(executor_def=multiprocess_executor.configured({"max_concurrent": 2, **config}))
    def all_of_them():
        for each in ops:
            each()

    return execute_job(reconstructable(all_of_them), instance)


def test_an_instance_in_memory_is_refused():
    @op
    def one():
        return 1

    with (
        DagsterInstance.ephemeral() as instance,
        pytest.raises(DagsterUnmetExecutorRequirementsError, match="ephemeral"),
    ):
        run(instance, one)


def test_an_ephemeral_instance_is_not_pickled():
    with DagsterInstance.ephemeral() as instance, pytest.raises(TypeError, match="ephemeral"):
        pickle.dumps(instance)


def test_an_instance_in_another_process_has_the_same_store(instance):
    with pickle.loads(pickle.dumps(instance)) as other:
        other.add_dynamic_partitions("fruits", ["pear"])
    assert instance.get_dynamic_partitions("fruits") == ["pear"]


def spans(tmp_path, count, **options):
    """Return ops that write when they began and ended, and what reads that."""

    def one(number):
        @op(name=f"step_{number}", **options)
        def step():
            began = time.time()
            time.sleep(0.1)
            (tmp_path / str(number)).write_text(f"{began} {time.time()}")

        return step

    def read():
        texts = [path.read_text().split() for path in sorted(tmp_path.iterdir())]
        return sorted((float(began), float(ended)) for began, ended in texts)

    return [one(number) for number in range(count)], read


def test_steps_of_a_limited_tag_run_one_after_the_other(instance, tmp_path):
    ops, read = spans(tmp_path, 3, tags={"db": "x"})
    limit = [{"key": "db", "limit": 1}]
    assert run(instance, *ops, tag_concurrency_limits=limit).success
    found = read()
    assert len(found) == 3
    assert all(ended <= began for (_, ended), (began, _) in pairwise(found))


def test_steps_of_a_limited_pool_run_one_after_the_other(instance, tmp_path):
    ops, read = spans(tmp_path, 3, pool="api")
    instance.pool_limits["api"] = 1
    assert run(instance, *ops).success
    found = read()
    assert all(ended <= began for (_, ended), (began, _) in pairwise(found))


def test_without_retries_a_step_fails_at_once(instance):
    @op(retry_policy=RetryPolicy(max_retries=3))
    def fails():
        raise ValueError("no")

    result = run(instance, fails, retries={"disabled": {}})
    assert [event.step_key for event in result.all_events if event.is_step_failure] == ["fails"]
    assert not [event for event in result.all_events if event.is_step_up_for_retry]


def test_what_steps_say_in_their_processes_is_kept_by_step_and_heard_by_loggers(instance):
    heard = []

    class Ear(logging.Handler):
        def emit(self, record):
            event = record.dagster_meta["dagster_event"]
            said = event.event_type_value if event else record.dagster_meta["orig_message"]
            heard.append((record.dagster_meta["step_key"], said))

    @logger
    def ear(_context):
        made = logging.Logger("ear", level=logging.DEBUG)  # noqa: LOG001 - a run's own
        made.addHandler(Ear())
        return made

    @op
    def talks(context):
        context.log.info("from %s", "afar")
        get_dagster_logger().warning("deep")
        print("printed")  # noqa: T201 - what it is about
        raise ValueError("no")

    @op
    def dies():
        os.kill(os.getpid(), signal.SIGKILL)

    @job(
        executor_def=multiprocess_executor.configured({"max_concurrent": 2}),
        logger_defs={"ear": ear},
    )
    def both():
        talks()
        dies()

    config = {"loggers": {"ear": {}}}
    result = execute_job(reconstructable(both), instance, run_config=config)
    lines = instance.event_log.lines.read(result.run_id)
    told = [(line.source, line.text) for line in lines if line.step_key == "talks"]
    assert told == [
        ("log", "from afar"),
        ("log", "deep"),
        ("stdout", "printed"),
        ("failure", "ValueError: no"),
    ]
    [crash] = [line for line in lines if line.step_key == "dies"]
    assert crash.source == "failure"
    of_talks = [said for step, said in heard if step == "talks"]
    begun = ["STEP_WORKER_STARTING", "STEP_WORKER_STARTED", "STEP_START"]
    assert of_talks == [*begun, "from afar", "deep", "STEP_FAILURE"]
    kinds = [each.event_type_value for each in result.all_events if each.step_key == "talks"]
    assert kinds == [*begun, "STEP_FAILURE"]
    kept = [each.dagster_event for each in instance.all_logs(result.run_id)]
    told = [each.event_type_value for each in kept if each and each.step_key == "talks"]
    assert told == kinds


def test_a_killed_step_is_tried_again_as_its_policy_says(instance, tmp_path):
    @op(retry_policy=RetryPolicy(max_retries=1))
    def dies_once():
        if not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os._exit(1)
        return 5

    with run(instance, dies_once) as result:
        assert result.success
        assert result.output_for_node("dies_once") == 5


def test_a_resource_that_raises_fails_the_step_that_needs_it(instance):
    from dagbook.authoring.resource_definition import resource

    @resource
    def broken(_):
        raise ValueError("no connection")

    @op(required_resource_keys={"broken"})
    def needs():
        return 1

    @op
    def alone():
        return 2

    @job(executor_def=multiprocess_executor, resource_defs={"broken": broken})
    def both():
        needs()
        alone()

    with execute_job(reconstructable(both), instance) as result:
        assert result.get_failed_step_keys() == {"needs"}
        assert result.output_for_node("alone") == 2


def test_an_error_that_cannot_be_pickled_is_told_in_words(instance):
    class OddError(Exception):
        def __init__(self, a, b):
            super().__init__(f"{a} and {b}")

        def __reduce__(self):
            raise TypeError("never")

    @op
    def fails():
        raise OddError("this", "that")

    result = run(instance, fails)
    failure = next(event for event in result.all_events if event.is_step_failure)
    assert "this and that" in failure.step_failure_data.error.to_string()
