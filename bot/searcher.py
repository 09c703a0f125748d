"""Where a search runs: in a thread, so that the event loop goes on, or here where it is brief."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Searcher:
    """One thread for all searches."""

    def __init__(self) -> None:
        self._searching = 0
        self._had_turn = False
        """Whether something was searched for in this turn of the event loop already."""
        # One at a time: several would wait for each other's turns, and the event loop for all.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search")

    def is_busy(self) -> bool:
        """Whether anything is searched for."""
        return self._searching > 0 or self._had_turn

    def close(self) -> None:
        """End the thread; what waits for it is given up."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def briefly(self, find: Callable[[], T]) -> T:
        """What `find` returns, found in a millisecond or two: here, for to a thread and back takes
        as long; but in the thread where others search too, for the event loop is to go on.
        """
        if self._searching or self._had_turn:
            return await self.search(find)
        self._had_turn = True
        asyncio.get_running_loop().call_soon(self._end_turn)
        return find()

    def _end_turn(self) -> None:
        self._had_turn = False

    async def search(self, find: Callable[[], T]) -> T:
        """What `find` returns, found in the thread."""
        self._searching += 1
        found = self._thread.submit(find)
        done = asyncio.wrap_future(found)
        # Not when whoever waits is cancelled: the thread goes on.
        done.add_done_callback(self._end_search)
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            # What has not begun is no longer wanted, and others wait for their turn.
            found.cancel()
            raise

    def _end_search(self, _: object) -> None:
        self._searching -= 1
