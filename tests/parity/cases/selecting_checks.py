"""`AssetSelection` over asset checks: what is selected, and what a run and a job of it make."""

from harness import Case

_BASE = """
import dagster as dg

S = dg.AssetSelection


@dg.asset
def a():
    return 1


@dg.asset(group_name="other", tags={"tier": "1"}, kinds={"sql"}, owners=["team:data"])
def b(a):
    return 2


@dg.asset(check_specs=[dg.AssetCheckSpec("own", asset="c")])
def c(b):
    yield dg.Output(1)
    yield dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=a)
def ca():
    return dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=b)
def cb():
    return dg.AssetCheckResult(passed=True)


@dg.multi_asset_check(
    specs=[dg.AssetCheckSpec("m1", asset="a"), dg.AssetCheckSpec("m2", asset="b")], can_subset=True
)
def mc(context):
    for key in sorted(context.selected_asset_check_keys):
        yield dg.AssetCheckResult(passed=True, asset_key=key.asset_key, check_name=key.name)


ASSETS, CHECKS = [a, b, c], [ca, cb, mc]
M2 = dg.AssetCheckKey(dg.AssetKey("b"), "m2")
NOPE = dg.AssetCheckKey(dg.AssetKey("b"), "nope")
INSTANCE = dg.DagsterInstance.ephemeral()


def chosen(selection):
    graph = dg.Definitions(ASSETS, asset_checks=CHECKS).resolve_asset_graph()
    keys = sorted(key.to_user_string() for key in selection.resolve(graph))
    return keys, sorted(key.to_user_string() for key in selection.resolve_checks(graph))


def told(result):
    return (
        sorted(e.asset_key.to_user_string() for e in result.get_asset_materialization_events()),
        sorted(e.asset_check_key.to_user_string() for e in result.get_asset_check_evaluations()),
    )


def run(selection):
    dg.materialize(ASSETS, instance=INSTANCE)
    return told(dg.materialize([*ASSETS, *CHECKS], selection=selection, instance=INSTANCE))


def run_job(selection):
    job = dg.define_asset_job("some", selection)
    stored = {"io_manager": dg.FilesystemIOManager(base_dir="stored")}
    defs = dg.Definitions(ASSETS, jobs=[job], asset_checks=CHECKS, resources=stored)
    dg.materialize(ASSETS, instance=INSTANCE, resources=stored)
    return told(defs.resolve_job_def("some").execute_in_process(instance=INSTANCE))
"""

SELECTIONS = """
S.all()
S.all().without_checks()
S.all() - S.all_asset_checks()
S.all() & S.all_asset_checks()
S.all() | S.all_asset_checks()
S.all() - S.checks_for_assets(a)
S.all() - S.checks(ca)
S.all_asset_checks()
S.all_asset_checks() - S.checks_for_assets(a)
S.all_asset_checks() - S.all()
S.all_asset_checks() & S.assets(a)
S.all_asset_checks() & S.groups("other")
S.all_asset_checks().without_checks()
S.checks_for_assets(a)
S.checks_for_assets("a", b)
S.checks_for_assets(c)
S.checks_for_assets()
S.checks_for_assets("nope")
S.checks_for_assets(a).upstream()
S.checks_for_assets(a).downstream()
S.checks_for_assets(b).roots()
S.checks_for_assets(b).sinks()
S.checks_for_assets(b).materializable()
S.checks_for_assets(b).required_multi_asset_neighbors()
S.checks_for_assets(a) | S.checks_for_assets(b)
S.checks_for_assets(a) & S.checks(mc)
S.checks()
S.checks(ca)
S.checks(ca, cb)
S.checks(ca, cb) & S.checks(cb)
S.checks(ca) | S.checks(cb)
S.checks(mc)
S.checks(mc) - S.checks_for_assets(a)
S.checks(M2)
S.checks(M2, ca)
S.checks(c)
S.assets(a)
S.assets(a).without_checks()
S.assets(a).without_checks() | S.checks(ca)
S.assets(a) - S.checks(ca)
S.assets(a) | S.checks(cb)
S.assets(a) & S.checks_for_assets(a)
S.assets(a).downstream().without_checks()
S.assets(c).upstream() - S.checks(mc)
S.groups("other")
S.tag("tier", "1") - S.checks(cb)
S.kind("sql").without_checks()
S.owner("team:data") | S.checks(ca)
S.key_prefixes("a")
S.from_string("key:a")
S.from_string("key:a+")
S.from_string("+b") - S.checks(M2)
S.from_string("not key:a")
S.from_string("key:nope") | S.checks(ca)
S.from_string("roots(*)")
S.from_coercible(["a", "b"]).without_checks()
""".strip().splitlines()

RUNS = """
S.all()
S.all_asset_checks() - S.checks_for_assets(c)
S.assets(a, b).without_checks()
S.assets(a, c) - S.checks(ca)
S.assets(a) | S.checks(cb)
S.checks_for_assets(a)
S.checks_for_assets(a) | S.assets(b).without_checks()
S.checks(ca)
S.checks(M2)
S.checks(mc) - S.checks_for_assets(a)
S.groups("other") | S.checks(ca)
""".strip().splitlines()

CASES = (
    *(
        Case(f"{each} selects", f"{_BASE}\nRESULT = chosen({each})\n")
        for each in SELECTIONS
        if each != 'S.checks_for_assets("nope")'
    ),
    *(Case(f"a run of {each}", f"{_BASE}\nRESULT = run({each})\n") for each in RUNS),
    *(Case(f"a job of {each}", f"{_BASE}\nRESULT = run_job({each})\n") for each in RUNS),
    Case(
        "checks of an asset that is not there",
        f'{_BASE}\nRESULT = chosen(S.checks_for_assets("nope"))\n',
    ),
    Case(
        "a check that is not there is refused",
        f"{_BASE}\nchosen(S.checks(NOPE))\n",
        culprit="b:nope",
    ),
    Case(
        "a run of a check that is not there is refused",
        f"{_BASE}\nrun(S.checks(NOPE))\n",
        culprit="b:nope",
    ),
    Case(
        "a job of a check that is not there is refused",
        f"{_BASE}\nrun_job(S.checks(NOPE))\n",
        culprit="b:nope",
    ),
    Case(
        "an asset cannot run without the checks of its function",
        f"{_BASE}\nrun(S.assets(c).without_checks())\n",
        culprit="c",
    ),
    Case(
        "checks of an asset's function cannot run without it",
        f"{_BASE}\nrun(S.checks_for_assets(c))\n",
        culprit="c",
    ),
    *(
        Case(
            f"{each} has no text form",
            f"{_BASE}\n{each}.to_selection_str()\n",
            culprit="Checks",
        )
        for each in ("S.all_asset_checks()", "S.checks(ca)", "S.checks_for_assets(a)")
    ),
)
