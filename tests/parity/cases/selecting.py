"""`AssetSelection`: every method and operator, as text, and in `materialize`."""

from harness import Case

_BASE = """
from dagster import (
    AssetKey, AssetOut, AssetSelection, SourceAsset, StaticPartitionsDefinition, asset, materialize,
    multi_asset,
)

S = AssetSelection


@asset(group_name="raw", tags={"tier": "1", "pii": ""}, kinds={"python"}, key_prefix="in")
def orders(feed): ...


@asset(group_name="raw", owners=["team:data"])
def customers(feed): ...


@asset(group_name="mart", kinds={"sql", "duckdb"}, key_prefix=["mart", "eu"])
def joined(orders, customers): ...

joined = joined.with_attributes(
    asset_key_replacements={AssetKey("orders"): AssetKey(["in", "orders"])}
)


@multi_asset(outs={"left": AssetOut(), "right": AssetOut(group_name="mart")})
def halves(customers):
    return 1, 2


@multi_asset(
    outs={"one": AssetOut(is_required=False), "two": AssetOut(is_required=False)}, can_subset=True
)
def parts(left):
    return 1, 2


@asset(partitions_def=StaticPartitionsDefinition(["a"]), owners=["ada@example.com"])
def report(two): ...


DEFS = [orders, customers, joined, halves, parts, report, SourceAsset(
    "feed", group_name="raw", tags={"tier": "1", "dagster/kind/python": ""})]


def chosen(selection, **facts):
    return sorted(key.to_user_string() for key in selection.resolve(DEFS, **facts))
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


CASES = (
    case(
        "all selects what can be materialized, with sources the rest too",
        "RESULT = chosen(S.all()), chosen(S.all(include_sources=True))",
    ),
    case(
        "assets are selected by definition, key and text",
        """
RESULT = [chosen(each) for each in (
    S.assets(orders), S.assets(halves), S.assets("mart/eu/joined"), S.assets(["in", "orders"]),
    S.assets(AssetKey("feed"), customers), S.keys("in/orders", AssetKey("left")), S.assets(),
)]
""",
    ),
    case(
        "assets are selected by prefix and part of their keys",
        """
RESULT = [chosen(each) for each in (
    S.key_prefixes("in"), S.key_prefixes(["mart", "eu"]), S.key_prefixes("mart", "left"),
    S.key_prefixes(["eu"]), S.key_prefixes("feed"), S.key_prefixes("feed", include_sources=True),
    S.key_substring("o"), S.key_substring("e", include_sources=True),
)]
""",
    ),
    case(
        "assets are selected by group, tag, kind and owner",
        """
RESULT = [chosen(each) for each in (
    S.groups("raw"), S.groups("raw", "mart"), S.groups("raw", include_sources=True),
    S.groups("none"), S.tag("tier", "1"), S.tag("tier", "2"),
    S.tag("tier", "1", include_sources=True), S.tag("pii", ""), S.tag_string("tier=1"),
    S.tag_string("pii"), S.kind("sql"), S.kind("python", include_sources=True), S.kind(None),
    S.owner("team:data"), S.owner("nobody"), S.owner(None),
)]
""",
    ),
    case(
        "what reads a selection is selected to a depth",
        """
base = S.assets("customers")
RESULT = [chosen(each) for each in (
    base.downstream(), base.downstream(1), base.downstream(depth=2), base.downstream(0),
    base.downstream(include_self=False), base.downstream(1, include_self=False),
    S.assets("feed").downstream(1), S.assets("customers", "left").downstream(1, include_self=False),
)]
""",
    ),
    case(
        "what a selection reads is selected to a depth and without sources",
        """
base = S.assets("report")
RESULT = [chosen(each) for each in (
    base.upstream(), base.upstream(1), base.upstream(depth=2), base.upstream(0),
    base.upstream(include_self=False), S.assets("customers").upstream(),
    S.assets("feed").upstream(), S.groups("none").upstream(),
)]
""",
    ),
    case(
        "sources above a selection are selected",
        """
RESULT = [chosen(each.upstream_source_assets()) for each in (
    S.assets("report"), S.assets("feed"), S.groups("none"), S.all(),
)]
""",
    ),
    case(
        "roots and sinks of a selection",
        """
