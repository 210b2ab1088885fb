"""Samples of work with ops and jobs, each run by both."""

from harness import Case

CASES = (
    Case(
        "metadata of an op's output is in its event",
        """
from dagster import op, job, Output, AssetMaterialization, MetadataValue, Out

@op(out=Out(metadata={"a": 1}))
def my(context):
    context.log.info("hi")
    return Output({"a": 1}, metadata={"rows": 3})

@job
def j(): my()
r = j.execute_in_process()
e=[x for x in r.all_events if x.event_type_value=="STEP_OUTPUT"][0]
RESULT = {k: v.value for k,v in e.event_specific_data.metadata.items()}
""",
    ),
    Case(
        "config of each day of a job",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@op(config_schema={"date": str})
def process(context): return context.op_config["date"]
@daily_partitioned_config(start_date="2024-01-01")
def cfg(start, _end): return {"ops": {"process": {"config": {"date": start.strftime("%Y-%m-%d")}}}}
@job(config=cfg)
def j(): process()
RESULT = j.execute_in_process(partition_key="2024-01-05").output_for_node("process")
""",
    ),
    Case(
        "several dependencies without a value into one input",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@op(out=Out(Nothing))
def a(): pass
@op(ins={"x": In(Nothing)})
def b(): return 3
@job
def j(): b([a.alias("a1")(), a.alias("a2")()])
r=j.execute_in_process()
RESULT=[e.step_key for e in r.get_step_success_events()]
""",
    ),
    Case(
        "of branches that meet, one ran",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@op(out={"b1": Out(is_required=False), "b2": Out(is_required=False)})
def br():
    yield Output(1, "b2")
@op
def o1(_i): return 1
@op
def o2(_i): return 2
@op
def c(xs): return sum(xs)
@job
def j():
    x,y=br()
    c([o1(x), o2(y)])
RESULT=j.execute_in_process().output_for_node("c")
""",
    ),
    Case(
        "a generator op is closed at its end",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
ran=[]
@op
def gen():
    try:
        yield Output(1)
    finally:
        ran.append("closed")
@job
def j(): gen()
j.execute_in_process()
RESULT=ran
""",
    ),
    Case(
        "a job by partitions that the instance holds",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
parts=DynamicPartitionsDefinition(name="p")
@op
def k(context): return context.partition_key
@job(partitions_def=parts)
def j(): k()
inst=DagsterInstance.ephemeral()
inst.add_dynamic_partitions("p",["a"])
RESULT=j.execute_in_process(partition_key="a", instance=inst).output_for_node("k")
""",
    ),
    Case(
        "an op asks to be tried again",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
n=[]
@op
def f(context):
    n.append(context.retry_number)
    if len(n)<3: raise RetryRequested(max_retries=3)
    return len(n)
@job
def j(): f()
RESULT=j.execute_in_process().output_for_node("f"), n
""",
    ),
    Case(
        "an op fails with a Failure",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@op
def f(): raise Failure(description="bad", metadata={"a":1})
@job
def j(): f()
RESULT=j.execute_in_process()
""",
        culprit="bad",
    ),
    Case(
        "an op of a graph within, selected",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@op
def one(): return 1
@op
def inc(n): return n+1
@graph
def g(): return inc(one())
@job
def j(): inc.alias("out")(g())


def keys(selection):
    result = j.execute_in_process(op_selection=selection)
    return [e.step_key for e in result.get_step_success_events()]


RESULT = keys(["g.one"]), keys(["*out"])
""",
    ),
    Case(
        "an input that only an IO manager makes",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
class M(IOManager):
    def handle_output(self, c, o): pass
    def load_input(self, context): return 9
@op(ins={"x": In(input_manager_key="m")})
def f(x): return x
@job(resource_defs={"m": IOManagerDefinition.hardcoded_io_manager(M())})
def j(): f()
RESULT=j.execute_in_process().output_for_node("f")
""",
    ),
    Case(
        "resources of resources, in order",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
log=[]
@resource
def a(_): log.append("a"); yield 1; log.append("-a")
@resource(required_resource_keys={"a"})
def b(c): log.append("b"); yield c.resources.a+1; log.append("-b")
@op(required_resource_keys={"b"})
def f(context): log.append("f"); return context.resources.b
@job(resource_defs={"a": a, "b": b})
def j(): f()
r=j.execute_in_process()
RESULT=r.output_for_node("f"), log
""",
    ),
    Case(
        "the nodes of a job",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@op
def f(): pass
@job
def j(): f()
RESULT = [n.name for n in j.graph.nodes], len(j.graph.node_defs), j.graph.name
""",
    ),
    Case(
        "an asset that an op only waits for",
        """
from dagster import (
    AssetIn, DagsterInstance, DynamicPartitionsDefinition, Failure, In, IOManager,
    IOManagerDefinition, Nothing, Out, Output, RetryRequested, asset, daily_partitioned_config,
    graph, graph_asset, job, materialize, op, resource,
)
@asset
def up(): return 1
@op(ins={"start": In(Nothing)})
def f(): return 2
@graph_asset(ins={"up": AssetIn("up")})
def g(up): return f(start=up)
r=materialize([up,g])
RESULT=r.asset_value("g"), [e.step_key for e in r.get_step_success_events()]
""",
    ),
)
