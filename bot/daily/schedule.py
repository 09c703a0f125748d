"""When a time of the day comes next in a zone: numbers in, numbers out.

A time that the clocks leap over runs by the offset before the leap: where 2:00 becomes 3:00, 2:30
is 3:30. A time that comes twice runs the first time. A run belongs to the date that it falls on;
a time that is leapt over together with midnight does not exist that day.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

MOST_SKIPPED = 4
"""Days in a row that a time may be missing: islands that crossed the date line left one out."""

_TIME = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})|\s*h)?\s*(?:([ap])\.?(?:m\.?)?)?", re.IGNORECASE
)
_DIGITS = re.compile(r"(\d{2})(\d{2})")


def next_run(after: float, *, minute: int, zone: str, last_date: str = "") -> int:
    """The Unix time of the first run past `after` on a date past `last_date`.

    Raises ZoneInfoNotFoundError for a zone that is not known here.
    """
    here = ZoneInfo(zone)
    # The day before too: where clocks are put back over midnight, it is not over yet.
    date = dt.datetime.fromtimestamp(after, here).date() - dt.timedelta(days=1)
    if last_date:
        date = max(date, dt.date.fromisoformat(last_date) + dt.timedelta(days=1))
    for _ in range(2 + MOST_SKIPPED):
        at = _run_on(date, minute, here)
        if at is not None and at > after:
            return at
        date += dt.timedelta(days=1)
    raise AssertionError(f"no day has {format_time(minute)} in {zone}")


def _run_on(date: dt.date, minute: int, zone: ZoneInfo) -> int | None:
    """When a date's run is; None where clocks leap over it into another day."""
    hours, minutes = divmod(minute, 60)
    at = int(dt.datetime.combine(date, dt.time(hours, minutes), zone).timestamp())
    return at if dt.datetime.fromtimestamp(at, zone).date() == date else None


def local_date(at: float, zone: str) -> str:
    """The date in a zone: `2026-11-24`."""
    return dt.datetime.fromtimestamp(at, ZoneInfo(zone)).date().isoformat()


def parse_time(text: str) -> int | None:
    """The minute of the day that was typed: `9:00`, `09.00`, `9`, `0900`, `9pm`, `21h30`."""
    typed = text.strip()
    match = _DIGITS.fullmatch(typed) or _TIME.fullmatch(typed)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if half := (match[3] or "").lower() if match.re is _TIME else "":
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def format_time(minute: int) -> str:
    """570 → `09:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"
