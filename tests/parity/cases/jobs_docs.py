"""What Dagster's pages on ops, op jobs, asset jobs and runs of some checks describe, anew."""

from cases.assets_docs import case

CASES = (
    case(
        "an op has inputs with types, defaults and metadata, and outputs by name",
        '''
@dg.op(
    ins={"rows": dg.In(list, description="what to count", metadata={"unit": "row"})},
    out={"count": dg.Out(int, description="how many"), "first": dg.Out(is_required=False)},
    tags={"kind": "count"},
    code_version="3",
)
def counted(context: dg.OpExecutionContext, rows, least: int = 2):
    """Count rows."""
    yield dg.Output(len(rows), "count")
    if len(rows) >= least:
        yield dg.Output(rows[0], "first")


@dg.op
def given():
    return ["a", "b", "c"]


@dg.job
def counting():
    counted(given())


result = counting.execute_in_process(run_config={"ops": {"counted": {"inputs": {"least": 3}}}})
less = counting.execute_in_process(run_config={"ops": {"counted": {"inputs": {"least": 9}}}})
RESULT = (
    told(result),
    result.output_for_node("counted", "count"),
    result.output_for_node("counted", "first"),
    told(less),
    counted.description,
    dict(counted.tags),
    {name: each.description for name, each in counted.input_dict.items()},
    {name: each.is_required for name, each in counted.output_dict.items()},
)
''',
    ),
    case(
        "an op has config, and a factory makes ops of it",
        """
class Greeting(dg.Config):
    name: str
    times: int = 1


@dg.op
def greeted(config: Greeting):
    return f"hi {config.name} " * config.times


def op_of(name="renamed", step=1):
    @dg.op(name=name, description=f"adds {step}")
    def inner(number: int) -> int:
        return number + step

    return inner


add_two, add_five = op_of("add_two", 2), op_of("add_five", 5)


@dg.op
def one():
    return 1


@dg.job
def chained():
    add_five(add_two(one()))


@dg.job
def greeting():
    greeted()


RESULT = (
    chained.execute_in_process().output_for_node("add_five"),
    add_two.description,
    greeting.execute_in_process(
        run_config=dg.RunConfig({"greeted": Greeting(name="Ada", times=2)})
    ).output_for_node("greeted"),
)
""",
    ),
    case(
        "one graph becomes jobs with other resources and config",
        """
class Store(dg.ConfigurableResource):
    place: str

    def put(self, what):
        return f"{what} in {self.place}"


@dg.op
def kept(store: Store):
    return store.put("milk")


@dg.op(config_schema=dg.Field(int, default_value=1))
def litres(context):
    return context.op_config


@dg.graph
def dairy():
    kept()
    litres()


jobs = [
    dairy.to_job(name="local", resource_defs={"store": Store(place="barn")}),
    dairy.to_job(
        name="production", resource_defs={"store": Store(place="town")},
        config={"ops": {"litres": {"config": 9}}}, tags={"team": "milk"},
        description="for everyone",
    ),
]
RESULT = [
    (
        job.name,
        job.description,
        dict(job.tags),
        (result := job.execute_in_process()).output_for_node("kept"),
        result.output_for_node("litres"),
    )
    for job in jobs
]
""",
    ),
    case(
        "config of a job: given, by default, or made of simpler config",
        """
@dg.op(config_schema={"who": str})
def greeted(context):
    return context.op_config["who"]


@dg.job(config={"ops": {"greeted": {"config": {"who": "everyone"}}}})
def given():
    greeted()


@dg.config_mapping(config_schema={"simple": str})
def simplified(said):
    return {"ops": {"greeted": {"config": {"who": said["simple"].upper()}}}}


@dg.job(config=simplified)
def mapped():
    greeted()


def refused(job, config):
    try:
        return job.execute_in_process(run_config=config).output_for_node("greeted")
    except dg.DagsterInvalidConfigError:
        return "refused"


RESULT = (
    refused(given, None),
    refused(given, {"ops": {"greeted": {"config": {"who": "Ada"}}}}),
    refused(mapped, {"simple": "ada"}),
    refused(mapped, {"ops": {}}),
)
""",
    ),
    case(
        "some ops of a job, by query, and those before and after",
        """
@dg.op
def a():
    return 1


@dg.op
def b(n):
    return n + 1


@dg.op
def c(n):
    return n + 1


@dg.op
def apart():
    return 0


@dg.job
def whole():
    c(b(a()))
    apart()


RESULT = {
    " ".join(selection): [
        event.step_key for event in whole.execute_in_process(
            op_selection=selection).get_step_success_events()
    ]
    for selection in (["*b"], ["a*"], ["a", "apart"], ["a+"], ["*"])
}
""",
    ),
    case(
        "a job is in definitions beside assets, found by its name",
        """
@dg.op
def swept():
    return "clean"


@dg.job(description="keeps clean", metadata={"owner": "ada"}, tags={"when": "night"})
def sweeping():
    swept()


@dg.asset
def house():
    return 1


defs = dg.Definitions(assets=[house], jobs=[sweeping, dg.define_asset_job("build", [house])])
RESULT = (
    defs.resolve_job_def("sweeping").execute_in_process().output_for_node("swept"),
    defs.resolve_job_def("sweeping").description,
    dict(defs.resolve_job_def("sweeping").tags),
    [name for name in ("build", "sweeping") if defs.resolve_job_def(name).name == name],
)
""",
    ),
    case(
        "assets with their checks, checks alone, and one check in a job",
        """
@dg.asset
def orders():
    return [1, 2]


@dg.asset
def totals(orders):
    return sum(orders)


@dg.asset_check(asset=orders)
def some(orders):
    return dg.AssetCheckResult(passed=bool(orders))


@dg.asset_check(asset=totals)
def positive(totals):
    return dg.AssetCheckResult(passed=totals > 0)


S = dg.AssetSelection
jobs = {
    "orders and its checks": S.assets(orders),
    "orders alone": S.assets(orders) - S.checks_for_assets(orders),
    "checks of orders": S.checks_for_assets(orders),
    "every check": S.all_asset_checks(),
    "one check": S.checks(positive),
    "all but one": S.all() - S.checks(positive),
}
defs = dg.Definitions(
    assets=[orders, totals],
    asset_checks=[some, positive],
    jobs=[dg.define_asset_job(name.replace(" ", "_"), each) for name, each in jobs.items()],
)
with dg.DagsterInstance.ephemeral() as instance:
    defs.resolve_implicit_global_asset_job_def().execute_in_process(instance=instance)
    RESULT = {
        name: (
            sorted(each.asset_key.to_user_string()
                   for each in result.get_asset_materialization_events()),
            sorted(each.check_name for each in result.get_asset_check_evaluations()),
        )
        for name in jobs
        if (result := defs.resolve_job_def(name.replace(" ", "_")).execute_in_process(
            instance=instance))
    }
""",
    ),
    case(
        "a failed op blocks what follows and lets the rest run",
        """
@dg.op
def bad():
    raise ValueError("spoilt")


@dg.op
def after(n):
    return n


@dg.op
def beside():
    return 2


@dg.job
def partly():
    after(bad())
    beside()


result = partly.execute_in_process(raise_on_error=False)
RESULT = (
    result.success,
    told(result),
    result.failure_data_for_node("bad").error.cause.cls_name,
    result.is_node_success("beside"),
    result.is_node_failed("bad"),
    result.is_node_untouched("after"),
)
""",
    ),
    case(
        "an op asks the context for what it is and where",
        """
@dg.op(config_schema={"n": int}, required_resource_keys={"unit"})
def looked(context: dg.OpExecutionContext):
    return (
        context.op_config["n"],
        context.resources.unit,
        context.job_name,
        context.op_def.name,
        context.retry_number,
        context.has_partition_key,
        context.has_tag("team"),
        context.get_tag("team"),
        context.run.job_name,
    )


@dg.job(resource_defs={"unit": dg.ResourceDefinition.hardcoded_resource("kg")})
def looking():
    looked()


result = looking.execute_in_process(
    run_config={"ops": {"looked": {"config": {"n": 3}}}}, tags={"team": "a"}
)
RESULT = result.output_for_node("looked")
""",
    ),
)
