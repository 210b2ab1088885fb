"""A notebook with one asset for each thing that the panel shows."""

import json

SECRET = "hunter2-t0ken-of-the-shop"

DEFINE = """
import logging
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

from dagbook import (
    AssetCheckResult, AssetSpec, Config, ConfigurableResource, DailyPartitionsDefinition,
    Definitions, EnvVar, MetadataValue, RetryPolicy, asset, asset_check, observable_source_asset,
)

os.environ["SHOP_TOKEN"] = Path("token").read_text()
DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-03-01")


class Shop(ConfigurableResource):
    host: str
    token: str

    def rows(self) -> int:
        return 3 * len(self.token)


class Depth(Config):
    "How far to look."

    rows: int = 3
    label: str


@observable_source_asset(group_name="raw")
def feed(): ...


@asset(group_name="raw", deps=["feed", AssetSpec("elsewhere")], owners=["team:sales"],
       tags={"tier": "1"}, kinds={"pandas"})
def orders(context, shop: Shop) -> pd.DataFrame:
    "All **orders**, see [the shop](https://example.org/shop).\\n\\n- one row an order"
    context.log.info("asking %s", shop.host)
    context.log.warning("13 rows have no price")
    print("read 60 rows")
    context.add_output_metadata({
        "rows": shop.rows(), "note": MetadataValue.md("**rough**"),
        "where": MetadataValue.url("https://example.org/orders"),
        "options": MetadataValue.json({"season": "summer"}),
    })
    return pd.DataFrame({"number": range(60), "price": [None, *range(59)], "city": ["Rome"] * 60})


@asset(group_name="raw", partitions_def=DAYS)
def visits(context) -> int:
    context.add_output_metadata({"visits": int(context.partition_key[-2:])})
    return 1


@asset(group_name="clean", kinds={"numpy"})
def image(orders) -> np.ndarray:
    return np.arange(48 * 64 * 3, dtype="uint8").reshape(48, 64, 3)


@asset(group_name="clean")
def settings() -> dict:
    return {"season": "summer", "limits": [1, 2, {"strict": True}]}


@asset(group_name="clean")
def report(orders, settings) -> str:
    return f"{len(orders)} orders in {settings['season']}"


@asset(group_name="clean")
def broken(orders):
    wanted = "price"
    raise KeyError(f"no {wanted} for 2024-01-09")


@asset(group_name="clean", deps=["broken"])
def below() -> int:
    return 1


@asset(group_name="slow")
def talking(context) -> int:
    "Says a line whenever a file called say changes, until a file called stop is there."
    for number in range(10_000):
        context.log.info("line %d", number)
        while not Path(f"say{number}").exists():
            if Path("stop").exists():
                return number
            time.sleep(0.02)
    return 0


@asset(group_name="slow", retry_policy=RetryPolicy(max_retries=2))
def shaky(context) -> int:
    if context.retry_number < 1:
        raise ValueError("no answer")
    while not Path("answer").exists():
        time.sleep(0.02)
    return 1


@asset(group_name="slow")
def deep(config: Depth) -> int:
    return config.rows


@asset
def lost(no_such_asset): ...


@asset_check(asset=orders, description="Every order has a `price`.")
def priced(orders):
    return AssetCheckResult(passed=False, metadata={"missing": 1}, description="1 has no price")


@asset_check(asset=orders)
def enough(orders):
    return AssetCheckResult(passed=len(orders) > 10)


defs = Definitions(resources={"shop": Shop(host="shop.example", token=EnvVar("SHOP_TOKEN"))})
"""

EDIT = """
@asset(group_name="clean")
def settings() -> dict:
    return {"season": "winter", "limits": [1, 2, {"strict": True}]}
"""

MAKE = """
%materialize image or settings or report
%materialize orders or report
%materialize visits --partitions 2024-01-01...2024-01-20
"""

CELLS = {
    "load": "%load_ext dagbook",
    "define": DEFINE,
    "make": MAKE,
    "fail": "%materialize broken",
    "lineage": "%lineage",
    "edit": EDIT,
    "second": "%lineage",
    "print": "from dagbook import live\nprint(live.load('deep'))",
}


def write(folder, name, cells=CELLS):
    """Write the notebook *name*.ipynb of *cells*, by id, into *folder*, with a store of its own."""
    (folder / ".dagbook").mkdir(parents=True, exist_ok=True)
    told = [
        {
            "cell_type": "code",
            "id": each,
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source.strip(),
        }
        for each, source in cells.items()
    ]
    (folder / "token").write_text(SECRET)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"cells": told, "metadata": {"kernelspec": kernel}, "nbformat": 4}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({**content, "nbformat_minor": 5}))
    return path