RESULT = [chosen(each) for each in (
    S.all().roots(), S.all().sinks(), S.all(include_sources=True).roots(), S.all().sources(),
    S.assets("customers", "report").roots(), S.assets("customers", "report").sinks(),
    (S.groups("raw") | S.assets("left")).sinks(), S.assets("left").downstream().roots(),
)]
""",
    ),
    case(
        "what can be materialized of a selection, and what is made together",
        """
RESULT = [chosen(each) for each in (
    S.assets("feed", "customers").materializable(),
    S.assets("left").required_multi_asset_neighbors(),
    S.assets("one").required_multi_asset_neighbors(),
    S.assets("customers").required_multi_asset_neighbors(),
)]
""",
    ),
    case(
        "selections are combined by operators",
        """
raw, mart = S.groups("raw"), S.groups("mart")
RESULT = [chosen(each) for each in (
    raw | mart, raw & S.kind("python"), S.all() - raw, raw - S.assets("customers"),
    raw | mart | S.assets("report"), (raw | mart) & S.owner("team:data"),
    S.all() - (raw | mart), S.all() & S.all(), raw - raw,
)]
""",
    ),
    case(
        "selections are equal by what they say",
        """
RESULT = (
    S.groups("a") == S.groups("a"), S.groups("a") == S.groups("b"), S.all() == S.all(True),
    S.assets("a") == S.keys("a"), S.assets("a").upstream() == S.assets("a").upstream(),
    (S.groups("a") | S.groups("b")) == (S.groups("a") | S.groups("b")),
    S.from_string("a") == S.assets("a"), S.from_string("group:a") == S.groups("a"),
    bool(S.assets()),
)
""",
    ),
    case(
        "selections are written as text",
        """
g, k = S.groups("g"), S.assets("a")
RESULT = [str(each) for each in (
    S.all(), k, S.assets("a", "b/c"), g, S.groups("g", "h"), S.groups(), S.tag("a", "b"),
    S.tag("a", ""), S.kind("sql"), S.kind(None), S.owner("team:x"), S.owner(None),
    S.key_substring("x"), k.upstream(), k.upstream(2), k.upstream(0), k.downstream(),
    k.downstream(3), k.upstream(include_self=False), k.downstream(1, include_self=False),
    g | k, g & k, g - k, S.all() - k, (g | k) & S.kind("sql"),
    (g & k) | S.kind("sql"), (g | k) | S.kind("sql"), g.roots(), (g | k).sinks(),
    S.groups("g", "h").upstream(), S.assets("a", "b").downstream(), (g | k).upstream(1),
    k.upstream().downstream(), (g - k).upstream(),
)]
""",
    ),
    case(
        "what is left out of all is written in parentheses",
        "RESULT = str(S.all() - (S.groups('g') | S.assets('a')))",
        better="without them Dagster's text means something else when it is read back",
        ours='not (group:"g" or key:"a")',
    ),
    case(
        "a selection is read from text",
        """
RESULT = [chosen(S.from_string(each)) for each in (
    "*", "customers", "in/orders", "key:customers", 'key:"mart/*"', "group:raw", "tag:tier=1",
    "tag:pii", "kind:sql", 'owner:"team:data"', "+key:report", "1+key:report", "key:customers+",
    "key:customers+1", "group:raw or group:mart", "group:raw and kind:python", "not group:raw",
    "roots(*)", "sinks(group:raw or key:left)", "++report", "customers+", "*report",
    "(group:raw or group:mart) and not kind:sql", 'key:"in/orders" and (tag:"tier"="1")',
)]
""",
    ),
    case(
        "a selection from text may mean sources too",
        """
RESULT = [
    (chosen(S.from_string(each)), chosen(S.from_string(each, include_sources=True)))
    for each in ("*", "group:raw", 'tag:"tier"="1"', "kind:python", "not group:mart", "key:fee*")
]
""",
    ),
    case(
        "text is written and read back",
        """
some = (
    S.groups("raw") | S.assets("left"), S.all() - S.kind("sql"), S.groups("raw", "mart").sinks(),
    S.assets("report").upstream(2) & S.all(), S.assets("customers").downstream(1),
)
RESULT = [chosen(S.from_string(str(each))) == chosen(each) for each in some]
""",
    ),
    case(
        "selections are made of what means one",
        """
