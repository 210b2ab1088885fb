"""Background runs, interrupts and the debugger in a real kernel."""

import ast
import queue
import re
import time

import pytest

SLOW = """
import threading, time
go = threading.Event()

@asset
def slow():
    print("slow began")
    while not go.wait(0.01):
        pass
    print("slow ends")
    return 1

@asset
def other():
    return 2
"""


@pytest.fixture(autouse=True)
def _clean(kernel):
    yield
    kernel.ok("%runs --wait", "wait")
    kernel.ok("%dagbook reset", "reset")


def shown_under(kernel, message, until):
    """Return the text under each cell, by its request, once *until* is under that of *message*."""
    texts, deadline = {message: ""}, time.monotonic() + 30
    while until not in texts[message] and time.monotonic() < deadline:
        try:
            told = kernel.client.get_iopub_msg(timeout=1)
        except queue.Empty:
            continue
        content, parent = told["content"], told["parent_header"].get("msg_id")
        text = content.get("text", "") + content.get("data", {}).get("text/plain", "")
        texts[parent] = texts.get(parent, "") + text
    assert until in texts[message], texts
    return texts


def states(kernel):
    shown = kernel.ok("{each.key: each.state for each in assets()}").of("execute_result")[0]
    return ast.literal_eval(shown["data"]["text/plain"])


def test_what_a_background_run_prints_stays_with_its_cell(kernel):
    kernel.ok(SLOW, "slow")
    message = kernel.start("%materialize slow --background", "background")
    shown = kernel.finish(message).text
    assert "is in the background; %runs --cancel " in shown
    assert kernel.ok("print('beside it')", "beside").text == "beside it\n"
    last = kernel.start("go.set()", "go")
    texts = shown_under(kernel, message, "1 asset materialized in")
    assert "slow ends" in texts[message]
    assert texts.get(last, "") == ""


def test_an_await_goes_on_beside_a_background_run(kernel):
    kernel.ok(SLOW, "slow")
    kernel.ok("%materialize slow --background", "background")
    kernel.ok("import asyncio\nawait asyncio.sleep(0.05)\nbeside = live.runs()[0].state", "await")
    assert kernel.ok("beside").of("execute_result")[0]["data"]["text/plain"] == "'running'"
    kernel.ok("go.set()", "go")


def test_run_all_while_a_background_run_is_on(kernel):
    kernel.ok(SLOW, "slow")
    kernel.ok("%materialize slow --background", "background")
    cells = ["threading.Timer(0.3, go.set).start()", "%materialize other", "%assets", "1 + 1"]
    messages = [kernel.start(source, f"all {at}") for at, source in enumerate(cells)]
    replies = [kernel.finish(message) for message in messages]
    assert [reply.content["status"] for reply in replies] == ["ok"] * 4
    updates = [
        content["data"]["text/plain"]
        for kind in ("display_data", "update_display_data")
        for content in replies[1].of(kind)
    ]
    assert updates[0] == "Waiting for the run that runs now."
    assert updates[-1].startswith("other ●")
    assert "1 asset materialized" in replies[1].text
    assert states(kernel) == {"slow": "fresh", "other": "fresh"}


def test_an_interrupt_of_a_cell_leaves_the_background_run_alone(kernel):
    kernel.ok(SLOW, "slow")
    kernel.ok("%materialize slow --background", "background")
    message = kernel.start("print('waits')\n%runs --wait", "waits")
    kernel.finish(message, lambda content: "waits" in content.get("text", ""))
    kernel.manager.interrupt_kernel()
    assert kernel.finish(message).content["ename"] == "KeyboardInterrupt"
    kernel.ok("assert live.runs()[0].state == 'running'\ngo.set()\n%runs --wait", "go")
    assert states(kernel)["slow"] == "fresh"


def run_states(kernel):
    """Return the states of the two newest runs."""
    shown = kernel.ok("[run.state for run in live.runs(2)]").of("execute_result")[0]
    return ast.literal_eval(shown["data"]["text/plain"])


