"""Fixtures of the tests of the stand-in itself: it, a small bot, and a guild with people."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.actors import Guild, User
from tests.e2e.standin import StandIn
from tests.e2e.tiny_bot import TinyBot, connected


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(patience=2.0) as started:
        yield started


@pytest.fixture
async def tiny(standin: StandIn) -> AsyncIterator[TinyBot]:
    async with connected(TinyBot(), standin) as running:
        yield running


@pytest.fixture
def alice(standin: StandIn) -> User:
    return standin.user("alice", locale="de")


@pytest.fixture
def room(standin: StandIn, alice: User, tiny: TinyBot) -> Guild:
    return standin.guild(
        "Reading room", members=[alice], administrators=[standin.owner], roles={"Librarian": []}
    )
