import sys

import numpy as np

from dagbook_jupyter.frames_text import MOST_FRAMES, MOST_NAMES, frames_text, value_text


class Broken:
    def __repr__(self):
        raise RuntimeError


def failed(function, *arguments):
    """Return the traceback of what *function* raised, without this frame."""
    try:
        function(*arguments)
    except ArithmeticError:
        return sys.exc_info()[2].tb_next
    raise AssertionError


def place_of(_filename):
    return "cell 7"


def test_a_frame_has_its_place_its_lines_and_its_variables():
    def divide(number, by):
        """Divide."""
        import math

        return math.floor(number / by)

    text = frames_text(failed(divide, 3, 0), place_of)
    first = divide.__code__.co_firstlineno
    assert text.splitlines() == [
        f"cell 7, line {first + 4}, in divide",
        "    import math",
        "",
        "  → return math.floor(number / by)",
        "  number = 3",
        "  by = 0",
    ]


def test_of_a_file_its_name_is_shown_and_no_folder():
    def divide():
        return 1 / 0

    assert frames_text(failed(divide), lambda _: "").startswith("test_frames_text.py, line ")


def test_of_many_frames_and_variables_the_last_and_first_are_shown():
    def down(depth):
        if not depth:
            raise ArithmeticError
        down(depth - 1)

    text = frames_text(failed(down, 9), place_of)
    assert text.startswith(f"({10 - MOST_FRAMES} frames before these)\n")
    assert text.count("cell 7, line ") == MOST_FRAMES

    def many():
        values = {f"name_{number}": number for number in range(30)}
        exec("raise ArithmeticError", {}, values)

    text = frames_text(failed(many), place_of)
    assert "name_0 = 0" in text
    assert f"and {30 - MOST_NAMES} more" in text


def test_values_take_one_line_whatever_they_are():
    assert value_text(np.zeros((1000, 3))) == "ndarray, 1,000 x 3"
    assert value_text({"a": "line\nline"}) == r"{'a': 'line\nline'}"
    assert len(value_text(list(range(10_000)))) < 100
    assert "Broken" in value_text(Broken())
