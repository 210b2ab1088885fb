"""What the page and the kernel say to each other, as frozen values.

The page's half of the contract is `notebook_ext/panel/src/messages.ts`; field names are the same.
What comes from the page is read by `dagbook_jupyter.panel.parsing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dagbook.view.encode import to_json
from dagbook.view.graph_view import Ranges, StatusBadge
from dagbook_jupyter.panel.check_details import CheckDetails
from dagbook_jupyter.panel.graph_messages import (
    GRAPH_ANSWERS,
    GraphAnswer,
    GraphQuestion,
)
from dagbook_jupyter.panel.inspect_messages import (
    INSPECT_ANSWERS,
    InspectAnswer,
    InspectQuestion,
    LinesCame,
)
from dagbook_jupyter.panel.metadata_items import MetadataItem
from dagbook_jupyter.panel.partition_messages import (
    ANSWER_TYPES,
    PartitionAnswer,
    PartitionQuestion,
)
from dagbook_jupyter.panel.run_messages import Resume
from dagbook_jupyter.panel.run_questions import (
    RUN_ANSWERS,
    Config,
    RunAnswer,
    RunQuestion,
)
from dagbook_jupyter.panel.value_messages import ShownValue, ShowValue

Mode = Literal["selected", "upstream", "downstream", "stale", "all", "failed"]
"""Run exactly the keys; or these and all upstream, or all downstream; what of them, or of
everything, is stale or missing; everything in any case; what failed in the last run, and what that
kept from running."""

How = Literal["wipe", "undo"]
"""Forget all that was stored, or only what was made last."""

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Ready:
    """A page has drawn the panel and asks for every status, as the trait may be behind."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop a run.

    Args:
        run_id: Which, one that waits too; None for the one that runs.
    """

    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShowDetails:
    """Answer with the `Details` of *key*."""

    key: str


@dataclass(frozen=True, slots=True)
class Materialize:
    """Run assets.

    Args:
        keys: What to run, in the order selected; None means everything.
        mode: Whether exactly these, or only what is stale or missing of them.
        partitions: For each key, which ordinals; a partitioned key without an entry means its
            missing and stale partitions.
        counts: Of how many partitions those of a key were chosen, where more or less of them means
            other ordinals.
        confirmed: Whether the person has seen how large it is.
        config: What it sets of each step.
    """

    keys: tuple[str, ...] | None
    mode: Mode
    partitions: Mapping[str, Ranges]
    counts: Mapping[str, int] = field(default_factory=dict)
    confirmed: bool = False
    config: Config = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowPlan:
    """Answer with what a run would do, as `Planned`."""

    wish: Materialize


@dataclass(frozen=True, slots=True)
class Forget:
    """Wipe values of an asset, or take the last ones back.

    Args:
        asset: Whose.
        how: Which of the two.
        ranges: Which ordinals; none means the whole asset, of which an undo takes back what its
            last run made.
        counts: As of `Materialize`.
        confirmed: Whether the person has seen what goes.
    """

    asset: str
    how: How
    ranges: Ranges = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class BadMessage:
    """What the page sent is none of the above; *reason* is a sentence."""

    reason: str


PageMessage = (
    Ready
    | Cancel
    | ShowDetails
    | Materialize
    | ShowPlan
    | Resume
    | RunQuestion
    | InspectQuestion
    | Forget
    | GraphQuestion
    | ShowValue
    | PartitionQuestion
)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run that made an asset's latest value, or failed to."""

    run_id: str
    state: str
    at: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """All about one asset, asked for when it is selected.

    Args:
        key: The asset.
        description: Markdown; "" when there is none.
        deps: Keys it reads.
        downstream: Keys that read it.
        metadata: Of the last materialization.
        checks: Its checks, by name.
        why: Why it is stale or failed; what follows a reason's first line is a source diff.
        code: Its source, or "".
        run: The last run, or None.
        owners: Such as "team:ops".
        tags: Names and values; a value may be "".
    """

    key: str
    description: str = ""
    deps: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    metadata: tuple[MetadataItem, ...] = ()
    checks: tuple[CheckDetails, ...] = ()
    why: tuple[str, ...] = ()
    code: str = ""
    run: LastRun | None = None
    owners: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for the person at the page; an "info" goes away by itself."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class StatusChanges:
    """New statuses of some assets."""

    changes: Mapping[str, StatusBadge]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the person before the kernel does what the page asked for.

    Args:
        title: What would be done, as a question.
        lines: What it comes to.
        yes: The word for doing it.
        wish: The page's message to send when the answer is yes.
    """

    title: str
    lines: tuple[str, ...]
    yes: str
    wish: Mapping[str, Any] = field(default_factory=dict)


KernelMessage = (
    Details
    | Notice
    | StatusChanges
    | Ask
    | GraphAnswer
    | ShownValue
    | PartitionAnswer
    | RunAnswer
    | InspectAnswer
    | LinesCame
)

_TYPES: dict[type, str] = {
    Details: "details",
    Notice: "notice",
    StatusChanges: "statuses",
    Ask: "ask",
    **GRAPH_ANSWERS,
    **RUN_ANSWERS,
    **INSPECT_ANSWERS,
    ShownValue: "value",
    **ANSWER_TYPES,
}


def encode(message: KernelMessage) -> dict[str, Any]:
    """Return *message* as the JSON that the page reads.

    Example:
        >>> encode(Notice("info", "3 assets are up to date."))
        {'type': 'notice', 'level': 'info', 'text': '3 assets are up to date.'}
    """
    return {"type": _TYPES[type(message)], **to_json(message)}
