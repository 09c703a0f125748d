"""Whether the gateway's shards are connected and heard, and since when they are not."""

import math
import time
from collections.abc import Callable, Iterable


class Connection:
    """What the client tells of its shards. Times are seconds of a clock that is never set."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lost: dict[int, float] = {0: clock()}
        """When each shard that is not connected was lost. Until it is known which there are, one
        is."""
        self._heard: dict[int, float] = {}
        """When each shard was heard last."""
        self._latencies: dict[int, float] = {}
        self.losses = 0
        """How often one was lost."""

    def begin(self, shards: Iterable[int]) -> None:
        """These are to be connected, and none is yet."""
        self._lost = dict.fromkeys(shards, self._clock())

    def found(self, shard: int) -> None:
        """A shard began a session, or took up its old one."""
        self._lost.pop(shard, None)
        self._heard[shard] = self._clock()

    def lost(self, shard: int) -> None:
        """A shard is no longer connected; told again and again while it tries to be."""
        if shard not in self._lost:
            self.losses += 1
            self._lost[shard] = self._clock()

    def put_off(self, shard: int, seconds: float) -> None:
        """It is not to be connected before: until then it is not missing."""
        self._lost[shard] = max(self._clock() + seconds, self._lost.get(shard, -math.inf))

    def measured(self, shard: int, latency: float) -> None:
        """Seconds that a heartbeat took. It is another number with every heartbeat, so that a new
        one tells that Discord answered; what has no number yet tells nothing.
        """
        if math.isfinite(latency) and latency != self._latencies.get(shard):
            self._latencies[shard] = latency
            self._heard[shard] = self._clock()

    def is_connected(self, shard: int) -> bool:
        """Whether a shard is, of those that are to be."""
        return shard not in self._lost

    @property
    def is_alive(self) -> bool:
        """Whether all are connected."""
        return not self._lost

    @property
    def lost_for(self) -> float:
        """Seconds since the shard was lost that is missing longest; 0 where none is."""
        now = self._clock()
        return max(now - min(self._lost.values(), default=now), 0.0)

    @property
    def silent_for(self) -> float:
        """Seconds since the shard answered that is silent longest; 0 where none ever did."""
        return self._clock() - min(self._heard.values()) if self._heard else 0.0

    @property
    def latency(self) -> float:
        """Seconds of the slowest shard's last heartbeat; not a number before the first."""
        return max(self._latencies.values(), default=math.nan)
