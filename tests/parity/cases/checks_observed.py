"""Freshness of assets that are observed, and what builders of checks refuse."""

from harness import Case

BEGIN = """
from dagster import *
import datetime

def ev(r):
    return [
        (e.asset_key.to_user_string(), e.check_name, e.passed, e.severity.value)
        for e in r.get_asset_check_evaluations()
    ]
"""

CASES = (
    Case(
        "an observation says when the asset was updated last, too long ago",
        BEGIN
        + """
spec = AssetSpec("s")
chk = build_last_update_freshness_checks(
    assets=[spec.key], lower_bound_delta=datetime.timedelta(minutes=10)
)
i = DagsterInstance.ephemeral()
import time

i.report_runless_asset_event(
    AssetObservation(
        "s",
        metadata={
            "dagster/last_updated_timestamp": MetadataValue.timestamp(time.time() - 3600)
        },
    )
)
d = Definitions(
    assets=[spec],
    asset_checks=chk,
    jobs=[define_asset_job("c", AssetSelection.all_asset_checks())],
)
r = d.resolve_job_def("c").execute_in_process(instance=i)
e = r.get_asset_check_evaluations()[0]
RESULT = e.passed, sorted(e.metadata)
""",
    ),
    Case(
        "an observation says that the asset is fresh",
        BEGIN
        + """
spec = AssetSpec("s")
chk = build_last_update_freshness_checks(
    assets=[spec.key], lower_bound_delta=datetime.timedelta(minutes=10)
)
i = DagsterInstance.ephemeral()
import time

i.report_runless_asset_event(
    AssetObservation(
        "s",
        metadata={"dagster/last_updated_timestamp": MetadataValue.timestamp(time.time() - 60)},
    )
)
d = Definitions(
    assets=[spec],
    asset_checks=chk,
    jobs=[define_asset_job("c", AssetSelection.all_asset_checks())],
)
r = d.resolve_job_def("c").execute_in_process(instance=i)
e = r.get_asset_check_evaluations()[0]
RESULT = e.passed, sorted(e.metadata)
""",
    ),
    Case(
        "an observation that does not say when is no update",
        BEGIN
        + """
spec = AssetSpec("s")
chk = build_last_update_freshness_checks(
    assets=[spec.key], lower_bound_delta=datetime.timedelta(minutes=10)
)
i = DagsterInstance.ephemeral()
i.report_runless_asset_event(AssetObservation("s"))
d = Definitions(
    assets=[spec],
    asset_checks=chk,
    jobs=[define_asset_job("c", AssetSelection.all_asset_checks())],
)
r = d.resolve_job_def("c").execute_in_process(instance=i)
e = r.get_asset_check_evaluations()[0]
RESULT = e.passed, sorted(e.metadata)
""",
    ),
    Case(
        "a data version that is observed says nothing of when",
        BEGIN
        + """
@observable_source_asset
def s():
    return DataVersion("1")

chk = build_last_update_freshness_checks(
    assets=[s], lower_bound_delta=datetime.timedelta(minutes=10)
)
i = DagsterInstance.ephemeral()
d = Definitions(
    assets=[s],
    asset_checks=chk,
    jobs=[
        define_asset_job("c", AssetSelection.all_asset_checks()),
        define_asset_job("o", AssetSelection.assets(s.key)),
    ],
)
r = d.resolve_job_def("c").execute_in_process(instance=i)
a = r.get_asset_check_evaluations()[0]
d.resolve_job_def("o").execute_in_process(instance=i)
b = d.resolve_job_def("c").execute_in_process(instance=i).get_asset_check_evaluations()[0]
RESULT = (
    (a.passed, sorted(a.metadata), a.severity.value),
    (b.passed, sorted(b.metadata), b.severity.value),
)
""",
    ),
    Case(
        "the later of materialization and observation counts",
        BEGIN
        + """
@asset
def s():
    return 1

import time

chk = build_last_update_freshness_checks(
    assets=[s], lower_bound_delta=datetime.timedelta(minutes=10)
)
i = DagsterInstance.ephemeral()
materialize([s], instance=i)
i.report_runless_asset_event(
    AssetObservation(
        "s",
        metadata={
            "dagster/last_updated_timestamp": MetadataValue.timestamp(time.time() - 3600)
        },
    )
)
d = Definitions(
    assets=[s],
    asset_checks=chk,
    jobs=[define_asset_job("c", AssetSelection.all_asset_checks())],
)
e = d.resolve_job_def("c").execute_in_process(instance=i).get_asset_check_evaluations()[0]
RESULT = e.passed, sorted(e.metadata)
""",
    ),
    Case(
        "the newest partition is there at its deadline",
        BEGIN
        + """
import datetime

p = DailyPartitionsDefinition("2020-01-01")

@asset(partitions_def=p)
def s():
    return 1

chk = build_time_partition_freshness_checks(assets=[s], deadline_cron="0 9 * * *")
i = DagsterInstance.ephemeral()
d = Definitions(
    assets=[s],
    asset_checks=chk,
    jobs=[define_asset_job("c", AssetSelection.all_asset_checks())],
)
a = d.resolve_job_def("c").execute_in_process(instance=i).get_asset_check_evaluations()[0]
last = p.get_last_partition_key()
for k in p.get_partition_keys()[-3:]:
    i.report_runless_asset_event(AssetMaterialization("s", partition=k))
b = d.resolve_job_def("c").execute_in_process(instance=i).get_asset_check_evaluations()[0]
RESULT = (
    (a.passed, sorted(a.metadata)),
    (b.passed, sorted(b.metadata)),
    [k.name for k in chk[0].check_keys],
)
""",
    ),
    Case(
        "an observation of the newest partition counts",
        BEGIN
        + """
p = DailyPartitionsDefinition("2020-01-01")
s = AssetSpec("s", partitions_def=p)

@asset(partitions_def=p)
def t():
    return 1

chk = build_time_partition_freshness_checks(assets=[t], deadline_cron="0 9 * * *")
i = DagsterInstance.ephemeral()
d = Definitions(
    assets=[t],
    asset_checks=chk,
    jobs=[define_asset_job("c", AssetSelection.all_asset_checks())],
)
for k in p.get_partition_keys()[-3:]:
    i.report_runless_asset_event(AssetObservation("t", partition=k))
b = d.resolve_job_def("c").execute_in_process(instance=i).get_asset_check_evaluations()[0]
RESULT = (b.passed, sorted(b.metadata))
""",
    ),
    Case(
        "builders of checks refuse what they cannot use",
        BEGIN
        + """
out = []

@asset
def s():
    return 1

p = DailyPartitionsDefinition("2020-01-01")

@asset(partitions_def=p)
def t():
    return 1

for f in (
    lambda: build_last_update_freshness_checks(assets=[s], lower_bound_delta=3),
    lambda: build_last_update_freshness_checks(
        assets=[], lower_bound_delta=datetime.timedelta(1)
    ),
    lambda: build_last_update_freshness_checks(
        assets=[s, s], lower_bound_delta=datetime.timedelta(1)
    ),
    lambda: build_last_update_freshness_checks(
        assets=s, lower_bound_delta=datetime.timedelta(1)
    ),
    lambda: build_last_update_freshness_checks(
        assets=[s], lower_bound_delta=datetime.timedelta(1), deadline_cron="zz"
    ),
    lambda: build_last_update_freshness_checks(
        assets=[s], lower_bound_delta=datetime.timedelta(1), timezone="zz"
    ),
    lambda: build_last_update_freshness_checks(
        assets=[s], lower_bound_delta=datetime.timedelta(1), severity="WARN"
    ),
    lambda: build_last_update_freshness_checks(
        assets=["a"], lower_bound_delta=datetime.timedelta(1)
    ),
    lambda: build_time_partition_freshness_checks(assets=[s], deadline_cron="0 9 * * *"),
    lambda: build_time_partition_freshness_checks(assets=[t], deadline_cron="zz"),
    lambda: build_time_partition_freshness_checks(assets=[t], deadline_cron=None),
    lambda: build_time_partition_freshness_checks(assets=[t, t], deadline_cron="0 9 * * *"),
    lambda: build_time_partition_freshness_checks(
        assets=[t], deadline_cron="0 9 * * *", blocking=True
    ),
    lambda: build_time_partition_freshness_checks(assets=["t"], deadline_cron="0 9 * * *"),
    lambda: build_column_schema_change_checks(assets=[]),
    lambda: build_metadata_bounds_checks(assets=[s], metadata_key="x"),
    lambda: build_metadata_bounds_checks(assets=[s], metadata_key="x", min_value="a"),
    lambda: build_metadata_bounds_checks(assets=[s], metadata_key=3, min_value=1),
    lambda: build_metadata_bounds_checks(
        assets=[s], metadata_key="x", min_value=3, max_value=1
    ),
    lambda: build_metadata_bounds_checks(
        assets=[s], metadata_key="x", min_value=3, severity="ERROR"
    ),
):
    try:
        out.append(type(f()).__name__)
    except Exception as e:
        out.append(type(e).__name__)
RESULT = out
""",
    ),
)
