"""What is kept of one materialization, and what restoring did, as text. Pure."""

from collections.abc import Iterator
from datetime import tzinfo
from textwrap import indent

from dagbook.session.materialized import MadeThen, ReadThen
from dagbook.session.restoring import Restored
from dagbook.view.humanize import duration, moment, one_line, size

MOST_NAMED = 5
"""So many assets are named one by one."""


def made_text(made: MadeThen, tz: tzinfo | None = None) -> str:
    """Return *made* as lines: who made it, of what, and the source that did."""
    place = made.key if made.partition is None else f"{made.key}[{made.partition}]"
    lines = [f"{place} {made.number}, made {moment(made.at, tz)} in {duration(made.seconds)}"]
    lines += (f"{label}: {one_line(text)}" for label, text in _facts(made) if text)
    if made.source:
        lines += ["source:", indent(made.source.rstrip(), "  ")]
    return "\n".join(lines)


def restored_text(done: Restored, tz: tzinfo | None = None) -> str:
    """Return what restoring did, and what is out of date by it.

    Example:
        >>> from datetime import UTC
        >>> print(restored_text(Restored("orders", None, 6, 3, 0.0, True, ("total",)), UTC))
        orders is back to 3, made 1970-01-01 00:00; it is 6 now
        total is stale by that
        orders is stale: what it is made from changed since, %why orders says what
    """
    place = done.key if done.partition is None else f"{done.key}[{done.partition}]"
    made = moment(done.made_at, tz)
    lines = [f"{place} is back to {done.restored_from}, made {made}; it is {done.number} now"]
    if done.stale:
        more = len(done.stale) - MOST_NAMED
        named = ", ".join(done.stale[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"{named} {'is' if len(done.stale) == 1 else 'are'} stale by that")
    if done.is_stale:
        lines.append(
            f"{done.key} is stale: what it is made from changed since, %why {done.key} says what"
        )
    return "\n".join(lines)


def _facts(made: MadeThen) -> Iterator[tuple[str, str]]:
    """Yield what is known of *made*: a label, and text."""
    if made.restored_from is not None:
        yield "restored", f"from {made.restored_from}"
    yield "ran in", made.ran_in
    yield "defined in", made.defined_in
    yield "notebook", made.notebook
    yield "read", ", ".join(map(_read, made.inputs))
    yield "config", ", ".join(f"{name}={value}" for name, value in made.config.items())
    yield "metadata", ", ".join(f"{name}: {each.value}" for name, each in made.metadata.items())
    value = "no file" if made.size_bytes is None else size(made.size_bytes)
    yield "value", value if made.has_value else "gone"


def _read(read: ReadThen) -> str:
    """Return one input in words."""
    if read.is_file:
        # The folder is left out: a saved notebook shows no absolute paths.
        return read.name.replace("\\", "/").rpartition("/")[2]
    number = "" if read.number is None else f" {read.number}"
    return f"{read.name}{number}{f' ({read.defined_in})' if read.defined_in else ''}"
