"""Being told to end: SIGTERM and SIGINT end the process in order, and in time whatever hangs."""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)

LIMIT = 4.5
"""Seconds after which nothing is waited for any more; five are promised."""


@contextmanager
def stop_signal(limit: float = LIMIT) -> Iterator[asyncio.Event]:
    """An event that the first SIGTERM or SIGINT sets meanwhile, instead of ending the process.

    The second ends it at once; so do `limit` seconds after the first, in which it has not ended.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    # Not add_signal_handler: that waits for its turn in a loop which may be what hangs.
    def told(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            _end_at_once("told twice to end")
        timer = threading.Timer(
            limit, _end_at_once, [f"not ended {limit:g} s after it was told to"]
        )
        timer.daemon = True
        timer.start()
        stop.set()
        # Wakes a loop that waits; a closed one has nothing to be woken for.
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: None)

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, told) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _end_at_once(why: str) -> NoReturn:
    """End without waiting for anything. Nothing is lost: a load is one transaction."""
    # Written past the log, whose lock may be held by what hangs.
    os.write(2, f"vaultbot: {why}: ends at once\n".encode())
    for process in multiprocessing.active_children():
        process.kill()
    os._exit(0)


async def unless(
    stop: asyncio.Event,
    work: Coroutine[Any, Any, T],
    *,
    first: Callable[[], Awaitable[object]] | None = None,
) -> T | None:
    """What `work` returns; None where `stop` was set meanwhile, which ends the work, after `first`.

    Work that failed as it was told to end has ended.
    """
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            return await working
        if first:
            await first()
        return None
    finally:
        for task in (working, stopped):
            task.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)


async def until_stopped() -> None:
    """Do nothing until told to end."""
    with stop_signal() as stop:
        await stop.wait()
