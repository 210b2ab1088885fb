"""Each selection on one graph of twelve assets, by dagbook and by Dagster."""

import warnings
from dataclasses import dataclass, field

import dagster as dg
import pytest

import dagbook
from dagbook.errors import DagsterInvalidSubsetError
from dagbook.selection import SelectableAttributes, parse, resolve, to_text

pytestmark = pytest.mark.parity


@dataclass(frozen=True)
class Row:
    reads: tuple[str, ...] = ()
    group: str = "default"
    tags: dict[str, str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    owners: tuple[str, ...] = ()
    external: bool = False
    partitions: str = "none"


ROWS = {
    "lake": Row(group="outside", owners=("team:lake",), external=True),
    "raw_orders": Row(("lake",), "ingest", {"tier": "1"}, frozenset({"sql"})),
    "raw_customers": Row((), "ingest", {"tier": "2", "pii": ""}, frozenset({"sql", "s3"})),
    "sales/orders": Row(("raw_orders",), "sales", {"tier": "1"}, owners=("team:data",)),
    "sales/customers": Row(("raw_customers",), "sales", {"pii": ""}, owners=("a@b.com",)),
    "sales/eu/orders": Row(("sales/orders",), "sales", partitions="static"),
    "joined": Row(("sales/orders", "sales/customers"), "core", kinds=frozenset({"pandas"})),
    "daily": Row(("joined",), "core", {"tier": "1"}, owners=("team:data",), partitions="time"),
    "report": Row(("joined", "daily"), "out", {"audience": "all"}),
    "ml_features": Row(("daily",), "ml_train", kinds=frozenset({"pandas", "polars"})),
    "ml_model": Row(("ml_features",), "ml_train", {"dagster/priority": "3"}),
    "lonely": Row(),
}
PARTITIONS = {
    "none": lambda _: None,
    "static": lambda library: library.StaticPartitionsDefinition(["a", "b"]),
    "time": lambda library: library.DailyPartitionsDefinition("2024-01-01"),
}


class Graph:
    keys = tuple(ROWS)

    def parents(self, key):
        return ROWS[key].reads

    def attributes(self, key):
        row = ROWS[key]
        return SelectableAttributes(
            row.group, row.tags, row.kinds, row.owners, row.external, row.partitions
        )


def asset_of(library, key, row):
    parts = key.split("/")
    if row.external:
        return library.AssetSpec(parts, group_name=row.group, owners=row.owners)

    @library.asset(
        key=parts,
        deps=[library.AssetKey(read.split("/")) for read in row.reads],
        group_name=row.group,
        tags=row.tags,
        kinds=set(row.kinds),
        owners=row.owners,
        partitions_def=PARTITIONS[row.partitions](library),
    )
    def made():
        return None

    return made


@pytest.fixture(scope="module")
def dagster_graph():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assets = [asset_of(dg, key, row) for key, row in ROWS.items()]
        return dg.Definitions(assets=assets).resolve_asset_graph()


@pytest.fixture(scope="module")
def own_graph():
    assets = [asset_of(dagbook, key, row) for key, row in ROWS.items()]
    return dagbook.Definitions(assets=assets).resolve_asset_graph()


def by_dagster(text, graph):
    selected = dg.AssetSelection.from_string(text).resolve(graph)
    return tuple(key for key in ROWS if dg.AssetKey(key.split("/")) in selected)


ALIKE = """
*
joined
sales/orders
+joined
++joined
*joined
joined+
joined++
joined*
*joined*
+joined+
++sales/orders+
*+joined
joined+*
lake
lake+
*raw_orders
key:joined
key:"joined"
key : joined
key:sales/*
key:"sales/*"
key:sales/*orders
key:*orders
key:*o*
key:nothing*
key:lake
+key:joined
key:joined+
1+key:joined
2+key:"joined"
2 + key:joined
key:joined+1
key:joined + 1
0+key:joined
+key:joined+
1+key:joined+2
+key:raw_orders
key:lake+
+key:lake
+key:sales/*
key:raw_*+1
group:sales
group:"sales"
group:"ml*"
group:"*"
group:nothing
group:<null>
group:outside
+group:out
group:ingest+
2+group:ml_train+1
tag:tier=1
tag:"tier"="1"
tag:"tier" = "2"
tag:audience = all
tag:tier
tag:pii
tag:pii=
tag:"dagster/priority"="3"
tag:dagster/kind/sql
tag:<null>
tag:nothing
kind:sql
kind:"pandas"
kind:nothing
kind:<null>
owner:"team:data"
owner:"a@b.com"
owner:"team:lake"
owner:<null>
is:external
is:materializable
partitions:none
partitions:<null>
partitions:static
partitions:time
partitions:multipartitions
not key:joined
NOT key:joined
not *
not not key:lake
not key:lake
key:joined and key:joined
group:sales and key:*orders
group:sales AND NOT key:*orders
key:joined or key:daily and key:report
(key:joined or key:daily) and key:daily
not group:sales or key:sales/orders
not (group:sales or group:core)
not(group:sales)and(kind:sql)
key:lake or key:lonely
key:lake and *
* and owner:"team:lake"
roots(*)
sinks(*)
roots(group:core)
sinks(group:core)
roots(key:report or key:joined)
sinks(key:raw_orders or key:ml_model)
roots(key:lake or key:raw_orders)
roots(key:lake or key:daily)
sinks (group:sales or group:core)
sinks(roots(*))
roots(sinks(*))
+sinks(group:core)
sinks(group:ml_train)+
roots(*)+1
(*)
+(*)
+(key:joined and group:core)
1+(2+key:report)
(key:joined)+1
((((key:joined))))
tag:tier="1" and not kind:sql and not group:core
+key:daily and key:raw_customers+
key:joined+and key:report
"""


@pytest.mark.parametrize("text", ALIKE.strip().splitlines())
def test_a_selection_selects_what_dagster_selects(text, dagster_graph):
    assert resolve(parse(text), Graph()) == by_dagster(text, dagster_graph)


@pytest.mark.parametrize("text", [*ALIKE.strip().splitlines(), "key:raw_order", "+key:raw_order"])
@pytest.mark.parametrize("include_sources", [False, True])
def test_asset_selection_reads_a_text_as_dagster_does(
    text, include_sources, dagster_graph, own_graph
):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = dg.AssetSelection.from_string(text, include_sources=include_sources)
    ours = dagbook.AssetSelection.from_string(text, include_sources=include_sources)
    found = {each.to_user_string() for each in ours.resolve(own_graph)}
    assert found == {each.to_user_string() for each in theirs.resolve(dagster_graph)}


@pytest.mark.parametrize("text", ALIKE.strip().splitlines())
def test_what_is_printed_means_the_same_to_dagster_and_to_dagbook(text, dagster_graph):
    selected = resolve(parse(text), Graph())
    printed = to_text(parse(text))
    assert by_dagster(printed, dagster_graph) == selected
    assert resolve(parse(printed), Graph()) == selected


BEYOND = {
    '"joined"': "key:joined",
    "sales/*": "key:sales/*",
    "*/orders": "key:*/orders",
    "2+joined": "2+key:joined",
    "joined+2": "key:joined+2",
    "joined or daily": "key:joined or key:daily",
    "joined, daily": "key:joined or key:daily",
    "+joined and not raw_orders": "1+key:joined and not key:raw_orders",
    "*joined and not lake": "+key:joined and not key:lake",
    "roots(joined or daily)": "roots(key:joined or key:daily)",
    "+(joined)": "+(key:joined)",
    "key:*": 'key:"*"',
    "group:ml*": 'group:"ml*"',
    "owner:team:data": 'owner:"team:data"',
    "owner:a@b.com": 'owner:"a@b.com"',
    "not lonely": "not key:lonely",
}


@pytest.mark.parametrize(("text", "longhand"), BEYOND.items())
def test_what_only_dagbook_reads_has_a_longhand_that_dagster_reads(text, longhand, dagster_graph):
    with pytest.raises((dg.DagsterError, dg.DagsterInvalidSubsetError)):
        by_dagster(text, dagster_graph)
    assert resolve(parse(text), Graph()) == by_dagster(longhand, dagster_graph)
    assert by_dagster(to_text(parse(text)), dagster_graph) == by_dagster(longhand, dagster_graph)


REFUSED = """

+
+*
key:joined)
(key:joined
key:joined key:daily
joined daily
*key:joined
++key:joined
key:joined++
++(key:joined)
+not key:joined
key:joined+1+
sinks()
()
group:
is:foo
key_substring:a
Roots(key:joined)
key:joined And key:daily
KEY:joined
key:"joined
joined and
"""


@pytest.mark.parametrize("text", REFUSED.splitlines()[1:])
def test_what_dagster_refuses_dagbook_refuses(text, dagster_graph):
    with pytest.raises(dg.DagsterError):
        by_dagster(text, dagster_graph)
    with pytest.raises(DagsterInvalidSubsetError, match="Selection cannot be read"):
        parse(text)


def test_an_unquoted_number_is_a_tags_value_where_dagster_takes_all_that_follows(dagster_graph):
    text = "tag:tier=1 and not group:core"
    assert by_dagster(text, dagster_graph) == ()
    assert resolve(parse(text), Graph()) == by_dagster(text.replace("1", '"1"'), dagster_graph)


def test_a_bare_name_that_does_not_exist_raises_in_both(dagster_graph):
    with pytest.raises(dg.DagsterInvalidSubsetError, match="raw_order"):
        by_dagster("raw_order", dagster_graph)
    with pytest.raises(DagsterInvalidSubsetError, match=r"raw_order\. Did you mean raw_orders"):
        resolve(parse("raw_order"), Graph())


def test_in_a_magic_a_filtered_name_that_does_not_exist_raises(dagster_graph):
    assert by_dagster("key:raw_order", dagster_graph) == ()
    with pytest.raises(DagsterInvalidSubsetError, match="There is no asset raw_order"):
        resolve(parse("key:raw_order"), Graph())
    assert resolve(parse("key:raw_order"), Graph(), allow_missing=True) == ()
