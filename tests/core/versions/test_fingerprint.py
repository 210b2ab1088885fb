"""What makes a function another one, and what does not."""

import builtins
import gc
import importlib
import itertools
import json
import linecache
import re
import subprocess
import sys
import textwrap
import weakref
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from dagbook.authoring.source import capture, from_text
from dagbook.versions.fingerprint import Fingerprinter, fingerprint, fingerprints
from dagbook.versions.modules import not_reloaded
from dagbook.versions.parts import changed_parts, from_plain, source_texts, to_plain

FOLDER = Path(__file__).parent
_COUNTER = itertools.count()


def run_cell(text, namespace):
    """Run *text* as IPython runs a cell: its lines are known to linecache by a name of its own."""
    text = textwrap.dedent(text).strip("\n") + "\n"
    filename = f"<cell {next(_COUNTER)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    exec(compile(text, filename, "exec"), namespace)


def notebook(*cells):
    """Return the namespace that *cells* leave."""
    namespace = {"__name__": "__main__"}
    for cell in cells:
        run_cell(cell, namespace)
    return namespace


def of(*cells, name="f"):
    """Return the fingerprint of one name after *cells*, from nothing known before."""
    return Fingerprinter().fingerprint(notebook(*cells)[name])


@dataclass(frozen=True)
class Case:
    name: str
    before: str
    after: str
    changes: bool


def read_cases():
    """Yield the cases of the table beside this file."""
    blocks = re.split(r"^(==|!=) (.+)\n", (FOLDER / "edits.txt").read_text(), flags=re.MULTILINE)
    for relation, name, edit in zip(blocks[1::3], blocks[2::3], blocks[3::3], strict=True):
        before, after = edit.split("\n--\n")
        yield Case(name, before, after, relation == "!=")


