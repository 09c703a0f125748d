"""A small real discord.py bot that does one of everything, for trying the stand-in."""

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from tests.e2e.standin import StandIn

Interaction = discord.Interaction["TinyBot"]


class CountButton(ui.DynamicItem[ui.Button[ui.View]], template=r"count:(?P<n>\d+)"):
    """Counts up in its own custom_id."""

    def __init__(self, n: int) -> None:
        super().__init__(ui.Button(label="More", custom_id=f"count:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "CountButton":
        return cls(int(match["n"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(
            content=f"count {self.n + 1}", view=view(self.n + 1)
        )


def view(n: int) -> ui.View:
    buttons = ui.View(timeout=None)
    buttons.add_item(CountButton(n))
    buttons.add_item(ui.Button(label="Watch", url="https://youtu.be/a?t=1"))
    for label in ("Later", "Delete", "Nothing", "Share"):
        buttons.add_item(ui.Button(label=label, custom_id=label.lower()))
    buttons.add_item(ui.Select(custom_id="pick", options=[discord.SelectOption(label="One")]))
    return buttons


class TinyBot(commands.AutoShardedBot):
    """One command for each thing that the stand-in can do."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.01,
            **options,
        )
        self.failures: asyncio.Queue[BaseException] = asyncio.Queue()
        self.tree.error(self._on_error)

    async def _on_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        self.failures.put_nowait(getattr(error, "original", error))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the library's five seconds between two sessions."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(CountButton)
        each: Any
        for each in (
            echo,
            defer,
            double,
            wide,
            stumble,
            late,
            silent,
            typed,
            admin,
            menu,
            vault,
            anywhere,
        ):
            self.tree.add_command(each)
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type is not discord.InteractionType.component:
            return
        match interaction.data:
            case {"custom_id": "later"}:
                await interaction.response.defer()
                await interaction.edit_original_response(content="edited later")
            case {"custom_id": "delete"}:
                await interaction.response.defer()
                await interaction.delete_original_response()
            case {"custom_id": "nothing"}:
                await interaction.response.defer()
            case {"custom_id": "share"}:
                await interaction.response.send_message("shared")
            case {"custom_id": "pick", "values": [value]}:
                await interaction.response.edit_message(content=f"picked {value}")


@app_commands.command(description="Say it back")
@app_commands.describe(text="What", times="How often", hidden="Only to you")
async def echo(
    interaction: Interaction,
    text: app_commands.Range[str, 1, 20],
    times: app_commands.Range[int, 1, 3] = 1,
    hidden: bool = False,
) -> None:
    embed = discord.Embed(title="Echo", description=text * times, url="https://youtu.be/a?t=2")
    await interaction.response.send_message(embed=embed, view=view(0), ephemeral=hidden)


@echo.autocomplete("text")
async def complete(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    times = interaction.namespace.times or 1
    return [app_commands.Choice(name=f"{current}{n}", value=f"v{n}") for n in range(times)]


@app_commands.command(description="Answer in time, then tell")
async def defer(interaction: Interaction, how: str = "edit") -> None:
    await interaction.response.defer(thinking=True, ephemeral=True)
    if how == "edit":
        await interaction.edit_original_response(content="done")
    elif how == "file":
        file = discord.File(io.BytesIO(b"log"), "problems.txt")
        await interaction.edit_original_response(content="see file", attachments=[file])
    else:
        await interaction.followup.send("done")
    await interaction.followup.send("more", ephemeral=True)
    more = await interaction.followup.send(embed=discord.Embed(title="third"), wait=True)
    await more.edit(content="third, edited")
    assert (await interaction.original_response()).content


@app_commands.command(description="Answer twice")
async def double(interaction: Interaction) -> None:
    await interaction.response.send_message("once")
    interaction.response._response_type = None
    await interaction.response.send_message("twice")


@app_commands.command(description="Answer too much")
async def wide(interaction: Interaction) -> None:
    await interaction.response.send_message(embed=discord.Embed(description="x" * 4097))


@app_commands.command(description="Answer too much, then properly")
async def stumble(interaction: Interaction) -> None:
    with contextlib.suppress(discord.HTTPException):
        await interaction.response.send_message("x" * 2001)
    await interaction.response.send_message("sorry", ephemeral=True)


release = asyncio.Event()


@app_commands.command(description="Answer when told to")
async def late(interaction: Interaction) -> None:
    await release.wait()
    await interaction.response.send_message("late")


@app_commands.command(description="Defer and forget")
async def silent(interaction: Interaction) -> None:
    await interaction.response.defer()


@app_commands.command(description="Take every type")
@app_commands.choices(pick=[app_commands.Choice(name="First", value=1)])
async def typed(
    interaction: Interaction,
    who: discord.User,
    where: discord.TextChannel,
    role: discord.Role,
    pick: int,
    share: float,
) -> None:
    told = [who.name, type(who).__name__, where.name, role.name, str(pick), str(share)]
    permissions = f"{interaction.permissions.value} {interaction.app_permissions.embed_links}"
    await interaction.response.send_message(" ".join([*told, permissions]))


@app_commands.command(description="Only for some")
@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
async def admin(interaction: Interaction) -> None:
    assert interaction.guild
    await interaction.response.send_message(f"admin of {interaction.guild.name}")


@app_commands.command(description="Tell where this is")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def anywhere(interaction: Interaction) -> None:
    told = f"{type(interaction.channel).__name__} {interaction.guild_id}"
    await interaction.response.send_message(told, view=view(0))


@app_commands.context_menu(name="Find a quote")
async def menu(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"found {message.content}", ephemeral=True)


vault = app_commands.Group(name="vault", description="The vault")


@vault.command(description="Load again")
async def reload(interaction: Interaction, full: bool = False) -> None:
    await interaction.response.send_message(f"full: {full}")


@contextlib.asynccontextmanager
async def connected(bot: TinyBot, standin: StandIn) -> AsyncIterator[TinyBot]:
    """Run the bot against the stand-in, its REST address being all that it is told."""
    before = discord.http.Route.BASE
    discord.http.Route.BASE = standin.api_url
    running = asyncio.create_task(bot.start(standin.token))
    try:
        ready = asyncio.create_task(standin.wait_ready())
        await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
        else:
            await ready
            yield bot
    finally:
        await bot.close()
        discord.http.Route.BASE = before
    await running
