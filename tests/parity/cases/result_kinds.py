"""`MaterializeResult`, `ObserveResult`, `Output`: what they hold, where they count, what is not."""

from harness import Case

_BASE = """
from typing import Any, Iterator, Optional

import dagster as dg

KINDS = {
    "ASSET_MATERIALIZATION", "ASSET_OBSERVATION", "ASSET_CHECK_EVALUATION", "HANDLED_OUTPUT",
    "STEP_OUTPUT", "STEP_SUCCESS",
}
NO_SPEC = dict(metadata=None, tags=None)


def made(*assets):
    result = dg.materialize(list(assets))
    events = [e.event_type_value for e in result.all_events if e.event_type_value in KINDS]
    told = [
        {name: value.value for name, value in e.materialization.metadata.items() if name != "path"}
        for e in result.get_asset_materialization_events()
    ]
    return events, told


def of(returns=None, **options):
    def decorate(fn):
        if returns is not None:
            fn.__annotations__["return"] = returns
        return dg.asset(name="o", **options)(fn)

    return decorate


def two(fn):
    return dg.multi_asset(specs=[dg.AssetSpec("x"), dg.AssetSpec("y")])(fn)


def valued(fn):
    return dg.multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})(fn)


M, O, C = dg.MaterializeResult, dg.ObserveResult, dg.AssetCheckResult
"""

