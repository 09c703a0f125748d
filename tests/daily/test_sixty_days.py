"""Two months of a simulated clock, with restarts, kills, outages, and clocks that are set back."""

import datetime as dt
import random
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.daily.answers import DailyAnswers
from bot.daily.poster import Poster
from tests.daily.conftest import QUOTES, Clock, FakeDiscord, Killed, put_daily, stored

pytestmark = pytest.mark.slow

DAYS = 60


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("zone", "start", "minute"),
    [
        ("Europe/Berlin", "2026-02-20T12:00:00Z", 2 * 60 + 30),
        ("America/New_York", "2026-10-01T12:00:00Z", 60 + 30),
        ("Australia/Lord_Howe", "2026-09-01T12:00:00Z", 9 * 60),
    ],
)
async def test_one_post_a_local_day_and_none_twice_before_all_were(
    answers: DailyAnswers,
    discord: FakeDiscord,
    clock: Clock,
    zone: str,
    start: str,
    minute: int,
    seed: int,
) -> None:
    dice = random.Random(f"{zone} {seed}")
    clock.to(start)
    await put_daily(answers, zone=zone, minute=minute, seed=dice.getrandbits(63))
    end = clock.now + DAYS * 86_400
    poster = Poster(answers, discord)
    while clock.now < end:
        trying = (await stored(answers)).claim is not None
        # A process that ends while Discord is out for minutes loses that day, and by intention.
        discord.kill = "" if trying else dice.choice(["before", "after", "", ""])
        discord.fails = dice.random() < 0.4
        try:
            await poster.post_due()
        except Killed:
            clock.now += dice.randint(1, 110)
            poster, discord.fails = Poster(answers, discord), False
            await poster.post_due()
        chance = dice.random()
        if (await stored(answers)).claim:
            clock.now += 20
        elif chance < 0.1:
            clock.now += dice.randint(1, 9_000)
            poster = Poster(answers, discord)
        elif chance < 0.2:
            clock.now -= dice.randint(1, 9_000)
        else:
            clock.now += dice.randint(1, 3_600)

    here = ZoneInfo(zone)
    dates = [dt.datetime.fromtimestamp(post.at, here).date() for post in discord.posts]
    assert dates == [dates[0] + dt.timedelta(days=number) for number in range(len(dates))]
    assert len(dates) in (DAYS, DAYS + 1)
    quotes = [post.quote for post in discord.posts]
    for first in range(0, len(quotes), QUOTES):
        round_ = quotes[first : first + QUOTES]
        assert len(set(round_)) == len(round_)
    assert all(one != other for one, other in pairwise(quotes))
    for post, date in zip(discord.posts, dates, strict=True):
        due = dt.datetime.combine(date, dt.time(*divmod(minute, 60)), here).timestamp()
        assert 0 <= post.at - due < 4 * 3_600
