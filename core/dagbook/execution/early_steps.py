"""Async steps that begin before their turn, so that they wait at the same time in one process.

::

    begin: inputs loaded, the function called -> makes progress whenever one of them is waited for
    end, when its turn comes: outputs stored, recorded, told

So everything but waiting happens one after the other, in the order that steps without async have.
"""

import inspect
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import StepResult, attempt_beside

MOST = 100
"""So many are under way at most: each holds its inputs, and what it has open."""

_ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def is_async(fn: Any) -> bool:
    """Return whether *fn* is an async function.

    >>> async def fetched(): ...
    >>> is_async(fetched), is_async(print)
    (True, False)
    """
    code = getattr(fn, "__code__", None)
    return code is not None and bool(code.co_flags & _ASYNC)


@contextmanager
def beginning_early(run: RunContext, any_of: Collection[Any]) -> Iterator["EarlySteps"]:
    """While it is open, let async steps begin early; in the end cancel those left, and record that.

    Args:
        run: What the steps share.
        any_of: Which steps are async.
    """
    early = EarlySteps(run)
    try:
        yield early
    finally:
        if any_of:
            early.cancel()


class EarlySteps:
    """The async steps of one run that have begun and whose turn has not come.

    Args:
        run: What the steps share.
    """

    __slots__ = ("_begun", "_loop", "_run")

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._loop: Any = None
        self._begun: dict[Hashable, _Begun] = {}

    def __contains__(self, token: Hashable) -> bool:
        return token in self._begun

    @property
    def has_room(self) -> bool:
        """Whether one more may begin."""
        return len(self._begun) < MOST

    def begin(self, token: Hashable, planned: Any, attempt: int) -> None:
        """Have an attempt at *planned* begin."""
        if self._loop is None:
            # asyncio is a fifth of what importing dagbook costs, and few assets are async.
            from dagbook.execution.event_loop import Together  # noqa: PLC0415 - above

            self._loop = Together()
        self._begun[token] = _Begun(self._run, planned, attempt, self._loop)

    def end(self, token: Hashable) -> StepResult:
        """Wait until an attempt has ended, and return how."""
        begun = self._begun.pop(token)
        try:
            return begun.end()
        finally:
            if not self._begun:
                self._close()

    def cancel(self) -> None:
        """Cancel what is under way, and record that."""
        begun, self._begun = self._begun, {}
        for each in begun.values():
            self._run.instance.event_log.record_step(each.cancel().record)
        self._close()

    def _close(self) -> None:
        """Close the event loop."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()


class _Begun:
    """An attempt at an async step, in a context of its own."""

    __slots__ = ("_attempt", "_context", "_result")

    def __init__(self, run: RunContext, planned: Any, attempt: int, loop: Any) -> None:
        self._context = copy_context()
        self._attempt = attempt_beside(run, planned, attempt, loop)
        self._result: StepResult | None = None
        self._go_on(self._attempt.send, None)

    def _go_on(self, how: Callable[[Any], object], given: Any) -> None:
        """Run the attempt up to where it waits, or to its end."""
        try:
            self._context.run(how, given)
        except StopIteration as ended:
            self._result = ended.value

    def end(self) -> StepResult:
        """Return how it ended."""
        while self._result is None:
            self._go_on(self._attempt.send, None)
        return self._result

    def cancel(self) -> StepResult:
        """Interrupt it where it waits, and return how it ended."""
        if self._result is None:
            self._go_on(self._attempt.throw, DagsterExecutionInterruptedError())
        return self.end()
