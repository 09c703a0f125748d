"""What the client asks of the gateway, and when its shards begin."""

from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket

from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.library import Library
from bot.reply.embeds import Look
from bot.shards import Shards
from bot.store.sqlite.store import SqliteStore

GATEWAY = "wss://gateway.example/"


@pytest.fixture(autouse=True)
def gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL("wss://default.example"))


async def asked(
    sample: Library, store: SqliteStore, shards: Shards | None, at_once: int = 1
) -> VaultBot:
    """A client that asked a Discord which recommends three shards."""
    settings = ClientSettings(cooldown_uses=5, cooldown_seconds=10.0, shards=shards)
    bot = VaultBot(Answers(Desk(sample, store, Look())), store, settings)

    async def get_bot_gateway() -> Any:
        limit = {"total": 9, "remaining": 7, "reset_after": 1, "max_concurrency": at_once}
        return 3, GATEWAY, limit

    bot.http.get_bot_gateway = get_bot_gateway  # type: ignore[method-assign]
    assert (await bot.ask_gateway()).remaining == 7
    return bot


@pytest.mark.parametrize(
    ("shards", "own"), [(None, Shards(3, (0, 1, 2))), (Shards(4, (2, 3)), Shards(4, (2, 3)))]
)
async def test_it_connects_where_discord_says_whoever_settled_how_many_shards(
    sample: Library, store: SqliteStore, shards: Shards | None, own: Shards
) -> None:
    bot = await asked(sample, store, shards)
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == GATEWAY
    assert bot.own_shards == own
    assert (bot.shard_count, bot.shard_ids) == (own.count, list(own.ids))
    for shard in own.ids:
        assert not bot.connection.is_alive
        bot.connection.found(shard)
    assert bot.connection.is_alive


async def test_only_where_others_have_shards_the_database_is_asked(
    sample: Library, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    async def take_turn(name: str, *, every: float) -> float:
        taken.append(name)
        return 0.0

    monkeypatch.setattr(store.fleet, "take_turn", take_turn)
    for shards in (None, Shards(2, (0, 1)), Shards(4, (3,))):
        bot = await asked(sample, store, shards, at_once=2)
        bot._connection.application_id = 77
        await bot.ask_gateway()
        await bot.before_identify_hook(bot.own_shards.ids[-1], initial=True)
    assert taken == ["identify 77 1"]
