"""Jobs of assets: in a kernel they use its store; elsewhere they leave nothing."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_jobs import define_asset_job
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.job_definition import JobDefinition
from dagbook.errors import CheckError, DagsterInvariantViolationError
from dagbook.execution.ambient import set_ambient
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.session import Session


@asset
def raw():
    return [1, 2]


@asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def regional(context, raw):
    return context.partition_key, sum(raw)


DEFS = Definitions(
    [raw, regional], jobs=[define_asset_job("first", "raw"), define_asset_job("second", "regional")]
)


@pytest.fixture
def session(tmp_path):
    made = Session(tmp_path / ".dagbook", "a.ipynb")
    set_ambient(made)
    yield made
    set_ambient(None)
    made.close()


def test_in_a_kernel_a_job_stores_what_it_makes(session):
    first = DEFS.get_job_def("first").execute_in_process()
    second = DEFS.get_job_def("second").execute_in_process(partition_key="us")
    assert second.asset_value("regional") == ("us", 3)
    assert [run.job_name for run in session.instance.event_log.runs()] == ["second", "first"]
    assert session.instance.get_run_by_id(first.run_id).is_success


def test_elsewhere_a_job_knows_nothing_of_what_was_made_before():
    DEFS.get_job_def("first").execute_in_process()
    result = DEFS.get_job_def("second").execute_in_process(partition_key="us", raise_on_error=False)
    assert not result.success


def test_the_job_of_all_assets_is_there_without_a_definition():
    jobs = {each.name: each for each in DEFS.resolve_all_job_defs()}
    assert sorted(jobs) == ["__ASSET_JOB", "first", "second"]
    assert all(isinstance(each, JobDefinition) for each in jobs.values())


def test_an_unknown_job_is_refused_with_what_is_meant():
    with pytest.raises(DagsterInvariantViolationError, match="Did you mean first"):
        DEFS.get_job_def("frist")


def test_a_graph_is_no_job():
    from dagbook.authoring.graph_definition import GraphDefinition

    defs = Definitions(jobs=[GraphDefinition("nodes")])
    with pytest.raises(CheckError, match="to_job"):
        defs.get_job_def("nodes")
