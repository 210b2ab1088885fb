"""Names of ops, graphs, assets and jobs in one `Definitions`: which may meet and which may not."""

from harness import Case

_BASE = """
import dagster as dg


@dg.asset
def a():
    return 1


@dg.op
def o():
    return 1


@dg.op(name="o")
def other_o():
    return 2


@dg.graph
def g():
    o()


def job_of(name, *ops):
    @dg.job(name=name)
    def made():
        for each in ops:
            each()

    return made


def checked(*assets, jobs=(), checks=()):
    dg.Definitions.validate_loadable(dg.Definitions(list(assets), jobs=jobs, asset_checks=checks))
    return True
"""

TAKEN = {
    "an op in two jobs": "checked(jobs=[job_of('j', o), job_of('k', o)])",
    "a graph in two jobs": "checked(jobs=[g.to_job('x'), g.to_job('y')])",
    "an op as asset and in a job": (
        "checked(dg.AssetsDefinition.from_op(o), jobs=[job_of('j', o)])"
    ),
    "a job of assets under a name of its own": "checked(a, jobs=[dg.define_asset_job('x')])",
    "what is not asked for": "dg.Definitions([a], jobs=[job_of('a', o)]).resolve_job_def('a').name",
    "keys of one last part": (
        "checked(a, dg.asset(key=['x', 'a'])(lambda: 1), dg.asset(key=['y', 'a'])(lambda: 1))"
    ),
    "checks of one name on two assets": """checked(
    a,
    dg.asset(name="b")(lambda: 1),
    checks=[
        dg.asset_check(asset=each, name="full")(lambda: dg.AssetCheckResult(passed=True))
        for each in ("a", "b")
    ],
)""",
}
REFUSED = {
    "two ops of one name": ("checked(jobs=[job_of('j', o), job_of('k', other_o)])", "'o'"),
    "a job of the name of its op": ("checked(jobs=[job_of('o', o)])", "'o'"),
    "a job of the name of an asset": ("checked(a, jobs=[job_of('a', o)])", "'a'"),
    "an asset job of the name of an asset": (
        "checked(a, jobs=[dg.define_asset_job('a')])",
        "'a'",
    ),
    "an op of the name of an asset": (
        "checked(dg.asset(name='o')(lambda: 1), jobs=[job_of('j', o)])",
        "'o'",
    ),
    "two assets of one op name": (
        "checked(a, dg.multi_asset(specs=[dg.AssetSpec('p')], name='a')(lambda: None))",
        '"a"',
    ),
    "two keys of one op name": (
        "checked(dg.asset(key=['x', 'a'])(lambda: 1), dg.asset(key='x__a')(lambda: 1))",
        '"x__a"',
    ),
    "a run of two assets of one op name": (
        "dg.materialize([a, dg.multi_asset(specs=[dg.AssetSpec('p')], name='a')(lambda: None)])",
        '"a"',
    ),
}
CASES = (
    *(Case(f"taken: {name}", f"{_BASE}\nRESULT = {call}\n") for name, call in TAKEN.items()),
    *(
        Case(f"refused: {name}", f"{_BASE}\n{call}\nRESULT = None\n", culprit=said)
        for name, (call, said) in REFUSED.items()
    ),
)
