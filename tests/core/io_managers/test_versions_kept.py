"""Old versions go; nothing goes that a kept version, or another kernel, may use."""

import os
import time
from dataclasses import dataclass, replace

import pytest

from dagbook.io_managers.versions_kept import outdated, recorded, value_files
from dagbook.model.records import StoredMaterialization

NOW = time.time()
ROW = StoredMaterialization(1, "r", 0.0, 0.1, "", None, (), None, None, "a.ipynb")


def row(name, age, notebook="a.ipynb", *, wiped=False):
    path = None if name is None else f"values/x/{name}"
    return replace(ROW, at=NOW - age, path=path, notebook=notebook), wiped


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    files: dict
    rows: tuple
    gone: set


CASES = (
    Case("nothing too old", {"c": 10, "b": 20}, (row("c", 10), row("b", 20)), set()),
    Case(
        "the oldest versions go",
        {"d": 10, "c": 20, "b": 30, "a": 40},
        (row("d", 10), row("c", 20), row("b", 30), row("a", 40)),
        {"a", "b"},
    ),
    Case(
        "a version counts once and from its newest use",
        {"c": 10, "b": 20, "a": 10},
        (row("a", 10), row("c", 10), row("b", 20), row("a", 40)),
        {"b"},
    ),
    Case(
        "equal values again and again are one version",
        {"c": 0, "b": 90, "a": 99},
        (*(row("c", age) for age in range(80)), row("b", 90), row("a", 99)),
        {"a"},
    ),
    Case(
        "rows without a file are no versions",
        {"b": 10, "a": 40},
        (row(None, 5), row(None, 6), row("b", 10), row("a", 40)),
        set(),
    ),
    Case(
        "a file newer than its record is about to be recorded again",
        {"c": 10, "b": 20, "a": 0},
        (row("c", 10), row("b", 20), row("a", 40)),
        set(),
    ),
    Case(
        "a file that nobody recorded may still be",
        {"c": 10, "b": 20, "orphan": 60},
        (row("c", 10), row("b", 20)),
        set(),
    ),
    Case(
        "a file that nobody recorded for a day never will be",
        {"c": 10, "b": 20, "orphan": 90_000},
        (row("c", 10), row("b", 20)),
        {"orphan"},
    ),
    Case(
        "what was undone goes before what an undo would go back to",
        {"d": 10, "c": 20, "b": 30, "a": 40},
        (row("d", 10), row("c", 20, wiped=True), row("b", 30, wiped=True), row("a", 40)),
        {"c", "b"},
    ),
    Case(
        "what was undone last stays where there is room",
        {"c": 10, "b": 20, "a": 40},
        (row("c", 10), row("b", 20, wiped=True), row("a", 40, wiped=True)),
        {"a"},
    ),
    Case(
        "what another notebook made is its own business",
        {"c": 10, "b": 20, "a": 40},
        (row("c", 10), row("b", 20), row("a", 40, "b.ipynb")),
        set(),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_exactly_what_no_kept_version_uses_is_outdated(case, tmp_path):
    for name, age in case.files.items():
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (NOW - age, NOW - age))
    (tmp_path / ".half.tmp").write_bytes(b"")
    (tmp_path / "sub").mkdir()

    def history(*, limit, wiped=False):
        return [each for each in case.rows if wiped or not each[1]][:limit]

    found = outdated(value_files(tmp_path), history, 2)
    assert {path.name for path in found} == case.gone


def test_the_history_is_read_no_further_than_needed(tmp_path):
    for name in "cba":
        (tmp_path / name).write_bytes(b"")
    asked = []

    def history(*, limit, wiped=False):
        assert not wiped
        asked.append(limit)
        return [row("cba"[at % 3], at) for at in range(limit)]

    outdated(value_files(tmp_path), history, 2)
    assert asked == [8]


def test_recorded_files_are_told_from_those_that_may_yet_be(tmp_path):
    for name, age in {"a": 40, "b": 40, "again": 0, "orphan": 40}.items():
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (NOW - age, NOW - age))
    rows = (row("a", 30), row("b", 30, wiped=True), row("again", 30, wiped=True))

    def history(*, limit, wiped=False):
        return [each for each in rows if wiped or not each[1]][:limit]

    files = value_files(tmp_path)
    assert {path.name for path in recorded(files, history, wiped_only=False)} == {"a", "b"}
    assert {path.name for path in recorded(files, history, wiped_only=True)} == {"b"}
