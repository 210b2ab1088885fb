"""What a generator yields beside its outputs: things that the user's code says happened."""

import inspect
from collections.abc import Iterator
from typing import Any

from dagbook.execution.running_step import RunningStep
from dagbook.model.user_events import USER_EVENTS


def logged(step: RunningStep, returned: Any) -> Any:
    """Return *returned* without what only tells that something happened, which is recorded."""
    return _without_events(step, returned) if inspect.isgenerator(returned) else returned


def _without_events(step: RunningStep, returned: Iterator[Any]) -> Iterator[Any]:
    """Yield what *returned* yields and is no event; record the events."""
    for each in returned:
        if isinstance(each, USER_EVENTS):
            step.log_event(each, yielded=True)
        else:
            yield each
