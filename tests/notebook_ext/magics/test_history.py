from types import SimpleNamespace

import pytest

from dagbook_jupyter import notebook as notebook_module


@pytest.fixture
def made(cells):
    cells.run("N = 1\n@asset\ndef raw():\n    return N")
    cells.run("%materialize")
    cells.run("N = 2")
    cells.run("%materialize")
    return cells


def test_the_materializations_of_an_asset_are_listed(made):
    heads, new, old = made.run("%history raw").splitlines()
    assert heads.split() == ["#", "made", "by", "defined", "in", "took", "size", "value", "code"]
    assert "cell 6" in new
    assert new.endswith("changed  current")
    assert "cell 4" in old
    assert len(made.run("%history raw --limit 1").splitlines()) == 2


def test_a_front_end_gets_a_table(made, monkeypatch):
    shown = []
    monkeypatch.setattr(notebook_module, "display", lambda bundle, **_: shown.append(bundle))
    monkeypatch.setattr(made.shell, "kernel", SimpleNamespace(), raising=False)
    made.run("%history raw")
    [bundle] = shown
    assert bundle["text/plain"].startswith("#  made")
    assert bundle["text/html"].startswith('<table class="dagbook-history">')


def test_mistakes_are_one_line(made):
    assert made.fail("%history rwa") == "UsageError: There is no asset rwa. Did you mean raw?"
    assert made.fail("%history raw --partition a").startswith(
        "UsageError: Partition a was asked for, but raw has none of that name."
    )


@pytest.mark.parametrize("line", ["%history", "%history -n 4", "%history 3-4"])
def test_without_an_asset_it_is_ipythons_own(made, line):
    assert "%materialize" in made.run(line)


def test_ipythons_own_is_back_when_dagbook_is_unloaded(made):
    made.run("%unload_ext dagbook")
    assert "%materialize" in made.run("%history")
    assert "asset" not in made.shell.magics_manager.magics["line"]["history"].__doc__
