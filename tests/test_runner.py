"""What keeps the bot running, where no real Discord can be made to misbehave so."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from bot import runner
from bot.app import App, is_loaded_elsewhere, open_app
from bot.client import VaultBot
from bot.config import read_config
from bot.errors import ConfigError, LoadRunning, StoreBroken
from bot.model import LoadReport
from bot.shards import Shards
from tests.conftest import SAMPLE


class Hanging:
    """A client that Discord never says goodbye to."""

    def __init__(self) -> None:
        self.cancelled = False

    async def close(self) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def test_a_client_that_does_not_close_is_left_and_never_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "CLOSING", 0.01)
    bot = Hanging()
    await runner._close(cast("VaultBot", bot))
    assert not bot.cancelled


async def failing(error: Exception) -> LoadReport:
    raise error


@pytest.mark.parametrize("error", [ConfigError("no such folder"), OSError("no more processes")])
async def test_where_a_load_fails_the_last_one_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    config = read_config(None, vault=SAMPLE, database=tmp_path / "vault.db")
    async with open_app(config) as app:
        monkeypatch.setattr(app.library, "load", lambda: failing(error))
        with pytest.raises(type(error)):
            await runner.prepare(app)
        monkeypatch.undo()
        assert await runner.prepare(app)
        monkeypatch.setattr(app.library, "load", lambda: failing(error))
        assert not await runner.prepare(app)
        assert await app.library.find_quotes("longitude", limit=1)


async def test_while_another_process_loads_the_last_load_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config = read_config(None, vault=SAMPLE, database=tmp_path / "vault.db")
    async with open_app(config) as app, open_app(config) as other:
        assert await runner.prepare(other)
        monkeypatch.setattr(app.library, "load", lambda: failing(LoadRunning("somebody loads")))
        caplog.set_level("INFO")
        assert not await runner.prepare(app)
        assert caplog.messages == ["answering from the last load: somebody loads"]
        assert await app.library.find_quotes("longitude", limit=1)


async def test_the_first_load_of_another_process_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOOKED_EVERY", 0.01)
    config = read_config(None, vault=SAMPLE, database=tmp_path / "vault.db")
    async with open_app(config) as app, open_app(config) as other:
        asked = 0

        async def load() -> LoadReport:
            nonlocal asked
            asked += 1
            if asked == 3:
                await other.library.load()
            raise LoadRunning("somebody loads")

        monkeypatch.setattr(app.library, "load", load)
        assert not await runner.prepare(app)
        assert asked == 3
        assert await app.library.find_quotes("longitude", limit=1)


async def test_a_process_without_the_vault_answers_what_others_load(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "vault.db"
    async with open_app(read_config(None, vault=SAMPLE, database=database)) as app:
        await runner.prepare(app)
    alone = read_config(None, vault=tmp_path / "nowhere", database=database)
    section = alone.discord.model_copy(update={"shards": Shards(2, (1,))})
    caplog.clear()
    async with open_app(alone.model_copy(update={"discord": section})) as app:
        assert not await runner.prepare(app)
        assert is_loaded_elsewhere(app.config)
        assert not is_loaded_elsewhere(alone)
        assert await app.library.find_quotes("longitude", limit=1)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "answering from what other processes load: " in record.getMessage()


async def test_a_broken_database_ends_it_and_what_fails_in_the_background_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BEGUN_AGAIN", 0)
    begun, again = [], asyncio.Event()

    async def work() -> None:
        begun.append(1)
        if len(begun) == 3:
            again.set()
        raise IndexError

    async def connected(app: App, token: str) -> None:
        await again.wait()
        app.store.broken.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(runner, "stay_connected", connected)
    config = read_config(None, vault=SAMPLE, database=tmp_path / "vault.db")
    async with open_app(config) as app, runner.beside(work):
        with pytest.raises(StoreBroken, match="the next start moves it aside"):
            await runner.answer(app, "token")
