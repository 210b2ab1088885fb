"""What a plan would run, why, and how long it takes: what a person asks before it runs."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dagbook.asset_graph.check_plan import made_by
from dagbook.model.asset_key import AssetKey
from dagbook.session.planning import UpdatePlan
from dagbook.status.asset_status import AssetStatus


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One asset that would run.

    Args:
        name: Its key.
        steps: How many steps of it.
        seconds: How long these take together, from how long the last one took; None when none
            ever ran.
        reason: Why it would run.
    """

    name: str
    steps: int
    seconds: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan would run.

    Args:
        steps: How many steps would run; one may make several assets.
        rows: The assets that would run, in order.
        current: What is asked for and would not run, as nothing of it is missing or stale.
        seconds: How long all of it takes, as far as it was timed before; None when nothing was.
        longest_path: The assets of the chain of steps that takes longest.
        longest_seconds: How long that takes; None when none of it was timed.
        left_out: What is missing or stale and would not run, and why: a sentence each.
    """

    steps: int
    rows: tuple[PlanRow, ...]
    current: tuple[str, ...]
    seconds: float | None
    longest_path: tuple[str, ...]
    longest_seconds: float | None
    left_out: tuple[str, ...] = ()


def summarize(
    plan: UpdatePlan,
    asked: tuple[AssetKey, ...],
    statuses: Mapping[AssetKey, AssetStatus],
    reason_of: Callable[[AssetKey], str],
) -> PlanSummary:
    """Return what *plan* would run.

    Args:
        plan: The plan.
        asked: The assets it was asked for.
        statuses: Their statuses.
        reason_of: Tells why an asset is out of date.
    """
    took = {key: status.latest.seconds for key, status in statuses.items() if status.latest}
    rows: list[PlanRow] = []
    for key, number in Counter(key for step in plan.steps for key in step.selected).items():
        seconds = took[key] * number if key in took else None
        reason = _reason(plan, key, statuses[key], reason_of)
        rows.append(PlanRow(key.to_user_string(), number, seconds, reason))
    checks = Counter(key for step in plan.steps if not step.selected for key in made_by(step))
    rows.extend(
        PlanRow(key.to_user_string(), number, None, "check") for key, number in checks.items()
    )
    known = {row.name for row in rows}
    known |= {each.key.to_user_string() for each in plan.held}
    known |= {each.key.to_user_string() for each in plan.left_out}
    names = (key.to_user_string() for key in asked if not plan.graph.nodes[key].is_external)
    path, longest = _longest(plan, took)
    return PlanSummary(
        len(plan.steps),
        tuple(rows),
        tuple(name for name in names if name not in known),
        plan.estimated_seconds,
        path,
        longest,
        plan.notes,
    )


def _reason(
    plan: UpdatePlan, key: AssetKey, status: AssetStatus, reason_of: Callable[[AssetKey], str]
) -> str:
    """Return why *key* would run, most important first."""
    wanted = plan.wanted.get(key)
    if wanted is None:
        return "made by the same function"
    missing, stale = wanted & status.missing, wanted & status.stale
    rest = len(wanted) - len(missing) - len(stale)
    partitioned = plan.graph.nodes[key].partitions_def is not None
    words: list[str] = []
    if missing:
        gone = "value is gone" if wanted & status.lost else "never materialized"
        words.append(f"{len(missing):,} missing" if partitioned else gone)
    if stale:
        said = reason_of(key)
        words.append(f"{len(stale):,} stale ({said})" if partitioned else said)
    if rest:
        words.append(f"{rest:,} current, but asked for" if partitioned else "asked for")
    return ", ".join(words)


def _longest(
    plan: UpdatePlan, took: Mapping[AssetKey, float]
) -> tuple[tuple[str, ...], float | None]:
    """Return the assets of the chain of steps that takes longest, and how long."""
    best: list[tuple[float, int]] = []
    before: list[int | None] = []
    for step in plan.steps:
        need = max(step.needs, key=best.__getitem__, default=None)
        seconds, length = (0.0, 0) if need is None else best[need]
        took_now = took.get(step.selected[0], 0.0) if step.selected else 0.0
        best.append((seconds + took_now, length + 1))
        before.append(need)
    at: int | None = max(range(len(best)), key=best.__getitem__, default=None)
    if at is None:
        return (), None
    seconds = best[at][0]
    path: list[str] = []
    while at is not None:
        path.append(made_by(plan.steps[at])[0].to_user_string())
        at = before[at]
    return tuple(dict.fromkeys(reversed(path))), seconds or None
