"""How long one answer waits for its database, over all that it asks there.

What else it takes, searches above all, doesn't count: that comes late, and is right.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import StoreBusy

T = TypeVar("T")

IN_ALL = 2.2
"""Seconds. Discord would wait for three, and whoever asked is still to be told."""


@dataclass(slots=True)
class _Answer:
    left: float
    """Seconds that it may still wait."""
    made_by: asyncio.Future[Any] | None = None


_ANSWER: ContextVar[_Answer | None] = ContextVar("answer", default=None)


def begin_answer(coming: Awaitable[T]) -> asyncio.Future[T]:
    """Make an answer in a task of its own, which may wait so long and no longer.

    The tasks that it begins are others' too, or to be done in any case: for them there is no limit.
    """
    answer = _Answer(IN_ALL)
    context = copy_context()
    context.run(_ANSWER.set, answer)
    task = context.run(asyncio.ensure_future, coming)
    answer.made_by = task
    return task


@asynccontextmanager
async def waiting(most: float | None = None) -> AsyncIterator[None]:
    """Raises TimeoutError after `most` seconds, or once an answer has waited for long enough."""
    answer = _ANSWER.get()
    if answer is None or answer.made_by is not asyncio.current_task():
        async with asyncio.timeout(most):
            yield
        return
    began = time.monotonic()
    try:
        async with asyncio.timeout(answer.left if most is None else min(most, answer.left)):
            yield
    finally:
        answer.left -= time.monotonic() - began


async def patiently(coming: Awaitable[T]) -> T:
    """What others make too, and go on making; raises StoreBusy where it comes too late."""
    try:
        async with waiting():
            return await coming
    except TimeoutError:
        raise StoreBusy("what was loaded last is still being read") from None
