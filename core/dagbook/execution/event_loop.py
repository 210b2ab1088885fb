"""Running async functions of the user; the one module that loads asyncio."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread, get_ident
from time import perf_counter
from types import AsyncGeneratorType
from typing import Any, Self

from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.interrupts import WAKERS

_CLOSING_SECONDS = 5


def iter_async(generator: Any) -> Any:
    """Yield what the async *generator* yields, each awaited."""
    with _Loop() as loop:
        while True:
            try:
                value = loop.run(generator.__anext__())
            except StopAsyncIteration:
                return
            yield value


def run_async(coroutine: Any) -> Any:
    """Return the result of *coroutine*."""
    with _Loop() as loop:
        return loop.run(coroutine)


@dataclass(frozen=True, slots=True)
class _Held:
    """What an awaitable came to, and when; an error waits until somebody asks."""

    at: float
    value: Any = None
    error: BaseException | None = None


class Together:
    """One event loop in which several async functions make progress at the same time.

    They do while somebody waits for one of them; where the caller's thread runs a loop of its own,
    all the time.

    Attributes:
        ended_at: When what `result` returned last had ended, by `perf_counter`.
    """

    def __init__(self) -> None:
        self._loop = _Loop()
        self._loop.__enter__()
        self._interrupt: BaseException | None = None
        self.ended_at = 0.0

    def begin(self, awaitable: Any) -> Any:
        """Have *awaitable*, a coroutine or an async generator, make progress from now on."""
        first = awaitable.__anext__() if isinstance(awaitable, AsyncGeneratorType) else awaitable
        return self._loop.begin(self._held(first))

    def result(self, begun: Any) -> Any:
        """Return what *begun* came to."""
        try:
            held = self._loop.run(begun)
        except asyncio.CancelledError:
            if self._interrupt is not None:
                raise self._interrupt from None
            raise
        self.ended_at = held.at
        if held.error is not None:
            raise held.error
        return held.value

    def values(self, generator: Any, begun: Any) -> Iterator[Any]:
        """Yield what the async *generator* yields, whose first value is *begun*."""
        while True:
            try:
                value = self.result(begun)
            except StopAsyncIteration:
                return
            yield value
            begun = self.begin(generator)

    def close(self) -> None:
        """Cancel what is left, and wait until it has cleaned up."""
        self._loop.__exit__()

    async def _held(self, awaitable: Any) -> _Held:
        """Return what *awaitable* came to; an interrupt ends whoever waits now."""
        try:
            value = await awaitable
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - user code raises what it likes
            if isinstance(error, (KeyboardInterrupt, DagsterExecutionInterruptedError)):
                self._interrupt = error
                self._loop.give_up()
            return _Held(perf_counter(), error=error)
        return _Held(perf_counter(), value)


class _Loop:
    """An event loop for one step: in its own thread where the caller's is running one."""

    _waiter: Any = None

    def __enter__(self) -> Self:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self._runner: asyncio.Runner | None = asyncio.Runner()
            return self
        self._runner = None
        self._loop = asyncio.new_event_loop()
        # A copied context keeps prints with the cell that started the run.
        target = copy_context().run
        self._thread = Thread(target=target, args=(self._loop.run_forever,), daemon=True)
        self._thread.start()
        return self

    def begin(self, coroutine: Any) -> Any:
        """Return *coroutine* as a task that makes progress whenever the loop runs."""
        if self._runner is not None:
            return self._runner.get_loop().create_task(coroutine)
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def give_up(self) -> None:
        """Cancel what the caller waits for, from inside of the loop."""
        if self._waiter is not None:
            self._waiter.cancel()

    def run(self, awaitable: Any) -> Any:
        """Return the result of *awaitable*, or of what has begun; an interrupt cancels it."""
        waiting = get_ident()
        try:
            if self._runner is not None:
                loop = self._runner.get_loop()
                WAKERS[waiting] = lambda: loop.call_soon_threadsafe(loop.time)
                return self._runner.run(self._awaited(awaitable))
            if not isinstance(awaitable, Future):
                awaitable = self.begin(_awaited(awaitable))
            future = self._waiter = awaitable
            WAKERS[waiting] = future.cancel
            try:
                return future.result()
            except BaseException:
                future.cancel()
                raise
        finally:
            WAKERS.pop(waiting, None)
            self._waiter = None

    async def _awaited(self, awaitable: Any) -> Any:
        """Return the result of *awaitable*, which need not be a coroutine."""
        self._waiter = asyncio.current_task()
        return await awaitable

    def __exit__(self, *exception: object) -> None:
        if self._runner is not None:
            self._runner.close()
            return
        closing = asyncio.run_coroutine_threadsafe(_close_everything(), self._loop)
        with suppress(TimeoutError):
            closing.result(_CLOSING_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSING_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()


async def _close_everything() -> None:
    """Cancel what a step left running in its loop, as `asyncio.run` does."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


async def _awaited(awaitable: Any) -> Any:
    """Return the result of *awaitable*, which need not be a coroutine."""
    return await awaitable
