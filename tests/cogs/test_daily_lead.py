"""The loop that posts: it runs while this process leads."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest

from bot.daily.answers import DailyAnswers
from bot.daily.outlet import Outlet
from bot.leading import Leading
from cogs import daily as module
from cogs.daily import DailyQuote


class Posting:
    """Stands in for the poster: each look at what is due takes until it is let go."""

    def __init__(self) -> None:
        self.begun = self.done = self.cancelled = 0
        self.go_on = asyncio.Event()
        self.may_post: Callable[[], bool] = bool

    def __call__(self, *_: object, may_post: Callable[[], bool]) -> "Posting":
        self.may_post = may_post
        return self

    async def post_due(self) -> None:
        self.begun += 1
        try:
            await self.go_on.wait()
            self.done += 1
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


class Lead:
    """Taken and given by the test."""

    def __init__(self) -> None:
        self.given = asyncio.Event()
        self.lost = asyncio.Event()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[asyncio.Event]:
        await self.given.wait()
        self.given.clear()
        self.lost = asyncio.Event()
        yield self.lost


@pytest.fixture
def posting(monkeypatch: pytest.MonkeyPatch) -> Posting:
    posting = Posting()
    monkeypatch.setattr(module, "Poster", posting)
    monkeypatch.setattr("bot.leading.TRIED_AGAIN", 0.0)
    return posting


@pytest.fixture
def lead() -> Lead:
    return Lead()


@pytest.fixture
async def leading(lead: Lead, posting: Posting) -> AsyncIterator[Leading]:
    """With a loop of quotes a day beside it."""
    leading = Leading(lead)
    keeping = asyncio.create_task(leading.keep())
    cog = DailyQuote(
        cast("DailyAnswers", None), cast("Outlet", None), ready, leading, interval=3600.0
    )
    await cog.cog_load()
    yield leading
    await cog.cog_unload()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def ready() -> None:
    pass


async def settled() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def test_nothing_is_posted_before_this_process_leads(lead, leading, posting) -> None:
    await settled()
    assert posting.begun == 0
    lead.given.set()
    await settled()
    assert posting.begun == 1
    assert posting.may_post()
    posting.go_on.set()


async def test_what_is_being_sent_arrives_though_the_lead_is_lost(lead, leading, posting) -> None:
    lead.given.set()
    await settled()
    lead.lost.set()
    assert not posting.may_post()
    await settled()
    posting.go_on.set()
    await settled()
    assert (posting.begun, posting.done, posting.cancelled) == (1, 1, 0)
    lead.given.set()
    await settled()
    assert posting.begun == 2


async def test_what_takes_longer_is_given_up(lead, leading, posting, monkeypatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.01)
    lead.given.set()
    await settled()
    lead.lost.set()
    async with asyncio.timeout(5):
        while not posting.cancelled:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    assert (posting.begun, posting.done) == (1, 0)
