"""What a magic is, and how the text after its name becomes arguments."""

import argparse
import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.utils.process import arg_split  # type: ignore[attr-defined]  # where IPython's own magics take it from

from dagbook.errors import DagsterError, DagsterInvalidConfigError, SelectionSyntaxError
from dagbook_jupyter.error_places import places_of
from dagbook_jupyter.errors import is_shown_from_users_code
from dagbook_jupyter.magics.mistakes import (
    config_mistake,
    empty_word,
    in_words,
    unclosed,
    unknown_option,
    unreadable,
)
from dagbook_jupyter.notebook import Notebook

_WIDTH = 78

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
        dict_after: The option after which a dict in braces is one word, whatever is in it.
    """

    name: str
    parser: argparse.ArgumentParser
    run: Run
    is_cell: bool = False
    is_meant: Callable[[str], bool] | None = None
    rest_after: str | None = None
    dict_after: str | None = None

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
        prog=prog, description=_narrow(inspect.cleandoc(description))
    )
    return parser


def _narrow(text: str) -> str:
    r"""Return *text* with paragraphs that fit a terminal; what is indented stays as it is.

    >>> print(_narrow("one " * 30 + "\n\nExamples::\n\n    %runs"))
    one one one one one one one one one one one one one one one one one one one
    one one one one one one one one one one one
    <BLANKLINE>
    Examples::
    <BLANKLINE>
        %runs
    """
    parts = text.split("\n\n")
    filled = [each if each.startswith(" ") else textwrap.fill(each, _WIDTH) for each in parts]
    return "\n\n".join(filled)


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
            where = places_of(error, notebook.session.live.snapshot())
            raise UsageError(f"{_one_line(error)} {where}".rstrip()) from None

    call.__name__ = call.__qualname__ = magic.name
    call.__doc__ = magic.parser.format_help()
    return call


def parse(magic: Magic, line: str) -> argparse.Namespace:
    """Return the arguments in *line*, and `line` itself.

    Raises:
        UsageError: They do not fit; one line, with where to look.
    """
    try:
        words = _words(magic, line)
    except ValueError:
        raise _mistake(magic, unclosed(line)) from None
    unknown = unknown_option(words, magic.options)
    if unknown:
        raise _mistake(magic, unknown)
    try:
        arguments = magic.parser.parse_intermixed_args(words)
    except (UsageError, TypeError) as error:
        raise _mistake(magic, in_words(str(error), magic.parser)) from None
    empty = empty_word(arguments, magic.parser)
    if empty:
        raise _mistake(magic, empty)
    arguments.line = line
    return arguments


def _one_line(error: DagsterError) -> str:
    """Return what *error* says, in a line where it can be."""
    match error:
        case SelectionSyntaxError():
            return unreadable(error)
        case DagsterInvalidConfigError():
            return config_mistake(error)
        case _:
            return str(error)


def _mistake(magic: Magic, said: str) -> UsageError:
    """Return the error that says in one line what is wrong, and where to look."""
    name = f"{'%%' if magic.is_cell else '%'}{magic.name}"
    said = said.rstrip(".")
    stop = "" if said.endswith("?") else "."
    return UsageError(f"{name}: {said}{stop} {name}? shows how it is used.")


def _words(magic: Magic, line: str) -> list[str]:
    """Return the words of *line*, without quotes around them."""
    rest: list[str] = []
    if magic.rest_after is not None:
        found = re.fullmatch(rf"(.*?{magic.rest_after}[\s=]+\S+)\s+(.*)", line, re.DOTALL)
        if found is not None:
            # After "--" a word is no option, even one such as -1.
            line, rest = found[1], ["--", found[2].strip()]
    if magic.dict_after is not None:
        line, rest = _without_dict(line, magic.dict_after)
    return [*(unquoted(word) for word in arg_split(line, strict=True)), *rest]


def _without_dict(line: str, option: str) -> tuple[str, list[str]]:
    """Return *line* without *option* and the dict after it, and these two as words.

    >>> _without_dict("raw --conf {'a': '}'} --yes", "--conf")
    ('raw  --yes', ['--conf', "{'a': '}'}"])
    >>> _without_dict("raw --conf prod", "--conf")
    ('raw --conf prod', [])
    """
    found = re.search(rf"{option}[\s=]+(?={{)", line)
    if found is None:
        return line, []
    text = line[found.end() :]
    for brace in re.finditer("}", text):
        try:
            ast.parse(text[: brace.end()], mode="eval")
        except SyntaxError:
            continue
        return line[: found.start()] + text[brace.end() :], [option, text[: brace.end()]]
    return line[: found.start()], [option, text]


def unquoted(word: str) -> str:
    """Return *word* without quotes around it.

    >>> unquoted('"group:sales and raw"'), unquoted('key:"a b"')
    ('group:sales and raw', 'key:"a b"')
    """
    quote = word[:1]
    inner = word[1:-1]
    whole = len(word) > 1 and quote in {'"', "'"} and word.endswith(quote) and quote not in inner
    return inner if whole else word


def number_from_one(text: str) -> int:
    """Return the number that *text* is.

    Raises:
        argparse.ArgumentTypeError: It is none from 1 on.

    >>> number_from_one("20")
    20
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number above zero")
    return int(text)
