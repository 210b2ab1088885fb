"""What the panel asks before it does something large, in words."""

from dagbook.session.planning import UpdatePlan
from dagbook.view.humanize import count, duration
from dagbook_jupyter.panel.messages import Ask

_MOST_LINES = 6


def run_question(plan: UpdatePlan) -> Ask | None:
    """Return what is asked before *plan* runs, or None when it is small enough to just run."""
    if plan.needs_confirmation is None:
        return None
    seconds = plan.estimated_seconds
    about = f", about {_about(seconds)}" if seconds else ""
    lines = [f"{name}: {number:,}" for name, number in plan.counts.items()]
    more = len(lines) - _MOST_LINES
    if more > 1:
        lines[_MOST_LINES:] = [f"and {count(more, 'more asset')}"]
    return Ask(f"Run {count(len(plan.steps), 'step')}{about}?", tuple(lines), "Run")


def _about(seconds: float) -> str:
    """Return how long *seconds* is, to the minute when it is some minutes."""
    minutes = round(seconds / 60)
    if minutes <= 1:
        return duration(seconds)
    return duration(60 * minutes).removesuffix(" 0 s").removesuffix(" 0 min")
