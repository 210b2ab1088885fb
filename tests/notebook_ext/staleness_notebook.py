"""The notebook whose cells `test_edits` edits one at a time, and the edits with what they change.

In a notebook of its own so that each row is short: after an edit the named assets are stale, for
the reason given, and no others; after taking it back all is fresh again, without a run.
"""

from dataclasses import dataclass, field

MODULE = '''
"""A module beside the notebook."""
FACTOR = 2

def from_module(x):
    return x * FACTOR

def not_used(x):
    return x
'''

CELLS = {
    "imports": """
import colorsys, enum, functools, math, os
from pathlib import Path
from dataclasses import dataclass, field
import numpy as np
import pandas as pd
import etl_local
from dagbook import (
    AssetOut, Config, ConfigurableResource, DataVersion, Definitions, IOManager,
    StaticPartitionsDefinition, asset, io_manager, observable_source_asset, observe,
    multi_asset, resource,
)
from dagbook.live import assets, ignore_changes, session, why
HSV = vars(colorsys).setdefault("real", colorsys.rgb_to_hsv)
colorsys.rgb_to_hsv = HSV
""",
    "constants": """
SHIFT = 1
RATES = {"a": 1.0, "b": 2.0}
NAMES = ["x", "y"]
TAGS = {"p", "q", "r"}
PAIR = (1, "a")
FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
SERIES = pd.Series([1.5, 2.5], name="s")
ARRAY = np.arange(5)
TEXT = "hello"
BYTES = b"abc"
NESTED = {"k": [1, {"z": (1, 2)}]}
UNUSED = 1
FOLDER = Path("parts")
FOLDER.mkdir(exist_ok=True)
""",
    "helpers": '''
def inner(x):
    # adds the shift
    return x + SHIFT

def clean(x: int) -> int:
    """Clean it."""
    y = x * 2
    return inner(y)

def ping(n):
    return 0 if n <= 0 else pong(n - 1)

def pong(n):
    return 0 if n <= 0 else ping(n - 1)

def itself(n):
    return 1 if n <= 0 else itself(n - 1)

def with_default(x, k=3):
    return x + k

def by_keyword(x, *, k=3):
    return x + k

scale = lambda v: v * 10
half = functools.partial(with_default, 1)

def deco(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        return fn(*args)
    return wrapper

@deco
def decorated(x):
    return x - 1

def make_adder(n):
    def adder(x):
        return x + n
    return adder

add = make_adder(5)

@functools.lru_cache
def cached(x):
    return x

@functools.singledispatch
def dispatched(x):
    return 0

@dispatched.register
def _(x: int):
    return 1

HANDLERS = {"a": lambda x: x + 1, "b": inner}

@ignore_changes
def note(x):
    return None

def tell(x):  # dagbook: ignore changes
    return None

def branches(x):
    match x:
        case 1:
            return "one"
        case _:
            return f"{x} more"

def unused(x):
    return x

class Doubler:
    def __call__(self, x):
        return x * 2

    def bound(self, x):
        return x + 8

doubler = Doubler()
bound_half = functools.partial(doubler.bound, 1)

class Always:
    def __get__(self, instance, owner):
        return 6

class Named(type):
    def label(cls):
        return "label"

class Holder(metaclass=Named):
    six = Always()

@dataclass
class Rows:
    items: list = field(default_factory=lambda: [1])

def counter():
    count = 0
    def step(x):
        nonlocal count
        return x + count
    return step

add_count = counter()

async def later(x):
    return x + 1

def each_of(xs):
    yield from xs

CODE = compile("1 + 1", "<code>", "eval")
''',
    "classes": """
class Base:
    def area(self):
        return 1

class Shape(Base):
    side = 2

    def size(self):
        return self.side

    @property
    def name(self):
        return "shape"

    @staticmethod
    def make():
        return Shape()

    @classmethod
    def other(cls):
        return cls()

@dataclass
class Point:
    x: int = 1

class Colour(enum.Enum):
    RED = 1

ORIGIN = Point()
""",
    "bindings": """
class Opts(Config):
    days: int = 3
    name: str = "n"

class Store(ConfigurableResource):
    host: str = "a"
    password: str = "p"

    def fetch(self):
        return 1

@resource(config_schema={"size": int})
def limit(context):
    return context.resource_config["size"]

class PlainManager(IOManager):
    def __init__(self, number):
        self.number = number

    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        return self.number + 4

@io_manager
def plain_manager():
    return PlainManager(1)

defs = Definitions(resources={
    "managed": plain_manager,
    "store": Store(host="a", password="p"), "limit": limit.configured({"size": 3}), "plain": 7,
})
""",
    "assets": """
@asset
def a_clean():
    return clean(1)

@asset
def down(a_clean):
    return a_clean

@asset
def further(down):
    return down

@asset
def a_cycle():
    return ping(3) + itself(2)

@asset
def a_default():
    return with_default(1) + by_keyword(1)

@asset
def a_lambda():
    return scale(1)

@asset
def a_partial():
    return half()

@asset
def a_decorated():
    return decorated(1)

@asset
def a_closure():
    return add(1)

@asset
def a_objects():
    return doubler(1), bound_half(), Holder.six, Holder.label(), Rows().items

@asset
def a_flows():
    return add_count(1), later.__name__, list(each_of([1])), eval(CODE)

@asset
def a_patched():
    return colorsys.rgb_to_hsv(0, 0, 0)

@asset
def a_folder():
    return sorted(each.name for each in FOLDER.iterdir())

@asset(deps=["a_clean"], is_virtual=True)
def a_view() -> None:
    pass

@asset(deps=["a_view"])
def a_board():
    return 1

@asset
def a_cached():
    return cached(1), dispatched(1)

@asset
def a_handlers():
    return [each(1) for each in HANDLERS.values()]

@asset
def a_logged():
    note(1)
    tell(1)
    return 1

@asset
def a_branches():
    return branches(1)

@asset
def a_values():
    return len(RATES), NAMES[0], sorted(TAGS), PAIR, TEXT, BYTES, NESTED

@asset
def a_frames():
    return len(FRAME), len(SERIES), ARRAY.sum()

@asset
def a_classes():
    shape = Shape.make()
    return shape.size() + shape.area(), Colour.RED.value, ORIGIN.x, shape.name

@asset
def a_module():
    return etl_local.from_module(1)

@asset
def a_package():
    return math.floor(np.float64(1.5))

@asset
def a_config(config: Opts):
    return config.days

@asset
def a_resource(store: Store):
    return store.fetch()

@asset(required_resource_keys={"limit", "plain"})
def a_bound(context):
    return 1

@asset
def a_file():
    with open("input.txt") as file:
        return file.read()

@asset(code_version="1")
def a_version():
    return clean(1)

@asset(tags={"dagbook/staleness": "manual"})
def a_manual():
    return clean(1)

@asset(tags={"dagbook/staleness": "never"})
def a_never(a_clean):
    return clean(a_clean)

@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
def a_part():
    return scale(1)

@asset
def a_all(a_part):
    return len(a_part)

@asset(io_manager_key="managed")
def a_managed():
    return 1

@asset(deps=["outside"])
def a_reader():
    return 1

@multi_asset(outs={"left": AssetOut(), "right": AssetOut()})
def both():
    return add(1), 2
""",
    "observed": """
os.environ["OUTSIDE"] = "1"

@observable_source_asset
def outside():
    return DataVersion(os.environ["OUTSIDE"])

observe([outside], instance=session().instance)
""",
}


