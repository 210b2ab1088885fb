"""Whether assets make the same value twice: run into a scratch place two times and compared.

What does not is marked, for as long as its code stays: each of its values counts as a new one, so
that nothing downstream is held back because two of them happen to be equal.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Protocol

from dagbook.foundation.serdes import from_json, to_json
from dagbook.io_managers.formats import write_value
from dagbook.io_managers.problems import NotStorable
from dagbook.model.asset_key import AssetKey
from dagbook.session.rehearsal import Rehearsing, Value, name_of, plan_scratch, scratch_run
from dagbook.versions.content import content_of, describe

FILE = "unsteady.json"
"""The file of the store that holds the marks."""

UNSTEADY = (
    "made two different values when it was run twice (%materialize NAME --twice); what reads it is "
    "made again after each run of it"
)
"""Said of an asset that is marked."""

Verdict = Literal["same", "differs", "unknown"]


class Checking(Rehearsing, Protocol):
    """What the check needs of a session."""

    @property
    def unsteady(self) -> "Unsteady":
        """The marks."""

    def code_versions(self, keys: Iterable[AssetKey]) -> Mapping[AssetKey, str | None]:
        """Return the code version of each of *keys* now."""


@dataclass(frozen=True, slots=True)
class Twice:
    """What two runs of one asset, or of one partition of it, made.

    Args:
        name: The asset, with its partition in brackets.
        verdict: Whether both made the same; "unknown" of what cannot be compared.
        first: What the first made, in words.
        second: What the second made.
    """

    name: str
    verdict: Verdict
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Determinism:
    """How a check went.

    Args:
        checked: What was made twice.
        error: What the first step that failed raised, or None; then nothing is marked.
    """

    checked: tuple[Twice, ...]
    error: BaseException | None = None


class Unsteady:
    """The assets that made two different values of the same, by the code that did.

    Args:
        root: The store's folder.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        self._marks: dict[str, str] = {}
        with suppress(OSError, json.JSONDecodeError):
            self._marks = from_json(self._path.read_text(encoding="utf-8"))

    def __contains__(self, key: AssetKey) -> bool:
        return key.to_user_string() in self._marks

    def code(self, key: AssetKey) -> str | None:
        """Return the code version that *key* is marked for, or None."""
        return self._marks.get(key.to_user_string())

    def put(self, marks: Mapping[AssetKey, str | None]) -> None:
        """Mark each asset for a code version; None takes its mark away."""
        changed = dict(self._marks)
        for key, code in marks.items():
            changed.pop(key.to_user_string(), None)
            if code is not None:
                changed[key.to_user_string()] = code
        if changed != self._marks:
            self._marks = changed
            part = self._path.with_suffix(".part")
            part.write_text(to_json(changed), encoding="utf-8")
            part.replace(self._path)


def check_twice(
    session: Checking,
    selection: str | Sequence[AssetKey] | None = None,
    partitions: str | None = None,
) -> Determinism:
    """Run assets two times into a scratch place, compare, and mark those that differ.

    Args:
        session: What is live, and the stored values that are read.
        selection: What to check; see `plan_scratch`.
        partitions: Which partitions; the last one by default.

    Raises:
        DagsterError: The request does not fit what is defined.
    """
    plan = plan_scratch(session, selection, partitions)
    runs: list[dict[Value, tuple[str | None, str]]] = []
    for _ in range(2):
        found: dict[Value, tuple[str | None, str]] = {}
        with TemporaryDirectory(prefix="dagbook-twice-") as folder:

            def seen(
                key: AssetKey,
                partition: str | None,
                value: Any,
                found: dict[Value, tuple[str | None, str]] = found,
                place: Path = Path(folder),
            ) -> None:
                found[key, partition] = value_hash(value, place), describe(value)

            _, error = scratch_run(session, plan, None, seen)
        if error is not None:
            return Determinism((), error)
        runs.append(found)
    values = tuple(
        Twice(name_of(*each), _verdict(runs[0][each][0], now), runs[0][each][1], words)
        for each, (now, words) in runs[1].items()
        if each in runs[0]
    )
    _mark(session, {each: told.verdict for each, told in zip(runs[1], values, strict=False)})
    return Determinism(values)


def value_hash(value: Any, folder: Path) -> str | None:
    """Return what the version of *value* would be if it were stored; None when nothing tells."""
    try:
        stored = write_value(value, folder)
    except NotStorable:
        return content_of(value).digest
    stored.path.unlink(missing_ok=True)
    return stored.value_hash


def determinism_text(told: Determinism) -> str:
    """Return *told* as lines.

    >>> values = (Twice("a", "same", "1", "1"), Twice("b", "differs", "list of 1", "list of 2"))
    >>> print(determinism_text(Determinism(values)))
    Made twice, nothing is kept:
      a  the same both times
      b  differs: list of 1, then list of 2; what reads it is made again after each run of it
    """
    if not told.checked:
        return "Nothing of it hands on a value; there is nothing to compare."
    lines = ["Made twice, nothing is kept:"]
    width = max(len(each.name) for each in told.checked)
    lines += (f"  {each.name.ljust(width)}  {_words(each)}" for each in told.checked)
    return "\n".join(lines)


def _words(each: Twice) -> str:
    """Return one comparison in words."""
    if each.verdict == "same":
        return "the same both times"
    if each.verdict == "unknown":
        return f"cannot be compared ({each.second})"
    what = each.first if each.first == each.second else f"{each.first}, then {each.second}"
    return f"differs: {what}; what reads it is made again after each run of it"


def _verdict(one: str | None, other: str | None) -> Verdict:
    """Return whether two values are the same, from their hashes."""
    if one is None or other is None:
        return "unknown"
    return "same" if one == other else "differs"


def _mark(session: Checking, verdicts: Mapping[Value, Verdict]) -> None:
    """Mark the assets of which any partition differs, and take the marks of the others away."""
    differs = {key for (key, _), verdict in verdicts.items() if verdict == "differs"}
    same = {key for (key, _), verdict in verdicts.items() if verdict == "same"} - differs
    codes = session.code_versions(differs)
    session.unsteady.put({**dict.fromkeys(same), **{key: codes[key] or "" for key in differs}})
