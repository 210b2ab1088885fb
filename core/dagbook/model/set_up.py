"""How the resources of a run were set up, and what it planned."""

from dataclasses import dataclass

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey


@dataclass(frozen=True, slots=True)
class SetUp:
    """How a run's resources were set up.

    Args:
        keys: Of the resources.
        error: What one of them raised, in text, or None.
        step_key: Of the only step; None when there are several.
        torn_down: What one of them raised as it was torn down, in text, or None.
        checks: The checks that the run planned: step, check, and partition or None.
        unmade: The assets that it planned in steps that never began, in the same way.
        in_processes: Whether each step ran in a process of its own, which set its resources up.
        skipped: The steps that were left out, because an optional output they read was: after how
            many others had ended, its key, and when in seconds since the epoch.
    """

    keys: tuple[str, ...]
    error: str | None = None
    step_key: str | None = None
    torn_down: str | None = None
    checks: tuple[tuple[str, AssetCheckKey, str | None], ...] = ()
    unmade: tuple[tuple[str, AssetKey, str | None], ...] = ()
    in_processes: bool = False
    skipped: tuple[tuple[int, str, float], ...] = ()
