"""What user code says in a run that a button of the panel started: in its Logs, under no cell."""

import ast
import queue
import time

import pytest

TALKS = """
import logging, sys

@asset
def talks(context):
    print("printed")
    print("to stderr", file=sys.stderr)
    logging.getLogger("mine").warning("logged by a library")
    context.log.info("logged by context")
    return 1
"""


@pytest.fixture(autouse=True)
def _clean(kernel):
    yield
    kernel.ok("%runs --wait", "wait")
    kernel.ok("%dagbook reset", "reset")


def click(kernel, panel, **wish):
    """Send what a click on the panel sends; return the request's id."""
    content = {"comm_id": panel, "data": {"method": "custom", "content": wish}}
    message = kernel.client.session.msg("comm_msg", content)
    kernel.client.shell_channel.send(message)
    return message["header"]["msg_id"]


def heard(kernel, seconds=0.5):
    """Return the text of every stream by the request it belongs to, until it is quiet."""
    texts, deadline = {}, time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            told = kernel.client.get_iopub_msg(timeout=0.1)
        except queue.Empty:
            continue
        if told["msg_type"] == "stream":
            parent = told["parent_header"].get("msg_id")
            texts[parent] = texts.get(parent, "") + told["content"]["text"]
    return texts


def panel_of(reply):
    (view,) = [
        each["data"]["application/vnd.jupyter.widget-view+json"]
        for each in reply.of("display_data")
        if "application/vnd.jupyter.widget-view+json" in each["data"]
    ]
    return view["model_id"]


def test_what_a_run_of_the_panel_says_is_in_logs_and_under_no_cell(kernel):
    kernel.ok(TALKS, "talks")
    panel = panel_of(kernel.ok("%lineage", "lineage"))
    click(kernel, panel, type="ready")
    clicked = click(kernel, panel, type="materialize", keys=["talks"])
    texts, deadline = {}, time.monotonic() + 30
    while "to stderr" not in texts.get(clicked, "") and time.monotonic() < deadline:
        for parent, text in heard(kernel).items():
            texts[parent] = texts.get(parent, "") + text
    kernel.ok("%runs --wait", "wait")
    # The front end shows nothing for a message of the panel: no cell has what it did not do.
    assert set(texts) == {clicked}
    kernel.ok("after = 1", "after")
    said = kernel.ok("[line.text for line in live.logs('talks')]", "logs")
    lines = ast.literal_eval(said.of("execute_result")[0]["data"]["text/plain"])
    assert lines == ["printed", "to stderr", "logged by a library", "logged by context"]
