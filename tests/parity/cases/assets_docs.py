"""What Dagster's pages on defining assets and passing data between them describe, written anew."""

from harness import Case

_HEAD = '''
import dagster as dg


def told(result):
    """Every event of a run, with its step."""
    return [(each.event_type_value, each.step_key) for each in result.all_events]


def made(result):
    """Each materialization: its asset, its partition, its metadata."""
    found = []
    for event in result.get_asset_materialization_events():
        each = event.step_materialization_data.materialization
        metadata = {label: value.value for label, value in each.metadata.items()}
        if "path" in metadata:
            metadata["path"] = metadata["path"].split("/storage/")[-1]
        found.append((each.asset_key.to_user_string(), each.partition, metadata))
    return found


def values(result, *names):
    """What the named assets returned."""
    return {name: result.asset_value(name) for name in names}

'''


def case(name: str, body: str, culprit: str | None = None, **known: str) -> Case:
    """Return a case whose source begins with what all of them need."""
    return Case(name, _HEAD + body, culprit, **known)


CASES = (
    case(
        "a decorated function is an asset that logs what it makes",
        '''
@dg.asset
def stock_report(context: dg.AssetExecutionContext):
    """How much is left, by shelf."""
    left = {"top": 3, "bottom": 9}
    context.log.info(f"run {context.run.run_id} counted {sum(left.values())}")
    same = context.run_id == context.run.run_id
    context.add_output_metadata({"shelves": len(left), "same run": same})
    return left


result = dg.materialize([stock_report])
RESULT = (
    told(result),
    made(result),
    values(result, "stock_report"),
    stock_report.descriptions_by_key[stock_report.key],
    stock_report.op.name,
)
''',
    ),
    case(
        "one function makes two assets",
        """
@dg.multi_asset(specs=[dg.AssetSpec("heights"), dg.AssetSpec("weights", deps=["scales"])])
def measured():
    yield dg.MaterializeResult("heights", metadata={"rows": 10})
    yield dg.MaterializeResult("weights", metadata={"rows": 20}, data_version=dg.DataVersion("w1"))


result = dg.materialize([measured])
RESULT = (
    told(result),
    made(result),
    sorted(key.to_user_string() for key in measured.keys),
    sorted(key.to_user_string() for key in measured.dependency_keys),
)
""",
    ),
    case(
        "one function returns the values of two assets as a tuple",
        """
from typing import Tuple


@dg.multi_asset(outs={"text": dg.AssetOut(), "number": dg.AssetOut(description="how many")})
def pair() -> Tuple[str, int]:
    return "abc", 123


@dg.asset
def repeated(text, number):
    return text * (number // 100)


result = dg.materialize([pair, repeated])
RESULT = (told(result), values(result, "text", "number", "repeated"))
""",
    ),
    case(
        "an output that is not required is left out, and so is what reads it",
        """
CHANGED = {"always": True, "sometimes": False}


@dg.multi_asset(
    outs={name: dg.AssetOut(is_required=False) for name in CHANGED}
)
def tables():
    for name, changed in CHANGED.items():
        if changed:
            yield dg.Output([name], output_name=name)


@dg.asset
def of_always(always):
    return always * 2


@dg.asset
def of_sometimes(sometimes):
    raise AssertionError("never reached")


result = dg.materialize([tables, of_always, of_sometimes])
RESULT = (told(result), made(result), values(result, "of_always"))
""",
    ),
    case(
        "a single asset decides by itself whether it was made",
        """
ROUNDS = [0, 1]


@dg.asset(output_required=False)
def lottery():
    if ROUNDS.pop():
        yield dg.Output("won")


@dg.asset
def prize(lottery):
    return lottery.upper()


RESULT = [
    (told(result), made(result))
    for result in (dg.materialize([lottery, prize]) for _ in range(2))
]
""",
    ),
    case(
        "of a multi-asset only what is selected is made",
        """
@dg.multi_asset(
    outs={name: dg.AssetOut(is_required=False) for name in ("a", "b", "c")}, can_subset=True
)
def letters(context: dg.AssetExecutionContext):
    for name in ("a", "b", "c"):
        if name in context.op_execution_context.selected_output_names:
            yield dg.Output(name * 3, output_name=name, metadata={
                "selected": sorted(key.to_user_string() for key in context.selected_asset_keys)
            })


picked = dg.define_asset_job("picked", selection=["a", "c"])
defs = dg.Definitions(assets=[letters], jobs=[picked])
some = defs.resolve_job_def("picked").execute_in_process()
one = dg.materialize([letters], selection=dg.AssetSelection.assets("b"))
RESULT = (told(some), made(some), told(one), made(one))
""",
    ),
    case(
        "a multi-asset says which of its assets is made from which",
        """
@dg.multi_asset(
    ins={"raw": dg.AssetIn("raw")},
    outs={"parsed": dg.AssetOut(), "counted": dg.AssetOut()},
    internal_asset_deps={
        "parsed": {dg.AssetKey("raw")},
        "counted": {dg.AssetKey("parsed")},
    },
)
def log_file(raw):
    parsed = raw.split()
    yield dg.Output(parsed, output_name="parsed")
    yield dg.Output(len(parsed), output_name="counted")


@dg.asset
def raw():
    return "one two three"


every = dg.Definitions(assets=[raw, log_file]).resolve_all_asset_specs()
result = dg.materialize([raw, log_file])
RESULT = (
    told(result),
    values(result, "parsed", "counted"),
    {
        spec.key.to_user_string(): [dep.asset_key.to_user_string() for dep in spec.deps]
        for spec in every
    },
)
""",
    ),
    case(
        "versions of code of the assets of one function",
        """
@dg.multi_asset(
    outs={"a": dg.AssetOut(code_version="a1"), "b": dg.AssetOut(code_version="b7")}
)
def versioned():
    return 1, 2


with dg.DagsterInstance.ephemeral() as instance:
    dg.materialize([versioned], instance=instance)
    tags = {
        name: instance.get_latest_materialization_event(dg.AssetKey(name))
        .asset_materialization.tags["dagster/code_version"]
        for name in ("a", "b")
    }
RESULT = tags, {k.to_user_string(): v for k, v in versioned.code_versions_by_key.items()}
""",
    ),
    case(
        "a key has parts, and what reads it says so",
        """
@dg.asset(key_prefix=["lake", "bronze"])
def visits():
    return [1, 2, 3]


@dg.asset(ins={"visits": dg.AssetIn(key_prefix=["lake", "bronze"])}, key_prefix="gold")
def visitors(visits):
    return len(visits)


@dg.asset(ins={"many": dg.AssetIn(key=["gold", "visitors"])}, key=["gold", "half"])
def halved(many):
    return many / 2


result = dg.materialize([visits, visitors, halved])
RESULT = (
    told(result),
    made(result),
    result.asset_value(["gold", "half"]),
    [each.key.path for each in (visits, visitors, halved)],
    [each.op.name for each in (visits, visitors, halved)],
)
""",
    ),
    case(
        "a dependency without a value comes by name, key or definition",
        """
import os


@dg.asset
def file_on_disk():
    with open("numbers.txt", "w") as file:
        file.write("1 2 3")


@dg.asset(deps=[file_on_disk])
def total():
    with open("numbers.txt") as file:
        return sum(int(each) for each in file.read().split())


@dg.asset(deps=["total", dg.AssetKey("file_on_disk"), dg.AssetDep(total)])
def cleaned_up():
    os.remove("numbers.txt")


result = dg.materialize([cleaned_up, total, file_on_disk])
RESULT = (
    told(result),
    result.asset_value("total"),
    os.path.exists("numbers.txt"),
    sorted(key.to_user_string() for key in cleaned_up.dependency_keys),
)
""",
    ),
    case(
        "data goes by a database that both assets open",
        """
import sqlite3


@dg.asset
def people():
    with sqlite3.connect("town.db") as town:
        town.execute("drop table if exists people")
        town.execute("create table people (name text, age int)")
        town.executemany("insert into people values (?, ?)", [("Ada", 36), ("Ben", 12)])
    town.close()
    return dg.MaterializeResult(metadata={"rows": 2})


@dg.asset(deps=[people])
def grown_up():
    town = sqlite3.connect("town.db")
    names = [name for name, in town.execute("select name from people where age > 17")]
    town.close()
    return names


result = dg.materialize([people, grown_up])
RESULT = told(result), made(result), values(result, "grown_up")
""",
    ),
    case(
        "data goes by an IO manager that reads and writes files",
        """
import json
import pathlib


class JsonFiles(dg.ConfigurableIOManager):
    folder: str

    def path(self, context):
        return pathlib.Path(self.folder, *context.asset_key.path).with_suffix(".json")

    def handle_output(self, context, obj):
        path = self.path(context)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(obj))
        context.add_output_metadata({"letters": len(path.read_text())})

    def load_input(self, context):
        return json.loads(self.path(context).read_text())


@dg.asset
def birds():
    return {"robin": 3}


@dg.asset(key_prefix="farm")
def hens():
    return {"hen": 8}


@dg.asset(ins={"hens": dg.AssetIn(key_prefix="farm")})
def flock(birds, hens):
    return {**birds, **hens}


defs = dg.Definitions(
    assets=[birds, hens, flock], resources={"io_manager": JsonFiles(folder="data")}
)
result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
RESULT = (
    told(result),
    made(result),
    sorted(str(each) for each in pathlib.Path("data").rglob("*.json")),
    defs.load_asset_value("flock"),
)
""",
    ),
    case(
        "what were three assets is one, and hands nothing on",
        """
import io
import zipfile


def downloaded():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rows.csv", "n\\n1\\n2\\n")
    return packed


@dg.asset
def dataset() -> dg.MaterializeResult:
    with zipfile.ZipFile(downloaded()) as archive:
        rows = archive.read("rows.csv").decode().split()[1:]
    return dg.MaterializeResult(metadata={"rows": len(rows), "preview": dg.MetadataValue.md("|n|")})


result = dg.materialize([dataset])
RESULT = told(result), made(result)
""",
    ),
    case(
        "a function makes an asset of each table of a list",
        '''
TABLES = [
    {"name": "clean_payments", "deps": ["payments"], "query": "where amount is not null"},
    {"name": "risky_people", "deps": ["people"], "query": "where risk > 0.8"},
    {"name": "risky_payments", "deps": ["clean_payments", "risky_people"], "query": "join"},
]


class Database(dg.ConfigurableResource):
    name: str

    def run(self, query):
        return f"{self.name}: {query}"


def table(name, deps, query):
    @dg.asset(
        name=name,
        deps=deps,
        group_name="etl",
        metadata={"query": dg.MetadataValue.md(f"```sql\\n{query}\\n```")},
    )
    def made_by_query(database: Database):
        """A table."""
        return database.run(query)

    return made_by_query


defs = dg.Definitions(
    assets=[table(**each) for each in TABLES], resources={"database": Database(name="main")}
)
result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
RESULT = (
    told(result),
    values(result, *(each["name"] for each in TABLES)),
    {spec.key.to_user_string(): spec.group_name for each in defs.assets for spec in each.specs},
    [spec.metadata["query"].value for each in defs.assets for spec in each.specs],
    sorted(key.to_user_string() for key in defs.resolve_all_asset_keys()),
)
''',
    ),
    case(
        "definitions are read from a file in a language of one's own",
        """
import textwrap

PLAN = textwrap.dedent('''
    orders -> daily : count
    daily -> weekly : sum
''')


def read(plan):
    for line in plan.strip().splitlines():
        names, verb = line.split(" : ")
        source, target = names.split(" -> ")
        yield source, target, {"count": len, "sum": sum}[verb]


def asset_of(source, target, function):
    @dg.asset(name=target, ins={"given": dg.AssetIn(source)}, kinds={"python"})
    def computed(given):
        return [function(given)]

    return computed


@dg.asset
def orders():
    return [5, 6]


defs = dg.Definitions(assets=[orders, *(asset_of(*each) for each in read(PLAN))])
result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
RESULT = told(result), values(result, "daily", "weekly")
""",
    ),
    case(
        "assets of a pattern and their job are merged into one whole",
        """
def pipeline(source, target):
    @dg.asset(name=f"{target}_raw", group_name=source)
    def extracted(settings: dg.ResourceParam[dict]):
        return settings[source]

    @dg.asset(name=target, group_name=source, deps=[extracted])
    def loaded():
        return target

    return dg.Definitions(
        assets=[extracted, loaded],
        jobs=[dg.define_asset_job(f"load_{target}", dg.AssetSelection.groups(source))],
    )


settings = {"north": [1], "south": [2, 3]}
defs = dg.Definitions.merge(
    pipeline("north", "snow"),
    pipeline("south", "sun"),
    dg.Definitions(resources={"settings": settings}),
)
RESULT = {
    job.name: told(defs.resolve_job_def(job.name).execute_in_process()) for job in defs.jobs
}
""",
    ),
    case(
        "groups by asset, by module of assets, and the default one",
        """
@dg.asset(group_name="sweets")
def fudge():
    return 1


@dg.asset
def bread(fudge):
    return 2


@dg.asset
def rolls():
    return 3


defs = dg.Definitions(
    assets=[
        fudge,
        *(each.with_attributes(group_names_by_key={each.key: "bakery"}) for each in (bread, rolls)),
    ],
    jobs=[dg.define_asset_job("bake", selection=dg.AssetSelection.groups("bakery"))],
)
with dg.DagsterInstance.ephemeral() as instance:
    dg.materialize([fudge], instance=instance)
    result = defs.resolve_job_def("bake").execute_in_process(instance=instance)
RESULT = (
    told(result),
    result.output_for_node("bread"),
    {key.to_user_string(): group for each in defs.assets
     for key, group in each.group_names_by_key.items()},
    rolls.group_names_by_key[rolls.key],
)
""",
    ),
    case(
        "a job reads what an earlier job of other assets has stored",
        """
@dg.asset
def harvest():
    return 5


@dg.asset
def jam(harvest):
    return harvest * 2


defs = dg.Definitions(
    assets=[harvest, jam],
    jobs=[dg.define_asset_job("pick", "harvest"), dg.define_asset_job("cook", "jam")],
)
with dg.DagsterInstance.ephemeral() as instance:
    for name in ("pick", "cook"):
        result = defs.resolve_job_def(name).execute_in_process(instance=instance)
    RESULT = (
        told(result), made(result), defs.load_asset_value("jam", instance=instance)
    )
""",
    ),
    case(
        "specs that name an IO manager have values",
        """
STORED = {}


class Shelf(dg.IOManager):
    def handle_output(self, context, obj):
        STORED[context.asset_key.to_user_string()] = obj

    def load_input(self, context):
        return STORED[context.asset_key.to_user_string()]


@dg.multi_asset(
    specs=[dg.AssetSpec(name).with_io_manager_key("shelf") for name in ("cups", "plates", "forks")]
)
def kitchen():
    yield dg.Output(4, output_name="cups")
    yield dg.MaterializeResult("plates", value=6, metadata={"kind": "flat"})
    yield dg.MaterializeResult("forks")


@dg.asset
def dishes(cups, plates):
    return cups + plates


result = dg.materialize([kitchen, dishes], resources={"shelf": Shelf()})
RESULT = told(result), made(result), values(result, "dishes"), STORED
""",
    ),
    case(
        "a job of all assets and a job of one",
        """
@dg.asset
def sugary():
    return ["honey hoops"]


@dg.asset
def plain(sugary):
    return ["bran"]


everything = dg.define_asset_job("everything", tags={"team": "breakfast"})
sweet = dg.define_asset_job("sweet", selection="sugary", description="only the sweet ones")
defs = dg.Definitions(assets=[sugary, plain], jobs=[everything, sweet])
RESULT = {
    name: (
        told(result := (job := defs.resolve_job_def(name)).execute_in_process()),
        made(result),
        job.description,
        result.dagster_run.tags.get("team"),
    )
    for name in ("everything", "sweet")
}
""",
    ),
    case(
        "settings of an asset come with the run",
        """
class Window(dg.Config):
    days: int = 7
    cities: list[str] = ["Rome"]


@dg.asset
def weather(config: Window):
    return {city: config.days for city in config.cities}


@dg.asset
def summary(weather, config: Window):
    return f"{len(weather)} in {config.days}"


plain = dg.materialize([weather, summary])
told_days = dg.materialize(
    [weather, summary],
    run_config=dg.RunConfig(
        {"weather": Window(days=3, cities=["Oslo", "Bern"]), "summary": Window(days=1)}
    ),
)
RESULT = [values(each, "weather", "summary") for each in (plain, told_days)]
""",
    ),
)
