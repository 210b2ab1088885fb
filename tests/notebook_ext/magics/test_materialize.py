import os
import signal
import threading

import pytest

CHAIN = """
@asset
def raw():
    return 1

@asset
def orders(raw):
    return raw + 1

@asset
def report(orders):
    return orders + 1
"""


@pytest.fixture
def chain(cells):
    cells.run(CHAIN, "chain")
    return cells


@pytest.fixture
def days(cells):
    cells.run(
        "days = StaticPartitionsDefinition(['a', 'b', 'c', 'd'])\n"
        "@asset(partitions_def=days)\ndef daily(context):\n    return context.partition_key",
        "days",
    )
    return cells


def test_alone_it_brings_everything_up_to_date(chain):
    lines = chain.run("%materialize").splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["raw", "●"],
        ["orders", "●"],
        ["report", "●"],
    ]
    assert lines[3].startswith("3 assets materialized in ")
    assert chain.run("%materialize") == "All is current; there is nothing to do."


def test_alone_it_runs_only_what_is_stale(chain):
    chain.run("%materialize")
    before = chain.runs_of("raw"), chain.runs_of("report")
    chain.run(CHAIN.replace("raw + 1", "raw + 5"), "chain")
    chain.run("%materialize")
    assert chain.runs_of("raw") == before[0]
    assert chain.runs_of("report") > before[1]
    assert chain.value("load('report')") == 7


def test_a_selection_runs_whatever_its_state_and_first_what_is_missing(chain):
    lines = chain.run("%materialize orders").splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["raw", "orders"]
    lines = chain.run("%materialize orders").splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["orders"]


@pytest.mark.parametrize("text", ["+orders", '"+orders"', "raw or orders", "'raw or orders'"])
def test_selections_need_no_quotes_and_may_have_them(text, chain):
    lines = chain.run(f"%materialize {text}").splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["raw", "orders"]


@pytest.mark.parametrize(
    ("options", "made"),
    [
        ("--partition b", "b"),
        ("--partitions b...c", "bc"),
        ("--partitions a,c...d", "acd"),
        ("--partitions all", "abcd"),
        ("--partitions missing", "abcd"),
        ("--missing", "abcd"),
        ("--last 2", "cd"),
        ("--last 9", "abcd"),
        ("", "abcd"),
    ],
)
def test_partitions(options, made, days):
    said = days.run(f"%materialize daily {options}")
    assert f"● {len(made)}/{len(made)} " in said
    assert "".join(days.value("load('daily', partition_key='all')")) == made


def test_stale_missing_and_failed_partitions_can_be_asked_for(days):
    days.run("%materialize daily --partitions a...b")
    source = (
        "@asset(partitions_def=days)\ndef daily(context):\n    {}\n"
        "    return context.partition_key + '2'"
    )
    days.run(source.format("if context.partition_key == 'b': raise ValueError"), "days2")
    days.fail("%materialize daily --partitions stale")
    assert days.value("load('daily', partition_key='a')") == "a2"
    days.run(source.format("pass"), "days2")
    assert "1/1" in days.run("%materialize daily --partitions failed")
    assert "2/2" in days.run("%materialize daily --partitions missing")


def test_each_state_of_partitions_is_an_option(days):
    days.run("%materialize daily --partitions a...b")
    source = (
        "@asset(partitions_def=days)\ndef daily(context):\n    {}\n"
        "    return context.partition_key + '2'"
    )
    days.run(source.format("if context.partition_key == 'b': raise ValueError"), "days2")
    days.fail("%materialize daily --stale")
    assert days.value("load('daily', partition_key='a')") == "a2"
    days.run(source.format("pass"), "days2")
    assert "1/1" in days.run("%materialize daily --failed")
    assert days.value("load('daily', partition_key='b')") == "b2"
    assert "2/2" in days.run("%materialize daily --missing")


def test_a_run_that_did_not_end_well_is_gone_on_with(days):
    source = (
        "@asset(partitions_def=days)\ndef daily(context):\n    {}\n    return context.partition_key"
    )
    days.run(source.format("if context.partition_key in 'bc': raise ValueError"), "days")
    assert "%materialize --resume runs what is left." in days.fail("%materialize daily")
    days.run(source.format("pass"), "days")
    assert "2/2" in days.run("%materialize --resume")
    assert "No backfill is unfinished" in days.fail("%materialize --resume")


def test_a_budget_stops_between_partitions_and_says_how_to_go_on(days):
    source = (
        "import time\n@asset(partitions_def=days)\ndef daily(context):\n    time.sleep(0.02)\n"
        "    return context.partition_key"
    )
    days.run(source, "days")
    said = days.run("%materialize daily --budget 0.001s")
    assert (
        "Stopped after 1 ms, as the budget says; 3 steps left. %materialize --resume goes" in said
    )
    backfill = days.session.backfills()[0].backfill_id
    assert said.count("--resume") == 1
    said = days.run(f"%materialize --resume {backfill} --budget 1h")
    assert "3/3" in said
    assert "--resume" not in said


