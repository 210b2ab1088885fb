import dataclasses
import os
import pickle
import subprocess
import sys
import threading
import types

import pytest

from dagbook.io_managers import pickling
from dagbook.io_managers.formats import read_value, write_value
from dagbook.io_managers.problems import DamagedValueError, NotStorable

POINT = """
import dataclasses
@dataclasses.dataclass
class Point:
    x: int
    def double(self):
        return 2 * self.x
"""
CHANGED = POINT.replace("2 *", "3 *")


class Notebook:
    """A ``__main__`` whose cells a test runs."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch
        self.restart()

    def restart(self):
        self.module = types.ModuleType("__main__")
        self.monkeypatch.setitem(sys.modules, "__main__", self.module)

    def run(self, source):
        exec(source, vars(self.module))

    def get(self, expression):
        return eval(expression, vars(self.module))


@pytest.fixture
def notebook(monkeypatch):
    return Notebook(monkeypatch)


def test_after_a_restart_a_value_is_of_the_live_class_of_equal_source(notebook, tmp_path):
    notebook.run(POINT)
    path = write_value([notebook.get("Point(4)")], tmp_path).path
    notebook.restart()
    notebook.run("# another cell\n" + POINT)
    (found,) = read_value(path)
    assert type(found) is notebook.get("Point")
    assert found == notebook.get("Point(4)")


@pytest.mark.parametrize("source", ["", CHANGED], ids=["gone", "changed"])
def test_a_class_gone_or_changed_is_the_one_that_was_stored(notebook, tmp_path, source):
    notebook.run(POINT)
    path = write_value(notebook.get("Point(4)"), tmp_path).path
    notebook.restart()
    notebook.run(source)
    found = read_value(path)
    assert (type(found).__name__, found.x, found.double()) == ("Point", 4, 8)
    assert "Point" not in vars(notebook.module) or type(found) is not notebook.get("Point")


def test_a_value_of_a_notebook_class_has_one_hash_in_every_kernel(tmp_path):
    program = (
        f"import sys, pathlib\n{POINT}\n"
        "from dagbook.io_managers.formats import write_value\n"
        f"print(write_value({{'k': Point(4)}}, pathlib.Path({str(tmp_path)!r})).path)"
    )
    paths = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(paths) == 1


def test_rerunning_a_cell_unchanged_leaves_the_hash_and_changing_it_does_not(notebook, tmp_path):
    hashes = []
    for source in (POINT, POINT, CHANGED):
        notebook.run(source)
        hashes.append(write_value(notebook.get("Point(4)"), tmp_path).value_hash)
    assert hashes[0] == hashes[1] != hashes[2]


def test_classes_that_know_each_other_come_back_together(notebook, tmp_path):
    notebook.run(
        "class Base:\n    def other(self): return Child()\n"
        "class Child(Base):\n    class Inner: pass\n    def up(self): return super().other()"
    )
    path = write_value((notebook.get("Child()"), notebook.get("Child.Inner()")), tmp_path).path
    notebook.restart()
    child, inner = read_value(path)
    assert type(child.up()) is type(child)
    assert type(inner).__qualname__ == "Child.Inner"


def test_enums_and_named_tuples_of_the_notebook_come_back_as_the_live_ones(notebook, tmp_path):
    source = (
        "import enum, typing\nclass Color(enum.Enum):\n    RED = 1\n"
        "class Pair(typing.NamedTuple):\n    a: int\n    b: str = 'x'"
    )
    notebook.run(source)
    path = write_value(notebook.get("[Color.RED, Pair(1)]"), tmp_path).path
    notebook.restart()
    notebook.run(source)
    color, pair = read_value(path)
    assert color is notebook.get("Color.RED")
    assert type(pair) is notebook.get("Pair")
    assert pair == (1, "x")


def test_functions_of_the_notebook_lambdas_and_local_classes_come_back(notebook, tmp_path):
    notebook.run("offset = 3\ndef shift(x): return helper(x) + offset\ndef helper(x): return x * 2")
    local = dataclasses.make_dataclass("Local", ["x"])
    local.__qualname__ = "make.<locals>.Local"
    value = [notebook.get("shift"), lambda x: x + 1, local(5)]
    path = write_value(value, tmp_path).path
    notebook.restart()
    shift, plus, made = read_value(path)
    assert (shift(4), plus(1), made.x) == (11, 2, 5)


def test_a_bare_unpickler_reads_the_file_when_the_notebook_defines_its_classes(notebook, tmp_path):
    notebook.run(POINT)
    path = write_value(notebook.get("Point(4)"), tmp_path).path
    assert pickle.loads(path.read_bytes()) == notebook.get("Point(4)")
    notebook.run(CHANGED)
    with pytest.raises(AttributeError, match="Run the cell that defines it"):
        pickle.loads(path.read_bytes())


def test_a_class_that_cannot_be_stored_itself_is_asked_for_by_name(notebook, tmp_path):
    notebook.run("import threading\nclass Holder:\n    lock = threading.Lock()")
    path = write_value(notebook.get("Holder()"), tmp_path).path
    assert type(read_value(path)) is notebook.get("Holder")
    notebook.restart()
    with pytest.raises(AttributeError, match="made of Holder"):
        read_value(path)


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (threading.Lock(), "lock"),
        ({"rows": (n for n in range(3))}, "generator"),
        (deep(100_000), "recursion|nested"),
    ],
    ids=["lock", "generator", "deep"],
)
def test_what_neither_pickler_can_store_is_not_storable_with_the_reason(tmp_path, value, reason):
    with pytest.raises(NotStorable, match=f"(?i){reason}"):
        write_value(value, tmp_path)
    assert list(tmp_path.iterdir()) == []


class Interrupting:
    def __reduce__(self):
        raise KeyboardInterrupt


def test_an_interrupt_while_pickling_leaves_no_file(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        write_value([b"x" * 1_000_000, Interrupting()], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_not_taken_for_a_value_that_cannot_be_stored():
    class Full:
        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        pickling.write([1], Full())


def test_a_file_of_another_value_is_damaged(tmp_path):
    one, other = write_value([1], tmp_path), write_value([2], tmp_path)
    other.path.replace(one.path)
    with pytest.raises(DamagedValueError, match=f"holds {other.value_hash}, not {one.value_hash}"):
        read_value(one.path, expected_hash=one.value_hash)


def test_a_value_that_holds_itself_comes_back(tmp_path):
    value = [1]
    value.append(value)
    found = read_value(write_value(value, tmp_path).path)
    assert found[1] is found
