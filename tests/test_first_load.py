"""The vault before the first answer, also where other processes load it."""

import asyncio
from pathlib import Path

import pytest

from bot import first_load
from bot.app import is_loaded_elsewhere, open_app
from bot.config import read_config
from bot.errors import ConfigError, LoadRunning, StoreUnsure
from bot.model import LoadReport
from bot.shards import Shards
from tests.conftest import SAMPLE


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
            await first_load.prepare(app)
        monkeypatch.undo()
        assert await first_load.prepare(app)
        monkeypatch.setattr(app.library, "load", lambda: failing(error))
        assert not await first_load.prepare(app)
        assert await app.library.find_quotes("longitude", limit=1)


async def test_a_load_that_was_committed_unheard_answers_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = read_config(None, vault=SAMPLE, database=tmp_path / "vault.db")
    async with open_app(config) as app, open_app(config) as other:

        async def load() -> LoadReport:
            await other.library.load()
            raise StoreUnsure("the server's answer was lost")

        monkeypatch.setattr(app.library, "load", load)
        assert not await first_load.prepare(app)
        assert app.library._snapshot.serial == other.library._snapshot.serial


async def test_while_another_process_loads_the_last_load_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config = read_config(None, vault=SAMPLE, database=tmp_path / "vault.db")
    async with open_app(config) as app, open_app(config) as other:
        assert await first_load.prepare(other)
        monkeypatch.setattr(app.library, "load", lambda: failing(LoadRunning("somebody loads")))
        caplog.set_level("INFO")
        caplog.clear()
        assert not await first_load.prepare(app)
        assert caplog.messages == ["answering from the last load: somebody loads"]
        assert await app.library.find_quotes("longitude", limit=1)


async def test_the_first_load_of_another_process_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_load, "LOOKED_EVERY", 0.01)
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
        assert not await first_load.prepare(app)
        assert asked == 3
        assert await app.library.find_quotes("longitude", limit=1)


async def test_a_process_without_the_vault_answers_what_others_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(first_load, "LOOKED_EVERY", 0.01)
    database = tmp_path / "vault.db"
    alone = read_config(None, vault=tmp_path / "nowhere", database=database)
    section = alone.discord.model_copy(update={"shards": Shards(2, (1,))})
    config = alone.model_copy(update={"discord": section})
    assert is_loaded_elsewhere(config)
    assert not is_loaded_elsewhere(alone)
    has_it = read_config(None, vault=SAMPLE, database=database)
    async with open_app(config) as app, open_app(has_it) as other:
        waiting = asyncio.create_task(first_load.prepare(app))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert not app.watch.is_loaded
        await first_load.prepare(other)
        assert not await waiting
        assert await app.library.find_quotes("longitude", limit=1)
    told = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert [line.partition(":")[0] for line in told] == [
        f"no folder {tmp_path / 'nowhere'} here", "answering from what other processes load"
    ]  # fmt: skip
