import pytest


@pytest.fixture
def made(cells):
    cells.run("N = 1\n@asset\ndef raw():\n    return N")
    cells.run("@asset\ndef total(raw):\n    return raw * 10")
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition(['a', 'b']))\n"
        "def letters(context):\n    return context.partition_key"
    )
    cells.run("%materialize")
    cells.run("N = 2")
    cells.run("%materialize")
    return cells


def files(cells):
    return [path for path in (cells.session.root / "values").rglob("*") if path.is_file()]


def test_without_yes_it_says_what_would_go_and_nothing_goes(made):
    there = files(made)
    text = made.fail("%wipe raw")
    assert text.startswith("UsageError: This would wipe raw: 1 value, ")
    assert text.endswith(". Add --yes to wipe them.")
    assert files(made) == there
    assert made.badge("raw").state == "fresh"


def test_with_yes_it_goes(made):
    text = made.run("%wipe raw --yes")
    assert text.startswith("wiped raw: 1 value, ")
    assert [made.badge(name).state for name in ("raw", "total")] == ["never", "stale"]
    assert made.run("%wipe raw") == "Nothing is stored of this; there is nothing to wipe."


def test_partitions_are_named_as_materialize_takes_them(made):
    assert made.run("%wipe letters --partition b --yes").startswith("wiped letters[b]: 1 value")
    assert made.run("%wipe letters --missing").endswith("nothing to wipe.")
    assert "exclude each other" in made.fail("%wipe letters --stale --failed --yes")
    assert "Could not find a partition with key `c`" in made.fail("%wipe letters --partition c")
    assert made.badge("letters").state == "partial"


def test_it_wants_a_selection(made):
    assert "the selection is missing, as in %wipe orders." in made.fail("%wipe --yes")
    assert made.fail("%wipe rwa --yes") == "UsageError: There is no asset rwa. Did you mean raw?"


def test_assets_are_completed(made):
    for line, expected in (
        ("%wipe let", "letters"),
        ("%undo let", "letters"),
        ("%history let", "letters"),
        ("%undo letters --partition ", "b"),
        ("%wipe letters --y", "--yes"),
    ):
        assert expected in made.shell.complete("", line, len(line))[1]
