"""Wipes, undos and histories in words."""

from dataclasses import replace
from datetime import UTC

from dagbook.session.history import HistoryRow
from dagbook.session.history_text import history_html, history_text, undo_text, wipe_text
from dagbook.session.wiping import Undone, UndoSummary, Wiped, WipeSummary

ROW = HistoryRow(
    at=1_795_343_460,
    partition=None,
    run_id="r",
    origin="cell 7",
    notebook="a.ipynb",
    seconds=0.43,
    size_bytes=1200,
    version="0123456789ab",
    fingerprint="f",
    code_changed=True,
    is_current=True,
    is_wiped=False,
    has_value=True,
)


def test_a_history_is_a_table_without_empty_columns():
    old = replace(
        ROW, origin="", code_changed=None, is_current=False, is_wiped=True, has_value=False
    )
    assert history_text([ROW, old], UTC).splitlines() == [
        "made              by       took    size    value     code",
        "2026-11-22 10:31  cell 7   430 ms  1.2 kB  01234567  changed  current",
        "2026-11-22 10:31  a.ipynb  430 ms  1.2 kB  01234567           wiped, value gone",
    ]
    assert history_text([]) == "It was never materialized."


def test_in_a_narrow_terminal_partitions_stay_whole_and_the_size_goes_first():
    row = replace(ROW, number=12, partition="2024-01-31-23:00", defined_in="cell 3")
    assert "cell 7  cell 3    430 ms  1.2 kB  01234567" in history_text([row], UTC, 100)
    assert "size" not in history_text([row], UTC, 94)
    assert history_text([row], UTC, 80).splitlines() == [
        "#   made              partition         by      took    value     code",
        "12  2026-11-22 10:31  2024-01-31-23:00  cell 7  430 ms  01234567  changed  current",
    ]


def test_a_history_in_html_is_escaped_and_says_the_same():
    html = history_html([replace(ROW, partition="<b>")], UTC)
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "current" in html
    assert "never" in history_html([])


def test_a_wipe_of_many_partitions_counts_them():
    many = Wiped("orders", tuple(map(str, range(31))), 31, 5_000_000)
    text = wipe_text(WipeSummary((many, Wiped("raw", (), 1, 200_000, elsewhere=True))), done=True)
    assert text.splitlines() == [
        "wiped orders (31 partitions), raw: 32 values, 5.2 MB",
        "What another IO manager keeps of raw stays where it is.",
    ]
    assert "nothing to wipe" in wipe_text(WipeSummary(()), done=False)


def test_an_undo_says_what_is_the_latest_now():
    few = (Undone("orders", "a", 9.0, 1_795_343_460), Undone("orders", "b", 9.0))
    assert undo_text(UndoSummary(few), UTC).splitlines() == [
        "orders[a] is back to the value made 2026-11-22 10:31",
        "orders[b] has no value now: there was none before",
    ]
    assert "nothing to undo" in undo_text(UndoSummary(()))


def test_an_undo_of_many_partitions_counts_them():
    many = [Undone("orders", str(at), 9.0, 5.0) for at in range(7)]
    mixed = (*many, Undone("orders", "x", 9.0, 5.0, "it is gone"), Undone("orders", "y", 9.0))
    assert undo_text(UndoSummary(mixed)).splitlines() == [
        "orders: 7 partitions back to the value before",
        "orders: 1 partition as they were: it is gone",
        "orders: 1 partition without a value now: there was none before",
    ]
