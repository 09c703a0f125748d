"""Commands that Discord refuses to register, for a while or in the admin's server alone."""

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot import registering
from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.errors import ConfigError
from bot.library import Library
from bot.registering import Registration
from bot.reply.embeds import Look
from bot.store.sqlite.store import SqliteStore

HOME = 77


class Refusing:
    """Answers each registration with the next of `codes`: 0 takes it, all else is a 403."""

    def __init__(self, bot: VaultBot, *codes: int) -> None:
        self.codes = list(codes)
        self.asked: list[str] = []
        bot._connection.application_id = 5
        bot.http.bulk_upsert_global_commands = self.everywhere  # type: ignore[method-assign]
        bot.http.bulk_upsert_guild_commands = self.in_guild  # type: ignore[method-assign]

    async def everywhere(self, application: int, payload: Any) -> list[Any]:
        return self._answer("everywhere")

    async def in_guild(self, application: int, guild: int, payload: Any) -> list[Any]:
        return self._answer(f"server {guild}")

    def _answer(self, scope: str) -> list[Any]:
        self.asked.append(scope)
        if code := self.codes.pop(0) if self.codes else 0:
            response: Any = SimpleNamespace(status=403, reason="Forbidden")
            raise discord.Forbidden(response, {"code": code, "message": "no"})
        return []


@pytest.fixture
def bot(sample: Library, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> VaultBot:
    monkeypatch.setattr(registering, "REGISTERED_AGAIN", 0.0)
    settings = ClientSettings(cooldown_uses=5, cooldown_seconds=10.0, admin_guild=HOME)
    return VaultBot(Answers(Desk(sample, store, Look())), store, settings)


async def begin(bot: VaultBot) -> Registration:
    """Register as a start does, until there is no more attempt to come."""
    await bot.registration.start()
    if bot.registration._later:
        async with asyncio.timeout(5):
            await bot.registration._later
    return bot.registration


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_bot_that_is_not_in_the_admin_s_server_goes_on_with_one_warning(
    bot: VaultBot, caplog: pytest.LogCaptureFixture
) -> None:
    discord_ = Refusing(bot, 0, 50001)
    await begin(bot)
    assert told(caplog) == [
        '"discord.admin_guild": the bot is not in server 77, so /vault is not registered there; '
        "invite it first; tried again at the next start"
    ]
    assert discord_.asked == ["everywhere", "server 77"]
    # At the next start that server alone is left to do.
    assert await bot.registration.sync() == ["server 77"]


async def test_sync_says_that_the_bot_is_not_in_the_admin_s_server(bot: VaultBot) -> None:
    Refusing(bot, 0, 50001)
    with pytest.raises(ConfigError, match=r'^"discord\.admin_guild": the bot is not in server 77'):
        await bot.registration.sync(force=True)


@pytest.mark.parametrize("codes", [(50001,), (0,), (0, 20012), (40333,)])
async def test_any_other_refusal_passes(
    bot: VaultBot, caplog: pytest.LogCaptureFixture, codes: tuple[int, ...]
) -> None:
    """Of the commands for everybody, and for another reason than the server's."""
    refused = [code for code in codes if code]
    discord_ = Refusing(bot, *codes)
    await begin(bot)
    assert [line[:46] for line in told(caplog)] == [
        "commands are not registered yet, trying again:" for _ in refused
    ]
    assert set(discord_.asked) == {"everywhere", "server 77"}
    assert await bot.registration.sync() == []
    Refusing(bot, *codes)
    if refused:
        with pytest.raises(discord.Forbidden):
            await bot.registration.sync(force=True)
