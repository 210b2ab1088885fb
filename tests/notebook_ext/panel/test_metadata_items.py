"""Every kind of metadata value becomes JSON that the page can draw."""

import json
from dataclasses import dataclass

import pytest

from dagbook.model import metadata as kinds
from dagbook.model.asset_key import AssetKey
from dagbook.model.code_references import LocalFileCodeReference, UrlCodeReference
from dagbook.model.metadata import MetadataValue
from dagbook.model.tables import (
    TableColumn,
    TableColumnConstraints,
    TableColumnDep,
    TableColumnLineage,
    TableRecord,
    TableSchema,
)
from dagbook_jupyter.panel import metadata_items as module
from dagbook_jupyter.panel.metadata_items import metadata_item

COLUMN = TableColumn(
    "id", "int", "Who", TableColumnConstraints(nullable=False, unique=True, other=["> 0"]), {}
)
SHOWN = {
    "name": "id",
    "type": "int",
    "description": "Who",
    "constraints": ["not null", "unique", "> 0"],
    "tags": {},
}


@dataclass(frozen=True)
class Case:
    name: str
    value: MetadataValue
    shown: object


CASES = (
    Case("text", MetadataValue.text("a"), "a"),
    Case("url", MetadataValue.url("https://a"), "https://a"),
    Case("md", MetadataValue.md("# a"), "# a"),
    Case("path", MetadataValue.path("a/b"), "a/b"),
    Case("notebook", MetadataValue.notebook("a.ipynb"), "a.ipynb"),
    Case("json", MetadataValue.json({"a": [1, None]}), {"a": [1, None]}),
    Case("float", MetadataValue.float(1.5), 1.5),
    Case("infinity", MetadataValue.float(float("inf")), "inf"),
    Case("int", MetadataValue.int(3), 3),
    Case("a number that floats cannot hold", MetadataValue.int(2**60 + 1), str(2**60 + 1)),
    Case("bool", MetadataValue.bool(True), True),
    Case("timestamp", MetadataValue.timestamp(12.0), 12.0),
    Case("null", MetadataValue.null(), None),
    Case("asset", MetadataValue.asset(AssetKey(["sales", "orders"])), "sales/orders"),
    Case("dagster_run", MetadataValue.dagster_run("r1"), "r1"),
    Case("job", MetadataValue.job("nightly", "here"), "nightly"),
    Case("python_artifact", MetadataValue.python_artifact(json.dumps), "json.dumps"),
    Case(
        "table",
        MetadataValue.table([TableRecord({"id": 1})], TableSchema([COLUMN])),
        {"columns": [SHOWN], "rows": [[1]], "more": 0},
    ),
    Case(
        "table_schema",
        MetadataValue.table_schema(TableSchema([COLUMN])),
        {"columns": [SHOWN], "constraints": []},
    ),
    Case(
        "column_lineage",
        MetadataValue.column_lineage(
            TableColumnLineage({"total": [TableColumnDep("orders", "amount")]})
        ),
        [{"column": "total", "deps": [{"asset": "orders", "column": "amount"}]}],
    ),
    Case(
        "code_references",
        kinds.CodeReferencesMetadataValue(
            code_references=[
                LocalFileCodeReference(file_path="a.py", line_number=3),
                UrlCodeReference(url="https://a", label="docs"),
            ]
        ),
        [
            {"label": "", "source": "a.py:3", "is_file": True},
            {"label": "docs", "source": "https://a", "is_file": False},
        ],
    ),
    Case("pool", MetadataValue.pool("db"), "db"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_value_is_drawn_of_its_kind(case):
    item = metadata_item("label", case.value)
    assert (item.kind, item.value) == (case.value.kind, case.shown)
    assert json.loads(json.dumps(item.value, allow_nan=False)) == case.shown


def test_every_kind_is_among_the_cases():
    known = {case.value.kind for case in CASES} | {"code_location_reconstruction"}
    there = {
        each.kind
        for each in vars(kinds).values()
        if isinstance(each, type) and issubclass(each, MetadataValue) and each.kind
    }
    assert there == known


def test_what_is_very_long_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    records = [TableRecord({"id": number}) for number in range(5)]
    table = metadata_item("t", MetadataValue.table(records)).value
    assert (table["rows"], table["more"]) == ([[0], [1]], 3)
    monkeypatch.setattr(module, "LONGEST", 4)
    assert metadata_item("t", MetadataValue.text("abcdefg")).value == "abcd… 3 more characters"
