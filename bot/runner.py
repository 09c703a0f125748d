"""`run`: the vault loaded, the client connected, and both kept so until somebody ends it.

discord.py resumes a session that broke. What it does not do is begin without a network, outlive a
refusal that passes, or hurry once it has waited for long; so a client that ends, or has been
without Discord for minutes, is closed here, and a fresh one takes its place.
"""

import asyncio
import logging
import random
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NoReturn

import aiohttp
import discord

from bot import memory
from bot.app import App, is_loaded_elsewhere, make_client, open_app, upkeep_of
from bot.client import VaultBot
from bot.config import read_token
from bot.errors import ConfigError, StoreBroken, VaultbotError
from bot.first_load import prepare
from bot.monitoring import Watch, open_endpoint
from bot.settings import Config
from bot.shards import Shards
from bot.stopping import stop_signal, unless
from bot.store.sqlite.mending import Mending

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds for a login; discord.py itself would wait for as long as Discord tells it to."""
DELAYS = (5, 10, 20, 40, 80, 120)
"""Seconds before each attempt to connect again. Discord allows 1,000 sessions a day to begin."""
LOST_FOR_GOOD = 180.0
"""Seconds without Discord: by then discord.py may wait for 17 minutes before it tries again."""
TURN = 0.00003
"""Seconds that one thread goes on while others wait. An answer passes from thread to thread, and
with Python's own 5 ms, beside a load, one in a hundred takes ten times as long as without."""
LOOKED_EVERY = 5.0
"""Seconds."""
FINISHING = 3.0
"""Seconds that answers which have begun get when the bot is told to end."""
CLOSING = 1.0
"""Seconds to say goodbye to Discord in."""
BEGUN_AGAIN = 60.0
"""Seconds after a fault of ours."""
REFUSED = {
    4004: "Discord refuses the bot token; copy it again from the Bot page of your application",
    4013: "Discord does not know the intents that this version asks for; upgrade Vaultbot",
    4014: "Discord does not allow the intents that this version asks for; upgrade Vaultbot",
}
"""Close codes of the gateway that no waiting mends."""
REFUSED_SHARDS = {
    4010: "Discord knows no shards {shards}; let all processes name one count, or use auto",
    4011: "a count of {shards.count} is too low for so many servers; raise it in all processes, or "
    "use auto",
}
"""The same where the configuration settles the shards; else Discord is asked again how many."""


async def run(config: Config, environ: Mapping[str, str]) -> None:
    """Connect to Discord and answer until SIGTERM or SIGINT, then close in order.

    Raises ConfigError for a missing vault or token, and for a token that Discord refuses,
    StoreBroken where the database was found damaged.
    """
    token = read_token(environ)
    watch, where = Watch(), config.monitoring
    sys.setswitchinterval(TURN)
    memory.share_one_arena()
    with stop_signal() as stop:
        async with (
            # Before all else: it tells that the vault is still being loaded.
            open_endpoint(watch, host=where.host, port=where.port),
            open_app(config, watch, mending=Mending.WHOLE) as app,
        ):
            upkeep = upkeep_of(app)
            if await unless(stop, prepare(app)) is False:
                upkeep.want_load()
            works = [] if is_loaded_elsewhere(config) else upkeep.works
            led = [partial(app.loading.during, work) for work in works]
            leads = [app.leading.keep, *([app.loading.keep] if works else [])]
            async with beside(app.library.follow, *leads, *led):
                answering = answer(app, token)
                await unless(stop, answering, first=partial(finish_answers, app))
    log.info("stopped")


async def sync(config: Config, environ: Mapping[str, str]) -> list[str]:
    """Register the commands with Discord now; returns where.

    Raises ConfigError for a token that Discord refuses, VaultbotError where it can't be reached.
    """
    token = read_token(environ)
    async with open_app(config, mending=Mending.NONE) as app:
        bot = make_client(app, sync=False)
        async with bot:
            try:
                await login(bot, token)
                return await bot.registration.sync(force=True)
            except (aiohttp.ClientError, OSError, discord.DiscordException) as error:
                raise VaultbotError(explain(error)) from None


