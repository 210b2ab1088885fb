"""Local modules used as a whole: by their text and that of the local modules they import.

Importing them only to look would run code of the user's at a moment that is not theirs.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagbook.authoring.source import parse_lines
from dagbook.foundation.digest import digest
from dagbook.versions.canonical import canonical_module
from dagbook.versions.nodes import Checking, Node
from dagbook.versions.packages import module_file, origin_of
from dagbook.versions.parts import Fingerprint, Part

NOT_RELOADED = "was edited on disk and not reloaded: what runs is what was loaded. Reload it"
"""How a risk ends that is a module whose file is newer than what runs."""


class ModuleNode(Node):
    """The file of a module, imported or not; of an imported one as it was when it was loaded."""

    __slots__ = ("loaded", "name", "path", "stamp")

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(Part(name, "module", ""))
        self.name = name
        self.path = path
        self.stamp: tuple[int, int] | None = None
        self.loaded: Any = None

    def refresh(self, check: Checking) -> None:
        """Read the file again when its size or time is another, and what runs may be as well."""
        # A reload makes another one.
        loaded = getattr(sys.modules.get(self.name), "__spec__", None)
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self.stamp and loaded is not None and loaded is self.loaded:
                risk = f"module {self.name} {NOT_RELOADED}"
                self.take(Node(self.part, self.links, (risk,)), check)
                return
            self.loaded = loaded
            if stamp == self.stamp:
                if self.risks:
                    self.take(Node(self.part, self.links), check)
                return
            lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        except (OSError, UnicodeDecodeError) as exc:
            risk = f"module {self.name} cannot be read: {exc}"
            self.take(Node(Part(self.name, "module", digest(("gone",))), (), (risk,)), check)
            return
        self.stamp = stamp
        self.take(self.read(lines, check), check)

    def read(self, lines: list[str], check: Checking) -> Node:
        """Return the node that says what the file holds."""
        parsed = parse_lines(lines)
        if parsed is None:
            held = digest(("text", *lines))
            return Node(Part(self.name, "module", held, "".join(lines), self.name))
        found = (
            check.package(name) or check.module_file(name)
            for name in dict.fromkeys(self.imports(parsed.tree))
        )
        links = tuple(node for node in found if node is not None)
        try:
            held = canonical_module(parsed.tree).shape
        except RecursionError:
            held = digest(("text", *lines))
        return Node(Part(self.name, "module", held, "".join(lines), self.name), links)

    def imports(self, tree: ast.Module) -> Iterator[str]:
        """Yield the names of the modules that the file imports anywhere, or may import."""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                parts = package.split(".") if package and node.level else []
                parts = parts[: len(parts) - max(node.level - 1, 0)]
                base = ".".join([*parts, *([node.module] if node.module else [])])
                yield base
                yield from (f"{base}.{each.name}" for each in node.names)


def find_module(name: str) -> Path | None:
    """Return the source file of a local module, or None of anything else."""
    if not name or origin_of(name) != "local":
        return None
    path = module_file(name)
    return path if path is not None and path.suffix == ".py" else None


def not_reloaded(fingerprint: Fingerprint) -> Iterator[str]:
    """Yield a risk for each function of a loaded module whose text is another on disk.

    It is what was loaded that runs, and so what counts.

    Args:
        fingerprint: Of code as it is now.
    """
    texts: dict[str, str | None] = {}
    for part in fingerprint.parts:
        module = part.where.rpartition(":")[0]
        if part.kind != "function" or part.source is None or module == "__main__":
            continue
        if module not in texts:
            texts[module] = _text_on_disk(module)
        there = texts[module]
        if there is not None and _bare(part.source) not in there:
            yield f"`{part.name}()` {NOT_RELOADED}"


def _text_on_disk(module: str) -> str | None:
    """Return the text of a loaded local module's file; None of anything else."""
    path = find_module(module) if module in sys.modules else None
    try:
        return None if path is None else _bare(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _bare(text: str) -> str:
    """Return *text* without indents and empty lines, by which a method may differ from its file."""
    return "\n".join(filter(None, map(str.strip, text.splitlines())))
