"""What kernel and page say about runs: how the session's run goes, and going on with a backfill."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

RunState = Literal["queued", "running", "success", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class RunProgress:
    """The session's run as the page shows it.

    Args:
        run_id: The run.
        state: One word.
        done: How many values were made or left out, a partition being one.
        total: How many there are.
        current: What runs now, as `orders[2013-01-01]`; "" when nothing does.
        message: Why it waits or failed, in one line; "" when there is nothing to say.
        started_at: Seconds since the epoch.
        eta_seconds: How long it will still take, or None when that cannot be told.
        resume: The backfill that can be gone on with, "" when there is none.
        left: How much of that backfill is not made.
        failed: What of it failed, as `orders[2013-01-01]`: the first few.
        failures: How much failed.
        waiting: How many runs of this kernel wait for this one to end.
        elsewhere: Whether it runs in another kernel on the same store.
        can_retry: Whether what failed can be run again.
    """

    run_id: str
    state: RunState
    done: int
    total: int
    current: str = ""
    message: str = ""
    started_at: float = 0.0
    eta_seconds: float | None = None
    resume: str = ""
    left: int = 0
    failed: tuple[str, ...] = ()
    failures: int = 0
    waiting: int = 0
    elsewhere: bool = False
    can_retry: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a backfill that is not done.

    Args:
        backfill_id: Which.
        budget_seconds: After so long no further step begins; None for no end.
    """

    backfill_id: str
    budget_seconds: float | None = None


def parse_resume(content: Mapping[str, object]) -> Resume | None:
    """Return the message that *content* is, or None.

    >>> parse_resume({"backfill_id": "0a1b", "budget_seconds": 600})
    Resume(backfill_id='0a1b', budget_seconds=600.0)
    """
    backfill_id, budget = content.get("backfill_id"), content.get("budget_seconds")
    if not isinstance(backfill_id, str):
        return None
    if budget is None:
        return Resume(backfill_id)
    # True is an int to Python, and NaN is not above zero.
    if isinstance(budget, bool) or not isinstance(budget, int | float) or not budget > 0:
        return None
    return Resume(backfill_id, float(budget))