@dataclass(frozen=True)
class Edit:
    """One edit of one cell.

    Args:
        name: What is edited.
        cell: Which cell.
        old: Text of it.
        new: What it becomes.
        stale: The assets that are stale then, each with the first line of the reason.
        files: Files to write, by name, in place of or beside the edit.
    """

    name: str
    cell: str
    old: str
    new: str
    stale: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)


CLEAN_DOWN = {
    "a_board": "a_clean is stale",
    "down": "a_clean is stale",
    "further": "down is stale, from a_clean on",
}


def clean_changed(reason):
    """Return what is stale when what `clean()` reaches is another one."""
    return {"a_clean": reason, **CLEAN_DOWN}


HELPER = "`{}()` changed in cell N"
BODY = "`{}()` changed in cell N"

EDITS = (
    # what does not count
    Edit("a comment", "helpers", "# adds the shift", "# adds the shift of the day"),
    Edit("a docstring", "helpers", '"""Clean it."""', '"""Clean it well."""'),
    Edit(
        "a new docstring",
        "helpers",
        "def unused(x):\n",
        'def unused(x):\n    """New."""\n',
    ),
    Edit("blank lines", "helpers", "    y = x * 2\n", "\n\n    y = x * 2\n\n"),
    Edit("a line cut in two", "helpers", "    y = x * 2\n", "    y = (\n        x * 2\n    )\n"),
    Edit("quotes", "helpers", '"one"', "'one'"),
    Edit("an annotation", "helpers", "clean(x: int) -> int", "clean(x: float)"),
    Edit(
        "the name of a local",
        "helpers",
        "    y = x * 2\n    return inner(y)",
        "    z = x * 2\n    return inner(z)",
    ),
    Edit("a statement without effect", "helpers", "    y = x * 2\n", "    pass\n    y = x * 2\n"),
    Edit(
        "a helper that nothing uses",
        "helpers",
        "def unused(x):\n    return x\n",
        "def unused(x):\n    return x + 1\n",
    ),
    Edit(
        "a helper that nothing uses, removed",
        "helpers",
        "def unused(x):\n    return x\n",
        "del unused\n",
    ),
    Edit("a constant that nothing uses", "constants", "UNUSED = 1", "UNUSED = 2"),
    Edit(
        "a helper that is marked",
        "helpers",
        "def note(x):\n    return None",
        "def note(x):\n    return 5",
    ),
    Edit(
        "the order of two helpers",
        "helpers",
        "def unused(x):\n    return x\n",
        "def unused(x):\n    return x\n\ndef unused_too(x):\n    return x\n",
    ),
    Edit("the same cell again", "helpers", "def inner(x)", "def inner(x)"),
    Edit("a set in another order", "constants", '{"p", "q", "r"}', '{"r", "q", "p"}'),
    Edit(
        "an equal frame made otherwise",
        "constants",
        '{"a": [1, 2], "b": ["x", "y"]}',
        'dict(a=[1, 2], b=list("xy"))',
    ),
    Edit("an equal array made otherwise", "constants", "np.arange(5)", "np.array([0, 1, 2, 3, 4])"),
    Edit("an import that is not used", "imports", "enum, functools", "csv, enum, functools"),
    Edit("a comment in a class", "classes", "    side = 2\n", "    side = 2  # two\n"),
    Edit("a secret of a resource", "bindings", 'password="p")', 'password="q")'),
    Edit("a resource that nothing asks for", "bindings", '"plain": 7,', '"plain": 7, "more": 8,'),
    Edit(
        "the description of an asset",
        "assets",
        "@asset\ndef a_lambda",
        '@asset(description="ten")\ndef a_lambda',
    ),
    Edit(
        "the group of an asset",
        "assets",
        "@asset\ndef a_lambda",
        '@asset(group_name="g")\ndef a_lambda',
    ),
    Edit(
        "the metadata of an asset",
        "assets",
        "@asset\ndef a_lambda",
        '@asset(metadata={"x": 1})\ndef a_lambda',
    ),
    Edit(
        "the body under a code_version",
        "assets",
        '@asset(code_version="1")\ndef a_version():\n    return clean(1)',
        '@asset(code_version="1")\ndef a_version():\n    return clean(9)',
    ),
    Edit(
        "the body of what is judged by hand",
        "assets",
        "def a_manual():\n    return clean(1)",
        "def a_manual():\n    return clean(9)",
    ),
    Edit(
        "the body of what is never stale",
        "assets",
        "return clean(a_clean)",
        "return clean(a_clean) + 1",
    ),
    Edit(
        "a function of a module that is not used",
        "imports",
        "import etl_local\n",
        "import etl_local, importlib\nimportlib.reload(etl_local)\n",
        files={"etl_local.py": MODULE.replace("return x\n", "return x + 1\n")},
    ),
    Edit(
        "a comment in a module",
        "imports",
        "import etl_local\n",
        "import etl_local, importlib\nimportlib.reload(etl_local)\n",
        files={"etl_local.py": MODULE + "# the end\n"},
    ),
    Edit(
        "a file that is written again with the same",
        "constants",
        "UNUSED = 1",
        "UNUSED = 1",
        files={"input.txt": "one"},
    ),
    Edit(
        "a helper that a comment leaves out",
        "helpers",
        "ignore changes\n    return None",
        "ignore changes\n    return 5",
    ),
    # helpers
    Edit("a helper", "helpers", "y = x * 2", "y = x * 3", clean_changed(HELPER.format("clean"))),
    Edit(
        "a helper of a helper",
        "helpers",
        "return x + SHIFT",
        "return x - SHIFT",
        {**clean_changed(HELPER.format("inner")), "a_handlers": HELPER.format("inner")},
    ),
    Edit(
        "a constant in a helper",
        "helpers",
        "return x - 1",
        "return x - 2",
        {"a_decorated": HELPER.format("decorated")},
    ),
    Edit(
        "a decorator's inside",
        "helpers",
        "        return fn(*args)",
        "        return fn(*args) + 1",
        {"a_decorated": HELPER.format("decorated")},
    ),
    Edit(
        "a decorator taken away",
        "helpers",
        "@deco\ndef decorated",
        "def decorated",
        {"a_decorated": HELPER.format("decorated")},
    ),
    Edit(
        "one of two that call each other",
        "helpers",
        "return 0 if n <= 0 else ping(n - 1)",
        "return 5 if n <= 0 else ping(n - 1)",
        {"a_cycle": HELPER.format("pong")},
    ),
    Edit(
        "one that calls itself",
        "helpers",
        "return 1 if n <= 0",
        "return 2 if n <= 0",
        {"a_cycle": HELPER.format("itself")},
    ),
    Edit(
        "a default",
        "helpers",
        "def with_default(x, k=3)",
        "def with_default(x, k=4)",
        {"a_default": HELPER.format("with_default"), "a_partial": HELPER.format("with_default")},
    ),
    Edit(
        "a default by keyword",
        "helpers",
        "def by_keyword(x, *, k=3)",
        "def by_keyword(x, *, k=4)",
        {"a_default": HELPER.format("by_keyword")},
    ),
    Edit(
        "a lambda",
        "helpers",
        "lambda v: v * 10",
        "lambda v: v * 11",
        {
            "a_lambda": "`<lambda>()` changed in cell N",
            "a_part": "`<lambda>()` changed in cell N",
            "a_all": "a_part is stale",
        },
    ),
    Edit(
        "an argument of a partial",
        "helpers",
        "partial(with_default, 1)",
        "partial(with_default, 2)",
        {"a_partial": "`half` changed (partial)"},
    ),
    Edit(
        "the function of a partial",
        "helpers",
        "partial(with_default, 1)",
        "partial(inner, 1)",
        {"a_partial": "`inner()` is used now"},
    ),
    Edit(
        "what a closure holds",
        "helpers",
        "make_adder(5)",
        "make_adder(6)",
        {
            "a_closure": "`n` changed from 5 to 6",
            "left": "`n` changed from 5 to 6",
            "right": "`n` changed from 5 to 6",
        },
    ),
    Edit(
        "the function of a closure",
        "helpers",
        "        return x + n",
        "        return x - n",
        {
            "a_closure": HELPER.format("adder"),
            "left": HELPER.format("adder"),
            "right": HELPER.format("adder"),
        },
    ),
    Edit(
        "under a cache",
        "helpers",
        "def cached(x):\n    return x",
        "def cached(x):\n    return x + 1",
        {"a_cached": HELPER.format("cached")},
    ),
    Edit(
        "a case of a dispatcher",
        "helpers",
        "def _(x: int):\n    return 1",
        "def _(x: int):\n    return 2",
        {"a_cached": HELPER.format("_")},
    ),
    Edit(
        "a function in a dict",
        "helpers",
        '"a": lambda x: x + 1',
        '"a": lambda x: x + 2',
        {"a_handlers": "`<lambda>()` changed in cell N"},
    ),
    Edit(
        "a key of a dict of functions",
        "helpers",
        '"b": inner',
        '"c": inner',
        {"a_handlers": "`HANDLERS` changed (dict of 2)"},
    ),
    Edit("a pattern", "helpers", "case 1:", "case 2:", {"a_branches": HELPER.format("branches")}),
    Edit(
        "a text in an f-string",
        "helpers",
        "{x} more",
        "{x} less",
        {"a_branches": HELPER.format("branches")},
    ),
    Edit("a text constant", "helpers", '"one"', '"won"', {"a_branches": HELPER.format("branches")}),
    Edit(
        "a marked helper, no longer marked",
        "helpers",
        "@ignore_changes\ndef note",
        "def note",
        {"a_logged": "`note()` is used now"},
    ),
    Edit(
        "a helper replaced by a class",
        "helpers",
        "scale = lambda v: v * 10",
        "class scale(int): pass",
        {
            "a_lambda": "`scale` is used now",
            "a_part": "`scale` is used now",
            "a_all": "a_part is stale",
        },
    ),
    Edit(
        "a helper deleted",
        "helpers",
        "def branches(x)",
        "globals().pop('branches', None)\ndef renamed(x)",
        {"a_branches": "`branches` is not defined"},
    ),
    Edit(
        "a comment that leaves a helper out, taken away",
        "helpers",
        "def tell(x):  # dagbook: ignore changes",
        "def tell(x):",
        {"a_logged": "`tell()` is used now"},
    ),
    Edit(
        "what an object does that is called",
        "helpers",
        "return x * 2\n\n    def bound",
        "return x * 3\n\n    def bound",
        {"a_objects": HELPER.format("Doubler.__call__")},
    ),
    Edit(
        "a method behind a partial",
        "helpers",
        "return x + 8",
        "return x + 9",
        {"a_objects": HELPER.format("Doubler.bound")},
    ),
    Edit(
        "a descriptor",
        "helpers",
        "return 6",
        "return 7",
        {"a_objects": HELPER.format("Always.__get__")},
    ),
    Edit(
        "a method of a metaclass",
        "helpers",
        'return "label"',
        'return "tag"',
        {"a_objects": HELPER.format("Named.label")},
    ),
    Edit(
        "what makes the default of a field",
        "helpers",
        "lambda: [1]",
        "lambda: [2]",
        {"a_objects": "`Rows.<lambda>()` changed in cell N"},
    ),
    Edit(
        "a closure with a nonlocal name",
        "helpers",
        "return x + count",
        "return x - count",
        {"a_flows": HELPER.format("step")},
    ),
    Edit(
        "an async helper",
        "helpers",
        "async def later(x):\n    return x + 1",
        "async def later(x):\n    return x + 2",
        {"a_flows": HELPER.format("later")},
    ),
    Edit(
        "a generator",
        "helpers",
        "yield from xs",
        "yield from reversed(xs)",
        {"a_flows": HELPER.format("each_of")},
    ),
    Edit(
        "a constant of compiled code",
        "helpers",
        '"1 + 1"',
        '"1 + 2"',
        {"a_flows": "`CODE` changed (code)"},
    ),
    Edit(
        "a function that is put into a package",
        "imports",
        "colorsys.rgb_to_hsv = HSV",
        "colorsys.rgb_to_hsv = lambda *args: args",
        {"a_patched": "`<lambda>()` is used now"},
    ),
    # values
    Edit(
        "a number",
        "constants",
        "SHIFT = 1",
        "SHIFT = 2",
        {
            **clean_changed("`SHIFT` changed from 1 to 2"),
            "a_handlers": "`SHIFT` changed from 1 to 2",
        },
    ),
    Edit(
        "a number's type",
        "constants",
        "SHIFT = 1",
        "SHIFT = True",
        {
            **clean_changed("`SHIFT` changed from 1 to True"),
            "a_handlers": "`SHIFT` changed from 1 to True",
        },
    ),
    Edit(
        "a value of a dict",
        "constants",
        '"b": 2.0',
        '"b": 3.0',
        {"a_values": "`RATES` changed (dict of 2)"},
    ),
    Edit(
        "the order of a dict",
        "constants",
        '{"a": 1.0, "b": 2.0}',
        '{"b": 2.0, "a": 1.0}',
        {"a_values": "`RATES` changed (dict of 2)"},
    ),
    Edit(
        "an item of a list",
        "constants",
        'NAMES = ["x", "y"]',
        'NAMES = ["x", "z"]',
        {"a_values": "`NAMES` changed (list of 2)"},
    ),
    Edit(
        "a list changed in place",
        "constants",
        'NAMES = ["x", "y"]',
        'NAMES = ["x", "y"]\nNAMES.append("z")',
        {"a_values": "`NAMES` changed from list of 2 to list of 3"},
    ),
    Edit(
        "an item of a set",
        "constants",
        '{"p", "q", "r"}',
        '{"p", "q", "s"}',
        {"a_values": "`TAGS` changed (set of 3)"},
    ),
    Edit(
        "an item of a tuple",
        "constants",
        '(1, "a")',
        '(1, "b")',
        {"a_values": "`PAIR` changed (tuple of 2)"},
    ),
    Edit("a text", "constants", '"hello"', '"hullo"', {"a_values": "`TEXT` changed (str of 5)"}),
    Edit("bytes", "constants", 'b"abc"', 'b"abd"', {"a_values": "`BYTES` changed (bytes of 3)"}),
    Edit(
        "something deep inside",
        "constants",
        "(1, 2)}",
        "(1, 3)}",
        {"a_values": "`NESTED` changed (dict of 1)"},
    ),
    Edit(
        "a cell of a frame",
        "constants",
        "[1, 2]",
        "[1, 3]",
        {"a_frames": "`FRAME` changed (DataFrame 2x2)"},
    ),
    Edit(
        "a column's name",
        "constants",
        '"b": ["x", "y"]})',
        '"c": ["x", "y"]})',
        {"a_frames": "`FRAME` changed (DataFrame 2x2)"},
    ),
    Edit(
        "a column's type",
        "constants",
        '{"a": [1, 2]',
        '{"a": [1.0, 2.0]',
        {"a_frames": "`FRAME` changed (DataFrame 2x2)"},
    ),
    Edit(
        "a row of a frame",
        "constants",
        '[1, 2], "b": ["x", "y"]',
        '[1, 2, 3], "b": ["x", "y", "z"]',
        {"a_frames": "`FRAME` changed from DataFrame 2x2 to DataFrame 3x2"},
    ),
    Edit(
        "a series' name",
        "constants",
        'name="s"',
        'name="t"',
        {"a_frames": "`SERIES` changed (Series 2)"},
    ),
    Edit(
        "an array",
        "constants",
        "np.arange(5)",
        "np.arange(1, 6)",
        {"a_frames": "`ARRAY` changed (ndarray 5)"},
    ),
    Edit(
        "an array's type",
        "constants",
        "np.arange(5)",
        "np.arange(5.0)",
        {"a_frames": "`ARRAY` changed (ndarray 5)"},
    ),
    Edit(
        "a value that cannot be compared",
        "constants",
        'TEXT = "hello"',
        "TEXT = (x for x in 'hello')",
        {
            "a_values": "its code version is not known; TEXT is a generator, which cannot be "
            "compared, so it counts as different each time. Make it in the asset, or make it "
            "a resource"
        },
    ),
    # classes
    Edit(
        "a method",
        "classes",
        "return self.side",
        "return self.side + 1",
        {"a_classes": HELPER.format("Shape.size")},
    ),
    Edit(
        "a method of a base",
        "classes",
        "return 1\n\nclass Shape",
        "return 2\n\nclass Shape",
        {"a_classes": HELPER.format("Base.area")},
    ),
    Edit(
        "an attribute of a class",
        "classes",
        "side = 2",
        "side = 3",
        {"a_classes": "`Shape` changed"},
    ),
    Edit(
        "a property",
        "classes",
        'return "shape"',
        'return "form"',
        {"a_classes": HELPER.format("Shape.name")},
    ),
    Edit(
        "a static method",
        "classes",
        "return Shape()",
        "return Shape() or 1",
        {"a_classes": HELPER.format("Shape.make")},
    ),
    Edit(
        "a class method",
        "classes",
        "return cls()",
        "return cls() or 1",
        {"a_classes": HELPER.format("Shape.other")},
    ),
    Edit(
        "a new method",
        "classes",
        "    side = 2\n",
        "    side = 2\n\n    def more(self):\n        return 1\n",
        {"a_classes": "`Shape` changed"},
    ),
    Edit(
        "a base",
        "classes",
        "class Shape(Base)",
        "class Shape(Base, dict)",
        {"a_classes": "`Shape` changed"},
    ),
    Edit(
        "a field of a dataclass",
        "classes",
        "x: int = 1",
        "x: int = 2",
        {"a_classes": "`ORIGIN` changed (Point)"},
    ),
    Edit(
        "an attribute of an object",
        "classes",
        "ORIGIN = Point()",
        "ORIGIN = Point(5)",
        {"a_classes": "`ORIGIN` changed (Point)"},
    ),
    Edit("a member of an enum", "classes", "RED = 1", "RED = 2", {"a_classes": "`Colour` changed"}),
    # modules, packages, files
    Edit(
        "a function of a module",
        "imports",
        "import etl_local\n",
        "import etl_local, importlib\nimportlib.reload(etl_local)\n",
        {"a_module": "`etl_local.from_module()` changed"},
        {"etl_local.py": MODULE.replace("x * FACTOR", "x + FACTOR")},
    ),
    Edit(
        "a constant of a module",
        "imports",
        "import etl_local\n",
        "import etl_local, importlib\nimportlib.reload(etl_local)\n",
        {"a_module": "`FACTOR` changed from 2 to 3"},
        {"etl_local.py": MODULE.replace("FACTOR = 2", "FACTOR = 3")},
    ),
    Edit(
        "a file that is read",
        "constants",
        "UNUSED = 1",
        "UNUSED = 1",
        {"a_file": "input.txt changed"},
        {"input.txt": "two"},
    ),
    Edit(
        "another file in a folder that is listed",
        "constants",
        "UNUSED = 1",
        "UNUSED = 1",
        {"a_folder": "parts holds other files now"},
        {"parts/more.txt": "1"},
    ),
    # config and resources
    Edit(
        "a default of config",
        "bindings",
        "days: int = 3",
        "days: int = 4",
        {"a_config": "`Opts` changed"},
    ),
    Edit(
        "a new field of config",
        "bindings",
        'name: str = "n"',
        'name: str = "n"\n    more: int = 1',
        {"a_config": "`Opts` changed"},
    ),
    Edit(
        "a method of a resource",
        "bindings",
        "    def fetch(self):\n        return 1",
        "    def fetch(self):\n        return 2",
        {"a_resource": HELPER.format("Store.fetch")},
    ),
    Edit(
        "a setting of a resource",
        "bindings",
        'Store(host="a"',
        'Store(host="b"',
        {"a_resource": "`store.host` changed (str of 1)"},
    ),
    Edit(
        "the function of a resource",
        "bindings",
        'return context.resource_config["size"]',
        'return context.resource_config["size"] + 1',
        {"a_bound": HELPER.format("limit")},
    ),
    Edit(
        "the config of a resource",
        "bindings",
        '{"size": 3}',
        '{"size": 4}',
        {"a_bound": "`limit.size` changed from 3 to 4"},
    ),
    Edit(
        "a plain resource",
        "bindings",
        '"plain": 7',
        '"plain": 8',
        {"a_bound": "`plain` changed from 7 to 8"},
    ),
    # the asset itself
    Edit(
        "the body of an asset",
        "assets",
        "def a_lambda():\n    return scale(1)",
        "def a_lambda():\n    return scale(2)",
        {"a_lambda": BODY.format("a_lambda")},
    ),
    Edit(
        "the body of one of the middle",
        "assets",
        "def down(a_clean):\n    return a_clean",
        "def down(a_clean):\n    return a_clean + 1",
        {"down": BODY.format("down"), "further": "down is stale"},
    ),
    Edit(
        "a new dependency",
        "assets",
        "def a_lambda():",
        "def a_lambda(a_closure):",
        {"a_lambda": BODY.format("a_lambda")},
    ),
    Edit(
        "a dependency taken away",
        "assets",
        "def down(a_clean):\n    return a_clean",
        "def down():\n    return 1",
        {"down": BODY.format("down"), "further": "down is stale"},
    ),
    Edit(
        "a dependency without a value",
        "assets",
        "@asset\ndef a_lambda():",
        "@asset(deps=['a_closure'])\ndef a_lambda():",
        {"a_lambda": "has a new dependency a_closure"},
    ),
    Edit(
        "a code_version",
        "assets",
        'code_version="1"',
        'code_version="2"',
        {"a_version": "its code_version changed from 1 to 2"},
    ),
    Edit(
        "a code_version taken away",
        "assets",
        '@asset(code_version="1")',
        "@asset",
        {"a_version": "its code_version 1 is gone"},
    ),
    Edit(
        "the body of a function of two assets",
        "assets",
        "return add(1), 2",
        "return add(1), 3",
        {"left": BODY.format("both"), "right": BODY.format("both")},
    ),
    Edit(
        "how an asset is judged",
        "assets",
        '"dagbook/staleness": "manual"',
        '"dagbook/staleness": "always"',
        {"a_manual": "is judged to be always stale"},
    ),
    Edit(
        "the body of a view",
        "assets",
        "def a_view() -> None:\n    pass",
        "def a_view() -> None:\n    len('')",
        {"a_view": BODY.format("a_view"), "a_board": "a_view is stale"},
    ),
    Edit(
        "another partition",
        "assets",
        'StaticPartitionsDefinition(["a", "b", "c"])',
        'StaticPartitionsDefinition(["a", "b", "c", "d"])',
        {
            "a_part": ("partial", "never materialized"),
            "a_all": "other partitions of a_part are read now",
        },
    ),
    Edit(
        "a partition taken away",
        "assets",
        'StaticPartitionsDefinition(["a", "b", "c"])',
        'StaticPartitionsDefinition(["a", "b"])',
        {"a_all": "other partitions of a_part are read now"},
    ),
    Edit(
        "a function that makes an IO manager",
        "bindings",
        "return PlainManager(1)",
        "return PlainManager(2)",
        {"a_managed": HELPER.format("plain_manager")},
    ),
    Edit(
        "a method of an IO manager",
        "bindings",
        "return self.number + 4",
        "return self.number + 5",
        {"a_managed": HELPER.format("PlainManager.load_input")},
    ),
    Edit(
        "a data version that is observed",
        "observed",
        "observe([outside], instance=session().instance)",
        'os.environ["OUTSIDE"] = "2"\nobserve([outside], instance=session().instance)',
        {"a_reader": "outside has a new value"},
    ),
)
