"""What a prune and a ledger say, as text. Pure."""

from collections.abc import Iterator
from datetime import tzinfo

from dagbook.session.ledger import Ledger, LedgerRow, LedgerVersion
from dagbook.session.pruning import Pruned, PrunePlan
from dagbook.view.aligned import aligned
from dagbook.view.humanize import count, moment, size

MOST_NAMED = 8
"""So many assets are named one by one."""

_LEDGER_HEADS = ("asset", "values", "files", "disk", "memory", "")
_VERSION_HEADS = ("#", "partition", "made", "disk", "")


def prune_text(plan: PrunePlan, *, done: bool) -> str:
    """Return what a prune took, or would take.

    Example:
        >>> print(prune_text(PrunePlan((Pruned("orders", 3, 1_200_000),)), done=False))
        This would free 1.2 MB: 3 files.
          earlier versions: orders (3 files, 1.2 MB)
        Add --yes to remove them.
        >>> print(prune_text(PrunePlan(others=2), done=True))
        Nothing to prune.
        2 files of other notebooks stay.
    """
    if plan.is_empty:
        lines = ["Nothing to prune."]
    else:
        much = f"{size(plan.size_bytes)}: {count(plan.files, 'file')}."
        lines = [f"Freed {much}" if done else f"This would free {much}"]
        if plan.versions:
            lines.append(f"  earlier versions: {_named(plan.versions)}")
        for each in plan.orphans:
            lines.append(f"  {each.key}, {_removed(each.removed_in)}: {_much(each)}")
        if plan.gone:
            lines.append(f"  partitions that there are no more: {_named(plan.gone)}")
        if plan.leftovers:
            much = f"{count(plan.leftovers, 'file')}, {size(plan.leftover_bytes)}"
            lines.append(f"  left by runs that were killed: {much}")
    if plan.undefined:
        names = ", ".join(plan.undefined[:MOST_NAMED])
        more = len(plan.undefined) - MOST_NAMED
        rest = f" and {more:,} more" if more > 0 else ""
        lines.append(f"No cell defines {names}{rest} now; name them to remove their values.")
    if plan.others:
        lines.append(f"{count(plan.others, 'file')} of other notebooks stay.")
    if not (plan.is_empty or done):
        lines.append("Add --yes to remove them.")
    return "\n".join(lines)


def ledger_text(ledger: Ledger, tz: tzinfo | None = None, width: int | None = None) -> str:
    """Return what is stored, a line for each asset, and for each version where there are some.

    Args:
        ledger: What is stored.
        tz: Of the times; the machine's by default.
        width: So many columns the terminal has; None for any.
    """
    if not ledger.rows and not ledger.unknown_files:
        return "Nothing is stored."
    lines = aligned([_LEDGER_HEADS, *(_cells(row) for row in ledger.rows)], width)
    for row in ledger.rows:
        if row.versions:
            table = [_VERSION_HEADS, *(_version(each, tz) for each in row.versions)]
            lines += ["", f"{row.key}:", *(f"  {line}" for line in aligned(table))]
    limit = size(ledger.memory_limit)
    lines.append(
        f"values {size(ledger.disk_bytes)} on disk, {size(ledger.memory_bytes)} of at most {limit} "
        f"in memory; records {size(ledger.records_bytes)}"
    )
    if ledger.unknown_files:
        much = f"{count(ledger.unknown_files, 'file')}, {size(ledger.unknown_bytes)}"
        lines.append(f"{much} of nothing that is recorded; %prune removes what killed runs left")
    return "\n".join(lines)


def _removed(removed_in: str) -> str:
    """Return where an asset was removed."""
    return removed_in if " defines " in removed_in else f"removed in {removed_in}"


def _named(versions: tuple[Pruned, ...]) -> str:
    """Return the first assets, with how much goes of each."""
    more = len(versions) - MOST_NAMED
    texts = [f"{each.key} ({_much(each)})" for each in versions[:MOST_NAMED]]
    return ", ".join(texts) + (f" and {more:,} more assets" if more > 0 else "")


def _much(pruned: Pruned) -> str:
    """Return how much goes of one asset."""
    return f"{count(pruned.files, 'file')}, {size(pruned.size_bytes)}"


def _cells(row: LedgerRow) -> tuple[str, ...]:
    """Return one asset's line."""
    return (
        row.key,
        f"{row.values:,}",
        f"{row.files:,}",
        size(row.disk_bytes) if row.files else "",
        size(row.memory_bytes) if row.memory_bytes else "",
        ", ".join(_marks(row)),
    )


def _marks(row: LedgerRow) -> Iterator[str]:
    """Yield what is to be said of an asset."""
    if row.renamed_to:
        yield f"renamed to {row.renamed_to}"
    elif row.removed_in:
        yield f"removed in {row.removed_in}"
    elif not row.is_defined:
        yield "not defined in this kernel"
    if row.lost_at_restart:
        yield f"{count(row.lost_at_restart, 'value')} lost at restart"
    if row.gone:
        yield f"{count(row.gone, 'value')} gone, made again when asked for"
    if row.elsewhere:
        yield f"{count(row.elsewhere, 'value')} kept elsewhere"
    if not row.values:
        yield "history alone"


def _version(version: LedgerVersion, tz: tzinfo | None) -> tuple[str, ...]:
    """Return one version's line."""
    marks = ["current"] if version.is_current else []
    marks += ["in memory, lost at restart"] if version.lost_at_restart else []
    return (
        f"{version.number:,}",
        version.partition or "",
        moment(version.at, tz),
        "" if version.lost_at_restart else size(version.disk_bytes),
        ", ".join(marks),
    )
