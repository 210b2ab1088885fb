"""What a magic is, and how the text after its name becomes arguments."""

import argparse
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.utils.process import arg_split  # type: ignore[attr-defined]  # where IPython's own magics take it from

from dagbook.errors import DagsterError
from dagbook_jupyter.errors import is_shown_from_users_code
from dagbook_jupyter.notebook import Notebook

Run = Callable[[Notebook, argparse.Namespace, str], Any]
"""Does what a magic does; the text is the cell's body, "" of a line magic."""


@dataclass(frozen=True, slots=True)
class Magic:
    """A magic: its name, its arguments, and what it does.

    Args:
        name: Without the percent signs.
        parser: Its arguments.
        run: What it does; what that returns is the value of the line or cell.
        is_cell: Whether it is a cell magic.
        is_meant: Tells whether a line is for it, where IPython has a magic of the same name; None
            means always.
        rest_after: The option after whose value the rest of the line is one argument, whatever is
            in it; None for no such option.
    """

    name: str
    parser: argparse.ArgumentParser
    run: Run
    is_cell: bool = False
    is_meant: Callable[[str], bool] | None = None
    rest_after: str | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Its options, such as ``--partition``."""
        return tuple(
            text
            for action in self.parser._actions  # noqa: SLF001 - argparse tells them nowhere else
            for text in action.option_strings
        )


def new_parser(name: str, description: str, *, is_cell: bool = False) -> argparse.ArgumentParser:
    """Return the parser of the magic *name*, whose help is *description*."""
    # IPython's formatter puts one percent sign before the name, whatever kind of magic it is.
    prog = f"%{name}" if is_cell else name
    parser: argparse.ArgumentParser = MagicArgumentParser(  # type: ignore[no-untyped-call]  # IPython's own has no types
        prog=prog, description=inspect.cleandoc(description)
    )
    return parser


def bound(
    magic: Magic, notebook: Notebook, before: Callable[..., Any] | None = None
) -> Callable[..., Any]:
    """Return *magic* as the function that IPython calls.

    Args:
        magic: The magic.
        notebook: What it works on.
        before: The magic that had its name; it gets the lines that are not meant for *magic*.
    """

    def call(line: str, cell: str = "") -> Any:
        if before is not None and magic.is_meant is not None and not magic.is_meant(line):
            return before(line)
        try:
            return magic.run(notebook, parse(magic, line), cell)
        except DagsterError as error:
            if is_shown_from_users_code(error):
                raise
            raise UsageError(str(error)) from None

    call.__name__ = call.__qualname__ = magic.name
    call.__doc__ = magic.parser.format_help()
    return call


def parse(magic: Magic, line: str) -> argparse.Namespace:
    """Return the arguments in *line*, and `line` itself.

    Raises:
        UsageError: They do not fit; one line, with where to look.
    """
    try:
        arguments = magic.parser.parse_intermixed_args(_words(magic, line))
    except (UsageError, ValueError, TypeError) as error:
        kind = "%%" if magic.is_cell else "%"
        said = str(error).rstrip(".")
        raise UsageError(
            f"{kind}{magic.name}: {said}. {kind}{magic.name}? shows how it is used."
        ) from None
    arguments.line = line
    return arguments


def _words(magic: Magic, line: str) -> list[str]:
    """Return the words of *line*, without quotes around them."""
    rest: list[str] = []
    if magic.rest_after is not None:
        found = re.fullmatch(rf"(.*?{magic.rest_after}[\s=]+\S+)\s+(.*)", line, re.DOTALL)
        if found is not None:
            # After "--" a word is no option, even one such as -1.
            line, rest = found[1], ["--", found[2].strip()]
    return [*(unquoted(word) for word in arg_split(line, strict=True)), *rest]


def unquoted(word: str) -> str:
    """Return *word* without quotes around it.

    >>> unquoted('"group:sales and raw"'), unquoted('key:"a b"')
    ('group:sales and raw', 'key:"a b"')
    """
    quote = word[:1]
    inner = word[1:-1]
    whole = len(word) > 1 and quote in {'"', "'"} and word.endswith(quote) and quote not in inner
    return inner if whole else word


def selection_of(words: list[str]) -> str | None:
    """Return the selection that *words* are, or None without any."""
    return " ".join(words) or None
