"""When a time of the day comes next: by hand around clock changes, at random over all zones."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.schedule import format_time, local_date, next_run, parse_time
from bot.daily.zones import zone_names

NINE = 9 * 60


def unix(text: str) -> int:
    """`2026-03-29T00:59:00Z` in seconds."""
    return int(dt.datetime.fromisoformat(text).timestamp())


def utc(at: int) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%d %H:%M")


def test_later_today_else_tomorrow():
    before, at = unix("2026-11-24T08:59:59+01:00"), unix("2026-11-24T09:00:00+01:00")
    assert next_run(before, minute=NINE, zone="Europe/Berlin") == at
    assert next_run(at, minute=NINE, zone="Europe/Berlin") == at + 86_400


def test_a_date_that_has_had_its_run_gets_no_other():
    now = unix("2026-11-24T07:00:00+01:00")
    run = next_run(now, minute=NINE, zone="Europe/Berlin", last_date="2026-11-24")
    assert utc(run) == "2026-11-25 08:00"


def test_a_date_ahead_holds_too():
    now = unix("2026-11-23T12:00:00-10:00")
    run = next_run(now, minute=NINE, zone="Pacific/Honolulu", last_date="2026-11-24")
    assert utc(run) == "2026-11-25 19:00"


def test_a_time_that_is_leapt_over_comes_by_the_offset_before():
    now = unix("2026-03-29T00:00:00+01:00")
    run = next_run(now, minute=2 * 60 + 30, zone="Europe/Berlin")
    assert utc(run) == "2026-03-29 01:30"
    assert local_date(run, "Europe/Berlin") == "2026-03-29"
    assert utc(next_run(run, minute=2 * 60 + 30, zone="Europe/Berlin")) == "2026-03-30 00:30"


def test_a_time_that_comes_twice_runs_the_first_time_only():
    now = unix("2026-10-25T00:00:00+02:00")
    first = next_run(now, minute=2 * 60 + 30, zone="Europe/Berlin")
    assert utc(first) == "2026-10-25 00:30"
    assert utc(next_run(first, minute=2 * 60 + 30, zone="Europe/Berlin")) == "2026-10-26 01:30"


def test_a_day_that_islands_left_out_has_no_run():
    now = unix("2011-12-29T12:00:00-10:00")
    first = next_run(now, minute=NINE, zone="Pacific/Apia")
    assert local_date(first, "Pacific/Apia") == "2011-12-31"
    second = next_run(first, minute=NINE, zone="Pacific/Apia")
    assert local_date(second, "Pacific/Apia") == "2012-01-01"


def test_a_time_that_is_leapt_over_with_midnight_waits_for_the_next_day():
    now = unix("2026-03-28T12:00:00-02:00")
    run = next_run(now, minute=23 * 60 + 30, zone="America/Nuuk")
    assert local_date(run, "America/Nuuk") == "2026-03-29"


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(zone_names()),
    minute=st.integers(0, 24 * 60 - 1),
    after=st.integers(unix("1990-01-01T00:00:00Z"), unix("2060-01-01T00:00:00Z")),
)
def test_it_is_the_first_such_moment_anywhere(zone, minute, after):
    run = next_run(after, minute=minute, zone=zone)
    here = ZoneInfo(zone)
    local = dt.datetime.fromtimestamp(run, here)
    date = local.date()

    assert after < run < after + 3 * 86_400
    assert local.fold == 0
    named = dt.datetime.combine(date, dt.time(*divmod(minute, 60)), here)
    assert run == named.timestamp()
    if (local.hour * 60 + local.minute) != minute:
        # It does not exist that day: clocks leapt over it.
        before = dt.datetime.fromtimestamp(run - 86_400, here).utcoffset()
        assert local.utcoffset() != before
    # No date between has such a moment past `after`.
    day = dt.datetime.fromtimestamp(after, here).date()
    while day < date:
        at = dt.datetime.combine(day, dt.time(*divmod(minute, 60)), here).timestamp()
        assert at <= after or dt.datetime.fromtimestamp(at, here).date() != day
        day += dt.timedelta(days=1)


@settings(max_examples=100, deadline=None)
@given(
    zone=st.sampled_from(zone_names()),
    minute=st.integers(0, 24 * 60 - 1),
    after=st.integers(unix("2005-01-01T00:00:00Z"), unix("2040-01-01T00:00:00Z")),
)
def test_runs_on_end_have_a_date_each(zone, minute, after):
    dates = []
    for _ in range(20):
        after = next_run(after, minute=minute, zone=zone)
        dates.append(local_date(after, zone))
    assert dates == sorted(set(dates))


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("9:00", NINE),
        ("09:00", NINE),
        ("9", NINE),
        (" 9 ", NINE),
        ("0900", NINE),
        ("9am", NINE),
        ("9 a.m.", NINE),
        ("9pm", 21 * 60),
        ("9:30 PM", 21 * 60 + 30),
        ("12am", 0),
        ("12 pm", 12 * 60),
        ("12:05a", 5),
        ("21.30", 21 * 60 + 30),
        ("21h30", 21 * 60 + 30),
        ("21h", 21 * 60),
        ("0:00", 0),
        ("23:59", 24 * 60 - 1),
    ],
)
def test_times_as_people_write_them(typed, minute):
    assert parse_time(typed) == minute


@pytest.mark.parametrize(
    "typed",
    ["", "24:00", "9:60", "13pm", "0am", "9:5", "noonish", "9:00:00", "-9", "9m", "2460", "9:00 x"],
)
def test_what_is_no_time_is_none(typed):
    assert parse_time(typed) is None


@given(st.integers(0, 24 * 60 - 1))
def test_a_time_is_read_as_it_is_shown(minute):
    assert parse_time(format_time(minute)) == minute


@given(st.text(max_size=20))
def test_no_text_fails(text):
    minute = parse_time(text)
    assert minute is None or 0 <= minute < 24 * 60
