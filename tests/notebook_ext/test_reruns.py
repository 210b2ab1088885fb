"""A cell that runs again and again leaves nothing behind."""

import gc
import linecache
import sys

from dagbook.authoring.assets_definition import AssetsDefinition

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


def alive(kind):
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


def test_reruns_leave_no_module_no_definition_and_only_ipythons_own_text(cells):
    rerun(cells, range(FIRST))
    modules, texts, definitions = set(sys.modules), len(linecache.cache), alive(AssetsDefinition)
    rerun(cells, range(FIRST, FIRST + MORE))
    assert set(sys.modules) == modules
    # IPython keeps the text of every execution; %%asset's body is one more.
    assert len(linecache.cache) - texts <= MORE * (len(CELLS) + 2)
    # What ran last may still be held as the last output, or by the last change.
    assert alive(AssetsDefinition) - definitions <= len(CELLS)
    assert cells.keys == ["orders", "total"]
