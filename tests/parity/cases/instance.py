"""Instances: runs by filter, records of events and their pages, asset records, tags, wipes."""

from harness import Case

GIVEN = """
import warnings
import dagster as dg
from dagster import (
    AssetKey, AssetMaterialization, AssetObservation, AssetRecordsFilter, DagsterEventType,
    DagsterInstance, DagsterRunStatus, EventRecordsFilter, Failure, MaterializeResult, Output,
    RunsFilter, StaticPartitionsDefinition, asset, instance_for_test, job, materialize, op,
)

letters = StaticPartitionsDefinition(["a", "b", "c"])


@asset(code_version="3")
def one():
    return Output(1, metadata={"n": 1})


@asset
def two(one):
    return 2


@asset(partitions_def=letters)
def parts(context):
    return context.partition_key


@asset(partitions_def=letters)
def watched(context):
    context.log_event(AssetObservation("watched", partition="a", metadata={"k": 1}))
    return 1


@asset
def bad():
    raise ValueError("no")


@job
def empty_job():
    pass


def filled(instance):
    return [
        materialize([one, two], instance=instance, tags={"team": "x"}).run_id,
        materialize([parts], instance=instance, partition_key="a").run_id,
        materialize([parts], instance=instance, partition_key="b").run_id,
        materialize([bad], instance=instance, raise_on_error=False).run_id,
        materialize([one, two], instance=instance, selection=["one"]).run_id,
    ]


"""

FILLED = GIVEN + "with instance_for_test() as i:\n    ids = filled(i)\n    at = ids.index\n"


def _filled(name: str, code: str, **more: str) -> Case:
    """Return a case that asks an instance after five runs."""
    return Case(name, FILLED + "".join(f"    {line}\n" for line in code.splitlines()), **more)


def _both(name: str, code: str) -> tuple[Case, ...]:
    """Return a case of a filled instance on disk, and of one in memory."""
    memory = FILLED.replace("instance_for_test()", "DagsterInstance.ephemeral()")
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return (
        Case(f"{name}, on disk", FILLED + lines),
        Case(f"{name}, in memory", memory + lines),
    )


