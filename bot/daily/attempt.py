"""A claim that a process is about to send, or has sent, and how often that failed."""

from dataclasses import dataclass, replace

from bot.model import Claim, Daily

DELAYS = (30, 60, 120)
"""Seconds to wait after each failure; the last for all that follow, while the nonce is known."""


@dataclass(slots=True)
class Attempt:
    """A claim of this process that is not settled."""

    claim: Claim
    before: Daily | None = None
    """The row before it was claimed; None where an earlier process claimed it."""
    failures: int = 0
    failed_at: int = 0
    arrived: bool = False
    """Sent, and not yet written down."""

    def undone(self, current: Daily) -> Daily:
        """The row as it stands now, with what was drawn back in the bag and the day free again,
        where what was sent can't have arrived.
        """
        if self.before is None or self.failures:
            return current
        return replace(
            current,
            last_date=self.before.last_date,
            seed=self.before.seed,
            cursor=self.before.cursor,
            posted=self.before.posted,
        )

    def delay(self) -> int:
        """Seconds to wait since it failed last."""
        return DELAYS[min(self.failures, len(DELAYS)) - 1] if self.failures else 0
