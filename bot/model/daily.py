"""The quote a day of a server: what was set, where it stands, and what is drawn for it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.stored import StoredExcerpt


class Pause(StrEnum):
    """Why nothing is posted."""

    NOT = ""
    """It runs."""
    BY_HAND = "by hand"
    CHANNEL_GONE = "channel gone"
    NO_ACCESS = "no access"
    NO_PERMISSION = "no permission"
    SOURCE_GONE = "source gone"
    """The vault has no such channel any more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A post that is to be sent, or was and nobody wrote down that it arrived."""

    key: int
    """Of the excerpt."""
    at: int
    """Unix time."""


@dataclass(frozen=True, slots=True)
class Daily:
    """One server's quote a day."""

    guild_id: int
    channel_id: int
    """Where it goes; 0 where it was cleared: then only what was posted is still known."""
    minute: int
    """Of the day: 570 is 09:30."""
    zone: str
    """An IANA name: `Europe/Berlin`."""
    source: str = ""
    """The key of the vault's channel that quotes are drawn from; empty for the whole vault."""
    role_id: int = 0
    """To mention; 0 for none."""
    paused: Pause = Pause.NOT
    next_at: int = 0
    """Unix time of the next run."""
    last_date: str = ""
    """The local date of the last run that was claimed, `2026-11-24`; empty before the first."""
    seed: int = 0
    """Of the round: it shuffles the bag."""
    cursor: int = -1
    """The place in the shuffled bag that was posted last; -1 before the first."""
    posted: int = 0
    """How many were drawn in this round."""
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What comes next in a shuffled bag, and the state that drawing it leaves."""

    excerpt: StoredExcerpt
    seed: int
    """Another than was given where a new round begins."""
    cursor: int
    left: int
    """How many are still to come in the round after this one."""