CASES = tuple(read_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_function_is_another_one_exactly_when_what_it_does_can_differ(case):
    before, after = of(case.before), of(case.after)
    assert before.value is not None
    assert after.value is not None
    assert (before.value != after.value) is case.changes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_equal_source_run_again_is_equal(case):
    assert of(case.after).value == of(case.after).value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_edit_in_a_living_notebook_is_told_from_what_was_known_before(case):
    memo, namespace = Fingerprinter(), notebook(case.before)
    before = memo.fingerprint(namespace["f"])
    assert memo.fingerprint(namespace["f"]) == before
    for name in [name for name in namespace if not name.startswith("__")]:
        del namespace[name]
    run_cell(case.after, namespace)
    after = memo.fingerprint(namespace["f"])
    assert (before.value != after.value) is case.changes
    assert after == Fingerprinter().fingerprint(namespace["f"])


def test_fingerprints_are_equal_in_processes_with_other_hash_seeds():
    program = textwrap.dedent("""
        import sys, json, importlib.util
        spec = importlib.util.spec_from_file_location("table", sys.argv[1])
        table = importlib.util.module_from_spec(spec)
        sys.modules["table"] = table
        spec.loader.exec_module(table)
        print(json.dumps([table.of(case.after).value for case in table.CASES]))
    """)
    answers = [
        subprocess.run(
            [sys.executable, "-c", program, __file__],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert answers[0] == answers[1]
    assert json.loads(answers[0]) == [of(case.after).value for case in CASES]


def test_the_shape_of_a_function_is_the_same_on_every_machine_and_python():
    source = """
        def f(rows, *, limit=10):
            kept = {name: [each for each in value if each > 1.5] for name, value in rows.items()}
            try:
                with open("a") as file:
                    total, *rest = sum(kept["a"]), file
            except (ValueError, KeyError) as exc:
                raise RuntimeError(f"no {exc!r:>10}") from exc
            match total:
                case {"a": 1, **others} | [others, *_]:
                    return others
                case int() as number if number in {1, 2, "x"}:
                    return lambda x, /, y=None, *z, **k: (yield x)
            return not -total[1:2, ...] if rest else (yield from rest)
    """
    assert of(source).value == "6c964b6f472b12a42abab9948d3543d1"


def test_a_helper_defined_in_a_later_cell_counts():
    memo, namespace = Fingerprinter(), notebook("def f(x): return later(x)")
    before = memo.fingerprint(namespace["f"])
    assert before.risks == ("f reads later, which nothing defines now",)
    run_cell("def later(x): return x", namespace)
    after = memo.fingerprint(namespace["f"])
    assert after.value != before.value
    assert not after.risks
    assert [change.sentence() for change in changed_parts(before, after)] == [
        "`later()` is defined now"
    ]
    del namespace["later"]
    gone = memo.fingerprint(namespace["f"])
    assert gone == before
    assert [change.sentence() for change in changed_parts(after, gone)] == [
        "`later` is not defined"
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def h(): return 1", "h = None"),
        ("h = None", "def h(): return 1"),
        ("def h(): return 1", "h = 3"),
        ("def h(): return 1", "class h: pass"),
        ("def h(): return 1", "len = h"),
        ("h = [1]", "h = 1"),
        ("import types\nh = types.ModuleType('m_user')\nh.a = len", "def h(): return 2"),
        ("def h(): return 1", "import pandas as h"),
    ],
)
def test_another_meaning_of_a_name_is_noticed_by_a_function_that_stays(before, after):
    memo = Fingerprinter()
    namespace = notebook(before, "def g(): return 1", "def f(): h.a; g(); return len(h)")
    known = memo.fingerprint(namespace["f"])
    run_cell(after, namespace)
    found = memo.fingerprint(namespace["f"])
    assert found.value != known.value
    assert found == Fingerprinter().fingerprint(namespace["f"])


def test_a_changed_helper_is_named_with_its_text_then_and_now():
    memo, namespace = Fingerprinter(), notebook("def h(): return 1", "def f(): return h()")
    before = memo.fingerprint(namespace["f"])
    run_cell("def h(): return 2", namespace)
    (change,) = changed_parts(before, memo.fingerprint(namespace["f"]))
    assert change.sentence() == "`h()` changed"
    assert (change.old.source, change.new.source) == ("def h(): return 1\n", "def h(): return 2\n")


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ("N = 1\ndef f(): N", "N = 2\ndef f(): N", ["`N` changed from 1 to 2"]),
        ("N = 'a'\ndef f(): N", "N = 'b'\ndef f(): N", ["`N` changed (str of 1)"]),
        ("def f(): return 1", "def f(): return 2", ["`f()` changed"]),
        (
            "class A:\n def g(self): return 1\ndef f(): A",
            "class A:\n def g(self): return 2\ndef f(): A",
            ["`A.g()` changed"],
        ),
        (
            "def h(): pass\ndef f(): h()",
            "def g(): pass\ndef f(): g()",
            ["`f()` changed", "`g()` is used now", "`h()` is not used any more"],
        ),
    ],
)
def test_a_change_is_said_in_words(before, after, sentences):
    changes = changed_parts(of(before), of(after))
    assert [change.sentence() for change in changes] == sentences


def test_a_value_changed_in_place_is_noticed():
    memo, namespace = Fingerprinter(), notebook("C = {'a': [1]}\ndef f(): return C")
    before = memo.fingerprint(namespace["f"])
    namespace["C"]["a"].append(2)
    assert memo.fingerprint(namespace["f"]).value != before.value
    namespace["C"]["a"].pop()
    assert memo.fingerprint(namespace["f"]) == before


def test_a_default_changed_in_place_is_noticed():
    memo, namespace = Fingerprinter(), notebook("def f(x=[]): return x")
    before = memo.fingerprint(namespace["f"])
    namespace["f"].__defaults__[0].append(1)
    assert memo.fingerprint(namespace["f"]).value != before.value


def test_a_method_replaced_in_a_living_class_is_noticed():
    memo = Fingerprinter()
    namespace = notebook("class A:\n def g(self): return 1\ndef f(): A().g()")
    before = memo.fingerprint(namespace["f"])
    run_cell("def g(self): return 2\nA.g = g", namespace)
    assert memo.fingerprint(namespace["f"]).value != before.value


def test_code_replaced_inside_a_function_is_noticed():
    memo, namespace = Fingerprinter(), notebook("def h(): return 1\ndef f(): h()")
    before = memo.fingerprint(namespace["f"])
    old = namespace["h"]
    run_cell("def h(): return 2", namespace)
    old.__code__, namespace["h"] = namespace["h"].__code__, old
    assert memo.fingerprint(namespace["f"]).value != before.value


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    loaded = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - loaded:
        if name.startswith("local_"):
            del sys.modules[name]


