"""Which notes write minutes as hours, told beside the notes of the same video."""

import dataclasses

import pytest

from bot.model import LITERALLY, Moment, NoteTimes, TimeReading, VaultSettings
from bot.vault import parse_text
from bot.vault.times import choose_readings, measure, parse_parts, reread, time_findings

VIDEO = "abcdefghijk"
HEAD = f"---\nvideoId: {VIDEO}\n---\n"


def moments(*raws: str) -> list[tuple[Moment, ...]]:
    """One excerpt a time, read as it stands."""
    clocks = [(raw, parse_parts(raw)) for raw in raws]
    return [(Moment(VIDEO, clock.literal if clock else 5, raw),) for raw, clock in clocks]


def times(path: str, *raws: str) -> NoteTimes:
    return measure(path, VIDEO, moments(*raws))


def seconds(raws: list[str], reading: TimeReading) -> list[int]:
    return [group[0].seconds for group in reread(moments(*raws), VIDEO, reading)]


SHORT = [
    times("a.md", "00:00:10", "00:05:12", "00:18:40"),
    times("b.md", "00:01:10", "00:07:12", "00:16:02"),
    times("c.md", "00:02:10", "00:11:12", "00:17:31"),
]
LONG = [
    times("a.md", "00:10:10", "01:05:12", "02:18:40"),
    times("b.md", "00:20:10", "01:07:12", "02:46:02"),
]


def test_beside_long_notes_a_round_one_is_what_it_seems() -> None:
    round_ = times("r.md", "00:30:00", "01:10:00", "02:40:00")
    assert choose_readings([round_])["r.md"] == TimeReading(minutes=True)
    assert choose_readings([round_, *LONG])["r.md"] == LITERALLY


def test_beside_short_notes_hours_are_minutes() -> None:
    note = times("n.md", "00:30:11", "03:11:42", "04:40:21")
    assert choose_readings([note])["n.md"] == LITERALLY
    assert choose_readings([note, *SHORT[:2]])["n.md"] == LITERALLY
    assert choose_readings([note, *SHORT])["n.md"].minutes
    assert choose_readings([*SHORT, note])["n.md"] == choose_readings([note, *SHORT])["n.md"]


def test_one_sibling_that_is_wrong_itself_proves_nothing() -> None:
    wrong = times("w.md", "00:30:11", "03:11:42", "04:40:21")
    note = times("n.md", "01:30:00", "03:11:00", "04:20:00")
    chosen = choose_readings([wrong, note, *SHORT])
    assert chosen["n.md"].minutes
    assert chosen["w.md"].minutes
    assert not any(chosen[other.path].minutes for other in SHORT)


def test_a_note_within_the_length_of_its_video_stays() -> None:
    note = times("n.md", "00:20:00", "00:25:00", "00:36:00")
    assert choose_readings([note, *SHORT])["n.md"] == LITERALLY


def test_seconds_that_are_written_as_minutes_past_the_end_of_a_short_video() -> None:
    shorts = [times(f"{n}.md", "00:00:10", "00:00:20", f"00:00:3{n}") for n in range(3)]
    note = times("n.md", "00:05:05", "00:22:00", "00:31:00", "00:36:00", "00:12:00")
    chosen = choose_readings([note, *shorts])["n.md"]
    assert chosen.minutes
    assert seconds(["00:22:00", "00:31:00"], chosen) == [22, 31]


def test_notes_of_few_times_neither_prove_nor_change() -> None:
    few = [times(f"{n}.md", "00:00:10") for n in range(9)]
    note = times("n.md", "00:30:11", "03:11:42", "04:40:21")
    assert choose_readings([note, *few])["n.md"] == LITERALLY
    assert choose_readings([times("t.md", "12:00:00"), *SHORT])["t.md"].limit == 2280


def test_where_too_few_times_tell_a_wrong_hour_is_not_jumped_to() -> None:
    alone = choose_readings([times("n.md", "07:15:00", "00:40:00")])["n.md"]
    beside = choose_readings([times("n.md", "04:15:00"), *SHORT])["n.md"]
    (late,), (early,) = reread(moments("07:15:00", "00:40:00"), VIDEO, alone)
    ((past,),) = reread(moments("04:15:00"), VIDEO, beside)
    assert (late.plausible, early.plausible, past.plausible) == (False, True, False)
    assert (late.seconds, late.repaired) == (26_100, False)
    assert [found.code for found in time_findings([7], [(late,)])] == ["time-doubtful"]
    assert choose_readings([times("n.md", "01:15:00"), *LONG])["n.md"] == LITERALLY


def test_the_length_of_the_video_tells_which_hours_are_hours() -> None:
    raws = ["55:30:00", "56:00:00", "58:30:00", "01:05:30", "02:10:07", "57:00:00"]
    note = times("n.md", *raws)
    chosen = choose_readings([note, *LONG])["n.md"]
    assert chosen == TimeReading(minutes=True, length=LONG[1].longest)
    assert seconds(raws, chosen) == [3330, 3360, 3510, 3930, 7807, 3420]
    assert seconds(raws, TimeReading(minutes=True)) == [3330, 3360, 3510, 3930, 130, 3420]


@pytest.mark.parametrize("reading", [LITERALLY, TimeReading(minutes=True), TimeReading(True, 9000)])
def test_rereading_starts_from_what_was_written(reading: TimeReading) -> None:
    raws = ["12:30:00", "00:04:15", "01:05:30", "5:05", "00:00:09"]
    once = reread(moments(*raws), VIDEO, reading)
    twice = reread(reread(once, VIDEO, TimeReading(minutes=True)), VIDEO, reading)
    assert once == twice
    for group in once:
        clock = parse_parts(group[0].raw)
        assert group[0].repaired == (clock is not None and clock.literal != group[0].seconds)


def test_the_finding_names_how_many_and_the_first() -> None:
    read = reread(moments("00:00:07", "12:30:00", "13:00:00"), VIDEO, TimeReading(minutes=True))
    (finding,) = time_findings([3, 4, 5], read)
    assert (finding.line, finding.code) == (4, "time-unit")
    assert finding.detail == "2 times, such as 12:30:00: 12:30"
    assert time_findings([3], moments("00:00:07")) == ()


def test_repair_can_be_turned_off_and_told_from_outside() -> None:
    text = HEAD + "One [12:30:00]. Two [13:30:00]. Three [14:30:00]."

    def read(settings: VaultSettings, reading: TimeReading | None = None) -> list[int]:
        content, _ = parse_text("a.md", text, settings, reading=reading)
        return [excerpt.moments[0].seconds for excerpt in getattr(content, "excerpts", ())]

    assert read(VaultSettings()) == [750, 810, 870]
    assert read(VaultSettings(repair_times=False)) == [45_000, 48_600, 52_200]
    assert read(VaultSettings(), LITERALLY) == [45_000, 48_600, 52_200]


def test_a_repaired_moment_keeps_what_was_written() -> None:
    content, problems = parse_text("a.md", HEAD + "1 [12:30:00]. 2 [13:30:00]. 3 [14:30:00].")
    (first, *_) = getattr(content, "excerpts", ())
    assert first.moments == (Moment(VIDEO, 750, "12:30:00", repaired=True),)
    assert [problem.code for problem in problems] == ["time-unit"]
    assert dataclasses.replace(first.moments[0], seconds=45_000).plausible is False
