"""Fixtures: the stand-in, for the real bot and for tests of itself with a small one."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.actors import Guild, User
from tests.e2e.process import PATIENCE
from tests.e2e.standin import StandIn
from tests.e2e.tiny_bot import TinyBot, connected


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(patience=2.0) as started:
        yield started


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """What the real bot is connected to; nothing it sends may be against Discord's rules."""
    async with StandIn(patience=PATIENCE) as started:
        yield started
        assert started.violations == []


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