CASES = (
    *_both("runs come newest first", "RESULT = [at(run.run_id) for run in i.get_runs()]"),
    *_both(
        "a cursor and a limit cut runs",
        "RESULT = [[at(run.run_id) for run in found] for found in (\n"
        "    i.get_runs(limit=2), i.get_runs(cursor=ids[3]), i.get_runs(cursor=ids[2], limit=1),\n"
        "    i.get_runs(cursor=ids[1], ascending=True), i.get_runs(ascending=True, limit=2),\n"
        "    i.get_runs(cursor='nope'))]",
    ),
    *_both(
        "a filter by job, tag, tag among several, state, and id",
        "RESULT = [[at(run.run_id) for run in i.get_runs(each)] for each in (\n"
        "    RunsFilter(job_name='x'), RunsFilter(tags={'team': 'x'}),\n"
        "    RunsFilter(tags={'dagster/partition': ['a', 'b']}),\n"
        "    RunsFilter(tags={'team': 'x', 'dagster/partition': 'a'}),\n"
        "    RunsFilter(statuses=[DagsterRunStatus.FAILURE]), RunsFilter(run_ids=ids[1:3]),\n"
        "    RunsFilter(statuses=[]), RunsFilter())]",
    ),
    _filled(
        "a filter by when a run was made and changed",
        "import datetime as dt\n"
        "records = i.get_run_records(ascending=True)\n"
        "middle = records[2].create_timestamp\n"
        "later = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=1)\n"
        "RESULT = [i.get_runs_count(each) for each in (\n"
        "    RunsFilter(created_before=later), RunsFilter(created_after=later),\n"
        "    RunsFilter(updated_after=later), RunsFilter(updated_before=later))]",
    ),
    Case(
        "an empty list of ids is refused",
        GIVEN + "RunsFilter(run_ids=[])\n",
        culprit="non-empty list",
    ),
    Case(
        "runs are filtered by a RunsFilter alone",
        GIVEN + "DagsterInstance.ephemeral().get_runs('x')\n",
        culprit="filters",
    ),
    Case("a tag of a filter is text", GIVEN + "RunsFilter(tags={'a': 3})\n", culprit="a"),
    *_both(
        "a run's record",
        "record = i.get_run_record_by_id(ids[0])\n"
        "run = record.dagster_run\n"
        "RESULT = [\n"
        "    run.job_name, run.status.value, run.tags, dict(run.run_config), record.storage_id,\n"
        "    record.start_time <= record.end_time, str(record.create_timestamp.tzinfo),\n"
        "    record.create_timestamp <= record.update_timestamp,\n"
        "    run.is_finished, run.is_success, run.is_failure, run.is_cancelable,\n"
        "    run.is_resume_retry, run.parent_run_id, run.root_run_id,\n"
        "    i.get_run_record_by_id('nope'), i.get_run_by_id('nope'),\n"
        "    i.has_run(ids[0]), i.has_run('nope')]",
    ),
    _filled(
        "a run keeps its config",
        "config = {'loggers': {'console': {'config': {'log_level': 'ERROR'}}}}\n"
        "result = materialize([one], instance=i, run_config=config)\n"
        "RESULT = dict(i.get_run_by_id(result.run_id).run_config)",
    ),
    *_both(
        "tags are added to a run",
        "i.add_run_tags(ids[0], {'z': '1', 'team': 'y'})\n"
        "RESULT = [i.get_run_by_id(ids[0]).tags, i.get_run_tags(['z', 'team']),\n"
        "    i.get_runs_count(RunsFilter(tags={'z': '1'}))]",
    ),
    *_both(
        "counts of a run",
        "stats = [i.get_run_stats(each) for each in (ids[0], ids[3])]\n"
        "steps = i.get_run_step_stats(ids[0])\n"
        "RESULT = [[(each.steps_succeeded, each.steps_failed, each.materializations,\n"
        "    each.expectations, each.start_time <= each.end_time) for each in stats],\n"
        "    [(each.step_key, each.status.value, each.attempts) for each in steps],\n"
        "    [each.step_key for each in i.get_run_step_stats(ids[0], ['two'])]]",
    ),
    *_both(
        "pages of materializations",
        "pages, cursor = [], None\n"
        "while True:\n"
        "    page = i.fetch_materializations(AssetKey('parts'), limit=1, cursor=cursor)\n"
        "    pages.append(([each.partition_key for each in page.records], page.has_more))\n"
        "    cursor = page.cursor\n"
        "    if not page.has_more:\n"
        "        break\n"
        "oldest = i.fetch_materializations(AssetKey('parts'), limit=5, ascending=True)\n"
        "RESULT = [pages, [each.partition_key for each in oldest.records], oldest.has_more]",
    ),
    *_both(
        "pages of materializations, oldest first",
        "cursor, seen = None, []\n"
        "for _ in range(3):\n"
        "    page = i.fetch_materializations(\n"
        "        AssetKey('parts'), limit=1, cursor=cursor, ascending=True)\n"
        "    cursor = page.cursor\n"
        "    seen.append([each.partition_key for each in page.records])\n"
        "RESULT = seen",
    ),
    *_both(
        "a filter of an asset's records",
        "key = AssetKey('parts')\n"
        "first, second = i.fetch_materializations(key, limit=9, ascending=True).records\n"
        "def found(**given):\n"
        "    page = i.fetch_materializations(AssetRecordsFilter(key, **given), limit=9)\n"
        "    return [each.partition_key for each in page.records]\n"
        "RESULT = [\n"
        "    found(asset_partitions=['a']), found(asset_partitions=['b', 'c']),\n"
        "    found(asset_partitions=['a', 'b']), found(after_storage_id=first.storage_id),\n"
        "    found(before_storage_id=second.storage_id), found(storage_ids=[second.storage_id]),\n"
        "    found(after_timestamp=second.timestamp),\n"
        "    found(before_timestamp=second.timestamp + 1)]",
    ),
    *_both(
        "what a record says",
        "record = i.fetch_materializations(AssetKey('one'), limit=1).records[0]\n"
        "entry = record.event_log_entry\n"
        "RESULT = [\n"
        "    at(record.run_id), record.asset_key.path, record.partition_key,\n"
        "    record.event_type.value, record.asset_materialization.metadata['n'].value,\n"
        "    record.asset_event == record.asset_materialization, record.asset_observation,\n"
        "    entry.step_key, entry.job_name, entry.message, entry.level, entry.is_dagster_event,\n"
        "    entry.dagster_event_type.value, entry.dagster_event.asset_key.path,\n"
        "    record.timestamp == entry.timestamp, entry.error_info,\n"
        "    record.asset_materialization.tags['dagster/code_version']]",
    ),
    *_both(
        "an asset without records has an empty page",
        "page = i.fetch_materializations(AssetKey('nope'), limit=3)\n"
        "again = i.fetch_materializations(AssetKey('nope'), limit=3, cursor=page.cursor)\n"
        "RESULT = [list(page.records), page.has_more, list(again.records)]",
    ),
    *_both(
        "pages of observations",
        "for key in 'ab':\n"
        "    materialize([watched], instance=i, partition_key=key)\n"
        "page = i.fetch_observations(AssetKey('watched'), limit=2)\n"
        "record = page.records[0]\n"
        "RESULT = [len(page.records), record.partition_key, record.event_type.value,\n"
        "    record.asset_observation.metadata['k'].value, record.asset_materialization,\n"
        "    i.fetch_observations(AssetKey('one'), limit=2).records == []]",
    ),
    *_both(
        "how runs changed",
        "def ended(kind, **given):\n"
        "    page = i.fetch_run_status_changes(kind, limit=9, **given)\n"
        "    return [at(each.run_id) for each in page.records]\n"
        "page = i.fetch_run_status_changes(DagsterEventType.RUN_SUCCESS, limit=1)\n"
        "RESULT = [ended(DagsterEventType.RUN_SUCCESS), ended(DagsterEventType.RUN_FAILURE),\n"
        "    ended(DagsterEventType.RUN_SUCCESS, ascending=True), page.has_more,\n"
        "    ended(DagsterEventType.RUN_SUCCESS, cursor=page.cursor),\n"
        "    ended(DagsterEventType.RUN_CANCELED)]",
    ),
    *_both(
        "records by kind of event",
        "def found(kind, **given):\n"
        "    return [at(each.run_id) for each in i.get_event_records(\n"
        "        EventRecordsFilter(kind, **given))]\n"
        "RESULT = [\n"
        "    found(DagsterEventType.ASSET_MATERIALIZATION, asset_key=AssetKey('one')),\n"
        "    found(DagsterEventType.ASSET_MATERIALIZATION),\n"
        "    found(DagsterEventType.RUN_FAILURE), found(DagsterEventType.STEP_SUCCESS),\n"
        "    found(DagsterEventType.STEP_FAILURE),\n"
        "    found(DagsterEventType.ASSET_MATERIALIZATION, asset_key=AssetKey('parts'),\n"
        "        asset_partitions=['b'])]",
    ),
    _filled(
        "the log of a run",
        "kinds = {DagsterEventType.ENGINE_EVENT, DagsterEventType.RESOURCE_INIT_STARTED,\n"
        "    DagsterEventType.RESOURCE_INIT_SUCCESS, DagsterEventType.LOGS_CAPTURED}\n"
        "RESULT = [(each.dagster_event_type.value, each.step_key, each.level, each.job_name)\n"
        "    for each in i.all_logs(ids[0])\n"
        "    if each.is_dagster_event and each.dagster_event_type not in kinds]",
    ),
    *_both(
        "the log of a run by kind",
        "def found(kinds):\n"
        "    return [each.message for each in i.all_logs(ids[0], of_type=kinds)]\n"
        "RESULT = [found(DagsterEventType.ASSET_MATERIALIZATION), found({\n"
        "    DagsterEventType.RUN_START, DagsterEventType.RUN_SUCCESS}),\n"
        "    list(i.all_logs('nope'))]",
    ),
    *_both(
        "what is known of assets",
        "records = {each.asset_entry.asset_key.to_user_string(): each.asset_entry\n"
        "    for each in i.get_asset_records()}\n"
        "runs = [at(records[each].last_run_id) for each in ('one', 'bad')]\n"
        "RESULT = [sorted(records), runs,\n"
        "    records['bad'].last_materialization, records['two'].last_materialization.step_key,\n"
        "    records['parts'].last_materialization_record.partition_key,\n"
        "    [each.asset_entry.asset_key.path\n"
        "        for each in i.get_asset_records([AssetKey('two')])],\n"
        "    list(i.get_asset_records([AssetKey('nope')]))]",
    ),
    *_both(
        "keys of assets",
        "keys = lambda **given: [each.path for each in i.get_asset_keys(**given)]\n"
        "RESULT = [keys(), keys(limit=2), keys(prefix=['one']), keys(prefix=['o']),\n"
        "    i.has_asset_key(AssetKey('bad')), i.has_asset_key(AssetKey('nope')),\n"
        "    keys(cursor=AssetKey('one').to_string())]",
    ),
    *_both(
        "how partitions stand",
        "found = i.get_status_by_partition(AssetKey('parts'), ['a', 'b', 'c'], letters)\n"
        "RESULT = {key: each and each.value for key, each in found.items()}",
    ),
    *_both(
        "events of no run",
        "i.report_runless_asset_event(AssetMaterialization('ext', partition='q'))\n"
        "i.report_runless_asset_event(AssetObservation('seen', metadata={'k': 2}))\n"
        "made = i.fetch_materializations(AssetKey('ext'), limit=3).records[0]\n"
        "seen = i.fetch_observations(AssetKey('seen'), limit=3).records[0]\n"
        "RESULT = [made.run_id, made.event_log_entry.step_key, made.event_log_entry.job_name,\n"
        "    made.partition_key, seen.run_id, seen.asset_observation.metadata['k'].value,\n"
        "    i.has_asset_key(AssetKey('ext')), i.has_asset_key(AssetKey('seen'))]",
    ),
    Case(
        "an event of no run is of an asset",
        GIVEN + "DagsterInstance.ephemeral().report_runless_asset_event('x')\n",
        culprit="AssetMaterialization",
    ),
    *_both(
        "a wiped asset is not known",
        "materialize([watched], instance=i, partition_key='a')\n"
        "i.wipe_assets([AssetKey('parts'), AssetKey('watched'), AssetKey('bad')])\n"
        "key = AssetKey('parts')\n"
        "RESULT = [list(i.fetch_materializations(key, limit=9).records),\n"
        "    list(i.fetch_observations(AssetKey('watched'), limit=9).records),\n"
        "    i.has_asset_key(key), i.get_latest_materialization_event(key),\n"
        "    [each.path for each in i.get_asset_keys()]]",
    ),
    *_both(
        "what was made after a wipe is known",
        "i.wipe_assets([AssetKey('parts')])\n"
        "materialize([parts], instance=i, partition_key='c')\n"
        "page = i.fetch_materializations(AssetKey('parts'), limit=9)\n"
        "RESULT = [[each.partition_key for each in page.records],\n"
        "    sorted(i.get_materialized_partitions(AssetKey('parts')))]",
    ),
    _filled(
        "some partitions are wiped",
        "i.wipe_asset_partitions(AssetKey('parts'), ['a'])\n"
        "RESULT = sorted(i.get_materialized_partitions(AssetKey('parts')))",
        better="Dagster's open source refuses to wipe partitions",
        ours=["b"],
    ),
    *_both(
        "a deleted run is gone, and what it recorded",
        "i.delete_run(ids[4])\n"
        "page = i.fetch_materializations(AssetKey('one'), limit=9)\n"
        "RESULT = [i.get_run_by_id(ids[4]), i.has_run(ids[4]), i.get_runs_count(),\n"
        "    [at(each.run_id) for each in page.records], list(i.all_logs(ids[4])),\n"
        "    i.has_asset_key(AssetKey('one')), i.delete_run('nope')]",
    ),
    *_both(
        "code versions of what was made last",
        "found = i.get_latest_materialization_code_versions([AssetKey('one'), AssetKey('nope')])\n"
        "RESULT = {key.to_user_string(): version for key, version in found.items()}",
    ),
    Case(
        "an instance for a test has a folder, and is the environment's",
        GIVEN
        + """
import os

with instance_for_test() as i:
    inside = os.environ["DAGSTER_HOME"] == i.root_directory
    with DagsterInstance.get() as other:
        materialize([one], instance=other)
    RESULT = [inside, len(i.get_runs()), i.is_ephemeral, i.is_persistent,
        os.path.isdir(i.root_directory)]
RESULT += ["DAGSTER_HOME" in os.environ, os.path.isdir(i.root_directory)]
""",
    ),
    Case(
        "an instance for a test may leave the environment alone, and have a folder of one's own",
        GIVEN
        + """
import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    with instance_for_test(set_dagster_home=False, temp_dir=folder) as i:
        RESULT = ["DAGSTER_HOME" in os.environ, i.root_directory == folder]
    RESULT.append(os.path.isdir(folder))
""",
    ),
    Case(
        "each instance for a test begins empty",
        GIVEN
        + """
RESULT = []
for _ in range(2):
    with instance_for_test() as i:
        RESULT.append(i.get_runs_count())
        materialize([one], instance=i)
        RESULT.append(i.get_runs_count())
""",
    ),
)
