"""Work on many things, done in a thread: a note of 30,000 quotes is not to keep others waiting."""

import asyncio
from collections.abc import Callable, Sized
from typing import TypeVar

T = TypeVar("T")

MANY = 500
"""Fewer are done with in some milliseconds; a note of people's has 310 at most."""


async def aside(things: Sized, work: Callable[[], T]) -> T:
    """What `work` returns, which looks at all `things`: done here where they are few."""
    return await asyncio.to_thread(work) if len(things) > MANY else work()
