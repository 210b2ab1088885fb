"""What could make a status wrong, one by one: each is noticed, said, and never served."""

import sys
import textwrap

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import AssetNotMaterializedError
from dagbook.execution import step as step_module


def defined(text, **names):
    """Return what *text* defines, as exec defines it: without a source that anyone could find."""
    namespace = {"asset": asset, "__name__": "__main__", **names}
    exec(compile(textwrap.dedent(text), "<string>", "exec"), namespace)
    return namespace


def test_code_without_a_source_is_judged_by_what_it_does_and_that_is_said(notebook):
    text = "@asset\ndef orders():\n    return {}\n"
    notebook.define(defined(text.format(1))["orders"], cell="1")
    notebook.run()
    notebook.define(defined(text.format(1))["orders"], cell="1")
    assert notebook.state("orders") == "fresh"
    notebook.define(defined(text.format(2))["orders"], cell="1")
    told = notebook.session.why("orders")
    assert told.reasons == ("`orders()` changed",)
    assert "its source is not known; its bytecode counts" in told.risks[0]


def test_a_function_written_in_c_counts_by_its_module(notebook):
    notebook.define(asset(name="size")(lambda: sorted(map(len, ["a", "bb"]))))
    notebook.run()
    assert notebook.state("size") == "fresh"
    assert notebook.session.why("size").risks[1:] == ()


def test_a_helper_that_is_deleted_is_named(notebook):
    space = defined("def clean(x): return x\n@asset\ndef orders(): return clean(1)")
    notebook.define(space["orders"])
    notebook.run()
    del space["clean"]
    told = notebook.session.why("orders")
    assert told.state == "stale"
    assert "`clean` is not defined" in told.reasons
    assert any("reads clean, which nothing defines now" in risk for risk in told.risks)


def test_helpers_that_call_each_other_and_themselves_are_told_apart(notebook):
    space = defined(
        """
        def even(n): return True if n == 0 else odd(n - 1)
        def odd(n): return False if n == 0 else even(n - 1)
        def fact(n): return 1 if n < 2 else n * fact(n - 1)
        @asset
        def orders(): return even(4), fact(3)
        @asset
        def other(): return odd(3)
        """
    )
    notebook.define(space["orders"], space["other"])
    notebook.run()
    assert notebook.state("orders") == notebook.state("other") == "fresh"
    exec("def fact(n): return 1 if n < 1 else n * fact(n - 1)", space)
    assert (notebook.state("orders"), notebook.state("other")) == ("stale", "fresh")
    exec("def odd(n): return None if n == 0 else even(n - 1)", space)
    assert notebook.state("other") == "stale"


def test_a_global_that_raises_when_it_is_looked_at_is_different_each_time_and_named(notebook):
    class Raises:
        def __reduce_ex__(self, protocol):
            raise ValueError("not now")

        def __len__(self):
            raise KeyError("nor this")

        def __eq__(self, other):
            raise RuntimeError("nor that")

        __hash__ = None

    space = defined("@asset\ndef orders(): return bool(held is held)", held=Raises())
    notebook.define(space["orders"])
    assert notebook.run() == ["orders"]
    told = notebook.session.why("orders")
    assert told.state == "stale"
    assert "held cannot be compared: Raises raises ValueError (not now), so it counts as" in (
        "".join(told.risks)
    )
    assert notebook.run() == ["orders"]


@pytest.mark.parametrize("damage", ["cut short", "one byte"])
def test_a_damaged_file_is_never_served_and_made_again(notebook, open_notebook, damage):
    @asset
    def orders():
        return list(range(1000))

    @asset
    def size(orders):
        return len(orders)

    notebook.define(orders, size)
    notebook.run()
    [path] = (notebook.session.root / "values" / "orders").rglob("*.pickle")
    held = path.read_bytes()
    cut = held[: len(held) // 2]
    path.write_bytes(cut if damage == "cut short" else cut + b"\x00" + held[len(cut) + 1 :])
    again = open_notebook()
    again.define(orders, size)
    with pytest.raises(AssetNotMaterializedError, match="its file is damaged"):
        again.session.load("orders")
    told = again.session.why("orders")
    assert (told.state, told.reasons) == ("missing", ("its value is gone and will be made again",))
    assert again.run("size") == ["orders", "size"]
    assert again.session.load("orders") == list(range(1000))


def test_two_kernels_that_define_an_asset_differently_say_so_and_use_the_newest_value(
    notebook, open_notebook
):
    text = "@asset\ndef orders(): return {}"
    other = open_notebook("b.ipynb")
    notebook.define(defined(text.format(1))["orders"])
    other.define(defined(text.format(2))["orders"])
    notebook.run()
    assert other.state("orders") == "stale"
    assert other.session.why("orders").reasons == ("`orders()` changed; a.ipynb made it",)
    assert other.session.load("orders") == 1
    other.run()
    assert (other.state("orders"), notebook.session.load("orders")) == ("fresh", 2)
    assert notebook.session.why("orders").reasons == ("`orders()` changed; b.ipynb made it",)
    made = notebook.session.why("orders").made
    assert [each.is_current for each in made] == [False]


def test_a_clock_that_went_back_changes_nothing(notebook, monkeypatch, tmp_path):
    values = iter(range(9))
    path = tmp_path / "in.txt"
    path.write_text("1")

    @asset
    def orders():
        return path.read_text()

    @asset
    def totals(orders):
        return orders

    @asset(tags={"dagbook/staleness": "manual"})
    def number():
        return next(values)

    notebook.define(orders, totals, number)
    notebook.run()
    monkeypatch.setattr(step_module, "time", lambda: 1_000.0)
    path.write_text("2")
    import os

    os.utime(path, (1, 1))
    assert notebook.session.why("orders").reasons == ("in.txt changed",)
    assert notebook.run() == ["orders", "totals"]
    notebook.run("number")
    assert [notebook.session.load(name) for name in ("orders", "totals", "number")] == ["2", "2", 1]
    assert {notebook.state(name) for name in ("orders", "totals", "number")} == {"fresh"}
    latest = notebook.session.history("number")[0]
    assert latest.is_current


def test_a_step_whose_code_changes_while_it_runs_has_no_version_and_is_made_again(notebook):
    space = defined(
        """
        import sys
        def clean(x): return x
        @asset
        def orders():
            exec("def clean(x): return x + 1", globals())
            return clean(1)
        """
    )
    notebook.define(space["orders"])
    notebook.run()
    assert notebook.session.why("orders").reasons == (
        "what code made it is not known: it changed meanwhile, or cannot be compared",
    )
    assert sys is space["sys"]
