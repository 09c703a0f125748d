"""The tests of the store run on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.opening import open_store
from bot.store.protocol import Store
from tests.store.build import Place


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where an empty database is, or will be."""
    if request.param == "sqlite":
        return tmp_path / "vault.db"
    return request.getfixturevalue("postgres").fresh()


@pytest.fixture
async def store(database: Place) -> AsyncIterator[Store]:
    """A store over it."""
    async with open_store(database) as opened:
        yield opened
