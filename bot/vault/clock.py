"""Times of a video as people and language models write them → seconds."""

import re
from functools import lru_cache
from typing import NamedTuple

CLOCK = r"0?\d{1,3}:\d{1,2}(?::\d{1,3}){0,6}"
"""A clock value, as a regular expression: `1:02`, `00:20:29`, `00:20:29:00`; more is no time."""

_LETTERED = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s)?", re.IGNORECASE)
_SECONDS = re.compile(r"\d{3,5}")
_CLOCK = re.compile(r"(0?\d{1,3}):(\d{1,2})(?::(\d{1,3}))?(?::\d{1,3})?")


_PARTS = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})(?::\d{1,3})?[:\]]*")


@lru_cache(maxsize=65_536)
def parse_clock(raw: str) -> int | None:
    """Seconds from the start of the video, or None where it is no time.

    ```
    mm:ss      12:34, 75:00           h:mm:ss      1:02:03
    mm:ss:mmm  12:34:567              h:mm:ss:ff   00:20:29:11
    seconds    754, 62s               letters      1h2m3s
    ```
    A `:` or `]` at the end and a third zero in front, slips of the writer, are ignored.
    """
    text = raw.strip().rstrip(":]")
    if match := _CLOCK.fullmatch(text):
        first, second, third = match.groups()
        if third is None or len(third) == 3:
            return int(first) * 60 + int(second)
        return int(first) * 3600 + int(second) * 60 + int(third)
    if _SECONDS.fullmatch(text):
        return int(text)
    if text and (lettered := _LETTERED.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in lettered.groups())
        return hours * 3600 + minutes * 60 + seconds
    return None


class Clock(NamedTuple):
    """A time of three parts, as written."""

    first: int
    second: int
    third: int

    @property
    def literal(self) -> int:
        """Seconds, if these are hours, minutes and seconds."""
        return self.first * 3600 + self.second * 60 + self.third

    @property
    def minutes(self) -> int:
        """Seconds, if these are minutes and seconds, and something that means nothing."""
        return self.first * 60 + self.second if self.first or self.second else self.third

    @property
    def padded(self) -> bool:
        """Whether the last part looks like padding: `:00`, or the seconds once more."""
        return self.third in (0, self.second)


@lru_cache(maxsize=65_536)
def parse_parts(raw: str) -> Clock | None:
    """The parts of `12:30:00`; None for times of other forms, which have one reading only."""
    match = _PARTS.fullmatch(raw.strip())
    return Clock(int(match[1]), int(match[2]), int(match[3])) if match else None
