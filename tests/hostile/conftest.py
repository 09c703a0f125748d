"""A library over the sample vault and hostile notes beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.library import Library
from bot.store.sqlite.store import open_store
from tests.conftest import SAMPLE, SETTINGS, write_vault
from tests.hostile.attacks import NOTES

LONGEST = 50_000
"""Characters: larger notes have tests of their own, and each takes as long as a hundred others."""


@pytest.fixture(scope="session")
def hostile_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied, not opened."""
    root = tmp_path_factory.mktemp("hostile")
    vault = shutil.copytree(SAMPLE, root / "vault")
    write_vault(vault, {path: text for path, text in NOTES.items() if len(text) < LONGEST})
    asyncio.run(_load(root))
    return root / "vault.db"


async def _load(root: Path) -> None:
    async with open_store(root / "vault.db") as store:
        library = await Library.open(store, vault=root / "vault", settings=SETTINGS)
        await library.load()
        library.close()


@pytest.fixture
async def library(hostile_database: Path, tmp_path: Path) -> AsyncIterator[Library]:
    """Loaded, over a database of its own."""
    shutil.copy(hostile_database, tmp_path / "vault.db")
    async with open_store(tmp_path / "vault.db") as store:
        opened = await Library.open(store, vault=tmp_path, settings=SETTINGS)
        await opened.warm()
        yield opened
        opened.close()
