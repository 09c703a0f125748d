"""What the client asks of the gateway, and when its shards begin."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
import yarl
from discord import TeamMemberRole, User
from discord.gateway import DiscordWebSocket

from bot import client as module
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


class Team:
    """Whoever owns the application."""

    def __init__(self, bot: VaultBot, *members: int) -> None:
        self.members = list(members)
        self.asked = 0
        bot.application_info = self.application_info  # type: ignore[method-assign]

    async def application_info(self) -> Any:
        self.asked += 1
        admins = [SimpleNamespace(id=id_, role=TeamMemberRole.admin) for id_ in self.members]
        reader = SimpleNamespace(id=9, role=TeamMemberRole.read_only)
        return SimpleNamespace(team=SimpleNamespace(members=[*admins, reader]))


async def is_admin(bot: VaultBot, user: int) -> bool:
    return await bot.is_admin(cast("User", SimpleNamespace(id=user)))


async def test_whoever_has_left_the_team_runs_the_vault_for_minutes_only(
    sample: Library, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await asked(sample, store, None)
    team = Team(bot, 1, 2)
    assert [await is_admin(bot, user) for user in (1, 2, 3, 9)] == [True, True, False, False]
    team.members.remove(2)
    assert await is_admin(bot, 2)
    assert team.asked == 1
    monkeypatch.setattr(module, "OWNERS_KNOWN", -1.0)
    assert not await is_admin(bot, 2)
    assert await is_admin(bot, 1)
    assert team.asked == 3


async def test_an_owner_that_it_was_told_of_is_kept(
    sample: Library, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OWNERS_KNOWN", -1.0)
    bot = await asked(sample, store, None)
    bot.owner_id = 3
    assert [await is_admin(bot, user) for user in (3, 4, 3)] == [True, False, True]


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
