"""Ops of jobs that read assets."""

from harness import Case

BEGIN = """
from dagster import *

def evs(
    result,
    kinds=(
        "STEP_OUTPUT",
        "ASSET_CHECK_EVALUATION",
        "ASSET_MATERIALIZATION",
        "HANDLED_OUTPUT",
        "STEP_SUCCESS",
        "STEP_FAILURE",
        "STEP_SKIPPED",
        "LOADED_INPUT",
        "ASSET_OBSERVATION",
        "STEP_EXPECTATION_RESULT",
        "HOOK_COMPLETED",
        "HOOK_SKIPPED",
        "STEP_UP_FOR_RETRY",
    ),
):
    return [
        (e.event_type_value, e.step_key)
        for e in result.all_events
        if e.event_type_value in kinds
    ]
"""

CASES = (
    Case(
        "an op of a job reads an asset",
        BEGIN
        + """
@asset
def a():
    return 5

@op
def use(v):
    return v + 1

@job
def j():
    use(a.to_source_asset())

d = tempfile = __import__("tempfile").mkdtemp()
io = FilesystemIOManager(base_dir=d)
i = DagsterInstance.ephemeral()
materialize([a], instance=i, resources={"io_manager": io})
r = j.execute_in_process(instance=i, resources={"io_manager": io})
RESULT = r.output_for_node("use"), evs(r)
""",
    ),
    Case(
        "an op reads all partitions of an asset, also in a run for one",
        BEGIN
        + """
p = StaticPartitionsDefinition(["x", "y"])

@asset(partitions_def=p)
def a(context):
    return context.partition_key

@op
def use(v):
    return v

@job(partitions_def=p)
def j():
    use(a.to_source_asset())

d = __import__("tempfile").mkdtemp()
io = FilesystemIOManager(base_dir=d)
i = DagsterInstance.ephemeral()
for k in ("x", "y"):
    materialize([a], instance=i, resources={"io_manager": io}, partition_key=k)
r = j.execute_in_process(instance=i, resources={"io_manager": io}, partition_key="x")
RESULT = str(r.output_for_node("use"))
""",
    ),
    Case(
        "an op reads all partitions in a job without partitions",
        BEGIN
        + """
p = StaticPartitionsDefinition(["x", "y"])

@asset(partitions_def=p)
def a(context):
    return context.partition_key

@op
def use(v):
    return v

@job
def j():
    use(a.to_source_asset())

d = __import__("tempfile").mkdtemp()
io = FilesystemIOManager(base_dir=d)
i = DagsterInstance.ephemeral()
for k in ("x", "y"):
    materialize([a], instance=i, resources={"io_manager": io}, partition_key=k)
r = j.execute_in_process(instance=i, resources={"io_manager": io})
RESULT = r.output_for_node("use")
""",
    ),
    Case(
        "what loads an asset for an op is told of asset and partitions",
        BEGIN
        + """
seen = {}

class M(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        seen.update(
            key=context.asset_key.path,
            has=context.has_asset_partitions,
            name=context.name,
            pk=context.has_partition_key,
            up=context.upstream_output is not None,
        )
        try:
            seen["apk"] = context.asset_partition_key
        except Exception as e:
            seen["apk"] = type(e).__name__
        return 3

p = StaticPartitionsDefinition(["x", "y"])
s = SourceAsset("a", partitions_def=p, io_manager_key="m", metadata={"q": 1})

@op
def use(v):
    return v

@job(partitions_def=p, resource_defs={"m": IOManagerDefinition.hardcoded_io_manager(M())})
def j():
    use(s)

r = j.execute_in_process(partition_key="x")
RESULT = seen, r.output_for_node("use")
""",
    ),
    Case(
        "an asset that an input names is for those who watch, where a manager loads it",
        BEGIN
        + """
seen = {}

class M(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        seen.update(key=context.has_asset_key and context.asset_key.path)
        return 3

@op(ins={"v": In(asset_key=AssetKey("a"), input_manager_key="m")})
def use(v):
    return v

@job(resource_defs={"m": IOManagerDefinition.hardcoded_io_manager(M())})
def j():
    use()

r = j.execute_in_process()
RESULT = seen, r.output_for_node("use")
""",
    ),
    Case(
        "an asset that an input names is not read",
        BEGIN
        + """
@op(ins={"v": In(asset_key=AssetKey("a"))})
def use(v):
    return v

@job
def j():
    use()

r = j.execute_in_process()
RESULT = r.output_for_node("use")
""",
        culprit="root",
    ),
    Case(
        "an op may be told of the asset of its input",
        BEGIN
        + """
@op
def one():
    return 1

@op(ins={"v": In(asset_key=AssetKey("a"))})
def use(context, v):
    return str(context.asset_key_for_input("v"))

@job
def j():
    use(one())

r = j.execute_in_process(raise_on_error=False)
RESULT = r.success
""",
    ),
    Case(
        "an op reads what another job made",
        BEGIN
        + """
@asset
def a():
    return 5

@op
def use(v):
    return v + 1

@job
def j():
    use(SourceAsset("a"))

d = __import__("tempfile").mkdtemp()
defs = Definitions(
    assets=[a], jobs=[j], resources={"io_manager": FilesystemIOManager(base_dir=d)}
)
i = DagsterInstance.ephemeral()
defs.resolve_implicit_global_asset_job_def().execute_in_process(instance=i)
r = defs.resolve_job_def("j").execute_in_process(instance=i)
RESULT = r.output_for_node("use")
""",
    ),
    Case(
        "an op in a graph in a job reads an asset",
        BEGIN
        + """
@op
def use(v):
    return v + 1

@graph
def g():
    return use(SourceAsset("a", io_manager_key="m"))

class M(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        return 3

@job(resource_defs={"m": IOManagerDefinition.hardcoded_io_manager(M())})
def j():
    g()

r = j.execute_in_process()
RESULT = r.output_for_node("g.use")
""",
    ),
    Case(
        "an input takes one asset",
        BEGIN
        + """
@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def ab():
    return 1, 2

@op
def use(v):
    return v

@job
def j():
    use(ab)

RESULT = 1
""",
        culprit="ab",
    ),
    Case(
        "the asset's own manager loads it",
        BEGIN
        + """
class M(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        return context.asset_key.path

@op
def use(v):
    return v

@job(
    resource_defs={
        "m": IOManagerDefinition.hardcoded_io_manager(M()),
        "io_manager": IOManagerDefinition.hardcoded_io_manager(M()),
    }
)
def j():
    use(AssetSpec("a").with_io_manager_key("m"))

RESULT = j.execute_in_process().output_for_node("use")
""",
    ),
    Case(
        "the manager of an asset that is read is required",
        BEGIN
        + """
@op
def use(v):
    return v

@job
def j():
    use(SourceAsset("a", io_manager_key="zz"))

RESULT = j.execute_in_process().output_for_node("use")
""",
        culprit="zz",
    ),
    Case(
        "the context of what an op reads",
        BEGIN
        + """
class M(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        out = {}
        for n in (
            "asset_partition_key",
            "asset_partition_keys",
            "asset_partition_key_range",
            "partition_key",
            "upstream_output",
            "dagster_type",
            "definition_metadata",
            "metadata",
        ):
            try:
                v = getattr(context, n)
                out[n] = (
                    v
                    if isinstance(v, (str, list))
                    else str(v)[:40]
                    if not n in ("upstream_output", "dagster_type")
                    else v is not None
                )
            except Exception as e:
                out[n] = type(e).__name__
        try:
            out["up"] = (
                context.upstream_output.name,
                context.upstream_output.step_key,
                dict(context.upstream_output.definition_metadata),
            )
        except Exception as e:
            out["up"] = type(e).__name__
        return out

p = StaticPartitionsDefinition(["x", "y"])
s = SourceAsset("a", partitions_def=p, io_manager_key="m", metadata={"q": "t"})

@op
def use(v):
    return v

@job(partitions_def=p, resource_defs={"m": IOManagerDefinition.hardcoded_io_manager(M())})
def j():
    use(s)

RESULT = j.execute_in_process(partition_key="x").output_for_node("use")
""",
    ),
)