def test_a_local_module_counts_when_it_is_reloaded_and_not_before(project):
    path = project / "local_one.py"
    path.write_text("def clean(x):\n    return x + 1\n\ndef other(): pass\n")
    memo, namespace = (
        Fingerprinter(),
        notebook("import local_one", "def f(x): return local_one.clean(x)"),
    )
    before = memo.fingerprint(namespace["f"])
    assert [part.name for part in before.parts] == ["f", "local_one.clean"]
    path.write_text("# longer\ndef clean(x):\n    return x - 1\n\ndef other(): pass\n")
    assert memo.fingerprint(namespace["f"]) == before
    importlib.invalidate_caches()
    importlib.reload(sys.modules["local_one"])
    after = memo.fingerprint(namespace["f"])
    (change,) = changed_parts(before, after)
    assert change.sentence() == "`local_one.clean()` changed"
    assert change.new.source == "def clean(x):\n    return x - 1\n"


def test_what_is_not_reached_in_a_local_module_does_not_count(project):
    path = project / "local_two.py"
    path.write_text("def clean(x): return x\ndef other(): return 1\n")
    namespace = notebook("from local_two import clean", "def f(x): return clean(x)")
    before = Fingerprinter().fingerprint(namespace["f"])
    path.write_text("def clean(x): return x\ndef other(): return 23\n")
    importlib.reload(sys.modules["local_two"])
    run_cell("from local_two import clean", namespace)
    assert Fingerprinter().fingerprint(namespace["f"]).value == before.value


def test_text_on_disk_that_is_not_loaded_is_never_taken_for_what_runs(project):
    path = project / "local_three.py"
    path.write_text("def clean(x):\n    return x + 1\n")
    namespace = notebook("import local_three", "def f(x): return local_three.clean(x)")
    loaded = Fingerprinter().fingerprint(namespace["f"])
    del sys.modules["local_three"]
    path.write_text("def clean(x):\n    return x + 3\n\n")
    importlib.invalidate_caches()
    namespace = notebook("import local_three", "def f(x): return local_three.clean(x)")
    path.write_text("def clean(x):\n    return x + 1\n\n\n")
    found = Fingerprinter().fingerprint(namespace["f"])
    assert found.value != loaded.value
    assert any("its source is not known" in risk for risk in found.risks)


def test_a_module_imported_inside_a_function_counts_before_it_is_loaded(project):
    for name in ("deep", "deeper"):
        (project / f"local_{name}.py").write_text("N = 1\n")
    path = project / "local_four.py"
    path.write_text("from local_deep import N\nimport local_deeper\ndef clean(x): return x\n")
    memo, namespace = (
        Fingerprinter(),
        notebook("def f(x):\n from local_four import clean\n return clean(x)"),
    )
    before = memo.fingerprint(namespace["f"])
    assert "local_four" not in sys.modules
    namespace["f"](1)
    assert "local_four" in sys.modules
    assert memo.fingerprint(namespace["f"]) == before
    for name in ("deep", "deeper"):
        (project / f"local_{name}.py").write_text("N = 22\n")
        importlib.invalidate_caches()
        importlib.reload(sys.modules[f"local_{name}"])
    changes = changed_parts(before, memo.fingerprint(namespace["f"]))
    assert [change.sentence() for change in changes] == [
        "`local_deep` changed",
        "`local_deeper` changed",
    ]


def test_a_module_that_a_function_imports_counts_as_it_was_loaded_until_it_is_reloaded(project):
    path = project / "local_six.py"
    path.write_text("def clean(x): return x\n")
    memo = Fingerprinter()
    f = notebook("def f(x):\n from local_six import clean\n return clean(x)")["f"]
    f(1)
    before = memo.fingerprint(f)
    path.write_text("def clean(x): return x + 1\n")
    edited = memo.fingerprint(f)
    assert edited.value == before.value
    (risk,) = edited.risks
    assert risk.startswith("module local_six was edited on disk and not reloaded: what runs is")
    importlib.invalidate_caches()
    importlib.reload(sys.modules["local_six"])
    after = memo.fingerprint(f)
    assert (after.value != before.value, after.risks) == (True, ())


