"""What the panel asks before it does something large, in words."""

from dagbook.session.planning import UpdatePlan
from dagbook.session.wiping import WipeSummary
from dagbook.view.humanize import count, duration, size
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


def wipe_question(summary: WipeSummary) -> Ask:
    """Return what is asked before what *summary* says goes, one asset's."""
    (wiped,) = summary.assets
    what = count(len(wiped.partitions), "partition") if wiped.partitions else "1 value"
    lines = [f"{what}, {size(wiped.size_bytes)}", "The history stays, marked as wiped."]
    if wiped.elsewhere:
        lines.append("What another IO manager keeps stays where it is.")
    return Ask(f"Wipe {wiped.key}?", tuple(lines), "Wipe")


def undo_question(summary: WipeSummary, *, last_run: bool) -> Ask:
    """Return what is asked before the latest values of what *summary* names are taken back.

    Args:
        summary: One asset's values.
        last_run: Whether only what the last run of the asset made is taken back.
    """
    (wiped,) = summary.assets
    what = "What its last run made" if last_run else count(len(wiped.partitions), "partition")
    goes = "goes" if last_run or len(wiped.partitions) == 1 else "go"
    line = f"{what} {goes} back to the value before."
    return Ask(f"Undo the last materialization of {wiped.key}?", (line,), "Undo")


def _about(seconds: float) -> str:
    """Return how long *seconds* is, to the minute when it is some minutes."""
    minutes = round(seconds / 60)
    if minutes <= 1:
        return duration(seconds)
    return duration(60 * minutes).removesuffix(" 0 s").removesuffix(" 0 min")
