import threading

import pytest

from dagbook import (
    DynamicPartitionsDefinition,
    MultiPartitionsDefinition,
    StaticPartitionsDefinition,
    asset,
)
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session
from dagbook_jupyter.panel.session_source import SessionSource


@asset(partitions_def=DynamicPartitionsDefinition(name="fruits"))
def juice(): ...


@asset(
    partitions_def=MultiPartitionsDefinition(
        {
            "fruit": DynamicPartitionsDefinition(name="fruits"),
            "size": StaticPartitionsDefinition(["s", "l"]),
        }
    )
)
def boxes(): ...


def test_the_selected_asset_says_what_changed_with_its_diff(cells):
    cells.run("def clean(x):\n    return x + 1")
    cells.run("@asset\ndef raw():\n    return clean(1)")
    cells.run("%materialize")
    source = SessionSource(cells.session)
    assert source.details("raw").why == ()
    cells.run("def clean(x):\n    return x + 2")
    assert [reason.splitlines() for reason in source.details("raw").why] == [
        ["`clean()` changed in cell 6", " def clean(x):", "-    return x + 1", "+    return x + 2"]
    ]


def test_partitions_that_are_added_are_drawn(tmp_path):
    session = Session(tmp_path / ".dagbook")
    session.live.put(Origin("cell", "cell 1"), Found((juice,)))
    source, heard = SessionSource(session), []
    source.subscribe(heard.append)
    session.instance.add_dynamic_partitions("fruits", ["pear", "fig"])
    assert heard == ["graph"]
    assert [each.partitions.count for each in source.graph_view().cards] == [2]
    session.close()


def test_the_set_of_resources_that_is_used_is_told(cells):
    cells.run("@asset\ndef raw(): return 1")
    source, heard = SessionSource(cells.session), []
    source.subscribe(heard.append)
    assert source.arranged().using == ""
    cells.run("%use --define test {}")
    heard.clear()
    cells.run("%use test")
    assert "graph" in heard
    assert source.arranged().using == "test"
    assert source.statuses()["raw"].state == "never"


@pytest.mark.parametrize(("fruits", "count"), [(juice, 1), (boxes, 2)], ids=["one", "of two"])
def test_partitions_that_another_kernel_adds_are_drawn(tmp_path, fruits, count):
    mine, other = Session(tmp_path / ".dagbook"), Session(tmp_path / ".dagbook")
    mine.live.put(Origin("cell", "cell 1"), Found((fruits,)))
    source, drawn = SessionSource(mine, watch_seconds=0.01), threading.Event()
    stop = source.subscribe(lambda change: drawn.set() if change == "graph" else None)
    other.instance.add_dynamic_partitions("fruits", ["pear"])
    assert drawn.wait(10)
    assert [each.partitions.count for each in source.graph_view().cards] == [count]
    stop()
    mine.close()
    other.close()
