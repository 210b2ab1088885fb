def shown(cells, source):
    value = cells.value(source)
    return cells.shell.display_formatter.format(value)[0]


def test_an_asset_is_a_card_with_its_status(cells):
    cells.run(
        '@asset(group_name="sales")\ndef raw():\n    """One <row> each.\n\n    More."""\n'
        "    return 1\n"
        "@asset(partitions_def=StaticPartitionsDefinition(['a', 'b']))\ndef orders(raw): return 2",
        "a",
    )
    cells.run("%materialize raw")
    assert shown(cells, "raw")["text/plain"].splitlines() == [
        "raw  ● fresh",
        "  group sales; cell 3",
        "  One <row> each.",
    ]
    assert (
        shown(cells, "orders")["text/plain"].splitlines()[1] == "  2 partitions; reads raw; cell 3"
    )
    html = shown(cells, "raw")["text/html"]
    assert 'data-state="fresh"' in html
    assert "One &lt;row&gt; each." in html


def test_a_definitions_is_its_cards(cells):
    cells.run("@asset\ndef a(): ...\n@asset\ndef b(): ...\nd = Definitions([a, b])")
    text = shown(cells, "d")["text/plain"]
    assert [line.split()[0] for line in text.splitlines() if not line.startswith(" ")] == ["a", "b"]


def test_what_is_not_live_is_its_repr(cells):
    cells.run("def make():\n    @asset\n    def hidden(): ...\n    return hidden")
    cells.run("kept = make()")
    cells.run("%dagbook forget hidden")
    assert shown(cells, "kept")["text/plain"] == "AssetsDefinition(hidden)"


def test_why_it_is_stale_is_on_the_card(cells):
    cells.run("@asset\ndef a(): return 1", "a")
    cells.run("%materialize a")
    cells.run("@asset\ndef a(): return 2", "a")
    assert "code version" in shown(cells, "a")["text/plain"]