def test_a_helper_whose_file_is_newer_than_what_runs_is_named(project):
    path = project / "local_seven.py"
    text = "class Loader:\n\n    def get(self):\n        # why\n        return 1\n"
    path.write_text(text)
    f = notebook("from local_seven import Loader", "def f(): return Loader().get()")["f"]
    found = Fingerprinter().fingerprint(f)
    assert list(not_reloaded(found)) == []
    path.write_text(f"# moved\n{text}")
    assert list(not_reloaded(found)) == []
    path.write_text(text.replace("return 1", "return 2"))
    (risk,) = not_reloaded(found)
    assert risk.startswith("`local_seven.Loader.get()` was edited on disk and not reloaded")
    path.unlink()
    assert list(not_reloaded(found)) == []


def test_what_the_user_puts_into_a_package_counts(monkeypatch):
    memo, namespace = (
        Fingerprinter(),
        notebook("import json, numpy as np", "def f(): return json.dumps(np.linalg.norm([1]))"),
    )
    before = memo.fingerprint(namespace["f"])
    own = notebook("def loud(*_): return 1", "def norm(x): return 2")
    monkeypatch.setattr(json, "dumps", own["loud"])
    monkeypatch.setattr("numpy.linalg.norm", own["norm"])
    patched = memo.fingerprint(namespace["f"])
    names = {change.part.name for change in changed_parts(before, patched) if change.new}
    assert names == {"loud", "norm"}
    monkeypatch.undo()
    assert memo.fingerprint(namespace["f"]).value == before.value


@pytest.fixture
def frame_class(monkeypatch):
    """Frames of pandas, which are as they were afterwards."""
    import pandas as pd

    before = dict(vars(pd.DataFrame))
    accessors = set(pd.DataFrame._accessors)
    yield pd.DataFrame
    for name in set(vars(pd.DataFrame)) - set(before):
        delattr(pd.DataFrame, name)
    pd.DataFrame._accessors = accessors


ACCESSOR = """
import pandas as pd
@pd.api.extensions.register_dataframe_accessor("geo")
class Geo:
    def __init__(self, frame): self.frame = frame
    def area(self): return 1
"""


@pytest.mark.filterwarnings("ignore:registration of accessor")
@pytest.mark.parametrize(
    ("cell", "old", "new", "changed"),
    [
        ("def total(self): return 1\npd.DataFrame.total = total", "1", "2", "total"),
        ("pd.DataFrame.total = property(lambda self: 1)", "1", "2", "<lambda>"),
        (ACCESSOR, "return 1", "return 2", "Geo.area"),
    ],
)
def test_a_method_that_the_user_puts_on_frames_counts(frame_class, cell, old, new, changed):
    body = "def f(frame):\n    return [frame.geo.area(), (lambda: frame.total)()]"
    namespace = notebook("import pandas as pd", cell, body)
    memo = Fingerprinter()
    before = memo.fingerprint(namespace["f"])
    run_cell(cell, namespace)
    assert memo.fingerprint(namespace["f"]).value == before.value
    run_cell(cell.replace(old, new), namespace)
    after = memo.fingerprint(namespace["f"])
    assert {each.part.name for each in changed_parts(before, after)} == {changed}


def test_a_function_that_the_user_puts_among_the_builtins_counts(monkeypatch):
    memo, namespace = Fingerprinter(), notebook("def f(): return everywhere()")
    missing = memo.fingerprint(namespace["f"])
    values = {missing.value}
    for number in (1, 2):
        own = notebook(f"def everywhere(): return {number}")
        monkeypatch.setattr(builtins, "everywhere", own["everywhere"], raising=False)
        values.add(memo.fingerprint(namespace["f"]).value)
    assert len(values) == 3
    assert (len(missing.risks), memo.fingerprint(namespace["f"]).risks) == (1, ())


@pytest.mark.parametrize(
    ("cell", "call"),
    [
        ("from dagbook.live import load", "load('x')"),
        ("from dagbook import live", "live.load('x')"),
    ],
)
def test_an_asset_that_is_loaded_inside_another_is_named(cell, call):
    (risk,) = of(cell, f"def f(): return {call}").risks
    assert "the value of an asset that is not among its inputs" in risk


