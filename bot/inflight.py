"""Answers that are being made: told of when they end, and waited for when the bot does."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class Answered:
    """One interaction that is over."""

    kind: str
    """The command's name, `press` or `autocomplete`: as many as there are commands."""
    outcome: str
    """`ok`, `error`, `refused`, `late` or `given_up`."""
    seconds: float


Describe = Callable[[], tuple[str, str]]
"""(kind, outcome) of an interaction, asked once it is over."""


def _ignore(_: Answered) -> None:
    pass


class InFlight:
    """One for a process. Each answer is the task that makes it: its end is the answer's end."""

    def __init__(self, observe: Callable[[Answered], None] = _ignore) -> None:
        self._observe = observe
        self._tasks: set[asyncio.Task[object]] = set()
        self.is_closed = False
        """Whether no more may begin."""

    def __len__(self) -> int:
        return len(self._tasks)

    def begin(self, describe: Describe) -> None:
        """The task that runs now makes an answer, until it ends."""
        task = asyncio.current_task()
        if task is None or task in self._tasks:
            return
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, describe, time.perf_counter()))

    def _end(self, describe: Describe, started: float, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        kind, outcome = describe()
        if task.cancelled():
            outcome = "error"
        self._observe(Answered(kind, outcome, time.perf_counter() - started))

    def close(self) -> None:
        """From now on whoever asks is told to ask again later."""
        self.is_closed = True

    async def finished(self, seconds: float) -> int:
        """Wait so long for what has begun; returns how many answers were not done by then."""
        if not self._tasks:
            return 0
        _, left = await asyncio.wait(set(self._tasks), timeout=seconds)
        return len(left)
