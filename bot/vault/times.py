"""Times in the wrong unit: notes that write 12 minutes 30 as `12:30:00`, and how to tell.

Some writers fill three parts whatever the time: `mm:ss:00`, `mm:ss:ss`, or `mm:ss` with anything
behind. Read as hours, such a time points sixty times too far. What tells them apart, first within
the note, then beside the notes of the same video, is in `measure` and `choose_readings`; how the
times of a note are then read one by one, for most notes mix both units, is in `reread`. Why these
rules and no others, with figures: docs/times.md.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.model import LITERALLY, Moment, NoteTimes, TimeReading, distinct
from bot.vault.clock import Clock, parse_parts
from bot.vault.problems import Finding

ENOUGH_CLOCKS = 3
"""Fewer tell nothing of how their note writes times."""
ROUND_SHARE = 0.8
"""So many ending in `:00` are no accident."""
TOO_MANY_HOURS = 5
"""Videos are not that long."""
IMPOSSIBLE_SHARE = 0.1
"""So many seconds past 59 are no slip."""
REACHES = 0.8
"""A note beside that gets this far in the video proves that it is as long as it seems."""
EXCEEDS = 1.5
EXCEEDS_BY = 600
"""Past the latest time of the notes beside, times 1.5 and ten minutes more: not in this video."""
SHORT = 3600
"""A video of less than an hour has no times of three parts that begin with 1."""
BEYOND = 1.25
"""How much longer than its latest known time a video may be."""
FIRST_MINUTE = 3
"""For each time of the first minute, so many past it."""
CLIP = 300
"""A video of so many seconds is short."""


def measure(path: str, video_id: str, moments: Iterable[Sequence[Moment]]) -> NoteTimes:
    """What the times of a note tell by themselves; `moments` are those of its excerpts."""
    clocks = [
        clock
        for group in moments
        for moment in group
        if moment.video_id == video_id and (clock := parse_parts(moment.raw))
    ]
    if not clocks:
        return NoteTimes(path, video_id, 0, 0, hours=False, round=False, minutes=False, doubtful=0)
    latest = max(clocks)
    thirds = [clock.third for clock in clocks]
    is_round = thirds.count(0) >= ROUND_SHARE * len(clocks)
    impossible = sum(third >= 60 for third in thirds) if max(thirds) >= 60 else 0
    return NoteTimes(
        path,
        video_id,
        len(clocks),
        latest.literal,
        hours=latest.first > 0,
        round=is_round,
        minutes=len(clocks) >= ENOUGH_CLOCKS
        and (
            (is_round and latest.first > 0)
            or latest.first >= TOO_MANY_HOURS
            or impossible > IMPOSSIBLE_SHARE * len(clocks)
        ),
        doubtful=_find_doubtful(clocks) if latest.first else 0,
    )


def choose_readings(notes: Sequence[NoteTimes]) -> dict[str, TimeReading]:
    """How the times of each note of one video are read, by path.

    Twice, for a note whose unit comes out in the first round is no measure for the others.
    """
    minutes = {note.path for note in notes if note.minutes}
    for _ in range(2):
        beside = _Beside([note for note in notes if note.path not in minutes])
        chosen = {note.path for note in notes if _are_minutes(note, beside.others(note))}
        minutes = {note.path for note in notes if note.minutes} | chosen
    return {
        note.path: _choose(note, beside.others(note), minutes=note.path in chosen) for note in notes
    }


class Others(NamedTuple):
    """How far the notes get that stand beside one of the same video, read literally."""

    notes: int = 0
    short: int = 0
    """Those that stay under an hour."""
    longest: int = 0
    second: int = 0
    """The second longest; 0 where there is none."""


class _Beside:
    """The latest times of notes that read literally, sorted once for all who ask."""

    def __init__(self, notes: Iterable[NoteTimes]) -> None:
        literal = [note for note in notes if note.clocks >= ENOUGH_CLOCKS]
        self._paths = {note.path for note in literal}
        self._reach = sorted(note.longest for note in literal)

    def others(self, note: NoteTimes) -> Others:
        """All but the note itself."""
        reach, mine = self._reach, note.path in self._paths
        last = reach[-3:]
        if mine and note.longest in last:
            last.remove(note.longest)
        second, longest = [0, 0, *last][-2:]
        short = bisect_left(reach, SHORT) - (mine and note.longest < SHORT)
        return Others(len(reach) - mine, short, longest, second)


def _choose(note: NoteTimes, others: Others, *, minutes: bool) -> TimeReading:
    if minutes:
        # How long the video is matters only where a time of the note depends on it.
        matters = note.doubtful and note.doubtful <= BEYOND * others.longest
        return TimeReading(minutes=True, length=others.longest if matters else 0)
    if note.clocks >= ENOUGH_CLOCKS or not note.hours:
        return LITERALLY
    limit = TOO_MANY_HOURS * 3600
    if others.notes >= ENOUGH_CLOCKS:
        limit = min(limit, int(EXCEEDS * others.longest) + EXCEEDS_BY)
    return TimeReading(limit=limit) if note.longest >= limit else LITERALLY


def _are_minutes(note: NoteTimes, others: Others) -> bool:
    """Whether a note writes minutes first, beside how far the others of its video get."""
    if note.minutes:
        # The longest of several may be one more that is wrong; not the second longest.
        longest = others.second if others.notes > 2 else others.longest
        return longest < REACHES * note.longest
    return (
        note.clocks >= ENOUGH_CLOCKS
        and (note.hours or note.round)
        and others.notes >= ENOUGH_CLOCKS
        and 2 * others.short >= others.notes
        and note.longest > EXCEEDS * others.longest + EXCEEDS_BY
    )


def _find_doubtful(clocks: Sequence[Clock]) -> int:
    """The earliest time with hours and without padding, past what the padded ones reach."""
    end = BEYOND * max((clock.minutes for clock in clocks if _is_padded(clock)), default=0)
    beyond = (c.literal for c in clocks if c.first and c.third < 60 and not c.padded)
    return min((seconds for seconds in beyond if seconds > end), default=0)


def reread(
    moments: Sequence[tuple[Moment, ...]], video_id: str, reading: TimeReading
) -> list[tuple[Moment, ...]]:
    """The moments of a note's excerpts under a reading, from what the note wrote.

    All of them, though some come to the same second now: under another reading they do not.
    """
    clocks = [_clocks(group, video_id) for group in moments]
    flat = [clock for group in clocks for clock in group]
    seconds = iter(_read(flat, reading.length) if reading.minutes else [None] * len(flat))
    reread_ = []
    for group, theirs in zip(moments, clocks, strict=True):
        reread_.append(
            tuple(
                _timed(moment, clock, next(seconds), reading.limit)
                for moment, clock in zip(group, theirs, strict=True)
            )
        )
    return reread_


def time_findings(
    lines: Sequence[int], moments: Sequence[tuple[Moment, ...]]
) -> tuple[Finding, ...]:
    """What a note's report says of its times: how many were corrected, and which lead nowhere.

    `lines` and `moments` are those of its excerpts.
    """
    placed = [
        (line, moment)
        for line, group in zip(lines, moments, strict=True)
        for moment in distinct(group)
    ]
    repaired = [(line, moment) for line, moment in placed if moment.repaired]
    findings = [
        Finding(line, "time-doubtful", moment.raw)
        for line, moment in placed
        if not moment.plausible
    ]
    if repaired:
        line, first = repaired[0]
        minutes, seconds = divmod(first.seconds, 60)
        count = "1 time" if len(repaired) == 1 else f"{len(repaired)} times"
        detail = f"{count}, such as {first.raw}: {minutes}:{seconds:02}"
        findings.insert(0, Finding(line, "time-unit", detail))
    return tuple(findings)


def _clocks(moments: Sequence[Moment], video_id: str) -> list[Clock | None]:
    """The three-part times of the note's own video; another's come from addresses, in seconds."""
    return [parse_parts(moment.raw) if moment.video_id == video_id else None for moment in moments]


def _read(clocks: Sequence[Clock | None], length: int) -> list[int | None]:
    """The seconds of each clock in a note that writes minutes first; None for no clock.

    Padding says that a clock is in minutes, and so does a time past the end of the video. The rest
    may be either, for many notes go on with `1:05:30` after `59:30:00`, or have `00:04:15` between
    `03:11:00` and `04:20:00`: all with hours are read alike, and so are all without.
    """
    sure = [clock.minutes if clock and _is_padded(clock) else None for clock in clocks]
    end = BEYOND * max([length, *(seconds for seconds in sure if seconds is not None)])
    for place, clock in enumerate(clocks):
        if clock and clock.first and (clock.literal > end or clock.third >= 60):
            sure[place] = clock.minutes
    doubtful = [
        clock if seconds is None else None for clock, seconds in zip(clocks, sure, strict=True)
    ]
    style = Counter((clock.first > 0, _is_padded(clock)) for clock in clocks if clock)
    bare = Counter(clock.first > 0 for clock in doubtful if clock)
    # Whoever ends times in any second does so past a minute too, and there most of a video lies.
    hours = style[True, False] > 2 * bare[True] and _lean(doubtful, sure, hours=True) >= 0
    minutes = (
        style[True, False] > 2 * style[True, True]
        and (style[True, False] >= FIRST_MINUTE * bare[False] or _is_clip(clocks))
        and _lean(doubtful, sure, hours=False) > 0
    )
    return [
        seconds
        if clock is None
        else clock.minutes
        if (hours if clock.first else minutes)
        else clock.literal
        for clock, seconds in zip(doubtful, sure, strict=True)
    ]


def _is_clip(clocks: Sequence[Clock | None]) -> bool:
    """Whether all of it lies in a few minutes, of which the first is a good part."""
    return max(clock.minutes for clock in clocks if clock) <= CLIP


def _is_padded(clock: Clock) -> bool:
    return clock.padded or not (clock.first or clock.second)


def _lean(doubtful: Sequence[Clock | None], sure: Sequence[int | None], *, hours: bool) -> int:
    """How many of the doubtful lie nearer to their neighbours as minutes, less those that don't."""
    lean = 0
    for place, clock in enumerate(doubtful):
        if clock is None or (clock.first > 0) != hours:
            continue
        for beside in (place - 1, place + 1):
            near = sure[beside] if 0 <= beside < len(sure) else None
            if near is not None and near >= 60:
                lean += 1 if abs(clock.minutes - near) < abs(clock.literal - near) else -1
    return lean


def _timed(moment: Moment, clock: Clock | None, seconds: int | None, limit: int) -> Moment:
    if clock is None:
        return moment
    seconds = clock.literal if seconds is None else seconds
    repaired = seconds != clock.literal
    doubtful = bool(limit) and seconds >= limit
    if (moment.seconds, moment.repaired, moment.doubtful) == (seconds, repaired, doubtful):
        return moment
    return Moment(moment.video_id, seconds, moment.raw, repaired, doubtful)