@pytest.mark.parametrize(
    ("value", "count"), [("'a.parquet'", 0), ("Path('a')", 0), ("'orders'", 1), ("3", 1)]
)
def test_a_global_that_is_a_path_tells_which_file_is_read(value, count):
    cell = f"import pandas as pd\nfrom pathlib import Path\nWHERE = {value}"
    found = of(cell, "def f(): return pd.read_parquet(WHERE)")
    assert len(found.risks) == count


@pytest.mark.parametrize("text", ["globals()['h'](1)", "eval('h(1)')", "B.__subclasses__()"])
def test_what_is_found_by_its_name_as_text_is_named(text):
    found = of("class B: pass", f"def f(): return {text}")
    assert any("what it finds by a name as text" in risk for risk in found.risks)


def test_what_python_adds_to_a_class_when_it_is_asked_changes_nothing():
    namespace = notebook("class C:\n    def go(self): return 1", "def f(): return C()")
    memo = Fingerprinter()
    before = memo.fingerprint(namespace["f"])
    assert namespace["C"].__annotations__ == {}
    assert memo.fingerprint(namespace["f"]).value == before.value


def test_an_installed_package_counts_by_its_version(monkeypatch):
    import pandas as pd

    memo, namespace = Fingerprinter(), notebook("import pandas as pd\ndef f(): pd.concat")
    before = memo.fingerprint(namespace["f"])
    monkeypatch.setattr(pd, "__version__", "99.0")
    after = Fingerprinter().fingerprint(namespace["f"])
    (change,) = changed_parts(before, after)
    assert change.sentence().endswith(" to 99.0")
    assert change.sentence().startswith("`pandas` changed from ")


@pytest.mark.parametrize(
    ("source", "risk"),
    [
        ("g = (x for x in 'a')\ndef f(): g", "g is a generator, which cannot be compared"),
        ("import sqlite3\nc = sqlite3.connect(':memory:')\ndef f(): c", "c is a Connection, which"),
        (
            "class A:\n def __reduce_ex__(self, n): raise ValueError('no')\na = A()\ndef f(): a",
            "a cannot be compared: A raises ValueError (no)",
        ),
        (
            "L = []\nfor _ in range(9999): L = [L]\ndef f(): L",
            "L is nested too deep to be compared",
        ),
        ("import threading\nclass A: t = threading.local()\ndef f(): A", "A.t is a "),
    ],
)
def test_what_cannot_be_compared_is_unequal_to_everything_and_named(source, risk):
    memo, namespace = Fingerprinter(), notebook(source)
    found = memo.fingerprint(namespace["f"])
    assert found.value is None
    assert found.risks[0].startswith(risk)
    assert not found.matches(memo.fingerprint(namespace["f"]))


@pytest.mark.parametrize(
    ("source", "risk"),
    [
        ("import os\ndef f(): os.environ['A']", "f reads os.environ: an environment variable"),
        ("import time\ndef f(): time.time()", "f reads time.time: the clock"),
        ("from datetime import datetime as d\ndef f(): d.now()", "f reads d.now: the clock"),
        ("import random\ndef f(): random.random()", "f reads random.random: chance"),
        ("from random import random as r\ndef f(): r()", "f reads r: chance"),
        ("import numpy as np\ndef f(): np.random.rand(3)", "f reads np.random.rand: chance"),
        ("def f():\n import time\n return time.time()", "f reads time.time: the clock"),
        ("def f(): input()", "f reads input: what is typed"),
    ],
)
def test_what_no_fingerprint_can_follow_is_named_and_still_compares(source, risk):
    found = of(source)
    assert found.value == of(source).value is not None
    assert found.risks[0].startswith(risk)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef f(): np.random.default_rng(1)",
        "import random\ndef f(): random.Random(1).random()",
        "import os\ndef f(): os.path.join('a', 'b')",
        "def f(x): return sorted(x, key=len)",
    ],
)
def test_what_is_harmless_is_no_risk(source):
    assert of(source).risks == ()


def test_a_table_over_64_megabytes_counts_by_its_shape_and_is_named():
    source = "import numpy as np\nA = np.zeros(9_000_000)\ndef f(): A"
    found = of(source)
    assert found.value == of(source + "\nA[0] = 1").value is not None
    assert found.risks == (
        "A is a ndarray of 69 MB, over the 64 MB that are compared: only its shape and types count",
    )


