import _thread
import os
import signal
import sys
import threading
import time

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import DagsterInvariantViolationError
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.backfilling import RunLimits
from dagbook.session.settings import with_setting

TWO = RunLimits(processes=2)


def test_steps_run_in_other_processes_and_hand_on_values_through_files(notebook, capsys):
    @asset
    def number():
        sys.stdout.write("a number is made")
        return os.getpid()

    @asset
    def text(number):
        return [number, os.getpid()]

    notebook.define(number, text)
    assert notebook.run(limits=TWO) == ["number", "text"]
    first, second = notebook.session.load("text")
    assert os.getpid() not in {first, second}
    assert "a number is made" in capsys.readouterr().out


def test_what_other_processes_made_is_fresh_and_its_code_is_known(notebook):
    @asset
    def number():
        return 1

    notebook.define(number)
    notebook.run(limits=TWO)
    assert notebook.state("number") == "fresh"
    assert notebook.run() == []

    @asset(name="number")
    def other():
        return 2

    notebook.define(other)
    assert notebook.state("number") == "stale"
    assert notebook.why("number") == ("has a new code version",)


def test_a_killed_process_fails_its_step_alone(notebook):
    @asset
    def dies():
        os.kill(os.getpid(), signal.SIGKILL)

    @asset
    def needs(dies):
        return 1

    @asset
    def alone():
        return 2

    notebook.define(dies, needs, alone)
    summary = notebook.session.materialize(limits=TWO)
    assert type(summary.error).__name__ == "ChildProcessCrashException"
    assert [step.key for step, _ in summary.blocked] == ["needs"]
    assert notebook.session.load("alone") == 2
    assert notebook.state("dies") == "failed"


def test_what_cannot_be_stored_fails_where_no_process_could_read_it(notebook):
    @asset
    def lock():
        return threading.Lock()

    notebook.define(lock)
    summary = notebook.session.materialize(limits=TWO)
    assert "lock" in str(summary.error)
    assert "--parallel" in str(summary.error)


def test_a_function_that_cannot_be_sent_is_named(notebook):
    lock = threading.Lock()

    @asset
    def reads():
        return lock.locked()

    notebook.define(reads)
    with pytest.raises(DagsterInvariantViolationError, match="cannot be sent to another process"):
        notebook.session.materialize(limits=TWO)


def test_the_setting_is_the_rule(notebook):
    @asset
    def number():
        return os.getpid()

    notebook.define(number)
    notebook.session.configure(with_setting(notebook.session.settings, "parallel", 2))
    notebook.run()
    assert notebook.session.load("number") != os.getpid()


def test_two_steps_run_at_once(notebook, tmp_path):
    def waits_for(name, other):
        @asset(name=name)
        def step():
            (tmp_path / name).touch()
            until = time.monotonic() + 60
            while not (tmp_path / other).exists():
                assert time.monotonic() < until
                time.sleep(0.01)
            return 1

        return step

    notebook.define(waits_for("a", "b"), waits_for("b", "a"))
    assert sorted(notebook.run(limits=TWO)) == ["a", "b"]


def test_partitions_run_at_once(notebook):
    @asset(partitions_def=StaticPartitionsDefinition(["x", "y"]))
    def letter(context):
        return context.partition_key, os.getpid()

    notebook.define(letter)
    assert sorted(notebook.run(limits=TWO)) == ["letter[x]", "letter[y]"]
    assert notebook.session.load("letter", "y")[0] == "y"


def test_an_interrupt_ends_the_run_and_its_processes(notebook, tmp_path):
    @asset
    def sleeps():
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(600)

    notebook.define(sleeps)

    def interrupt():
        until = time.monotonic() + 60
        while not (tmp_path / "pid").exists() and time.monotonic() < until:
            time.sleep(0.01)
        _thread.interrupt_main()

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        notebook.session.materialize(limits=TWO)
    assert notebook.session.instance.event_log.runs(1)[0].status.value == "CANCELED"
    pid = int((tmp_path / "pid").read_text())
    until = time.monotonic() + 60
    while _is_alive(pid):
        assert time.monotonic() < until
        time.sleep(0.01)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_no_further_step_begins_once_a_run_is_canceled(notebook, tmp_path):
    def step(name, needs=()):
        @asset(name=name, deps=list(needs))
        def made():
            (tmp_path / name).touch()
            until = time.monotonic() + 60
            while not (tmp_path / "canceled").exists():
                assert time.monotonic() < until
                time.sleep(0.01)

        return made

    notebook.define(step("first"), step("second", ["first"]))
    run_id = notebook.session.enqueue(limits=TWO, origin="test")
    until = time.monotonic() + 60
    while not (tmp_path / "first").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    notebook.session.cancel(run_id)
    (tmp_path / "canceled").touch()
    notebook.session.wait()
    assert not (tmp_path / "second").exists()
    assert notebook.session.instance.event_log.run(run_id).status.value == "CANCELED"
