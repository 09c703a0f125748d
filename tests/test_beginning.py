"""When a shard may begin, by a clock that tests turn, and what discord.py makes of it."""

import asyncio
import time as clock
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest

from bot.answers import Answers, Desk
from bot.beginning import PAUSES, Beginning
from bot.client import ClientSettings, VaultBot
from bot.identify import EVERY, MARGIN, IdentifyGate, StartLimit
from bot.library import Library
from bot.reply.embeds import Look
from bot.runner import beside
from bot.shards import Shards
from bot.store.sqlite.store import SqliteStore
from tests.e2e.standin import StandIn
from tests.test_identify import Fleet, Time

STEP = EVERY + MARGIN
RESET = 3600.0


class Gateway:
    """What Discord says of sessions; each that begins is one less."""

    def __init__(self, time: Time, remaining: int, at_once: int = 1) -> None:
        self.time = time
        self.remaining = remaining
        self.at_once = at_once
        self.asked = 0
        self.fault: Exception | None = None
        self.resets_at = time.now + RESET

    async def __call__(self) -> tuple[int, str, dict[str, Any]]:
        self.asked += 1
        if self.fault:
            raise self.fault
        if self.time.now > self.resets_at:
            self.remaining, self.resets_at = 1000, self.time.now + RESET
        return 4, "wss://gateway.example/", self.told()

    def told(self) -> dict[str, Any]:
        return {
            "total": 1000,
            "remaining": self.remaining,
            "reset_after": (self.resets_at - self.time.now) * 1000,
            "max_concurrency": self.at_once,
        }


class Process:
    """One that has some of a bot's four shards, and what it puts off."""

    def __init__(self, time: Time, gateway: Gateway, fleet: Fleet) -> None:
        self.put_off: list[float] = []
        self.gateway = gateway
        gate = IdentifyGate(
            gateway.at_once, fleet=fleet, name="app", most=60.0, clock=time, sleep=time.sleep
        )
        self.beginning = Beginning(
            gate,
            StartLimit.of(gateway.told()),
            gateway,
            shards=4,
            put_off=lambda _, seconds: self.put_off.append(seconds),
            clock=time,
            sleep=time.sleep,
        )

    async def identify(self, shard: int) -> None:
        await self.beginning.wait(shard)
        await self.beginning.begin(shard)
        self.gateway.remaining -= 1


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def fleet(time: Time) -> Fleet:
    return Fleet(time)


async def test_a_turn_is_used_once(time: Time, fleet: Fleet) -> None:
    beginning = Process(time, Gateway(time, 1000), fleet).beginning
    await beginning.wait(0)
    assert beginning.is_due(0)
    assert not beginning.is_due(1)
    began = time.now
    await beginning.wait(0)
    await beginning.begin(0)
    assert time.now == began
    assert not beginning.is_due(0)


async def test_a_turn_is_begun_anew_where_the_way_to_discord_is_long(
    time: Time, fleet: Fleet
) -> None:
    beginning = Process(time, Gateway(time, 1000), fleet).beginning
    for long in (MARGIN + 0.1, STEP - 0.1, 2 * STEP):
        await beginning.wait(1)
        time.now += long
        assert not beginning.is_due(1)
        began = time.now
        await beginning.begin(1)
        assert time.now == began == fleet.at["identify app 0"]
        beginning._begun.clear()


async def test_where_others_have_begun_meanwhile_another_turn_is_taken(
    time: Time, fleet: Fleet
) -> None:
    beginning = Process(time, Gateway(time, 1000), fleet).beginning
    await beginning.wait(1)
    time.now += STEP
    assert not await fleet.take_turn("identify app 0", every=STEP)
    time.now += 1
    await beginning.begin(1)
    assert fleet.at["identify app 0"] == time.now == 100.0 + 2 * STEP


async def test_no_turn_is_waited_for_with_a_socket_open_for_long(time: Time) -> None:
    fleet = Fleet(time, taken_by_others=1_000_000)
    beginning = Process(time, Gateway(time, 1000), fleet).beginning
    with pytest.raises(TimeoutError, match="shard 2 had no turn"):
        await beginning.begin(2)
    assert time.now <= 100.0 + 20.0


async def test_a_shard_whose_session_ended_waits_before_it_begins_another(
    time: Time, fleet: Fleet
) -> None:
    process = Process(time, Gateway(time, 1000), fleet)
    await process.identify(0)
    time.now += 100
    began = time.now
    await process.beginning.wait(0)
    assert PAUSES[0] <= time.now - began <= PAUSES[1]


