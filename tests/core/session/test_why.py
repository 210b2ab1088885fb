"""`Session.why` on assets of this module, whose helpers and values the tests change."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from dagbook.authoring.live_definitions import Found, Origin
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
    UnknownAssetError,
)
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.session import Session

LETTERS = StaticPartitionsDefinition(["a", "b", "c", "d"])
SOURCE = """
from dagbook.authoring.asset_decorator import asset
from dagbook.partitions.static import StaticPartitionsDefinition

N = 1
letters = StaticPartitionsDefinition(["a", "b", "c", "d"])


def clean(x):
    return x + 1


@asset
def raw():
    return clean(N)


@asset
def orders(raw):
    return raw


@asset
def report(orders):
    return orders


@asset(partitions_def=letters)
def by_letter():
    return clean(1)


@asset(partitions_def=letters)
def totals(by_letter):
    return by_letter
"""
NAMES = ("raw", "orders", "report", "by_letter", "totals")


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A local module whose text the tests edit and load again."""
    (tmp_path / "etl_why.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    module = ModuleType("etl_why")
    module.__file__ = str(tmp_path / "etl_why.py")
    monkeypatch.setitem(sys.modules, "etl_why", module)
    return module


class Kernel:
    """A session whose definitions are those of the module."""

    def __init__(self, session, module):
        self.session = session
        self.module = module
        self.text = SOURCE
        self.define()

    def define(self):
        code = compile(self.text, self.module.__file__, "exec")
        exec(code, self.module.__dict__)
        found = tuple(getattr(self.module, name) for name in NAMES)
        self.session.live.put(Origin("1", "cell 1"), Found(found))

    def edit(self, old, new):
        assert old in self.text
        self.text = self.text.replace(old, new)
        Path(self.module.__file__).write_text(self.text, encoding="utf-8")
        self.define()

    def why(self, name, partition=None):
        return self.session.why(name, partition)


@pytest.fixture
def kernel(tmp_path, module):
    session = Session(tmp_path / "store")
    yield Kernel(session, module)
    session.close()


def test_an_edited_helper_is_named_with_its_place_and_diff(kernel):
    kernel.session.materialize("raw")
    assert kernel.why("raw").state == "fresh"
    kernel.edit("return x + 1", "return x + 2")
    told = kernel.why("raw")
    assert told.state == "stale"
    assert told.reasons[0].splitlines() == [
        "`etl_why.clean()` changed",
        " def clean(x):",
        "-    return x + 1",
        "+    return x + 2",
    ]


def test_a_value_that_changed_is_told_from_what_to_what(kernel):
    kernel.session.materialize("raw")
    kernel.module.N = 2
    assert kernel.why("raw").reasons == ("`N` changed from 1 to 2",)


def test_the_path_goes_from_the_root_down(kernel):
    kernel.session.materialize("*")
    kernel.edit("return x + 1", "return x + 2")
    told = kernel.why("report")
    assert [(step.key.to_user_string(), step.reason) for step in told.path] == [
        ("raw", "`etl_why.clean()` changed"),
        ("orders", "raw is stale"),
        ("report", "orders is stale, from raw on"),
    ]
    assert kernel.why("raw").path == ()


def test_an_asset_that_changed_itself_tells_what_begins_above_it_too(kernel):
    kernel.session.materialize("*")
    kernel.edit("return x + 1", "return x + 2")
    kernel.edit("    return raw\n", "    return raw * 1\n")
    told = [(step.key.to_user_string(), step.reason) for step in kernel.why("report").path]
    assert told == [
        ("raw", "`etl_why.clean()` changed"),
        ("orders", "`etl_why.orders()` changed"),
        ("report", "orders is stale"),
    ]
    assert [step.key.to_user_string() for step in kernel.why("orders").path] == ["raw", "orders"]
    for each in ("orders", "report"):
        assert "+    return x + 2" in kernel.why(each).path[0].detail


def test_a_new_value_upstream_ends_the_path(kernel):
    kernel.session.materialize("*")
    kernel.edit("return x + 1", "return x + 2")
    kernel.session.materialize("raw")
    assert [step.reason for step in kernel.why("report").path] == [
        "raw has a new value",
        "orders is stale",
    ]


def test_which_partitions_were_made_by_which_code(kernel):
    kernel.session.materialize("by_letter", "a...c")
    kernel.edit("return x + 1", "return x + 2")
    kernel.session.materialize("by_letter", "b")
    made = kernel.why("by_letter").made
    assert [(each.words, each.is_current) for each in made] == [("b", True), ("a, c", False)]
    assert len({each.code_version for each in made}) == 2


def test_a_partition_is_asked_for_by_itself(kernel):
    kernel.session.materialize("by_letter", "a...c")
    kernel.edit("return x + 1", "return x + 2")
    kernel.session.materialize("by_letter", "b")
    assert kernel.why("by_letter", "b").state == "fresh"
    assert kernel.why("by_letter", "a").state == "stale"
    assert kernel.why("by_letter", "d").state == "missing"
    assert kernel.why("by_letter", "d").reasons == ("never materialized",)


def test_without_a_partition_the_first_stale_one_is_spoken_of(kernel):
    kernel.session.materialize("by_letter", "b...c")
    assert kernel.why("by_letter").partition == "a"
    kernel.edit("return x + 1", "return x + 2")
    assert kernel.why("by_letter").partition == "b"


def test_the_path_follows_the_partition_that_is_stale(kernel):
    kernel.session.materialize("totals", "a...c")
    kernel.edit("return x + 1", "return x + 2")
    kernel.session.materialize("by_letter", "a...b")
    path = kernel.why("totals", "c").path
    assert [(step.key.to_user_string(), step.partition) for step in path] == [
        ("by_letter", "c"),
        ("totals", "c"),
    ]


def test_what_counts_and_what_does_not_is_listed(kernel):
    tracked = kernel.why("raw").tracked
    assert tracked[:2] == ("`etl_why.raw()`", "`etl_why.clean()`")
    assert "`N` (1)" in tracked
    kernel.edit("return clean(N)", "import time\n    return time.time()")
    assert "the clock" in kernel.why("raw").risks[0]


def test_a_failure_is_told(kernel):
    kernel.edit("return clean(N)", "return 1 / 0")
    assert kernel.session.materialize("raw").error is not None
    told = kernel.why("raw")
    assert told.state == "missing"
    assert told.failure.error.error_class == "ZeroDivisionError"


def test_what_made_values_is_known_in_the_next_session(kernel, tmp_path):
    kernel.session.materialize("raw")
    kernel.edit("return x + 1", "return x + 2")
    kernel.session.close()
    kernel.session = Session(tmp_path / "store")
    kernel.define()
    assert "-    return x + 1" in kernel.why("raw").reasons[0]


def test_no_such_asset_or_partition_is_said(kernel):
    with pytest.raises(UnknownAssetError):
        kernel.why("rwa")
    with pytest.raises(DagsterUnknownPartitionError):
        kernel.why("by_letter", "z")
    with pytest.raises(DagsterInvalidInvocationError, match="not partitioned"):
        kernel.why("raw", "a")