HELD = {
    "nothing given": "[(each.metadata, each.tags, each.check_results) for each in (M(), O())]",
    "what was given": (
        "[(each.metadata, each.tags) for each in (M('a', {'x': 1}, tags={'t': '1'}), "
        "O('a', {'x': 1}, tags={'t': '1'}))]"
    ),
    "a materialization of a file": (
        "[(m.asset_key.path, m.description, m.metadata['path'].path) for m in ("
        "dg.AssetMaterialization.file('f'), dg.AssetMaterialization.file('f.csv', 'd', 'k'))]"
    ),
    "an Output": "dg.Output(1).metadata, dg.Output(1).tags, dg.Output(1, tags={'t': '1'}).tags",
    "equality": (
        "M() == M(), M('a', {'x': 1}) == M('a', {'x': 1}), M('a') == M('b'), M() == M(value=1), "
        "O() == O(), O('a') == O('b'), M() == O()"
    ),
}
TYPES = ("int", "Optional[int]", "list", "dg.MaterializeResult[int]", "dg.Output[int]")
RUNS = {
    "a result without a value": "@of()\ndef o(): return M(metadata={'x': 1})",
    "a result of Any": "@of(Any)\ndef o(): return M(metadata={'x': 1})",
    "a result said to be one": "@of(M)\ndef o(): return M(metadata={'x': 1})",
    "yielded results, said to be": "@of(Iterator[M])\ndef o(): yield M(metadata={'x': 1})",
    "a result of an int": "@of(M[int])\ndef o(): return M(value=3)",
    "an observation returned": "@of()\ndef o(): return O(metadata={'x': 1})",
    "an observation yielded": "@of()\ndef o(): yield O(metadata={'x': 1})",
    "an observation of a spec": (
        "@dg.multi_asset(specs=[dg.AssetSpec('o')])\ndef o(): return O('o', metadata={'x': 1})"
    ),
    "observations in a tuple": "@two\ndef o(): return O('x'), O('y', metadata={'x': 1})",
    "an observation beside a result": "@two\ndef o():\n    yield O('x')\n    yield M('y')",
}
CALLS = {
    "a result of its asset": "@of()\ndef o(): return M('o')\nRESULT = o().asset_key.path",
    "results of its assets": "@two\ndef o(): return M('x'), M('y')\nRESULT = len(o())",
    "a result beside a value": "@valued\ndef o(): return M('x'), 3\nRESULT = o()[1]",
    "an observation": "@of()\ndef o(): return O()\nRESULT = type(o()).__name__",
    "a result with its check": (
        "@of(check_specs=[dg.AssetCheckSpec('c', asset='o')])\n"
        "def o(): return M(check_results=[C(passed=True)])\n"
        "RESULT = o().check_results[0].passed"
    ),
}
REFUSED = {
    **{
        f"a run of a result without a value where {each} is said": (
            f"@of({each})\ndef o(): return M()\nmade(o)",
            "without a value",
        )
        for each in TYPES
    },
    "a run of a result without a value where an out has a type": (
        (
            "@dg.multi_asset(outs={'x': dg.AssetOut(dagster_type=int)})\n"
            "def o():\n    yield M('x')\nmade(o)"
        ),
        "without a value",
    ),
    "a run of another asset's result": ("@of()\ndef o(): return M('z')\nmade(o)", "z"),
    "a run of another asset's observation": ("@of()\ndef o(): return O('z')\nmade(o)", "z"),
    "a run of an observation in an op": (
        "@dg.op\ndef o(): return O()\n@dg.job\ndef j(): o()\nj.execute_in_process()",
        "o is an op",
    ),
    "a call with another asset's result": ("@of()\ndef o(): return M('z')\no()", "z"),
    "a call with another asset's result and a context": (
        "@of()\ndef o(context): return M('z')\no(dg.build_asset_context())",
        "z",
    ),
    "a call that yields another asset's result": (
        "@of()\ndef o(): yield M('z')\nlist(o())",
        "z",
    ),
    "a call with another asset's observation": ("@of()\ndef o(): return O('z')\no()", "z"),
    "a call with another asset's result in a tuple": (
        "@two\ndef o(): return M('x'), M('z')\no()",
        "z",
    ),
    "a call with a result of one of two": ("@valued\ndef o(): return M('x'), M()\no()", "x"),
    "a call that yields a result of one of two": (
        "@two\ndef o():\n    yield M()\n    yield M()\nlist(o())",
        "x",
    ),
    "a call with a check that is not there": (
        "@of()\ndef o(): return M(check_results=[C(passed=True, check_name='n')])\no()",
        "AssetCheckResult",
    ),
    "a call with a check of another name": (
        (
            "@of(check_specs=[dg.AssetCheckSpec('c', asset='o')])\n"
            "def o(): return M(check_results=[C(passed=True, check_name='zz')])\no()"
        ),
        "zz",
    ),
    **{
        f"{kind}({name}=3)": (f"dg.{kind}({name}=3)", f"{name}=...)")
        for kind in ("MaterializeResult", "ObserveResult")
        for name in ("metadata", "tags", "check_results", "data_version")
    },
    "the hash of a result": ("{M()}", "unhashable"),
    **{
        f"{kind}MetadataValue without a value": (f"dg.{kind}MetadataValue()", "'value'")
        for kind in ("Int", "Float", "Bool", "Timestamp")
    },
    "a config that is none of a built context": (
        "dg.build_init_resource_context(config=3)",
        "config=...)",
    ),
    "resources that are none of a built context": (
        "dg.build_init_resource_context(resources=3)",
        "resources=...)",
    ),
    "an instance that is none of a built context": (
        "dg.build_init_resource_context(instance=3)",
        "instance=...)",
    ),
    "a job's config that is none": ("dg.define_asset_job('j', config=3)", "config=...)"),
    "a run's config that is none": ("dg.materialize([], run_config=3)", "run_config=...)"),
    "a run's config by numbers": ("dg.materialize([], run_config={3: 3})", "3 of type int"),
}
CASES = (
    *(Case(f"held: {name}", f"{_BASE}\nRESULT = {call}\n") for name, call in HELD.items()),
    *(
        Case(f"a run of {name}", f"{_BASE}\n{code}\nRESULT = made(o)\n")
        for name, code in RUNS.items()
    ),
    *(Case(f"a call with {name}", f"{_BASE}\n{code}\n") for name, code in CALLS.items()),
    *(
        Case(f"refused: {name}", f"{_BASE}\n{code}\nRESULT = None\n", culprit=said)
        for name, (code, said) in REFUSED.items()
    ),
)
