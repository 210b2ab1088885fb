"""The page on terminals is what a session in a terminal prints."""

import re

import pytest

from dagbook_jupyter.magics.table import MAGICS

pytest.importorskip("pexpect", reason="a pseudo-terminal needs a POSIX system")
pytest.importorskip("pyte")


def blocks(page):
    return [part.partition("\n```")[0] for part in page.split("```text\n")[1:]]


def test_the_page_is_what_a_terminal_shows(tool, root, tmp_path, jupyter_home):
    terminal = tool("write_terminal")
    page = (root / "docs" / "terminal.md").read_text(encoding="utf-8")
    made = terminal.page(tmp_path.resolve())
    for was, now in zip(blocks(page), blocks(made), strict=True):
        assert terminal.normal(now) == terminal.normal(was)
    assert terminal.normal(made) == terminal.normal(page)


def test_every_line_fits_the_terminal(tool, root):
    terminal = tool("write_terminal")
    page = (root / "docs" / "terminal.md").read_text(encoding="utf-8")
    shown = [line for block in blocks(page) for line in block.splitlines()]
    outputs = [line for line in shown if not line.startswith(("In: ", "   ...: "))]
    assert max(map(len, outputs)) <= terminal.COLUMNS


def test_times_and_widths_do_not_matter_and_words_do(tool):
    normal = tool("write_terminal").normal
    assert normal("orders  ● 12 ms") == normal("orders ● 1.2 s")
    assert normal("orders ● 1 ms") != normal("orders ✕ 1 ms")
    assert normal("3 orders") != normal("4 orders")


def test_every_magic_is_there(tool, root):
    page = (root / "docs" / "terminal.md").read_text(encoding="utf-8")
    entered = set(re.findall(r"^In: %{1,2}(\w+)", page, re.MULTILINE))
    assert not {magic.name for magic in MAGICS} - entered
