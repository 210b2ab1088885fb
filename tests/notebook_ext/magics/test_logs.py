"""`%logs`."""

import pytest

SAYING = """
@asset
def raw(context):
    context.log.info("three rows")
    print("a print")
    return [1, 2, 3]

@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def orders(context, raw):
    context.log.warning("no rows\\nat all")
    if context.partition_key == "b":
        raise ValueError("b is bad")
"""


@pytest.fixture
def said(cells):
    cells.run(SAYING, "saying")
    cells.run("%materialize raw")
    cells.fail("%materialize orders --partitions all")
    return cells


def told(text):
    """Return lines without their times."""
    return [line[10:] for line in text.splitlines()]


def test_the_newest_run_is_meant_unless_something_is_named(said):
    lines = told(said.run("%logs"))
    assert lines[0] == "orders[a]  WARNING  no rows"
    assert lines[1].strip() == "at all"
    assert lines[-1] == "orders[b]  failed   ValueError: b is bad"
    assert not any("three rows" in line for line in lines)


def test_of_an_asset_in_all_runs(said):
    said.run("%materialize raw")
    assert (
        told(said.run("%logs raw"))
        == [
            "raw  INFO   three rows",
            "raw  print  a print",
        ]
        * 2
    )


def test_by_run_level_words_and_partition(said):
    run_id = said.session.instance.event_log.runs()[1].run_id
    assert told(said.run(f"%logs --run {run_id[:8]}"))[0] == "raw  INFO   three rows"
    assert said.run("%logs raw --level warning") == "Nothing was said."
    assert told(said.run("%logs orders --partition a"))[0] == "orders[a]  WARNING  no rows"
    assert len(told(said.run("%logs orders --partition a"))) == 2
    assert told(said.run("%logs raw --contains THREE")) == ["raw  INFO  three rows"]


def test_tracebacks_are_shown_when_asked_for(said):
    assert "raise ValueError" not in said.run("%logs orders")
    assert "raise ValueError" in said.run("%logs orders --verbose")


def test_many_lines_are_cut_and_that_is_said(said):
    shown = said.run("%logs raw --limit 1").splitlines()
    assert shown[0] == "(the last 1 line; --limit shows more)"
    assert shown[1].endswith("a print")
    assert len(shown) == 2


def test_nothing_was_said(cells):
    assert cells.run("%logs") == "Nothing was said."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%logs rwa", "Did you mean raw?"),
        (
            "%logs raw --level loud",
            "--level loud is none of debug, info, warning, error, critical.",
        ),
        ("%logs --run zz", "There is no run zz. %runs lists them."),
        ("%logs --partition a", "--partition needs an asset"),
        ("%logs raw --limit 0", "0 is no number above zero"),
    ],
)
def test_what_cannot_be_is_one_line(line, words, said):
    printed = said.fail(line)
    assert words in printed
    assert len(printed.splitlines()) == 1


def test_the_same_from_python(said):
    said.run("from dagbook import live")
    assert said.value("[line.text for line in live.logs('raw')]") == ["three rows", "a print"]
    assert said.value("[line.source for line in live.logs('orders', level='error')]") == ["failure"]


def test_levels_runs_and_assets_are_completed(said):
    for line, expected in (("%logs ra", "raw"), ("%logs --level warn", "warning")):
        assert said.shell.complete("", line, len(line))[1] == [expected]
