"""Work on many files of the vault at once: a thread for a few, a process a core for many."""

import asyncio
import gc
import os
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextvars import copy_context
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TypeVar

from bot.errors import VaultError

BATCH = 64
"""Files that one worker reads before it hands them over."""
WORTH_PROCESSES = 500
"""Fewer files than this are read in a thread: starting processes would take longer."""
AHEAD = 2
"""Batches per worker that wait for whoever takes them."""

Progress = Callable[[int, int], None]
"""Called with (files done, files to read) as the work goes on."""

T = TypeVar("T")
R = TypeVar("R")


async def in_batches(
    work: Callable[[Sequence[T]], R], files: Sequence[T]
) -> AsyncGenerator[R, None]:
    """What `work` makes of files, batch by batch in their order, a few batches ahead.

    `work` and what it makes must be such that they can pass between processes.
    """
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    if not batches:
        return
    workers = max(1, min(4, os.cpu_count() or 1)) if len(files) >= WORTH_PROCESSES else 1
    loop = asyncio.get_running_loop()
    executor = _executor(workers)
    # A thread gives way to those to whom whoever began this does; processes do in any case.
    context = copy_context()
    run = work if workers > 1 else lambda batch: context.run(work, batch)
    try:
        waiting: list[asyncio.Future[R]] = []
        for batch in batches:
            waiting.append(loop.run_in_executor(executor, run, batch))
            if len(waiting) > AHEAD * workers:
                yield await waiting.pop(0)
        for future in waiting:
            yield await future
    except BrokenExecutor:
        raise VaultError(
            "a process that read the vault was ended from outside, perhaps for want of memory"
        ) from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _executor(workers: int) -> Executor:
    if workers == 1:
        return ThreadPoolExecutor(1, thread_name_prefix="vault")
    # Forking a process that has threads may deadlock it, so workers start afresh. What they make
    # holds no cycles, and looking for some in it takes a tenth of their time.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """What a worker does first."""
    gc.disable()
    # Ctrl-C reaches every process of a terminal; the one that began it decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)
