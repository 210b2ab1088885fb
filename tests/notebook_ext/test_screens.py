"""Bars in a terminal: what rich draws, looked at as a terminal shows it."""

import io
import re
import sys
import threading
import time

import pytest

from dagbook_jupyter.progress import Row
from dagbook_jupyter.screens import MOST_BARS, BarsScreen, bars_text, can_draw, screen_for

pyte = pytest.importorskip("pyte")


class Terminal:
    """A screen on a terminal that is emulated, and on a clock that stands.

    Args:
        running: The rows that run from the beginning.
    """

    def __init__(self, *running):
        self._file = io.StringIO()
        self._screen = pyte.Screen(80, 40)
        self._stream = pyte.Stream(self._screen)
        self._running = running
        self.now = 0.0

    def __enter__(self):
        self._before = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self._file
        self.screen = BarsScreen(lambda text: sys.stdout.write(f"{text}\n"), lambda: self.now)
        for row in self._running:
            self.screen.update(self._running, None)
            row.running = True
            self.screen.update(self._running, row)
        return self

    def __exit__(self, *_):
        self.screen.end([], [])
        ours = sys.stdout is self._file is sys.stderr
        sys.stdout, sys.stderr = self._before
        assert ours, "the streams are those of before"

    @property
    def lines(self):
        """The lines that are seen now."""
        self._stream.feed(self._file.getvalue().replace("\n", "\r\n"))
        self._file.truncate(0)
        self._file.seek(0)
        return [line.rstrip() for line in self._screen.display if line.strip()]

    @property
    def bars(self):
        return [line for line in self.lines if "━" in line]

    def wait(self, until):
        deadline = time.monotonic() + 10
        while not until() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert until(), self.lines


def rows(*labels, total=4):
    return [Row(label, partitioned=True, total=total) for label in labels]


def test_a_bar_tells_what_runs_how_much_of_it_is_done_and_what_is_left():
    raw, orders = both = rows("raw", "orders")
    with Terminal() as terminal:
        terminal.screen.update(both, None)
        raw.running, raw.done = True, 1
        terminal.screen.update(both, raw, "7 left, about 3.0 s")
        (bar,) = terminal.lines
        assert bar.startswith("raw ━")
        assert bar.endswith("1/4 7 left, about 3.0 s")
        raw.done, orders.running = 4, True
        terminal.now = 1.0
        terminal.screen.update(both, raw)
        printed, bar = terminal.lines
        assert printed == "raw    ● 4/4 0 ms"
        assert bar.startswith("orders ━")


def test_what_happens_a_moment_after_is_drawn_too_and_no_clock_goes_on():
    threads = threading.active_count()
    raw, orders = rows("raw", "orders")
    with Terminal(raw) as terminal:
        orders.running = True
        terminal.screen.update([raw, orders], orders)
        assert [line.split()[0] for line in terminal.lines] == ["raw"]
        terminal.wait(lambda: [line.split()[0] for line in terminal.bars] == ["raw", "orders"])
        terminal.wait(lambda: threading.active_count() <= threads)


def test_of_many_that_run_some_have_a_bar():
    many = rows(*(f"asset_{number}" for number in range(3 * MOST_BARS)))
    for row in many:
        row.running = True
    with Terminal(*many) as terminal:
        assert len(terminal.bars) == MOST_BARS


def test_at_the_end_only_the_lines_are_there():
    with Terminal(*rows("raw")) as terminal:
        assert len(terminal.bars) == 1
        terminal.screen.end([], ["1 asset materialized."])
        assert terminal.lines == ["1 asset materialized."]
        terminal.screen.end([], ["No bars are left to take away."])
        assert len(terminal.lines) == 2


def test_what_is_written_comes_above_and_the_bar_comes_back():
    with Terminal(*rows("raw")) as terminal:
        sys.stdout.write("reading\n")
        assert terminal.lines == ["reading"]
        terminal.wait(lambda: terminal.bars)
        sys.stderr.writelines(["one\n", "two\n"])
        terminal.wait(lambda: terminal.bars)
        assert terminal.lines[:3] == ["reading", "one", "two"]


@pytest.mark.parametrize("line", ["ipdb> ", "\r 40%|####      |", "Which day? "])
def test_a_line_that_is_not_ended_is_left_alone(line):
    with Terminal(*rows("raw")) as terminal:
        sys.stderr.write(line)
        time.sleep(0.3)
        assert terminal.lines == [line.lstrip("\r").rstrip()]
        sys.stderr.write("\n")
        terminal.wait(lambda: terminal.bars)


def test_a_stream_is_still_what_it_was_in_all_else():
    with Terminal(*rows("raw")):
        assert sys.stdout.stream.getvalue
        assert sys.stdout.isatty() is False
        assert sys.stdout.write("four\n") == 5
        assert sys.stdout.writable()


def test_a_long_name_and_a_narrow_terminal_take_one_line_a_bar():
    text = bars_text(rows("a" * 100, "b"), "7 left, about 3.0 s", 40)
    assert text.count("\n") == 2
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n"))) < 40


class NoKernel:
    in_kernel = False

    def say(self, text):
        pass


@pytest.mark.parametrize(
    ("is_terminal", "term", "draws"),
    [(True, "xterm", True), (True, "dumb", False), (True, "", False), (False, "xterm", False)],
)
def test_bars_are_for_terminals_that_take_lines_back(is_terminal, term, draws, monkeypatch):
    stream = io.StringIO()
    stream.isatty = lambda: is_terminal
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("TERM", term)
    assert can_draw() is draws
    assert isinstance(screen_for(NoKernel()), BarsScreen) is draws
