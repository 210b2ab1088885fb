"""What `Why` and `PlanSummary` say, as text and as HTML that reads well without styles too."""

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from html import escape

from dagbook.model.asset_key import AssetKey
from dagbook.session.plan_summary import PlanSummary
from dagbook.session.why import MadeWith, PathStep, Why
from dagbook.view.humanize import count, duration, moment, pad

_COLOURS = {"+": "rgba(46,160,67,.2)", "-": "rgba(248,81,73,.2)"}
_SHORT = 8
_CODE = re.compile("`([^`]+)`")
MOST_TRACKED = 30
"""So much of what counts is written out."""


def name_of(key: AssetKey, partition: str | None) -> str:
    """Return an asset, or one partition of it, as a person reads it.

    >>> name_of(AssetKey("orders"), "2013-01-01")
    'orders[2013-01-01]'
    """
    name = key.to_user_string()
    return name if partition is None else f"{name}[{partition}]"


def why_text(why: Why, tz: tzinfo | None = None) -> str:
    """Return *why* as indented lines.

    Args:
        why: What is said.
        tz: The time zone of moments, or None for the machine's own.

    Example:
        >>> print(why_text(Why(AssetKey("orders"), None, "fresh", tracked=("`orders()`",))))
        orders is fresh
        what counts: `orders()`
    """
    lines = [_headline(why)]
    for reason in why.reasons:
        first, *diff = reason.split("\n")
        lines += (f"  {first}", *(f"    {line}" for line in diff))
    if why.path:
        lines.append("where it begins:")
        for step in why.path:
            lines.append(f"  {name_of(step.key, step.partition)}: {step.reason}")
            lines += (f"      {line}" for line in _lines_of(step, why))
    lines += (f"{label}: {'; '.join(texts)}" for label, texts in _facts(why, tz))
    return "\n".join(lines)


def why_html(why: Why, tz: tzinfo | None = None) -> str:
    """Return *why* as HTML with coloured diffs."""
    parts = [f"<strong>{escape(_headline(why))}</strong>"]
    reasons = [_reason_html(reason) for reason in why.reasons]
    if reasons:
        parts.append(_listed(reasons))
    if why.path:
        steps = [
            f"<code>{escape(name_of(step.key, step.partition))}</code>: {words_html(step.reason)}"
            + _diff_html(_lines_of(step, why))
            for step in why.path
        ]
        parts.append(f"where it begins:{_listed(steps)}")
    parts += (
        f"<div><em>{escape(label)}:</em> {words_html('; '.join(texts))}</div>"
        for label, texts in _facts(why, tz)
    )
    return f'<div class="dagbook-why" data-state="{why.state}">\n{"".join(parts)}\n</div>'


def words_html(words: str) -> str:
    """Return *words* as HTML, code between backticks as code.

    >>> words_html("`clean()` changed: a < b")
    '<code>clean()</code> changed: a &lt; b'
    """
    return _CODE.sub(r"<code>\1</code>", escape(words))


def plan_text(plan: PlanSummary) -> str:
    """Return *plan* as lines."""
    lines = [plan_headline(plan)]
    width = max((len(row.name) for row in plan.rows), default=0)
    for row in plan.rows:
        words = f"{count(row.steps, 'step')}, {_seconds(row.seconds)}"
        lines.append(f"  {pad(row.name, width)}  {words}: {row.reason}")
    lines += (f"{label}: {text}" for label, text in _plan_facts(plan))
    return "\n".join(lines)


def plan_html(plan: PlanSummary) -> str:
    """Return *plan* as a table under its headline."""
    left = 'style="text-align:left"'
    rows = "".join(
        f"<tr><td {left}>{escape(row.name)}</td><td>{row.steps:,}</td>"
        f"<td {left}>{escape(_seconds(row.seconds))}</td>"
        f"<td {left}>{words_html(row.reason)}</td></tr>\n"
        for row in plan.rows
    )
    heads = "".join(f"<th {left}>{each}</th>" for each in ("asset", "steps", "about", "why"))
    table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
    facts = "".join(
        f"<div><em>{escape(label)}:</em> {escape(text)}</div>" for label, text in _plan_facts(plan)
    )
    body = f"<strong>{escape(plan_headline(plan))}</strong>{table if plan.rows else ''}{facts}"
    return f'<div class="dagbook-plan">\n{body}\n</div>'


