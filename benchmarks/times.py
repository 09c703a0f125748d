"""How often the unit of times is told right, on a real vault.

    python benchmarks/times.py --vault DIR

Beyond doubt is a note of a short video: three or more notes beside it have no time past the hour at
all and agree that the video ends within 1,900 seconds, so a time with hours in it must be minutes.
Normal are notes without hours that the others of their video bear out, and notes of long videos (up
to four and a half hours) whose times end in any second. Their copies have every time rewritten, as
`mm:ss:00` and as `mm:ss:xx`. Prints what is told from the note alone, and beside the notes of the
same video; then how many corrected times are cited by a note beside to the very second.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.model import Moment, Note, TimeReading
from bot.vault import scan
from bot.vault.reader import read_file
from bot.vault.times import Clock, choose_readings, measure, parse_parts, reread

SHORT_VIDEO = 1900
ENOUGH_SECONDS = 30
LONG_VIDEO = 4300
TOO_LONG = 16_000
Groups = list[tuple[Moment, ...]]


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one note, as written."""

    path: str
    video_id: str
    groups: Groups

    @property
    def clocks(self) -> list[Clock]:
        """Those of three parts, in order."""
        found = (parse_parts(moment.raw) for group in self.groups for moment in group)
        return [clock for clock in found if clock]

    @property
    def longest(self) -> int:
        """In seconds, read literally."""
        return max((clock.literal for clock in self.clocks), default=0)

    def rewritten(self, seconds_part: Iterable[int]) -> "Times":
        """The same times, as minutes, seconds and one part more."""
        parts = iter(seconds_part)
        groups = [
            tuple(_as_minutes(moment, next(parts)) for moment in group) for group in self.groups
        ]
        return Times(self.path, self.video_id, groups)


def _as_minutes(moment: Moment, third: int) -> Moment:
    raw = f"{moment.seconds // 60:02}:{moment.seconds % 60:02}:{third:02}"
    clock = parse_parts(raw)
    assert clock
    return Moment(moment.video_id, clock.literal, raw)


def read_times(vault: Path) -> dict[str, list[Times]]:
    """Every note with a video, by video; its moments read literally."""
    videos: dict[str, list[Times]] = defaultdict(list)
    for stamp in scan(vault).stamps.values():
        note = read_file(vault, stamp).content
        if isinstance(note, Note) and note.video_id:
            groups = [
                tuple(moment for moment in excerpt.moments if moment.video_id == note.video_id)
                for excerpt in note.excerpts
            ]
            literal = reread(groups, note.video_id, TimeReading())
            videos[note.video_id].append(Times(note.path, note.video_id, literal))
    return videos


def readings(notes: Sequence[Times], *, alone: bool) -> dict[str, TimeReading]:
    """How each note of one video is read."""
    measured = [measure(note.path, note.video_id, note.groups) for note in notes]
    if not alone:
        return choose_readings(measured)
    return {note.path: choose_readings([note])[note.path] for note in measured}


@dataclass(slots=True)
class Tally:
    """Right of how many, notes and times."""

    notes: int = 0
    right_notes: int = 0
    times: int = 0
    right_times: int = 0

    def add(self, is_right: bool, times: int, right_times: int) -> None:
        """Count one note."""
        self.notes += 1
        self.right_notes += is_right
        self.times += times
        self.right_times += right_times

    def __str__(self) -> str:
        notes = f"{self.right_notes:,}/{self.notes:,} = {self.right_notes / max(1, self.notes):.2%}"
        times = f"{self.right_times:,}/{self.times:,} = {self.right_times / max(1, self.times):.2%}"
        return f"{notes} | {times}"


def compare(notes: Sequence[Times], tallies: dict[str, Tally], choose: random.Random) -> None:
    """Count every note of one video that there is no doubt about."""
    by_path = {how: readings(notes, alone=how == "alone") for how in ("alone", "beside")}
    for note in notes:
        others = [other for other in notes if other is not note and len(other.clocks) >= 3]
        kind = _kind(note, others)
        if not kind:
            continue
        for how, chosen in by_path.items():
            _count(tallies[f"{kind}, {how}"], note, chosen[note.path], minutes=kind == "minutes")
        if kind == "normal":
            _compare_copies(note, others, tallies, choose)


