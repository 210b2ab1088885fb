from dagbook_jupyter.panel.session_source import SessionSource


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
