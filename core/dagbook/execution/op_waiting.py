"""`Waiting`: the steps of ops that wait for others, and which of them is free next."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

from dagbook.asset_graph.op_plan import OpStep


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that waits: an op, for one mapping key where it runs for several."""

    op: OpStep
    mapping_key: str | None = None

    @property
    def key(self) -> str:
        """The step's key."""
        return self.op.key if self.mapping_key is None else f"{self.op.key}[{self.mapping_key}]"


class Waiting:
    """Steps that wait for others; each is let go when the last that it waits for has ended.

    What is waited for is a token: a step's key, or an op's key and a star for all of its steps.
    """

    def __init__(self) -> None:
        self._steps: list[Pending] = []
        self._missing: list[int] = []
        self._users: dict[str, list[int]] = {}
        self._ended: set[str] = set()
        self._free: list[int] = []

    def add(self, pending: Pending, tokens: Iterable[str]) -> None:
        """Have *pending* wait for *tokens*."""
        at = len(self._steps)
        left = set(tokens) - self._ended
        self._steps.append(pending)
        self._missing.append(len(left))
        for token in left:
            self._users.setdefault(token, []).append(at)
        if not left:
            heappush(self._free, at)

    def end(self, token: str) -> None:
        """Let go what waited for *token* alone."""
        self._ended.add(token)
        for at in self._users.pop(token, ()):
            self._missing[at] -= 1
            if not self._missing[at]:
                heappush(self._free, at)

    def has_ended(self, token: str) -> bool:
        """Return whether *token* is waited for no more."""
        return token in self._ended

    def next(self) -> Pending | None:
        """Return the first that waits for nothing more, once; None when there is none."""
        return self._steps[heappop(self._free)] if self._free else None
