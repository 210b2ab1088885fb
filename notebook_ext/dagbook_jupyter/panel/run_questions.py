"""What page and kernel say about runs beside the present one: plans, config, past runs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dagbook.session.plan_summary import PlanRow
from dagbook.session.run_list import RunLine, RunWord
from dagbook.view.config_form import FormField
from dagbook.view.timeline import Timeline

MOST_RUNS = 500


@dataclass(frozen=True, slots=True)
class ShowRuns:
    """Answer with the newest runs, as `ShownRuns`.

    Args:
        limit: How many at most.
    """

    limit: int


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """A run of this kernel that waits for its turn.

    Args:
        run_id: Which.
        what: What it is to make, in words.
    """

    run_id: str
    what: str


@dataclass(frozen=True, slots=True)
class ShownRuns:
    """The newest runs.

    Args:
        rows: The newest first.
        waiting: What waits, the next one first.
        is_all: Whether there are no others.
        here: The run of `rows` that runs in this kernel, or "".
    """

    rows: tuple[RunLine, ...]
    waiting: tuple[WaitingRun, ...] = ()
    is_all: bool = True
    here: str = ""


@dataclass(frozen=True, slots=True)
class ShowTimeline:
    """Answer with a run over time, as `ShownTimeline`.

    Args:
        run_id: Which; "" for the one that runs here, or ran last.
    """

    run_id: str


@dataclass(frozen=True, slots=True)
class ShownTimeline:
    """A run over time.

    Args:
        run_id: Which.
        asked: Which was asked for.
        state: How it went.
        started_at: Seconds since the epoch.
        origin: Who began it.
        timeline: Its assets and when each ran; None where nothing is stored of it.
    """

    run_id: str
    asked: str
    state: RunWord
    started_at: float
    origin: str
    timeline: Timeline | None


@dataclass(frozen=True, slots=True)
class ShowConfig:
    """Answer with the forms for what a run of these may set, as `ConfigForm`."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form of one step.

    Args:
        step: Its name in the run's config.
        keys: The assets that it makes.
        fields: What may be set.
    """

    step: str
    keys: tuple[str, ...]
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class ConfigForm:
    """The forms for what a run may set; none when nothing of it takes config."""

    keys: tuple[str, ...]
    steps: tuple[StepForm, ...]


@dataclass(frozen=True, slots=True)
class ConfigErrors:
    """What is wrong with config that was filled in.

    Args:
        errors: Of each step, the message by the path of its field; "" stands for the whole.
    """

    errors: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a `Materialize` would run.

    Args:
        mode: Its mode.
        keys: Its assets; None for all.
        steps: How many steps.
        rows: The first assets that would run, in order.
        more: How many more assets.
        current: How many that are asked for would not run, as they are current.
        seconds: About how long it takes, None when nothing of it ever ran.
        longest_path: The assets of the chain of steps that takes longest.
        longest_seconds: How long that takes.
        problem: Why nothing can run, or "".
    """

    mode: str
    keys: tuple[str, ...] | None
    steps: int = 0
    rows: tuple[PlanRow, ...] = ()
    more: int = 0
    current: int = 0
    seconds: float | None = None
    longest_path: tuple[str, ...] = ()
    longest_seconds: float | None = None
    problem: str = ""


RunQuestion = ShowRuns | ShowTimeline | ShowConfig
RunAnswer = ShownRuns | ShownTimeline | ConfigForm | ConfigErrors | Planned
RUN_ANSWERS: dict[type, str] = {
    ShownRuns: "runs",
    ShownTimeline: "timeline",
    ConfigForm: "config_form",
    ConfigErrors: "config_errors",
    Planned: "planned",
}


def _runs(content: Mapping[str, object]) -> ShowRuns | None:
    limit = content.get("limit")
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        return None
    return ShowRuns(min(limit, MOST_RUNS))


def _timeline(content: Mapping[str, object]) -> ShowTimeline | None:
    run_id = content.get("run_id")
    return ShowTimeline(run_id) if isinstance(run_id, str) else None


def _config(content: Mapping[str, object]) -> ShowConfig | None:
    keys = content.get("keys")
    if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
        return None
    return ShowConfig(tuple(dict.fromkeys(keys)))


RUN_QUESTIONS: dict[str, Callable[[Mapping[str, object]], RunQuestion | None]] = {
    "runs": _runs,
    "timeline": _timeline,
    "config_form": _config,
}
"""Reads a question of the page by its type; None when it is none."""

Config = Mapping[str, Mapping[str, Any]]
"""What a run sets: of each step its fields."""


def read_config(value: object) -> Config | None:
    """Return what a run sets of each step, or None if *value* is no such thing.

    >>> read_config({"orders": {"days": 3}}), read_config(None), read_config({"orders": 3})
    ({'orders': {'days': 3}}, {}, None)
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        return None
    if not all(isinstance(each, Mapping) for each in value.values()):
        return None
    # What came as JSON is JSON; a host that hands Python objects on must not get further.
    try:
        read = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        return None
    return dict(read)
