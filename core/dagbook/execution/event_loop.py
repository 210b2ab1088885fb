"""Running async functions of the user; the one module that loads asyncio."""

import asyncio
from contextlib import suppress
from contextvars import copy_context
from threading import Thread, get_ident
from typing import Any, Self

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


class _Loop:
    """An event loop for one step: in its own thread where the caller's is running one."""

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

    def run(self, awaitable: Any) -> Any:
        """Return the result of *awaitable*; an interrupt cancels it."""
        waiting = get_ident()
        try:
            if self._runner is not None:
                loop = self._runner.get_loop()
                WAKERS[waiting] = lambda: loop.call_soon_threadsafe(loop.time)
                return self._runner.run(_awaited(awaitable))
            future = asyncio.run_coroutine_threadsafe(_awaited(awaitable), self._loop)
            WAKERS[waiting] = future.cancel
            try:
                return future.result()
            except BaseException:
                future.cancel()
                raise
        finally:
            WAKERS.pop(waiting, None)

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
