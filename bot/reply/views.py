"""Buttons under an answer, and sending one: the only place where an interaction is answered."""

import asyncio
import io
from collections.abc import Awaitable

import discord

from bot.reply.message import Reply

PATIENCE = 1.5
"""Seconds after which a slow answer is announced; Discord gives up at 3."""


def make_view(reply: Reply) -> discord.ui.View | None:
    """The reply's buttons; None where it has none. Needs a running event loop."""
    if not reply.buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in reply.buttons:
        view.add_item(discord.ui.Button(label=button.label, url=button.url))
    return view


async def respond(
    interaction: discord.Interaction, coming: Awaitable[Reply], *, private: bool = False
) -> None:
    """Wait for an answer and send it; says "thinking" first where it takes long.

    An exception of `coming` passes through to the command tree. `private` is how a late answer is
    shown, since Discord wants to know before there is one.
    """
    task = asyncio.ensure_future(coming)
    try:
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            await interaction.response.defer(ephemeral=private, thinking=True)
        reply = await task
    finally:
        task.cancel()
    await send(interaction, reply)


async def send(interaction: discord.Interaction, reply: Reply) -> None:
    """Send an answer, first or after a deferral."""
    view = make_view(reply)
    files = [
        discord.File(io.BytesIO(text.encode()), filename=name)
        for name, text in ([reply.attachment] if reply.attachment else [])
    ]
    if interaction.response.is_done():
        await interaction.edit_original_response(
            content=reply.content or None, embeds=reply.embeds, view=view, attachments=files
        )
        return
    await interaction.response.send_message(
        content=reply.content or None,
        embeds=reply.embeds,
        view=view or discord.utils.MISSING,
        files=files,
        ephemeral=reply.ephemeral,
    )