def test_partitions_of_two_dimensions_are_named_by_dimension(cells):
    cells.run(
        "both = MultiPartitionsDefinition({'day': StaticPartitionsDefinition(['1', '2', '3']),"
        " 'region': StaticPartitionsDefinition(['eu', 'us'])})\n"
        "@asset(partitions_def=both)\ndef grid(context): return context.partition_key"
    )
    assert "1/1" in cells.run("%materialize grid --partition day=2,region=us")
    assert cells.value("load('grid', '2|us')") == "2|us"
    assert "4/4" in cells.run("%materialize grid --partitions day=2...3,region=*")


def test_a_failed_run_fails_the_cell_from_the_users_code_on(chain):
    chain.run(CHAIN.replace("return raw + 1", "return raw / 0"), "chain")
    said = chain.fail("%materialize")
    lines = said.splitlines()
    assert lines[1].startswith("orders ✕")
    assert "ZeroDivisionError: division by zero" in lines[1]
    assert lines[2].split() == ["report", "○", "not", "run", "because", "orders", "failed"]
    assert lines[3].endswith("orders failed; 1 asset not run.")
    assert "--resume" not in said
    assert "return raw / 0" in said
    assert "dagbook" not in said
    assert chain.shell.last_execution_result.error_in_exec.__class__ is ZeroDivisionError
    assert chain.value("load('raw')") == 1


def test_a_failed_async_asset_is_shown_from_the_users_code_on(cells):
    cells.run("@asset\nasync def bad():\n    return 1 / 0")
    said = cells.fail("%materialize bad")
    assert "return 1 / 0" in said
    assert "asyncio" not in said
    assert said.count("File ") == 1


def test_everything_that_can_run_runs(chain):
    chain.run("@asset\ndef aside(raw):\n    return 1", "aside")
    chain.run(CHAIN.replace("return raw + 1", "raise OSError"), "chain")
    chain.fail("%materialize")
    assert chain.badge("aside").state == "fresh"


def test_the_users_own_dagster_error_keeps_its_traceback(cells):
    cells.run("@asset\ndef x():\n    return load('nowhere')")
    said = cells.fail("%materialize x")
    assert "return load('nowhere')" in said
    assert "UnknownAssetError" in said


def test_an_error_of_dagbooks_own_needs_no_traceback(cells):
    cells.run("@asset\ndef x():\n    return Output(1, output_name='nope')")
    said = cells.fail("%materialize x").splitlines()
    assert not [line for line in said if line.lstrip().startswith("---->")]
    assert "nope" in said[-1]


def test_an_interrupt_stops_at_once_and_leaves_a_consistent_store(chain):
    chain.run(
        "import time\n@asset\ndef slow(orders):\n    while True: time.sleep(0.01)\n"
        "@asset\ndef after(slow): ...",
        "slow",
    )
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    said, result = chain.try_run("%materialize after")
    timer.cancel()
    assert isinstance(result.error_in_exec, KeyboardInterrupt)
    assert "slow ✕ interrupted" in " ".join(said.split())
    assert "interrupted, 2 steps not done." in said
    assert "session.py" not in said
    assert chain.badge("orders").state == "fresh"
    assert chain.badge("slow").state == "never"
    assert chain.run("%materialize report").startswith("report ●")


def test_a_large_plan_wants_yes(cells):
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition([str(n) for n in range(1001)]))\n"
        "def many(context): return 1"
    )
    said = cells.fail("%materialize many")
    assert said.startswith("UsageError: ")
    assert "1001" in said or "1,001" in said
    assert "--yes" in said
    assert cells.badge("many").state == "never"
    assert "1001/1001" in cells.run("%materialize many --yes")


def test_a_value_kept_in_memory_only_is_noted(cells):
    cells.run("import threading\n@asset\ndef lock():\n    return threading.Lock()")
    said = cells.run("%materialize lock")
    assert "lost at restart" in said


def test_verbose_has_a_line_for_each_step(days):
    said = days.run("%materialize daily --partitions a...b --verbose").splitlines()
    assert [line.split()[0] for line in said[:2]] == ["daily[a]", "daily[b]"]


def test_what_steps_log_is_shown_when_verbose_and_else_kept_for_logs(cells):
    cells.run("""
        @asset
        def noted(context):
            context.log.info("reading %s rows", 3)
            print("printed")
            return 1

        @asset
        def after(context, noted):
            context.log.warning("late")
        """)
    assert "reading 3 rows" not in cells.run("%materialize")
    said = cells.run("%materialize noted or after --verbose")
    told = [line[10:] if line[2:3] == ":" else line.split()[0] for line in said.splitlines()]
    assert told == [
        "printed",
        "noted  INFO  reading 3 rows",
        "noted",
        "after  WARNING  late",
        "after",
        "2",
    ]
    background = cells.run("%materialize noted --verbose --background\n%runs --wait")
    assert background.count("reading 3 rows") == 1
    cells.run("%config Dagbook.verbose = True")
    assert "reading 3 rows" in cells.run("%materialize noted")


