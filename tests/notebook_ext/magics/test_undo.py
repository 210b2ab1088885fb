def test_the_value_before_is_the_latest_again(cells):
    cells.run("N = 1\n@asset\ndef raw():\n    return N")
    cells.run("%materialize")
    cells.run("N = 2")
    cells.run("%materialize")
    assert cells.run("%undo raw").startswith("raw is back to the value made ")
    assert cells.value("load('raw')") == 1
    assert cells.badge("raw").state == "stale"
    cells.run("N = 1")
    assert cells.badge("raw").state == "fresh"
    assert cells.run("%undo raw") == "raw has no value now: there was none before"
    assert cells.run("%undo raw") == "Nothing is stored of this; there is nothing to undo."


def test_a_partition_is_undone_by_its_key(cells):
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition(['a', 'b']))\n"
        "def letters(context):\n    return context.partition_key"
    )
    cells.run("%materialize letters --partitions all")
    text = cells.run("%undo letters --partition a")
    assert text == "letters[a] has no value now: there was none before"
    assert cells.badge("letters").state == "partial"