def plan_headline(plan: PlanSummary) -> str:
    """Return *plan* in one line."""
    if not plan.rows:
        return "Nothing would run." if plan.left_out else "All is current; nothing would run."
    about = f", about {duration(plan.seconds)}" if plan.seconds is not None else ""
    assets = f" of {count(len(plan.rows), 'asset')}" if plan.steps != len(plan.rows) else ""
    return f"{count(plan.steps, 'step')}{assets} would run{about}:"


def _headline(why: Why) -> str:
    """Return how the asset stands in one line."""
    words = {"missing": "has no value", "external": "is made elsewhere", "problem": "cannot run"}
    line = f"{name_of(why.key, why.partition)} {words.get(why.state, f'is {why.state}')}"
    if why.failure is not None:
        error = why.failure.error
        line += f", and failed last: {error.error_class}: {error.message}".rstrip(": ")
    return line


def _lines_of(step: PathStep, why: Why) -> list[str]:
    """Return the diff of *step*, unless the asset itself shows it."""
    return step.detail.split("\n") if step.detail and step.key != why.key else []


def _facts(why: Why, tz: tzinfo | None) -> Iterator[tuple[str, list[str]]]:
    """Yield what else is to be said: a label, and texts."""
    if why.made:
        yield "made", [_made_words(each, tz) for each in why.made]
    if why.tracked:
        more = len(why.tracked) - MOST_TRACKED
        rest = [f"and {more:,} more"] if more > 0 else []
        yield "what counts", [*why.tracked[:MOST_TRACKED], *rest]
    if why.config:
        yield "config", list(why.config)
    if why.resources:
        yield "resources", list(why.resources)
    if why.accepted:
        yield "accepted", list(why.accepted)
    if why.risks:
        yield "what does not", list(why.risks)


def _made_words(made: MadeWith, tz: tzinfo | None) -> str:
    """Return which partitions one code made, and when."""
    version = made.code_version
    code = "code that is not known" if version is None else f"code {_short(version)}"
    now = ", the present one" if made.is_current else ""
    which = f"{made.words} " if made.words else ""
    return f"{which}by {code}{now}, {moment(made.at, tz)}"


def _short(version: str) -> str:
    """Return a version as a person tells it apart."""
    return version if ":" in version else version[:_SHORT]


def _reason_html(reason: str) -> str:
    """Return a reason with its diff."""
    first, *diff = reason.split("\n")
    return words_html(first) + _diff_html(diff)


def _diff_html(lines: list[str]) -> str:
    """Return the lines of a diff in colours; signs and colours say the same."""
    if not lines:
        return ""
    rows = "".join(
        f'<span style="display:block;background:{_COLOURS.get(line[:1], "none")}">'
        f"{escape(line) or ' '}</span>"
        for line in lines
    )
    return f'<pre style="margin:.3em 0">{rows}</pre>'


def _listed(items: Iterable[str]) -> str:
    """Return a list of HTML."""
    return f'<ul style="margin:.2em 0">{"".join(f"<li>{each}</li>" for each in items)}</ul>'


def _seconds(seconds: float | None) -> str:
    """Return how long it took before."""
    return "never timed" if seconds is None else duration(seconds)


def _plan_facts(plan: PlanSummary) -> Iterator[tuple[str, str]]:
    """Yield what else is to be said of a plan."""
    if len(plan.longest_path) > 1:
        took = f" ({duration(plan.longest_seconds)})" if plan.longest_seconds is not None else ""
        yield "longest path", f"{' → '.join(plan.longest_path)}{took}"
    if plan.current:
        yield "current", ", ".join(plan.current)
    for each in plan.left_out:
        yield "left out", each
