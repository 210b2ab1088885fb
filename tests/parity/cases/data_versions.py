"""Data versions, provenance and the tags of both.

A version that Dagster derives holds the id of a run. So each source names what it finds: a version
by the materialization it is of, the id of a run by its number, the id of an event by its place.
"""

from harness import Case

_NAMES = """
from hashlib import sha256
from itertools import combinations

import dagster as dg
from dagster import AssetKey, DataVersion, MaterializeResult, Output, asset, materialize

i = dg.DagsterInstance.ephemeral()
runs = []

def run(assets, **given):
    made = materialize(assets, instance=i, **given)
    runs.append(made.run_id)
    return made

def hexed(texts):
    return sha256("".join(texts).encode()).hexdigest()

def records(key):
    key = AssetKey.from_user_string(key)
    found = [*i.fetch_materializations(key, limit=500).records,
             *i.fetch_observations(key, limit=500).records]
    return sorted(found, key=lambda each: each.storage_id)

def tags_of(record):
    return (record.asset_materialization or record.asset_observation).tags or {}

def named(*keys):
    names, versions = {"NULL": "nothing"}, {}
    names.update({run_id: f"run {at}" for at, run_id in enumerate(runs)})
    by_key = {key: records(key) for key in keys}
    for key, found in by_key.items():
        for at, record in enumerate(found):
            place = f"{key}[{record.partition_key}]" if record.partition_key else key
            names[str(record.storage_id)] = f"event {at} of {key}"
            version = tags_of(record).get("dagster/data_version")
            if version is not None:
                versions.setdefault((key, record.partition_key), []).append(version)
                if len(version) == 64:
                    names.setdefault(version, f"version {at} of {key}")
    for key, found in by_key.items():
        of_partitions = [each for each in versions if each[0] == key and each[1] is not None]
        for size in range(len(of_partitions) + 1 if len(of_partitions) < 9 else 0):
            for some in combinations(sorted(of_partitions), size):
                for at in range(3):
                    parts = [versions[each][min(at, len(versions[each]) - 1)] for each in some]
                    names.setdefault(hexed(parts), f"of {[each[1] for each in some]} of {key}")
    names.setdefault(hexed([]), "of no partition")
    told = []
    for key, found in by_key.items():
        for at, record in enumerate(found):
            tags = dict(tags_of(record))
            reads = {AssetKey.from_user_string(name.split("/", 2)[2]): value
                     for name, value in tags.items() if "/input_data_version/" in name}
            ordered = [reads[each] for each in sorted(reads, key=str)]
            derived = hexed([tags.get("dagster/code_version", "?"), *ordered])
            told.append([f"{key}[{record.partition_key}]" if record.partition_key else key,
                         derived == tags.get("dagster/data_version"),
                         {name: names.get(value, value) for name, value in tags.items()}])
    return told
"""


def _case(name: str, source: str, culprit: str | None = None) -> Case:
    """Return the case of *source*, which finds the names of this module defined."""
    return Case(name, f"{_NAMES}\n{source}", culprit)


_DAYS = "days = dg.DailyPartitionsDefinition('2024-01-01', end_date='2024-01-06')\n"
_PARTS = "parts = dg.StaticPartitionsDefinition(['c', 'a', 'b'])\n"

