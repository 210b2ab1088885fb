"""However cells are run again: what is known from before answers as if nothing were known."""

import linecache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.versions.check import Check
from dagbook.versions.fingerprint import (
    Fingerprinter,
    are_same,
    fingerprint,
    moment_number,
    one_moment,
    reached,
)
from dagbook.versions.functions import FunctionNode

HELPERS = 4
READERS = ("f0", "f1")
NUMBERS = st.integers(0, 2)
ONE = st.integers(0, HELPERS - 1)
HELPER = st.tuples(ONE, NUMBERS, st.booleans())
EDITS = st.one_of(
    st.tuples(st.just("helpers"), st.lists(HELPER, min_size=1, max_size=HELPERS)),
    st.tuples(st.just("reader"), st.sampled_from(READERS), ONE, ONE),
    st.tuples(st.just("alias"), ONE, ONE),
    st.tuples(st.just("closed"), ONE, NUMBERS),
    st.tuples(st.just("default"), ONE, NUMBERS),
    st.tuples(st.just("delete"), ONE),
    st.tuples(st.just("held"), ONE),
    st.tuples(st.just("number"), NUMBERS),
)


class Notebook:
    """Cells of helpers that call each other, and functions that call them."""

    def __init__(self):
        self.space = {"__name__": "__main__", "HELD": []}
        self.cells = 0
        self.number(1)
        self.helpers([(each, 0, False) for each in range(HELPERS)])
        for name in READERS:
            self.reader(name, 0, 2)

    def run(self, text):
        self.cells += 1
        name = f"<living {self.cells}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec"), self.space)

    def helpers(self, each):
        self.run("".join(self.helper(*one) for one in each))

    def helper(self, which, number, is_noted):
        note = "    # another comment\n" if is_noted else ""
        below = f"h{(which + 1) % HELPERS}"
        return f"def h{which}(x):\n{note}    return x + {number} + {below}(x) * NUMBER\n"

    def reader(self, name, one, other):
        self.run(f"def {name}(x):\n    return h{one}(x) - h{other}(x) - len(HELD)\n")

    def alias(self, one, other):
        if f"h{other}" in self.space:
            self.run(f"h{one} = h{other}\n")

    def closed(self, which, number):
        inner = f"    def h{which}(x):\n        return x + by\n    return h{which}\n"
        self.run(f"def made(by):\n{inner}\nh{which} = made({number})\n")

    def default(self, which, number):
        self.run(f"def h{which}(x, by={number}):\n    return x + by\n")

    def delete(self, which):
        self.space.pop(f"h{which}", None)

    def held(self, which):
        """Keep a helper alive, also when it is defined anew."""
        if f"h{which}" in self.space:
            self.space["HELD"].append(self.space[f"h{which}"])

    def number(self, value):
        self.run(f"NUMBER = {value}\n")


@settings(max_examples=200, deadline=None)
@given(st.lists(EDITS, max_size=8))
def test_what_is_known_answers_as_if_nothing_were_known(edits):
    notebook, known = Notebook(), Fingerprinter()
    for what, *how in (("number", 1), *edits):
        getattr(notebook, what)(*how)
        for name in READERS:
            fn = notebook.space[name]
            anew = Fingerprinter().fingerprint(fn)
            assert known.value(fn) == anew.value
            assert known.fingerprint(fn) == anew


SAME_TEXT = {
    "closed": "def made(by):\n    def h0(x):\n        return x + by\n    return h0\nh0 = made({0})",
    "open": "by = {0}\n\ndef h0(x):\n    return x + by\n",
    "given": "def h0(x, y=[{0}]):\n    return x + y\n",
    "asked": "def h0(x, y=[]):\n    return x + y\nh0.__defaults__ = None\n",
    "named": "def h0(x, *, y=[{0}]):\n    return x + y\n",
    "naming": "def h0(x, *, y=[]):\n    return x + y\nh0.__kwdefaults__ = None\n",
}


@pytest.mark.parametrize("before", SAME_TEXT)
@pytest.mark.parametrize("after", SAME_TEXT)
def test_what_no_text_tells_of_a_helper_is_looked_at_anew(before, after):
    notebook, known = Notebook(), Fingerprinter()
    for number, text in enumerate((SAME_TEXT[before], SAME_TEXT[after])):
        notebook.run(text.format(number))
        fn = notebook.space["f0"]
        assert known.fingerprint(fn) == Fingerprinter().fingerprint(fn)


def in_all(notebook):
    """Return all that the readers reach, and the moment."""
    with one_moment():
        found = [notebook.space[name] for name in READERS]
        known = [fingerprint(each) for each in found]
        nodes = [node for each in found for node in reached(each)]
        return known, nodes, moment_number()


def test_a_cell_of_helpers_run_again_alike_changes_nothing_that_calls_them():
    notebook = Notebook()
    known, nodes, number = in_all(notebook)
    notebook.helpers([(each, 0, True) for each in range(HELPERS)])
    with one_moment():
        assert are_same(nodes, number)
        # The words are those of the cell that was run last.
        told = fingerprint(notebook.space["f0"])
    assert told.value == known[0].value
    assert {part.where for part in told.parts if part.name == "h1"} == {
        f"<living {notebook.cells}>:4"
    }
    assert all("another comment" in part.source for part in told.parts if part.name == "h1")


def test_of_a_cell_of_helpers_only_the_edited_one_is_another():
    notebook = Notebook()
    _, nodes, number = in_all(notebook)
    notebook.helpers([(each, 7 * (each == 3), False) for each in range(HELPERS)])
    with one_moment():
        assert not are_same(nodes, number)
        changed = {node.part.name for node in nodes if node.changed > number}
    # What calls the edited one links to another node; the others stay who they were.
    assert changed == {"h2"}


def test_a_helper_that_is_kept_alive_keeps_its_own_node():
    notebook = Notebook()
    notebook.held(1)
    in_all(notebook)
    old = notebook.space["h1"]
    notebook.helpers([(1, 0, False)])
    in_all(notebook)
    assert reached_by(old) is not reached_by(notebook.space["h1"])


def reached_by(fn):
    fingerprint(fn)
    return reached(fn)[0]


def test_who_was_looked_at_in_this_moment_is_not_revived():
    notebook, known = Notebook(), Fingerprinter()
    known.fingerprint(notebook.space["f0"])
    node = known._nodes.find(notebook.space["h0"])
    assert isinstance(node, FunctionNode)
    notebook.helpers([(0, 0, False)])
    check = Check(known._nodes)
    node.checked = check.number
    assert check.revived(node, notebook.space["h0"]) is None
    node.checked = 0
    assert check.revived(node, notebook.space["h0"]) is node
