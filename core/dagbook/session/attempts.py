"""Which attempt at a step comes next, in words."""

from dagbook.asset_graph.plan import PlannedStep
from dagbook.model.records import StepRecord
from dagbook.view.humanize import duration

LEAST_SECONDS = 1.0
"""A shorter wait is not worth a word."""


def next_attempt(step: PlannedStep, record: StepRecord) -> str:
    """Return which attempt at *step* follows the one that *record* tells of.

    Of how many is said where a policy says it; user code may ask for others.

    Returns:
        Such as "attempt 2 of 3", "attempt 2 of 3 in 5.0 s".
    """
    policy = step.definition.retry_policy
    most = None if policy is None else policy.max_retries + 1
    number = record.attempt + 1
    of = f" of {most}" if most is not None and number <= most else ""
    wait = record.retry_in or 0.0
    return f"attempt {number}{of}" + (f" in {duration(wait)}" if wait >= LEAST_SECONDS else "")