CASES = (
    _case(
        "without a code version the run's id stands for it, in each run anew",
        """
@asset
def a():
    return 1

run([a])
run([a])
RESULT = named("a")
""",
    ),
    _case(
        "with a code version the data version of what reads nothing stays the same",
        """
@asset(code_version="7")
def a():
    return 1

run([a])
run([a])
tags = [tags_of(each) for each in records("a")]
RESULT = [named("a"), tags[0] == tags[1], tags[0]["dagster/data_version"]]
""",
    ),
    _case(
        "an empty code version is none",
        """
@asset(code_version="")
def a():
    return 1

run([a])
RESULT = named("a")
""",
    ),
    _case(
        "a chain, its second run made of the first's middle",
        """
@asset
def a():
    return 1

@asset(code_version="b1")
def b(a):
    return a

@asset(code_version="c1")
def c(b):
    return b

run([a, b, c])
run([a, b, c], selection=[c])
run([a, b, c], selection=[a])
run([a, b, c], selection=[c])
run([a, b, c], selection=[b, c])
RESULT = named("a", "b", "c")
""",
    ),
    _case(
        "a diamond with keys of several parts, in the order of the keys",
        """
@asset(key=["z", "top"], code_version="1")
def top():
    return 1

@asset(key_prefix="b", ins={"top": dg.AssetIn(key=["z", "top"])})
def left(top):
    return 1

@asset(key=["a", "right"], deps=[["z", "top"]])
def right():
    return 2

@asset(ins={"x": dg.AssetIn(key=["b", "left"]), "y": dg.AssetIn(key=["a", "right"])},
       deps=[["z", "top"]])
def end(x, y):
    return x + y

run([top, left, right, end])
RESULT = named("z/top", "b/left", "a/right", "end")
""",
    ),
    _case(
        "the user's version by Output and by MaterializeResult",
        """
@asset
def a():
    return Output(1, data_version=DataVersion("mine"))

@asset(code_version="2")
def b(a):
    return MaterializeResult(data_version=DataVersion("yours"))

@asset(deps=[b])
def c():
    pass

run([a, b, c])
RESULT = named("a", "b", "c")
""",
    ),
    _case(
        "a version that the context is told, and one that an Output says too",
        """
@asset
def a(context):
    context.set_data_version(AssetKey("a"), DataVersion("set"))
    return 1

@asset
def b(context, a):
    context.set_data_version(AssetKey("b"), DataVersion("set"))
    return Output(1, data_version=DataVersion("said"))

run([a, b])
RESULT = named("a", "b")
""",
    ),
    _case(
        "a version of no text is read as none",
        """
@asset
def a():
    return Output(1, data_version=DataVersion(""))

@asset
def b(a):
    return 1

run([a, b])
RESULT = named("a", "b")
""",
    ),
    _case(
        "a version that is not known makes what is made of it unknown",
        """
@asset
def a():
    return Output(1, data_version=DataVersion("UNKNOWN"))

@asset
def b(a):
    return 1

@asset
def c(b):
    return 1

run([a, b, c])
RESULT = named("a", "b", "c")
""",
    ),
    _case(
        "tags of the user win",
        """
@asset
def a():
    return MaterializeResult(tags={"dagster/data_version": "by tag", "team": "x"})

@asset
def b(a: None):
    return 1

run([a, b], raise_on_error=False)

@asset(deps=[a])
def c():
    return 1

run([a, c])
RESULT = named("a", "c")
""",
    ),
    _case(
        "deps alone, of assets that were never made, too",
        """
@asset
def a():
    pass

@asset(deps=[a, "elsewhere", ["un", "known"]])
def b():
    pass

run([a, b], selection=[b])
run([a, b])
RESULT = named("a", "b")
""",
    ),
    _case(
        "outputs of one step, each of what it reads",
        """
@dg.multi_asset(specs=[
    dg.AssetSpec("m", deps=["up"]), dg.AssetSpec("n", deps=["m"], code_version="n1"),
    dg.AssetSpec("o", deps=["n", "up"]), dg.AssetSpec("p")])
def several():
    for key in "mnop":
        yield MaterializeResult(key)

@asset
def up():
    pass

run([up, several])
run([up, several])
RESULT = named("up", "m", "n", "o", "p")
""",
    ),
    _case(
        "outputs of one step that come in another order",
        """
@dg.multi_asset(specs=[dg.AssetSpec("m"), dg.AssetSpec("n", deps=["m"])])
def several():
    yield MaterializeResult("n")
    yield MaterializeResult("m")

run([several])
run([several])
RESULT = named("m", "n")
""",
        culprit="n",
    ),
    _case(
        "part of a step, what it reads inside made before",
        """
@dg.multi_asset(can_subset=True, specs=[
    dg.AssetSpec("m", skippable=True), dg.AssetSpec("n", deps=["m"], skippable=True)])
def several(context):
    for key in sorted(context.selected_asset_keys):
        yield MaterializeResult(key)

run([several])
run([several], selection=["n"])
run([several], selection=["m"])
run([several], selection=["n"])
RESULT = named("m", "n")
""",
    ),
    _case(
        "outs and ins with internal dependencies",
        """
@asset
def up():
    return 1

@dg.multi_asset(
    outs={"x": dg.AssetOut(code_version="x1"), "y": dg.AssetOut()},
    internal_asset_deps={"x": {AssetKey("up")}, "y": {AssetKey("x")}})
def several(up):
    yield Output(1, "x", data_version=DataVersion("v"))
    yield Output(2, "y")

run([up, several])
RESULT = named("up", "x", "y")
""",
    ),
    _case(
        "an optional output that is left out, and made later",
        """
made = []

@dg.multi_asset(outs={"x": dg.AssetOut(is_required=False), "y": dg.AssetOut(is_required=False)},
                internal_asset_deps={"x": set(), "y": {AssetKey("x")}})
def several():
    if made:
        yield Output(1, "x")
    made.append(1)
    yield Output(2, "y")

run([several])
run([several])
RESULT = named("x", "y")
""",
    ),
    _case(
        "partitions of their own kind, a range of one at a time",
        _PARTS
        + """
@asset(partitions_def=parts)
def a():
    return 1

@asset(partitions_def=parts, code_version="b1")
def b(a):
    return a

for key in "ab":
    run([a, b], partition_key=key)
run([a, b], partition_key="a", selection=[b])
run([a, b], partition_key="c", selection=[a])
run([a, b], partition_key="b", selection=[b])
RESULT = named("a", "b")
""",
    ),
    _case(
        "all partitions into one asset",
        _PARTS
        + """
@asset(partitions_def=parts, code_version="a1")
def a(context):
    return MaterializeResult(data_version=DataVersion(f"v {context.partition_key}"))

@asset(deps=[a])
def total():
    pass

for key in "cab":
    run([a], partition_key=key)
    run([a, total], selection=[total])
RESULT = named("a", "total")
""",
    ),
    _case(
        "a view, which is never made",
        """
@asset
def table():
    return 1

@asset(is_virtual=True, deps=[table])
def view(): ...

@asset(deps=[view])
def end():
    return 1

run([table, view, end])
RESULT = named("table", "view", "end")
""",
    ),
    _case(
        "partitions of what one step makes, one of the other",
        _PARTS
        + """
@asset(partitions_def=parts)
def table() -> None: ...

@dg.multi_asset(specs=[
    dg.AssetSpec("x", partitions_def=parts, deps=["table"]),
    dg.AssetSpec("y", partitions_def=parts, deps=["x"])])
def several():
    yield MaterializeResult("x")
    yield MaterializeResult("y")

run([table, several], partition_key="a")
run([table, several], partition_key="b")
RESULT = named("table", "x", "y")
""",
    ),
    _case(
        "an asset without partitions into one that has them",
        _PARTS
        + """
@asset
def a():
    return 1

@asset(partitions_def=parts)
def b(a):
    return 1

run([a])
run([a, b], selection=[b], partition_key="a")
run([a])
run([a, b], selection=[b], partition_key="c")
RESULT = named("a", "b")
""",
    ),
    _case(
        "windows of the days before",
        _DAYS
        + """
@asset(partitions_def=days)
def a():
    return 1

back = dg.TimeWindowPartitionMapping(start_offset=-2, end_offset=0)

@asset(partitions_def=days, ins={"a": dg.AssetIn(partition_mapping=back)})
def b(a):
    return 1

for key in days.get_partition_keys()[:4]:
    run([a], partition_key=key)
for key in days.get_partition_keys()[:4]:
    run([a, b], selection=[b], partition_key=key)
RESULT = named("a", "b")
""",
    ),
    _case(
        "days into a week",
        """
@asset(partitions_def=dg.DailyPartitionsDefinition('2024-01-01', end_date='2024-01-16'))
def a() -> None:
    pass

weeks = dg.WeeklyPartitionsDefinition('2024-01-07', end_date='2024-01-14')

@asset(partitions_def=weeks, deps=[a])
def week():
    pass

for key in ("2024-01-09", "2024-01-07"):
    run([a], partition_key=key)
run([a, week], selection=[week], partition_key="2024-01-07")
RESULT = named("a", "week")
""",
    ),
    _case(
        "an asset that reads its own partition before",
        _DAYS
        + """
before = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)

@asset(partitions_def=days, ins={"mine": dg.AssetIn(key="mine", partition_mapping=before)})
def mine(mine):
    return 1

for key in days.get_partition_keys()[:3]:
    run([mine], partition_key=key)
RESULT = named("mine")
""",
    ),
    _case(
        "partitions chosen by a mapping of keys",
        _PARTS
        + """
@asset(partitions_def=parts)
def a():
    pass

to = dg.StaticPartitionMapping({"a": "x", "b": "x", "c": "y"})

@asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]),
       deps=[dg.AssetDep("a", partition_mapping=to)])
def b():
    pass

for key in "ba":
    run([a], partition_key=key)
run([a, b], selection=[b], partition_key="x")
run([a, b], selection=[b], partition_key="y")
RESULT = named("a", "b")
""",
    ),
    _case(
        "the last partition alone, and a partition that is named",
        _DAYS
        + """
@asset(partitions_def=days)
def a():
    pass

@asset(deps=[dg.AssetDep("a", partition_mapping=dg.LastPartitionMapping())])
def last():
    pass

of_second = dg.SpecificPartitionsPartitionMapping(["2024-01-02"])

@asset(deps=[dg.AssetDep("a", partition_mapping=of_second)])
def second():
    pass

for key in ("2024-01-05", "2024-01-02"):
    run([a], partition_key=key)
run([a, last, second], selection=[last, second])
RESULT = named("a", "last", "second")
""",
    ),
    _case(
        "a range that one step makes",
        _DAYS
        + """
once = dg.BackfillPolicy.single_run()

@asset(partitions_def=days, backfill_policy=once)
def a() -> None:
    pass

@asset(partitions_def=days, backfill_policy=once, deps=[a])
def b() -> None:
    pass

span = {"dagster/asset_partition_range_start": "2024-01-02",
        "dagster/asset_partition_range_end": "2024-01-04"}
run([a, b], tags=span)
run([a, b], selection=[b], partition_key="2024-01-03")
run([a, b], selection=[a], partition_key="2024-01-03")
run([a, b], selection=[b], tags=span)
RESULT = named("a", "b")
""",
    ),
    _case(
        "a hundred partitions are read as their newest",
        """
many = dg.StaticPartitionsDefinition([f"{each:03}" for each in range(100)])
few = dg.StaticPartitionsDefinition([f"{each:03}" for each in range(99)])

@asset(partitions_def=many)
def a():
    pass

@asset(partitions_def=few)
def b():
    pass

@asset(deps=[a, b])
def c():
    pass

for key in ("002", "001"):
    run([a], partition_key=key)
    run([b], partition_key=key)
run([a, b, c], selection=[c])
RESULT = named("a", "b", "c")
""",
    ),
    _case(
        "partitions of two dimensions",
        """
two = dg.MultiPartitionsDefinition({
    "x": dg.StaticPartitionsDefinition(["1", "2"]), "y": dg.StaticPartitionsDefinition(["p", "q"])})

@asset(partitions_def=two)
def a():
    pass

@asset(partitions_def=two, deps=[a])
def b():
    pass

@asset(partitions_def=dg.StaticPartitionsDefinition(["1", "2"]), deps=[a])
def by_x():
    pass

for key in ("1|q", "1|p", "2|p"):
    run([a], partition_key=key)
run([a, b], selection=[b], partition_key="1|p")
run([a, by_x], selection=[by_x], partition_key="1")
RESULT = named("a", "b", "by_x")
""",
    ),
    _case(
        "dynamic partitions",
        """
names = dg.DynamicPartitionsDefinition(name="names")
i.add_dynamic_partitions("names", ["z", "y", "x"])

@asset(partitions_def=names)
def a():
    pass

@asset(deps=[a])
def total():
    pass

for key in "zx":
    run([a], partition_key=key)
run([a, total], selection=[total])
RESULT = named("a", "total")
""",
    ),
    _case(
        "an observable source, before and after it was observed",
        """
said = ["1"]

@dg.observable_source_asset
def source():
    return DataVersion(said[-1])

@asset(deps=[source])
def a():
    pass

run([source, a], selection=[a])
for version in ("2", "3"):
    said.append(version)
    materialize([source], instance=i, selection=["source"])
    run([source, a], selection=[a])
RESULT = [named("source", "a")[-3:], [tags_of(each) for each in records("source")]]
""",
    ),
    _case(
        "an observation without a version, and one that was reported",
        """
@asset(deps=["source", "other"])
def a():
    pass

i.report_runless_asset_event(dg.AssetObservation("source"))
i.report_runless_asset_event(dg.AssetObservation("other", tags={"dagster/data_version": "9"}))
run([a])
RESULT = named("source", "other", "a")
""",
    ),
    _case(
        "what was reported without a run is read by the tags it has",
        """
@asset(deps=["source", "other"])
def a():
    pass

i.report_runless_asset_event(dg.AssetMaterialization("source"))
i.report_runless_asset_event(
    dg.AssetMaterialization("other", tags={"dagster/data_version": "9", "team": "x"}))
i.report_runless_asset_event(dg.AssetObservation("other", tags={"dagster/data_version": "10"}))
run([a])
RESULT = named("source", "other", "a")
""",
    ),
    _case(
        "what a step logs has no tags of its own",
        """
@asset
def a(context):
    context.log_event(dg.AssetMaterialization("logged", tags={"team": "x"}))
    return 1

@asset(deps=["logged"])
def b(a):
    return 1

run([a, b])
RESULT = named("a", "logged", "b")
""",
    ),
    _case(
        "partitions of a source that were observed",
        _PARTS
        + """
@dg.observable_source_asset(partitions_def=parts)
def source():
    return dg.DataVersionsByPartition({"a": "1", "b": "2"})

@asset(partitions_def=parts, deps=[source])
def a():
    pass

run([source, a], selection=[a], partition_key="a")
materialize([source], instance=i, selection=["source"])
run([source, a], selection=[a], partition_key="a")
RESULT = [each[2] for each in named("a", "source")][:2]
""",
    ),
    _case(
        "after a failure upstream the version before is read",
        """
fails = []

@asset
def a():
    if fails:
        raise ValueError
    return 1

@asset
def b():
    return 2

@asset(deps=[a, b])
def c():
    pass

run([a, b, c])
fails.append(1)
run([a, b, c], raise_on_error=False)
run([a, b, c], selection=[c])
RESULT = named("a", "b", "c")
""",
    ),
    _case(
        "a step that is tried again has one version",
        """
tries = []

@asset(retry_policy=dg.RetryPolicy(max_retries=1))
def a():
    tries.append(1)
    if len(tries) == 1:
        raise ValueError
    return 1

@asset
def b(a):
    return 1

run([a, b])
RESULT = named("a", "b")
""",
    ),
    _case(
        "what was wiped is not read any more, and was when it was there",
        """
@asset
def a():
    pass

@asset(deps=[a])
def b():
    pass

run([a, b])
i.wipe_assets([AssetKey("a")])
run([a, b], selection=[b])
tags = [tags_of(each) for each in records("b")]
RESULT = [
    [{name: value[:4] if "pointer" in name else len(value) for name, value in each.items()}
     for each in tags[1:]],
    sorted(tags[0]), len(tags[0]["dagster/input_data_version/a"]),
    tags[0]["dagster/data_version"] == hexed([runs[0], tags[0]["dagster/input_data_version/a"]]),
    tags[0]["dagster/input_data_version/a"] == hexed([runs[0]]),
]
""",
    ),
    _case(
        "a graph that makes an asset",
        """
@dg.op
def one(x):
    return x

@dg.op
def two(x):
    return x

@asset
def up():
    return 1

@dg.graph_asset(code_version="g1")
def g(up):
    return two(one(up))

@asset
def down(g):
    return g

run([up, g, down])
RESULT = named("up", "g", "down")
""",
    ),
    _case(
        "a graph that makes several",
        """
@dg.op
def one(x):
    return x

@dg.op
def two(x):
    return x

@asset
def up():
    return 1

@dg.graph_multi_asset(outs={"p": dg.AssetOut(), "q": dg.AssetOut()})
def g(up):
    p = one(up)
    return {"p": p, "q": two(p)}

run([up, g])
RESULT = named("up", "p", "q")
""",
    ),
    _case(
        "a job",
        """
@asset
def a():
    return 1

@asset(deps=[a])
def b():
    return 1

defs = dg.Definitions([a, b], jobs=[dg.define_asset_job("j", selection="b")])
run([a])
runs.append(defs.resolve_job_def("j").execute_in_process(instance=i).run_id)
RESULT = named("a", "b")
""",
    ),
    _case(
        "a result tells the tags that are stored, also after its instance ended",
        """
@asset(code_version="1")
def a():
    return 1

@asset(code_version="2")
def b(a):
    return 1

with dg.DagsterInstance.ephemeral() as own:
    materialize([a], instance=own)
    result = materialize([a, b], instance=own, selection=[b])
    entry = own.get_latest_materialization_event(AssetKey("b"))
    stored = dict(entry.asset_materialization.tags)
    entry_tags = dict(entry.tags)
    told = own.all_logs(result.run_id)
    logged = [dict(each.asset_materialization.tags) for each in told if each.asset_materialization]
tags = dict(result.asset_materializations_for_node("b")[0].tags)
tags.pop("dagster/input_event_pointer/a")
RESULT = [tags, {**tags, **stored} == stored, stored == entry_tags, [stored] == logged]
""",
    ),
    _case(
        "in memory alone",
        """
@asset(code_version="1")
def a():
    return 1

@asset(code_version="2")
def b(a):
    return Output(2, tags={"team": "x"})

result = materialize([a, b])
RESULT = []
for name in "ab":
    tags = dict(result.asset_materializations_for_node(name)[0].tags)
    tags.pop("dagster/input_event_pointer/a", None)
    RESULT.append(tags)
""",
    ),
    _case(
        "hooks see the tags",
        """
seen = []

def look(context, events):
    for each in events:
        if each.is_step_materialization:
            tags = dict(each.step_materialization_data.materialization.tags)
            tags.pop("dagster/input_event_pointer/a", None)
            seen.append(tags)
    return dg.HookExecutionResult("look")

look = dg.HookDefinition(name="look", hook_fn=look)

@asset(code_version="1")
def a():
    return 1

@asset(code_version="2", hooks={look})
def b(a):
    return 1

run([a, b])
RESULT = seen
""",
    ),
    _case(
        "the code versions of the newest",
        """
@asset
def a():
    return 1

@asset(code_version="7")
def b():
    return 1

@asset
def never():
    return 1

run([a, b])
run([a, b])
i.report_runless_asset_event(dg.AssetMaterialization("told"))
found = i.get_latest_materialization_code_versions(
    [AssetKey(each) for each in ("a", "b", "never", "told")])
RESULT = {key.to_user_string(): runs.index(each) if each in runs else each
          for key, each in found.items()}
""",
    ),
    _case(
        "a check says which materialization it was of",
        """
@asset
def a():
    return 1

@dg.asset_check(asset=a)
def check():
    return dg.AssetCheckResult(passed=True)

run([a])
result = run([a, check], selection=dg.AssetSelection.checks_for_assets(a))
target = result.get_asset_check_evaluations()[0].target_materialization_data
RESULT = [target.run_id == runs[0], target.storage_id == records("a")[0].storage_id]
""",
    ),
    _case(
        "provenance, asked for inside a second run",
        """
seen = []

@asset
def up():
    return 1

@asset(deps=["ext"], code_version="3")
def a(context, up):
    found = context.get_asset_provenance(AssetKey("a"))
    seen.append(found)
    return Output(1, data_version=DataVersion("u")) if len(seen) == 2 else 1

for _ in range(3):
    run([up, a])
made = [tags_of(each)["dagster/data_version"] for each in records("up")]
at = {each.storage_id: place for place, each in enumerate(records("up"))}
RESULT = [None if each is None else [
    each.code_version, each.is_user_provided,
    made.index(each.input_data_versions[AssetKey("up")].value),
    each.input_data_versions[AssetKey("ext")] == DataVersion("INITIAL"),
    at[each.input_storage_ids[AssetKey("up")]], each.input_storage_ids[AssetKey("ext")],
    each == dg.DataProvenance.from_tags(tags_of(records("a")[place - 1])),
] for place, each in enumerate(seen)]
""",
    ),
    _case(
        "provenance of what was observed, reported, or made of nothing",
        """
seen = []
i.report_runless_asset_event(dg.AssetMaterialization("told"))
i.report_runless_asset_event(dg.AssetObservation("source", tags={"dagster/data_version": "1"}))

@asset
def alone():
    return 1

@asset
def a(context, alone):
    for key in ("told", "source", "alone"):
        found = context.get_asset_provenance(AssetKey(key))
        seen.append(None if found is None else [
            found.code_version == context.run_id, dict(found.input_data_versions),
            dict(found.input_storage_ids), found.is_user_provided])

run([alone, a])
RESULT = seen
""",
    ),
    _case(
        "the record of a data version",
        _PARTS
        + """
@asset(partitions_def=parts)
def a():
    pass

for key in "ab":
    run([a], partition_key=key)
i.report_runless_asset_event(dg.AssetObservation("a"))
i.report_runless_asset_event(dg.AssetObservation("b"))
find = i.get_latest_data_version_record
found = [find(AssetKey("a")), find(AssetKey("a"), partition_key="a"), find(AssetKey("b")),
         find(AssetKey("a"), is_source=True), find(AssetKey("b"), is_source=False),
         find(AssetKey("a"), before_cursor=find(AssetKey("a")).storage_id)]
RESULT = [None if each is None else [each.event_type.value, each.partition_key] for each in found]
""",
    ),
)
