"""`execute_job`: values through files, results, and running again from what failed."""

import pytest

from dagbook.authoring.asset_check import asset_check
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_jobs import define_asset_job
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.job_decorator import job
from dagbook.authoring.op_decorator import op
from dagbook.authoring.op_io import DynamicOut
from dagbook.authoring.reconstructable_jobs import reconstructable
from dagbook.errors import (
    DagsterExecutionStepNotFoundError,
    DagsterInvariantViolationError,
    DagsterRunNotFoundError,
    ParameterCheckError,
)
from dagbook.execution.execute_job import ReexecutionOptions, execute_job
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.storage.instance import DagsterInstance


@pytest.fixture
def instance():
    return DagsterInstance.ephemeral()


@pytest.fixture
def ran():
    return []


@pytest.fixture
def flaky(ran):
    """A job whose second op fails once."""

    @op
    def one():
        ran.append("one")
        return 1

    @op
    def breaks(number):
        ran.append("breaks")
        if ran.count("breaks") == 1:
            raise ValueError("no")
        return number + 1

    @op
    def last(number):
        ran.append("last")
        return number * 10

    @job
    def chain():
        last(breaks(one()))

    return chain


def test_a_failure_is_in_the_result_and_not_raised(flaky, instance):
    result = execute_job(reconstructable(flaky), instance)
    assert not result.success
    assert result.get_failed_step_keys() == {"breaks"}


def test_what_failed_runs_again_with_what_the_first_run_stored(flaky, instance, ran):
    first = execute_job(reconstructable(flaky), instance)
    options = ReexecutionOptions.from_failure(first.run_id, instance)
    with execute_job(reconstructable(flaky), instance, reexecution_options=options) as again:
        assert again.success
        assert again.output_for_node("last") == 20
    assert ran == ["one", "breaks", "breaks", "last"]
    assert again.dagster_run.tags["dagster/parent_run_id"] == first.run_id
    assert again.dagster_run.tags["dagster/root_run_id"] == first.run_id


def test_some_steps_run_again(flaky, instance, ran):
    ran.append("breaks")
    first = execute_job(reconstructable(flaky), instance)
    ran.clear()
    ran.append("breaks")
    options = ReexecutionOptions(first.run_id, ["last"])
    again = execute_job(reconstructable(flaky), instance, reexecution_options=options)
    assert ran == ["breaks", "last"]
    assert again.output_for_node("last") == 20


def test_one_value_of_a_dynamic_output_runs_again(instance):
    tries = []

    @op(out=DynamicOut())
    def numbers():
        yield from (DynamicOutput(number, f"n{number}") for number in range(3))

    @op
    def picky(number):
        tries.append(number)
        if tries.count(1) == 1 and number == 1:
            raise ValueError("no")
        return number

    @op
    def total(numbers):
        return sum(numbers)

    @job
    def mapped():
        total(numbers().map(picky).collect())

    first = execute_job(reconstructable(mapped), instance)
    assert first.get_failed_step_keys() == {"picky[n1]"}
    options = ReexecutionOptions.from_failure(first.run_id, instance)
    again = execute_job(reconstructable(mapped), instance, reexecution_options=options)
    assert again.output_for_node("total") == 3
    assert tries == [0, 1, 2, 1]


def test_what_runs_again_of_a_rerun_is_known_from_the_runs_before_it(instance, ran):
    broken = {"second", "third"}

    def step(name, *values):
        ran.append(name)
        if name in broken:
            raise ValueError(name)
        return sum(values) + 1

    @op
    def first():
        return step("first")

    @op
    def second(first):
        return step("second", first)

    @op
    def third(first, second):
        return step("third", first, second)

    @job
    def chain():
        one = first()
        third(one, second(one))

    run = execute_job(reconstructable(chain), instance)
    for name in ("second", "third"):
        broken.discard(name)
        options = ReexecutionOptions.from_failure(run.run_id, instance)
        run = execute_job(reconstructable(chain), instance, reexecution_options=options)
    assert ran == ["first", "second", "second", "third", "third"]
    assert run.output_for_node("third") == 4

    ran.clear()
    options = ReexecutionOptions(run.run_id, ["second+"])
    again = execute_job(reconstructable(chain), instance, reexecution_options=options)
    assert ran == ["second", "third"]
    assert again.output_for_node("third") == 4


def test_a_job_of_assets_runs_again_what_failed(instance, ran):
    broken = {"second"}

    @asset
    def first():
        ran.append("first")
        return 1

    @asset_check(asset=first)
    def is_one(first):
        ran.append("is_one")
        return first == 1

    @asset
    def second(first):
        ran.append("second")
        if broken:
            raise ValueError("no")
        return first + 1

    definitions = Definitions(
        assets=[first, second], asset_checks=[is_one], jobs=[define_asset_job("both", "*")]
    )

    def both():
        return definitions.get_job_def("both")

    run = execute_job(reconstructable(both), instance)
    assert sorted(ran) == ["first", "is_one", "second"]
    broken.clear()
    options = ReexecutionOptions.from_failure(run.run_id, instance)
    again = execute_job(reconstructable(both), instance, reexecution_options=options)
    assert ran[3:] == ["second"]
    assert again.output_for_node("second") == 2
    options = ReexecutionOptions(again.run_id, ["first_is_one"])
    assert execute_job(reconstructable(both), instance, reexecution_options=options).success
    assert ran[4:] == ["is_one"]


def test_a_step_that_is_not_there_is_not_run_again(flaky, instance):
    run = execute_job(reconstructable(flaky), instance)
    options = ReexecutionOptions(run.run_id, ["lst"])
    with pytest.raises(DagsterExecutionStepNotFoundError, match="lst") as caught:
        execute_job(reconstructable(flaky), instance, reexecution_options=options)
    assert caught.value.step_keys == ["lst"]


def test_a_run_that_did_not_fail_is_not_run_again_from_its_failure(flaky, instance, ran):
    ran.append("breaks")
    first = execute_job(reconstructable(flaky), instance)
    with pytest.raises(DagsterInvariantViolationError, match="not failed"):
        ReexecutionOptions.from_failure(first.run_id, instance)


def test_an_unknown_run_is_refused(flaky, instance):
    with pytest.raises(DagsterRunNotFoundError, match="nobody"):
        execute_job(
            reconstructable(flaky), instance, reexecution_options=ReexecutionOptions("nobody")
        )


def test_a_job_is_passed_as_reconstructable(flaky, instance):
    with pytest.raises(ParameterCheckError, match="reconstructable"):
        execute_job(flaky, instance)


def test_a_lambda_cannot_be_found_again(flaky):
    with pytest.raises(DagsterInvariantViolationError, match="lambda"):
        reconstructable(lambda: flaky)


def test_a_function_may_return_the_job(flaky):
    def make():
        return flaky

    assert reconstructable(make).get_definition() is flaky
