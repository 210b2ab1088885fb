"""`StepQueue`: which step is next; those that can run stand in a line, others wait."""

from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from time import monotonic


class StepQueue:
    """The steps of a plan by position, in the order in which Dagster runs them.

    A step gets in line when the last that it needs is done: at the beginning those without needs,
    in the plan's order. One that is tried again gets in line anew, when its time has come.

    Args:
        needs: Of each step the positions of those that come before it.

    Example:
        >>> queue = StepQueue([(), (), (1,), (0,)])
        >>> first = queue.next()
        >>> queue.done(first)
        [3]
        >>> queue.add(3)
        >>> queue.next(), queue.next()
        (1, 3)
    """

    __slots__ = ("_missing", "_ready", "_retries", "_users", "_waiting")

    def __init__(self, needs: Iterable[Sequence[int]]) -> None:
        self._ready: deque[int] = deque()
        self._missing: dict[int, int] = {}
        self._users: dict[int, list[int]] = {}
        self._waiting: list[tuple[float, int, int]] = []
        self._retries = 0
        for position, each in enumerate(needs):
            if not each:
                self._ready.append(position)
                continue
            self._missing[position] = len(each)
            for need in each:
                self._users.setdefault(need, []).append(position)

    def next(self) -> int | None:
        """Return the step at the head of the line and take it out, None when the line is empty."""
        now = monotonic() if self._waiting else 0.0
        while self._waiting and self._waiting[0][0] <= now:
            self._ready.append(heappop(self._waiting)[2])
        return self._ready.popleft() if self._ready else None

    def seconds_to_wait(self) -> float | None:
        """Return how long it is until a step that waits gets in line, None when none waits."""
        return max(0.0, self._waiting[0][0] - monotonic()) if self._waiting else None

    def done(self, position: int) -> list[int]:
        """Note that a step ended; return those that it was the last need of, to be added or not."""
        free: list[int] = []
        for user in self._users.pop(position, ()):
            self._missing[user] -= 1
            if not self._missing[user]:
                del self._missing[user]
                free.append(user)
        return free

    def line(self) -> tuple[int, ...]:
        """Return the steps that stand in line, the next first."""
        return tuple(self._ready)

    def add(self, position: int) -> None:
        """Put a step in line."""
        self._ready.append(position)

    def again(self, position: int, seconds: float) -> None:
        """Put a step in line after *seconds*; at once when they are none."""
        if not seconds:
            self._ready.append(position)
            return
        self._retries += 1
        heappush(self._waiting, (monotonic() + seconds, self._retries, position))
