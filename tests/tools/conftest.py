"""The scripts under tools/ are no package; a test gets one by its name."""

import importlib.util
import sys

import pytest


@pytest.fixture
def tool(root, monkeypatch):
    def load_it(name):
        spec = importlib.util.spec_from_file_location(name, root / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        # Where a dataclass looks for the module it is defined in.
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return load_it
