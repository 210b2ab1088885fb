"""Assets found in modules and packages."""

from harness import Case

_BASE = """
import importlib, sys, types
from pathlib import Path
from dagster import (
    AssetKey, AssetSpec, Definitions, SourceAsset, asset, load_assets_from_current_module,
    load_assets_from_modules, load_assets_from_package_module, load_assets_from_package_name,
    load_definitions_from_modules, load_definitions_from_package_name, materialize, multi_asset,
)

LIBRARY = asset.__module__.split(".")[0]


def said(found):
    return sorted(
        str((
            sorted(k.to_user_string() for k in each.keys),
            sorted(each.group_names_by_key.values()),
            sorted(k.to_user_string() for k in each.dependency_keys),
        ))
        if hasattr(each, "keys") else str((each.key.to_user_string(), each.group_name))
        for each in found
    )


def module(name, text):
    made = types.ModuleType(name)
    exec(f"from {LIBRARY} import *\\n" + text, made.__dict__)
    return made


def package(name, **texts):
    folder = Path(name)
    folder.mkdir(exist_ok=True)
    for file, text in texts.items():
        path = folder / (file.replace("__sub__", "sub/") + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"from {LIBRARY} import *\\n" + text)
    for each in [n for n in sys.modules if n.split(".")[0] == name]:
        del sys.modules[each]
    importlib.invalidate_caches()
    if "." not in sys.path:
        sys.path.insert(0, ".")
    return name


SALES = module("sales", '''
@asset
def raw(): return 1

@asset(deps=["outside"])
def orders(raw, feed): return raw

feed = SourceAsset("feed")
spec = AssetSpec("said", deps=["raw"])

@multi_asset(specs=[AssetSpec("a"), AssetSpec("b", deps=["a", "raw"])])
def both(): ...

def make(name):
    @asset(name=name)
    def made(): ...
    return made

several = [make("x"), make("y")]
mixed = [make("z"), 3]
''')
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


CASES = (
    case(
        "assets of a module are found also in lists",
        "RESULT = said(load_assets_from_modules([SALES]))",
    ),
    case(
        "specs of a module are found when asked for",
        "RESULT = said(load_assets_from_modules([SALES], include_specs=True))",
    ),
    case(
        "a group is given to all assets of a module",
        "RESULT = said(load_assets_from_modules([SALES], group_name='g'))",
    ),
    case(
        "a prefix is put before keys and what reads them",
        """
RESULT = [
    said(load_assets_from_modules([SALES], key_prefix=each))
    for each in ("p", ["p", "q"])
]
""",
    ),
    case(
        "sources have a prefix of their own",
        """
RESULT = said(load_assets_from_modules([SALES], key_prefix="p", source_key_prefix=["s", "t"]))
""",
    ),
    case(
        "an object of two modules is found once",
        """
other = module("other", "")
other.raw = SALES.raw
RESULT = len(load_assets_from_modules([SALES, other])) == len(load_assets_from_modules([SALES]))
""",
    ),
    case(
        "two assets of one key in two modules are refused",
        """
load_assets_from_modules([SALES, module("other", "@asset\\ndef raw(): ...")])
""",
        culprit="raw",
    ),
    case(
        "an asset of another group is refused",
        """
other = module("other", "@asset(group_name='h')\\ndef grouped(): ...")
load_assets_from_modules([other], group_name="g")
""",
        culprit="grouped",
    ),
    case(
        "assets of the current module are found",
        """
@asset
def here(): ...

del SALES
RESULT = said(load_assets_from_current_module(group_name="g", key_prefix="p"))
""",
    ),
    case(
        "assets of a package and its modules are found",
        """
name = package(
    "pkg_of_" + LIBRARY, __init__="@asset\\ndef top(): ...", one="@asset\\ndef first(): ...",
    __sub____init__="", __sub__two="@asset\\ndef second(first): ...",
)
found = load_assets_from_package_name(name, key_prefix="p", group_name="g")
again = load_assets_from_package_module(importlib.import_module(name))
RESULT = said(found), said(again)
""",
    ),
    case(
        "loaded assets with a prefix run",
        """
text = "@asset\\ndef one(): return 1\\n@asset\\ndef two(one): return one + 1"
found = load_assets_from_modules([module("m", text)], key_prefix="p", group_name="g")
result = materialize(found)
steps = sorted(e.step_key for e in result.get_step_success_events())
RESULT = result.asset_value(["p", "two"]), steps
""",
    ),
    case(
        "definitions are found in modules",
        """
defs = load_definitions_from_modules([SALES], resources={"r": 1})
RESULT = sorted(k.to_user_string() for k in defs.resolve_all_asset_keys()), dict(defs.resources)
""",
    ),
    case(
        "jobs are found in modules, each once",
        """
text = (
    "from dagster import *\\n"
    "@asset\\ndef one(): return 1\\n"
    "job_of_assets = define_asset_job('all_of_it')\\nagain = job_of_assets\\n"
    "@op\\ndef an_op(): return 2\\n"
    "@job\\ndef of_ops(): an_op()\\n"
    "several = [define_asset_job('in_a_list')]"
).replace("dagster", LIBRARY)
first, second = module("jobs_first", text), module("jobs_second", "")
second.job_of_assets = first.job_of_assets
defs = load_definitions_from_modules([first, second])
RESULT = (
    sorted(each.name for each in defs.jobs),
    defs.resolve_job_def("all_of_it").execute_in_process().asset_value("one"),
)
""",
    ),
)
