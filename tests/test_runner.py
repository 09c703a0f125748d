"""What keeps the bot running, where no real Discord can be made to misbehave so."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot import runner
from bot.app import App, open_app
from bot.client import VaultBot
from bot.config import read_config
from bot.errors import ConfigError, StoreBroken
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


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(cast("Any", SimpleNamespace(close_code=code)), shard_id=0)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (4010, "Discord knows no shards 0-1/4; let all processes name one count, or use auto"),
        (
            4011,
            "a count of 4 is too low for so many servers; raise it in all processes, or use auto",
        ),
    ],
)
def test_shards_that_discord_refuses_are_the_configuration_s_where_it_settles_them(
    code: int, told: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        runner.explain(closed(code), Shards(4, (0, 1)))
    assert str(raised.value) == f'"discord.shards" or --shards: {told}'
    assert str(code) in runner.explain(closed(code), None)
    assert "4000" in runner.explain(closed(4000), Shards(4, (0, 1)))


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