STORING = """
import time
class Slow(IOManager):
    def handle_output(self, context, obj):
        interruptible("storing")
    def load_input(self, context):
        return None

@asset(io_manager_key="slow")
def made():
    return 1
defs = Definitions([made], resources={"slow": Slow()})
"""
SET_UP = """
import time
@resource
def database():
    interruptible("set-up")
    yield 1

@asset(required_resource_keys={"database"})
def made():
    return 1
defs = Definitions([made], resources={"database": database})
"""
TEAR_DOWN = """
import time
@resource
def database():
    yield 1
    interruptible("tear-down")

@asset(required_resource_keys={"database"})
def made():
    return 1
defs = Definitions([made], resources={"database": database})
"""
USER_CODE = """
@asset
def made():
    interruptible("user code")
    return 1
"""
CASES = {
    "user code": (USER_CODE, "never"),
    "storing": (STORING, "never"),
    "set-up": (SET_UP, "never"),
    "tear-down": (TEAR_DOWN, "fresh"),
}
HELPER = """
import time
waiting = True
def interruptible(where):
    print(where, "began", flush=True)
    deadline = time.monotonic() + 20
    while waiting and time.monotonic() < deadline:
        time.sleep(0.01)
"""


@pytest.mark.parametrize("where", CASES)
def test_an_interrupt_ends_the_run_and_the_store_is_whole(kernel, where):
    source, state = CASES[where]
    name = f"made_{list(CASES).index(where)}"
    kernel.ok(HELPER, "helper")
    kernel.ok(source.replace("made", name), "source")
    message = kernel.start(f"%materialize {name}", "made")
    kernel.finish(message, lambda content: f"{where} began" in content.get("text", ""))
    began = time.monotonic()
    kernel.manager.interrupt_kernel()
    reply = kernel.finish(message)
    assert time.monotonic() - began < 5
    assert reply.content["ename"] == "KeyboardInterrupt"
    assert states(kernel) == {name: state}
    kernel.ok("waiting = False", "off")
    kernel.ok(f"%materialize {name}", "again")
    assert states(kernel) == {name: "fresh"}
    assert run_states(kernel) == ["success", "canceled"]


def test_two_interrupts_in_a_row_leave_a_kernel_that_runs(kernel):
    kernel.ok(HELPER, "helper")
    kernel.ok(
        TEAR_DOWN.replace("yield 1", "yield interruptible('use')").replace(
            "return 1", "return interruptible('step')"
        ),
        "source",
    )
    message = kernel.start("%materialize made", "made")
    kernel.finish(message, lambda content: "use began" in content.get("text", ""))
    kernel.manager.interrupt_kernel()
    kernel.manager.interrupt_kernel()
    assert kernel.finish(message).content["ename"] == "KeyboardInterrupt"
    kernel.ok("waiting = False", "off")
    kernel.ok("%materialize made", "again")
    assert states(kernel) == {"made": "fresh"}
    assert run_states(kernel) == ["success", "canceled"]


def test_the_debugger_asks_the_front_end(kernel):
    kernel.ok("@asset\ndef bad():\n    rows = [1]\n    return rows[5]", "bad")
    kernel.run("%materialize bad", "run")
    content = {
        "code": "%debug_asset bad",
        "silent": False,
        "store_history": True,
        "allow_stdin": True,
    }
    message = kernel.client.session.msg("execute_request", content, metadata={"cellId": "debug"})
    kernel.client.shell_channel.send(message)
    for answer in ("p rows", "q"):
        asked = kernel.client.get_stdin_msg(timeout=30)
        assert asked["content"]["prompt"].startswith("ipdb>")
        kernel.client.input(answer)
    reply = kernel.finish(message["header"]["msg_id"])
    assert reply.content["status"] == "ok"
    assert "[1]" in reply.text


WITHOUT_INPUT = """\
cell N, line 8, in bad
    def bad():
        rows = [1]
  →     return first(rows)
  rows = [1]
cell N, line 3, in first
    def first(rows):
        wanted = 5
  →     return rows[wanted]
  rows = [1]
  wanted = 5"""


def test_without_anyone_to_type_the_frames_and_their_variables_are_printed(kernel):
    source = """
def first(rows):
    wanted = 5
    return rows[wanted]

@asset
def bad():
    rows = [1]
    return first(rows)
"""
    kernel.ok(source, "bad")
    kernel.run("%materialize bad", "run")
    said = kernel.ok("%debug_asset bad", "d").text
    first, *frames, last = said.splitlines()
    assert first == "bad failed: IndexError: list index out of range"
    assert re.sub(r"cell \d+", "cell N", "\n".join(frames)) == WITHOUT_INPUT
    assert last == (
        "No one can type here; where one can, %debug_asset opens the debugger at the last frame."
    )
