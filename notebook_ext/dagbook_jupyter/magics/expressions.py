"""Python in a magic's line: the user's own code, as in any cell."""

import linecache
from glob import escape
from pathlib import Path
from typing import Any

from IPython.core.error import UsageError

from dagbook.authoring.config_files import config_from_files
from dagbook.authoring.run_config import as_run_config
from dagbook.errors import DagsterError, did_you_mean
from dagbook.foundation.names import similar
from dagbook.view.humanize import one_line
from dagbook_jupyter.errors import from_users_code
from dagbook_jupyter.notebook import Notebook

CONFIG_FILES = (".yaml", ".yml", ".json")


def value_of(notebook: Notebook, where: str, expression: str, hint: str = "") -> Any:
    """Return the value of *expression*.

    Args:
        notebook: Whose variables it reads.
        where: What it stands after, such as ``%use --define test``, for messages.
        expression: Python.
        hint: A sentence for when it is none.

    Raises:
        UsageError: It is no Python, or fails itself.
        Exception: What a function that it calls raised, shown from the expression on.
    """
    shell, filename = notebook.shell, f"<{where}>"
    try:
        code = compile(expression, filename, "eval")
    except SyntaxError as error:
        raise UsageError(f"{where}: {error.msg} in {expression}. {hint}".rstrip()) from None
    # A failure inside what the expression calls shows the expression as its first frame.
    lines = [f"{expression}\n"]
    linecache.cache[filename] = (len(expression), None, lines, filename)
    try:
        return eval(code, shell.user_ns)  # noqa: S307 - the user's own code, as in any cell
    except Exception as error:  # noqa: BLE001 - whatever the user's expression raises
        trace = error.__traceback__
        if trace is not None and trace.tb_next is not None and trace.tb_next.tb_next is None:
            said = one_line(f"{type(error).__name__}: {error}")
            raise UsageError(f"{where}: {said} in {expression}") from None
        raise from_users_code(shell, error) from None


def run_config_of(notebook: Notebook, magic: str, text: str | None) -> Any:
    """Return the run config that ``--run-config`` means: a dict, a variable, or a file.

    Raises:
        UsageError: It is none of these.
    """
    if text is None:
        return None
    where = f"%{magic} --run-config"
    if text.startswith("{"):
        return _checked(where, text, value_of(notebook, where, text))
    if text in notebook.shell.user_ns:
        return _checked(where, text, notebook.shell.user_ns[text])
    path = Path(text).expanduser()
    if not path.is_file():
        meant = did_you_mean(similar(text, config_files(Path.cwd())))
        raise UsageError(
            f"{where} {text}: there is no such variable and no such file.{meant} Write a dict, "
            "the name of one or of a RunConfig, or a YAML or JSON file."
        )
    try:
        return config_from_files([escape(str(path))])
    except (DagsterError, UnicodeDecodeError, OSError) as error:
        raise UsageError(one_line(f"{where} {text}: {error}")) from None


def config_files(folder: Path) -> list[str]:
    """Return the names of files in *folder* that may hold a run config, sorted."""
    return sorted(each.name for each in folder.iterdir() if each.suffix in CONFIG_FILES)


def _checked(where: str, text: str, value: Any) -> Any:
    """Return *value*, which is a run config.

    Raises:
        UsageError: It is not.
    """
    try:
        as_run_config(value)
    except DagsterError:
        raise UsageError(
            f"{where} {text}: that is no dict and no RunConfig, but {type(value).__name__}."
        ) from None
    return value
