"""What accepting a change of code says. Pure."""

from collections.abc import Iterator

from dagbook.session.accepting import Accepted, AcceptSummary
from dagbook.view.humanize import count

MOST_LISTED = 5
"""So many partitions are named one by one."""


def accept_text(summary: AcceptSummary) -> str:
    """Return what was accepted or revoked, a line for each asset.

    Example:
        >>> print(accept_text(AcceptSummary((Accepted("orders", ("`clean()` changed",)),))))
        orders: accepted that `clean()` changed
        >>> print(accept_text(AcceptSummary((Accepted("orders"),))))
        orders: nothing to accept, its values are of the code there is
        >>> print(accept_text(AcceptSummary((Accepted("orders"),), revoked=True)))
        orders: nothing was accepted
    """
    if not summary.assets:
        return "Nothing is asked for that has a value."
    return "\n".join(line for each in summary.assets for line in _lines(each, summary.revoked))


def _lines(accepted: Accepted, revoked: bool) -> Iterator[str]:
    """Yield what became of one asset."""
    name = accepted.key
    if accepted.refused:
        yield f"{name}: {accepted.refused}, so nothing is accepted"
        return
    where = _where(accepted.partitions)
    if accepted.changes:
        verb = "counts again" if revoked else "accepted"
        yield f"{name}{where}: {verb} that {'; '.join(accepted.changes)}"
    elif revoked:
        yield f"{name}: nothing was accepted"
    else:
        yield f"{name}: nothing to accept, its values are of the code there is"
    if accepted.still and not revoked:
        yield f"  stale all the same: {accepted.still}"


def _where(partitions: tuple[str, ...]) -> str:
    """Return the partitions that it was said of."""
    if not partitions:
        return ""
    if len(partitions) <= MOST_LISTED:
        return f"[{', '.join(partitions)}]"
    return f" ({count(len(partitions), 'partition')})"