def test_verbose_says_nothing_twice_in_a_terminal(chain):
    said = chain.run("%materialize raw --verbose").splitlines()
    assert [line.split()[0] for line in said] == ["raw", "1"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("nope", ("There is no asset nope.",)),
        ("key:nope", ("There is no asset nope.",)),
        ("ordrs", ("Did you mean orders?",)),
        (
            "raw and",
            ("The selection `raw and` cannot be read at its end: a selection is expected",),
        ),
        (
            "raw --partition",
            ("--partition needs a value, as in %materialize orders", "%materialize? shows"),
        ),
        ("raw --what", ("%materialize: there is no option --what.",)),
        ("--partition a --partitions b", ("--partition and --partitions exclude each other",)),
        ("--missing --last 2", ("--missing and --last exclude each other",)),
        ("raw --resume --missing", ("--resume takes an id of a backfill alone",)),
        ("--resume", ("No backfill is unfinished",)),
        ("--resume x", ("Backfill x is not known",)),
        ("raw --budget 10", ("--budget: 10 is not a time; write 10m",)),
        ("raw --budget 0s", ("0s is not a time",)),
        ("raw --budget 1.2.3m", ("1.2.3m is not a time",)),
        ("--last x", ("--last x: x is no whole number.",)),
        ("raw --last 2", ("Partitions last 2 were asked for, but raw is not partitioned",)),
        ("raw --partition a", ("raw is not partitioned",)),
        ("'raw", ("a quote is not closed in 'raw.",)),
    ],
)
def test_wrong_arguments_say_what_and_run_nothing(line, parts, chain):
    said = chain.fail(f"%materialize {line}")
    assert said.startswith("UsageError: ")
    assert "Traceback" not in said
    for part in parts:
        assert part in said
    assert chain.badge("raw").state == "never"


def test_a_bad_partition_key_is_named_with_what_is_near(days):
    said = days.fail("%materialize daily --partition e")
    assert said.startswith("UsageError: ")
    assert "`e`" in said


@pytest.mark.parametrize("number", ["0", "-3"])
def test_fewer_than_one_of_the_last_partitions_are_refused(number, days):
    said = days.fail(f"%materialize daily --last={number}")
    assert said.startswith(f"UsageError: The last {number} partitions")


def test_braces_and_dollars_are_not_expanded(cells):
    cells.run(
        "x = 1\n@asset(partitions_def=StaticPartitionsDefinition(['{x}', '$x']))\ndef d(): ..."
    )
    assert "1/1" in cells.run("%materialize d --partition {x}")
    assert "1/1" in cells.run("%materialize d --partition $x")


def test_a_problem_asset_is_refused_with_its_problem_and_left_out_of_all(chain):
    chain.run("@asset\ndef broken(rwa): ...", "b")
    assert "rwa" in chain.fail("%materialize broken")
    assert "3 assets" in chain.run("%materialize")


def test_a_sample_is_shown_with_times_and_nothing_is_kept(cells):
    cells.run("@asset\ndef raw():\n    return list(range(100))")
    cells.run("@asset\ndef size(raw):\n    return len(raw)")
    cells.run("%materialize raw")
    lines = cells.run("%materialize size --sample 10").splitlines()
    assert lines[0].startswith("1 step on 10 rows of what it reads, ")
    assert lines[1].split()[0] == "size"
    assert lines[1].endswith(" 10")
    assert cells.badge("size").state == "never"


def test_twice_says_what_differs(cells):
    cells.run("import itertools\nnumbers = itertools.count()")
    cells.run("@asset\ndef a():\n    return 1")
    cells.run("@asset\ndef b():\n    return next(numbers)")
    lines = cells.run("%materialize a or b --twice").splitlines()
    assert lines[1:] == [
        "  a  the same both times",
        "  b  differs: 0, then 1; what reads it is made again after each run of it",
    ]


def test_a_failed_sample_fails_the_cell_after_showing_it(cells):
    cells.run("@asset\ndef bad():\n    return 1 / 0")
    text = cells.fail("%materialize bad --sample 1")
    assert "failed: ZeroDivisionError" in text


def test_twice_and_a_sample_exclude_each_other(cells):
    cells.run("@asset\ndef a():\n    return 1")
    for option, other in (("--twice", "--background"), ("--sample 3", "--parallel 2")):
        text, _ = cells.try_run(f"%materialize a {option} {other}")
        names = f"{option.split()[0]} and {other.split()[0]}"
        assert text.startswith(f"UsageError: %materialize: {names} exclude each other.")
    text, _ = cells.try_run("%materialize a --twice --sample 3")
    assert text.startswith("UsageError: %materialize: --twice and --sample exclude each other.")


def test_one_partition_is_always_a_key_though_it_is_called_as_a_state(cells):
    cells.run("from dagbook import StaticPartitionsDefinition, asset")
    cells.run("words = StaticPartitionsDefinition(['all', 'missing', 'last 7'])")
    cells.run("@asset(partitions_def=words)\ndef odd(context):\n    return context.partition_key")
    for key in ("all", "missing", "last 7"):
        assert "1/1" in cells.run(f"%materialize odd --partition {key!r}")
    assert "0/3" not in cells.run("%materialize odd --partitions all")
    assert cells.value("load('odd', partition_key='last 7')") == "last 7"
