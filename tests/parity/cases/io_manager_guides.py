"""Programs with IO managers as people write them: tables, folders, buckets, two dresses."""

from harness import Case

CASES = (
    Case(
        "a table in a database is written and read by asset and partition",
        """
import sqlite3

from dagster import (
    AssetExecutionContext,
    ConfigurableIOManager,
    DailyPartitionsDefinition,
    InputContext,
    OutputContext,
    asset,
    materialize,
)
import tempfile


class TableIOManager(ConfigurableIOManager):
    path: str

    def handle_output(self, context: OutputContext, obj):
        table = "_".join(context.asset_key.path)
        with sqlite3.connect(self.path) as connection:
            connection.execute(f"create table if not exists {table} (day text, n integer)")
            if context.has_asset_partitions:
                window = context.asset_partitions_time_window
                connection.execute(
                    f"delete from {table} where day >= ? and day < ?",
                    (window.start.strftime("%Y-%m-%d"), window.end.strftime("%Y-%m-%d")),
                )
            else:
                connection.execute(f"delete from {table}")
            connection.executemany(f"insert into {table} values (?, ?)", obj)
        context.add_output_metadata({"rows": len(obj), "table": table})

    def load_input(self, context: InputContext):
        table = "_".join(context.asset_key.path)
        where, given = "", ()
        if context.has_asset_partitions:
            window = context.asset_partitions_time_window
            where = " where day >= ? and day < ?"
            given = (window.start.strftime("%Y-%m-%d"), window.end.strftime("%Y-%m-%d"))
        with sqlite3.connect(self.path) as connection:
            rows = connection.execute(f"select day, n from {table}{where} order by n", given)
            return rows.fetchall()


days = DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")


@asset(partitions_def=days, key_prefix="shop")
def orders(context: AssetExecutionContext):
    return [(context.partition_key, n) for n in range(3)]


from dagster import AssetIn


@asset(partitions_def=days, ins={"orders": AssetIn(key_prefix="shop")})
def large(context, orders):
    return [(day, n) for day, n in orders if n > 0]


@asset
def total(large):
    return [("all", sum(n for _, n in large))]


path = tempfile.mktemp()
bound = {"io_manager": TableIOManager(path=path)}
for day in ("2024-01-01", "2024-01-02", "2024-01-01"):
    result = materialize([orders, large], partition_key=day, resources=bound)
with sqlite3.connect(path) as connection:
    RESULT = (
        connection.execute("select day, n from large order by day, n").fetchall(),
        [
            (event.asset_key.to_user_string(), event.materialization.metadata["rows"].value)
            for event in result.get_asset_materialization_events()
        ],
    )
""",
    ),
    Case(
        "a frame is kept as a file by partition through UPathIOManager",
        """
import tempfile

import pandas as pd
from dagster import (
    AllPartitionMapping,
    AssetIn,
    InputContext,
    OutputContext,
    StaticPartitionsDefinition,
    UPathIOManager,
    asset,
    materialize,
)
from upath import UPath


class CsvIOManager(UPathIOManager):
    extension: str = ".csv"

    def dump_to_path(self, context: OutputContext, obj: pd.DataFrame, path: UPath):
        with path.open("w") as file:
            obj.to_csv(file, index=False)

    def load_from_path(self, context: InputContext, path: UPath) -> pd.DataFrame:
        with path.open() as file:
            return pd.read_csv(file)

    def get_metadata(self, context, obj):
        return {"rows": len(obj), "columns": list(obj.columns)}


shops = StaticPartitionsDefinition(["north", "south"])


@asset(partitions_def=shops)
def sales(context) -> pd.DataFrame:
    return pd.DataFrame({"shop": [context.partition_key] * 2, "amount": [1, 2]})


@asset
def all_sales(sales: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(sales.values()), ignore_index=True)


folder = tempfile.mkdtemp()
bound = {"io_manager": CsvIOManager(UPath(folder))}
for shop in shops.get_partition_keys():
    materialize([sales], partition_key=shop, resources=bound)
result = materialize([sales, all_sales], selection=[all_sales], resources=bound)
(event,) = result.get_asset_materialization_events()
RESULT = (
    sorted(str(path.relative_to(folder)) for path in UPath(folder).rglob("*.csv")),
    event.materialization.metadata["rows"].value,
    event.materialization.metadata["columns"].value,
)
""",
    ),
    Case(
        "a factory makes the IO manager of settings and of the instance",
        """
import os
import tempfile

from dagster import ConfigurableIOManagerFactory, EnvVar, IOManager, asset, materialize


class InFolder(IOManager):
    def __init__(self, folder, suffix):
        self.folder, self.suffix = folder, suffix

    def _path(self, context):
        return os.path.join(self.folder, "__".join(context.get_asset_identifier()) + self.suffix)

    def handle_output(self, context, obj):
        with open(self._path(context), "w") as file:
            file.write(str(obj))

    def load_input(self, context):
        with open(self._path(context)) as file:
            return int(file.read())


class InFolderFactory(ConfigurableIOManagerFactory):
    folder: str
    suffix: str = ".txt"

    def create_io_manager(self, context) -> InFolder:
        return InFolder(self.folder, self.suffix)


@asset(key_prefix="a")
def one():
    return 1


from dagster import AssetIn


@asset(ins={"one": AssetIn(key_prefix="a")})
def two(one):
    return one + 1


os.environ["PARITY_FOLDER"] = folder = tempfile.mkdtemp()
materialize([one, two], resources={"io_manager": InFolderFactory(folder=EnvVar("PARITY_FOLDER"))})
RESULT = {name: open(os.path.join(folder, name)).read() for name in sorted(os.listdir(folder))}
""",
    ),
    Case(
        "each asset has an IO manager of its own",
        """
from dagster import Definitions, InMemoryIOManager, IOManager, asset, materialize

SEEN = []


class Named(IOManager):
    def __init__(self, name):
        self.name, self.kept = name, {}

    def handle_output(self, context, obj):
        SEEN.append(("store", self.name, context.asset_key.to_user_string()))
        self.kept[context.asset_key] = obj

    def load_input(self, context):
        SEEN.append(("load", self.name, context.asset_key.to_user_string()))
        return self.kept[context.asset_key]


@asset(io_manager_key="lake")
def raw():
    return [1, 2]


@asset(io_manager_key="warehouse")
def clean(raw):
    return raw


@asset
def report(clean):
    return len(clean)


materialize(
    [raw, clean, report],
    resources={"lake": Named("lake"), "warehouse": Named("warehouse"), "io_manager": Named("rest")},
)
RESULT = SEEN
""",
    ),
    Case(
        "a test puts another IO manager in the place of the real one",
        """
from dagster import InMemoryIOManager, IOManager, asset, materialize, mem_io_manager


class Bucket(IOManager):
    def handle_output(self, context, obj):
        raise RuntimeError("no test writes there")

    def load_input(self, context):
        raise RuntimeError("no test reads there")


@asset(io_manager_key="bucket")
def raw():
    return [3, 1, 2]


@asset(io_manager_key="bucket")
def ordered(raw):
    return sorted(raw)


def check(manager):
    result = materialize([raw, ordered], resources={"bucket": manager})
    return result.success, result.output_for_node("ordered")


RESULT = check(InMemoryIOManager()), check(mem_io_manager)
""",
    ),
    Case(
        "an IO manager keeps the types of what it loads apart",
        """
from typing import Dict, List

from dagster import IOManager, asset, materialize

SEEN = []


class Typed(IOManager):
    def handle_output(self, context, obj):
        self.kept = obj

    def load_input(self, context):
        wanted = context.dagster_type.typing_type
        SEEN.append(wanted is str)
        return str(self.kept) if wanted is str else self.kept


@asset
def number() -> int:
    return 5


@asset
def as_text(number: str) -> str:
    SEEN.append(number)
    return number


materialize([number, as_text], resources={"io_manager": Typed()})
RESULT = SEEN
""",
    ),
    Case(
        "what is stored is versioned in a folder by run and read by the newest",
        """
import json
import os
import tempfile

from dagster import ConfigurableIOManager, asset, materialize

SEEN = []


class Versioned(ConfigurableIOManager):
    folder: str

    def handle_output(self, context, obj):
        place = os.path.join(self.folder, *context.asset_key.path)
        os.makedirs(place, exist_ok=True)
        version = len(os.listdir(place))
        with open(os.path.join(place, f"{version}.json"), "w") as file:
            json.dump({"run": context.run_id, "value": obj}, file)
        context.add_output_metadata({"version": version})
        context.log.info("wrote version %s", version)

    def load_input(self, context):
        place = os.path.join(self.folder, *context.upstream_output.asset_key.path)
        newest = max(os.listdir(place), key=lambda name: int(name.split(".")[0]))
        with open(os.path.join(place, newest)) as file:
            stored = json.load(file)
        context.add_input_metadata({"version": newest})
        return stored["value"]


@asset
def counted():
    SEEN.append("made")
    return len(SEEN)


@asset
def read(counted):
    SEEN.append(counted)


bound = {"io_manager": Versioned(folder=tempfile.mkdtemp())}
for _ in range(3):
    result = materialize([counted, read], resources=bound)
RESULT = SEEN, [
    {name: value.value for name, value in event.materialization.metadata.items()}
    for event in result.get_asset_materialization_events()
]
""",
    ),
)