async def test_what_is_left_of_a_day_is_not_overdrawn_by_several_processes(
    time: Time, fleet: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = Gateway(time, 3)
    one, other = (Process(time, gateway, fleet) for _ in range(2))
    for process, shard in ((one, 0), (other, 2), (one, 1)):
        await process.identify(shard)
    assert gateway.remaining == 0
    assert time.now < 200
    await other.identify(3)
    assert time.now > 100.0 + RESET
    assert gateway.remaining == 999
    assert not one.put_off
    (seconds,) = other.put_off
    assert RESET - 4 * STEP < seconds < RESET + 2
    (line,) = caplog.messages
    assert line.startswith("Discord lets only 0 more of 1000 sessions begin: shard 3 waits for 3")


async def test_where_several_begin_at_once_one_is_left_for_each(time: Time, fleet: Fleet) -> None:
    gateway = Gateway(time, 3, at_once=4)
    await Process(time, gateway, fleet).identify(0)
    assert gateway.remaining == 999


async def test_discord_is_asked_again_where_little_is_left_and_of_another_session(
    time: Time, fleet: Fleet
) -> None:
    gateway = Gateway(time, 8)
    process = Process(time, gateway, fleet)
    await process.identify(0)
    assert gateway.asked == 0
    await process.identify(0)
    assert gateway.asked == 1
    await process.identify(1)
    assert gateway.asked == 2


@pytest.mark.parametrize("fault", [discord.GatewayNotFound(), KeyError("shards"), TypeError()])
async def test_a_discord_that_cannot_tell_holds_up_nobody(
    time: Time, fleet: Fleet, fault: Exception
) -> None:
    gateway = Gateway(time, 1)
    process = Process(time, gateway, fleet)
    gateway.fault = fault
    await process.identify(0)
    assert gateway.asked == 1


HEARTBEAT = 0.2
TAKEN_FOR_DEAD = 0.6
WAIT = 2.5
"""Seconds for a turn: several times as long as a heartbeat is waited for."""


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def connecting(bot: VaultBot, standin: StandIn) -> AsyncIterator[None]:
    """The bot connects to the stand-in until the context ends."""
    before = discord.http.Route.BASE
    discord.http.Route.BASE = standin.api_url
    try:
        await bot.login(standin.token)
        await bot.ask_gateway()
        async with beside(bot.connect):
            yield
            await bot.close()
    finally:
        await bot.close()
        discord.http.Route.BASE = before


async def test_a_shard_that_waits_for_long_is_not_taken_for_dead(
    sample: Library,
    store: SqliteStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.beginning.PAUSES", (0.0, 0.1))
    asked: dict[str, float] = {}
    turns: list[str] = []

    async def take_turn(name: str, *, every: float) -> float:
        began = asked.setdefault(name, clock.monotonic())
        if (wait := began + WAIT - clock.monotonic()) > 0:
            return min(wait, 0.1)
        del asked[name]
        turns.append(name)
        return 0.0

    monkeypatch.setattr(store.fleet, "take_turn", take_turn)
    settings = ClientSettings(5, 10.0, sync=False, shards=Shards(4, (2, 3)))
    bot = VaultBot(Answers(Desk(sample, store, Look())), store, settings)
    bot._connection.heartbeat_timeout = TAKEN_FOR_DEAD
    async with StandIn(shards=4, at_once=4, heartbeat_seconds=HEARTBEAT, patience=30) as standin:
        async with connecting(bot, standin):
            await standin.wait_call("WS", "IDENTIFY", count=2)
            assert len(turns) == 2
            # Sessions that begin anew wait in the same way, and beside each other.
            standin.invalidate_session()
            await standin.wait_call("WS", "IDENTIFY", count=4)
        assert len(standin.calls("WS", "IDENTIFY")) == 4
        assert standin.violations == []
    assert len(turns) == 4
    assert "stopped responding" not in caplog.text


async def test_a_shard_begins_another_session_though_discord_tells_late_how_many_may(
    sample: Library, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.beginning.PAUSES", (0.0, 0.1))
    monkeypatch.setattr("bot.beginning.MARGIN", 0.1)
    bot = VaultBot(Answers(Desk(sample, store, Look())), store, ClientSettings(5, 10.0, sync=False))
    ask = bot.http.get_bot_gateway

    async def late() -> tuple[int, str, Any]:
        await asyncio.sleep(0.3)
        return await ask()

    monkeypatch.setattr(bot.http, "get_bot_gateway", late)
    async with StandIn() as standin, connecting(bot, standin):
        await standin.wait_ready()
        standin.invalidate_session()
        await standin.wait_call("WS", "IDENTIFY", count=2)


async def test_while_one_shard_may_not_begin_the_others_go_on(
    sample: Library, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.identify.EVERY", 0.1)
    monkeypatch.setattr("bot.identify.MARGIN", 0.1)
    settings = ClientSettings(5, 10.0, sync=False, shards=Shards(2, (0, 1)))
    bot = VaultBot(Answers(Desk(sample, store, Look())), store, settings)
    async with StandIn(shards=2) as standin:
        standin.allow_sessions(1, reset=RESET)
        async with connecting(bot, standin):
            await standin.wait_call("WS", "IDENTIFY")
            await until(lambda: bot.connection.is_connected(0))
            assert not bot.connection.is_connected(1)
            assert bot.connection.lost_for == 0
            # Quotes of the day are posted, where the bot is told of the server.
            async with asyncio.timeout(5):
                await bot.wait_until_told()
            assert not bot.is_ready()
            standin.reconnect()
            await standin.wait_call("WS", "RESUME")
            waiting = set(bot._launching)
        await asyncio.wait(waiting, timeout=5)
        assert all(task.cancelled() for task in waiting)
        assert len(standin.calls("WS", "IDENTIFY")) == 1
