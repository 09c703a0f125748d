"""A quote a day over a small vault, with a clock and a Discord that tests turn."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.daily.answers import DailyAnswers
from bot.daily.poster import Poster
from bot.errors import NotSent, NotThere
from bot.library import Library
from bot.model import Daily, Pause
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.store.sqlite.store import SqliteStore
from tests.conftest import SETTINGS, note_text, write_vault

GUILD, CHANNEL, ROLE = 1_234_567_890_123_456_789, 22, 33
QUOTES = 25
NONCE_KNOWN = 180
"""Seconds; Discord says "a few minutes"."""


def unix(text: str) -> int:
    """`2026-03-29T00:59:00Z` in seconds."""
    return int(dt.datetime.fromisoformat(text).timestamp())


class Clock:
    """Stands still unless it is set."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now + 0.5

    def to(self, text: str) -> None:
        self.now = unix(text)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Posted:
    daily: Daily
    reply: Reply
    nonce: str
    at: int

    @property
    def quote(self) -> str:
        return str(self.reply.embeds[0].footer.text)


@dataclass
class FakeDiscord:
    """What a channel shows, by Discord's rule of nonces; and what is to go wrong."""

    clock: Clock
    posts: list[Posted] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """The nonces of all attempts."""
    fails: bool = False
    refuses: Pause = Pause.NOT
    broken: bool = False
    kill: str = ""
    """`before` or `after` the next message arrives."""
    left: bool = False
    """The bot, unknown to this process."""
    guilds: set[int] = field(default_factory=lambda: {GUILD})
    lacking: Sequence[str] = ()

    def is_in(self, guild_id: int) -> bool:
        return guild_id in self.guilds

    def missing(self, guild_id: int, channel_id: int) -> Sequence[str]:
        return self.lacking

    def notifies(self, guild_id: int, role_id: int) -> bool:
        return True

    async def post(self, daily: Daily, reply: Reply, *, nonce: str) -> Pause:
        assert len(nonce) <= 25
        self.calls.append(nonce)
        kill, self.kill = self.kill, ""
        if kill == "before":
            raise Killed
        if self.fails:
            raise NotSent("503 Service Unavailable")
        if self.left:
            raise NotThere("the bot is not there")
        if self.broken:
            raise RuntimeError("our own fault")
        if self.refuses:
            return self.refuses
        known = [one for one in self.posts if self.clock.now - one.at <= NONCE_KNOWN]
        if nonce not in [one.nonce for one in known]:
            self.posts.append(Posted(daily, reply, nonce, self.clock.now))
        if kill == "after":
            raise Killed
        return Pause.NOT

    async def warn(self, guild_id: int, reply: Reply) -> None:
        self.warnings.append(reply.content)


def quotes(count: int, about: str) -> list[str]:
    return [
        f"Number {number} of the sentences about {about}, long enough" for number in range(count)
    ]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(
        tmp_path / "vault",
        {
            "fruit/a.md": note_text("Apples", *quotes(QUOTES - 5, "apples")),
            "roots/b.md": note_text("Beets", *quotes(5, "beets")),
        },
    )


@pytest.fixture
async def library(store: SqliteStore, vault: Path) -> AsyncIterator[Library]:
    opened = await Library.open(store, vault=vault, settings=SETTINGS)
    await opened.load()
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A quarter of an hour before it is due in Berlin."""
    return Clock(unix("2026-11-24T08:45:00+01:00"))


@pytest.fixture
def discord(clock: Clock) -> FakeDiscord:
    return FakeDiscord(clock)


async def usual_look(_: int) -> Look:
    return Look()


@pytest.fixture
def answers(store: SqliteStore, library: Library, clock: Clock) -> DailyAnswers:
    return DailyAnswers(store.daily, library, usual_look, clock)


@pytest.fixture
def poster(answers: DailyAnswers, discord: FakeDiscord) -> Poster:
    return Poster(answers, discord)


async def put_daily(answers: DailyAnswers, **fields: object) -> Daily:
    """The guild's, 09:00 in Berlin, as if set now."""
    plain = Daily(GUILD, CHANNEL, 9 * 60, "Europe/Berlin", seed=5)
    daily = replace(plain, **fields)  # type: ignore[arg-type]
    if not daily.next_at:
        daily = replace(daily, next_at=answers.next_run(daily))
    assert await answers.rows.swap(await answers.rows.get(daily.guild_id), daily)
    return daily


async def stored(answers: DailyAnswers) -> Daily:
    daily = await answers.rows.get(GUILD)
    assert daily
    return daily
