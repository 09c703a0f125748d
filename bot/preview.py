"""The preview: a page in the browser where the real bot answers, in a Discord simulated in process.

Page and simulation are simcord's, an optional extra of this project: imported in this file alone,
and only when a preview is asked for.
"""

import asyncio
import importlib.util
import io
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord

from bot.app import App, make_client, open_app, require_vault
from bot.client import VaultBot
from bot.errors import VaultbotError
from bot.progress import show_progress
from bot.reply.text import thumbnail
from bot.settings import Config
from bot.stopping import stop_signal
from bot.store.protocol import Store

if TYPE_CHECKING:
    import simcord

EXTRA = ("simcord", "linkify_it", "regex", "PIL", "av")
"""What `simcord[preview]` brings; simcord alone, as tests have it, draws no page."""
MEMBER, MANAGER, OWNER = "Ada", "Ben (manages the server)", "Cleo (runs the bot)"
GREETING = """\
{notes:,} notes to ask. Open this address in a browser on this machine:

    {url}

Type / there and choose a command: /quote deepseek. "Viewing as" changes who asks: {people}.
Ctrl-C ends it."""
TICK = 1.0
"""Seconds between two looks at the real clock."""
STILL_SIZE = (320, 180)


async def run_preview(
    config: Config, *, port: int, own_database: bool, tell: Callable[[str], None]
) -> None:
    """Serve the page until SIGTERM, SIGINT or its own button ends it; `tell` gets the address.

    `own_database` spares the configured one, which a bot in real servers may be running on.
    Raises ConfigError without a vault, VaultbotError without the extra or with a port in use.
    """
    require_vault(config)
    require_extra()
    if own_database:
        beside = config.database.path.with_suffix(".preview.db")
        database = config.database.model_copy(update={"path": beside, "url": None})
        config = config.model_copy(update={"database": database})
    for talkative in ("discord", "bot.client"):
        # They speak of voice and of an invitation, to a Discord that is not there.
        logging.getLogger(talkative).setLevel(logging.ERROR)
    with stop_signal() as stopped:
        async with open_app(config) as app:
            with show_progress() as progress:
                await app.library.load(progress=progress)
            async with open_page(app, port) as page:
                notes = (await app.library.status()).notes
                people = ", ".join((MEMBER, MANAGER, OWNER))
                tell(GREETING.format(notes=notes, url=page.url, people=people))
                ends = [asyncio.create_task(wait) for wait in (stopped.wait(), page.wait_closed())]
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                for end in ends:
                    end.cancel()


def require_extra() -> None:
    """Raise VaultbotError where the optional extra is not installed."""
    if any(importlib.util.find_spec(module) is None for module in EXTRA):
        raise VaultbotError(
            "the preview needs an extra: pip install 'vaultbot[preview]', or run 'make preview'"
        )


@asynccontextmanager
async def open_page(app: App, port: int = 0) -> AsyncIterator["simcord.Preview"]:
    """The page of a channel with the bot and three people in it; port 0 is any free one.

    Raises VaultbotError where the page can't be served.
    """
    import simcord

    bot = make_client(app, sync=False)
    async with bot:
        # What goes wrong is told to whoever asked and logged; nothing is left to raise at the end.
        world = simcord.Env(bot, shard_count=1, check_errors=False)
        world.backend.edit_bot_profile("Vaultbot")
        _keep_time(world)
        await world.start()
        clock = asyncio.create_task(_tick(world))
        try:
            with world.time_context():
                channel, people = await _settle_in(world, bot)
                stills = await _stills(app.store)
                async with world.preview(
                    channel, viewers=people, layout="channel", assets=stills, port=port
                ) as page:
                    yield page
        except simcord.SetupError as error:
            raise VaultbotError(str(error)) from None
        finally:
            clock.cancel()
            await world.shutdown()


async def _settle_in(
    world: "simcord.Env", bot: VaultBot
) -> tuple["simcord.ChannelHandle", list["simcord.MemberActor"]]:
    """Give the world a server, its people, and the bot's commands."""
    server = world.create_guild("Vault readers", id=bot.settings.admin_guild)
    manages = discord.Permissions(manage_guild=True, manage_messages=True)
    managers = server.create_role("Managers", permissions=manages)
    # Discord shows /vault to administrators alone.
    admins = server.create_role("Admins", permissions=discord.Permissions(administrator=True))
    member, manager, owner = (
        server.add_member(world.create_user(name.split()[0].lower(), global_name=name), roles=roles)
        for name, roles in ((MEMBER, ()), (MANAGER, (managers,)), (OWNER, (admins,)))
    )
    bot.owner_id = owner.id
    await bot.registration.sync(force=True)
    channel = server.create_text_channel("reading-room", topic="Type / and choose a command")
    return channel, [member, manager, owner]


def _keep_time(world: "simcord.Env") -> None:
    """Set the world's clock by the real one: by itself it stands still, on its first day.

    Through the backend, for a public operation would turn away what a page asks meanwhile.
    """
    behind = (datetime.now(UTC) - world.now()).total_seconds()
    world.backend.advance_clock(max(0.0, behind))


async def _tick(world: "simcord.Env") -> None:
    while True:
        await asyncio.sleep(TICK)
        _keep_time(world)


async def _stills(store: Store) -> dict[str, tuple[str, bytes]]:
    """A picture of our own for every video's still: the page asks nobody else for any."""
    picture = ("still.png", _picture(*STILL_SIZE))
    urls = {thumbnail(entry.video_id) for entry in (await store.vault()).titles}
    return dict.fromkeys(urls - {""}, picture)


def _picture(width: int, height: int) -> bytes:
    """A PNG: the triangle that means a video."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (width, height), 0x48)
    left, right, reach = width * 2 // 5, width * 3 // 5, height // 5
    corners = [(left, height // 2 - reach), (left, height // 2 + reach), (right, height // 2)]
    ImageDraw.Draw(picture).polygon(corners, fill=0xB0)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
