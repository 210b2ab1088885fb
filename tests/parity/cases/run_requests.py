"""What asks for a run: `RunRequest`, and the request that a partitioned job makes."""

from harness import Case

_JOB = """
import dagster as dg


@dg.op
def o(): ...


@dg.daily_partitioned_config(start_date="2024-01-01")
def daily(start, end):
    return {"ops": {"o": {"config": {"day": str(start.date())}}}}


@dg.job(config=daily)
def j():
    o()


@dg.job
def plain():
    o()


def told(request):
    return [
        request.run_key,
        dict(request.run_config),
        dict(request.tags),
        request.job_name,
        request.partition_key,
        request.stale_assets_only,
        [key.to_user_string() for key in request.asset_selection or ()],
        request.asset_check_keys,
    ]
"""


def _case(name, source, **more):
    return Case(name, _JOB + source, **more)


CASES = (
    _case("a request without anything", "RESULT = told(dg.RunRequest())"),
    _case(
        "a request is a plain value, its tags text",
        """
request = dg.RunRequest(
    run_key="monday",
    run_config=dg.RunConfig(ops={"o": {"config": {"n": 1}}}),
    tags={"tries": 3, "team": "sales"},
    job_name="j",
    asset_selection=[dg.AssetKey(["sales", "orders"])],
    partition_key="2024-01-02",
    stale_assets_only=True,
)
RESULT = [told(request), request == dg.RunRequest("monday"), dg.RunRequest() == dg.RunRequest()]
""",
    ),
    _case(
        "a tag that has no form in JSON is refused",
        "dg.RunRequest(tags={'a': object()})",
        culprit="a",
    ),
    _case(
        "a job's request for a partition has its config and tags",
        'RESULT = told(j.run_request_for_partition("2024-01-02", run_key="k", tags={"a": "b"}))',
    ),
    _case(
        "a config that is given is in place of the job's",
        """
RESULT = told(j.run_request_for_partition("2024-01-02", run_config={"ops": {}}))
""",
    ),
    _case(
        "a partition that is not there is refused",
        'j.run_request_for_partition("2023-01-02")',
        culprit="2023-01-02",
    ),
    _case(
        "which partitions there are is asked of the moment that is given",
        """
import datetime

j.run_request_for_partition("2024-02-02", current_time=datetime.datetime(2024, 1, 5))
""",
        culprit="2024-02-02",
    ),
    _case(
        "a job without partitions makes no request for one",
        'plain.run_request_for_partition("2024-01-02")',
        culprit="plain",
    ),
)
