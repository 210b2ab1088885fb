"""Logs, history and numbers of an asset as the panel asks for them, in a real shell."""

import pytest

from dagbook_jupyter.panel.inspect_messages import (
    Compare,
    Restore,
    ShowHistory,
    ShowLogs,
    ShowNumbers,
)
from dagbook_jupyter.panel.inspecting import in_cells
from dagbook_jupyter.panel.messages import BadMessage, encode
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.session_source import SessionSource


@pytest.fixture
def source(cells):
    cells.run("from dagbook import Output, StaticPartitionsDefinition, asset")
    return SessionSource(cells.session)


def test_logs_are_told_of_an_asset_of_a_run_and_after_a_line(cells, source):
    cells.run("@asset\ndef orders(context):\n    print('read')\n    context.log.warning('late')")
    cells.run("@asset\ndef other():\n    print('elsewhere')")
    cells.run("%materialize orders")
    cells.run("%materialize other")
    shown = source.inspect(ShowLogs("orders", "", 0))
    assert [(each.level, each.source, each.text) for each in shown.lines] == [
        (20, "stdout", "read"),
        (30, "log", "late"),
    ]
    first, last = shown.lines
    assert source.inspect(ShowLogs("orders", "", first.number)).lines == (last,)
    run = source.inspect(ShowLogs("", first.run_id, 0)).lines
    assert [each.step for each in run] == ["orders", "orders"]


def test_a_traceback_names_the_users_cell_and_begins_there(cells, source):
    cells.run("@asset\ndef broken():\n    raise ValueError('no rows')")
    cells.try_run("%materialize")
    (failure,) = source.inspect(ShowLogs("broken", "", 0)).lines
    assert failure.text == "ValueError: no rows"
    assert failure.detail.splitlines()[1] == "  cell 4, line 3, in broken"


def test_history_is_of_the_asset_or_of_one_partition(cells, source):
    parts = "StaticPartitionsDefinition(['a', 'b'])"
    cells.run(f"@asset(partitions_def={parts})\ndef daily(context):\n    return 1")
    cells.run("%materialize daily")
    cells.run("%materialize daily --partition b")
    whole = source.inspect(ShowHistory("daily", None)).rows
    assert [each.partition for each in whole] == ["b", "b", "a"]
    assert [each.is_current for each in whole] == [True, False, True]
    one = source.inspect(ShowHistory("daily", 1)).rows
    assert [each.partition for each in one] == ["b", "b"]
    assert one[0].origin == "cell 6"


def test_numbers_go_over_time_or_over_partitions(cells, source):
    body = "    yield Output(1, metadata={'rows': N, 'odd': float('nan'), 'name': 'x'})"
    for number in (3, 5):
        cells.run(f"@asset\ndef orders():\n{body.replace('N', str(number))}")
        cells.run("%materialize orders")
    shown = source.inspect(ShowNumbers("orders"))
    (rows,) = shown.lines
    assert (shown.over, rows.label, rows.values, rows.names) == ("time", "rows", (3, 5), ("", ""))
    assert list(rows.at) == sorted(rows.at)
    parts = "StaticPartitionsDefinition(['b', 'a'])"
    body = body.replace("N", "ord(context.partition_key)")
    cells.run(f"@asset(partitions_def={parts})\ndef daily(context):\n{body}")
    cells.run("%materialize daily")
    shown = source.inspect(ShowNumbers("daily"))
    (rows,) = shown.lines
    assert (shown.over, rows.names, rows.values) == ("partitions", ("b", "a"), (98, 97))


def test_two_values_are_compared_and_one_is_restored(cells, source):
    for number in (1, 2):
        cells.run(f"@asset\ndef orders():\n    return {{'rows': {number}, 'same': 0}}")
        cells.run("%materialize orders")
    compared = source.inspect(Compare("orders", None, 1, 2))
    assert (compared.old, compared.new) == (1, 2)
    assert any("'rows'" in line and "1" in line and "2" in line for line in compared.lines)
    restored = source.inspect(Restore("orders", None, 1))
    assert restored.level == "info"
    assert cells.session.load("orders") == {"rows": 1, "same": 0}
    newest, *_ = source.inspect(ShowHistory("orders", None)).rows
    assert (newest.number, newest.restored_from, newest.is_current) == (3, 1, True)
    assert newest.origin == "panel"
    for wish in (Compare("orders", None, 1, 99), Restore("orders", None, 99)):
        assert source.inspect(wish).level == "error"


def test_an_asset_that_never_ran_has_nothing_to_show(cells, source):
    cells.run("@asset\ndef orders():\n    return 1")
    assert source.inspect(ShowLogs("orders", "", 0)).lines == ()
    assert source.inspect(ShowHistory("orders", None)).rows == ()
    assert source.inspect(ShowNumbers("orders")).lines == ()


def test_lines_are_told_to_who_listens_and_no_status_with_them(cells, source):
    heard = []
    cells.run("@asset\ndef orders():\n    print('read')")
    source.subscribe(heard.append)
    cells.run("%materialize orders")
    assert heard.count("lines") == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"type": "logs", "asset": "a", "run_id": "", "after": 3}, ShowLogs("a", "", 3)),
        ({"type": "logs", "asset": "", "run_id": "r", "after": 0}, ShowLogs("", "r", 0)),
        ({"type": "history", "asset": "a", "ordinal": None}, ShowHistory("a", None)),
        ({"type": "history", "asset": "a", "ordinal": 2}, ShowHistory("a", 2)),
        ({"type": "numbers", "asset": "a"}, ShowNumbers("a")),
        (
            {"type": "compare", "asset": "a", "partition": None, "old": 1, "new": 2},
            Compare("a", None, 1, 2),
        ),
        (
            {"type": "restore", "asset": "a", "partition": "p", "number": 1},
            Restore("a", "p", 1),
        ),
    ],
)
def test_questions_are_read(content, expected):
    assert parse(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        {"type": "logs", "asset": "", "run_id": "", "after": 0},
        {"type": "logs", "asset": "a", "run_id": "", "after": -1},
        {"type": "logs", "asset": "a", "run_id": None},
        {"type": "history", "asset": "a", "ordinal": -1},
        {"type": "history", "asset": ["a"]},
        {"type": "numbers"},
        {"type": "compare", "asset": "a", "partition": None, "old": 1},
        {"type": "restore", "asset": "a", "partition": 3, "number": 1},
    ],
)
def test_what_is_no_question_is_said(content):
    assert isinstance(parse(content), BadMessage)


def test_answers_are_what_the_page_reads(cells, source):
    cells.run("@asset\ndef orders():\n    print('read')")
    cells.run("%materialize orders")
    said = encode(source.inspect(ShowLogs("orders", "", 0)))
    assert (said["type"], said["asset"], said["run_id"], said["after"]) == ("logs", "orders", "", 0)
    (line,) = said["lines"]
    assert line | {"number": 0, "at": 0, "run_id": ""} == {
        "number": 0,
        "at": 0,
        "level": 20,
        "text": "read",
        "source": "stdout",
        "step": "orders",
        "run_id": "",
        "detail": None,
    }


def test_other_files_of_a_traceback_keep_their_names():
    frame = '  File "/usr/lib/x.py", line 3, in f\n    File "not a frame"'
    assert in_cells(frame, lambda _: "") == frame
