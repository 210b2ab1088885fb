"""Raw values become kinds, and every kind survives the store."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import CheckError
from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.code_references import LocalFileCodeReference, UrlCodeReference
from dagbook.model.metadata import (
    BoolMetadataValue,
    CodeReferencesMetadataValue,
    FloatMetadataValue,
    IntMetadataValue,
    MetadataValue,
    TextMetadataValue,
)
from dagbook.model.metadata_forms import (
    metadata_from_plain,
    metadata_to_plain,
    normalize_metadata,
)
from dagbook.model.tables import (
    DagsterInvalidMetadata,
    TableColumn,
    TableColumnConstraints,
    TableColumnDep,
    TableColumnLineage,
    TableConstraints,
    TableRecord,
    TableSchema,
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
maybe_words = st.none() | words
numbers = st.floats(allow_nan=False)
cells = st.none() | words | st.integers() | numbers | st.booleans()
keys = st.lists(words, min_size=1, max_size=3).map(AssetKey)
json_data = st.recursive(
    cells, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)
constraints = st.builds(
    TableColumnConstraints, st.booleans(), st.booleans(), st.lists(words, max_size=2)
)
columns = st.builds(
    TableColumn, words, words, maybe_words, constraints, st.dictionaries(words, words, max_size=2)
)
schemas = st.builds(
    TableSchema,
    st.lists(columns, max_size=3),
    st.lists(words, max_size=2).map(TableConstraints),
)
records = st.lists(words, max_size=3, unique=True).flatmap(
    lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, cells)), max_size=3)
)
deps = st.lists(st.builds(TableColumnDep, keys, words), max_size=3, unique=True)
lineages = st.dictionaries(words, deps, max_size=3).map(TableColumnLineage)
lines = st.none() | st.integers(1)
references = st.lists(
    st.builds(LocalFileCodeReference, file_path=words, line_number=lines, label=maybe_words)
    | st.builds(UrlCodeReference, url=words, label=maybe_words),
    max_size=3,
)
KINDS = {
    "text": st.builds(MetadataValue.text, maybe_words),
    "url": st.builds(MetadataValue.url, maybe_words),
    "path": st.builds(MetadataValue.path, words),
    "notebook": st.builds(MetadataValue.notebook, words),
    "json": st.builds(MetadataValue.json, st.lists(json_data, max_size=3)),
    "md": st.builds(MetadataValue.md, maybe_words),
    "float": st.builds(MetadataValue.float, st.none() | numbers),
    "int": st.builds(MetadataValue.int, st.none() | st.integers()),
    "bool": st.builds(MetadataValue.bool, st.none() | st.booleans()),
    "timestamp": st.builds(MetadataValue.timestamp, numbers),
    "python_artifact": st.sampled_from([json.dumps, Path]).map(MetadataValue.python_artifact),
    "asset": st.builds(MetadataValue.asset, keys),
    "dagster_run": st.builds(MetadataValue.dagster_run, words),
    "job": st.builds(MetadataValue.job, words, words, repository_name=maybe_words),
    "table": st.builds(
        lambda rows, schema: MetadataValue.table([TableRecord(row) for row in rows], schema),
        records,
        schemas,
    ),
    "table_schema": st.builds(MetadataValue.table_schema, schemas),
    "column_lineage": st.builds(MetadataValue.column_lineage, lineages),
    "code_references": st.builds(CodeReferencesMetadataValue, code_references=references),
    "null": st.builds(MetadataValue.null),
    "code_location_reconstruction": st.builds(MetadataValue.code_location_reconstruction, words),
    "pool": st.builds(MetadataValue.pool, words),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_kind_survives_the_store(kind, data):
    value = data.draw(KINDS[kind])
    assert value.kind == kind
    read = metadata_from_plain(from_json(to_json(metadata_to_plain({"it": value}))))["it"]
    assert read == value
    assert type(read) is type(value)
    assert read.value == value.value


def test_every_maker_and_every_class_has_a_law():
    makers = {name for name, each in vars(MetadataValue).items() if isinstance(each, staticmethod)}
    assert makers == KINDS.keys() - {"code_references"}
    pending, classes = [MetadataValue], set()
    while pending:
        cls = pending.pop()
        pending += cls.__subclasses__()
        classes.add(cls.kind)
    assert classes - {""} == KINDS.keys()


RAW = {
    "text": "a",
    "float": 1.5,
    "bool": True,
    "int": 3,
    "json": {"a": [1]},
    "path": Path("a/b"),
    "asset": AssetKey("a"),
    "table_schema": TableSchema([]),
    "column_lineage": TableColumnLineage({}),
    "null": None,
}


def test_raw_values_get_the_kind_of_their_type():
    made = normalize_metadata(RAW)
    assert {label: value.kind for label, value in made.items()} == {each: each for each in RAW}


@pytest.mark.parametrize("raw", [(1, 2), {3}, b"x", object()], ids=["tuple", "set", "bytes", "any"])
def test_what_has_no_kind_is_refused_by_its_label(raw):
    with pytest.raises(DagsterInvalidMetadata, match="'rows'"):
        normalize_metadata({"rows": raw})


WRONG = {
    "text": lambda: TextMetadataValue(3),
    "float of a whole number": lambda: FloatMetadataValue(3),
    "int of a fraction": lambda: IntMetadataValue(3.5),
    "bool of a number": lambda: BoolMetadataValue(1),
    "timestamp of a whole number": lambda: MetadataValue.timestamp(3),
    "asset of text": lambda: MetadataValue.asset("a"),
    "path of a number": lambda: MetadataValue.path(3),
    "json of a set": lambda: MetadataValue.json({3}),
    "table without records or schema": lambda: MetadataValue.table([]),
    "table of dicts": lambda: MetadataValue.table([{"a": 1}]),
    "uneven records": lambda: MetadataValue.table([TableRecord({"a": 1}), TableRecord({})]),
    "cell of a list": lambda: TableRecord({"a": [1]}),
    "column name": lambda: TableColumn(3),
    "repeated dep": lambda: TableColumnLineage({"a": [TableColumnDep("b", "c")] * 2}),
    "reference of text": lambda: CodeReferencesMetadataValue(code_references=["a"]),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_what_does_not_fit_its_kind_is_refused(make):
    with pytest.raises((CheckError, DagsterInvalidMetadata)):
        make()
