import pytest

from dagbook.authoring.executors import (
    IN_THIS_PROCESS,
    MAX_CONCURRENT_VARIABLE,
    Way,
    check_executor,
    in_process_executor,
    multi_or_in_process_executor,
    multiprocess_executor,
    way_of,
)
from dagbook.errors import DagsterInvalidConfigError, ParameterCheckError


def said(config):
    return {"execution": {"config": config}}


@pytest.mark.parametrize(
    ("executor", "config", "expected"),
    [
        (None, {}, IN_THIS_PROCESS),
        (None, said({"multiprocess": {"max_concurrent": 2}}), Way(2)),
        (None, said({"in_process": {}}), Way()),
        (in_process_executor, {}, Way()),
        (in_process_executor, said({"retries": {"disabled": {}}}), Way(retries=False)),
        (multiprocess_executor, said({"max_concurrent": 3}), Way(3)),
        (multiprocess_executor.configured({"max_concurrent": 3}), {}, Way(3)),
        (
            multiprocess_executor.configured({"max_concurrent": 3}),
            said({"max_concurrent": 4}),
            Way(4),
        ),
        (
            multiprocess_executor,
            said({"max_concurrent": 1, "tag_concurrency_limits": [{"key": "db", "limit": 1}]}),
            Way(1, ({"key": "db", "limit": 1},)),
        ),
        (multi_or_in_process_executor, said({"in_process": {}}), Way()),
    ],
)
def test_how_steps_run_is_what_executor_and_run_say(executor, config, expected):
    assert way_of(executor, config) == expected


def test_without_a_number_the_environment_says_how_many_processes(monkeypatch):
    monkeypatch.setenv(MAX_CONCURRENT_VARIABLE, "7")
    assert way_of(multiprocess_executor, {}).processes == 7
    monkeypatch.delenv(MAX_CONCURRENT_VARIABLE)
    monkeypatch.setattr("os.cpu_count", lambda: 5)
    assert way_of(multi_or_in_process_executor, {}).processes == 5


def test_config_that_does_not_fit_is_named():
    with pytest.raises(DagsterInvalidConfigError, match="max_concurrent"):
        multiprocess_executor.configured({"max_concurrent": "two"})


def test_what_is_no_executor_is_refused():
    check_executor(None, "executor")
    with pytest.raises(ParameterCheckError, match="executor_def"):
        check_executor("multiprocess", "executor_def")
