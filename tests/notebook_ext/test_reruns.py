"""A cell that runs again and again leaves nothing behind."""

import gc
import linecache
import sys
from collections import Counter

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.source import CapturedSource
from dagbook.versions.facts import Facts

CELLS = {
    "helper": "def scale(x):\n    return x * {n}",
    "orders": "@asset\ndef orders():\n    return scale({n})",
    "body": "%%asset total\norders + {n}",
    "check": "%%asset_check orders --no-run\nassert orders > -{n} - 1",
    "set": "%use --define test {{'limit': {n}}}",
    "table": "%assets",
    "plan": "%plan",
}
FIRST, MORE = 10, 40


def rerun(cells, numbers):
    for n in numbers:
        for cell, source in CELLS.items():
            cells.run(source.format(n=n), cell)


def alive():
    """Return how many definitions there are, and how much is known of code."""
    gc.collect()
    found = Counter(type(each) for each in gc.get_objects())
    return {kind: found[kind] for kind in (AssetsDefinition, CapturedSource, Facts)}


def test_reruns_leave_no_module_no_definition_and_only_ipythons_own_text(cells):
    rerun(cells, range(FIRST))
    modules, texts, before = set(sys.modules), len(linecache.cache), alive()
    rerun(cells, range(FIRST, FIRST + MORE))
    assert set(sys.modules) == modules
    # IPython keeps the text of every execution; %%asset's body is one more.
    assert len(linecache.cache) - texts <= MORE * (len(CELLS) + 2)
    # What ran last may still be held as the last output, or by the last change.
    for kind, number in alive().items():
        assert number - before[kind] <= len(CELLS), kind
    assert cells.keys == ["orders", "total"]
