"""How the times of a note are to be read: its own evidence, and the reading that was chosen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteTimes:
    """What the times of one note tell, to be weighed beside those of the same video's others."""

    path: str
    video_id: str
    clocks: int
    """Times of three parts, as written: `a:b:c`. Others have one reading only."""
    longest: int
    """The latest of them in seconds, read as hours, minutes and seconds."""
    hours: bool
    """Whether any has a first part that is not 0."""
    round: bool
    """Whether nearly all end in `:00`."""
    minutes: bool
    """Whether they are minutes and seconds by their own evidence."""
    doubtful: int
    """The earliest of them, in seconds, that only a video as long as that can have; 0 for none."""


@dataclass(frozen=True, slots=True)
class TimeReading:
    """How the three-part times of one note are read."""

    minutes: bool = False
    """`12:30:00` is 12 minutes 30, not 12 hours 30."""
    length: int = 0
    """Seconds that the video lasts at least, as notes beside it tell; 0 where none does."""
    limit: int = 0
    """Times at or past it are not jumped to, where too few tell what they are; 0 for none."""


LITERALLY = TimeReading()
"""Every time is what it seems."""
