import dataclasses
import os
import subprocess
import sys

import pytest

from dagbook.io_managers.notebook_classes import fingerprint, is_notebook_class, live_class

POINT = """
import enum, functools, dataclasses
class Point:
    "A place."
    unit = "m"
    __slots__ = ("x", "y")
    def far(self, limit=3, *, strict=True):
        "Whether it is far."
        return self.x > limit and self.y in {"a", "b", "c"}
    @property
    def sum(self):
        return self.x + self.y
    @staticmethod
    def zero(): return 0
    @functools.cached_property
    def lazy(self): return (lambda: 1)() or tuple("one" for _ in self.x)
"""
DATA = """
import dataclasses
@dataclasses.dataclass(frozen=True)
class Point:
    x: int = 1
    y: list = dataclasses.field(default_factory=list)
"""
ENUM = """
import enum
class Point(enum.Enum):
    RED = 1
    BLUE = "b"
"""


def point(source):
    namespace = {"__name__": "__main__"}
    exec(source, namespace)
    return namespace["Point"]


@pytest.mark.parametrize("source", [POINT, DATA, ENUM], ids=["plain", "dataclass", "enum"])
def test_equal_source_gives_equal_fingerprints(source):
    assert fingerprint(point(source)) == fingerprint(point("\n\n# moved\n" + source))


@pytest.mark.parametrize("source", [POINT, DATA, ENUM], ids=["plain", "dataclass", "enum"])
def test_equal_source_gives_equal_fingerprints_in_every_kernel(source):
    program = (
        "from dagbook.io_managers.notebook_classes import fingerprint\n"
        f"{source}\nprint(fingerprint(Point))"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert prints == {fingerprint(point(source))}


@pytest.mark.parametrize(
    ("source", "old", "new", "changes"),
    [
        (POINT, '"A place."', '"A spot."', False),
        (POINT, "Whether it is far", "Is it far", False),
        (POINT, '"one"', '"two"', True),
        (POINT, "limit=3", "limit=4", True),
        (POINT, "strict=True", "strict=False", True),
        (POINT, ">", ">=", True),
        (POINT, '"c"}', '"d"}', True),
        (POINT, "self.x + self.y", "self.x - self.y", True),
        (POINT, "zero(): return 0", "zero(): return 1", True),
        (POINT, "lambda: 1", "lambda: 2", True),
        (POINT, '"m"', '"km"', True),
        (POINT, "class Point:", "class Point(Exception):", True),
        (POINT, "@staticmethod\n", "@classmethod\n", True),
        (DATA, "x: int", "x: float", True),
        (DATA, "= 1", "= 2", True),
        (DATA, "y: list", "z: list", True),
        (ENUM, "RED = 1", "RED = 2", True),
        (ENUM, "RED", "ROT", True),
    ],
)
def test_a_fingerprint_changes_with_what_the_class_does(source, old, new, changes):
    assert old in source
    changed = source.replace(old, new)
    assert (fingerprint(point(source)) != fingerprint(point(changed))) == changes


def test_a_change_in_a_base_of_the_notebook_changes_the_fingerprint():
    source = "class Base:\n    size = 1\nclass Point(Base): pass"
    assert fingerprint(point(source)) != fingerprint(point(source.replace("1", "2")))


def test_only_named_classes_of_main_are_notebook_classes():
    def make():
        class Local: ...

        return Local

    assert is_notebook_class(point(POINT))
    assert not is_notebook_class(point(POINT)())
    assert not is_notebook_class(dataclasses.Field)
    local = make()
    local.__module__ = "__main__"
    assert not is_notebook_class(local)


def test_a_live_class_is_found_by_its_path(monkeypatch):
    outer = type("Outer", (), {"Inner": type("Inner", (), {})})
    monkeypatch.setattr(sys.modules["__main__"], "Outer", outer, raising=False)
    assert live_class("Outer.Inner") is outer.Inner
    assert live_class("Outer.Other") is None
