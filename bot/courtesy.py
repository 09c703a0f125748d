"""Long work beside answers: in small pieces, between which those who search go first.

Threads of one process share the interpreter, which gives all of them turns alike: one that works on
and on takes every second turn from those who answer.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

PIECE = 0.002
"""Seconds of work after which it is looked whether anybody searches."""
SHARE = 2.0
"""How many times as long as the work since took is waited at most: it goes on in any case."""
LONGEST = 0.05
"""Seconds that are waited at most in one go."""
LOOKED_EVERY = 0.001
"""Seconds between two looks whether they are done."""


class Courtesy:
    """Of one piece of long work."""

    def __init__(
        self,
        is_busy: Callable[[], bool],
        *,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """`is_busy` tells whether anybody searches; it is called in threads."""
        self._is_busy = is_busy
        self._clock = clock
        self._sleep = sleep
        self._since = clock()

    def give_way(self) -> None:
        """Wait for those who search, where a piece of work is done and anybody does."""
        now = self._clock()
        if now - self._since < PIECE:
            return
        until = now + min(SHARE * (now - self._since), LONGEST)
        while self._is_busy() and self._clock() < until:
            self._sleep(LOOKED_EVERY)
        self._since = self._clock()

    def among(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, giving way between some of them."""
        for thing in things:
            self.give_way()
            yield thing


_COURTESY: ContextVar[Courtesy | None] = ContextVar("courtesy", default=None)


@contextmanager
def giving_way(is_busy: Callable[[], bool]) -> Iterator[None]:
    """Within it, threads that work on what is `unhurried` let those who search go first."""
    token = _COURTESY.set(Courtesy(is_busy))
    try:
        yield
    finally:
        _COURTESY.reset(token)


def unhurried(things: Iterable[T]) -> Iterable[T]:
    """Many things to work on, one after the other, in a thread that nobody waits for."""
    courtesy = _COURTESY.get()
    return things if courtesy is None else courtesy.among(things)
