import pickle
import traceback

import pytest

from dagbook import asset
from dagbook_jupyter.errors import (
    CellSyntaxError,
    from_users_code,
    is_shown_from_users_code,
    users_frames,
)


def raised(function, *arguments):
    try:
        function(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it raises is what is asked for
        # The frame of this file is a user's too, and not the one that is meant.
        return error.with_traceback(error.__traceback__.tb_next)
    pytest.fail("nothing was raised")


def fails():
    raise ZeroDivisionError("no rows")


def test_the_users_exception_stays_what_it_is(bare):
    error = raised(fails)
    assert from_users_code(bare.shell, error) is error
    assert is_shown_from_users_code(error)
    assert "fails()" in "".join(error._render_traceback_())


def test_dagbooks_frames_in_front_are_not_shown(bare):
    error = raised(asset(fails))
    assert "__call__" in "".join(traceback.format_tb(error.__traceback__))
    lines = "".join(from_users_code(bare.shell, error)._render_traceback_())
    assert "__call__" not in lines
    assert "fails()" in lines


def test_an_error_without_users_code_is_its_message_alone(bare):
    error = raised(from_users_code, None, None)
    error = error.with_traceback(error.__traceback__.tb_next)
    assert users_frames(error.__traceback__) is None
    lines = "".join(from_users_code(bare.shell, error)._render_traceback_())
    assert lines.startswith("AttributeError")
    assert "---->" not in lines


def test_frames_in_front_added_later_are_not_shown(bare):
    error = from_users_code(bare.shell, raised(fails))

    def magic():
        raise error

    raised(magic)
    assert "magic" not in "".join(error._render_traceback_())


def test_its_own_rendering_of_an_exception_stays(bare):
    class MineError(Exception):
        def _render_traceback_(self):
            return ["mine"]

    assert from_users_code(bare.shell, MineError())._render_traceback_() == ["mine"]


def test_an_exception_that_was_shown_still_pickles(bare):
    error = pickle.loads(pickle.dumps(from_users_code(bare.shell, raised(fails))))
    assert str(error) == "no rows"


def test_other_exceptions_are_not_taken_for_shown():
    assert not is_shown_from_users_code(ValueError())


def test_a_syntax_error_is_shown_as_ipython_shows_one(bare):
    error = raised(compile, "x = = 1", "<cell>", "exec")
    lines = "".join(CellSyntaxError(bare.shell, error)._render_traceback_())
    assert "x = = 1" in lines
    assert lines.rstrip().endswith("SyntaxError: invalid syntax")
    assert "test_errors" not in lines


def test_an_error_of_dagbook_itself_shows_the_users_lines_alone(cells):
    shown = cells.fail("from dagbook import load\ndef mine():\n    return load('nope')\nmine()")
    assert "There is no asset nope" in shown
    assert "return load('nope')" in shown
    assert "session.py" not in shown


def test_a_users_error_through_materialize_shows_the_users_lines_alone(cells):
    cells.run("from dagbook import asset, materialize")
    shown = cells.fail("@asset\ndef bad():\n    raise ValueError('no rows')\nmaterialize([bad])")
    assert "ValueError: no rows" in shown
    assert "raise ValueError('no rows')" in shown
    assert "run_loop.py" not in shown


def test_other_errors_are_shown_as_ipython_shows_them(cells, bare):
    assert "SyntaxError" in cells.fail("x = (")
    assert "compilerop.py" not in cells.fail("x = (")
    assert "ZeroDivisionError" in cells.fail("1 / 0")
    bare.shell.extension_manager.unload_extension("dagbook")
    assert bare.shell.custom_exceptions == ()


def test_frames_of_dagbook_behind_the_users_are_not_shown_either(cells):
    cells.run("@asset\ndef odd():\n    return Output(1, metadata={'a': object})")
    shown = cells.fail("%materialize odd")
    assert "return Output(1" in shown
    assert "metadata_forms.py" not in shown
    assert "__create_fn__" not in shown


def test_what_a_resource_raises_is_shown_from_the_users_code_on(cells):
    printed = cells.fail("""
        @resource
        def database():
            raise OSError("no disk")

        @asset(required_resource_keys={"database"})
        def made():
            return 1

        defs = Definitions([made], resources={"database": database})
        %materialize made
        """)
    assert "Nothing materialized in " in printed
    assert "; 1 step not run." in printed
    assert "interrupted" not in printed
    assert printed.count('raise OSError("no disk")') == 1
    assert "contextlib" not in printed
    assert "dagbook/" not in printed
    assert printed.splitlines()[-1].startswith("DagsterResourceFunctionError: ")


def test_a_run_that_cannot_begin_says_why_and_nothing_else(cells):
    cells.run("@asset(required_resource_keys={'database'})\ndef made():\n    return 1")
    printed = cells.fail("%materialize made")
    assert printed.startswith("UsageError: resource with key 'database' required by op 'made'")
    assert len(printed.splitlines()) == 1
