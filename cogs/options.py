"""What several commands share: who asks, and autocomplete that never fails or keeps one waiting."""

import asyncio
import logging
from collections.abc import Awaitable

import discord
from discord import app_commands

from bot.answers import Asker
from bot.model import Choice

log = logging.getLogger(__name__)

BUDGET = 0.15
"""Seconds; a list that comes later than the next key press is of no use."""

Choices = list[app_commands.Choice[str]]


def asker_of(interaction: discord.Interaction, private: bool | None = None) -> Asker:
    """Who asks, and whether they said that only they are to see the answer."""
    return Asker(interaction.guild_id, private)


async def offered(coming: Awaitable[list[Choice]]) -> Choices:
    """The choices as Discord takes them; an empty list where they are late or fail."""
    try:
        async with asyncio.timeout(BUDGET):
            choices = await coming
    except TimeoutError:
        log.info("autocomplete took longer than %s s", BUDGET)
        return []
    except Exception:
        log.exception("autocomplete failed")
        return []
    return [app_commands.Choice(name=choice.name, value=choice.value) for choice in choices]


def typed_channel(interaction: discord.Interaction) -> str:
    """The channel option as filled in so far."""
    return getattr(interaction.namespace, "channel", None) or ""
