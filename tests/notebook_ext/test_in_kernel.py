"""What only a real kernel shows: cell ids, interrupts, displays that are updated, completion."""

import time

import pytest


@pytest.fixture(autouse=True)
def _clean(kernel):
    yield
    kernel.ok("%dagbook reset", "reset")


def test_a_cell_is_known_by_the_id_that_the_front_end_sends(kernel):
    assert kernel.ok("@asset\ndef x(): return 1", "one").text == "x defined\n"
    assert kernel.ok("@asset\ndef y(): return 1", "one").text == "y defined; x removed\n"


def test_a_deleted_cell_is_forgotten_at_the_next_execution(kernel):
    kernel.ok("@asset\ndef x(): return 1", "gone")
    said = kernel.ok("pass", "next", deletedCells=["gone"]).text
    assert said == "x removed with the cell that defined it\n"


def test_a_failed_run_is_an_error_that_begins_in_the_users_cell(kernel):
    kernel.ok("@asset\ndef bad():\n    rows = []\n    return rows[0]", "bad")
    reply = kernel.run("%materialize bad")
    assert reply.content["status"] == "error"
    assert (reply.content["ename"], reply.content["evalue"]) == (
        "IndexError",
        "list index out of range",
    )
    (shown,) = reply.of("error")
    traceback = "\n".join(shown["traceback"])
    assert "rows" in traceback
    assert "dagbook" not in traceback
    assert traceback.count("Cell") == 1


def test_a_failing_asset_cell_shows_its_line(kernel):
    reply = kernel.run("%%asset bad --run\nn = 0\n1 / n", "bad")
    traceback = "\n".join(reply.of("error")[0]["traceback"])
    assert "line 3" in traceback
    assert "n" in traceback.splitlines()[-3]


def test_wrong_arguments_are_one_line_and_fail_the_cell(kernel):
    reply = kernel.run("%materialize nowhere")
    assert reply.content["status"] == "error"
    assert not reply.of("error")
    assert reply.text == "UsageError: There is no asset nowhere.\n"


def test_progress_is_one_output_updated_in_place(kernel):
    kernel.ok("import time\n@asset\ndef a(): return 1\n@asset\ndef b(a): time.sleep(0.15)", "ab")
    reply = kernel.ok("%materialize")
    (first,) = reply.of("display_data")
    updates = reply.of("update_display_data")
    assert {each["transient"]["display_id"] for each in updates} == {
        first["transient"]["display_id"]
    }
    assert updates[-1]["data"]["text/plain"].count("●") == 2
    assert reply.text.startswith("2 assets materialized in ")


def test_what_an_asset_prints_is_under_the_cell(kernel):
    kernel.ok("@asset\ndef a(): print('from the asset')", "a")
    first, closing = kernel.ok("%materialize a").text.splitlines()
    assert first == "from the asset"
    assert closing.startswith("1 asset materialized in ")


def test_an_interrupt_ends_the_run_at_once_and_the_next_one_works(kernel):
    kernel.ok(
        "import time\n@asset\ndef fine(): return 1\n"
        "@asset\ndef slow(fine):\n    print('slow began')\n    while True: time.sleep(0.01)",
        "slow",
    )
    message = kernel.start("%materialize")
    kernel.finish(message, lambda content: "slow began" in content.get("text", ""))
    interrupted_at = time.monotonic()
    kernel.manager.interrupt_kernel()
    reply = kernel.finish(message)
    assert time.monotonic() - interrupted_at < 5
    assert reply.content["ename"] == "KeyboardInterrupt"
    assert "session.py" not in "\n".join(reply.of("error")[0]["traceback"])
    text = kernel.ok("[(each.key, each.state) for each in assets()]").of("execute_result")[0]
    assert text["data"]["text/plain"] == "[('fine', 'fresh'), ('slow', 'never')]"
    kernel.ok("%materialize fine")


def test_an_async_asset_runs_while_the_kernels_loop_does(kernel):
    kernel.ok(
        "import asyncio\n@asset\nasync def a():\n    await asyncio.sleep(0)\n    return 5", "a"
    )
    reply = kernel.ok("await asyncio.sleep(0)\n%materialize a\nload('a')")
    assert reply.of("execute_result")[0]["data"]["text/plain"] == "5"


def test_a_definition_in_an_awaiting_cell_is_owned(kernel):
    said = kernel.ok("import asyncio\nawait asyncio.sleep(0)\n@asset\ndef awaited(): ...", "a").text
    assert said == "awaited defined\n"


def test_completion_offers_assets(kernel):
    kernel.ok("@asset\ndef orders(): ...", "o")
    reply = kernel.client.complete("%materialize or", 15, reply=True, timeout=60)["content"]
    assert reply["matches"] == ["orders"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (13, 15)


def test_assets_is_a_table_and_lineage_a_panel_with_its_picture(kernel):
    kernel.ok("@asset\ndef orders(): ...", "o")
    (table,) = kernel.ok("%assets").of("display_data")
    assert "<table" in table["data"]["text/html"]
    assert "never materialized" in table["data"]["text/plain"]
    picture, panel = kernel.ok("%lineage").of("display_data")
    assert "data-dagbook-static" in picture["data"]["text/html"]
    for words in picture["data"]["text/html"], picture["data"]["text/plain"]:
        assert "%materialize orders" in words
        assert "%why orders" in words
    assert "application/vnd.jupyter.widget-view+json" in panel["data"]


def test_a_front_end_that_sends_no_cell_ids_and_has_no_subshells(kernel):
    kernel.ok("@asset\ndef x():\n    return 1", None)
    assert "1 asset materialized" in kernel.ok("%materialize x", None).text
    said = kernel.ok("@asset\ndef x():\n    return 2", None).text
    assert said.startswith("x redefined; x now stale")
    panel = kernel.ok("%lineage", None).of("display_data")[1]["data"]
    model = panel["application/vnd.jupyter.widget-view+json"]["model_id"]
    content = {
        "comm_id": model,
        "data": {"method": "custom", "content": {"type": "materialize", "keys": ["x"]}},
    }
    # Without a subshell a click is heard once the cell that runs has ended.
    message = kernel.start("import time\ntime.sleep(0.3)\nload('x')", None)
    kernel.client.shell_channel.send(kernel.client.session.msg("comm_msg", content))
    shown = kernel.finish(message).of("execute_result")[0]["data"]["text/plain"]
    assert shown == "1"
    loaded = "%runs --wait\nload('x')"
    assert kernel.ok(loaded, None).of("execute_result")[0]["data"]["text/plain"] == "2"


def test_an_assets_cell_can_be_run_again_and_again(kernel):
    for number in range(3):
        reply = kernel.ok(f"%%asset total --run\n{number} + 1", "total")
        assert reply.of("execute_result")[0]["data"]["text/plain"] == str(number + 1)


def test_a_history_is_a_table_and_ipythons_own_is_still_there(kernel):
    kernel.ok("@asset\ndef kept():\n    return 1", "kept")
    for _ in range(2):
        kernel.ok("%materialize kept", "run kept")
    shown = kernel.ok("%history kept", "history").of("display_data")[-1]["data"]
    assert '<table class="dagbook-history">' in shown["text/html"]
    assert "current" in shown["text/plain"]
    assert "%materialize kept" in kernel.ok("%history", "typed").text
    assert "kept is back to the value made" in kernel.ok("%undo kept", "undo").text
    assert "wiped kept: 1 value" in kernel.ok("%wipe kept --yes", "wipe").text
