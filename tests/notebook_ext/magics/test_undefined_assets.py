def test_what_the_store_has_and_nothing_defines_is_named_after_the_table(cells):
    cells.run("from dagbook import asset")
    cells.run("@asset\ndef kept():\n    return 1\n@asset\ndef gone():\n    return 2", cell_id="a")
    cells.run("%materialize")
    assert "not defined" not in cells.run("%assets")
    cells.run("@asset\ndef kept():\n    return 1", cell_id="a")
    said = cells.run("%assets")
    assert said.endswith('Stored, and not defined in this kernel: gone. load("gone") works.')
    assert cells.value("__import__('dagbook').live.load('gone')") == 2
    assert "not defined" not in cells.run("%assets kept")


def test_many_names_are_counted(cells):
    cells.run("from dagbook import asset")
    body = "\n".join(f"@asset\ndef a{i}():\n    return {i}" for i in range(9))
    cells.run(body, cell_id="a")
    cells.run("%materialize")
    cells.run("pass", cell_id="a")
    assert "a0, a1, a2, a3, a4, a5 and 3 more." in cells.run("%assets")
