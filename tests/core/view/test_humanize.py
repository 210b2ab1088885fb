import re
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.humanize import columns, count, duration, moment, one_line, pad, size


@given(st.integers(0, 10**20))
def test_a_size_has_at_most_three_digits_and_is_off_by_at_most_a_twentieth(size_bytes):
    number, unit = size(size_bytes).split()
    factor = 1000 ** ("B", "kB", "MB", "GB", "TB", "PB", "EB").index(unit)
    assert len(number.replace(".", "")) <= 3
    assert abs(float(number) * factor - size_bytes) <= size_bytes / 20


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9_949, "9.9 kB"), (9_960, "10 kB")],
)
def test_a_size_loses_its_decimal_from_ten_on(size_bytes, shown):
    assert size(size_bytes) == shown


@given(st.floats(0, 10**7))
def test_a_duration_never_says_sixty_of_a_unit_and_is_off_by_at_most_the_last_unit(seconds):
    parts = re.findall(r"([\d.]+) (ms|s|min|h|d)", duration(seconds))
    units = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400}
    told = sum(float(number) * units[unit] for number, unit in parts)
    assert abs(told - seconds) <= units[parts[-1][1]]
    assert not re.search(r"\b(60 s|60 min|24 h|1000 ms)\b", duration(seconds))


def test_a_moment_is_told_in_the_zone_asked_for():
    assert moment(0, UTC) == "1970-01-01 00:00"
    assert moment(0, timezone(timedelta(hours=-5))) == "1969-12-31 19:00"


def test_only_one_is_singular():
    assert [count(n, "asset") for n in (0, 1, 2)] == ["0 assets", "1 asset", "2 assets"]


@given(st.text())
def test_one_line_holds_no_control_character_and_no_double_space(text):
    line = one_line(text)
    assert line == line.strip()
    assert "  " not in line
    assert line.isprintable() or not re.search(r"[\x00-\x1f\x7f-\x9f]", line)


def test_padding_counts_terminal_columns_not_letters():
    assert columns("注文é") == 5
    assert pad("注文", 6) == "注文  "
