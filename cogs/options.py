"""What several commands share: who asks, and autocomplete that never fails or keeps one waiting."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable

import discord
from discord import app_commands

from bot.answers import Asker
from bot.model import Choice
from bot.tree import OUTCOME, Refused

log = logging.getLogger(__name__)

BUDGET = 0.15
"""Seconds; a list that comes later than the next key press is of no use."""

Choices = list[app_commands.Choice[str]]


def asker_of(interaction: discord.Interaction, private: bool | None = None) -> Asker:
    """Who asks, and whether they said that only they are to see the answer."""
    return Asker(interaction.guild_id, private, openly=_all_see(interaction))


def _all_see(interaction: discord.Interaction) -> bool:
    """Whether everybody in the server can see the channel; not where that isn't known."""
    guild, channel = interaction.guild, interaction.channel
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    # Where the bot is not in the server itself, neither its channels nor its roles are known.
    everyone = guild.default_role if guild else None
    if everyone is None or not isinstance(place, discord.abc.GuildChannel):
        return False
    return place.permissions_for(everyone).view_channel


def require_manager(interaction: discord.Interaction) -> None:
    """Raise Refused for whoever may not manage the server: it can open its commands to anyone."""
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        command = interaction.command.qualified_name.split()[0] if interaction.command else ""
        raise Refused(f"Only members with the permission Manage Server may use /{command}.")


def guild_of(interaction: discord.Interaction) -> int:
    """The server of a command that there is in servers only."""
    return interaction.guild_id or 0


async def offered(interaction: discord.Interaction, coming: Awaitable[list[Choice]]) -> Choices:
    """The choices as Discord takes them; an empty list where they are late or fail."""
    try:
        async with asyncio.timeout(BUDGET):
            choices = await coming
    except TimeoutError:
        log.info("autocomplete took longer than %s s", BUDGET)
        interaction.extras[OUTCOME] = "given_up"
        return []
    except Exception:
        error_id = secrets.token_hex(4)
        log.exception("autocomplete failed [%s]", error_id, extra={"error_id": error_id})
        interaction.extras[OUTCOME] = "error"
        return []
    return [app_commands.Choice(name=choice.name, value=choice.value) for choice in choices]


def typed_channel(interaction: discord.Interaction) -> str:
    """The channel option as filled in so far."""
    return getattr(interaction.namespace, "channel", None) or ""
