import pytest

from dagbook import StaticPartitionsDefinition, asset
from dagbook.authoring.live_definitions import Found, LiveDefinitions, Origin
from dagbook.errors import CyclicAssetsError, UnknownInputAssetError
from dagbook.view.graph_view import StatusBadge
from dagbook_jupyter.change_words import Standing, change_lines, foreign_line


def make(name, **options):
    return asset(name=name, **options)(lambda: 1)


@pytest.fixture
def put():
    """Puts definitions as a cell does, and returns what is said; badges and problems are given."""
    live = LiveDefinitions()

    def put(cell, *definitions, was=None, now=None, problems=None, complete=True):
        before = Standing(live.snapshot(), was or {}, {})
        change = live.put(Origin(cell, f"cell {cell}"), Found(definitions), complete=complete)
        after = Standing(live.snapshot(), now or {}, problems or {})
        return change_lines(change, before, after)

    return put


def badges(**states):
    return {
        key: StatusBadge(state, "", ("its code changed",) if state == "stale" else ())
        for key, state in states.items()
    }


def test_all_that_changed_is_one_line(put):
    put("1", make("moved"))
    put("2", make("kept"), make("gone"))
    said = put("2", make("new"), make("kept"), make("moved"))
    assert said == ("new defined; kept redefined; moved moved here from cell 1; gone removed",)


def test_nothing_changed_is_no_line(put):
    kept = make("kept")
    put("1", kept)
    assert put("1", kept) == ()


def test_of_many_names_the_rest_is_counted(put):
    assert put("1", *(make(f"a{n}") for n in range(7))) == ("a0, a1, a2, a3, a4, a5, a6 defined",)
    said = put("2", *(make(f"b{n}") for n in range(8)))
    assert said == ("b0, b1, b2, b3, b4, b5 and 2 more defined",)


def test_differences_of_a_definition_are_named(put):
    days = StaticPartitionsDefinition(["1"])
    put("1", make("a", deps=["x", "y"]), make("b"), make("c", partitions_def=days))
    said = put("1", make("a", deps=["y", "z"]), make("b"), make("c"))
    assert said == (
        "a redefined (now reads z, no longer reads x); c redefined (other partitions); b redefined",
    )


def test_what_became_stale_is_told_with_its_reason_and_what_is_downstream_is_counted(put):
    put("1", make("a"))
    was = badges(a="fresh", b="fresh", c="stale", d="fresh")
    said = put("1", make("a"), was=was, now=badges(a="stale", b="stale", c="stale", d="stale"))
    assert said == ("a redefined; a now stale (its code changed); 2 downstream stale",)


def test_stale_partitions_count_as_stale(put):
    put("1", make("a"))
    now = {"a": StatusBadge("partial", "", (), materialized=((0, 2),), stale=((0, 1),))}
    assert put("1", make("a"), was=badges(a="partial"), now=now) == ("a redefined; a now stale",)


def test_what_is_fresh_again_is_told(put):
    put("1", make("a"))
    said = put("1", make("a"), was=badges(a="stale", b="stale"), now=badges(a="fresh", b="fresh"))
    assert said == ("a redefined; a fresh again",)


def test_what_was_removed_is_not_called_fresh(put):
    put("1", make("a"))
    assert put("1", was=badges(a="stale"), now={}) == ("a removed",)


def test_a_problem_is_a_line_of_its_own_with_cells(put):
    near = make("raw")
    unknown = UnknownInputAssetError("rwa", "orders", ("raw",))
    said = put("3", near, problems={near.key: unknown, make("o").key: unknown})
    assert said == (
        "raw defined",
        "orders takes rwa, which no cell defines. Did you mean raw (cell 3)?",
    )


def test_a_cycle_tells_the_cells_of_its_assets(put):
    one = make("a")
    said = put("3", one, problems={one.key: CyclicAssetsError(("a", "b", "a"))})
    assert said[1].endswith("They are: a (cell 3), b.")


@pytest.mark.parametrize(
    ("imports", "classes", "what", "write"),
    [
        (("from dagbook import asset",), ("Kind",), "Kind of", "from dagbook import asset"),
        ((), ("Kind",), "Kind of", "from dagbook import ..."),
        (("import dagbook as dg",), (), "What is imported from", "import dagbook as dg"),
    ],
)
def test_a_foreign_object_is_told_with_what_to_write(imports, classes, what, write):
    assert foreign_line(imports, classes) == (
        f"{what} real dagster is not seen by dagbook. Write `{write}` and run this cell again."
    )
