def two_assets(cells):
    cells.run("@asset\ndef raw():\n    return 1")
    cells.run("@asset\ndef orders(raw):\n    return raw")


def test_what_would_run_is_shown_and_nothing_runs(cells):
    two_assets(cells)
    assert cells.run("%plan").splitlines() == [
        "2 steps would run:",
        "  raw     1 step, never timed: never materialized",
        "  orders  1 step, never timed: never materialized",
        "longest path: raw → orders",
    ]
    assert cells.runs_of("raw") is None


def test_what_is_current_is_named(cells):
    two_assets(cells)
    cells.run("%materialize")
    assert cells.run("%plan").splitlines() == [
        "All is current; nothing would run.",
        "current: raw, orders",
    ]
    cells.run("@asset\ndef orders(raw):\n    return raw + 1")
    lines = cells.run("%plan").splitlines()
    assert lines[0].startswith("1 step would run, about ")
    assert lines[1].endswith(": `orders()` changed in cell 7")
    assert lines[2] == "current: raw"


def test_partitions_are_counted_with_their_reasons(cells):
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition(['a', 'b', 'c']))\n"
        "def letters():\n    return 1"
    )
    cells.run("%materialize letters --partition a")
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition(['a', 'b', 'c']))\n"
        "def letters():\n    return 2"
    )
    lines = cells.run("%plan letters").splitlines()
    assert lines[0].startswith("3 steps of 1 asset would run, about ")
    assert lines[1].endswith(": 2 missing, 1 stale (`letters()` changed in cell 5)")
    assert "1 stale" in cells.run("%plan letters --partition a")
    assert "2 missing" in cells.run("%plan letters --missing")
    assert cells.run("%plan letters --stale").startswith("1 step would run")
    assert cells.run("%plan letters --last 2").startswith("2 steps of 1 asset would run")


def test_both_options_exclude_each_other(cells):
    two_assets(cells)
    text, _ = cells.try_run("%plan --partition a --partitions b")
    assert text.startswith("UsageError: %plan: --partition and --partitions exclude each other")


def test_selections_are_completed(cells):
    two_assets(cells)
    _, found = cells.shell.complete("", "%plan +or", 9)
    assert any("orders" in each for each in found)


def test_what_a_failed_check_holds_back_is_said_and_forced_as_a_run_would(cells):
    two_assets(cells)
    cells.run(
        "@asset_check(asset='raw', blocking=True)\n"
        "def positive(raw):\n    return AssetCheckResult(passed=False)"
    )
    cells.try_run("%materialize")
    lines = cells.run("%plan").splitlines()
    assert lines[:2] == ["Nothing would run.", "current: raw"]
    assert lines[2].startswith("left out: orders is held back")
    assert "orders  1 step" in cells.run("%plan --force")