def _kind(note: Times, others: Sequence[Times]) -> str:
    """`minutes` or `normal` where that is beyond doubt, else nothing."""
    clocks = note.clocks
    if len(clocks) < 3 or len(others) < 3:
        return ""
    without_hours = [other for other in others if not any(clock.first for clock in other.clocks)]
    hours = [clock for clock in clocks if clock.first]
    if len(without_hours) >= 3:
        end = max(other.longest for other in without_hours)
        if not hours:
            return "normal" if note.longest <= 1.1 * end else ""
        fits = max(clock.minutes for clock in hours) <= 1.3 * end + 60
        return "minutes" if end <= SHORT_VIDEO and fits else ""
    reached = sorted(other.longest for other in others)
    agree = reached[-1] <= 1.5 * reached[len(reached) * 3 // 4]
    is_long = LONG_VIDEO <= reached[-1] <= TOO_LONG and agree
    bears_out = all(map(_ends_anywhere, [note, *others]))
    fits = 0.2 * reached[-1] <= note.longest <= 1.15 * reached[-1]
    return "normal" if is_long and bears_out and fits else ""


def _ends_anywhere(note: Times) -> bool:
    """Whether the times with hours end in any second, rather than in padding."""
    hours = [clock for clock in note.clocks if clock.first]
    return sum(clock.padded for clock in hours) <= len(hours) / 4


def _compare_copies(
    note: Times, others: Sequence[Times], tallies: dict[str, Tally], choose: random.Random
) -> None:
    true = [moment.seconds for group in note.groups for moment in group]
    length = "under 5 minutes" if max(true) < 300 else "5 minutes and more"
    for style, thirds in (
        ("mm:ss:00", [0] * len(true)),
        ("mm:ss:xx", [choose.randrange(60) for _ in true]),
    ):
        copy = note.rewritten(thirds)
        for how in ("alone", "beside"):
            beside = [copy, *others] if how == "beside" else [copy]
            chosen = readings(beside, alone=False)[note.path]
            _count_copy(tallies[f"copy {style}, {length}, {how}"], copy, chosen, true)


def _count(tally: Tally, note: Times, chosen: TimeReading, *, minutes: bool) -> None:
    """Count a real note; of one in minutes only the times with hours are beyond doubt."""
    pairs = [
        (moment.seconds, clock.minutes if minutes else clock.literal)
        for moment in _moments(note, chosen)
        if (clock := parse_parts(moment.raw)) and (clock.first or not minutes)
    ]
    right = sum(read == true for read, true in pairs)
    tally.add(chosen.minutes == minutes, len(pairs), right)


def _count_copy(tally: Tally, copy: Times, chosen: TimeReading, true: Sequence[int]) -> None:
    """Count a copy, whose every time is known; one at a time, for equal ones fall together."""
    apart = [(moment,) for group in copy.groups for moment in group]
    read = reread(apart, copy.video_id, chosen)
    right = sum(group[0].seconds == seconds for group, seconds in zip(read, true, strict=True))
    tally.add(chosen.minutes, len(true), right)


@dataclass(slots=True)
class Cited:
    """Of corrected times, how many a note beside cites to the very second."""

    count: int = 0
    as_corrected: int = 0
    as_written: int = 0

    def add(self, notes: Sequence[Times], chosen: dict[str, TimeReading]) -> None:
        """Count the corrected times of one video, where the others cite enough to tell."""
        for note in notes:
            if not chosen[note.path].minutes:
                continue
            seconds = {
                moment.seconds
                for other in notes
                if not chosen[other.path].minutes
                for group in other.groups
                for moment in group
            }
            if len(seconds) < ENOUGH_SECONDS:
                continue
            for moment in _moments(note, chosen[note.path]):
                clock = parse_parts(moment.raw)
                if moment.repaired and clock:
                    self.count += 1
                    self.as_corrected += moment.seconds in seconds
                    self.as_written += clock.literal in seconds


def _moments(note: Times, reading: TimeReading) -> list[Moment]:
    return [moment for group in reread(note.groups, note.video_id, reading) for moment in group]


def main() -> None:
    """Read the vault and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--vault", type=Path, required=True)
    videos = read_times(parser.parse_args().vault)
    tallies: dict[str, Tally] = defaultdict(Tally)
    choose = random.Random(12)
    repaired_notes = repaired = 0
    cited = Cited()
    for notes in videos.values():
        compare(notes, tallies, choose)
        chosen = readings(notes, alone=False)
        cited.add(notes, chosen)
        counts = [sum(m.repaired for m in _moments(note, chosen[note.path])) for note in notes]
        repaired_notes += sum(count > 0 for count in counts)
        repaired += sum(counts)
    print("| | notes told right | times read right |\n|---|---|---|")
    for name, tally in sorted(tallies.items()):
        print(f"| {name} | {tally} |")
    print(f"\n{repaired_notes:,} notes and {repaired:,} moments repaired in the whole vault")
    print(
        f"of {cited.count:,} of them, {cited.as_corrected / cited.count:.1%} are cited to the very "
        f"second by a note beside as corrected, {cited.as_written / cited.count:.1%} as written"
    )


if __name__ == "__main__":
    main()
