"""`%debug_asset`: the failing frame and the inputs of the step."""

import io
import re

import pytest

COLOURS = re.compile(r"\x1b\[[\d;]*m")
FAILING = """
@asset
def raw():
    return [2, 1, 0]

@asset
def ratios(raw):
    inverse = lambda number: 1 / number
    return [inverse(number) for number in raw]
"""


@pytest.fixture
def typed(monkeypatch):
    """Answers for the debugger, one a line; "q" follows them."""

    def answer(*lines):
        text = "\n".join([*lines, "q", ""])
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return answer


@pytest.fixture
def failed(cells, typed):
    cells.run(FAILING, "failing")
    cells.fail("%materialize")
    typed()
    return cells


def test_the_debugger_opens_at_the_failing_frame(failed, typed):
    typed("p number", "u", "u", "p raw")
    printed = COLOURS.sub("", failed.run("%debug_asset ratios"))
    assert printed.startswith("ratios failed: ZeroDivisionError: division by zero\n")
    assert "1 / number" in printed
    assert "ipdb> 0" in printed
    assert "ipdb> [2, 1, 0]" in printed


def test_no_frame_of_the_machinery_is_in_the_way(failed, typed):
    typed("w")
    printed = failed.run("%debug_asset ratios")
    assert "dagbook/execution" not in printed
    assert "interactiveshell" not in printed
    assert "run_line_magic" not in printed


def test_inputs_are_bound_beside_the_definitions(failed):
    assert "Inputs: raw_input" in failed.run("%debug_asset ratios")
    assert failed.value("raw_input") == [2, 1, 0]
    assert failed.keys == ["ratios", "raw"]


def test_an_input_keeps_its_name_where_no_variable_has_it(failed):
    failed.run("del raw")
    assert "Inputs: raw\n" in failed.run("%debug_asset ratios")
    assert failed.value("raw") == [2, 1, 0]


def test_after_a_restart_the_step_is_run_once_more_and_nothing_is_kept(cells, typed):
    cells.run("ran = []")
    cells.run(FAILING.replace("    inverse", "    ran.append(1)\n    inverse"), "failing")
    cells.fail("%materialize")
    events = cells.session.instance.event_log.change_marker()
    cells.session.errors.__init__()
    typed("p number")
    printed = cells.run("%debug_asset ratios")
    assert printed.startswith("ratios failed before this kernel knew it; it is run once more")
    assert "ipdb> 0" in printed
    assert cells.value("len(ran), raw_input") == (2, [2, 1, 0])
    assert cells.session.instance.event_log.change_marker() == events


def test_the_partition_that_failed_last_is_meant_unless_one_is_named(cells, typed):
    cells.run("""
        @asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
        def orders(context):
            if context.partition_key != "a":
                raise ValueError(context.partition_key)
        """)
    cells.fail("%materialize")
    typed()
    assert "orders[c] failed: ValueError: c" in cells.run("%debug_asset orders")
    typed()
    assert "orders[b] failed: ValueError: b" in cells.run("%debug_asset orders --partition b")
    typed()
    cells.session.errors.__init__()
    assert "orders[b] failed: ValueError: b" in cells.run("%debug_asset orders --partition b")
    printed = cells.fail("%debug_asset orders --partition a")
    assert printed == "UsageError: orders[a] did not fail; of its partitions b, c did."


def test_a_failure_to_load_an_input_says_so(cells, typed):
    cells.run("""
        class Broken(IOManager):
            def handle_output(self, context, obj): pass
            def load_input(self, context): raise OSError("no disk")

        @asset(io_manager_key="broken")
        def raw():
            return 1

        @asset
        def orders(raw):
            return raw

        defs = Definitions([raw, orders], resources={"broken": Broken()})
        """)
    cells.fail("%materialize")
    typed("p context.asset_key")
    printed = cells.run("%debug_asset orders")
    assert "no disk" in printed
    assert "AssetKey(['raw'])" in printed
    assert "Inputs:" not in printed


def test_what_did_not_fail_is_one_line(failed):
    assert failed.fail("%debug_asset raw").startswith("UsageError: raw did not fail. ")
    assert "Did you mean ratios?" in failed.fail("%debug_asset ratois")


def test_what_was_mended_says_so(failed):
    failed.run(FAILING.replace("[2, 1, 0]", "[2, 1]"), "failing")
    failed.session.errors.__init__()
    failed.run("%materialize raw")
    printed = failed.fail("%debug_asset ratios")
    assert "ratios does not fail any more. Run %materialize ratios to make it." in printed


def test_few_errors_are_kept_and_a_success_drops_its_own(cells, typed):
    cells.run("""
        fails = True
        for name in "abcdef":
            @asset(name=name)
            def one():
                if fails:
                    raise ValueError
        """)
    for name in "abcdef":
        cells.fail(f"%materialize {name}")
    errors = cells.session.errors
    kept = [key for key in cells.session.graph().order if errors.find(key, None) is not None]
    assert [key.to_user_string() for key in kept] == ["c", "d", "e", "f"]
    cells.run("fails = False")
    cells.run("%materialize c")
    assert errors.find(kept[0], None) is None


def test_names_and_partitions_are_completed(failed):
    assert failed.shell.complete("", "%debug_asset rat", 16)[1] == ["ratios"]


def test_the_same_from_python(failed):
    failed.run("from dagbook import live\nfailure = live.failure('ratios')")
    assert failed.value("type(failure.error).__name__, failure.name, failure.inputs") == (
        "ZeroDivisionError",
        "ratios",
        {"raw": [2, 1, 0]},
    )
