"""What Dagster's pages on unit tests of assets, ops, checks and partitioned jobs describe."""

from cases.assets_docs import case

_SERVICE = """
from unittest import mock


class Letters:
    def __init__(self, sent=()):
        self.sent = list(sent)

    def send(self, to):
        self.sent.append(to)
        return f"sent to {to}"


class Post(dg.ConfigurableResource):
    address: str = "main street"

    def send(self, to):
        raise ConnectionError(self.address)


@dg.asset
def invited(post: Post):
    return post.send("Ada")


@dg.asset(required_resource_keys={"post"})
def invited_by_key(context):
    return context.resources.post.send("Ada")


@dg.asset
def invited_by_param(post: dg.ResourceParam[Letters]):
    return post.send("Ada")


@dg.op
def invite(post: Post):
    return post.send("Ada")


@dg.asset_check(asset=invited)
def was_sent(post: Post):
    return dg.AssetCheckResult(passed=post.send("Ada") == "ok")


def stand_in(kind=mock.MagicMock, **more):
    made = kind(**more)
    made.send.return_value = "ok"
    return made

"""

CASES = (
    case(
        "an asset without arguments is called",
        """
@dg.asset
def numbers():
    return [1, 2]


@dg.op
def letters() -> str:
    return "ab"


assert numbers() == [1, 2]
RESULT = numbers(), letters()
""",
    ),
    case(
        "an asset is called with what it reads",
        """
@dg.asset
def numbers():
    raise AssertionError("not called")


@dg.asset
def total(numbers):
    return sum(numbers)


@dg.asset(ins={"many": dg.AssetIn("numbers")}, deps=["others"])
def doubled(many):
    return [2 * each for each in many]


RESULT = total([1, 2]), total(numbers=[3]), doubled([1]), doubled(many=(4,))
""",
    ),
    case(
        "what an asset reads has to be given",
        """
@dg.asset
def total(numbers):
    return sum(numbers)


total()
""",
        culprit="numbers",
    ),
    case(
        "an asset is called with config",
        """
class Path(dg.Config):
    path: str
    suffix: str = ".csv"


@dg.asset
def file(config: Path):
    return config.path + config.suffix


@dg.op
def opened(context, config: Path):
    return config.path


RESULT = (
    file(Path(path="a")),
    file(config=Path(path="b", suffix="")),
    opened(dg.build_op_context(), config=Path(path="c")),
    opened(dg.build_op_context(op_config={"path": "d"})),
)
""",
    ),
    case(
        "a mock stands for a resource, whatever an asset calls it by",
        _SERVICE
        + """
RESULT = [
    (
        invited(stand_in(kind)),
        invited(post=stand_in(kind)),
        invited_by_param(post=stand_in(kind)),
        invited_by_key(dg.build_asset_context(resources={"post": stand_in(kind)})),
        invited(dg.build_asset_context(resources={"post": stand_in(kind)})),
        invite(post=stand_in(kind)),
        was_sent(post=stand_in(kind)).passed,
    )
    for kind in (mock.MagicMock, mock.Mock)
]
""",
    ),
    case(
        "a mock stands for a resource in a run",
        _SERVICE
        + """
@dg.job
def inviting():
    invite()


def run(post):
    defs = dg.Definitions(assets=[invited], resources={"post": post}, asset_checks=[was_sent])
    results = [
        dg.materialize([invited], resources={"post": post}),
        dg.materialize_to_memory([invited_by_key], resources={"post": post}),
        defs.resolve_implicit_global_asset_job_def().execute_in_process(),
        inviting.execute_in_process(resources={"post": post}),
    ]
    return (
        [result.output_for_node(name) for result, name in zip(
            results, ("invited", "invited_by_key", "invited", "invite"))],
        [each.passed for each in results[2].get_asset_check_evaluations()],
        [str(each) for each in post.send.call_args_list],
    )


RESULT = [run(stand_in(kind)) for kind in (mock.MagicMock, mock.Mock)]
""",
    ),
    case(
        "a mock is in every context that is built",
        _SERVICE
        + """
def resources():
    return {"post": stand_in()}


with dg.build_resources(resources()) as built:
    first = built.post.send("Ada")
RESULT = [
    first,
    dg.build_init_resource_context(resources=resources()).resources.post.send("a"),
    dg.build_op_context(resources=resources()).resources.post.send("a"),
    dg.build_hook_context(resources=resources()).resources.post.send("a"),
    dg.build_asset_check_context(resources=resources()).resources.post.send("a"),
    dg.build_output_context(resources=resources()).resources.post.send("a"),
    dg.build_input_context(resources=resources()).resources.post.send("a"),
]
""",
    ),
    case(
        "a stand-in with the same methods needs no common class, also inside another resource",
        _SERVICE
        + """
class Office(dg.ConfigurableResource):
    post: dg.ResourceDependency[Letters]

    def invite_all(self, names):
        return [self.post.send(name) for name in names]


class Silent:
    def send(self, to):
        return f"silent, {to}"


@dg.asset
def party(office: Office):
    return office.invite_all(["Ada", "Ben"])


RESULT = [
    (
        party(office=Office(post=post)),
        dg.materialize([party], resources={"office": Office(post=post)}).output_for_node("party"),
    )
    for post in (Letters(), Silent(), stand_in(mock.Mock))
], invited(Silent()), invited_by_param(post=Silent())
""",
    ),
    case(
        "a subclass of a resource stands for it",
        _SERVICE
        + """
class Recorded(Post):
    _sent: list = []

    def send(self, to):
        self._sent.append(to)
        return f"{len(self._sent)} from {self.address}"


RESULT = (
    invited(Recorded(address="hill")),
    dg.materialize([invited], resources={"post": Recorded()}).output_for_node("invited"),
)
""",
    ),
    case(
        "a value of an asset may be a mock",
        """
from unittest import mock


@dg.asset
def model():
    made = mock.Mock()
    made.predict.return_value = [0, 1]
    return made


@dg.asset
def predicted(model):
    return model.predict("rows")


result = dg.materialize_to_memory([model, predicted])
RESULT = predicted(model()), result.output_for_node("predicted")
""",
    ),
    case(
        "a context is built for a test",
        """
@dg.asset(partitions_def=dg.DailyPartitionsDefinition("2024-01-01"))
def of_day(context: dg.AssetExecutionContext):
    context.log.info("working")
    context.add_output_metadata({"rows": 3})
    return context.partition_key, context.partition_time_window.start.isoformat()


@dg.asset
def plain(context):
    return context.op_execution_context.run_id, context.asset_key.to_user_string()


context = dg.build_asset_context(partition_key="2024-08-08")
day = of_day(context)
RESULT = day, context.get_output_metadata("result"), plain(dg.build_asset_context())
""",
    ),
    case(
        "several arguments are named",
        _SERVICE
        + """
class Door(dg.Config):
    number: int


@dg.asset
def delivered(context: dg.AssetExecutionContext, letter, config: Door, post: Post):
    context.log.info(letter)
    return post.send(f"{letter} to {config.number}")


post = stand_in()
RESULT = (
    delivered(
        context=dg.build_asset_context(), letter="bill", config=Door(number=3), post=post
    ),
    delivered(dg.build_asset_context(), "card", config=Door(number=4), post=post),
    [str(each) for each in post.send.call_args_list],
)
""",
    ),
    case(
        "what an asset yields is looked at one by one",
        """
@dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
def both():
    yield dg.Output(1, output_name="a", metadata={"n": 1})
    yield dg.Output(2, output_name="b")


@dg.asset
def result():
    return dg.MaterializeResult(value=5, metadata={"rows": 2}, data_version=dg.DataVersion("v"))


made_ = list(both())
told_ = result()
RESULT = (
    [(each.output_name, each.value, {k: v.value for k, v in each.metadata.items()})
     for each in made_],
    told_.value,
    dict(told_.metadata),
    told_.data_version.value,
)
""",
    ),
    case(
        "an asset that fails raises in its test what it raises",
        """
@dg.asset
def spoilt():
    raise KeyError("lost")


@dg.asset
def failed():
    raise dg.Failure("spoilt", metadata={"rows": 1})


def raised(fn):
    try:
        fn()
    except Exception as error:
        return type(error).__name__, getattr(error, "description", str(error))


RESULT = [raised(each) for each in (spoilt, failed, lambda: dg.materialize([failed]))]
""",
    ),
    case(
        "several assets are tested together, in memory",
        """
@dg.asset
def table():
    return [("Ada", 3), ("Ben", 4)]


@dg.asset
def heights(table):
    return dict(table)


@dg.asset
def tallest(heights):
    return max(heights, key=heights.get)


def test_heights():
    result = dg.materialize_to_memory([table, heights, tallest])
    assert result.success
    assert result.output_for_node("tallest") == "Ben"
    assert result.asset_value("heights") == {"Ada": 3, "Ben": 4}
    return told(result)


RESULT = test_heights()
""",
    ),
    case(
        "a job is tested by its steps and by what it left",
        """
@dg.op
def add_one(n: int) -> int:
    return n + 1


@dg.op(out={"big": dg.Out(int, is_required=False), "small": dg.Out(int, is_required=False)})
def sized(n):
    yield dg.Output(n, "big" if n > 10 else "small")


@dg.job
def summing():
    big, small = sized(add_one())


result = summing.execute_in_process(run_config={"ops": {"add_one": {"inputs": {"n": 4}}}})
with dg.instance_for_test() as instance:
    kept = summing.execute_in_process(
        run_config={"ops": {"add_one": {"inputs": {"n": {"value": 40}}}}}, instance=instance
    )
    runs = [(run.job_name, run.status.value, run.run_id == kept.run_id)
            for run in instance.get_runs()]
RESULT = (
    result.success,
    result.output_for_node("add_one"),
    result.output_for_node("sized", "small"),
    [each.event_type_value for each in result.events_for_node("add_one")],
    kept.output_for_node("sized", "big"),
    runs,
    add_one(3),
    list(sized(30))[0].output_name,
)
""",
    ),
    case(
        "the run config of each partition is tested, and is valid for its job",
        """
import datetime


@dg.daily_partitioned_config(start_date="2024-01-01")
def of_day(start: datetime.datetime, end: datetime.datetime):
    return {"ops": {"fetched": {"config": {
        "start": start.strftime("%m/%d"), "end": end.strftime("%m/%d")}}}}


@dg.static_partitioned_config(partition_keys=["north", "south"])
def of_region(key):
    return {"ops": {"fetched": {"config": {"start": key, "end": key}}}}


@dg.op(config_schema={"start": str, "end": str})
def fetched(context):
    return context.op_config


@dg.job(config=of_day)
def daily():
    fetched()


@dg.job(config=of_region)
def regional():
    fetched()


config = of_day(datetime.datetime(2024, 1, 3), datetime.datetime(2024, 1, 4))
RESULT = (
    config,
    dg.validate_run_config(daily, config)["ops"],
    of_day.get_partition_keys(current_time=datetime.datetime(2024, 1, 5)),
    of_day.get_run_config_for_partition_key("2024-01-02"),
    of_region.get_partition_keys(),
    daily.execute_in_process(partition_key="2024-01-02").output_for_node("fetched"),
    regional.execute_in_process(partition_key="south").output_for_node("fetched"),
)
""",
    ),
    case(
        "run config that does not fit is refused by its test",
        """
@dg.op(config_schema={"start": str})
def fetched(context):
    return context.op_config


@dg.job
def daily():
    fetched()


dg.validate_run_config(daily, {"ops": {"fetched": {"config": {"begin": "a"}}}})
""",
        culprit="begin",
    ),
    case(
        "a partitioned asset is made for one partition and for each",
        """
REGIONS = dg.StaticPartitionsDefinition(["north", "south"])


@dg.asset(partitions_def=REGIONS)
def sales(context: dg.AssetExecutionContext):
    return {"north": 3, "south": 4}[context.partition_key]


@dg.asset
def total(sales):
    return sum(sales.values())


with dg.DagsterInstance.ephemeral() as instance:
    seen = [
        dg.materialize([sales], partition_key=key, instance=instance).output_for_node("sales")
        for key in REGIONS.get_partition_keys()
    ]
    result = dg.materialize([sales, total], selection=[total], instance=instance)
RESULT = seen, result.output_for_node("total"), sales(dg.build_asset_context(partition_key="north"))
""",
    ),
    case(
        "a check is tested with values, resources and a context",
        """
@dg.asset
def orders():
    return [1]


@dg.asset_check(asset=orders)
def enough(context: dg.AssetCheckExecutionContext, orders):
    context.log.info("looking")
    return dg.AssetCheckResult(passed=len(orders) > 1, metadata={"rows": len(orders)})


@dg.multi_asset_check(specs=[dg.AssetCheckSpec(name, asset=orders) for name in ("a", "b")])
def several(context):
    for name in ("a", "b"):
        yield dg.AssetCheckResult(passed=name == "a", check_name=name, asset_key="orders")


context = dg.build_asset_check_context()
found = enough(context, [1, 2])
RESULT = (
    found.passed,
    found.metadata["rows"].value,
    enough(dg.build_asset_check_context(), orders=[]).passed,
    [(each.check_name, each.passed) for each in several(dg.build_asset_check_context())],
)
""",
    ),
    case(
        "a resource and an IO manager are tested alone",
        """
class Shelf(dg.ConfigurableResource):
    place: str
    _books: list = []

    def setup_for_execution(self, context):
        self._books.append(f"opened {self.place}")

    def books(self):
        return list(self._books)


class Texts(dg.IOManager):
    def __init__(self):
        self.texts = {}

    def handle_output(self, context, obj):
        self.texts[context.asset_key.path[-1], context.partition_key] = obj
        context.add_output_metadata({"letters": len(obj)})

    def load_input(self, context):
        return self.texts[context.asset_key.path[-1], context.partition_key]


@dg.resource(config_schema={"n": int})
def numbers(context):
    return list(range(context.resource_config["n"]))


texts = Texts()
out = dg.build_output_context(asset_key=["a", "b"], partition_key="p", step_key="s", name="result")
texts.handle_output(out, "hello")
into = dg.build_input_context(asset_key=["x", "b"], partition_key="p", upstream_output=out)
with dg.build_resources({"shelf": Shelf(place="hall")}) as built:
    books = built.shelf.books()
RESULT = (
    Shelf(place="attic").books(),
    books,
    texts.load_input(into),
    {k: v.value if hasattr(v, "value") else v for k, v in out.get_logged_metadata().items()},
    numbers(dg.build_init_resource_context(config={"n": 3})),
)
""",
    ),
    case(
        "an instance is made for a test and is gone after it",
        """
import os


@dg.asset
def orders():
    return 1


with dg.instance_for_test() as instance:
    result = dg.materialize([orders], instance=instance)
    kept = (
        instance.get_run_by_id(result.run_id).status.value,
        [key.to_user_string() for key in instance.get_asset_keys()],
    )
RESULT = kept, "DAGSTER_HOME" in os.environ
""",
    ),
    case(
        "definitions are loadable, which a test finds out",
        """
@dg.asset(required_resource_keys={"post"})
def letter():
    pass


dg.Definitions.validate_loadable(dg.Definitions(assets=[letter]))
""",
        culprit="post",
    ),
)