@asynccontextmanager
async def beside(*works: Callable[[], Coroutine[Any, Any, object]]) -> AsyncIterator[None]:
    """Go on with `works`, which end by themselves only for a fault of ours, until the context ends.

    Such a fault is logged, and the work begun again after a while.
    """
    tasks = [asyncio.create_task(_again_and_again(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(work: Callable[[], Coroutine[Any, Any, object]]) -> NoReturn:
    while True:
        try:
            await work()
        except Exception:
            error_id = secrets.token_hex(4)
            extra = {"error_id": error_id}
            log.exception("work in the background failed [%s]", error_id, extra=extra)
        await asyncio.sleep(BEGUN_AGAIN)


async def finish_answers(app: App) -> None:
    """Begin no more answers, end a load, and wait for what has begun, if not for ever."""
    app.watch.in_flight.close()
    app.library.stop_loading()
    if left := await app.watch.in_flight.finished(FINISHING):
        log.warning("%s answers were not done in %.0f s and are given up", left, FINISHING)


async def answer(app: App, token: str) -> NoReturn:
    """Answer until cancelled. Raises StoreBroken once the database is damaged: a fresh start mends
    it; ConfigError for what no waiting mends.
    """
    await unless(app.store.broken, stay_connected(app, token), first=partial(finish_answers, app))
    raise StoreBroken("the database is broken; the next start moves it aside and loads again")


async def stay_connected(app: App, token: str) -> NoReturn:
    """Be connected until cancelled. Raises ConfigError for what no waiting mends."""
    failures = 0
    while True:
        bot = make_client(app, leading=app.leading)
        try:
            await _be_connected(bot, token)
            why = "the connection ended"
        except (aiohttp.ClientError, OSError, discord.DiscordException, VaultbotError) as error:
            why = explain(error, bot.settings.shards)
        except Exception:
            error_id = secrets.token_hex(4)
            log.exception("connecting failed [%s]", error_id, extra={"error_id": error_id})
            why = f"a fault of ours [{error_id}]"
        failures = 1 if bot.was_ready else failures + 1
        delay = DELAYS[min(failures, len(DELAYS)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311
        log.warning("not connected to Discord: %s; trying again in %.0f s", why, delay)
        await asyncio.sleep(delay)


async def _be_connected(bot: VaultBot, token: str) -> None:
    """Raises what ends a connection, or that Discord has been out of reach for too long; closes
    the client, whatever happens.
    """
    connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    try:
        async with asyncio.timeout(PATIENCE):
            await login(bot, token)
        # Shards that wait for their turn are not out of reach.
        patience = LOST_FOR_GOOD + await _may_begin(bot)
        connected = asyncio.create_task(bot.connect())
        while bot.connection.lost_for < patience:
            done, _ = await asyncio.wait({connected}, timeout=LOOKED_EVERY)
            bot.look()
            if done:
                return await connected
        raise VaultbotError(f"without connection for {bot.connection.lost_for:.0f} s")
    finally:
        # First: while it reconnects, discord.py goes on when it is cancelled, unless it is closed.
        await _close(bot)
        connected.cancel()
        await asyncio.gather(connected, return_exceptions=True)


async def _may_begin(bot: VaultBot) -> float:
    """Wait until Discord lets all shards of this process begin a session; answers how many seconds
    they may have to wait for each other.
    """
    while True:
        async with asyncio.timeout(PATIENCE):
            limit = await bot.ask_gateway()
        if limit.allows(len(bot.own_shards.ids)):
            return limit.longest(bot.own_shards.count)
        log.warning(
            "Discord lets only %s more of %s sessions begin, and %s are to: waiting for %.0f s, "
            "for it resets the token of a bot that begins more",
            limit.remaining, limit.total, len(bot.own_shards.ids), limit.reset_after,
        )  # fmt: skip
        await asyncio.sleep(limit.reset_after + 1.0)


async def _close(bot: VaultBot) -> None:
    """Say goodbye to Discord, and wait for an answer, if not for long.

    What closes is never cancelled: whoever closed a client again would be cancelled with it.
    """
    closing = asyncio.create_task(bot.close())
    closing.add_done_callback(lambda task: task.cancelled() or task.exception())
    await asyncio.wait({closing}, timeout=CLOSING)


async def login(bot: VaultBot, token: str) -> None:
    """Raises ConfigError for a token that Discord refuses."""
    try:
        await bot.login(token)
    except discord.LoginFailure:
        raise ConfigError(REFUSED[4004]) from None


def explain(error: Exception, shards: Shards | None = None) -> str:
    """Why a connection ended, in words; raises ConfigError for what no waiting mends. `shards` are
    those that the configuration names.
    """
    if isinstance(error, ConfigError):
        raise error
    if isinstance(error, discord.ConnectionClosed) and error.code in REFUSED:
        raise ConfigError(REFUSED[error.code]) from None
    if shards and isinstance(error, discord.ConnectionClosed) and error.code in REFUSED_SHARDS:
        told = REFUSED_SHARDS[error.code].format(shards=shards)
        raise ConfigError(f'"discord.shards" or --shards: {told}') from None
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise ConfigError(REFUSED[4014]) from None
    if isinstance(error, TimeoutError):
        return "Discord takes too long to answer"
    if isinstance(error, aiohttp.ClientError | OSError):
        return f"can't reach Discord: {error}"
    return str(error)