def test_code_without_a_source_counts_by_its_bytecode_and_is_named():
    def made(text):
        namespace = {"__name__": "__main__"}
        exec(compile(text, "<string>", "exec"), namespace)
        return Fingerprinter().fingerprint(namespace["f"])

    found = made("N = 1\ndef h(): return N\ndef f(x): return h() + 1")
    assert found.risks[0].startswith("f: its source is not known")
    assert found.source is None
    assert [part.name for part in found.parts] == ["f", "h", "N"]
    assert found.value == made("N = 1\n\ndef h(): return N\n\ndef f(x): return h() + 1").value
    assert found.value != made("N = 1\ndef h(): return N\ndef f(x): return h() + 2").value
    assert found.value != made("N = 2\ndef h(): return N\ndef f(x): return h() + 1").value


def test_any_callable_has_a_fingerprint():
    namespace = notebook("def h(x): return x", "class A:\n def __call__(self): return 1")
    for one, other in [
        (len, sum),
        (partial(namespace["h"], 1), partial(namespace["h"], 2)),
        (namespace["A"](), namespace["A"]),
        (namespace["A"]().__call__, namespace["h"]),
    ]:
        assert fingerprint(one).value is not None
        assert fingerprint(one).value == fingerprint(one).value
        assert fingerprint(one).value != fingerprint(other).value


def test_a_bare_body_is_the_source_of_a_function_made_from_it():
    def made(body):
        namespace = {"__name__": "__main__"}
        text = "def f(rows):\n" + textwrap.indent(body, "    ")
        exec(compile(text, "<magic>", "exec"), namespace)
        return Fingerprinter().fingerprint(namespace["f"], from_text(body, "<magic>"))

    found = made("total = sum(rows)\nreturn total")
    assert found.source == "total = sum(rows)\nreturn total\n"
    assert found.value == made("# all\nt = sum(rows)\nreturn t").value
    assert found.value != made("total = max(rows)\nreturn total").value
    assert not found.risks


def test_the_text_captured_at_definition_stays_when_the_file_changes(project):
    path = project / "local_five.py"
    path.write_text("def f(x):\n    # first\n    return x + 1\n")
    module = importlib.import_module("local_five")
    captured = capture(module.f)
    path.write_text("def f(x):\n    return x + 2  # and more\n")
    found = Fingerprinter().fingerprint(module.f, captured)
    assert found.source == "def f(x):\n    # first\n    return x + 1\n"
    assert not found.risks


def test_other_definitions_are_no_globals():
    text = """
        class Definition:
            n = %d
        Definition.__module__ = "dagbook.authoring.assets_definition"
        orders = Definition()
        def f(): return orders
    """
    found = of(text % 1)
    assert [part.name for part in found.parts] == ["f"]


def test_fingerprints_survive_json_and_share_their_texts():
    found = of("N = 1\nimport pandas\ndef h(): return N\ndef f(): h(); pandas")
    plain = json.loads(json.dumps(to_plain(found)))
    texts = source_texts(found)
    assert from_plain(plain, texts) == found
    assert sorted(texts.values()) == ["def f(): h(); pandas\n", "def h(): return N\n"]
    assert "def h" not in json.dumps(plain)


def test_many_at_once_are_what_each_is_alone():
    namespace = notebook("C = [1]\ndef h(): return C", "def f(): h()\ndef g(): h(); h()")
    both = fingerprints([(namespace["f"], None), (namespace["g"], capture(namespace["g"]))])
    assert both == tuple(Fingerprinter().fingerprint(namespace[name]) for name in "fg")


def test_functions_and_frames_that_nothing_else_holds_are_let_go():
    memo = Fingerprinter()
    namespace = notebook(
        "import pandas as pd\nD = pd.DataFrame({'a': [1]})",
        "def f(n): return f(n - 1) if n else g(n)\ndef g(n): return f(D)",
    )
    memo.fingerprint(namespace["f"])
    gone = [weakref.ref(namespace[name]) for name in ("f", "g", "D")]
    namespace.clear()
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]
    assert not memo._nodes._by_id
