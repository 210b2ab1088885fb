"""`LogLine`: one line that a step said, through ``context.log``, a print, or its failure."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from dagbook.model.asset_key import AssetKey

Source = Literal["log", "stdout", "stderr", "failure", "left out"]
"""``context.log``, a print, what was raised; or the place of lines that were not kept."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line that a step said.

    Args:
        at: When, in seconds since the epoch.
        level: As in `logging`: 10 is debug, 20 info, 30 warning, 40 error, 50 critical.
        text: What was said; of a line that was logged possibly several lines.
        source: Where it comes from.
        run_id: In which run.
        step_key: In which step.
        partition_key: For which partition, or None.
        detail: A traceback, or None.
        number: Grows with each line of a store; 0 of one that is not stored.

    Example:
        >>> LogLine(0.0, 30, "no rows today").level_name
        'WARNING'
    """

    at: float
    level: int
    text: str
    source: Source = "log"
    run_id: str = ""
    step_key: str = ""
    partition_key: str | None = None
    detail: str | None = None
    number: int = 0

    @property
    def level_name(self) -> str:
        """The level in a word, such as ``"WARNING"``."""
        return logging.getLevelName(self.level)


class LineStore(Protocol):
    """Where lines are kept: the newest, so many a step and so many in all."""

    def put(self, lines: Sequence[LogLine], assets: Sequence[AssetKey], first: int = 0) -> int:
        """Store some lines of one step in one transaction; return the number of the piece.

        Args:
            lines: In order; all of one run, step and partition.
            assets: What the step makes or checks.
            first: How many lines the step said before these.
        """
        ...

    def put_later(
        self, lines: Sequence[LogLine], assets: Sequence[AssetKey], first: int = 0
    ) -> None:
        """Store the last lines of a step with what is recorded next, or when lines are read.

        Args:
            lines: As of `put`.
            assets: As of `put`.
            first: As of `put`.
        """
        ...

    def drop(self, pieces: Sequence[int]) -> None:
        """Forget what `put` returned these numbers for."""
        ...

    def read(
        self,
        run_id: str | None = None,
        asset: AssetKey | None = None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> tuple[LogLine, ...]:
        """Return lines in the order in which they were said, the newest *limit*.

        Args:
            run_id: Of which run; None means all.
            asset: Of the steps that made, or were to make, this asset; None means all.
            after: Only lines with a greater `LogLine.number`.
            limit: How many at most.
        """
        ...
