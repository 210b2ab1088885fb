"""Which files a step reads: those it opens through Python, those it is told of by name, and lists.

Python tells of every file that is opened, in whatever library, and of every folder that is listed;
what C++ readers open, such as Arrow's, it does not. Their files are found by `named_paths`.
"""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any

from dagbook.execution.named_files import named_paths
from dagbook.model.records import FILE_INPUT, InputVersions
from dagbook.versions.files import GONE, Stamp, listing_version, stamp_of, version_of

MOST_FILES = 1_000
"""So many files of one step are looked after."""

_NO_ARGUMENTS: Mapping[str, Any] = {}
_LISTINGS = frozenset({"os.listdir", "os.scandir"})
_CODE = (".py", ".pyc", ".so", ".pyd", ".ipynb")
_INSTALLED = tuple(
    {os.path.join(each, "") for each in (sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev")}  # noqa: PTH118 - a text to compare with
)
_ACTIVE: dict[int, "FileReads"] = {}
_READING: ContextVar["FileReads | None"] = ContextVar("dagbook_reading", default=None)
"""Whose files a task opens, where several steps share a thread."""
_OTHERS: set[int | None] = set()
"""Threads that were there before the first step; what they open is no step's."""


class FileReads:
    """The files that one step reads, seen while the user's code runs inside of it.

    Args:
        fn: The user's function.
        gate: Entered and left with it.
        store: The store's folder; what is in it does not count.
        arguments: What is passed to the function, by name.
    """

    __slots__ = ("_apart", "_cwd", "_gate", "_listed", "_named", "_read", "_written")

    def __init__(
        self,
        fn: Any,
        gate: AbstractContextManager[Any],
        store: str,
        arguments: Mapping[str, Any] = _NO_ARGUMENTS,
    ) -> None:
        self._gate = gate
        self._apart = (*_INSTALLED, os.path.join(store, ""))  # noqa: PTH118 - a text to compare with
        self._read: dict[str, Stamp | None] = {}
        self._written: set[str] = set()
        self._listed: set[str] = set()
        self._named: dict[str, Stamp] = {}
        self._cwd = ""
        for text in named_paths(fn, arguments):
            path = os.path.abspath(text)  # noqa: PTH100 - called for many texts
            if path not in self._named and len(self._named) < MOST_FILES:
                stamp = stamp_of(path) if self._counts(path) else None
                if stamp is not None:
                    self._named[path] = stamp

    def __enter__(self) -> None:
        if not _OTHERS:
            _install()
        _ACTIVE[threading.get_ident()] = self
        try:
            self._gate.__enter__()
        except BaseException:
            _ACTIVE.pop(threading.get_ident(), None)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # The gate first: once it is left, no interrupt comes from another thread.
        try:
            self._gate.__exit__(kind, error, traceback)
        finally:
            _ACTIVE.pop(threading.get_ident(), None)

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Note what tasks read that begin in it, whatever thread and step is at work then."""
        if not _OTHERS:
            _install()
        token = _READING.set(self)
        try:
            yield
        finally:
            _READING.reset(token)

    def versions(self) -> InputVersions:
        """Return the versions of what was read so far, sorted; nothing that was written too."""
        if not self._read and not self._named and not self._listed:
            return ()
        found: dict[str, str] = {}
        for path, stamp in self._named.items():
            # What changed meanwhile was written by a writer that Python does not see.
            if path not in self._written and stamp_of(path) == stamp:
                found[path] = version_of(path, stamp)
        for path, before in self._read.items():
            now = stamp_of(path)
            if before is None or now is None or path in self._written:
                continue
            # A version that no file has: which of the two was read cannot be told.
            found[path] = version_of(path, now) if now == before else f"?{before[1]}"
        for folder in self._listed:
            # After what the step itself put there.
            names = listing_version(folder)
            if names != GONE:
                found[folder] = names
        return tuple(sorted((f"{FILE_INPUT}{path}", version) for path, version in found.items()))

    def opened(self, path: Any, mode: Any, flags: Any) -> None:
        """Note that a file is opened."""
        if isinstance(path, int):
            return
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - called for every file opened
        reads = (
            mode[:1] == "r" and "+" not in mode
            if isinstance(mode, str)
            else flags & (os.O_WRONLY | os.O_RDWR) == 0
        )
        if not reads:
            self._written.add(name)
        elif name not in self._read and len(self._read) < MOST_FILES and self._counts(name):
            self._read[name] = stamp_of(name)

    def listed(self, path: Any) -> None:
        """Note that a folder is listed: other files in it are another input."""
        if isinstance(path, int) or len(self._listed) >= MOST_FILES:
            return
        name = os.path.abspath(os.fsdecode(path or "."))  # noqa: PTH100 - as in `opened`
        if self._counts(os.path.join(name, "")):  # noqa: PTH118 - as above
            self._listed.add(os.path.join(name, ""))  # noqa: PTH118 - as above

    def _counts(self, path: str) -> bool:
        """Return whether a file is the user's own: no code, not installed, not hidden."""
        if path.endswith(_CODE) or path.startswith(self._apart):
            return False
        self._cwd = self._cwd or os.path.join(Path.cwd(), "")  # noqa: PTH118 - as above
        return "/." not in "/" + path.removeprefix(self._cwd).replace(os.sep, "/")


def _install() -> None:
    """Have Python tell of every file that is opened; that cannot be taken back."""
    _OTHERS.update(thread.ident for thread in threading.enumerate())
    _OTHERS.add(None)
    sys.addaudithook(_heard)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    """Hand the opening of a file, or the listing of a folder, to the step that does it."""
    if event != "open" and event not in _LISTINGS:
        return
    reads = _READING.get()
    if reads is None and not _ACTIVE:
        return
    thread = threading.get_ident()
    reads = reads or _ACTIVE.get(thread)
    if reads is None:
        if len(_ACTIVE) != 1 or thread in _OTHERS:
            return
        reads = next(iter(_ACTIVE.values()), None)
    if reads is not None:
        # What cannot be opened says so itself; an interrupt has to pass.
        with suppress(OSError, ValueError, TypeError):
            if event == "open":
                reads.opened(*arguments)
            elif not _is_import(sys._getframe(1).f_code.co_filename):  # noqa: SLF001 - no other way
                reads.listed(*arguments)


def _is_import(filename: str) -> bool:
    """Return whether it is Python's own search for modules that lists a folder."""
    return any(each in filename for each in ("importlib", "pkgutil", "pkg_resources"))
