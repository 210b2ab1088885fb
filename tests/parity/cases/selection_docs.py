"""What Dagster's reference of the selection language describes, on a graph of our own."""

from cases.assets_docs import case

_FARM = """
def spec(name, *deps, **more):
    return dg.AssetSpec(name, deps=list(deps), **more)


FARM = [
    spec("seed", owners=["team:field"], kinds={"csv"}, tags={"private": ""}, group_name="raw"),
    spec("rain", owners=["ada@farm.example"], kinds={"s3"}, group_name="raw"),
    spec("raw_soil", kinds={"csv"}, tags={"stage": "raw", "private": ""}, group_name="raw"),
    spec("wheat", "seed", "rain", owners=["team:field"], kinds={"duckdb"}, group_name="field"),
    spec("barley", "rain", "raw_soil", owners=["ada@farm.example"], kinds={"duckdb", "csv"},
         tags={"stage": "grown"}, group_name="field"),
    spec(["mill", "flour"], "wheat", owners=["team:mill"], group_name="mill"),
    spec(["mill", "malt"], "barley", owners=["team:mill"], kinds={"csv"}, group_name="mill"),
    spec("bread", ["mill", "flour"], ["mill", "malt"], kinds={"csv"}, tags={"public": ""},
         group_name="sold"),
    spec("beer", ["mill", "malt"], owners=["team:brewery"], tags={"public": "", "stage": "sold"},
         group_name="sold"),
    spec("sales", "bread", "beer", owners=["ada@farm.example"], tags={"public": ""},
         group_name="sold"),
    spec("alone", group_name="other"),
]


@dg.multi_asset(specs=FARM, can_subset=True)
def farm():
    pass


def picked(text):
    try:
        found = dg.AssetSelection.from_string(text).resolve([farm])
    except Exception as error:
        return type(error).__mro__[-3].__name__
    return sorted(key.to_user_string() for key in found)

"""


def _picked(name: str, *selections: str):
    """Return a case that runs what each of *selections* picks."""
    texts = ",\n    ".join(repr(each) for each in selections)
    return case(name, _FARM + f"RESULT = {{each: picked(each) for each in (\n    {texts},\n)}}\n")


CASES = (
    _picked("by key", 'key:"wheat"', "key:wheat", "wheat", "key:mill/flour", 'key:"mill/flour"'),
    _picked(
        "by a key with stars",
        'key:"raw_*"',
        "key:b*",
        "key:*r*",
        "key:mill/*",
        'key:"*e*r"',
        "*",
    ),
    _picked(
        "by tag, owner, group and kind",
        'tag:"private"',
        'tag:"stage"="grown"',
        "tag:stage=sold",
        'owner:"ada@farm.example"',
        'owner:"team:mill"',
        'group:"raw"',
        "kind:csv",
        'kind:"s3"',
    ),
    _picked(
        "layers up and down",
        '+key:"bread"',
        '1+key:"bread"',
        '2+key:"bread"',
        'key:"rain"+',
        'key:"rain"+1',
        'key:"rain"+2',
        '1+key:"barley"+1',
        '2+key:"mill/malt"+2',
        '+key:"barley"+',
    ),
    _picked(
        "and, or, not and brackets",
        'owner:"team:field" and kind:"duckdb"',
        'owner:"team:mill" or owner:"team:brewery"',
        'not tag:"private"',
        '(owner:"ada@farm.example" and kind:"csv") or group:"sold"',
        'not (kind:"s3" or kind:"csv") and key:"*e*"',
        'owner:"ada@farm.example" and not tag:"public"',
        "not not key:rain",
        "key:rain OR key:seed AND key:alone",
    ),
    _picked(
        "every asset on the way between two",
        'key:"rain"+ and +key:"beer"',
        '(key:"rain" or key:"seed")+ and +(key:"bread" or key:"beer")',
        'tag:"private"+ and +tag:"public"',
        'group:"raw"+ and +group:"mill"',
        'key:"rain"+ and +key:"mill/malt"+ and +key:"sales"',
    ),
    _picked(
        "what is below one asset, of one kind",
        'key:"barley"+ and kind:"csv"',
        'key:"barley"+1 and not kind:csv',
    ),
    _picked(
        "roots and sinks",
        "sinks(*)",
        "roots(*)",
        'roots(group:"sold")',
        'sinks(group:"raw")',
        'roots(+group:"sold")',
        'sinks(group:"mill"+)',
        'sinks(owner:"team:mill")',
        'roots(owner:"team:brewery" or key:bread)',
        "sinks(roots(*)+1)",
    ),
    case(
        "the same by methods and operators",
        _FARM
        + """
S = dg.AssetSelection
found = {
    "all": S.all(),
    "keys": S.keys("wheat", "mill/flour", dg.AssetKey(["mill", "malt"])),
    "assets": S.assets("barley", "beer"),
    "groups": S.groups("mill", "other"),
    "tag": S.tag("stage", "grown"),
    "tag_string": S.tag_string("stage=sold") | S.tag_string("private"),
    "owner": S.owner("team:field"),
    "kind": S.kind("csv"),
    "key_prefixes": S.key_prefixes("mill"),
    "key_substring": S.key_substring("al"),
    "upstream": S.assets("bread").upstream(depth=1),
    "upstream others": S.assets("bread").upstream(include_self=False),
    "downstream": S.assets("rain").downstream(depth=2),
    "downstream others": S.assets("rain").downstream(depth=1, include_self=False),
    "roots": S.groups("sold").upstream().roots(),
    "sinks": S.groups("mill").downstream().sinks(),
    "and": S.groups("field") & S.kind("csv"),
    "or": S.groups("other") | S.assets("rain"),
    "minus": S.groups("raw") - S.kind("csv"),
    "required": S.assets(["mill", "flour"]).required_multi_asset_neighbors(),
}
RESULT = {
    name: sorted(key.to_user_string() for key in each.resolve([farm]))
    for name, each in found.items()
}
""",
    ),
    case(
        "jobs of selections in words",
        """
@dg.asset(group_name="raw")
def ore():
    return 1


@dg.asset(kinds={"metal"})
def iron(ore):
    return ore + 1


@dg.asset(tags={"sharp": ""})
def knife(iron):
    return iron + 1


jobs = {
    "melt": '+kind:"metal"', "whole": "*", "end": "sinks(*)", "both": ["ore", "iron"],
    "way": 'group:"raw"+ and +tag:"sharp"',
}
defs = dg.Definitions(
    assets=[ore, iron, knife],
    jobs=[dg.define_asset_job(name, selection=text) for name, text in jobs.items()],
)
with dg.DagsterInstance.ephemeral() as instance:
    RESULT = {
        name: [
            event.asset_key.to_user_string()
            for event in defs.resolve_job_def(name)
            .execute_in_process(instance=instance)
            .get_asset_materialization_events()
        ]
        for name in jobs
    }
""",
    ),
    case(
        "a selection that picks an asset that is not there is refused when the job is resolved",
        """
@dg.asset
def wheat():
    return 1


job = dg.define_asset_job("away", selection=["barley"])
dg.Definitions(assets=[wheat], jobs=[job]).resolve_job_def("away")
""",
        culprit="barley",
    ),
)
