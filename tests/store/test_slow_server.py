"""A server that answers, and takes long for it each time."""

import time
from collections.abc import AsyncIterator

import pytest

from bot.answers import Answers, Desk
from bot.answers.desk import Asker
from bot.errors import StoreUnavailable
from bot.library import Library
from bot.model import DatabaseServer, GuildSettings
from bot.patience import begin_answer
from bot.reply.embeds import Look
from bot.store.opening import open_store
from bot.store.protocol import Store
from tests.conftest import SAMPLE, SETTINGS
from tests.postgres import Server
from tests.store.build import note, put
from tests.store.relay import Relay, relayed

pytestmark = pytest.mark.slow

WITHIN = 3.0
"""Seconds that Discord waits."""


@pytest.fixture
async def relay(postgres: Server) -> AsyncIterator[Relay]:
    async with relayed(postgres.folder) as opened:
        yield opened


@pytest.fixture
async def store(postgres: Server, relay: Relay) -> AsyncIterator[Store]:
    schema = postgres.fresh().url.rpartition("=")[2]
    # What one connection has been asked before takes one exchange.
    place = DatabaseServer(f"{relay.url}?search_path={schema}", connections=1)
    async with open_store(place) as opened:
        await put(opened, note("ch/a.md", "alpha"))
        yield opened


async def test_an_answer_of_many_questions_is_put_off_in_time(store: Store, relay: Relay) -> None:
    library = await Library.open(store, vault=SAMPLE, settings=SETTINGS)
    answers = Answers(Desk(library, store, Look()))
    assert (await answers.notes.note("a", asker=Asker(guild=1))).embeds
    relay.delay = 0.8
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="takes too long"):
        await begin_answer(answers.notes.note("a", asker=Asker(guild=5)))
    assert 2 < time.monotonic() - began < WITHIN
    relay.delay = 0.0
    assert (await begin_answer(answers.notes.note("a", asker=Asker(guild=5)))).embeds
    library.close()


async def test_what_an_answer_writes_is_not_cut_short(store: Store, relay: Relay) -> None:
    async def answer() -> None:
        for guild in (1, 2):
            await store.kept.settings(guild)
        await store.kept.put_settings(5, GuildSettings("lex"))

    await store.kept.put_settings(5, GuildSettings("other"))
    await store.kept.settings(5)
    relay.delay = 0.8
    await begin_answer(answer())
    relay.delay = 0.0
    assert await store.kept.settings(5) == GuildSettings("lex")
