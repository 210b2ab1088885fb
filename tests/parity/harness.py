"""One source, run by Dagster and by dagbook, and what each made of it.

A case is Dagster code as a user would write it, with ``from dagster import ...`` or
``import dagster as dg``. It leaves a `RESULT` of plain values, or raises. For dagbook the library's
name is replaced, in import lines alone.
"""

import contextlib
import linecache
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from types import ModuleType
from typing import Any

from dagbook.partitions.key_sequence import KeySequence

IMPORT = re.compile(r"^(\s*)(from|import)(\s+)dagster\b", re.MULTILINE)
NOT_YET = re.compile(r"does not offer \w+ yet|is not in dagbook yet")
"""What dagbook says of a part of Dagster's API that it lacks."""

_PLAIN = (str, int, float, bool, type(None))
_runs = count()


@dataclass(frozen=True, slots=True)
class Case:
    """A source and what is known of it.

    Args:
        name: The claim that the source bears out.
        source: The code.
        culprit: For a source that raises: what dagbook's message has to name.
        better: Why dagbook differs here on purpose; then `ours` or `ours_raises` is what it does.
        ours: What dagbook makes of it, where that differs.
        ours_raises: The error that dagbook raises, where that differs.
    """

    name: str
    source: str
    culprit: str | None = None
    better: str | None = None
    ours: Any = None
    ours_raises: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a source made: a plain result, or the names of an error's classes and its message."""

    result: Any = None
    error: tuple[str, ...] = ()
    message: str = ""


def run(
    source: str, library: str, given: Mapping[str, Any] | None = None, last: str | None = None
) -> Outcome:
    """Execute *source* with *library* in a fresh module.

    Args:
        source: Code that imports `dagster`.
        library: "dagster" or "dagbook".
        given: Names that the code finds defined.
        last: An expression that is the result, instead of the code's own `RESULT`.
    """
    text = IMPORT.sub(rf"\1\2\3{library}", source)
    name = f"parity_case_{next(_runs)}"
    module = ModuleType(name)
    module.__dict__.update(given or {})
    module.__file__ = f"{name}.py"
    # Fingerprints read the source, pydantic and typing the module of a class.
    linecache.cache[module.__file__] = (len(text), None, text.splitlines(keepends=True), name)
    sys.modules[name] = module
    try:
        with _quiet():
            exec(compile(text, module.__file__, "exec"), module.__dict__)
            result = eval(last, module.__dict__) if last else module.RESULT
    except Exception as error:
        if isinstance(error, AttributeError) and "has no attribute 'RESULT'" in str(error):
            raise
        return Outcome(
            error=tuple(each.__name__ for each in type(error).__mro__), message=str(error)
        )
    finally:
        del sys.modules[name]
    return Outcome(result=_plain(result))


def difference(case: Case) -> str | None:
    """Return how dagbook differs from Dagster on *case*, or None.

    An error is alike if dagbook's class is, or extends, one of the name that Dagster raises, and
    its message names the culprit.
    """
    theirs, ours = run(case.source, "dagster"), run(case.source, "dagbook")
    if NOT_YET.search(ours.message):
        return ours.message
    if case.better:
        if (theirs.result, theirs.error[:1]) == (ours.result, ours.error[:1]):
            return "this known difference is none any more"
        theirs = Outcome(case.ours, (case.ours_raises,) if case.ours_raises else ())
    return compared(theirs, ours, case.culprit)


def compared(theirs: Outcome, ours: Outcome, culprit: str | None) -> str | None:
    """Return how the outcomes differ, or None."""
    if theirs.error and ours.error:
        if theirs.error[0] not in ours.error:
            return f"{theirs.error[0]} is expected, dagbook raises {ours.error[0]}: {ours.message}"
        if culprit is None or culprit not in ours.message:
            return f"the message does not name {culprit}: {ours.message}"
    elif theirs.error:
        return f"{theirs.error[0]} is expected, dagbook returns {ours.result!r}: {theirs.message}"
    elif ours.error:
        return f"only dagbook raises {ours.error[0]}: {ours.message}"
    elif theirs.result != ours.result:
        return f"expected: {theirs.result!r}\ndagbook:  {ours.result!r}"
    return None


def _plain(value: Any) -> Any:
    """Return *value* if it holds nothing of either library, so that it can be compared."""
    if type(value) is dict:
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, KeySequence) or type(value) in {list, tuple, set, frozenset}:
        parts = list(value)
    else:
        if type(value) not in _PLAIN:
            raise TypeError(f"a case leaves plain values; {value!r} is a {type(value).__name__}")
        parts = []
    for part in parts:
        _plain(part)
    return value


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Leave out warnings about what is in beta."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
