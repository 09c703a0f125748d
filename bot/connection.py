"""Whether the gateway's shards are connected, and since when they are not."""

import time
from collections.abc import Callable


class Connection:
    """What the client tells of its shards. Times are seconds of a clock that is never set."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lost: dict[int, float] = {0: clock()}
        """When each shard that is not connected was lost; shard 0 begins so."""
        self.losses = 0
        """How often one was lost."""

    def found(self, shard: int) -> None:
        """A shard began a session, or took up its old one."""
        self._lost.pop(shard, None)

    def lost(self, shard: int) -> None:
        """A shard is no longer connected; told again and again while it tries to be."""
        if shard not in self._lost:
            self.losses += 1
            self._lost[shard] = self._clock()

    @property
    def is_alive(self) -> bool:
        """Whether all are connected."""
        return not self._lost

    @property
    def lost_for(self) -> float:
        """Seconds since the shard was lost that is missing longest; 0 where none is."""
        return self._clock() - min(self._lost.values()) if self._lost else 0.0