RESULT = [chosen(S.from_coercible(each)) for each in (
    "group:raw", ["customers", "in/orders"], [AssetKey("left")], [customers, halves], S.all(),
    ["group:mart", "+key:report"],
)]
""",
    ),
    case(
        "what means no selection is refused",
        "S.from_coercible(3)",
        culprit="3",
    ),
    case(
        "text that cannot be read is refused",
        "S.from_string('group:raw and')",
        culprit="group:raw and",
        better="Dagster's class for it is a subset error here, with the place",
        ours_raises="SelectionSyntaxError",
    ),
    case(
        "a key that is not there is refused",
        "chosen(S.assets('custmers'))",
        culprit="customers",
    ),
    case(
        "a key that is not there may be allowed",
        "RESULT = chosen(S.assets('custmers', 'left'), allow_missing=True)",
    ),
    case(
        "a key filter of what is not there selects nothing",
        """
RESULT = [chosen(S.from_string(each)) for each in (
    "key:custmers", "+key:custmers", "key:custmers+", "not key:custmers", "roots(key:custmers)",
    "key:custmers or key:customers", "key:custmers and key:customers", 'key:"custmers"+1',
)], chosen(S.from_coercible(["key:custmers", "left"])), materialize(
    DEFS, selection="key:custmers").get_asset_materialization_events()
""",
    ),
    case(
        "a name that is not there is refused, and what was meant is said",
        "chosen(S.from_string('custmers'))",
        culprit="Did you mean customers",
    ),
    case(
        "a name that is not there is refused, upstream of it too",
        "chosen(S.from_string('+custmers+'))",
        culprit="Did you mean customers",
    ),
    case(
        "a run of a name that is not there cannot be defined",
        "materialize(DEFS, selection='custmers')",
        culprit="Did you mean customers",
    ),
    case(
        "a run of a key that is not there cannot be defined",
        "materialize(DEFS, selection=[AssetKey('custmers')])",
        culprit="Did you mean customers",
    ),
    case(
        "two equal signs of a tag are refused",
        "S.tag_string('a=b=c')",
        culprit="a=b=c",
    ),
    case(
        "a selection is combined with a selection alone",
        "S.all() | 'customers'",
        culprit="customers",
    ),
    *(
        case(f"{call} is refused", f"RESULT = str({call})", culprit=culprit)
        for call, culprit in {
            "S.tag('layer', 3)": "value=...) takes text; got 3",
            "S.tag(3, 'x')": "key=...) takes text; got 3",
            "S.groups('a', 3)": "3 of type int",
            "S.owner(3)": "owner=...) takes str; got 3",
            "S.kind(3)": "kind=...) takes str; got 3",
            "S.key_substring(3)": "key_substring=...) takes text; got 3",
            "S.key_prefixes(3)": "3 of type int",
            "S.all(include_sources=3)": "include_sources=...) takes bool; got 3",
            "S.all().downstream(depth='x')": "depth=...) takes int; got 'x'",
            "S.all().upstream(depth=1.5)": "depth=...) takes int; got 1.5",
            "S.all() & None": "None of type NoneType",
            "S.all() - 3": "3 of type int",
            "S.all() | customers": "customers",
            "S.all().resolve(3)": "all_assets=...) takes assets",
            "S.from_coercible(['left', 3])": "3",
            "S.from_coercible([AssetKey('left'), customers])": "selection argument",
        }.items()
    ),
    case(
        "checks of what is no check is refused",
        "RESULT = sorted(S.checks(3).resolve_checks(DEFS))",
        culprit="3 of type int",
        better="Dagster leaves out what is no check, and selects nothing",
        ours_raises="CheckError",
    ),
    case(
        "checks are no assets",
        """
RESULT = [chosen(each) for each in (
    S.all_asset_checks(), S.checks_for_assets(customers), S.all().without_checks(),
    S.all() & S.all_asset_checks(), S.assets("left") | S.all_asset_checks(),
)]
""",
    ),
    case(
        "materialize takes a selection",
        """
@asset
def a():
    return 1

@asset(group_name="g")
def b(a):
    return a + 1

@asset(group_name="g")
def c(b):
    return b + 1

def made(selection):
    result = materialize([a, b, c], selection=selection)
    return [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()]

RESULT = [made(each) for each in (
    S.all(), S.assets("a"), S.assets(b).upstream(), S.all() - S.assets(c), "+b", ["a", "b"],
    [a, b], S.groups("g").roots().upstream(),
)]
""",
    ),
)
