"""`MemoryLines`: the lines of an instance that ends with its process."""

from collections.abc import Sequence
from threading import Lock

from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LogLine
from dagbook.storage.line_rows import PLACES, Piece, lines_of, pack


class MemoryLines:
    """A `LineStore` in a dict; answers as the SQLite one does."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 1
        self._pieces: dict[int, tuple[Piece, frozenset[AssetKey]]] = {}

    def put(self, lines: Sequence[LogLine], assets: Sequence[AssetKey], first: int = 0) -> int:
        """Store some lines of one step; return the number of the piece."""
        head, body = lines[0], pack(lines)
        with self._lock:
            number, self._next = self._next, self._next + 1
            piece = Piece(
                number, head.run_id, head.step_key, head.partition_key, first, len(lines), body
            )
            self._pieces[number] = piece, frozenset(assets)
        return number

    def put_later(
        self, lines: Sequence[LogLine], assets: Sequence[AssetKey], first: int = 0
    ) -> None:
        """Store the last lines of a step."""
        self.put(lines, assets, first)

    def drop(self, pieces: Sequence[int]) -> None:
        """Forget what `put` returned these numbers for."""
        with self._lock:
            for each in pieces:
                self._pieces.pop(each, None)

    def drop_run(self, run_id: str) -> None:
        """Forget what the steps of a run said."""
        with self._lock:
            of_run = [number for number, (each, _) in self._pieces.items() if each.run_id == run_id]
        self.drop(of_run)

    def read(
        self,
        run_id: str | None = None,
        asset: AssetKey | None = None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> tuple[LogLine, ...]:
        """Return lines in the order in which they were said, the newest *limit*."""
        with self._lock:
            found = [
                piece
                for piece, assets in self._pieces.values()
                if run_id in (None, piece.run_id)
                and (asset is None or asset in assets)
                and piece.number >= after // PLACES
            ]
        return lines_of(found, after, limit, whole=not after)
