"""What is wrong with a magic's line, in words for a user: argparse's own are for programs."""

import argparse
import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from dagbook.errors import DagsterInvalidConfigError, SelectionSyntaxError, did_you_mean

_NUMBER = re.compile(r"-\d")
_NAME = re.compile(r"(?!(?:and|or|not)$)[\w/]+")
_EXAMPLE = re.compile(r"^\s+(%{1,2}\w+ .*)$", re.MULTILINE)


def unknown_option(words: Sequence[str], options: Sequence[str]) -> str:
    """Return what is wrong when one of *words* is an option that is none of *options*, else "".

    >>> unknown_option(["raw", "--partitons", "all"], ["--partition", "--partitions"])
    'there is no option --partitons. Did you mean --partitions or --partition?'
    >>> unknown_option(["--part", "-1"], ["--partition"])
    ''
    """
    for word in words:
        if word == "--":
            return ""
        name = word.partition("=")[0]
        if len(word) < 2 or word[0] != "-" or _NUMBER.match(word):  # noqa: PLR2004 - a lone dash is no option
            continue
        # What begins an option means it, as in argparse.
        if not any(option == name or option.startswith(f"{name}") for option in options):
            close = get_close_matches(name, options, n=2)
            return f"there is no option {name}.{did_you_mean(tuple(close))}".removesuffix(".")
    return ""


def in_words(said: str, parser: argparse.ArgumentParser) -> str:
    r"""Return what argparse *said* of a line for *parser*, as a user reads it.

    >>> parser = argparse.ArgumentParser(description="Examples: \n  %runs --limit 5")
    >>> _ = parser.add_argument("--limit")
    >>> in_words("argument --limit: expected one argument", parser)
    '--limit needs a value, as in %runs --limit 5'
    >>> in_words("argument --limit: invalid int value: 'x'", parser)
    '--limit x: x is no whole number'
    >>> in_words("unrecognized arguments: more", parser)
    'more is too much'
    """
    for pattern, words in _SAID:
        found = pattern.fullmatch(said)
        if found is not None:
            return words(found, parser)
    return said


def empty_word(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> str:
    """Return what is wrong when a word that names something is empty, else ""."""
    for action in parser._actions:  # noqa: SLF001 - argparse tells them nowhere else
        value = getattr(arguments, action.dest, None)
        words = value if isinstance(value, list) else [value]
        if not action.option_strings and "" in words:
            return f"the {_called(action.dest)} is empty"
    return ""


def unreadable(error: SelectionSyntaxError) -> str:
    """Return in one line where a selection cannot be read.

    >>> unreadable(SelectionSyntaxError("a b)", 2, "'and' or 'or' is expected here"))
    "The selection `a b)` cannot be read at `b)`: 'and' or 'or' is expected here."
    >>> unreadable(SelectionSyntaxError("a b", 2, "'and' or 'or' is expected here"))
    "The selection `a b` cannot be read at `b`: 'and' or 'or' is expected here, as in a or b."
    """
    rest = error.selection[error.position :].strip()
    place = f"at `{rest}`" if rest else "at its end"
    names = error.selection.split()
    both = f", as in {' or '.join(names)}" if all(map(_NAME.fullmatch, names)) and rest else ""
    return f"The selection `{error.selection}` cannot be read {place}: {error.problem}{both}."


def config_mistake(error: DagsterInvalidConfigError) -> str:
    r"""Return what is wrong with a run's config; in one line where it is one thing.

    >>> head = "Error in config for job __ephemeral_asset_job__"
    >>> config_mistake(DagsterInvalidConfigError(f"{head}\n    Error 1: Missing entry."))
    'Missing entry.'
    """
    head, *lines = str(error).splitlines()
    single = len(lines) == 1 and head.startswith("Error in config")
    return re.sub(r"^\s*Error 1: ", "", lines[0]) if single else str(error)


def unclosed(line: str) -> str:
    """Return what is wrong with *line*, in which a quote is not closed.

    >>> unclosed("orders 'a b")
    "a quote is not closed in orders 'a b"
    """
    return f"a quote is not closed in {line.strip()}"


def _as_in(parser: argparse.ArgumentParser, option: str = "") -> str:
    """Return an example of the parser's help, one with *option* where there is one."""
    examples = _EXAMPLE.findall(parser.description or "")
    fitting = [each for each in examples if f"{option} " in each]
    return f", as in {fitting[0].strip()}" if fitting else ""


def _called(dest: str) -> str:
    """Return what a word is called.

    >>> _called("key"), _called("name"), _called("selection")
    ('key', 'name', 'selection')
    """
    return dest.replace("_", " ")


def _missing(found: re.Match[str], parser: argparse.ArgumentParser) -> str:
    name = found[1].partition(",")[0]
    return f"the {_called(name)} is missing{_as_in(parser)}"


def _no_value(found: re.Match[str], parser: argparse.ArgumentParser) -> str:
    return f"{found[1]} needs a value{_as_in(parser, found[1])}"


def _no_integer(found: re.Match[str], _parser: argparse.ArgumentParser) -> str:
    return f"{found[1]} {found[2]}: {found[2]} is no whole number"


def _no_choice(found: re.Match[str], _parser: argparse.ArgumentParser) -> str:
    choices = [each.strip("' ") for each in found[3].split(",")]
    before = f"{found[1]} " if found[1].startswith("-") else ""
    said = f"{before}{found[2]} is none of {', '.join(choices)}"
    close = get_close_matches(found[2], choices, n=1)
    return f"{said}.{did_you_mean(tuple(close))}".removesuffix(".")


def _too_much(found: re.Match[str], _parser: argparse.ArgumentParser) -> str:
    return f"{found[1]} is too much"


def _of_option(found: re.Match[str], _parser: argparse.ArgumentParser) -> str:
    return f"{found[1]}: {found[2]}"


_SAID: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], argparse.ArgumentParser], str]], ...
] = (
    (re.compile(r"the following arguments are required: (.+)"), _missing),
    (re.compile(r"unrecognized arguments: (.+)"), _too_much),
    (re.compile(r"argument (\S+): expected .*argument.*"), _no_value),
    (re.compile(r"argument (\S+): invalid int value: '(.*)'"), _no_integer),
    (re.compile(r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)"), _no_choice),
    (re.compile(r"argument (\S+): (.+)"), _of_option),
)
"""What argparse says, and how it is said here; the first that fits."""
