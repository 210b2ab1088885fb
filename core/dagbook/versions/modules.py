"""Local modules used as a whole: by their text and that of the local modules they import.

Importing them only to look would run code of the user's at a moment that is not theirs.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from dagbook.authoring.source import parse_lines
from dagbook.foundation.digest import digest
from dagbook.versions.canonical import canonical_module
from dagbook.versions.nodes import Checking, Node
from dagbook.versions.packages import module_file, origin_of
from dagbook.versions.parts import Part


class ModuleNode(Node):
    """The file of a module, imported or not."""

    __slots__ = ("name", "path", "stamp")

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(Part(name, "module", ""))
        self.name = name
        self.path = path
        self.stamp: tuple[int, int] | None = None

    def refresh(self, check: Checking) -> None:
        """Read the file again when its size or time is another."""
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp == self.stamp:
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
